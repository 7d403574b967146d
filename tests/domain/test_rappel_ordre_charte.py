"""The rappel's closed values and roles say the same as the charter that members sign."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from gsn_app.domain.rappel_ordre import ROLES, Fait, MotifImpossibilite, libelle

CHARTER = Path(__file__).resolve().parents[2] / "charter"


@pytest.mark.parametrize(
    ("liste", "enumeration"), [("fait", Fait), ("motif_impossibilite", MotifImpossibilite)]
)
def test_codes_and_labels_are_those_of_the_charter(liste: str, enumeration: type) -> None:
    valeurs = tomllib.loads((CHARTER / "listes" / f"{liste}.toml").read_text("utf-8"))["valeurs"]
    charte = {f"{liste}.{v['code']}": v["label"] for v in valeurs if v.get("actif", True)}
    assert {str(valeur): libelle(valeur) for valeur in enumeration} == charte


def test_roles_are_those_of_the_charter() -> None:
    actes = tomllib.loads((CHARTER / "regles.toml").read_text("utf-8"))["actes"]
    for acte, roles in ROLES.items():
        assert sorted(actes[str(acte)]["roles"]) == sorted(str(role) for role in roles), acte
