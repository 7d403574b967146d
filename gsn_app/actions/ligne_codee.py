"""The coded records the report counts: codes of closed lists and dates, never a name."""

from __future__ import annotations

from datetime import date

from gsn_app.actions.liste import read_liste
from gsn_app.actions.session import Session
from gsn_app.anonymat.registre import load_register
from gsn_app.anonymat.specifications import parse_tables
from gsn_app.domain.edition import Categorie, LigneCodee, Nomenclature, Registre, SpecificationTableau
from gsn_app.domain.membre import Instance
from gsn_app.domain.rappel_ordre import RappelOrdre
from gsn_app.domain.situation import SituationResume, age_on
from gsn_app.errors import GsnError
from gsn_app.ressources import read_ressource
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store import registre as registres
from gsn_app.store import situation as situations

#: closed lists of the report, by the name the table specifications use
_LISTES = {
    "motif": "motif", "origine": "origine", "mesure": "mesure", "suite": "suite", "tranche_age": "tranche_age",
    "sexe": "sexe", "quartier": "quartier", "cloture": "cloture", "sortie": "sortie_positive",
    "acte_rappel": "acte_rappel",
}  # fmt: skip


def list_tableaux() -> tuple[SpecificationTableau, ...]:
    """The declared tables over the closed lists shipped with the program."""
    return parse_tables(read_ressource("tableaux.toml"), {k: _nomenclature(k, v) for k, v in _LISTES.items()})


def _nomenclature(code: str, nom: str) -> Nomenclature:
    liste = read_liste(nom)
    familles = tuple(
        Categorie(f.code, f.label, tuple(v.code for v in liste.actives if v.famille == f.code))
        for f in liste.familles
    )
    valeurs = tuple((v.code, v.label) for v in liste.actives)
    return Nomenclature(code, liste.libelle, valeurs, tuple(f for f in familles if f.codes))


def load_registre(session: Session, instance_id: str) -> Registre:
    """The register of releases of a body, empty before the first one."""
    raw = registres.read_registre(session.coffre, instance_id)
    return load_register(raw) if raw else Registre()


def list_lignes(session: Session, instance: Instance) -> list[LigneCodee]:
    """Every situation of the body this session reads, coded."""
    found = []
    for resume in situations.list_verified(session.coffre):
        if resume.typologie.instance_id == instance.id:
            found.append(read_ligne(session, resume, instance))
    return found


def read_ligne(session: Session, resume: SituationResume, instance: Instance) -> LigneCodee:
    """Coded record: age is that of the opening day, so that it never changes between editions."""
    typologie, personne = resume.typologie, resume.personne
    opened = date.fromisoformat(typologie.date_ouverture)
    closed = date.fromisoformat(typologie.date_cloture) if typologie.date_cloture else None
    age = read_liste("tranche_age").for_age(age_on(date.fromisoformat(personne.date_naissance), opened))
    codes = {
        "motif": (typologie.motif,), "origine": (typologie.origine,), "mesure": typologie.mesures,
        "suite": (typologie.suite,), "cloture": (typologie.cloture,), "sortie": (typologie.sortie_positive,),
        "quartier": (personne.quartier,), "sexe": (personne.sexe,), "tranche_age": (age.code,),
    }  # fmt: skip
    attributs = {k: tuple(_bare(c) for c in v if c) for k, v in codes.items()}
    return LigneCodee(
        resume.id, resume.id, instance.nom, opened, closed, attributs, _actes(session, resume.id)
    )


def _bare(code: str) -> str:
    return code.rpartition(".")[2]


def _actes(session: Session, situation_id: str) -> dict[str, int]:
    """Acts of the rappels of one situation, counted without their facts (R3)."""
    dossier = session.coffre.dossiers[bytes.fromhex(situation_id)]
    try:
        found = rappels.read_rappels(session.coffre, dossier).values()
    except GsnError:
        return {}
    counts: dict[str, int] = {}
    for rappel in found:
        for code in _acte_codes(rappel):
            counts[code] = counts.get(code, 0) + 1
    return counts


def _acte_codes(rappel: RappelOrdre) -> list[str]:
    codes = ["DEM"] if rappel.envois else []
    if rappel.reponse is not None:
        codes.append("REPB" if rappel.accord else "REPA")
    if rappel.prononce is not None:
        codes.append("TENU")
    elif rappel.non_presente is not None:
        codes.append("NPR")
    return codes
