"""Adopting a new version of the charter: the program knows acts that the version in force does not name.

Until then nobody may do them; everything else goes on under the version in force. Once adopted, every member signs
again before anything is opened to them (C1).
"""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.actions.membre import RacineMissing
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.charte import Charte, parse
from gsn_app.errors import InvalidInput
from gsn_app.ressources import read_ressource
from gsn_app.store.charte import save_charte
from gsn_app.store.creation import open_shared_key


class CharteAlreadyAdopted(InvalidInput):
    """Cette version de la charte est déjà celle de la commune."""

    code = "CHA-20"


@dataclass(frozen=True)
class Nouveaute:
    """What the model shipped with the program would bring: ``actes`` are those that nobody may do today."""

    modele: Charte
    actes: tuple[Acte, ...]


def read_charte_modele() -> tuple[bytes, bytes]:
    """Text and rules of the charter shipped with this version of the program."""
    return read_ressource("charte.md"), read_ressource("regles.toml")


def read_nouveaute(session: Session) -> Nouveaute | None:
    """What there is to adopt, for who may adopt it; None when the charter in force names every act."""
    if not session.charte.absents or not session.permits(Acte.CHARTE_ADOPTEE):
        return None
    return Nouveaute(parse(*read_charte_modele()), session.charte.absents)


@act(Acte.CHARTE_ADOPTEE)
def adopt_charte(session: Session, modele: tuple[bytes, bytes] | None = None) -> None:
    """Put a version in force for the commune, the shipped one unless given; every member signs it anew (C1).

    Raises the errors of ``domain.charte.parse``: a version to adopt names every act. Raises CharteAlreadyAdopted,
    and RacineMissing for who does not hold the root key.
    """
    session.gate(Acte.CHARTE_ADOPTEE)
    texte, regles = modele or read_charte_modele()
    charte = parse(texte, regles)
    if charte.empreinte == session.charte.empreinte:
        raise CharteAlreadyAdopted()
    root = open_shared_key(session.coffre, "racine")
    if root is None:
        raise RacineMissing()
    with session.unit(Acte.CHARTE_ADOPTEE, motif=charte.empreinte[:16]) as u:
        save_charte(u, root, texte, regles)
    session.charte = charte
