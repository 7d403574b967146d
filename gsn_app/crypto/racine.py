"""The chain of root keys: each epoch of the directory is signed by its root, a new root is named by the one before.

    signature = Ed25519(root, "annuaire-v1" | vault_id | content) 64
    renewal   = Ed25519(old root, "racine-v1" | vault_id | content) 64 | Ed25519(new root, "annuaire-v1" | …) 64

``content`` is JSON and names its root in ``cle_racine``. Whoever knows any root of the chain (a head file, an anchor on
paper) recognises the vault; a chain made by someone else shares none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from gsn_app.crypto import primitives as p
from gsn_app.errors import Tampered


class RootChainBroken(Tampered):
    """L’annuaire change de clé racine sans l’accord de la précédente : il a été remplacé."""

    code = "ALT-20"


def sign_epoch(root_private: bytes, vault_id: bytes, content: bytes) -> bytes:
    """Root's signature of one epoch."""
    return p.sign(root_private, b"annuaire-v1" + vault_id + content)


def endorse_epoch(old_private: bytes, new_private: bytes, vault_id: bytes, content: bytes) -> bytes:
    """Signatures of an epoch that renews the root: the old root names the new one, which signs as usual."""
    endorsement = p.sign(old_private, b"racine-v1" + vault_id + content)
    return endorsement + sign_epoch(new_private, vault_id, content)


def peek_root(content: bytes) -> bytes:
    """The root key a directory claims, before it is verified."""
    return bytes.fromhex(json.loads(content)["cle_racine"])


def verify_epoch(
    root: bytes, before: bytes | None, vault_id: bytes, content: bytes, signature: bytes
) -> None:
    """Verify one epoch under its root, given the root of the epoch before (None for the first).

    Raises RootChainBroken when the root changes without the former one's word, SignatureInvalid.
    """
    renewed = before is not None and before != root
    if len(signature) != (2 if renewed else 1) * p.SIGNATURE:
        raise RootChainBroken()
    if renewed and before is not None:
        try:
            p.verify(before, signature[: p.SIGNATURE], b"racine-v1" + vault_id + content)
        except p.SignatureInvalid:
            raise RootChainBroken() from None
    p.verify(root, signature[-p.SIGNATURE :], b"annuaire-v1" + vault_id + content)


def verify_epochs(vault_id: bytes, epochs: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """Root of each epoch ``(content, signature)``, oldest first, every signature verified.

    Raises RootChainBroken, SignatureInvalid; ValueError, KeyError or TypeError on a content that is no directory.
    """
    found: list[bytes] = []
    for content, signature in epochs:
        root = peek_root(content)
        verify_epoch(root, found[-1] if found else None, vault_id, content, signature)
        found.append(root)
    return found
