"""A letter comes in: the coordonnateur records it, looks the pack through, prints it, answers; who may not."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.parcours import gestes, imprimante, mains, yeux
from tests.parcours.gestes import COORDO, ECOLE, MAIRE
from tests.parcours.journee import APPORT, ZOE
from tests.parcours.programme import Programme


def record(droit: str) -> None:
    mains.click("gsn_aller_droits")
    mains.click("gsn_demandes_nouvelle")
    mains.choose("gsn_demande_droit", droit)
    mains.choose("gsn_demande_demandeur", "Un représentant légal")
    mains.fill("gsn_demande_recue", gestes.french(date.today()))
    mains.fill("gsn_demande_reference", "Courrier 2026-118")
    mains.choose("gsn_demande_situation", f"{ZOE.nom} {ZOE.prenom}")
    mains.click("gsn_demande_droit_enregistrer")
    mains.wait_text("gsn_demandes_detail_titre", "Demande D-")


def test_a_request_of_access_is_recorded_looked_through_printed_and_answered(
    lendemain: Callable[[], Programme], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bac = imprimante.install(tmp_path / "imprimante")
    monkeypatch.setenv("PATH", f"{bac.programmes}{os.pathsep}{os.environ['PATH']}")
    programme = lendemain()
    programme.enter(ECOLE.nom, ECOLE.phrase)
    gestes.go_to_situation(ZOE)
    gestes.add_apport("Vient en cours avec le fils de Coralie.")
    programme.switch(COORDO.nom, COORDO.phrase)
    record("Accès")
    assert ZOE.nom not in yeux.rows("gsn_demandes_table")[0], "the ledger names nobody"
    mains.click("gsn_demandes_acces")
    texts = {yeux.text_of(yeux.find(f"gsn_acces_texte_{n}")): n for n in range(5)}
    assert APPORT in texts and "Je les ai consultés" in mains.read_screen()
    masked = next(n for words, n in texts.items() if words.endswith("Coralie."))
    assert "Coralie" in mains.read(f"gsn_acces_texte_{masked}_compte")
    mains.click("gsn_dossier_acces_enregistrer")
    mains.wait_text("gsn_dossier_acces_bandeau", "DRO-21")
    for box in mains.boxes_in("gsn_acces_consultes").values():
        mains.press(box)
    mains.click("gsn_dossier_acces_enregistrer")
    gestes.print_sheet()
    mains.wait_text("gsn_demandes_faits", "Reçue")
    mains.click("gsn_demandes_repondre")
    mains.choose("gsn_demande_sens", "Accordée")
    mains.fill("gsn_demande_reponse_le", gestes.french(date.today()))
    mains.click("gsn_demande_reponse_enregistrer")
    mains.wait_text("gsn_demandes_faits", "Répondue")


def test_a_limited_situation_says_why_nothing_can_be_added(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.enter(COORDO.nom, COORDO.phrase)
    record("Limitation")
    mains.click("gsn_demandes_limiter")
    mains.find("gsn_demandes_lever")
    programme.switch(ECOLE.nom, ECOLE.phrase)
    gestes.go_to_situation(ZOE)
    mains.click("gsn_situation_apporter")
    mains.fill("gsn_apport_texte", "Un texte de plus.")
    mains.click("gsn_apport_enregistrer")
    mains.wait_text("gsn_apport_bandeau", "DRO-30")
    assert yeux.text_of(yeux.find("gsn_apport_texte")) == "Un texte de plus.", "nothing typed is lost"


def test_neither_a_member_nor_the_elu_is_offered_the_ledger(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    for who in (ECOLE, MAIRE):
        programme.enter(who.nom, who.phrase)
        assert mains.seen("gsn_aller_accueil") is not None and mains.seen("gsn_aller_droits") is None
        assert programme.lock() == 75
