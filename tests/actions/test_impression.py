"""Prints: numbered, asked then done or failed, bound to their act, with the anchor of their own entry (C6)."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from gsn_app.actions.impression import (
    CopiesTooMany,
    FeuilleForeign,
    ImpressionAlreadyConfirmed,
    ImpressionUnconfirmed,
    ImpressionUnknown,
    confirm_impression,
)
from gsn_app.actions.journal import count_entrees, verify_journal
from gsn_app.actions.rappel_ordre import (
    confirm_fiche_navette,
    confirm_retour,
    convene,
    print_fiche_navette,
    record_absence,
)
from gsn_app.domain import rappel_ordre_refus as refus
from gsn_app.domain.rappel_ordre import EtatRappel
from tests.actions.exemples import day, expect_refusal, logged, open_one, prepare_one, read_all, send
from tests.actions.exemples_rappel import SUMMONS, answer, consult, state
from tests.coffre_prepare import Prepare


def test_temps_1_exists_only_once_its_own_sheet_is_out_of_the_printer(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        first, second = prepare_one(session, situation), prepare_one(session, situation)
        acte = "rappel_ordre.parquet_consulte"
        feuille = print_fiche_navette(session, first)
        assert state(session, first) is EtatRappel.PREPARE
        expect_refusal(session, ImpressionUnconfirmed, acte, confirm_fiche_navette, first, feuille)
        confirm_impression(session, feuille, reussie=False, motif="bourrage")
        expect_refusal(session, ImpressionUnconfirmed, acte, confirm_fiche_navette, first, feuille)
        expect_refusal(
            session, ImpressionAlreadyConfirmed, "impression.faite", confirm_impression, feuille, reussie=True
        )
        again = print_fiche_navette(session, first)
        assert (again.numero, again.exemplaire) == (feuille.numero, 2)
        confirm_impression(session, again, reussie=True)
        expect_refusal(session, FeuilleForeign, acte, confirm_fiche_navette, second, again)
        confirm_fiche_navette(session, first, again)
        assert state(session, first) is EtatRappel.PARQUET_CONSULTE
        assert state(session, second) is EtatRappel.PREPARE
        with pytest.raises(refus.RappelOrdreFicheMismatch):
            confirm_fiche_navette(session, first, again)
        other = send(session, second)
        assert other.numero != again.numero
    with logged(coffre, "coordo") as session:
        expect_refusal(
            session, ImpressionUnknown, "impression.faite", confirm_impression, other, reussie=True
        )
    prints = [(x.acte, x.document) for x in read_all(coffre) if x.acte.startswith("impression.")]
    assert [acte for acte, _ in prints] == [
        "impression.demandee", "impression.echouee", "impression.demandee", "impression.faite",
        "impression.demandee", "impression.faite",
    ]  # fmt: skip


def test_a_sheet_of_temps_1_never_closes_the_rappel(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        sheet = send(session, rappel_id)
        answer(session, rappel_id)
        consult(session, rappel_id)
        convene(session, rappel_id, **SUMMONS)
        record_absence(session, rappel_id, date_constat=day())
        expect_refusal(
            session, FeuilleForeign, "rappel_ordre.parquet_informe", confirm_retour, rappel_id, sheet
        )


def test_copies_are_counted_and_bounded_by_the_charter(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        numbers = [print_fiche_navette(session, rappel_id) for _ in range(9)]
        assert [f.exemplaire for f in numbers] == list(range(1, 10))
        assert len({f.numero for f in numbers}) == 1
        expect_refusal(
            session, CopiesTooMany, "rappel_ordre.parquet_consulte", print_fiche_navette, rappel_id
        )


def text_of(pdf: bytes) -> str:
    """Every word of the printed page."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_anchor_on_the_sheet_is_the_journal_s_at_that_very_entry(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        before = count_entrees(session)
        feuille = print_fiche_navette(session, rappel_id)
        assert count_entrees(session) == before + 1
        asked = session.ancre
        assert asked.startswith(f"{before + 1}·") and asked in text_of(feuille.pdf)
        confirm_impression(session, feuille, reussie=True)
        assert session.ancre != asked
        assert verify_journal(session, ancres=[asked]).integre
        other = asked[:-1] + ("A" if asked[-1] != "A" else "B")
        assert not verify_journal(session, ancres=[other]).integre
    entries = read_all(coffre)
    assert (entries[before].n, entries[before].acte) == (before + 1, "impression.demandee")
    assert feuille.impression_id in entries[before].motif


def test_a_sheet_names_its_reader_and_its_copy_and_its_title_names_nobody(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        first, second = (print_fiche_navette(session, rappel_id) for _ in range(2))
    for feuille in (first, second):
        words = text_of(feuille.pdf)
        assert "Coordo Testard" in words and feuille.numero in words and "Exemple-Modèle" in words
        assert "Exemple" not in feuille.titre and "Maëlys" not in feuille.titre
    assert (first.exemplaire, second.exemplaire) == (1, 2)
    assert text_of(first.pdf) != text_of(second.pdf)


def test_a_made_up_sheet_is_never_confirmed(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        feuille = print_fiche_navette(session, rappel_id)
        forged = replace(feuille, numero="2026-999")
        expect_refusal(
            session, ImpressionUnknown, "impression.faite", confirm_impression, forged, reussie=True
        )
        confirm_impression(session, feuille, reussie=True)
        expect_refusal(
            session,
            ImpressionUnconfirmed,
            "rappel_ordre.parquet_consulte",
            confirm_fiche_navette,
            rappel_id,
            forged,
        )
