"""The register only grows, survives its bytes, refuses damaged ones, and gains nothing before a release."""

from __future__ import annotations

import json
import zlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.anonymat.compteur import erase_by_retention, erase_on_request
from gsn_app.anonymat.preparation import prepare_edition
from gsn_app.anonymat.registre import (
    dump_register,
    is_extension,
    load_register,
    lots,
)
from gsn_app.domain.edition import EditionUnreadable, Lot, Parametres, Registre, Suivi
from tests.anonymat.donnees import INSTANCE, PERIODE, declared_tables, forty_six, situation

_codes = st.dictionaries(st.sampled_from(["motif", "sexe"]), st.tuples(st.sampled_from("ABC")), max_size=2)


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(st.text(max_size=4), st.builds(Suivi, st.just(0), _codes), max_size=6),
    st.integers(1, 5),
)
def test_the_register_survives_its_bytes(suivis: dict[str, Suivi], erased: int) -> None:
    registre = Registre((), suivis, (Lot(0, erased),))
    assert load_register(dump_register(registre)) == registre


def released() -> Registre:
    outcome = prepare_edition(
        declared_tables(),
        Parametres(),
        forty_six(),
        Registre(),
        titre="Bilan",
        instance=INSTANCE,
        periode=PERIODE,
        date_edition=date(2016, 4, 1),
        destinataire="Préfecture",
    )
    assert outcome.registre_suivant is not None
    return outcome.registre_suivant


def test_a_released_register_survives_its_bytes_and_says_who_received_what() -> None:
    registre = released()
    again = load_register(dump_register(registre))
    assert again == registre and dump_register(again) == dump_register(registre)
    assert again.editions[0].destinataire == "Préfecture" and again.editions[0].jeunes == 46
    assert lots(again) == {1: 46}


def test_every_damaged_byte_is_noticed() -> None:
    good = dump_register(released())
    for position in range(0, len(good), 7):
        with pytest.raises(EditionUnreadable):
            load_register(good[:position] + bytes([good[position] ^ 0x55]) + good[position + 1 :])
    for cut in (0, 6, 7, len(good) - 1):
        with pytest.raises(EditionUnreadable):
            load_register(good[:cut])


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"editions": "x"},
        {"suivis": {"j": {"bits": 8, "attributs": {}}}},
        {"suivis": {"j": {"bits": True, "attributs": {}}}},
        {"disparus": [{"bits": -1, "jeunes": 1}]},
        {"inconnu": 1},
    ],
)
def test_a_register_of_another_shape_is_refused(change: dict[str, object]) -> None:
    whole = {"version": 1, "editions": [], "suivis": {}, "disparus": [], "compteurs": [], **change}
    with pytest.raises(EditionUnreadable):
        load_register(b"GSNREG\x01" + zlib.compress(json.dumps(whole).encode()))


def test_preparing_changes_nothing_and_releasing_only_appends() -> None:
    first = released()
    before = dump_register(first)
    more = [*forty_six(), *(situation(500 + n, motif="ABS", sexe="M", mesure="SUI") for n in range(12))]
    outcome = prepare_edition(
        declared_tables(),
        Parametres(),
        more,
        first,
        titre="Bilan",
        instance=INSTANCE,
        periode=PERIODE,
        date_edition=date(2016, 7, 1),
    )
    assert dump_register(first) == before
    assert outcome.registre_suivant is not None and len(outcome.registre_suivant.editions) == 2
    assert is_extension(first, outcome.registre_suivant)
    assert not is_extension(outcome.registre_suivant, first)
    assert lots(outcome.registre_suivant) == {0b11: 46, 0b10: 12}


def test_an_erased_youth_leaves_no_identifier_behind() -> None:
    registre = erase_on_request(released(), "j7")
    registre = erase_by_retention(registre, [forty_six()[7]], declared_tables(), INSTANCE, "2015-2016")
    text = zlib.decompress(dump_register(registre)[7:]).decode()
    assert '"j7"' not in text and '"j8"' not in text and '"s8"' not in text and '"j9"' in text
    assert lots(registre) == {1: 46}
