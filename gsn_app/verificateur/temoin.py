"""Level 1: who opened each session, vouched by a certificate that the signed directory proves."""

from __future__ import annotations

from gsn_app.crypto import journal as chain
from gsn_app.errors import GsnError
from gsn_app.verificateur.annuaire import Directory


class Witness:
    """Opens each payload with the audit key; a session speaks for the member who certified it, and for nobody else."""

    def __init__(self, directory: Directory, audit_private: bytes) -> None:
        self._directory = directory
        self._audit = audit_private
        self._sessions: dict[bytes, str] = {}

    def know(self, session: bytes, membre: str) -> None:
        """A session already vouched for by an earlier verification."""
        self._sessions[session] = membre

    def member_of(self, session: bytes) -> str:
        """Who holds a session, or ""."""
        return self._sessions.get(session, "")

    def check(self, n: int, previous: bytes, session: bytes, sealed: bytes) -> str:
        """ "" or a French sentence."""
        try:
            payload = chain.open_payload(self._audit, n, previous, sealed)
        except GsnError:
            return f"Le contenu de l’entrée {n} ne s’ouvre pas avec la clé d’audit."
        membre = payload.get("membre", "")
        known = self._sessions.get(session)
        if known is None:
            return self._open(n, session, membre, payload)
        if known != membre:
            return f"L’entrée {n} se dit d’un autre membre que celui de sa session."
        return ""

    def _open(self, n: int, session: bytes, membre: str, payload: dict[str, str]) -> str:
        self._sessions[session] = membre
        vault_id = self._directory.vault_id
        try:
            certificate = bytes.fromhex(payload.get("certificat", ""))
        except ValueError:
            certificate = b""
        if self._directory.vouched(
            membre, lambda key: chain.verify_certificate(key, certificate, vault_id, session, n)
        ):
            return ""
        return f"La session ouverte à l’entrée {n} n’est attestée par aucun membre de l’annuaire."
