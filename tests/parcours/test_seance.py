"""A séance lived through the windows: prepared, held, closed; who may not; what is typed survives a lock and a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt

from tests.parcours import gestes, mains
from tests.parcours.gestes import BAILLEUR, COORDO, ECOLE, MAIRE, POLICE, SOCIAL, french
from tests.parcours.journee import FIGURANTS, SACHA, ZOE
from tests.parcours.programme import Programme

ROOT = Path(__file__).resolve().parents[2]

DIT = "Il revient le matin depuis lundi, avec son cartable."
INACHEVE = "Phrase de séance que personne n’a fini de"


def prepare(*presents: gestes.Personnage, jour: date | None = None) -> None:
    """The coordonnateur plans a séance today on Zoé and notes who is there."""
    mains.click("gsn_aller_seances")
    mains.click("gsn_seances_preparer")
    mains.fill("gsn_seance_date", french(jour or date.today()))
    mains.fill("gsn_seance_heure", "14:30")
    mains.click("gsn_seance_enregistrer")
    mains.click("gsn_seance_ajouter")
    mains.choose("gsn_seance_situation", ZOE.nom)
    mains.click("gsn_seance_point_enregistrer")
    mains.wait_text("gsn_seance_ordre", ZOE.nom)
    mains.click("gsn_seance_noter")
    for words, box in mains.boxes_in("gsn_seance_presents").items():
        mains.tick(box.objectName(), on=words.startswith(tuple(q.nom for q in (COORDO, *presents))))
    mains.click("gsn_seance_presence_enregistrer")
    mains.find("gsn_seance_ouvrir")


def open_it() -> None:
    """From the page of the séance to the first situation asked for."""
    mains.click("gsn_seance_ouvrir")
    mains.click("gsn_seance_ouverture_enregistrer")
    mains.click("gsn_mode_commencer")


def let_in() -> list[str]:
    """Answer for each person who is not admitted: admit who may be, let the others out; returns the names read."""
    told = []
    while True:
        mains.wait_for(
            lambda: mains.seen("gsn_mode_sortir_0") or mains.seen("gsn_seance_apport_texte"), "nothing came"
        )
        mains.wait_quiet()
        if mains.seen("gsn_mode_sortir_0") is None:
            return told
        told.append(mains.read("gsn_mode_garde_noms"))
        assert mains.seen("gsn_seance_apport_texte") is None, "something of the situation is already there"
        admettre = mains.seen("gsn_mode_admettre_0")
        mains.click("gsn_mode_admettre_0" if admettre and admettre.isEnabled() else "gsn_mode_sortir_0")


def test_a_seance_is_prepared_held_and_closed_and_each_reads_their_part(
    lendemain: Callable[[], Programme],
) -> None:
    programme = lendemain()
    programme.enter(COORDO.nom, COORDO.phrase)
    prepare(ECOLE, BAILLEUR, MAIRE)
    open_it()
    told = let_in()
    assert MAIRE.nom in told[0], "who is present and not admitted is named"
    words = mains.read_screen()
    assert ZOE.nom not in words, "the identity is masked until asked"
    assert mains.seen("gsn_barre") is None and mains.seen("gsn_entete") is None, "everything else is hidden"
    mains.ctrl(Qt.Key.Key_K)
    mains.wait_quiet()
    assert mains.seen("gsn_situations_recherche") is None, "no way to another screen"
    mains.key(Qt.Key.Key_F2)
    mains.wait_text("gsn_mode_identite", ZOE.nom)
    mains.key(Qt.Key.Key_F2)
    mains.wait_text("gsn_mode_identite", "Situation 1")
    mains.key(Qt.Key.Key_F2)
    mains.key(Qt.Key.Key_F3)
    mains.find("gsn_mode_vide")
    assert ZOE.nom not in mains.read_screen() and mains.seen("gsn_seance_apport_texte") is None
    mains.key(Qt.Key.Key_F3)
    mains.wait_text("gsn_mode_identite", "Situation 1")
    mains.choose("gsn_seance_apport_voix", ECOLE.nom)
    mains.fill("gsn_seance_apport_texte", DIT)
    mains.ctrl(Qt.Key.Key_Return)
    mains.wait_text("gsn_mode_dit", DIT)
    mains.choose("gsn_seance_apport_voix", COORDO.nom)
    mains.key(Qt.Key.Key_F6)
    mains.wait_text("gsn_mode_dit", "n’apporte pas d’information")
    mains.choose("gsn_seance_decision_code", "Mesure proposée")
    mains.choose("gsn_seance_decision_mesure", "Médiation scolaire")
    mains.choose("gsn_seance_decision_volontaire", ECOLE.nom)
    mains.fill("gsn_seance_decision_prochaine", french(date.today() + timedelta(days=30)))
    mains.ctrl(Qt.Key.Key_Return)
    mains.wait_text("gsn_mode_decision_0", "Mesure proposée")
    mains.click("gsn_mode_quitter")
    mains.click("gsn_seance_clore")
    mains.fill("gsn_seance_prochaine", french(date.today() + timedelta(days=28)))
    mains.click("gsn_seance_cloture_enregistrer")
    mains.wait_text("gsn_seance_releve", ZOE.nom)
    printed = mains.boxes_in("gsn_seance_tirages")
    assert any(ECOLE.nom in words for words in printed) and not any(POLICE.nom in words for words in printed)
    rang = next(b.objectName() for words, b in printed.items() if ECOLE.nom in words)
    mains.click(rang)
    mains.wait_text("gsn_impression_question", "Relisez la feuille avant de l’imprimer")
    mains.click("gsn_impression_fermer")
    mains.wait_for(lambda: mains.seen("gsn_impression") is None, "the print window stays open")
    programme.switch(ECOLE.nom, ECOLE.phrase)
    mains.wait_text("gsn_accueil_bientot", "Confirmez ce qui a été noté en votre nom")
    gestes.go_to_situation(ZOE)
    mains.wait_text("gsn_apports", DIT)
    (waiting,) = (
        w.objectName() for w in mains.all_seen() if w.objectName().startswith("gsn_apports_confirmer_")
    )
    mains.click(waiting)
    mains.wait_text("gsn_apport_confirmation_texte", DIT)
    mains.click("gsn_apport_confirmation_enregistrer")
    mains.wait_text("gsn_apports", "confirmé le")
    programme.switch(SOCIAL.nom, SOCIAL.phrase)
    mains.click("gsn_aller_seances")
    mains.wait_for(lambda: len(mains.rows("gsn_seances_table")) == 2, "the séances are not listed")
    mains.open_row("gsn_seances_table", "Close")
    mains.find("gsn_seance_jour")
    mains.wait_quiet()
    for nom in (
        "gsn_seance_ouvrir",
        "gsn_seance_tenir",
        "gsn_seance_clore",
        "gsn_seance_noter",
        "gsn_seance_tirages",
    ):
        assert mains.seen(nom) is None, f"a member is offered {nom}"


def test_who_may_not_is_offered_no_seance(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.enter(MAIRE.nom, MAIRE.phrase)
    mains.click("gsn_aller_seances")
    mains.find("gsn_seances_demander")
    mains.wait_quiet()
    assert mains.seen("gsn_seances_preparer") is None and mains.seen("gsn_seances_table") is None
    mains.click("gsn_seances_demander")
    mains.wait_quiet()
    words = mains.read_screen()
    assert not any(jeune.nom in words for jeune in (ZOE, SACHA, *FIGURANTS)), (
        "no situation is offered to the elu"
    )
    mains.click("gsn_seance_demande_enregistrer")
    mains.wait_text("gsn_fenetre_avis", "Séance urgente demandée")
    programme.switch(COORDO.nom, COORDO.phrase)
    mains.wait_text("gsn_accueil_retard", f"Séance urgente demandée par {MAIRE.nom}")


def back_to_the_point() -> None:
    """From the list of the séances to the first point of the one being held."""
    mains.click("gsn_aller_seances")
    mains.open_row("gsn_seances_table", "En cours")
    mains.click("gsn_seance_tenir")
    mains.click("gsn_mode_point_0")


def kill_while_typing(programme: Programme, words: int) -> list[str]:
    """A child types in the séance and is killed; returns the words older than two seconds by then."""
    argv = [sys.executable, "-m", "tests.parcours.enfant_frappe", str(programme.coffre), str(programme.poste)]
    argv += [COORDO.nom, COORDO.phrase, "seance"]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        told = [child.stdout.readline().decode().split() for _ in range(words)]
        os.kill(child.pid, signal.SIGKILL)
        killed = time.monotonic()
    return [word for when, word in told if killed - float(when) > 2]


def test_what_is_typed_in_a_meeting_survives_a_lock_and_a_kill(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.enter(COORDO.nom, COORDO.phrase)
    prepare(ECOLE)
    open_it()
    let_in()
    programme.leave_alone(20)
    mains.let_pass(1500)
    assert mains.seen("gsn_voile_code") is None, "a discussion is not cut before thirty minutes"
    mains.choose("gsn_seance_apport_voix", ECOLE.nom)
    mains.fill("gsn_seance_apport_texte", INACHEVE)
    mains.choose("gsn_seance_decision_code", "Poursuite du suivi")
    assert programme.lock() == 75
    old = kill_while_typing(programme, 50)
    assert len(old) > 5, "the child did not type long enough"
    programme.enter(COORDO.nom, COORDO.phrase)
    mains.wait_text("gsn_accueil_bientot", "Séance à clore")
    back_to_the_point()
    found = mains.wait_text("gsn_seance_apport_texte", old[-1])
    assert all(word in found for word in (*INACHEVE.split(), *old)), (
        "what was typed before the lock and the kill"
    )
    mains.wait_text("gsn_seance_decision_code", "Poursuite du suivi")
    mains.wait_text("gsn_seance_apport_voix", ECOLE.nom)
