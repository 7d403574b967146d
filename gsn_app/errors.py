"""Root of every error a user may meet: one stable code, one French sentence.

A concrete error is a subclass declared beside the rule it guards. Its docstring *is* the sentence
shown, and may hold ``{named}`` fields filled from the keyword arguments of the constructor.
Sentences say what happened, what is safe and what to do next.
"""

from __future__ import annotations

import inspect
import re
from enum import StrEnum
from typing import ClassVar


class Issue(StrEnum):
    """The way out that a screen offers with an error, besides its sentence."""

    AUCUNE = ""
    RESTAURER = "restaurer"
    PARCOURIR = "parcourir"
    TROUSSE = "trousse"
    METTRE_A_JOUR = "mettre_a_jour"
    LIBERER = "liberer"


class GsnError(Exception):
    """Une erreur est survenue ; rien n'a été perdu."""

    code: ClassVar[str] = "GSN-00"
    #: process exit code of the command line: 2 usage, 3 refused, 4 tampering, 5 damaged
    exit_code: ClassVar[int] = 2
    issue: ClassVar[Issue] = Issue.AUCUNE

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The French sentence, fields filled; never holds a secret or a stack trace."""
        return self.template().format_map(_Lenient(self.details))

    @classmethod
    def template(cls) -> str:
        """The sentence on one line, with printed French typography (U+00A0, ’), its fields still in braces."""
        lines = inspect.cleandoc(cls.__doc__ or "").replace("'", "’").splitlines()
        text = " ".join(line.strip() for line in lines if line)
        return re.sub(r" (?=[;:!?»])|(?<=«) ", "\u00a0", text)

    def __str__(self) -> str:
        return f"{self.sentence} ({self.code})"


class _Lenient(dict[str, object]):
    """Leaves an unknown field empty rather than hide the sentence behind a KeyError."""

    def __missing__(self, key: str) -> str:
        return ""


class Refused(GsnError):
    """Cet acte n'est pas permis."""

    code = "REF-00"
    exit_code = 3


class InvalidInput(GsnError):
    """Cette saisie ne peut pas être enregistrée ; rien n'a été perdu."""

    code = "SAI-00"
    exit_code = 2


class Tampered(GsnError):
    """Le coffre ou son journal a été altéré hors de l'application."""

    code = "ALT-00"
    exit_code = 4


class Damaged(GsnError):
    """Le coffre est endommagé ou illisible."""

    code = "END-00"
    exit_code = 5
