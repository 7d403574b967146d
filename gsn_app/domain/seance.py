"""A séance of a body: agenda of opaque ids, presence, what is asked before a situation may be shown (domain 3, C1 to C5).

The séance holds dates, kind, presence and agenda; what is said of a situation stays with the situation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from gsn_app.errors import InvalidInput, Refused

_HEURE = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
#: days ahead within which a séance is recalled in « À faire »
RAPPEL_JOURS = 14


class EtatSeance(StrEnum):
    """From a member's request or a coordonnateur's agenda to the relevé."""

    DEMANDEE = "demandee"
    PREPAREE = "preparee"
    OUVERTE = "ouverte"
    CLOSE = "close"
    ANNULEE = "annulee"


class GenreSeance(StrEnum):
    """Ordinary, or urgent at the request of any member."""

    ORDINAIRE = "ordinaire"
    URGENTE = "urgente"


class Presence(StrEnum):
    """What is noted of each member of the body."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSE = "excuse"


class EtatPoint(StrEnum):
    """A point of the agenda: to see, examined, or erased since (nothing of it is left but the count)."""

    A_VOIR = "a_voir"
    EXAMINE = "examine"
    EFFACE = "efface"


class SeanceUnknown(Refused):
    """Cette séance n’existe pas, ou elle n’est pas celle d’une instance où vous siégez."""

    code = "SEA-01"


class SeanceNotOpen(Refused):
    """Cette séance n’est pas ouverte : ouvrez-la d’abord."""

    code = "SEA-02"


class SeanceOver(Refused):
    """Cette séance est close ou annulée : elle ne change plus."""

    code = "SEA-03"


class SeanceAlreadyOpen(Refused):
    """Cette séance est déjà ouverte : son ordre du jour se suit dans le mode séance."""

    code = "SEA-04"


class PresenceUnsigned(Refused):
    """{nom} n’est pas signataire de la charte en vigueur et ne peut pas être noté présent (article C1)."""

    code = "SEA-05"


class PresentsNotAdmitted(Refused):
    """Présents mais non admis à cette situation : {noms}. Admettez-les, ou notez qu’ils sortent."""

    code = "SEA-06"


class PointUnknown(Refused):
    """Cette situation n’est pas à l’ordre du jour de cette séance, ou n’est plus lisible."""

    code = "SEA-07"


class PointTwice(InvalidInput):
    """Cette situation est déjà à l’ordre du jour."""

    code = "SEA-08"


class NobodyPresent(Refused):
    """Notez qui est présent avant d’ouvrir la séance, à commencer par vous-même."""

    code = "SEA-09"


class MembreNotHere(Refused):
    """{nom} n’est pas noté présent, ou est sorti pour cette situation : rien ne peut être noté en son nom."""

    code = "SEA-10"


class SaisineNotOpened(Refused):
    """Cette saisine n’a pas encore ouvert de situation : le coordonnateur l’examine d’abord."""

    code = "SEA-11"


class HeureImpossible(InvalidInput):
    """L’heure s’écrit comme 14:30."""

    code = "SEA-12"


class OrdreIncomplete(InvalidInput):
    """L’ordre donné ne reprend pas tous les points : rechargez la séance."""

    code = "SEA-13"


class NothingToConfirm(Refused):
    """Cet apport n’attend rien de vous : il est déjà confirmé ou retiré, ou un autre l’a dit."""

    code = "SEA-14"


class SeanceTooFar(InvalidInput):
    """Une séance se prévoit un an à l’avance au plus, et s’enregistre un an après au plus."""

    code = "SEA-15"


class DecisionEmpty(InvalidInput):
    """Choisissez au moins une décision."""

    code = "SEA-16"


class VolontaireAlone(InvalidInput):
    """Un volontaire prend une mesure en charge : choisissez d’abord la mesure."""

    code = "SEA-17"


class PointGone(Refused):
    """Cette situation n’a pas été ouverte dans cette séance : passez d’abord par l’ordre du jour."""

    code = "SEA-18"


