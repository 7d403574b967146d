"""R8: the way out that a refusal names was tried, and leaves when it is taken."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from gsn_app.anonymat.alternative import advise_period, list_narrower, list_wider
from gsn_app.anonymat.preparation import Preparation, prepare_edition
from gsn_app.anonymat.specifications import make_variable
from gsn_app.domain.edition import LigneCodee, Parametres, Periode, Registre, SpecificationTableau
from tests.anonymat.donnees import INSTANCE, nomenclatures, situation

LISTS = nomenclatures()
MOTIF = make_variable(LISTS["motif"], "famille", sensible=True)
SEXE, QUARTIER = make_variable(LISTS["sexe"], "detail"), make_variable(LISTS["quartier"], "detail")
YEAR = Periode("année 2015", date(2015, 1, 1), date(2015, 12, 31), ("2015",))


def prepare(
    lignes: Sequence[LigneCodee],
    specs: Sequence[SpecificationTableau],
    periode: Periode = YEAR,
    registre: Registre | None = None,
) -> Preparation:
    return prepare_edition(
        specs, Parametres(), lignes, registre or Registre(), titre=periode.libelle, instance=INSTANCE,
        periode=periode, date_edition=periode.fin,
    )  # fmt: skip


def drawn(how_many: int, seed: int = 4) -> list[LigneCodee]:
    draw = random.Random(seed)
    return [
        situation(
            n,
            debut=date(2015, 1 + n % 12, 1),
            motif=draw.choice(["ABS", "CMP", "DSC", "INC"]),
            sexe=draw.choice("FM"),
            quartier=draw.choice(["Centre", "Hameau", "Quartier B"]),
        )
        for n in range(how_many)
    ]


CROSSED = SpecificationTableau("croise", "Typologie, sexe et quartier", (MOTIF, SEXE, QUARTIER))


def test_the_narrower_tables_go_from_the_nearest_to_the_widest() -> None:
    assert [[v.attribut for v in spec.variables] for spec in list_narrower(CROSSED)] == [
        ["motif", "sexe"],
        ["motif", "quartier"],
        ["sexe", "quartier"],
        ["motif"],
        ["sexe"],
        ["quartier"],
    ]
    assert list_narrower(SpecificationTableau("motif", "Par typologie", (MOTIF,))) == ()


def test_a_refused_crossed_table_names_the_one_with_fewer_variables_and_that_one_leaves() -> None:
    alone = SpecificationTableau("motif", "Par typologie", (MOTIF,))
    outcome = prepare(drawn(40), (alone, CROSSED))
    assert outcome.edition is not None
    (refused,) = [one for one in outcome.refus if one.portee == "croise"]
    instead = outcome.alternatives["croise"]
    assert instead.titre in refused.conseil and "pourrait sortir" in refused.conseil
    assert 0 < len(instead.variables) < 3
    # taken: it leaves, and so does what left without it
    again = prepare(drawn(40), (alone, instead))
    assert again.edition is not None and again.refus == ()
    assert [t.specification for t in again.edition.tableaux] == [alone, instead]


def test_alternatives_were_tried_on_many_communes() -> None:
    taken = 0
    for seed in range(6):
        lignes = drawn(26 + 6 * seed, seed)
        outcome = prepare(lignes, (CROSSED, SpecificationTableau("sexe", "Par sexe", (SEXE,))))
        if outcome.edition is None:
            continue
        for code, instead in outcome.alternatives.items():
            specs = [table.specification for table in outcome.edition.tableaux]
            again = prepare(lignes, (*specs, instead))
            assert again.edition is not None, code
            assert instead in [table.specification for table in again.edition.tableaux]
            taken += 1
    assert taken >= 3


def test_without_a_nearer_way_out_the_report_leaves_without_the_table() -> None:
    detail = SpecificationTableau("detail", "Typologie détaillée", (make_variable(LISTS["motif"], "detail"),))
    sexe = SpecificationTableau("sexe", "Par sexe", (SEXE,))
    outcome = prepare(drawn(40), (detail, sexe))
    assert outcome.edition is not None and outcome.alternatives == {}
    (refused,) = outcome.refus
    assert refused.code == "ANO-13" and refused.conseil.startswith("Le rapport sort sans ce tableau.")
    again = prepare(drawn(40), (sexe,))
    assert again.edition is not None and again.edition.tableaux == outcome.edition.tableaux


def test_the_wider_period_that_is_named_leaves_when_it_is_asked_for() -> None:
    lignes = [
        *[situation(n, debut=date(2015, 2, 1), fin=date(2015, 3, 1), sexe="FM"[n % 2]) for n in range(5)],
        *[situation(100 + n, debut=date(2015, 6, 1), sexe="FM"[n % 2]) for n in range(60)],
    ]
    specs = (SpecificationTableau("sexe", "Par sexe", (SEXE,)),)
    quarter = Periode("trimestre", date(2015, 1, 1), date(2015, 3, 31))
    refused = prepare(lignes, specs, quarter)
    assert [one.code for one in refused.refus] == ["ANO-10"]
    wider = list_wider(quarter, date(2015, 2, 1))
    (advised,) = advise_period(refused.refus, wider, lambda p: prepare(lignes, specs, p).edition is not None)
    (named,) = [periode for periode in wider if periode.libelle in advised.conseil]
    assert prepare(lignes, specs, named).edition is not None


def test_an_edition_too_close_to_the_last_one_names_a_longer_period_that_leaves() -> None:
    winter = [
        situation(n, debut=date(2015, 2, 1), fin=date(2015, 11, 1), sexe="FM"[n % 2]) for n in range(40)
    ]
    autumn = [situation(100 + n, debut=date(2015, 11, 15), sexe="FM"[n % 2]) for n in range(12)]
    old = [
        situation(200 + n, debut=date(2014, 1, 1), fin=date(2014, 6, 1), sexe="FM"[n % 2]) for n in range(20)
    ]
    lignes = [*winter, *autumn, *old]
    specs = (SpecificationTableau("sexe", "Par sexe", (SEXE,)),)
    first = prepare(lignes, specs, Periode("début", date(2015, 1, 1), date(2015, 3, 31)))
    assert first.registre_suivant is not None
    registre = first.registre_suivant
    one_more = [*lignes, situation(300, debut=date(2015, 5, 1), fin=date(2015, 6, 1), sexe="F")]
    spring = Periode("printemps", date(2015, 4, 1), date(2015, 6, 30))
    refused = prepare(one_more, specs, spring, registre)
    assert [one.code for one in refused.refus] == ["ANO-11"]
    wider = list_wider(spring, date(2014, 1, 1))

    def leaves(periode: Periode) -> bool:
        return prepare(one_more, specs, periode, registre).edition is not None

    (advised,) = advise_period(refused.refus, wider, leaves)
    assert "«\u00a0année 2015\u00a0» peut sortir dès maintenant" in advised.conseil
    assert leaves(wider[0]) and wider[0].libelle == "année 2015"
