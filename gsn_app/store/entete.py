"""The header file on disk: two copies, the best readable one wins, written one after the other.

Header, database and head file are not atomic together. A change of header first commits, in the vault, the new
bytes and an entry carrying both hashes; then the files are replaced. Opening accepts either and finishes the job.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from gsn_app.config import KDF, KdfPolicy
from gsn_app.crypto import entete as layout
from gsn_app.crypto import primitives as p
from gsn_app.errors import Damaged, GsnError, Issue
from gsn_app.poste import Poste, write_atomically
from gsn_app.store.annuaire import ESCROW

COPIES = ("entete.a", "entete.b")
#: the header of a file whose key is being renewed, until it takes the place of both copies (``store.cle_fichier``)
PENDING = "entete.neuf"


class VaultMissing(Damaged):
    """Aucun coffre dans le dossier « {dossier} » : vérifiez l’emplacement, ou branchez le support."""

    code = "OUV-04"
    exit_code = 2
    issue = Issue.PARCOURIR


class VaultUnreadable(Damaged):
    """Le dossier « {dossier} » ne peut pas être lu : vérifiez vos droits ou le support."""

    code = "OUV-05"
    issue = Issue.PARCOURIR


def read_copies(dossier: Path, policy: KdfPolicy = KDF) -> list[tuple[layout.Header, bytes]]:
    """Readable copies, highest sequence first; raises the reason of the first copy when none is readable."""
    found: list[tuple[layout.Header, bytes]] = []
    reasons: list[GsnError] = []
    for name in COPIES:
        try:
            with (dossier / name).open("rb") as stream:
                raw = stream.read(layout.LIMIT + 1)
            found.append((layout.parse(raw, policy), raw))
        except FileNotFoundError:
            continue
        except OSError:
            reasons.append(VaultUnreadable(dossier=dossier))
        except GsnError as error:
            reasons.append(error)
    if not found:
        raise reasons[0] if reasons else _missing(dossier)
    found.sort(key=lambda pair: -pair[0].sequence)
    return found


def read_pending(dossier: Path, policy: KdfPolicy = KDF) -> list[tuple[layout.Header, bytes]]:
    """The header that waits for a renewed file, or nothing."""
    try:
        with (dossier / PENDING).open("rb") as stream:
            raw = stream.read(layout.LIMIT + 1)
        return [(layout.parse(raw, policy), raw)]
    except (OSError, GsnError):
        return []


def clear_pending(dossier: Path) -> None:
    """The renewed file is in its place under this header: it waits no more."""
    with contextlib.suppress(OSError):
        (dossier / PENDING).unlink(missing_ok=True)


def read_raw(dossier: Path) -> list[bytes]:
    """Bytes of both copies as they are, empty where a copy cannot be read."""
    found = []
    for name in COPIES:
        try:
            found.append((dossier / name).read_bytes())
        except OSError:
            found.append(b"")
    return found


def write_copies(dossier: Path, raw: bytes) -> None:
    """Replace both copies, A then B; one of them is whole at any instant."""
    for name in COPIES:
        path = dossier / name
        with contextlib.suppress(OSError):
            if path.read_bytes() == raw:
                continue
        write_atomically(path, raw)


def read_names(header: layout.Header, secrets: Iterable[bytes]) -> tuple[str, list[tuple[str, str]]]:
    """Commune, and ``(member id, « name\\nfunction »)`` of each slot that a secret opens.

    Raises SealBroken when none opens the commune's name, or no member's: another machine.
    """
    known = tuple(secrets)
    commune = _open_name(header, header.vault_id, header.sealed_commune, known)
    names = []
    for slot in header.slots:
        if slot.member_id != ESCROW:
            with contextlib.suppress(p.SealBroken):
                names.append(
                    (slot.member_id.hex(), _open_name(header, slot.member_id, slot.sealed_name, known))
                )
    if not names:
        raise p.SealBroken()
    return commune, names


def _open_name(header: layout.Header, place: bytes, sealed: bytes, secrets: Iterable[bytes]) -> str:
    for secret in secrets:
        with contextlib.suppress(p.SealBroken):
            return layout.open_name(secret, header.vault_id, place, sealed)
    raise p.SealBroken()


def secret_in_force(poste: Poste, header: layout.Header) -> bytes:
    """The secret of this vault that this machine knows: the one that opens the commune's name; raises SealBroken."""
    for secret in poste.read_secrets(header.vault_id):
        with contextlib.suppress(p.SealBroken):
            layout.open_name(secret, header.vault_id, header.vault_id, header.sealed_commune)
            return secret
    raise p.SealBroken()


def is_under(header: layout.Header, slot: layout.Slot, secret: bytes) -> bool:
    """True when a slot is sealed under this secret."""
    try:
        layout.open_name(secret, header.vault_id, slot.member_id, slot.sealed_name)
    except p.SealBroken:
        return False
    return True


def opens_something(header: layout.Header, secret: bytes) -> bool:
    """True when the commune's name or some slot is sealed under this secret."""
    vault_id = header.vault_id
    with contextlib.suppress(p.SealBroken):
        layout.open_name(secret, vault_id, vault_id, header.sealed_commune)
        return True
    return any(is_under(header, slot, secret) for slot in header.slots)


def secret_of(poste: Poste, header: layout.Header, slot: layout.Slot) -> bytes:
    """The secret to open a slot with; this machine's first one when none fits, which then opens nothing."""
    known = poste.read_secrets(header.vault_id)
    return next((secret for secret in known if is_under(header, slot, secret)), known[0])


def seal_sequestre(
    coffre_id: bytes, public: bytes, poste_secret: bytes, file_key: bytes, policy: KdfPolicy
) -> layout.Slot:
    """The escrow's slot: threshold shares, and no passphrase, open the file by it."""
    return layout.seal_keyless_slot(
        public, vault_id=coffre_id, member_id=ESCROW, poste_secret=poste_secret, file_key=file_key,
        name="séquestre", policy=policy,
    )  # fmt: skip


def count_acces(header: layout.Header) -> int:
    """Members who have a slot; the escrow's is not one."""
    return sum(slot.member_id != ESCROW for slot in header.slots)


def is_demonstration(header: layout.Header) -> bool:
    """True for a vault marked as a demonstration."""
    return bool(header.flags & layout.FLAG_DEMONSTRATION)


def digest(raw: bytes) -> bytes:
    """The hash kept in the vault beside the database."""
    return p.sha256(raw)


def _missing(dossier: Path) -> GsnError:
    try:
        list(dossier.iterdir())
    except FileNotFoundError:
        return VaultMissing(dossier=dossier)
    except OSError:
        return VaultUnreadable(dossier=dossier)
    return VaultMissing(dossier=dossier)
