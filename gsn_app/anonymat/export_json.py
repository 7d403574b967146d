"""The edition as JSON: tables, specification, parameters, known total, anchor. Anyone may audit it again."""

from __future__ import annotations

import json

from gsn_app.domain.edition import Edition, EditionUnreadable, from_dict, to_dict

_FORMAT = "gsn-edition"


def write_json(edition: Edition) -> bytes:
    """Deterministic UTF-8 JSON; holds nothing that is not printed, save the declared specification."""
    whole = {
        "format": _FORMAT,
        "notes": list(edition.parametres.reading_notes()),
        "edition": to_dict(edition),
    }
    return (json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8")


def read_json(untrusted: bytes) -> Edition:
    """The edition of a released file. Raises ``EditionUnreadable``."""
    try:
        whole = json.loads(untrusted)
    except (ValueError, RecursionError) as broken:
        raise EditionUnreadable(detail="JSON") from broken
    if (
        not isinstance(whole, dict)
        or whole.get("format") != _FORMAT
        or not isinstance(whole.get("edition"), dict)
    ):
        raise EditionUnreadable(detail="format")
    return from_dict(Edition, whole["edition"])