@dataclass(frozen=True)
class PointOrdre:
    """One point: opaque id of a situation (or of a saisine not yet opened); ``sortis``: who stepped out for it."""

    objet_id: str
    saisine: bool = False
    etat: EtatPoint = EtatPoint.A_VOIR
    sortis: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seance:
    """One séance. ``date`` is the day planned, ``tenue_le`` the day held, ``enregistree_le`` the day recorded; ISO.

    ``autres``: points of the agenda this reader is not admitted to, counted, never named.
    """

    id: str
    instance_id: str
    genre: GenreSeance = GenreSeance.ORDINAIRE
    etat: EtatSeance = EtatSeance.PREPAREE
    date: str = ""
    heure: str = ""
    demandee_par: str = ""
    tenue_le: str = ""
    enregistree_le: str = ""
    close_le: str = ""
    presences: dict[str, Presence] = field(default_factory=dict)
    points: tuple[PointOrdre, ...] = ()
    lecteurs: tuple[str, ...] = ()
    autres: int = 0

    @property
    def presents(self) -> tuple[str, ...]:
        """Members noted present."""
        return tuple(m for m, p in self.presences.items() if p is Presence.PRESENT)

    @property
    def apres_coup(self) -> bool:
        """True when it was recorded after the day it was held."""
        return bool(self.tenue_le) and self.tenue_le < self.enregistree_le

    def require_changeable(self) -> None:
        """Raise SeanceOver once closed or cancelled."""
        if self.etat in {EtatSeance.CLOSE, EtatSeance.ANNULEE}:
            raise SeanceOver()

    def require_open(self) -> None:
        """Raise SeanceOver or SeanceNotOpen unless it is being held."""
        self.require_changeable()
        if self.etat is not EtatSeance.OUVERTE:
            raise SeanceNotOpen()

    def point(self, objet_id: str) -> PointOrdre:
        """A point of the agenda; raises PointUnknown."""
        found = next((p for p in self.points if p.objet_id == objet_id and objet_id), None)
        if found is None:
            raise PointUnknown()
        return found

    def with_point(self, point: PointOrdre) -> Seance:
        """The same séance, one point replaced."""
        return replace(self, points=tuple(point if p.objet_id == point.objet_id else p for p in self.points))

    def in_room(self, objet_id: str) -> tuple[str, ...]:
        """Members present who did not step out for a point."""
        sortis = self.point(objet_id).sortis
        return tuple(m for m in self.presents if m not in sortis)

    def list_strangers(self, objet_id: str, admitted: Collection[str]) -> tuple[str, ...]:
        """Members in the room who are not admitted to the situation: to admit, or to step out (domain 3)."""
        return tuple(m for m in self.in_room(objet_id) if m not in admitted)

    def reordered(self, ordre: Iterable[str]) -> Seance:
        """The same points in another order; raises OrdreIncomplete unless every readable point is named once.

        Points erased since keep the end of the list.
        """
        wanted = list(ordre)
        living = [p for p in self.points if p.etat is not EtatPoint.EFFACE]
        if sorted(wanted) != sorted(p.objet_id for p in living):
            raise OrdreIncomplete()
        gone = tuple(p for p in self.points if p.etat is EtatPoint.EFFACE)
        return replace(self, points=tuple(self.point(one) for one in wanted) + gone)

    def forgetting(self, erased: Collection[str]) -> Seance | None:
        """The séance without the ids of what was erased; None when it named none of them.

        A point examined stays as a count (``EFFACE``, no id, nobody's step); the others go whole.
        """
        if not any(p.objet_id in erased for p in self.points):
            return None
        kept: list[PointOrdre] = []
        for point in self.points:
            if point.objet_id not in erased:
                kept.append(point)
            elif point.etat is EtatPoint.EXAMINE:
                kept.append(PointOrdre("", etat=EtatPoint.EFFACE))
        return replace(self, points=tuple(kept))


@dataclass(frozen=True)
class SeanceResume:
    """One line for lists and yearly counts. ``examinees``: opaque ids; ``effacees``: examined, erased since."""

    id: str
    instance_id: str
    genre: GenreSeance
    etat: EtatSeance
    date: str
    heure: str
    tenue_le: str
    enregistree_le: str
    demandee_par: str
    presents: tuple[str, ...]
    absents: tuple[str, ...]
    excuses: tuple[str, ...]
    examinees: tuple[str, ...]
    effacees: int
    points: int


@dataclass(frozen=True)
class DecisionSeance:
    """What the group decided of a situation: a code, the measure proposed, the next review; kept in its ``suivi``.

    ``date``: the day the séance was held; ``notee_le``: the day it was written. Both ISO.
    """

    id: str
    seance_id: str
    date: str
    notee_le: str
    decision: str
    mesure_id: str = ""
    prochaine: str = ""


@dataclass(frozen=True)
class AttenteMembre:
    """Something noted in a member's name that they will confirm: ``genre`` apport or mesure."""

    id: str
    situation_id: str
    objet_id: str
    genre: str
    membre_id: str


def resume_of(seance: Seance) -> SeanceResume:
    """The line of one séance."""

    def those(presence: Presence) -> tuple[str, ...]:
        return tuple(m for m, p in seance.presences.items() if p is presence)

    return SeanceResume(
        seance.id, seance.instance_id, seance.genre, seance.etat, seance.date, seance.heure, seance.tenue_le,
        seance.enregistree_le, seance.demandee_par, those(Presence.PRESENT), those(Presence.ABSENT),
        those(Presence.EXCUSE), tuple(p.objet_id for p in seance.points if p.etat is EtatPoint.EXAMINE),
        sum(p.etat is EtatPoint.EFFACE for p in seance.points), len(seance.points) + seance.autres,
    )  # fmt: skip


def validate_heure(heure: str) -> str:
    """« HH:MM » or ""; raises HeureImpossible."""
    propre = heure.strip()
    if propre and not _HEURE.fullmatch(propre):
        raise HeureImpossible()
    return propre


def check_date(jour: date, aujourdhui: date) -> None:
    """Raise SeanceTooFar beyond one year, before or after."""
    if abs((jour - aujourdhui).days) > 366:
        raise SeanceTooFar()


def is_near(jour: str, aujourdhui: str) -> bool:
    """True when a planned day (ISO) is within the reminder's delay, or past."""
    return jour <= (date.fromisoformat(aujourdhui) + timedelta(days=RAPPEL_JOURS)).isoformat()
