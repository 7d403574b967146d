"""Settings of the commune: letterhead, tribunal, protocol with the procureur, reminder delay."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date

from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_past
from gsn_app.domain.acte import Acte
from gsn_app.domain.fiche_navette import ReglagesRappel
from gsn_app.domain.logo import LIMITE_SERVICE
from gsn_app.domain.rappel_ordre_valeur import Protocole
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput


class ReglageInvalid(InvalidInput):
    """Le réglage « {champ} » doit être compris entre {minimum} et {maximum}."""

    code = "REG-01"


@dataclass(frozen=True)
class Reglages:
    """Settings that a sheet or a reminder uses. Dates ISO; ``silence_jours`` 0 = silence is never agreement.

    ``transaction_mineurs``: minors may be proposed a transaction; ``cddf_enfant``: the child may come to the CDDF.
    """

    commune: str = ""
    tribunal: str = ""
    protocole_date: str = ""
    silence_jours: int = 0
    delai_relance_jours: int = 30
    adresse: str = ""
    retour: str = ""
    contact: str = ""
    transaction_mineurs: bool = False
    cddf_enfant: bool = False
    service: str = ""


def read_reglages(session: Session) -> Reglages:
    """Settings in force; the commune's name is the vault's, the reminder delay the charter's by default."""
    raw = session.coffre.read_valeur("reglages")
    found = (
        Reglages(**json.loads(raw))
        if raw
        else Reglages(delai_relance_jours=session.charte.delais.parquet_rappel_jours)
    )
    return found if found.commune else replace(found, commune=session.commune)


@act(Acte.REGLAGES_MODIFIES)
def save_reglages(session: Session, reglages: Reglages) -> None:
    """Replace the settings; journaled."""
    session.gate(Acte.REGLAGES_MODIFIES)
    if not _within(reglages.delai_relance_jours, 1, 180):
        raise ReglageInvalid(champ="Délai de relance", minimum=1, maximum=180)
    if not _within(reglages.silence_jours, 0, 365):
        raise ReglageInvalid(champ="Délai de silence du protocole", minimum=0, maximum=365)
    clean = replace(
        reglages, commune=validate_texte("Commune", reglages.commune, 100),
        tribunal=validate_texte("Tribunal judiciaire", reglages.tribunal, 100, obligatoire=False),
        protocole_date=require_past(session, "Date du protocole", reglages.protocole_date) if reglages.protocole_date else "",
        adresse=validate_texte("Adresse", reglages.adresse, 250, obligatoire=False, lignes=True),
        retour=validate_texte("Adresse de retour", reglages.retour, 160, obligatoire=False),
        contact=validate_texte("Contact", reglages.contact, 160, obligatoire=False),
        service=validate_texte("Service", reglages.service, LIMITE_SERVICE, obligatoire=False),
    )  # fmt: skip
    with session.unit(Acte.REGLAGES_MODIFIES) as u:
        u.save_valeur("reglages", json.dumps(asdict(clean), ensure_ascii=False).encode())


def _within(valeur: object, minimum: int, maximum: int) -> bool:
    return type(valeur) is int and minimum <= valeur <= maximum


def reglages_rappel(session: Session) -> ReglagesRappel:
    """What the fiche-navette and the summons show."""
    found = read_reglages(session)
    protocole = None
    if found.protocole_date:
        protocole = Protocole(date.fromisoformat(found.protocole_date), found.silence_jours or None)
    return ReglagesRappel(
        found.commune,
        found.tribunal or "à préciser dans les réglages",
        protocole,
        found.retour,
        found.contact,
    )
