"""Canaries and their scanner: texts that must not be found, in every form a byte search would know them by."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVE = 4096, 80


def needles(canary: str) -> set[bytes]:
    """The byte forms of one canary: UTF-8, Latin-1, UTF-16, hexadecimal, base64 at its three alignments."""
    plain = {canary.encode(), canary.encode("latin-1", "replace")}
    plain |= {canary.encode("utf-16-le"), canary.encode("utf-16-be")}
    if len(canary) >= 32 and all(c in "0123456789abcdef" for c in canary):
        plain.add(bytes.fromhex(canary))
    found = set(plain)
    for raw in plain:
        found |= {raw.hex().encode(), raw.hex().upper().encode()}
        for shift in range(3):
            text = base64.b64encode(b"\0" * shift + raw)
            found.add(text[(0, 2, 3)[shift] : len(text) - 4])
    return found


def find(data: bytes, canaries: Iterable[str]) -> set[str]:
    """The canaries present in some bytes, in any form."""
    return {canary for canary in canaries if any(needle in data for needle in needles(canary))}


def scan(folders: Iterable[Path], canaries: Iterable[str]) -> dict[str, set[str]]:
    """Canary → files of the folders where it stands, file names included."""
    wanted = list(canaries)
    hits: dict[str, set[str]] = {}
    for folder in folders:
        for path in [p for p in folder.rglob("*") if p.is_file()]:
            for canary in find(path.read_bytes() + b"\0" + str(path.relative_to(folder)).encode(), wanted):
                hits.setdefault(canary, set()).add(path.name)
    return hits


def decrypt_pages(database: Path, file_key: bytes) -> bytes:
    """Every page of a SQLCipher 4 file in clear, free pages included; authentication is not checked here."""
    raw = database.read_bytes()
    pages = []
    for start in range(0, len(raw), PAGE):
        page = raw[start : start + PAGE]
        body = page[16:-RESERVE] if start == 0 else page[:-RESERVE]
        iv = page[-RESERVE : -RESERVE + 16]
        clear = Cipher(algorithms.AES(file_key), modes.CBC(iv)).decryptor()
        pages.append((b"SQLite format 3\0" if start == 0 else b"") + clear.update(body) + clear.finalize())
    return b"".join(pages)
