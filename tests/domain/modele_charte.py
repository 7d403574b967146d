"""The shipped charter, and the same with one passage of its rules changed, for the tests."""

from __future__ import annotations

import re

from gsn_app.domain.acte import Acte
from gsn_app.domain.charte import Charte, parse
from gsn_app.ressources import read_ressource

TEXTE = read_ressource("charte.md")
REGLES = read_ressource("regles.toml")
CHARTE = parse(TEXTE, REGLES)


def with_rules(avant: str, apres: str) -> Charte:
    """The charter with one passage of its rules replaced; the passage must be there once."""
    regles = REGLES.decode("utf-8")
    assert regles.count(avant) == 1, avant
    return parse(TEXTE, regles.replace(avant, apres).encode("utf-8"))


def with_roles(acte: Acte, roles: str, suite: str = "") -> Charte:
    """The charter with the roles of one act replaced."""
    entete = f'[actes."{acte.value}"]\n'
    regles, n = re.subn(
        re.escape(entete) + r"roles = \[[^\]]*\]", f"{entete}roles = {roles}{suite}", REGLES.decode("utf-8")
    )
    assert n == 1
    return parse(TEXTE, regles.encode("utf-8"))
