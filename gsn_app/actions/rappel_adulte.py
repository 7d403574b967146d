"""An adult's rappel à l'ordre (a parent, a neighbour): prepared in a dossier apart, then walked as any other.

No situation is opened on an adult: the coordonnateur and the elu of the body hold the dossier, nobody else, and it is
erased three months after the return to the parquet (domain 7; ``gsn_app.domain.conservation``).
"""

from __future__ import annotations

import secrets
from datetime import UTC
from typing import Any

from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre import Prepare, RappelOrdre, apply
from gsn_app.domain.rappel_ordre_refus import RappelOrdreMineurApart
from gsn_app.store import rappel_apart
from gsn_app.store import rappel_ordre as rappels


@act(Acte.RAPPEL_ORDRE_ADULTE_PREPARE)
def prepare_rappel_adulte(session: Session, /, instance_id: str, **donnees: Any) -> str:
    """Open the dossier and prepare the rappel from the fields of ``Prepare``; returns the rappel's id.

    Raises RappelOrdreMineurApart for who was a minor on the day of the facts, and the refusals of the preparation.
    """
    session.gate_instance(Acte.RAPPEL_ORDRE_ADULTE_PREPARE, instance_id)
    role = session.role_in(instance_id)
    event = Prepare(
        numero=1, auteur_id=session.membre.id, auteur_roles=frozenset({str(role)} if role else ()),
        horodatage=session.now().astimezone(UTC), **{**donnees, "representants": ()},
    )  # fmt: skip
    if apply(RappelOrdre(), event).mineur:
        raise RappelOrdreMineurApart()
    with session.unit(Acte.RAPPEL_ORDRE_ADULTE_PREPARE, motif=str(event.fait)) as u:
        dossier = rappel_apart.create_apart(u, instance_id)
        rappel_id = f"{dossier.id.hex()}-{secrets.token_hex(4)}"
        rappels.save_evenement(u, dossier, rappel_id, instance_id, event)
        rappel_apart.hand_on(u, dossier, instance_id, session.signed)
    return rappel_id
