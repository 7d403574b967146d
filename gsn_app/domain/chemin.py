"""A path of the mayor's acts as a replay of signed events: who may do what next, and why not (domain 5).

One table says which act is possible in which state and by whom; the same table judges live, at replay and on screen,
and draws ``docs/etats.md``. What an act needs beyond its state is judged by ``apres``, which gives the state after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Role
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.rappel_ordre_garde import ActePossible
from gsn_app.errors import Refused, Tampered

NOMS_ROLE = {Role.COORDONNATEUR: "coordonnateur", Role.ELU: "maire ou élu délégué"}


class CheminRoleForbidden(Refused):
    """Cet acte revient à : {roles}."""

    code = "LEG-01"


class CheminNotNow(Refused):
    """Cet acte n’est pas possible à cette étape : {etat}."""

    code = "LEG-02"


class CheminClosed(Refused):
    """Ce dossier est clos ({etat}) : plus aucun acte ne peut suivre."""

    code = "LEG-03"


class CheminSequenceBroken(Tampered):
    """L’historique de ce dossier est désordonné (événement {numero}, attendu {attendu}) : faites vérifier le journal."""

    code = "LEG-04"


@dataclass(frozen=True, kw_only=True)
class Parcouru:
    """What the events say; ``etat`` is a code of the path's own list."""

    etat: str
    evenements: tuple[Evenement, ...] = ()


T = TypeVar("T", bound=Parcouru)


@dataclass(frozen=True)
class Chemin(Generic[T]):
    """One path. ``depuis``: states in which an act is possible; ``suivant``: the act proposed first in a state.

    ``genre`` names the stored pieces, for ever; ``apres`` judges the facts of each event and gives the state after.
    """

    genre: str
    vide: T
    types: Mapping[str, type[Evenement]]
    roles: Mapping[Acte, frozenset[Role]]
    depuis: Mapping[Acte, frozenset[str]]
    finaux: frozenset[str]
    suivant: Mapping[str, Acte]
    libelles_acte: Mapping[Acte, str]
    libelles_etat: Mapping[str, str]
    apres: Mapping[type[Evenement], Callable[[T, Any], T]]

    def apply(self, parcouru: T, evenement: Evenement) -> T:
        """The state after one more event; raises CheminSequenceBroken (tampering) or the refusal of the guard."""
        attendu = len(parcouru.evenements) + 1
        if evenement.numero != attendu:
            raise CheminSequenceBroken(numero=evenement.numero, attendu=attendu)
        refus = self.role_refusal(evenement.acte, evenement.auteur_roles) or self.state_refusal(
            parcouru, evenement.acte
        )
        if refus is not None:
            raise refus
        apres = self.apres[type(evenement)](parcouru, evenement)
        return replace(apres, evenements=(*parcouru.evenements, evenement))

    def replay(self, evenements: Iterable[Evenement]) -> T:
        """The state after all events, from 1 without gap; raises what :meth:`apply` raises."""
        parcouru = self.vide
        for evenement in evenements:
            parcouru = self.apply(parcouru, evenement)
        return parcouru

    def role_refusal(self, acte: Acte, roles: frozenset[str]) -> Refused | None:
        """Judge an act against the author's verified roles alone."""
        if roles & self.roles[acte]:
            return None
        noms = " ou ".join(NOMS_ROLE[role] for role in sorted(self.roles[acte]))
        return CheminRoleForbidden(roles=noms)

    def state_refusal(self, parcouru: T, acte: Acte) -> Refused | None:
        """Judge an act against the state alone."""
        if parcouru.etat in self.depuis[acte]:
            return None
        mots = self.libelles_etat[parcouru.etat]
        if parcouru.etat in self.finaux:
            return CheminClosed(etat=mots.lower())
        return CheminNotNow(etat=mots.lower())

    def permitted(self, parcouru: T, roles: frozenset[str]) -> tuple[ActePossible, ...]:
        """Every act in the path's order: permitted or why not, at most one ``principal``."""
        suivant = self.suivant.get(parcouru.etat)
        found = []
        for acte in self.roles:
            refus = self.state_refusal(parcouru, acte) or self.role_refusal(acte, roles)
            motif = refus.sentence if refus else ""
            found.append(ActePossible(acte, refus is None, motif, refus is None and acte is suivant))
        return tuple(found)
