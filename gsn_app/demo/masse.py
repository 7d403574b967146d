"""Situations and entries by the thousand, for measures: the same store and journal, a thousand to a transaction."""

from __future__ import annotations

import random
from collections.abc import Iterator

from gsn_app.actions.demonstration import LOT, SituationFictive, add_consultations, add_situations
from gsn_app.actions.journal import count_entrees
from gsn_app.actions.session import Session
from gsn_app.demo.membres import INSTANCE
from gsn_app.demo.recit import Recit
from gsn_app.demo.situations import cercle_of
from gsn_app.demo.tableau import Ligne, draw_personne
from gsn_app.domain.situation import Typologie

#: situations of one transaction: each writes about twelve rows
PAQUET = 250


def fill_situations(recit: Recit, session: Session, lignes: list[Ligne], jour: int) -> list[str]:
    """Open many situations between the present of the clock and a day of the story; returns their ids."""
    recit.horloge.spread(jour, 4 * len(lignes))
    found: list[str] = []
    for start in range(0, len(lignes), PAQUET):
        lot = [_fiction(recit, ligne) for ligne in lignes[start : start + PAQUET]]
        found += add_situations(session, lot)
        recit.progress("Situations", len(found), len(lignes))
    recit.horloge.settle()
    return found


def fill_journal(recit: Recit, session: Session, ids: list[str], total: int, jour: int) -> None:
    """Write consultation entries until the journal counts ``total``, spread up to a day of the story."""
    missing = total - count_entrees(session)
    if missing <= 0:
        return
    recit.horloge.spread(jour, missing)
    done = 0
    while done < missing:
        count = min(20 * LOT, missing - done)
        done += add_consultations(session, _references(recit.tirage, ids, count))
        recit.progress("Journal", done, missing)
    recit.horloge.settle()


def _references(tirage: random.Random, ids: list[str], count: int) -> Iterator[str]:
    for _ in range(count):
        yield tirage.choice(ids) if ids else ""


def _fiction(recit: Recit, ligne: Ligne) -> SituationFictive:
    typologie = Typologie(
        motif=ligne.motif, origine=ligne.origine, mesures=ligne.mesures, instance_id=INSTANCE,
        date_ouverture=recit.horloge().astimezone().date().isoformat(),
    )  # fmt: skip
    personne = draw_personne(ligne, recit.etat, recit.horloge, complete=False)
    return SituationFictive(personne, typologie, tuple(recit.membres[c] for c in cercle_of(ligne)))
