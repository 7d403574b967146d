"""Who runs a command, and their passphrase: a member named on the command line, a secret that never is."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gsn_app.domain.texte import fold
from gsn_app.errors import InvalidInput

if TYPE_CHECKING:
    from gsn_app.actions.ouverture import MembreAffiche

#: longest passphrase read from a descriptor, in bytes
SECRET_MAX = 4096


class MembreAmbiguous(InvalidInput):
    """« {nom} » ne désigne pas un membre et un seul de ce coffre. Membres : {membres}."""

    code = "CLI-01"


class SecretUnreadable(InvalidInput):
    """La phrase de passe n’a pas pu être lue sur le descripteur {descripteur}."""

    code = "CLI-02"


class SecretMissing(InvalidInput):
    """Aucun terminal pour saisir la phrase de passe : donnez-la par --secret-fd."""

    code = "CLI-03"


def find_membre(asked: str, membres: Sequence[MembreAffiche], known: str) -> str:
    """Member id from an id, a whole name, or part of one name only; the auditeur of a demonstration by default."""
    if not asked and known:
        return known
    wanted = fold(asked)
    exact = [m.id for m in membres if m.id == asked.lower() or (wanted and fold(m.nom) == wanted)]
    near = [m.id for m in membres if wanted and wanted in fold(m.nom)]
    found = exact or near
    if len(found) != 1:
        raise MembreAmbiguous(nom=asked[:60], membres=", ".join(m.nom for m in membres))
    return found[0]


def ask_phrase(descriptor: int | None, demande: str = "Phrase de passe\u00a0: ") -> str:
    """The passphrase (or the words of a kit), from a descriptor or from the terminal; never from the arguments or the environment."""
    if descriptor is not None:
        try:
            with os.fdopen(descriptor, "rb") as stream:
                raw = stream.read(SECRET_MAX)
            return raw.decode().rstrip("\r\n")
        except (OSError, ValueError):
            raise SecretUnreadable(descripteur=descriptor) from None
    if not sys.stdin.isatty():
        raise SecretMissing()
    return getpass.getpass(demande)
