"""Several bodies, several parts: each is made by a coordonnateur of its own body, and by nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.creation import prepare_creation
from gsn_app.actions.epreuve import Gardien
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.ouverture import open_session, read_porte
from gsn_app.actions.rapport import export_rapport, list_editions, list_parts, preview_rapport
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.actions.situation import open_situation
from gsn_app.domain.membre import NouveauMembre, Role, TypeInstance
from gsn_app.domain.situation import Personne
from tests.actions.exemples import day
from tests.coffre_prepare import BON_MARCHE, phrase

ANNEE = day()[:4]
PERIODE: dict[str, Any] = {
    "debut": f"{ANNEE}-01-01",
    "fin": f"{ANNEE}-12-31",
    "receveur": "Formation plénière",
}


class Coffre:
    """A vault of two bodies: Coralie coordinates both, Vera the CVE alone."""

    def __init__(self, folder: Path) -> None:
        creation = prepare_creation(
            commune="Saint-Exemple", instances=[(TypeInstance.GSN, "Groupe"), (TypeInstance.CVE, "Cellule")],
            coordonnateur=NouveauMembre("Coralie Testard", "Coordonnatrice", "Commune", {}), passphrase=phrase("a"),
            auditeur=NouveauMembre("Dpo Testard", "Délégué", "Commune", {}), passphrase_auditeur=phrase("dpo"),
            gardiens=[Gardien(f"Gardien {n}", "x") for n in "ABC"],
        )  # fmt: skip
        for rang, part in enumerate(creation.parts):
            creation.prove(rang, part)
        self.coffre, self.poste = folder / "coffre", folder / "poste"
        session = creation.finish(self.coffre, self.poste, kdf=BON_MARCHE)
        self.gsn, self.cve = (i.id for i in session.instances)
        who = NouveauMembre("Vera Testard", "Coordonnatrice", "Collège", {self.cve: Role.COORDONNATEUR})
        enrol_membre(session, who, phrase("vera"), kdf=BON_MARCHE)
        if session.charte_a_signer:
            sign_charte(session)
        session.close()
        with self.enter("Vera", "vera") as vera:
            sign_charte(vera)

    def enter(self, nom: str, secret: str) -> Entree:
        ids = {m.nom: m.id for m in read_porte(self.coffre, self.poste, kdf=BON_MARCHE).membres}
        return Entree(
            open_session(self.coffre, self.poste, ids[f"{nom} Testard"], phrase(secret), kdf=BON_MARCHE)
        )


class Entree:
    """The vault open for the time of a block."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __enter__(self) -> Session:
        return self.session

    def __exit__(self, *_: object) -> None:
        self.session.close()


def test_each_part_is_made_by_the_coordonnateur_of_its_body_alone(tmp_path: Path) -> None:
    coffre = Coffre(tmp_path)
    with coffre.enter("Coralie", "a") as coralie:
        for rang in range(16):
            who = Personne(f"Xyl{'abcde'[rang % 5]}on", "Oph", "2012-02-03", "FM"[rang % 2])
            for instance in (coffre.gsn, coffre.cve) if rang < 10 else (coffre.gsn,):
                open_situation(
                    coralie, instance, personne=who, origine="origine.EN", motif="motif.ABS", cercle=[coralie.membre.id]
                )  # fmt: skip
        assert [p.permise for p in list_parts(coralie)] == [True, True]
        part = preview_rapport(coralie, coffre.gsn, **PERIODE)
        assert part.edition is not None and part.edition.total.minimum == 16
        export_rapport(coralie, part, tmp_path / "gsn")
    with coffre.enter("Vera", "vera") as vera:
        own, other = sorted(list_parts(vera), key=lambda p: not p.permise)
        assert own.instance.id == coffre.cve and own.permise and not other.permise
        assert other.coordonnateurs == ("Coralie Testard",)
        for attempt in (
            lambda: preview_rapport(vera, coffre.gsn, **PERIODE),
            lambda: list_editions(vera, coffre.gsn),
            lambda: export_rapport(vera, part, tmp_path / "volé"),
        ):
            with pytest.raises(ActeForbidden):
                attempt()
        assert not (tmp_path / "volé").exists()
        # a category of another body's tables is looked for too, and told before the export
        texte = {"difficultes": "Une seule, trois fois féminin."}
        assert [a.nature for a in preview_rapport(vera, coffre.cve, textes=texte, **PERIODE).alertes] == [
            "petit nombre"
        ]
        mine = preview_rapport(vera, coffre.cve, **PERIODE)
        assert mine.edition is not None and mine.edition.total.minimum == 10
        codes = {t.specification.code for t in mine.edition.tableaux} | {r.portee for r in mine.refus}
        assert "motif_famille" in codes and not codes & {"sexe", "quartier", "origine_famille"}
        export_rapport(vera, mine, tmp_path / "cve")
        assert len(list_editions(vera, coffre.cve)) == 1
    with coffre.enter("Coralie", "a") as coralie:
        assert [len(list_editions(coralie, i)) for i in (coffre.gsn, coffre.cve)] == [1, 1]
