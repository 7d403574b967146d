"""argparse, speaking French: usage, faults and bounded numbers."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import NoReturn


class Analyseur(argparse.ArgumentParser):
    """argparse, speaking French; exits 2 on a wrong command line."""

    def __init__(self, prog: str, description: str = "") -> None:
        super().__init__(prog=prog, description=description, add_help=False, allow_abbrev=False)
        self._positionals.title = "commandes"
        self._optionals.title = "options"
        self.add_argument("-h", "--aide", "--help", action="help", help="cette aide")

    def error(self, message: str) -> NoReturn:
        """Usage and the fault, in French."""
        self.exit(2, f"{self.format_usage()}gsn : {_french(message)}\n")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "Usage\u00a0:", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "Usage\u00a0:", 1)


_MESSAGES = (
    ("the following arguments are required:", "il manque\u00a0:"),
    ("unrecognized arguments:", "arguments inconnus\u00a0:"),
    ("expected one argument", "une valeur est attendue"),
    ("expected at least one argument", "une valeur au moins est attendue"),
    ("invalid choice:", "choix inconnu\u00a0:"),
    ("(choose from", "(au choix\u00a0:"),
)


def _french(message: str) -> str:
    unknown = re.match(r"argument COMMANDE: invalid choice: '(.{0,40})", message)
    if unknown:
        return f"commande inconnue\u00a0: {unknown[1].split(chr(39))[0]} (gsn --aide les montre)"
    for english, french in _MESSAGES:
        message = message.replace(english, french)
    return re.sub(r"^argument (\S+): ", "option \\1\u00a0: ", message)


def count_between(low: int, high: int) -> Callable[[str], int]:
    """A type of argument: a whole number between two bounds, included."""

    def parse(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or len(text) > 9 or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(
                f"«\u00a0{text[:20]}\u00a0» n’est pas un nombre entre {low} et {high}"
            )
        return int(text)

    return parse
