"""An export: a file of JSON lines that carries what a verification on another machine needs, and no content.

    line 1   {format: 2, coffre, annuaires: [[content, signature]], chartes: [[number, text, rules, signature]],
             adhesions: [[member, hash, date, signature]], effacement}       (base64; format 1 had the first two only)
    line n   [n, envelope, sealed payload or null, signature]

The directory names the members: an export is handed over like the list of the group.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any

from gsn_app.verificateur.annuaire import Directory
from gsn_app.verificateur.verification import Entry

FORMAT = 2


def write_export(directory: Directory, entries: Iterable[Entry]) -> Iterator[str]:
    """Lines of an export."""
    yield json.dumps({
        "format": FORMAT, "coffre": directory.vault_id.hex(),
        "annuaires": [[_b64(content), _b64(signature)] for content, signature in directory.epochs],
        "chartes": [[n, _b64(texte), _b64(regles), _b64(signature)] for n, texte, regles, signature in directory.chartes],
        "adhesions": [[who, _b64(what), when, _b64(signature)] for who, what, when, signature in directory.adhesions],
        "effacement": _b64(directory.effacement),
    })  # fmt: skip
    for n, env, sealed, signature in entries:
        yield json.dumps([n, _b64(env), None if sealed is None else _b64(sealed), _b64(signature)])


def read_export(lines: Iterable[str]) -> tuple[Directory, Iterator[Entry]]:
    """Parse an export; raises ValueError, KeyError, TypeError… on anything unexpected."""
    iterator = iter(lines)
    head = json.loads(next(iterator, ""))
    if head.get("format") not in (1, FORMAT):
        raise ValueError
    directory = Directory(
        bytes.fromhex(head["coffre"]),
        tuple((_raw(content), _raw(signature)) for content, signature in head["annuaires"]),
        tuple((_number(n), _raw(t), _raw(r), _raw(s)) for n, t, r, s in head.get("chartes", ())),
        tuple((_member(who), _raw(what), _text(when), _raw(s)) for who, what, when, s in head.get("adhesions", ())),
        _raw(head.get("effacement", "")),
    )  # fmt: skip
    if len(directory.vault_id) != 16 or len(directory.root_public()) != 32:
        raise ValueError
    if not directory.signature_keys or not isinstance(directory.erasers, frozenset):
        raise ValueError
    return directory, (_entry(json.loads(line)) for line in iterator)


def _entry(row: Any) -> Entry:
    n, env, sealed, signature = row
    return _number(n, 63), _raw(env), None if sealed is None else _raw(sealed), _raw(signature)


def _number(value: Any, bits: int = 32) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**bits:
        raise ValueError(value)
    return value


def _member(value: Any) -> str:
    return bytes.fromhex(value).hex()


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
