"""The glossary is the dictionary of the project: sound, complete for acts, roles and lists, obeyed by identifiers."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

import gsn_app
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Role
from gsn_app.ressources import list_ressources, read_ressource

RACINE = Path(gsn_app.__file__).parent
GLOSSAIRE = tomllib.loads(read_ressource("glossaire.toml").decode("utf-8"))
TERMES = {t["code"]: t for t in GLOSSAIRE["termes"]}


def tokens(identifiant: str) -> tuple[str, ...]:
    """Words of an identifier: « RappelOrdreEtat » and « rappel_ordre_etat » alike."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifiant)
    return tuple(m for m in snake.lower().split("_") if m)


def forbidden_in(identifiant: str, interdits: dict[tuple[str, ...], str]) -> list[str]:
    """Terms that should have been used, when the identifier holds a forbidden word."""
    mots = tokens(identifiant)
    return [
        terme
        for interdit, terme in interdits.items()
        if any(mots[i : i + len(interdit)] == interdit for i in range(len(mots)))
    ]


INTERDITS = {tokens(mot): code for code, t in TERMES.items() for mot in t["interdits"]}


def identifiers_of(source: str) -> set[str]:
    """Names of classes, functions, arguments and assigned names of a module."""
    noms: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            noms.add(node.name)
        elif isinstance(node, ast.arg):
            noms.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            noms.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            noms.add(node.attr)
    return noms


def test_every_entry_is_complete_and_no_code_is_written_twice() -> None:
    assert GLOSSAIRE["version"] == 1
    codes = [t["code"] for t in GLOSSAIRE["termes"]]
    assert len(codes) == len(set(codes))
    for t in GLOSSAIRE["termes"]:
        assert set(t) == {"code", "terme", "definition", "source", "ne_pas_confondre", "interdits"}, t["code"]
        assert re.fullmatch(r"[a-z][a-z0-9_]*", t["code"]), t["code"]
        assert t["terme"].strip() == t["terme"] != "", t["code"]
        assert t["definition"].endswith(".") and len(t["definition"]) >= 20, t["code"]
        assert t["source"], t["code"]
        assert t["terme"] not in t["ne_pas_confondre"], t["code"]


def test_a_forbidden_word_is_forbidden_once_and_is_never_itself_a_term() -> None:
    tous = [mot for t in TERMES.values() for mot in t["interdits"]]
    assert len(tous) == len(set(tous))
    assert not set(tous) & set(TERMES)


@pytest.mark.parametrize("acte", list(Acte))
def test_every_act_speaks_of_a_term(acte: Acte) -> None:
    concept, point, participe = acte.value.partition(".")
    assert point and re.fullmatch(r"[a-z_]+", participe)
    assert concept in TERMES


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_a_term(role: Role) -> None:
    assert role.value in TERMES


def test_every_closed_list_is_a_term_or_begins_with_one() -> None:
    for nom in list_ressources("listes"):
        stem = Path(nom).stem
        assert any(stem == code or stem.startswith(f"{code}_") for code in TERMES), stem


@pytest.mark.parametrize(
    "module", sorted(RACINE.rglob("*.py")), ids=lambda p: p.relative_to(RACINE).as_posix()
)
def test_no_identifier_uses_a_word_the_glossary_forbids(module: Path) -> None:
    fautes = {
        nom: terme
        for nom in sorted(identifiers_of(module.read_text("utf-8")))
        for terme in forbidden_in(nom, INTERDITS)
    }
    assert not fautes, f"identifiant → terme à employer : {fautes}"


def test_the_identifier_check_finds_a_forbidden_word_wherever_it_hides() -> None:
    source = "class FicheLiaison: pass\ndef open_coffre(tuteur_parcours): self.statut = base_donnees = 1"
    trouves = {t for nom in identifiers_of(source) for t in forbidden_in(nom, INTERDITS)}
    assert trouves == {"fiche_navette", "referent_parcours", "etat", "coffre"}
    assert forbidden_in("casefold", INTERDITS) == []
