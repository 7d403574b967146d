"""A body of the commune as it lives: rhythm of its meetings, usual circle, date its charter was adopted (domain 1).

Nothing here is about a person followed: it is kept as a value of the vault, that every member reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gsn_app.domain.conservation import add_months
from gsn_app.domain.membre import Role, TypeInstance
from gsn_app.errors import InvalidInput, Refused

#: months between two meetings, as the documents give them (domain 1); 0 = when it is called upon
RYTHMES = {
    TypeInstance.GSN: 3,
    TypeInstance.CCTP: 4,
    TypeInstance.CVE: 2,
    TypeInstance.CDDF: 0,
    TypeInstance.CMER: 3,
}
RYTHME_MAX = 12
#: how long before a meeting each member is told of it
RAPPEL_JOURS = 14
#: roles that may be given to a member already enrolled; a coordonnateur is named by ``passation``
ROLES_DONNES = (Role.MEMBRE, Role.ELU, Role.SIGNALANT)


class RythmeInvalid(InvalidInput):
    """Le rythme des séances se compte en mois, de 0 (à la demande) à {maximum}."""

    code = "INS-01"


class RoleAlreadyHeld(InvalidInput):
    """{nom} siège déjà dans cette instance."""

    code = "INS-02"


class RoleNotGiven(InvalidInput):
    """Ce rôle ne se donne pas ici : un coordonnateur se nomme depuis sa fiche, l’auditeur s’enrôle à part."""

    code = "INS-03"


class RoleNotHeld(InvalidInput):
    """{nom} ne siège pas dans cette instance."""

    code = "INS-04"


class RoleLast(Refused):
    """{nom} ne siège que dans cette instance : prononcez son départ, qui ferme aussi son accès au coffre."""

    code = "INS-05"


class CoordonnateurImpossible(Refused):
    """{nom} ne peut pas coordonner une instance : il faut être en fonction, sans autre charge d’auditeur, et avoir signé."""

    code = "INS-06"


class CercleForeign(InvalidInput):
    """Le cercle habituel ne compte que des membres qui siègent dans l’instance et y lisent les situations."""

    code = "INS-07"


@dataclass(frozen=True)
class VieInstance:
    """What is kept of a body beside the directory. Dates ISO; ``rythme_mois`` 0 = no rhythm.

    ``cercle``: members proposed in one gesture when a situation opens; empty = nobody chose yet.
    """

    rythme_mois: int = 0
    prochaine: str = ""
    adoptee_le: str = ""
    cercle: tuple[str, ...] = ()


def check_rythme(mois: object) -> int:
    """A whole number of months; raises RythmeInvalid."""
    if type(mois) is not int or not 0 <= mois <= RYTHME_MAX:
        raise RythmeInvalid(maximum=RYTHME_MAX)
    return mois


def propose_seance(vie: VieInstance, derniere: date | None) -> date | None:
    """Day that the rhythm proposes after the last meeting; None without a rhythm or a meeting."""
    return add_months(derniere, vie.rythme_mois) if derniere is not None and vie.rythme_mois else None


def is_near(prochaine: str, jour: date) -> bool:
    """True from ``RAPPEL_JOURS`` days before a meeting, that day included."""
    return bool(prochaine) and jour <= date.fromisoformat(prochaine) <= jour + timedelta(days=RAPPEL_JOURS)


def is_unplanned(vie: VieInstance, jour: date) -> bool:
    """True when a body that has a rhythm knows no meeting to come."""
    return vie.rythme_mois > 0 and (not vie.prochaine or date.fromisoformat(vie.prochaine) < jour)
