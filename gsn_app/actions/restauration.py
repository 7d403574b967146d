"""Verifying a backup again, trying a restore, and restoring as a coordonnateur into an empty folder."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gsn_app.actions.ouverture import MembreAffiche, open_session
from gsn_app.actions.sauvegarde import Minute, require_known, save_essai
from gsn_app.actions.session import ActeForbidden, Session, act
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import MembreUnknown, Role
from gsn_app.domain.phrase_passe import encode_passphrase
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput, Refused
from gsn_app.poste import Poste, PosteUnusable
from gsn_app.store import restauration as store
from gsn_app.store.coffre import Coffre, now
from gsn_app.store.sauvegarde_preuve import Ouverte

Progress = Callable[[int, int], bool]
MOTIF_MAX = 300
_ANCRE = re.compile(r"([0-9]{1,12})[·.-]([A-Z2-7]{16})")


class SecretPosteMissing(Refused):
    """Ce poste n’a pas le secret sous lequel les phrases de passe de cette sauvegarde ont été rangées.

    Restaurez sur le poste d’origine, saisissez la trousse de récupération, ou réunissez les parts de récupération.
    """

    code = "SAV-17"


class AncreUnreadable(InvalidInput):
    """L’ancre « {ancre} » n’a pas la forme attendue : un nombre, un point, seize lettres ou chiffres."""

    code = "SAV-18"


@dataclass(frozen=True)
class Apercu:
    """What may be seen of a backup before any passphrase. ``membres`` is empty on a machine that is not its own."""

    fichier: Path
    date: str
    n: int
    ancre: str
    membres: tuple[MembreAffiche, ...]


@dataclass(frozen=True)
class Restauration:
    """What a restore did. ``connue``: the newer entry it was confirmed against, or 0; ``effaces``: dossiers not brought back."""

    dossier: Path
    date: str
    n: int
    ancre: str
    effaces: int
    connue: int


def read_apercu(fichier: Path, poste: Path | None = None, *, kdf: KdfPolicy = KDF) -> Apercu:
    """The clear part of a backup, and its members where this machine can read their names; opens nothing."""
    head, names = store.read_clear(Path(fichier), Poste(poste), kdf)
    membres = tuple(MembreAffiche(key, *text.partition("\n")[::2]) for key, text in names)
    return Apercu(Path(fichier), store.instant(head), head.n, f"{head.n}·{head.ancre}", membres)


@act(Acte.SAUVEGARDE_VERIFIEE)
def verify_sauvegarde(session: Session, fichier: Path, *, progress: Progress | None = None) -> None:
    """Read one backup of this vault's media again and prove all of it; raises SAV-01 to 04. Journaled."""
    session.gate(Acte.SAUVEGARDE_VERIFIEE)
    chemin = require_known(session, fichier)
    session.trace(Acte.SAUVEGARDE_VERIFIEE, document=chemin.name, motif="demandée")
    store.prove(session.coffre, chemin, progress)
    session.trace(Acte.SAUVEGARDE_VERIFIEE, document=chemin.name, motif="intègre")


@act(Acte.SAUVEGARDE_ESSAYEE)
def try_restore(
    session: Session,
    fichier: Path,
    passphrase: str,
    *,
    kdf: KdfPolicy = KDF,
    progress: Progress | None = None,
) -> Minute:
    """Restore a backup for real into a temporary folder of this machine, open it, count it, remove it; a dated minute.

    As on the day it would serve: by the passphrase typed now and the slot the backup carries. Costs two Argon2id.
    """
    session.gate(Acte.SAUVEGARDE_ESSAYEE)
    chemin = require_known(session, fichier)
    session.trace(Acte.SAUVEGARDE_ESSAYEE, document=chemin.name, motif="demandée")
    start = time.monotonic()
    who = session.membre
    with _scratch(session.coffre.poste) as (place, machine):
        made = restore(
            chemin, place, machine, who.id, passphrase, motif="essai", kdf=kdf, progress=progress,
            clock=session.coffre.clock,
        )  # fmt: skip
        trial = open_session(place, machine, who.id, passphrase, kdf=kdf, clock=session.coffre.clock)
        try:
            trial.coffre.verify_pages()
            count = len(trial.coffre.dossiers)
        finally:
            trial.close()
    minute = Minute(
        session.now().isoformat(timespec="seconds"), chemin.name, made.n, read_apercu(chemin, kdf=kdf).ancre,
        who.nom, "phrase de passe", count, round(time.monotonic() - start, 1),
    )  # fmt: skip
    save_essai(session, minute)
    return minute


