"""What the screen permits, and what no sequence of acts by any roles can reach."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre import EtatRappel, Prononce, RappelOrdre, Reponse, apply, permitted, replay
from gsn_app.errors import GsnError, Refused
from tests.domain.rappel_ordre_exemples import (
    COORDONNATEUR,
    ELU,
    MEMBRE,
    absence,
    answer,
    convene,
    deliver,
    path,
    postpone,
    prepare,
    return_part,
    send,
    submit_partners,
)

MAKERS: dict[Acte, Any] = {
    Acte.RAPPEL_ORDRE_PREPARE: prepare,
    Acte.RAPPEL_ORDRE_PARQUET_CONSULTE: send,
    Acte.RAPPEL_ORDRE_REPONSE_PARQUET: answer,
    Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES: submit_partners,
    Acte.RAPPEL_ORDRE_CONVOQUE: convene,
    Acte.RAPPEL_ORDRE_PRONONCE: deliver,
    Acte.RAPPEL_ORDRE_NON_PRESENTE: absence,
    Acte.RAPPEL_ORDRE_REPORTE: postpone,
    Acte.RAPPEL_ORDRE_PARQUET_INFORME: return_part,
}
ALL_ROLES = ["coordonnateur", "membre", "elu", "signalant", "auditeur", "administrateur"]


@pytest.mark.parametrize("rang", range(8))
@pytest.mark.parametrize("roles", [COORDONNATEUR, ELU, MEMBRE, COORDONNATEUR | ELU])
def test_at_most_one_act_is_primary_and_the_others_say_why(rang: int, roles: frozenset[str]) -> None:
    actes = permitted(replay(path()[:rang]), roles)
    assert [a.acte for a in actes] == list(MAKERS)
    assert sum(a.principal for a in actes) <= 1
    for possible in actes:
        assert possible.permis == (possible.motif_refus == "")
        assert possible.permis or not possible.principal


def test_the_primary_act_follows_the_path() -> None:
    attendus = [acte for acte in MAKERS if "presente" not in acte and "reporte" not in acte]
    for rang, attendu in enumerate(attendus):
        actes = permitted(replay(path()[:rang]), COORDONNATEUR | ELU)
        assert [a.acte for a in actes if a.principal] == [attendu]


@pytest.mark.parametrize("fin", [path(), [*path()[:2], answer(3, Reponse.A)]])
def test_a_final_state_permits_nothing(fin: list[Any]) -> None:
    assert not any(a.permis for a in permitted(replay(fin), COORDONNATEUR | ELU))


def test_the_coordonnateur_reads_why_delivering_is_not_theirs() -> None:
    actes = {a.acte: a for a in permitted(replay(path()[:5]), COORDONNATEUR)}
    motif = actes[Acte.RAPPEL_ORDRE_PRONONCE].motif_refus
    assert "maire" in motif
    assert "L132-7" in motif


def test_a_plain_member_is_permitted_nothing_anywhere() -> None:
    for rang in range(8):
        assert not any(a.permis for a in permitted(replay(path()[:rang]), MEMBRE))


@pytest.mark.parametrize("rang", range(8))
@pytest.mark.parametrize("roles", [COORDONNATEUR, ELU, MEMBRE, frozenset[str]()])
def test_what_the_screen_forbids_apply_refuses_with_the_same_sentence(
    rang: int, roles: frozenset[str]
) -> None:
    rappel = replay(path()[:rang])
    for possible in permitted(rappel, roles):
        if possible.permis:
            continue
        with pytest.raises(Refused) as info:
            apply(rappel, MAKERS[possible.acte](rang + 1, roles=roles))
        assert info.value.sentence


pas = st.tuples(
    st.sampled_from(list(MAKERS)),
    st.frozensets(st.sampled_from(ALL_ROLES), max_size=2),
    st.sampled_from(list(Reponse)),
)
CHEMIN = [(acte, COORDONNATEUR | ELU, Reponse.B) for acte in MAKERS]
#: noise alone, and the path with noise between its steps, so that deep states are reached often
sequences = st.one_of(
    st.lists(st.one_of(pas, st.sampled_from(CHEMIN)), max_size=30),
    st.lists(st.lists(pas, max_size=2), min_size=len(CHEMIN), max_size=len(CHEMIN)).map(
        lambda bruits: [p for bruit, etape in zip(bruits, CHEMIN, strict=True) for p in (*bruit, etape)]
    ),
)


def _made(acte: Acte, roles: frozenset[str], reponse: Reponse, numero: int) -> Any:
    if acte is Acte.RAPPEL_ORDRE_REPONSE_PARQUET:
        return answer(numero, reponse, roles)
    if acte is Acte.RAPPEL_ORDRE_PARQUET_CONSULTE:
        return send(numero, roles, exemplaire=numero)
    return MAKERS[acte](numero, roles=roles)


@settings(max_examples=400, deadline=None)
@given(sequences)
def test_delivered_is_never_reached_without_b_nor_after_a_nor_by_anyone_but_the_elu(
    suite: list[tuple[Acte, frozenset[str], Reponse]],
) -> None:
    rappel = RappelOrdre()
    for acte, roles, reponse in suite:
        evenement = _made(acte, roles, reponse, len(rappel.evenements) + 1)
        try:
            rappel = apply(rappel, evenement)
        except GsnError:
            continue
        if isinstance(evenement, Prononce):
            reponses = [e.reponse for e in rappel.evenements if hasattr(e, "reponse")]
            actes = [e.acte for e in rappel.evenements]
            assert "elu" in evenement.auteur_roles
            assert reponses == [Reponse.B]
            assert Acte.RAPPEL_ORDRE_PARQUET_CONSULTE in actes
            assert Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES in actes
            assert actes[-2] is Acte.RAPPEL_ORDRE_CONVOQUE
    assert replay(rappel.evenements) == rappel
    delivered = [e for e in rappel.evenements if isinstance(e, Prononce)]
    assert len(delivered) <= 1
    assert bool(delivered) == (rappel.prononce is not None)
    if rappel.reponse is not None and rappel.reponse.reponse is Reponse.A:
        assert rappel.etat is EtatRappel.ECARTE
        assert not delivered


def test_the_generator_can_reach_the_act_so_that_the_property_means_something() -> None:
    rappel = RappelOrdre()
    for acte in MAKERS:
        evenement = _made(acte, COORDONNATEUR | ELU, Reponse.B, len(rappel.evenements) + 1)
        try:
            rappel = apply(rappel, evenement)
        except GsnError:
            continue
    assert rappel.prononce is not None
