"""Each way to find somebody in successive tables, by its name: a naive method falls to it on the same youths, ours does not."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from gsn_app.anonymat.cohorte import count_cells, merge_youths
from gsn_app.anonymat.export_json import write_json
from gsn_app.anonymat.preparation import Preparation, prepare_edition
from gsn_app.anonymat.specifications import make_variable
from gsn_app.domain.edition import TOUS, Categorie, LigneCodee, Parametres, Registre, SpecificationTableau
from tests.anonymat.attaquant import Disclosure, Figure, attack, count_lots, join_codes, read_crossed
from tests.anonymat.donnees import INSTANCE, PERIODE, nomenclatures, situation

LISTS = nomenclatures()
AXES = {
    "motif": ("ABS", "CMP", "DSC"),
    "sexe": ("F", "M"),
    "quartier": ("Centre", "Hameau", "Quartier A-Nord", "Quartier A-Sud"),
}
Printed = Callable[[int], tuple[int, int]]
Lines = Sequence[tuple[frozenset[str], frozenset[str]]]


def _list(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, code) for code in AXES[name])


MOTIF = make_variable(replace(LISTS["motif"], valeurs=_list("motif"), familles=()), "detail", sensible=True)
SEXE = make_variable(LISTS["sexe"], "detail")
QUARTIER = make_variable(replace(LISTS["quartier"], valeurs=_list("quartier")), "detail")
_TREE = (
    Categorie("A", "Quartier A", ("Quartier A-Nord", "Quartier A-Sud")),
    Categorie("C", "Le reste", ("Centre", "Hameau")),
)
SECTEUR = make_variable(replace(LISTS["quartier"], valeurs=_list("quartier"), familles=_TREE), "famille")


def table(*variables: object) -> SpecificationTableau:
    code = "_".join(f"{v.attribut}_{v.niveau}" for v in variables)  # type: ignore[attr-defined]
    return SpecificationTableau(code, code, variables)  # type: ignore[arg-type]


def plain(count: int) -> tuple[int, int]:
    return count, count


def masked(count: int) -> tuple[int, int]:
    """« 1 à 4 » and nothing else hidden."""
    return (1, 4) if 0 < count < 5 else (count, count)


def youths(first: int, how_many: int, **coded: str) -> list[LigneCodee]:
    return [situation(first + n, **coded) for n in range(how_many)]


def release(
    cohorts: Sequence[Sequence[LigneCodee]], specs: Sequence[SpecificationTableau]
) -> list[Preparation]:
    """Our editions, in turn; a refused one leaves the register as it was."""
    registre, done = Registre(), []
    for number, lignes in enumerate(cohorts):
        outcome = prepare_edition(
            specs, Parametres(), lignes, registre, titre=f"Bilan {number}", instance=INSTANCE, periode=PERIODE,
            date_edition=date(2016, 4, 1) + timedelta(days=91 * number),
        )  # fmt: skip
        registre = outcome.registre_suivant or registre
        done.append(outcome)
    return done


def attack_ours(
    cohorts: Sequence[Sequence[LigneCodee]], done: Sequence[Preparation], lines: Lines = ()
) -> list[Disclosure]:
    kept = [n for n, one in enumerate(done) if one.edition is not None]
    released = [write_json(one.edition) for one in done if one.edition is not None]
    figures = read_crossed(released, AXES)
    lots = count_lots([[ligne.jeune for ligne in cohorts[n]] for n in kept])
    return attack(figures, lots, len(kept), None, lines)


def attack_naive(
    cohorts: Sequence[Sequence[LigneCodee]],
    specs: Sequence[SpecificationTableau],
    printed: Printed,
    lines: Lines = (),
) -> list[Disclosure]:
    figures = []
    for number, lignes in enumerate(cohorts):
        members = merge_youths(lignes, specs)
        for spec in specs:
            held = [{item.code: item.codes for item in variable.categories} for variable in spec.variables]
            for place, count in sorted(count_cells(spec, members).items()):
                wanted = {
                    v.attribut: codes[part]
                    for v, codes, part in zip(spec.variables, held, place, strict=True)
                    if part != TOUS
                }
                sensitive = any(v.sensible and v.attribut in wanted for v in spec.variables)
                low, top = printed(count)
                figures.append(Figure(number, "×".join(AXES), join_codes(AXES, wanted), low, top, sensitive))
    lots = count_lots([[ligne.jeune for ligne in cohort] for cohort in cohorts])
    return attack(figures, lots, len(cohorts), None, lines)


def mixed(first: int, how_many: int, seed: int = 1) -> list[LigneCodee]:
    """Youths whose attributes are drawn apart."""
    draw = random.Random(seed)
    return [
        situation(first + n, **{name: draw.choice(codes) for name, codes in AXES.items()})
        for n in range(how_many)
    ]


def test_group_disclosure_all_the_youths_of_a_hamlet_share_a_reason() -> None:
    cohort = [*youths(0, 12, motif="DSC", quartier="Hameau", sexe="M"), *mixed_elsewhere(100, 40)]
    specs = [table(QUARTIER, MOTIF), table(MOTIF)]
    hamlet = join_codes(AXES, {"quartier": ["Hameau"]})
    lines = [(hamlet, join_codes(AXES, {"quartier": ["Hameau"], "motif": ["DSC"]}))]
    assert any(item.kind == "groupe" for item in attack_naive([cohort], specs, masked, lines))
    done = release([cohort], specs)
    assert done[0].edition is not None and attack_ours([cohort], done, lines) == []


def mixed_elsewhere(first: int, how_many: int) -> list[LigneCodee]:
    """Youths of every reason, none of them in the hamlet."""
    draw = random.Random(first)
    return [
        situation(
            first + n,
            motif=draw.choice(AXES["motif"]),
            sexe=draw.choice("FM"),
            quartier=draw.choice([q for q in AXES["quartier"] if q != "Hameau"]),
        )
        for n in range(how_many)
    ]


def test_group_disclosure_everybody_shares_a_reason_and_the_table_stays_or_widens() -> None:
    cohort = youths(0, 25, motif="DSC", quartier="Centre", sexe="M")
    assert any(item.kind == "groupe" for item in attack_naive([cohort], [table(MOTIF)], masked))
    done = release([cohort], [table(MOTIF)])
    assert done[0].edition is None and [item.code for item in done[0].refus] == ["ANO-12", "ANO-16"]
    # of 40, « environ 40 » in wide classes leaves room for five others
    more = youths(0, 40, motif="DSC", quartier="Centre", sexe="M")
    done = release([more], [table(MOTIF)])
    assert done[0].edition is not None and done[0].edition.tableaux[0].large
    assert attack_ours([more], done) == []


def test_nested_quartiers_the_sector_gives_the_small_part_back() -> None:
    cohort = [
        *youths(0, 21, quartier="Quartier A-Nord", motif="ABS", sexe="F"),
        *youths(50, 3, quartier="Quartier A-Sud", motif="ABS", sexe="F"),
        *youths(100, 30, quartier="Centre", motif="CMP", sexe="M"),
        *youths(200, 16, quartier="Hameau", motif="DSC", sexe="M"),
    ]
    specs = [table(SECTEUR), table(QUARTIER)]
    found = attack_naive([cohort], specs, masked)
    assert join_codes(AXES, {"quartier": ["Quartier A-Sud"]}) in {frozenset(item.codes) for item in found}
    done = release([cohort], specs)
    assert done[0].edition is not None and len(done[0].edition.tableaux) == 2
    assert attack_ours([cohort], done) == []


def test_differences_between_editions_the_newcomer_is_the_one_more() -> None:
    first = mixed(0, 60)
    cohorts = [first, [*first, *youths(500, 1, motif="DSC", sexe="M", quartier="Centre")]]
    specs = [table(MOTIF), table(SEXE)]
    found = attack_naive(cohorts, specs, masked)
    assert any(item.group[0] in ("1 sans 0", "lot (1,)") for item in found)
    done = release(cohorts, specs)
    assert done[0].edition is not None and done[1].edition is None
    assert [item.code for item in done[1].refus] == ["ANO-11"]
    assert attack_ours(cohorts, done) == []


def test_periods_without_change_rounding_afresh_gives_the_count_away() -> None:
    cohort = [*youths(0, 40, motif="ABS"), *youths(100, 40, motif="CMP"), *youths(200, 1, motif="DSC")]
    cohort = [replace(one, attributs={**one.attributs, "sexe": ("M",)}) for one in cohort]
    draw, specs = random.Random(5), [table(MOTIF)]

    def at_random(count: int) -> tuple[int, int]:
        """A multiple of 3 below or above, drawn again at each edition."""
        value = 3 * (count // 3) + (3 if count % 3 and draw.random() < 0.5 else 0)
        return max(0, value - 2), value + 2

    assert attack_naive([cohort] * 4, specs, at_random)
    done = release([cohort] * 4, specs)
    prints = [one.edition.tableaux for one in done if one.edition is not None]
    assert len(prints) == 4 and all(told == prints[0] for told in prints)
    assert attack_ours([cohort] * 4, done) == []


def test_one_sided_changes_two_arrive_while_many_leave() -> None:
    first = [*youths(0, 40, motif="ABS", sexe="M"), *youths(100, 40, motif="CMP", sexe="F")]
    cohorts = [first, [*first[12:], *youths(500, 2, motif="DSC", sexe="F", quartier="Hameau")]]
    specs = [table(MOTIF), table(SEXE)]
    found = attack_naive(cohorts, specs, masked)
    assert any(item.group[0] in ("1 sans 0", "lot (1,)") for item in found)
    done = release(cohorts, specs)
    assert done[1].edition is None and [item.code for item in done[1].refus] == ["ANO-11"]
    assert "2\u00a0entrées" in done[1].refus[0].phrase.replace(" ", "\u00a0")
    assert attack_ours(cohorts, done) == []


def test_overlapping_tables_a_margin_gives_the_hidden_cell_back() -> None:
    cohort = [
        *youths(0, 17, motif="ABS", sexe="F", quartier="Centre"),
        *youths(50, 3, motif="ABS", sexe="M", quartier="Centre"),
        *youths(100, 20, motif="CMP", sexe="F", quartier="Hameau"),
        *youths(200, 25, motif="CMP", sexe="M", quartier="Quartier A-Nord"),
        *youths(300, 18, motif="DSC", sexe="F", quartier="Centre"),
        *youths(400, 22, motif="DSC", sexe="M", quartier="Quartier A-Sud"),
    ]
    specs = [table(MOTIF), table(SEXE), table(SEXE, MOTIF), table(QUARTIER, SEXE)]
    hidden = join_codes(AXES, {"motif": ["ABS"], "sexe": ["M"]})
    assert hidden in {frozenset(item.codes) for item in attack_naive([cohort], specs, masked)}
    done = release([cohort], specs)
    assert done[0].edition is not None and len(done[0].edition.tableaux) >= 3
    assert attack_ours([cohort], done) == []
