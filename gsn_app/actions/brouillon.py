"""Drafts: nothing typed is ever lost. Sealed to their author; no act, no journal entry."""

from __future__ import annotations

from gsn_app.actions.session import Session
from gsn_app.store import brouillon as store


def save_brouillon(session: Session, formulaire: str, objet_id: str, donnees: dict[str, str]) -> None:
    """Keep what is typed in a form, durably; replaces the earlier draft of the same form and object."""
    store.save_brouillon(
        session.coffre, formulaire, objet_id, {_plain(k): _plain(v) for k, v in donnees.items()}
    )


def read_brouillon(session: Session, formulaire: str, objet_id: str) -> dict[str, str]:
    """What this member was typing there, or an empty dictionary."""
    return store.read_brouillon(session.coffre, formulaire, objet_id)


def erase_brouillon(session: Session, formulaire: str, objet_id: str) -> None:
    """The draft became a fact, or was given up."""
    store.erase_brouillon(session.coffre, formulaire, objet_id)


def _plain(texte: str) -> str:
    """The text, a lone half of a character replaced by « ? » so that the rest is kept."""
    return str(texte).encode("utf-8", "replace").decode()
