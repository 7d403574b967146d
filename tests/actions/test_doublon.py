"""Duplicates: the coordonnateur alone compares; « pas la même personne » bears its author and is not asked again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gsn_app.actions.doublon import PersonneNotAlike, compare_personne, tell_apart
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import close_situation, read_situation
from gsn_app.domain.doublon import Ressemblance
from gsn_app.domain.situation import Personne, SituationUnknown
from tests.actions.exemples import (
    AUTRE,
    PERSONNE,
    expect_refusal,
    expect_sound,
    logged,
    open_one,
    read_all,
    refusals,
)
from tests.coffre_prepare import Prepare

SWAPPED = replace(PERSONNE, nom="MAELYS", prenom="exemple modele", date_naissance="2012-03-05", adresse="")


def test_a_decision_bears_its_author_and_is_not_asked_again(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        (proche,) = compare_personne(session, SWAPPED)
        assert (proche.resume.id, proche.ressemblance) == (situation, Ressemblance.DATE_VOISINE)
        tell_apart(session, situation, SWAPPED)
        tell_apart(session, situation, SWAPPED)
    with logged(coffre, "coordo") as session:
        (proche,) = compare_personne(session, SWAPPED)
        assert (proche.ecarte_par, proche.ecarte_le) == ("Coordo Testard", session.today())
        (other,) = compare_personne(session, PERSONNE)
        assert not other.ecarte_par, "somebody else is still asked about"
        lines = [x.acte for x in read_situation(session, situation).historique]
        assert lines.count("doublon.ecarte") == 1, "the decision stands in the history, once"
    told = [x for x in read_all(coffre) if x.acte == "doublon.ecarte"]
    assert [(x.reference, x.membre.split(",")[0]) for x in told] == [(situation, "Coordo Testard")]
    expect_sound(coffre)


def test_a_brother_is_told_apart_by_himself_and_strangers_are_nothing(coffre: Prepare) -> None:
    open_one(coffre)
    with logged(coffre, "coordo") as session:
        brother = replace(PERSONNE, prenom="Gaspard", date_naissance="2015-01-01", sexe="M")
        (proche,) = compare_personne(session, brother)
        assert proche.fratrie
        assert compare_personne(session, AUTRE) == []


def test_only_what_resembles_and_exists_is_decided(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        root = session.coffre.racine.root()
        with pytest.raises(PersonneNotAlike):
            tell_apart(session, situation, AUTRE)
        for unknown in ("00" * 16, "x", situation.upper() + " "):
            with pytest.raises(SituationUnknown):
                tell_apart(session, unknown, PERSONNE)
        assert session.coffre.racine.root() == root
        close_situation(session, situation, "cloture.SOL")
        tell_apart(session, situation, SWAPPED)


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_nobody_else_compares_nor_decides(coffre: Prepare, nom: str) -> None:
    situation = open_one(coffre)
    stranger = Personne("Inconnu", "Total", "2012-01-01", "M")
    with logged(coffre, nom) as session:
        for personne in (PERSONNE, stranger):
            expect_refusal(session, ActeForbidden, "situation.ouverte", compare_personne, personne)
        expect_refusal(session, ActeForbidden, "doublon.ecarte", tell_apart, situation, PERSONNE)
    assert {motif for _, motif, _ in refusals(coffre)} == {
        "situation.ouverte REF-01",
        "doublon.ecarte REF-01",
    }
