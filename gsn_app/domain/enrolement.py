"""The enrolment sheet: who the member is, the fingerprint of their keys, two signatures on paper."""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.domain.fiche_navette import Tirage
from gsn_app.domain.membre import Membre, Role

#: roles as they are read on paper and on screen
LIBELLES_ROLE = {
    Role.COORDONNATEUR: "coordonnateur",
    Role.MEMBRE: "membre",
    Role.ELU: "élu",
    Role.SIGNALANT: "signalant",
    Role.AUDITEUR: "auditeur (DPO)",
}


@dataclass(frozen=True)
class FeuilleEnrolement:
    """What the sheet says; ``roles``: « rôle – instance », one a line. Nothing of a situation is on it."""

    commune: str
    membre: Membre
    roles: tuple[str, ...]
    charte_version: str
    charte_empreinte: str
    tirage: Tirage
