"""Restoring on an empty machine with the shares of the custodians: the backup opens, a coordonnateur gets new keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from gsn_app.actions.recuperation import Examen, Rendu, choose_titulaire, describe_coffre
from gsn_app.actions.restauration import Restauration, finish, read_ancres, read_motif, rebuilt
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.membre import NouveauMembre
from gsn_app.domain.phrase_passe import encode_passphrase, require_strong
from gsn_app.poste import Poste
from gsn_app.store import restauration as store
from gsn_app.store.coffre import now
from gsn_app.store.recuperation import recover

Progress = Callable[[int, int], bool]


def examine_sauvegarde(
    fichier: Path,
    dossier: Path,
    poste: Path | None,
    parts: Sequence[str],
    *,
    progress: Progress | None = None,
) -> Examen:
    """Open a backup with the shares, prove it whole, say who may take it back; leaves nothing. Raises SEQ-… and SAV-…"""
    with store.work_folder(Path(dossier)) as work:
        ouverte, _ = store.open_as_sequestre(Path(fichier), work, Poste(poste), parts, progress)
        try:
            return describe_coffre(ouverte.annuaire, ouverte.commune)
        finally:
            ouverte.close()


def restore_with_parts(
    fichier: Path, dossier: Path, poste: Path | None, parts: Sequence[str], *, membre_id: str = "",
    nouveau: NouveauMembre | None = None, passphrase: str, ancres: Iterable[str] = (), motif: str = "",
    kdf: KdfPolicy = KDF, progress: Progress | None = None, clock: Callable[[], datetime] = now,
) -> tuple[Restauration, Rendu]:  # fmt: skip
    """Restore into an empty folder with enough shares, and give the vault to one coordonnateur with new keys.

    On a machine whose secret is not that of the backup, the other members are enrolled again afterwards (``Rendu``
    names them). Costs one Argon2id. Raises CoordonnateurRequired, PassphraseWeak, SauvegardeOlder, SEQ-…, REC-…, SAV-…
    """
    machine, known, why = Poste(poste), read_ancres(ancres), read_motif(motif)
    require_strong(passphrase)
    with store.work_folder(Path(dossier)) as work:
        ouverte, titulaire = store.open_as_sequestre(Path(fichier), work, machine, parts, progress)
        with rebuilt(ouverte, titulaire, Path(fichier), work, machine, known, why, kdf, clock) as chantier:
            coffre = chantier.coffre
            who = choose_titulaire(coffre, membre_id, nouveau)
            found = recover(coffre, who, encode_passphrase(passphrase), policy=kdf, parts=len(parts))
            done = finish(chantier, Path(dossier), machine)
    return done, Rendu(found.dossiers, found.orphelines, found.fermees, found.a_reenroler)
