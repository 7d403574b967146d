"""The first hour of a coordonnateur: the vault created, the old spreadsheet taken over, a first séance, its decisions.

Played on visible windows as a person would. Run as a module it leaves a picture of each step in a folder::

    python -m tests.parcours.premiere_heure demo-out/premiere-heure
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.parcours import gestes, mains
from tests.parcours.gestes import COORDO, ECOLE, french
from tests.parcours.programme import Programme
from tests.tableaux.generateur import generate, write_ods

LIGNES = 40
DIT = "Le dossier papier est repris ; la famille sera reçue avant la fin du mois."
Photo = Callable[[str], object]


def live_the_hour(folder: Path, photo: Photo) -> dict[str, str]:
    """Create, enrol, import, meet, decide; returns what the screens said at the end of each step."""
    lu: dict[str, str] = {}
    programme = Programme(folder / "poste")
    programme.start()
    photo("ouverture")
    gestes.create_vault(folder / "coffre")
    programme.choose_code()
    photo("premier-accueil")
    gestes.enrol(ECOLE)
    programme.switch(ECOLE.nom, ECOLE.phrase)
    gestes.sign_charter()
    photo("charte-signee")
    programme.switch(COORDO.nom, COORDO.phrase)
    lu["import"] = take_over(folder, photo)
    lu["seance"] = meet(photo)
    mains.click("gsn_aller_accueil")
    mains.wait_quiet()
    photo("a-faire-apres")
    lu["accueil"] = mains.read_screen()
    programme.lock()
    return lu


def take_over(folder: Path, photo: Photo) -> str:
    """The old spreadsheet: read, examined, written once confirmed."""
    old = folder / "ancien.ods"
    old.write_bytes(write_ods(generate(date.today(), LIGNES)))
    mains.click("gsn_aller_situations")
    mains.click("gsn_situations_import")
    photo("reprise-fichier")
    mains.fill("gsn_import_fichier", str(old))
    mains.click("gsn_import_lire")
    mains.wait_text("gsn_import_interdites_detail", "Nationalité")
    photo("reprise-colonnes")
    mains.click("gsn_import_examiner")
    mains.find("gsn_import_lignes")
    photo("reprise-examen")
    mains.tick("gsn_import_confirme")
    mains.wait_for(lambda: mains.find("gsn_import_ecrire").isEnabled(), "the writing stays off")
    mains.click("gsn_import_ecrire")
    told = mains.wait_text("gsn_ecran_bandeau_texte", "reprises")
    photo("reprise-faite")
    return told


def meet(photo: Photo) -> str:
    """A first séance on the first situation taken over, alone: said, decided, closed."""
    mains.click("gsn_aller_situations")
    mains.wait_for(lambda: mains.rows("gsn_situations_table"), "nothing is listed")
    photo("situations-reprises")
    nom = mains.rows("gsn_situations_table")[0][0].split(" ")[0]
    mains.click("gsn_aller_seances")
    mains.click("gsn_seances_preparer")
    mains.fill("gsn_seance_date", french(date.today()))
    mains.fill("gsn_seance_heure", "14:30")
    mains.click("gsn_seance_enregistrer")
    mains.click("gsn_seance_ajouter")
    mains.choose("gsn_seance_situation", nom)
    mains.click("gsn_seance_point_enregistrer")
    mains.wait_text("gsn_seance_ordre", nom)
    mains.click("gsn_seance_noter")
    for words, box in mains.boxes_in("gsn_seance_presents").items():
        mains.tick(box.objectName(), on=words.startswith(COORDO.nom))
    mains.click("gsn_seance_presence_enregistrer")
    mains.find("gsn_seance_ouvrir")
    photo("seance-prete")
    mains.click("gsn_seance_ouvrir")
    mains.click("gsn_seance_ouverture_enregistrer")
    mains.click("gsn_mode_commencer")
    mains.find("gsn_seance_apport_texte")
    photo("seance-masquee")
    mains.choose("gsn_seance_apport_voix", COORDO.nom)
    mains.fill("gsn_seance_apport_texte", DIT)
    mains.ctrl(Qt.Key.Key_Return)
    mains.wait_text("gsn_mode_dit", DIT)
    mains.choose("gsn_seance_decision_code", "Mesure proposée")
    mains.choose("gsn_seance_decision_mesure", "Médiation scolaire")
    mains.choose("gsn_seance_decision_volontaire", COORDO.nom)
    mains.fill("gsn_seance_decision_prochaine", french(date.today() + timedelta(days=30)))
    mains.ctrl(Qt.Key.Key_Return)
    told = mains.wait_text("gsn_mode_decision_0", "Mesure proposée")
    photo("seance-decision")
    mains.click("gsn_mode_quitter")
    mains.click("gsn_seance_clore")
    mains.click("gsn_seance_cloture_enregistrer")
    mains.wait_text("gsn_seance_releve", nom)
    photo("seance-close")
    return told


def photograph(folder: Path) -> Photo:
    """Numbered pictures of the window in front."""
    folder.mkdir(parents=True, exist_ok=True)
    rank = [0]

    def photo(nom: str) -> None:
        mains.wait_quiet()
        window = QApplication.activeWindow()
        if window is not None:
            rank[0] += 1
            window.grab().save(str(folder / f"{rank[0]:02d}-{nom}.png"))

    return photo


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="gsn-heure-") as name:
        for step, said in live_the_hour(Path(name), photograph(Path(sys.argv[1]))).items():
            print(f"{step} : {said.splitlines()[0] if said else ''}")
    sys.stdout.flush()
    os._exit(0)  # windows of several sessions lived here: their order of destruction proves nothing
