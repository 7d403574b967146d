"""``docs/etats.md`` is what the rules accept today, and what it must never show is not there."""

from __future__ import annotations

from tests.architecture.list_etats import LIST, MACHINES, arrows, listing

RAPPEL, TRANSACTION, CDDF = MACHINES


def test_the_drawings_are_up_to_date() -> None:
    assert LIST.read_text(encoding="utf-8") == listing(), "run make docs"


def test_every_state_is_reached_and_only_the_final_ones_lead_nowhere() -> None:
    for machine in MACHINES:
        drawn = arrows(machine)
        reached = {end for _, end, _ in drawn} | {str(machine.vide.etat)}
        assert reached == set(machine.etats), machine.titre
        assert {start for start, _, _ in drawn} == set(machine.etats) - machine.finaux, machine.titre


def test_no_arrow_skips_the_parquet_the_homologation_or_the_family() -> None:
    assert {start for start, end, _ in arrows(RAPPEL) if end == "prononce"} == {"convoque"}
    assert {start for start, end, _ in arrows(RAPPEL) if end == "possible" != start} == {"parquet_consulte"}
    assert {start for start, end, _ in arrows(TRANSACTION) if end in {"executee", "non_executee"}} == {
        "homologuee"
    }
    assert {start for start, end, _ in arrows(CDDF) if end == "recommande" != start} == {"entendue"}


def test_the_elu_alone_delivers_proposes_and_attests() -> None:
    for machine, end in (
        (RAPPEL, "prononce"),
        (TRANSACTION, "proposee"),
        (CDDF, "accompagne"),
        (CDDF, "atteste"),
    ):
        words = [w for start, to, w in arrows(machine) if to == end != start]
        assert words and all(w.endswith("— maire ou élu") for w in words), (machine.titre, words)
