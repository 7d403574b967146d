"""What may leave leaves; what may not is refused with a reason and a way out, and nothing is half done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gsn_app.anonymat.admission import PreparationCancelled
from gsn_app.anonymat.alternative import advise_period, list_wider
from gsn_app.anonymat.cohorte import CodeOutsideList, merge_youths
from gsn_app.anonymat.preparation import Preparation, prepare_edition
from gsn_app.anonymat.specifications import GroupingChanged, SpecificationInvalid, make_variable, parse_tables
from gsn_app.domain.edition import (
    LigneCodee,
    Parametres,
    Periode,
    Registre,
    SpecificationTableau,
)
from tests.anonymat.donnees import (
    INSTANCE,
    PERIODE,
    declared_tables,
    forty_six,
    nomenclatures,
    situation,
    tables,
)

P = Parametres()


def prepare(
    lignes: list[LigneCodee],
    registre: Registre | None = None,
    specs: tuple[SpecificationTableau, ...] | None = None,
    **more: object,
) -> Preparation:
    return prepare_edition(
        specs or declared_tables(),
        P,
        lignes,
        registre or Registre(),
        titre="Bilan",
        instance=INSTANCE,
        periode=PERIODE,
        date_edition=date(2016, 4, 1),
        **more,  # type: ignore[arg-type]
    )


def crowd(first: int, how_many: int, **coded: str) -> list[LigneCodee]:
    return [situation(first + n, **coded) for n in range(how_many)]


def sexe_only() -> tuple[SpecificationTableau, ...]:
    lists = nomenclatures()
    return (SpecificationTableau("sexe", "Par sexe", (make_variable(lists["sexe"], "detail"),)),)


def test_under_8_youths_only_the_mention_may_leave() -> None:
    outcome = prepare(forty_six()[:7])
    assert outcome.edition is None and outcome.registre_suivant is None
    assert [item.code for item in outcome.refus] == ["ANO-10"]
    assert prepare(forty_six()[:8]).refus[0].code != "ANO-10"


def test_seven_youths_with_many_situations_are_still_seven() -> None:
    lignes = [
        LigneCodee(f"s{n}", f"j{n % 7}", INSTANCE, PERIODE.debut, None, {"motif": ("ABS",)})
        for n in range(40)
    ]
    assert [item.code for item in prepare(lignes).refus] == ["ANO-10"]


def test_another_body_and_another_period_are_not_counted() -> None:
    lignes = forty_six()
    lignes.append(LigneCodee("x1", "x1", "GSN", PERIODE.debut, None, {"motif": ("ABS",)}))
    lignes.append(situation("x2", debut=date(2016, 4, 1), motif="ABS"))
    lignes.append(situation("x3", debut=date(2014, 1, 1), fin=date(2015, 8, 31), motif="ABS"))
    outcome = prepare(lignes)
    assert outcome.edition is not None and outcome.edition.total.libelle == "46"


def test_too_detailed_tables_are_refused_and_the_others_leave() -> None:
    outcome = prepare(forty_six())
    assert outcome.edition is not None
    kept = {table.specification.code for table in outcome.edition.tableaux}
    assert {"motif_famille", "origine_famille", "mesure_famille"} <= kept
    refused = {item.portee: item for item in outcome.refus}
    assert refused["motif_detail"].code == "ANO-13" and not kept & set(refused)
    assert "détaillé" in refused["motif_detail"].phrase and refused["motif_detail"].conseil


def test_a_table_where_nearly_all_share_a_line_leaves_coarser_or_not_at_all() -> None:
    # 18 boys out of 18: « environ 20 » would mean all of them; « environ 20 » at the coarse level does not
    first = prepare(crowd(0, 18, sexe="M"), specs=sexe_only())
    assert first.edition is not None and first.registre_suivant is not None
    assert [table.large for table in first.edition.tableaux] == [True]
    # 25 boys out of 25: « environ 25 » means 23 at least, and the coarse class begins at 25
    second = prepare(crowd(0, 25, sexe="M"), specs=sexe_only())
    assert second.edition is None and second.registre_suivant is None
    assert [item.code for item in second.refus] == ["ANO-12", "ANO-16"]
    assert "déduction" in second.refus[0].phrase and "regroupez" in second.refus[0].conseil
    assert all("M" not in item.phrase.split() for item in second.refus)


def test_a_table_once_coarse_stays_coarse() -> None:
    first = prepare(crowd(0, 18, sexe="M"), specs=sexe_only())
    assert first.registre_suivant is not None
    mixed = crowd(0, 18, sexe="M") + crowd(100, 30, sexe="F")
    second = prepare(mixed, first.registre_suivant, specs=sexe_only())
    assert second.edition is not None and second.edition.tableaux[0].large
    fresh = prepare(mixed, specs=sexe_only())
    assert fresh.edition is not None and not fresh.edition.tableaux[0].large


def test_a_refused_table_names_the_wider_one_that_leaves() -> None:
    refused = {item.portee: item for item in prepare(forty_six()).refus}
    assert "«\u00a0Situations par typologie\u00a0» sort dans ce rapport" in refused["motif_detail"].conseil


def test_a_refused_edition_names_the_first_wider_period_that_was_found_safe() -> None:
    refus = prepare(forty_six()[:7]).refus
    wider = list_wider(Periode("mars", date(2016, 3, 1), date(2016, 3, 31)), date(2014, 5, 1))
    assert [periode.libelle for periode in wider] == [
        "année 2016",
        "années 2015 à 2016",
        "années 2014 à 2016",
    ]
    tried: list[str] = []

    def leaves(periode: Periode) -> bool:
        tried.append(periode.libelle)
        return len(tried) == 2

    (advised,) = advise_period(refus, wider, leaves)
    assert "«\u00a0années 2015 à 2016\u00a0» peut sortir" in advised.conseil and len(tried) == 2
    (none,) = advise_period(refus, wider, lambda _: False)
    assert "Aucune période plus longue" in none.conseil


def test_crossed_tables_leave_with_margins_classed_from_their_own_count() -> None:
    lists = nomenclatures()
    spec = SpecificationTableau(
        "sexe_quartier",
        "Sexe par quartier",
        (make_variable(lists["sexe"], "detail"), make_variable(lists["quartier"], "detail")),
    )
    lignes = [
        situation(n, sexe="MF"[n % 2], quartier=("Centre", "Hameau", "Quartier B")[n % 3]) for n in range(120)
    ]
    outcome = prepare(lignes, specs=(spec,))
    assert outcome.edition is not None
    printed = {cell.coordonnees: cell.libelle for cell in outcome.edition.tableaux[0].cellules}
    assert printed["M", "*"] == "environ\u00a060" and printed["*", "Centre"] == "environ\u00a040"
    assert printed["M", "Centre"] == "environ\u00a020" and ("*", "*") not in printed


def test_the_same_data_give_the_same_edition_whatever_their_order() -> None:
    assert prepare(forty_six()) == prepare(list(reversed(forty_six())))


def test_cancelling_leaves_nothing_behind() -> None:
    calls: list[float] = []

    def stop_at_third(share: float, words: str) -> bool:
        calls.append(share)
        assert words
        return len(calls) < 3

    with pytest.raises(PreparationCancelled):
        prepare(forty_six(), progress=stop_at_third)
    assert len(calls) == 3


def test_progress_goes_forward_to_the_end() -> None:
    shares: list[float] = []
    prepare(forty_six(), progress=lambda share, _: not shares.append(share))  # type: ignore[func-returns-value]
    assert shares == sorted(shares) and shares[-1] == 1.0


def test_a_code_outside_the_lists_stops_the_report() -> None:
    with pytest.raises(CodeOutsideList, match="ZZZ"):
        prepare([*forty_six(), situation(99, motif="ZZZ")])


def test_a_grouping_changed_after_a_release_is_refused() -> None:
    first = prepare(forty_six(), specs=tables("motif_famille"))
    assert first.registre_suivant is not None
    lists = nomenclatures()
    moved = lists["motif"].familles
    swapped = tuple(
        replace(
            famille,
            codes=tuple(code for code in famille.codes if code != "DEC") + (("DEC",) if n == 1 else ()),
        )
        for n, famille in enumerate(moved)
    )
    other = make_variable(replace(lists["motif"], familles=swapped), "famille", sensible=True)
    with pytest.raises(GroupingChanged):
        prepare(
            forty_six(), first.registre_suivant, specs=(SpecificationTableau("autre", "Autre", (other,)),)
        )


def test_several_situations_of_a_youth_are_one_youth_with_the_latest_value() -> None:
    lignes = [
        LigneCodee("s1", "j", INSTANCE, date(2015, 9, 1), None, {"motif": ("ABS",), "mesure": ("AUC",)}),
        LigneCodee(
            "s2", "j", INSTANCE, date(2015, 11, 1), None, {"motif": ("CMP",), "mesure": ("RAO", "SUI")}
        ),
        LigneCodee("s3", "j", INSTANCE, date(2015, 12, 1), None, {"mesure": ()}, {"PRO": 2}),
    ]
    (membre,) = merge_youths(lignes, tables("motif_famille", "mesure_famille"))
    assert membre.attributs == {"motif": ("CMP",), "mesure": ("RAO", "SUI")}
    assert membre.actes == {"PRO": 2}


@pytest.mark.parametrize(
    "text",
    [
        "version = 2",
        "version = 1\n[[tableau]]\ncode='a'\ntitre='A'\nattribut='sexe'\nliste='sexe'\nniveau='loin'",
        "version = 1\n[[tableau]]\ncode='a'\nliste='sexe'",
        "version = 1\n[[tableau",
        "version = 1\n[[tableau]]\ncode='a'\ntitre='A'\nattribut='sexe'\nliste='sexe'\nniveau='detail'\n"
        "unite='euros'",
        "version = 1\n"
        + 2 * "[[tableau]]\ncode='a'\ntitre='A'\nattribut='sexe'\nliste='sexe'\nniveau='detail'\n",
    ],
)
def test_a_faulty_declaration_is_named(text: str) -> None:
    with pytest.raises(SpecificationInvalid):
        parse_tables(text.encode(), nomenclatures())


def test_acts_are_printed_only_when_enough_youths_made_them() -> None:
    def with_acts(per_youth: list[int]) -> list[LigneCodee]:
        return [
            LigneCodee(f"s{n}", f"j{n}", INSTANCE, PERIODE.debut, None, {}, {"PRO": acts, "NPR": 1})
            for n, acts in enumerate(per_youth)
        ]

    specs = tables("rappel_ordre")
    outcome = prepare(with_acts([3] * 6 + [1] * 6 + [0] * 28), specs=specs)
    assert outcome.edition is not None
    assert outcome.edition.tableaux[0].cellules[0].libelle == "environ\u00a025"
    outcome = prepare(with_acts([40] + [1] * 15 + [0] * 24), specs=specs)
    assert outcome.edition is not None
    first = outcome.edition.tableaux[0].cellules[0]
    assert first.libelle.replace("\u00a0", " ") == "moins de 8 jeunes" and first.maximum is None


def test_a_pooled_period_counts_a_youth_once() -> None:
    lignes = [
        LigneCodee(f"s{n}", f"j{n % 20}", INSTANCE, date(2015, 9 + n % 3, 1), None, {"sexe": ("M",)})
        for n in range(60)
    ]
    outcome = prepare_edition(
        sexe_only(),
        P,
        lignes,
        Registre(),
        titre="Deux ans",
        instance=INSTANCE,
        periode=Periode("2015-2016", date(2015, 1, 1), date(2016, 12, 31)),
        date_edition=date(2017, 1, 1),
    )
    assert outcome.edition is None or outcome.edition.total.libelle == "20"
    assert "ANO-10" not in [item.code for item in outcome.refus]
