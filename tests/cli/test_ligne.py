"""The command line itself: French usage, exit code 2, no passphrase among the arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from gsn_app.cli import build
from tests.cli.commande import Coffre, gsn

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "il manque"),
        (["ouvrirr"], "commande inconnue"),
        (["verifier"], "il manque"),
        (["verifier", "--coffre"], "une valeur est attendue"),
        (["verifier", "--coffre", "x", "--rien"], "arguments inconnus"),
        (["verifier", "--coffre", "x", "--secret", "lanterne"], "arguments inconnus"),
        (["demo"], "il manque"),
        (["demo", "--coffre", "x", "--situations", "-1"], "n’est pas un nombre"),
        (["demo", "--coffre", "x", "--situations", "mille"], "n’est pas un nombre"),
        (["demo", "--coffre", "x", "--situations", "99999999999"], "n’est pas un nombre"),
        (["demo", "--coffre", "x", "--journal", "٣"], "n’est pas un nombre"),
        (["tour"], "il manque"),
    ],
)
def test_a_wrong_line_says_so_in_french_and_ends_with_2(arguments: list[str], said: str) -> None:
    done = gsn(*arguments)
    assert done.code == 2
    assert done.erreur.startswith(f"Usage{NBSP}: gsn")
    assert said in done.erreur
    assert done.dit == ""
    english = ("usage:", "argument", "required", "invalid", "expected", "unrecognized", "choose")
    assert not [word for word in english if f" {word} " in done.erreur.replace("arguments inconnus", "")]


def test_help_is_french_and_names_every_command() -> None:
    done = gsn("--aide")
    assert done.code == 0
    for word in ("ouvrir", "demo", "verifier", "diagnostic", "tour"):
        assert word in done.dit
    assert "usage:" not in done.dit and "show this help" not in done.dit


@pytest.mark.parametrize("command", ["ouvrir", "demo", "verifier", "diagnostic", "tour", "session"])
def test_every_command_takes_poste(command: str) -> None:
    needed = {"demo": ["--coffre", "c"], "verifier": ["--coffre", "c"], "tour": ["--vers", "v"]}.get(
        command, []
    )
    options = build().parse_args([command, *needed, "--poste", "/p"])
    assert options.poste == Path("/p")


def test_no_option_takes_a_passphrase_as_its_value() -> None:
    asked = " ".join(gsn(command, "--aide").dit for command in ("verifier", "demo", "ouvrir", "session"))
    assert "--secret-fd" in asked
    assert not [word for word in ("--phrase", "--secret ", "--mot-de-passe", "--cle") if word in asked]


def test_the_environment_gives_no_passphrase(coffre: Coffre) -> None:
    told = dict.fromkeys(("GSN_SECRET", "GSN_PHRASE", "SECRET"), "lanterne cobalt verger tambour coordo")
    done = gsn(
        "verifier", "--coffre", coffre.dossier, "--poste", coffre.poste, "--membre", "coordo", environ=told
    )
    assert (done.code, "CLI-03" in done.erreur) == (2, True)
