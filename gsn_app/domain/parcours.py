"""What the follow-up of a person is made of beside référents and measures: contacts, orientations, judicial measures.

Codes and dates only, never a narrative. Under a judicial measure the référent de parcours is of the PJJ or the SPIP,
and such a follow-up may go on six months after its end (domain 3; charter, ``suivi_apres_mesure_judiciaire_mois``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gsn_app.domain.conservation import add_months
from gsn_app.domain.texte import fold
from gsn_app.errors import InvalidInput, Refused

#: words of a function or an institution that say the PJJ or the SPIP, folded
_JUSTICE = {
    "service_justice.PJJ": ("pjj", "protection judiciaire de la jeunesse"),
    "service_justice.SPIP": ("spip", "penitentiaire d insertion"),
}


class ReferentNotJustice(Refused):
    """Une mesure judiciaire est en cours : le référent de parcours est alors un agent de la PJJ ou du SPIP."""

    code = "RPA-04"


class ReferentJusticeEnded(Refused):
    """Après la mesure judiciaire, la PJJ ou le SPIP ne suit plus que quelques mois : jusqu’au {date}."""

    code = "RPA-05"


class MesureJudiciaireUnderWay(InvalidInput):
    """Une mesure judiciaire est déjà notée en cours : notez d’abord sa fin."""

    code = "JUD-01"


class MesureJudiciaireMissing(InvalidInput):
    """Aucune mesure judiciaire n’est notée en cours."""

    code = "JUD-02"


@dataclass(frozen=True)
class Contact:
    """Who met whom, when, by which means (closed lists); ``membre_id``: the member who notes it."""

    id: str
    membre_id: str
    date: str
    moyen: str
    personne: str


@dataclass(frozen=True)
class Orientation:
    """Towards a dispositif, for a need; ``suite`` and ``relais_le`` once the dispositif has answered."""

    id: str
    besoin: str
    dispositif: str
    date: str
    membre_id: str
    relais_le: str = ""
    suite: str = ""

    @property
    def relayee(self) -> bool:
        """True when the dispositif took the person on: a relais towards droit commun."""
        return self.suite == "orientation_suite.PRI"


@dataclass(frozen=True)
class MesureJudiciaire:
    """That a judicial measure runs, and which service follows it; never its nature nor its reason (CNIL 2020)."""

    id: str
    service: str
    debut: str
    fin: str = ""


@dataclass(frozen=True)
class Parcours:
    """The three, in the order they were written; empty for a reader who does not read the exchanges."""

    contacts: tuple[Contact, ...] = ()
    orientations: tuple[Orientation, ...] = ()
    judiciaires: tuple[MesureJudiciaire, ...] = ()

    @property
    def en_justice(self) -> MesureJudiciaire | None:
        """The judicial measure under way, or None."""
        return next((m for m in self.judiciaires if not m.fin), None)


def service_of(institution: str, fonction: str = "") -> str:
    """Code of the judicial service that an institution or a function names, or ""."""
    said = f" {fold(institution)} {fold(fonction)} "
    for code, mots in _JUSTICE.items():
        if any(f" {mot} " in said for mot in mots):
            return code
    return ""


def last_day_justice(judiciaires: Iterable[MesureJudiciaire], mois: int) -> date | None:
    """Last day a PJJ or SPIP référent may follow: ``mois`` after the last measure; None when one runs or none was."""
    found = list(judiciaires)
    if not found or any(not m.fin for m in found):
        return None
    return add_months(max(date.fromisoformat(m.fin) for m in found), mois)


def check_referent(parcours: Parcours, institution: str, fonction: str, jour: date, mois: int) -> None:
    """Raise ReferentNotJustice under a judicial measure, ReferentJusticeEnded past the months that follow one."""
    justice = service_of(institution, fonction)
    if parcours.en_justice is not None and not justice:
        raise ReferentNotJustice()
    last = last_day_justice(parcours.judiciaires, mois)
    if justice and last is not None and jour > last:
        raise ReferentJusticeEnded(date=f"{last:%d/%m/%Y}")
