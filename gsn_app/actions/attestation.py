"""Printing the attestation d'effacement: numbered and journaled like any sheet, for the batches of this vault."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from gsn_app.actions.effacement import LIBELLES_REGLE, EffacementEmpty, list_effacements
from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.logo import read_entete
from gsn_app.actions.sauvegarde import Sauvegarde, list_sauvegardes
from gsn_app.actions.session import Session, act
from gsn_app.documents.attestation import (
    Attestation,
    CopieAttestee,
    LigneAttestee,
    render_attestation,
)
from gsn_app.domain.acte import Acte
from gsn_app.domain.conservation import RegleConservation
from gsn_app.domain.situation import SituationUnknown
from gsn_app.domain.texte import french_jour
from gsn_app.errors import GsnError
from gsn_app.store.effacement import compaction_due

GENRE = "attestation_effacement"


@act(Acte.CONSERVATION_CONSULTEE)
def print_attestation(session: Session, reperes: Iterable[str]) -> Feuille:
    """Number and render the attestation of some erasures, named by their marks; confirm it as any print.

    It lists the backups made before the last of them, which still hold what was erased, and their last day.
    Raises EffacementEmpty, SituationUnknown for a mark this vault does not know.
    """
    session.gate(Acte.CONSERVATION_CONSULTEE)
    wanted = set(reperes)
    lines = [line for line in list_effacements(session) if line.repere in wanted]
    if not wanted:
        raise EffacementEmpty()
    if {line.repere for line in lines} != wanted:
        raise SituationUnknown()
    batch = hashlib.sha256(" ".join(sorted(wanted)).encode()).hexdigest()[:16]
    copy = next_exemplaire(session, GENRE, batch)
    copies = list_before(list_sauvegardes(session), max(line.le for line in lines))
    par = ", ".join(dict.fromkeys(_name(session, line.par) for line in lines))

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        told = tuple(LigneAttestee(french_jour(line.le), _rule(line.regle), line.repere) for line in lines)
        return render_attestation(Attestation(
            session.commune, numero, copy, ancre, lecteur, french_jour(session.today()), par, told,
            tuple(CopieAttestee(c.fichier.name, french_jour(c.date[:10]), french_jour(c.conservee_jusque)) for c in copies),
            not compaction_due(session.coffre), read_entete(session),
        ))  # fmt: skip

    return request_impression(session, GENRE, batch, render, exemplaire=copy)


def list_before(sauvegardes: Collection[Sauvegarde], le: str) -> list[Sauvegarde]:
    """Whole backups made on or before a day (ISO): that day's may have been made before the erasure."""
    return [s for s in sauvegardes if not s.defaut and s.date[:10] <= le]


def _name(session: Session, membre_id: str) -> str:
    try:
        return session.coffre.annuaire.membre(bytes.fromhex(membre_id)).nom
    except (GsnError, ValueError):
        return "un membre"


def _rule(regle: str) -> str:
    try:
        return LIBELLES_REGLE[RegleConservation(regle)]
    except ValueError:
        return "effacé de nouveau après le retour d’une copie ancienne"
