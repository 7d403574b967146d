"""The edition as JSON: tables, specification, parameters, known total, anchor, proof, digest. Anyone may audit it again."""

from __future__ import annotations

import json

from gsn_app.anonymat.empreinte import write_sealed
from gsn_app.anonymat.preuve import Preuve, prove_edition
from gsn_app.domain.edition import Edition, EditionUnreadable, from_dict, to_dict

_FORMAT = "gsn-edition"


def write_json(edition: Edition) -> bytes:
    """Deterministic UTF-8 JSON; holds nothing that is not printed, save the specification and the proof.

    The proof follows from what is printed alone: it tells a reader nothing that they could not work out.
    """
    whole = {
        "format": _FORMAT,
        "notes": list(edition.parametres.reading_notes()),
        "edition": to_dict(edition),
        "preuve": prove_edition(edition),
    }
    return write_sealed(whole)


def read_json(untrusted: bytes) -> Edition:
    """The edition of a released file. Raises ``EditionUnreadable``."""
    return read_released(untrusted)[0]


def read_released(untrusted: bytes) -> tuple[Edition, Preuve | None]:
    """The edition of a released file and its proof, if it has one. Raises ``EditionUnreadable``."""
    whole = load_object(untrusted)
    edition = whole.get("edition")
    if whole.get("format") != _FORMAT or not isinstance(edition, dict):
        raise EditionUnreadable(detail="format")
    return from_dict(Edition, edition), parse_proof(whole.get("preuve"))


def load_object(untrusted: bytes) -> dict[str, object]:
    """A JSON object. Raises ``EditionUnreadable``."""
    try:
        whole = json.loads(untrusted)
    except (ValueError, RecursionError) as broken:
        raise EditionUnreadable(detail="JSON") from broken
    if not isinstance(whole, dict):
        raise EditionUnreadable(detail="format")
    return whole


def parse_proof(untrusted: object) -> Preuve | None:
    """Witnesses as whole numbers. Raises ``EditionUnreadable``."""
    if untrusted is None:
        return None
    if not isinstance(untrusted, list) or not all(
        isinstance(part, list)
        and all(isinstance(p, list) and all(type(n) is int and 0 <= n < 1 << 31 for n in p) for p in part)
        for part in untrusted
    ):
        raise EditionUnreadable(detail="preuve")
    return untrusted
