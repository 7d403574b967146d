"""The list of situations: folded search, loose dates, filters as chips, French order, counts within one's rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gsn_app.actions.situation import close_situation, set_echeance
from gsn_app.domain.situation import EtatSituation, Personne, SituationResume, Typologie
from gsn_app.ui.situation_ligne import Filtre, Libelles, LigneSituation, build_lignes
from gsn_app.ui.situation_liste import SituationsScreen
from tests.coffre_prepare import Prepare
from tests.ui.ecran import ELOISE, LEA, MOUSSA, Ecran, open_for

Sit = Callable[[str], Ecran]
JOUR = date(2026, 11, 21)
MOTS = Libelles(
    code=lambda c: {"motif.ABS": "Absentéisme"}.get(c, c),
    membre=lambda m: f"Membre {m}",
    instance=lambda i: i,
)


def ligne(nom: str, prenom: str = "Zoé", naissance: str = "2010-03-12", **typologie: str) -> LigneSituation:
    """One line of the list."""
    quoi = Typologie(**{"motif": "motif.ABS", "origine": "origine.EN", **typologie})  # type: ignore[arg-type]
    (found,) = build_lignes([SituationResume("s", Personne(nom, prenom, naissance, "F"), quoi)], MOTS, JOUR)
    return found


def names(ecran: Ecran) -> list[str]:
    """Names shown, in order."""
    assert isinstance(ecran.screen, SituationsScreen)
    source = ecran.screen.table.source
    return [source.rows[n].nom for n in source.visible]


@pytest.mark.parametrize(
    "tape",
    [
        "eloise",
        "ÉLOÏSE",
        "de la tour",
        "latour",
        "delatour",
        "tour el",
        "12/03/2010",
        "12 mars 2010",
        "120310",
        "2010-03-12",
        "absent",
    ],
)
def test_a_search_finds_whatever_the_way_it_is_typed(tape: str) -> None:
    keep = Filtre(recherche=tape).compile(JOUR)
    assert keep(ligne("de La Tour", "Éloïse"))
    assert not keep(ligne("Martin", "Hugo", "2008-11-30", motif="motif.INC"))


def test_a_search_matches_the_start_of_words_only() -> None:
    assert not Filtre(recherche="urand").compile(JOUR)(ligne("Durand"))


@pytest.mark.parametrize(
    ("echeance", "depassee", "bientot", "sans"),
    [("2026-11-20", True, False, False), ("2026-11-21", False, True, False), ("2026-12-21", False, True, False),
     ("2026-12-22", False, False, False), ("", False, False, True)],
)  # fmt: skip
def test_the_filter_on_due_dates_is_exact_at_its_edges(
    echeance: str, depassee: bool, bientot: bool, sans: bool
) -> None:
    une = ligne("Durand", echeance=echeance)
    assert Filtre(echeance="depassee").compile(JOUR)(une) is depassee
    assert Filtre(echeance="trente_jours").compile(JOUR)(une) is bientot
    assert Filtre(echeance="sans").compile(JOUR)(une) is sans


def test_names_follow_the_french_order() -> None:
    noms = ["Zeller", "Éluard", "Du 10", "d’Alembert", "Elu", "Du 9", "Œuvrard", "Ozanne"]
    resumes = [
        SituationResume(str(n), Personne(nom, "A", "2010-01-01", "F"), Typologie("motif.ABS", "origine.EN"))
        for n, nom in enumerate(noms)
    ]
    assert [une.nom for une in build_lignes(resumes, MOTS, JOUR)] == [
        "d’Alembert", "Du 9", "Du 10", "Elu", "Éluard", "Œuvrard", "Ozanne", "Zeller",
    ]  # fmt: skip


def test_typing_narrows_the_list_at_once(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    for personne in (LEA, ELOISE, MOUSSA):
        ecran.call(open_for, coffre, "coordo", personne=personne)
    QTest.keyClick(ecran.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    ecran.settle()
    assert ecran.window.focusWidget() is ecran.find("gsn_situations_recherche")
    assert names(ecran) == ["de La Tour", "Durand", "N’Diaye"]
    ecran.type("gsn_situations_recherche", "éloï")
    assert names(ecran) == ["de La Tour"]
    assert "1 situation sur 3".replace("1 s", "1\u00a0s") in ecran.text("gsn_situations_compte")


def test_enter_opens_the_chosen_situation(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    for personne in (LEA, MOUSSA):
        ecran.call(open_for, coffre, "coordo", personne=personne)
    ecran.go("situations")
    ecran.type("gsn_situations_recherche", "moussa")
    QTest.keyClick(ecran.find("gsn_situations_recherche"), Qt.Key.Key_Down)
    table = ecran.find("gsn_situations_table")
    assert ecran.window.focusWidget() is table
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    ecran.settle()
    assert "N’Diaye Moussa" in ecran.words()


def test_a_closed_situation_is_out_of_the_way_until_its_chip_is_removed(
    sit_down: Sit, coffre: Prepare
) -> None:
    ecran = sit_down("coordo")
    close = ecran.call(open_for, coffre, "coordo", personne=LEA)
    ecran.call(open_for, coffre, "coordo", personne=MOUSSA)
    ecran.call(close_situation, close, "cloture.SOL")
    ecran.go("situations")
    assert names(ecran) == ["N’Diaye"]
    ecran.click("gsn_situations_puces_etat")
    assert names(ecran) == ["Durand", "N’Diaye"]
    assert not ecran.shown("gsn_situations_puces")
    ecran.choose("gsn_situations_filtre_etat", EtatSituation.CLOTUREE.value)
    ecran.settle()
    assert names(ecran) == ["Durand"]
    assert ecran.shown("gsn_situations_puces_etat")


def test_a_column_sorts_by_value_with_missing_dates_last(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    for personne, echeance in ((LEA, "2026-12-01"), (ELOISE, ""), (MOUSSA, "2026-11-25")):
        situation_id = ecran.call(open_for, coffre, "coordo", personne=personne)
        ecran.call(set_echeance, situation_id, echeance)
    ecran.go("situations")
    table = ecran.find("gsn_situations_table")
    table.sortByColumn(7, Qt.SortOrder.AscendingOrder)  # type: ignore[attr-defined]
    assert names(ecran) == ["N’Diaye", "Durand", "de La Tour"]
    table.sortByColumn(2, Qt.SortOrder.AscendingOrder)  # type: ignore[attr-defined]
    assert names(ecran) == ["Durand", "N’Diaye", "de La Tour"], "the youngest first"


def test_counts_and_filters_tell_nothing_of_what_one_may_not_read(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    ecran.call(open_for, coffre, "coordo", "ecole", personne=LEA)
    ecran.call(open_for, coffre, "coordo", personne=MOUSSA, motif="motif.INC")
    ecran = sit_down("ecole")
    ecran.go("situations")
    assert names(ecran) == ["Durand"]
    assert "sur 1 " in ecran.text("gsn_situations_compte")
    motifs = ecran.find("gsn_situations_filtre_motif")
    assert motifs.findData("motif.INC") == -1  # type: ignore[attr-defined]
    ecran = sit_down("social")
    ecran.go("situations")
    assert "Aucune situation ne vous est ouverte" in ecran.words()
