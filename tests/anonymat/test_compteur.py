"""Yearly figures survive an erasure by retention, once for each year, and leave no identifier nor leaver behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gsn_app.anonymat.cohorte import count_cells, merge_youths, select_cohort
from gsn_app.anonymat.compteur import count_erased, erase_on_request, select_counters
from gsn_app.anonymat.preparation import Preparation, prepare_edition
from gsn_app.anonymat.registre import dump_register, load_register, lots
from gsn_app.domain.edition import LigneCodee, Parametres, Periode, Registre
from tests.anonymat.donnees import INSTANCE, declared_tables, tables

Y2015 = Periode("année 2015", date(2015, 1, 1), date(2015, 12, 31), ("2015",))
Y2016 = Periode("année 2016", date(2016, 1, 1), date(2016, 12, 31), ("2016",))
BOTH = Periode("deux années", date(2015, 1, 1), date(2016, 12, 31), ("2015", "2016"))
SPECS = tables("motif_famille", "sexe")


def youth(number: int, debut: date, fin: date | None = None, motif: str = "ABS") -> LigneCodee:
    coded = {"motif": (motif,), "sexe": ("MF"[number % 2],)}
    return LigneCodee(f"s{number}", f"j{number}", INSTANCE, debut, fin, coded)


def prepare(lignes: list[LigneCodee], registre: Registre, periode: Periode) -> Preparation:
    return prepare_edition(
        SPECS, Parametres(), lignes, registre, titre="Bilan", instance=INSTANCE, periode=periode, date_edition=periode.fin
    )  # fmt: skip


def crowd() -> list[LigneCodee]:
    return [youth(n, date(2015, 3, 1), None, ("ABS", "INC", "DSC")[n % 3]) for n in range(60)]


@pytest.mark.parametrize("periode", [Y2015, Y2016, BOTH])
def test_the_yearly_edition_is_the_same_with_or_without_the_erasure(periode: Periode) -> None:
    lignes = [replace(ligne, fin=date(2016, 2, 1)) if n < 9 else ligne for n, ligne in enumerate(crowd())]
    kept = prepare(lignes, Registre(), periode)
    registre = Registre()
    for ligne in lignes[:9]:
        registre = count_erased(registre, [ligne], SPECS, fin_annee=2016)
    erased = prepare(lignes[9:], registre, periode)
    assert kept.edition is not None and erased.edition == kept.edition
    assert erased.registre_suivant is not None and lots(erased.registre_suivant) == {1: 60}


def test_a_counter_serves_each_of_its_years_once_then_is_destroyed() -> None:
    lignes = crowd()
    gone = replace(lignes[0], fin=date(2016, 2, 1))
    registre = count_erased(Registre(), [gone], SPECS, fin_annee=2016)
    assert [c.exercice for c in registre.compteurs] == ["2015 2016"]
    first = prepare(lignes[1:], registre, Y2015).registre_suivant
    assert first is not None and first.editions[0].jeunes == 60
    assert [c.exercice for c in first.compteurs] == ["2016"] and lots(first) == {1: 60}
    more = [*lignes[1:], *(youth(100 + n, date(2016, 5, 1)) for n in range(12))]
    second = prepare(more, first, Y2016).registre_suivant
    assert second is not None and second.editions[1].jeunes == 72
    assert second.compteurs == () and lots(second) == {0b11: 60, 0b10: 12}


def test_a_year_already_published_is_not_counted_again() -> None:
    lignes = crowd()
    first = prepare(lignes, Registre(), Y2015).registre_suivant
    assert first is not None
    gone = replace(lignes[0], fin=date(2015, 12, 1))
    after = count_erased(first, [gone], SPECS, fin_annee=2016)
    assert after.compteurs == () and lots(after) == {1: 60} and "j0" not in after.suivis


def test_an_erasure_on_request_leaves_no_figure() -> None:
    after = erase_on_request(Registre(), "j0")
    assert after == Registre() and select_counters(after, INSTANCE, BOTH) == []


def test_a_quarter_never_counts_a_counter() -> None:
    registre = count_erased(Registre(), [replace(crowd()[0], fin=date(2015, 4, 1))], SPECS, fin_annee=2016)
    quarter = Periode("trimestre", date(2015, 1, 1), date(2015, 3, 31))
    assert (
        select_counters(registre, INSTANCE, quarter) == [] and select_counters(registre, "autre", Y2015) == []
    )
    assert len(select_counters(registre, INSTANCE, Y2015)) == 1


def test_counters_survive_the_bytes_of_the_register_and_name_nobody() -> None:
    registre = Registre()
    for ligne in crowd()[:5]:
        registre = count_erased(registre, [ligne], declared_tables(), fin_annee=2016)
    again = load_register(dump_register(registre))
    assert again == registre and "j1" not in repr(again) and "s1" not in repr(again)
    members = merge_youths(select_cohort(crowd()[:5], INSTANCE, Y2015), SPECS)
    for spec in SPECS:
        assert count_cells(spec, [], select_counters(again, INSTANCE, Y2015)) == count_cells(spec, members)


def test_two_youths_at_once_or_none_are_refused() -> None:
    for lignes in ([], crowd()[:2]):
        with pytest.raises(ValueError, match="youth"):
            count_erased(Registre(), lignes, SPECS, fin_annee=2016)
