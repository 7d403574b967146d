"""A real vault created by an older program: the charter it adopted does not name acts that the program knows now."""

from __future__ import annotations

import re
from pathlib import Path

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.membre import TOUTES, enrol_membre
from gsn_app.actions.ouverture import open_session
from gsn_app.actions.session import Session
from gsn_app.domain.membre import Instance, NouveauMembre, Role, TypeInstance
from gsn_app.domain.phrase_passe import encode_passphrase
from gsn_app.poste import Poste
from gsn_app.ressources import read_ressource
from gsn_app.store import sequestre
from gsn_app.store.creation import Plan, create_coffre
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase

#: acts of a later program, as the shipped charter would have brought them since
NOUVEAUX = ("sauvegarde.faite", "situation.archivee", "cles.demandees", "rotation.faite", "charte.adoptee")


def reduce_rules(*acts: str) -> bytes:
    """The shipped rules without these acts."""
    rules = read_ressource("regles.toml").decode()
    for acte in acts:
        rules, found = re.subn(rf'\[actes\."{re.escape(acte)}"\]\n(?:[a-z_]+ *=.*\n)+', "", rules)
        assert found == 1, acte
    return rules.encode()


def build_ancien(folder: Path) -> Prepare:
    """A coordonnateur, an auditeur and one member, all of whom signed the charter of those days."""
    escrow = sequestre.split(3, 2)
    plan = Plan(
        "Saint-Exemple-sur-Test", (Instance(GSN, TypeInstance.GSN, "Groupe de suivi nominatif"),),
        read_ressource("charte.md"), reduce_rules(*NOUVEAUX), ("Maire", "DPO", "DGS"), 2, escrow.cle, escrow.controle,
    )  # fmt: skip
    coordo = NouveauMembre("Coordo Testard", "Coordonnateur", "Commune", {GSN: Role.COORDONNATEUR})
    coffre, poste = folder / "coffre", folder / "poste"
    session = Session(
        create_coffre(
            coffre, Poste(poste), plan, coordo, encode_passphrase(phrase("coordo")), policy=BON_MARCHE
        )
    )
    ids = {"coordo": session.membre.id}
    sign_charte(session)
    for nom, roles in (("ecole", {GSN: Role.MEMBRE}), ("dpo", {TOUTES: Role.AUDITEUR})):
        who = NouveauMembre(f"{nom.title()} Testard", f"Fonction {nom}", "Institution", roles)
        ids[nom] = enrol_membre(session, who, phrase(nom), kdf=BON_MARCHE).id
    session.close()
    prepared = Prepare(coffre, poste, ids)
    for nom in ("ecole", "dpo"):
        member = open_session(coffre, poste, ids[nom], phrase(nom), kdf=BON_MARCHE)
        sign_charte(member)
        member.close()
    return prepared
