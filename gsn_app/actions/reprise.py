"""What an erasure leaves to finish, at each login: an older copy put back, keys left behind, an interrupted VACUUM."""

from __future__ import annotations

from pathlib import Path

from gsn_app.actions.conservation import today_of
from gsn_app.actions.sauvegarde import read_reglage_sauvegarde
from gsn_app.actions.session import Session
from gsn_app.domain.acte import Acte
from gsn_app.errors import GsnError
from gsn_app.store import effacement as store
from gsn_app.store.seance import forget_erased, names_erased
from gsn_app.store.support import read_effacements


def resume_effacements(session: Session) -> None:
    """At each login: erase again what an older copy brought back, sweep keys left behind, finish an interrupted VACUUM.

    Needs no role: whoever opens first finishes the job, and the journal says so.
    """
    coffre = session.coffre
    tombes = set(coffre.poste.read_effacements(coffre.vault_id))
    for folder in map(Path, read_reglage_sauvegarde(session).supports):
        tombes |= read_effacements(folder, coffre.vault_id)
    tombes |= {trace.tombe for trace in store.list_traces(coffre)}
    dossiers, pieces = store.list_resurrected(coffre.conn, coffre.vault_id, tombes)
    if dossiers or pieces:
        text = f"{len(dossiers)} dossiers et {len(pieces)} éléments revenus d’une copie ancienne"
        with session.unit(Acte.EFFACEMENT_REPRIS, motif=text) as u:
            store.erase_again(u, dossiers, pieces, today_of(session).isoformat())
        coffre.anomalies.append(
            f"Une copie ancienne avait ramené {len(dossiers) or len(pieces)} éléments déjà effacés : ils le sont de nouveau."
        )
    _forget_in_seances(session, tombes)
    orphans = store.list_orphans(coffre)
    if orphans:
        with session.unit(Acte.EFFACEMENT_REPRIS, motif=f"clés de {len(orphans)} dossiers effacés") as u:
            store.sweep_orphans(u, orphans)
    if store.compaction_due(coffre):
        settle(session)
    elif tombes:
        store.spread(coffre, map(Path, read_reglage_sauvegarde(session).supports))


def _forget_in_seances(session: Session, tombes: set[str]) -> None:
    """An agenda put back by an older copy names nothing erased any more, once a coordonnateur opens the vault."""
    coffre = session.coffre

    def is_erased(objet_id: str) -> bool:
        return bool(objet_id) and store.tombstone(coffre.vault_id, bytes.fromhex(objet_id)) in tombes

    if tombes and coffre.annuaire.is_coordonnateur(coffre.member_id) and names_erased(coffre, is_erased):
        with session.unit(Acte.EFFACEMENT_REPRIS, motif="ordres du jour") as u:
            forget_erased(u, is_erased)
            u.save_valeur(store.COMPACTAGE, b"1")


def settle(session: Session) -> bool:
    """VACUUM, note it done, then tell the poste and the backup media; a full disk leaves it for the next login."""
    store.spread(session.coffre, map(Path, read_reglage_sauvegarde(session).supports))
    try:
        store.compact(session.coffre)
    except GsnError as error:
        session.coffre.anomalies.append(f"Le fichier du coffre n’a pas pu être réécrit : {error.sentence}")
        return False
    with session.unit(Acte.COFFRE_COMPACTE) as u:
        store.settle_compaction(u)
    return True
