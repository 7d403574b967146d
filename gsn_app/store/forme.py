"""Turning flat domain dataclasses into the JSON kept inside pieces, and back."""

from __future__ import annotations

import functools
import json
from dataclasses import asdict, fields
from typing import Any, Never, TypeVar

from gsn_app.errors import Tampered

T = TypeVar("T")


@functools.cache
def _names(cls: type[Any]) -> frozenset[str]:
    return frozenset(f.name for f in fields(cls))


class ContentMalformed(Tampered):
    """Un élément de ce dossier n’a pas la forme attendue : il a été écrit hors de l’application."""

    code = "ALT-07"


class Contenu(dict[str, Any]):
    """What a piece says once decrypted: a field that is not there is a forgery, never a crash."""

    def __missing__(self, key: str) -> Never:
        raise ContentMalformed()


def decode(plaintext: bytes) -> Contenu:
    """The JSON dictionary of a piece; raises ContentMalformed."""
    try:
        found = json.loads(plaintext, object_hook=Contenu)
    except (ValueError, RecursionError):
        raise ContentMalformed() from None
    if not isinstance(found, Contenu):
        raise ContentMalformed()
    return found


def dump(genre: str, fact: Any, *left_out: str) -> dict[str, Any]:
    """Dictionary of a flat dataclass; empty fields are left out, ``t`` names the kind of piece."""
    found = {k: v for k, v in asdict(fact).items() if k not in left_out and v not in ("", (), None)}
    return {"t": genre, **found}


def load(cls: type[T], contenu: dict[str, Any], **more: Any) -> T:
    """Inverse of :func:`dump`; unknown keys are ignored so that an older program reads a newer piece.

    Raises ContentMalformed when a required field is not there.
    """
    known = _names(cls)  # type: ignore[arg-type]
    try:
        values = {k: tuple(v) if isinstance(v, list) else v for k, v in contenu.items() if k in known}
        return cls(**{**values, **more})
    except (TypeError, AttributeError):
        raise ContentMalformed() from None
