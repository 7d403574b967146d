"""What is kept of a body beside the signed directory: value ``instance.<id>`` of the table ``coffre``, JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from gsn_app.domain.instance import VieInstance
from gsn_app.store.coffre import Coffre
from gsn_app.store.forme import decode, load
from gsn_app.store.unite import Unite

PREFIXE = "instance."


def read_vie(coffre: Coffre, instance_id: str) -> VieInstance:
    """Rhythm, next meeting, adoption, usual circle; the defaults for a body nobody set up yet."""
    raw = coffre.read_valeur(PREFIXE + instance_id)
    return load(VieInstance, decode(raw)) if raw else VieInstance()


def save_vie(u: Unite, instance_id: str, vie: VieInstance) -> None:
    """Replace it."""
    u.save_valeur(PREFIXE + instance_id, json.dumps(asdict(vie), ensure_ascii=False, sort_keys=True).encode())
