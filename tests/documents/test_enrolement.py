"""The enrolment sheet: one page, the fingerprint readable, nothing but the member; too long is refused, never cut."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gsn_app.documents.enrolement import render_enrolement
from gsn_app.documents.mise_en_page import CaractereNotPrintable
from gsn_app.domain.enrolement import FeuilleEnrolement
from gsn_app.domain.membre import Membre, Role
from tests.documents.exemples_fiche import ANCRE, TIRAGE
from tests.documents.page import Page, squeeze

MEMBRE = Membre(
    "ab" * 16, "Solène Exemple-Modèle", "Assistante sociale", "Conseil départemental", {"gsn-1": Role.MEMBRE},
    "11" * 32, "22" * 32, "2026-11-21",
)  # fmt: skip
FEUILLE = FeuilleEnrolement(
    "Valfictif", MEMBRE, ("membre – Groupe de suivi nominatif",), "1.0", "cd" * 32, TIRAGE
)


def test_the_sheet_bears_the_members_fingerprint_the_charter_and_the_anchor() -> None:
    texte = Page(render_enrolement(FEUILLE)).texte
    for attendu in (
        "Commune de Valfictif", "Solène Exemple-Modèle", "membre – Groupe de suivi nominatif", MEMBRE.empreinte,
        "version 1.0, empreinte cdcdcdcdcdcdcdcd", "aucune clé ne m’est remise avant", "Le coordonnateur", ANCRE,
    ):  # fmt: skip
        assert squeeze(attendu) in texte, attendu
    assert MEMBRE.cle_chiffrement not in texte


def test_another_key_gives_another_fingerprint() -> None:
    for champ in ("cle_chiffrement", "cle_signature"):
        autre = replace(MEMBRE, **{champ: "33" * 32})
        assert autre.empreinte != MEMBRE.empreinte
        assert [len(group) for group in autre.empreinte.split(" ")] == [4] * 5


def test_the_longest_names_still_fit_and_a_strange_character_is_refused() -> None:
    long = replace(MEMBRE, nom="N" * 100, fonction="F" * 100, institution="Institution " * 8)
    assert squeeze("Le membre") in Page(render_enrolement(replace(FEUILLE, membre=long))).texte
    with pytest.raises(CaractereNotPrintable):
        render_enrolement(replace(FEUILLE, membre=replace(MEMBRE, nom="Nom \U0001f600")))
