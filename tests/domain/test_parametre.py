"""The numbers of the charter: bounded by the law, coherent, none missing, none in vain."""

from __future__ import annotations

from datetime import date

import pytest

from gsn_app.domain.parametre import (
    CharteDivulgationInconsistent,
    CharteKeyMismatch,
    CharteRetentionBeyondCap,
    CharteValueOutOfBounds,
)
from tests.domain.modele_charte import CHARTE, with_rules


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("apres_cloture_mois = 3 ", "apres_cloture_mois = 4 "),
        ("archive_mois = 36", "archive_mois = 37"),
        ("age_maximum = 25", "age_maximum = 26"),
        ("journal_mois = 12", "journal_mois = 40"),
        ("journal_mois = 12", "journal_mois = 24"),
        ("journal_mois = 12", 'journal_mois = 24\njournal_necessite = "x"'),
        ("travail_non_remunere_heures = 30", "travail_non_remunere_heures = 31"),
    ],
)
def test_a_duration_past_its_legal_cap_is_refused(avant: str, apres: str) -> None:
    with pytest.raises(CharteRetentionBeyondCap):
        with_rules(avant, apres)


def test_a_longer_journal_is_accepted_with_a_written_need() -> None:
    charte = with_rules(
        "journal_mois = 12", 'journal_mois = 24\njournal_necessite = "Contrôle de la chambre régionale"'
    )
    assert charte.conservation.journal_mois == 24


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("apres_cloture_mois = 3 ", "apres_cloture_mois = -1 "),
        ("archive_mois = 36", "archive_mois = -36"),
        ("brouillon_jours = 30", "brouillon_jours = 0"),
        ("brouillon_jours = 30", "brouillon_jours = 31"),
        ("masquage_minutes = 5 ", "masquage_minutes = 6 "),
        ("verrouillage_minutes = 15", "verrouillage_minutes = 16"),
        ("verrouillage_minutes = 15", "verrouillage_minutes = 15.0"),
        ("verrouillage_minutes = 15", "verrouillage_minutes = true"),
        ("verrouillage_minutes = 15", 'verrouillage_minutes = "15"'),
        ("apport = 600", "apport = 601"),
        ("population_min = 8", "population_min = 7"),
        ("k = 5 ", "k = 4 "),
        ("w = 3 ", "w = 2 "),
        ("g = 1 ", "g = 0 "),
        ("d = 5 ", "d = 4 "),
        ("dimensions_max = 3", "dimensions_max = 4"),
        ("avertissements_jours = [60, 30]", "avertissements_jours = [30, 60]"),
        ("avertissements_jours = [60, 30]", "avertissements_jours = [60, -30]"),
        ("avertissements_jours = [60, 30]", "avertissements_jours = []"),
        ('absence_fin_annee_scolaire = "08-31"', 'absence_fin_annee_scolaire = "02-30"'),
        ('absence_fin_annee_scolaire = "08-31"', "absence_fin_annee_scolaire = 8"),
    ],
)
def test_a_number_out_of_its_bounds_is_refused(avant: str, apres: str) -> None:
    with pytest.raises(CharteValueOutOfBounds):
        with_rules(avant, apres)


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("premiere_classe_max = 7 ", "premiere_classe_max = 8 "),
        ("premiere_classe_max = 7 ", "premiere_classe_max = 12 "),
        ("base_grossiere = 10", "base_grossiere = 11"),
    ],
)
def test_classes_that_overlap_or_a_population_within_the_first_class_are_refused(
    avant: str, apres: str
) -> None:
    with pytest.raises(CharteDivulgationInconsistent):
        with_rules(avant, apres)


def test_a_commune_may_ask_for_a_larger_population() -> None:
    assert with_rules("population_min = 8 ", "population_min = 30 ").divulgation.population_min == 30


def test_the_disclosure_parameters_are_the_audited_ones() -> None:
    d = CHARTE.divulgation
    assert (d.premiere_classe_max, d.base, d.k, d.w, d.g, d.d, d.population_min) == (7, 5, 5, 3, 1, 5, 8)
    assert (d.premiere_classe_grossiere_max, d.base_grossiere, d.total_min_pourcentage) == (14, 10, 100)


def test_absence_facts_go_on_a_real_day() -> None:
    assert date(2027, *CHARTE.conservation.absence_fin_annee_scolaire) == date(2027, 8, 31)


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("archive_mois = 36", "archives_mois = 36"),
        ("[delais]", "[delais]\nsurprise = 1"),
        ("format = 1", 'format = 1\nmot = "x"'),
        ('[actes."mesure.proposee"]', '[actes."mesure.proposee"]\npriorite = 1'),
        ("[limites]", "[limite]"),
    ],
)
def test_a_missing_or_an_unknown_key_is_refused(avant: str, apres: str) -> None:
    with pytest.raises(CharteKeyMismatch):
        with_rules(avant, apres)
