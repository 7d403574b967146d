"""Searching what an erasure must not leave: words and identifiers, in every page of the vault and every file beside it.

The database is read page by page under the file key, free pages and journal file included, then as it stands on the
disk; so are the head files of this machine, temporary folders and backups (sealed ones show what was not sealed).
A residue under a key that nobody holds any more cannot be told from noise, by this search nor by anyone.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gsn_app.crypto.page import decrypt_pages
from gsn_app.store.coffre import BASE, Coffre

#: shortest word searched, in characters: shorter ones are found everywhere by chance
MINIMUM: Final = 4
_BLOC: Final = 1 << 20


@dataclass(frozen=True)
class Residu:
    """One hit: the rank of the word searched (never the word), and where."""

    rang: int
    lieu: str


def search(coffre: Coffre, words: Iterable[str], folders: Iterable[Path] = ()) -> list[Residu]:
    """Every place where a word or an identifier stands, in any of its byte forms; reads only, writes nothing."""
    wanted = [list_forms(word) for word in words]
    found: list[Residu] = []
    for path in (coffre.dossier / BASE, coffre.dossier / f"{BASE}-journal"):
        if path.is_file():
            with path.open("rb") as stream:
                for number, clear in decrypt_pages(stream, coffre.file_key):
                    found += _hits(wanted, clear, f"{path.name}, page {number}")
    for folder in dict.fromkeys((coffre.dossier, coffre.poste.dossier, *folders)):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = str(path.relative_to(folder))
            found += _hits(wanted, name.encode(), f"nom du fichier {name}")
            found += _search_file(wanted, path, name)
    return list(dict.fromkeys(found))


def list_forms(word: str) -> frozenset[bytes]:
    """The byte forms of a word: UTF-8, Latin-1, UTF-16, hexadecimal, base64 at its three alignments; raw if an id."""
    plain = {
        word.encode(),
        word.encode("latin-1", "replace"),
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
    }
    if len(word) >= 32 and len(word) % 2 == 0 and set(word) <= set("0123456789abcdef"):
        plain.add(bytes.fromhex(word))
    found = set(plain)
    for raw in plain:
        found |= {raw.hex().encode(), raw.hex().upper().encode()}
        for shift in range(3):
            text = base64.b64encode(b"\0" * shift + raw)
            found.add(text[(0, 2, 3)[shift] : len(text) - 4])
    return frozenset(form for form in found if len(form) >= MINIMUM)


def _search_file(wanted: list[frozenset[bytes]], path: Path, name: str) -> Iterator[Residu]:
    overlap = max((len(form) for forms in wanted for form in forms), default=0)
    tail = b""
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOC):
                yield from _hits(wanted, tail + block, name)
                tail = block[-overlap:]
    except OSError:
        return


def _hits(wanted: list[frozenset[bytes]], data: bytes, lieu: str) -> list[Residu]:
    return [Residu(rank, lieu) for rank, forms in enumerate(wanted) if any(form in data for form in forms)]
