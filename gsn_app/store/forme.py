"""Turning flat domain dataclasses into the JSON kept inside pieces, and back."""

from __future__ import annotations

import functools
from dataclasses import asdict, fields
from typing import Any, TypeVar

T = TypeVar("T")


@functools.cache
def _names(cls: type[Any]) -> frozenset[str]:
    return frozenset(f.name for f in fields(cls))


def dump(genre: str, fact: Any, *left_out: str) -> dict[str, Any]:
    """Dictionary of a flat dataclass; empty fields are left out, ``t`` names the kind of piece."""
    found = {k: v for k, v in asdict(fact).items() if k not in left_out and v not in ("", (), None)}
    return {"t": genre, **found}


def load(cls: type[T], contenu: dict[str, Any], **more: Any) -> T:
    """Inverse of :func:`dump`; unknown keys are ignored so that an older program reads a newer piece."""
    known = _names(cls)  # type: ignore[arg-type]
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in contenu.items() if k in known}
    return cls(**{**values, **more})