def restore(
    fichier: Path, dossier: Path, poste: Path | None, membre_id: str, passphrase: str, *,
    ancres: Iterable[str] = (), motif: str = "", kdf: KdfPolicy = KDF, progress: Progress | None = None,
    clock: Callable[[], datetime] = now,
) -> Restauration:  # fmt: skip
    """Restore a backup into an empty or new folder, as one of its coordonnateurs. Costs one Argon2id.

    Erased dossiers noted beside the backup or on this machine do not come back. A ``motif`` confirms a backup older
    than what is known (SauvegardeOlder without it). Nothing is written in place before everything is proved.
    """
    machine, known, why = Poste(poste), read_ancres(ancres), read_motif(motif)
    try:
        member_id = bytes.fromhex(membre_id)
    except ValueError:
        raise MembreUnknown() from None
    require_secret(machine)
    with store.work_folder(Path(dossier)) as work:
        ouverte, titulaire = store.open_as_member(
            Path(fichier), work, machine, member_id, encode_passphrase(passphrase), kdf, progress
        )
        _require_coordonnateur(ouverte, titulaire)
        with rebuilt(ouverte, titulaire, Path(fichier), work, machine, known, why, kdf, clock) as chantier:
            return finish(chantier, Path(dossier), machine)


@dataclass(frozen=True)
class Chantier:
    """A vault rebuilt in its hidden folder, and what its entry will say."""

    ouverte: Ouverte
    coffre: Coffre
    motif: str
    effaces: int
    connue: int
    tombes: tuple[str, ...]


@contextlib.contextmanager
def rebuilt(
    ouverte: Ouverte, titulaire: store.Titulaire, fichier: Path, work: Path, machine: Poste,
    ancres: list[tuple[int, str]], why: str, kdf: KdfPolicy, clock: Callable[[], datetime],
) -> Iterator[Chantier]:  # fmt: skip
    """Compare with what is known, erase again, rebuild; the files are closed if what follows fails.

    Raises SauvegardeOlder without ``why``, SauvegardeDivergent whatever it says.
    """
    try:
        newer = store.check_age(ouverte, fichier, machine, ancres)
        if newer and not why:
            raise store.SauvegardeOlder(n=ouverte.tail.n, connue=newer)
        vault_id = ouverte.head.vault_id
        known = store.list_effacements(fichier, machine, vault_id)
        gone, tombes = store.replay_tombstones(ouverte.conn, vault_id, known)
        coffre = store.rebuild(ouverte, work, machine, titulaire, kdf, clock)
    finally:
        ouverte.close()
    try:
        coffre.header = store.reseal_header(coffre, coffre.header.slots)
        yield Chantier(
            ouverte, coffre, describe(ouverte, fichier, gone, newer, why), gone, newer, tuple(tombes)
        )
    except BaseException:
        store.close(coffre)
        raise


def finish(chantier: Chantier, dossier: Path, machine: Poste) -> Restauration:
    """Write the entry and the header, then put the vault in its place."""
    store.conclude(chantier.coffre, str(Acte.SAUVEGARDE_RESTAUREE), chantier.motif, chantier.tombes)
    store.move(chantier.coffre, dossier, machine)
    head = chantier.ouverte.head
    return Restauration(
        dossier, store.instant(head), head.n, chantier.coffre.ancre, chantier.effaces, chantier.connue
    )


def describe(ouverte: Ouverte, fichier: Path, gone: int, newer: int, why: str) -> str:
    """Motive of the entry that marks a restore."""
    text = f"sauvegarde {fichier.name}, entrée {ouverte.tail.n} ; dossiers effacés non repris : {gone}"
    if newer:
        text += f" ; entrées {ouverte.tail.n + 1} à {newer} perdues, confirmé"
    return f"{text} ; {why}" if why else text


def read_ancres(ancres: Iterable[str]) -> list[tuple[int, str]]:
    """Anchors typed from paper as ``(n, text)``; raises AncreUnreadable."""
    found = []
    for text in ancres:
        match = _ANCRE.fullmatch(text.replace(" ", "").upper())
        if match is None:
            raise AncreUnreadable(ancre=text[:40])
        found.append((int(match[1]), f"{int(match[1])}·{match[2]}"))
    return found


def require_secret(machine: Poste) -> None:
    """Raise SecretPosteMissing on a machine that has no secret at all."""
    try:
        machine.read_secret()
    except PosteUnusable:
        if not any((machine.dossier / "secrets").glob("*")):
            raise SecretPosteMissing() from None


def read_motif(motif: str) -> str:
    """The reason typed, checked; "" when there is none."""
    return validate_texte("Motif", motif, MOTIF_MAX, obligatoire=False)


def _require_coordonnateur(ouverte: Ouverte, titulaire: store.Titulaire) -> None:
    membre = ouverte.annuaire.membre(titulaire.id)
    if not membre.actif or Role.COORDONNATEUR not in membre.roles.values():
        ouverte.close()
        raise ActeForbidden(roles=str(Role.COORDONNATEUR))


@contextlib.contextmanager
def _scratch(machine: Poste) -> Iterator[tuple[Path, Path]]:
    """A place for a trial and a machine folder with this machine's secret and nothing it knows; both removed."""
    for left in machine.dossier.glob("essai-*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        folder = Path(tempfile.mkdtemp(prefix="essai-", dir=machine.dossier))
    except OSError:
        raise PosteUnusable(dossier=machine.dossier) from None
    try:
        store.copy_secret(machine, folder / "poste")
        yield folder / "coffre", folder / "poste"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
