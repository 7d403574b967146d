"""The digest of a released JSON file: SHA-256 of everything else in it, so that no figure is changed by accident or by hand.

It holds no secret: who rewrites a whole file may work it out again. What the file then says is audited all the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

#: key of the digest in the file
CLE = "empreinte"


def digest(whole: Mapping[str, object]) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of everything but the digest itself."""
    kept = {key: value for key, value in whole.items() if key != CLE}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def write_sealed(whole: Mapping[str, object]) -> bytes:
    """Deterministic UTF-8 JSON with its digest."""
    sealed = {**whole, CLE: digest(whole)}
    return (json.dumps(sealed, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8")


def is_intact(whole: Mapping[str, object]) -> bool:
    """True when the digest is there and is that of the rest."""
    try:
        return whole.get(CLE) == digest(whole)
    except UnicodeEncodeError:
        return False
