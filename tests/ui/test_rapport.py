"""The report through its window: nothing leaves that was not shown, nothing small is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from gsn_app.domain.situation import Personne
from gsn_app.ui.kit.barres import Barre, Barres
from gsn_app.ui.kit.button import PrimaryButton
from gsn_app.ui.rapport import RapportScreen, propose_periodes
from tests.coffre_prepare import Prepare
from tests.ui.ecran import Ecran, open_for

Sit = Callable[[str], Ecran]
NOMS = ("Alban", "Bellec", "Cordier", "Delmas", "Évrard", "Fontaine", "Garcin", "Hébert", "Imbert", "Jolivet")
ASSEZ = 40


def populate(ecran: Ecran, coffre: Prepare, combien: int) -> None:
    """Situations opened today: half of each sex, two reasons, people of three birth years."""
    for rang in range(combien):
        qui = Personne(
            NOMS[rang % 10], f"Camille {rang}", f"20{10 + rang % 3}-0{1 + rang % 9}-15", "FM"[rang % 2]
        )
        ecran.call(open_for, coffre, "coordo", personne=qui, motif=("motif.ABS", "motif.INC")[rang % 2])


def ask(ecran: Ecran) -> RapportScreen:
    """Fill the form for this year and prepare."""
    screen = ecran.go("rapport")
    assert isinstance(screen, RapportScreen)
    an = ecran.session.today()[:4]
    ecran.choose("gsn_rapport_periode", f"{an}-01-01 {an}-12-31")
    ecran.type("gsn_rapport_receveur", "Formation plénière")
    ecran.click("gsn_rapport_preparer")
    return screen


def test_the_period_chosen_fills_both_dates(sit_down: Sit) -> None:
    ecran = sit_down("coordo")
    ecran.go("rapport")
    ecran.choose("gsn_rapport_periode", propose_periodes(date.fromisoformat(ecran.session.today()))[1][0])
    an = int(ecran.session.today()[:4]) - 1
    assert ecran.find("gsn_rapport_debut", QLineEdit).text() == f"01/01/{an}"
    assert ecran.find("gsn_rapport_fin", QLineEdit).text() == f"31/12/{an}"


def test_too_few_situations_are_refused_with_what_to_do(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    populate(ecran, coffre, 3)
    ask(ecran)
    assert "moins de 8" in ecran.text("gsn_rapport_refus_0")
    assert "À faire" in ecran.words()
    assert not ecran.shown("gsn_rapport_exporter")


def test_the_preview_shows_classes_and_no_name(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    populate(ecran, coffre, ASSEZ)
    screen = ask(ecran)
    assert screen.apercu is not None
    assert screen.apercu.edition is not None
    mots = ecran.words() + " ".join(
        b.accessibleDescription() for b in screen.findChildren(object) if hasattr(b, "barres")
    )
    assert "moins de 8" in mots
    assert not [nom for nom in NOMS if nom in mots]


def test_exporting_writes_the_files_in_the_folder_asked(
    sit_down: Sit, coffre: Prepare, tmp_path: Path
) -> None:
    ecran = sit_down("coordo")
    populate(ecran, coffre, ASSEZ)
    screen = ask(ecran)
    assert [b.objectName() for b in screen.findChildren(PrimaryButton) if b.isVisible()] == [
        "gsn_rapport_exporter"
    ]
    dossier = tmp_path / "sortie"
    screen.export_to(dossier)
    ecran.settle()
    ecrits = sorted(p.name for p in dossier.iterdir())
    assert ecrits == ["rapport.csv", "rapport.json", "rapport.ods", "rapport.pdf"]
    assert not [nom for nom in NOMS if nom in (dossier / "rapport.csv").read_text("utf-8-sig")]
    assert "Formation plénière" in ecran.words(), "the register of releases shows the receiver"


def test_an_edition_refused_for_one_arrival_says_why_and_the_way_out(
    sit_down: Sit, coffre: Prepare, tmp_path: Path
) -> None:
    ecran = sit_down("coordo")
    populate(ecran, coffre, ASSEZ)
    ask(ecran).export_to(tmp_path / "sortie")
    ecran.settle()
    one_more = Personne("Kervella", "Camille", "2011-03-15", "F")
    ecran.call(open_for, coffre, "coordo", personne=one_more, motif="motif.ABS")
    ecran.click("gsn_rapport_preparer")
    ecran.settle()
    assert "1 entrée, 0 sortie" in ecran.text("gsn_rapport_refus_0")
    mots = ecran.words()
    assert "Aucune période plus longue" in mots and "Attendez que davantage de situations" in mots
    assert not ecran.shown("gsn_rapport_exporter") and "Kervella" not in mots


def test_a_refused_period_offers_the_wider_one_that_may_leave(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    populate(ecran, coffre, 12)
    ecran.go("rapport")
    an = ecran.session.today()[:4]
    ecran.type("gsn_rapport_debut", f"01/01/{an}")
    ecran.type("gsn_rapport_fin", f"02/01/{an}")
    ecran.type("gsn_rapport_receveur", "Formation plénière")
    ecran.click("gsn_rapport_preparer")
    assert "moins de 8" in ecran.text("gsn_rapport_refus_0") and not ecran.shown("gsn_rapport_exporter")
    assert ecran.text("gsn_rapport_elargir") == f"Préparer «\u00a0année {an}\u00a0»"
    ecran.click("gsn_rapport_elargir")
    assert ecran.shown("gsn_rapport_exporter") and not ecran.shown("gsn_rapport_elargir")
    assert ecran.find("gsn_rapport_fin", QLineEdit).text() == f"31/12/{an}"


def test_bars_draw_a_class_from_its_minimum_to_its_maximum_and_say_it(qtbot: QtBot) -> None:
    barres = Barres("gsn_essai", "Essai")
    qtbot.addWidget(barres)
    barres.show_barres(
        [
            Barre("Un libellé assez long pour la ligne", 18, 22, "environ 20"),
            Barre("B", 0, 7, "moins de 8"),
            Barre("C", 0, None, "moins de 8 jeunes"),
        ]
    )
    barres.show()
    barres.resize(900, barres.sizeHint().height())
    assert barres.accessibleDescription() == (
        "Un libellé assez long pour la ligne\u00a0: environ 20 (de 18 à 22)\u00a0; B\u00a0: moins de 8 (de 0 à 7)\u00a0; "
        "C\u00a0: moins de 8 jeunes"
    )
    grey = barres.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    large = barres.sizeHint().height()
    ligne = [round(grey.pixelColor(x, large // 6).lightnessF(), 1) for x in range(300, 780)]
    assert len(set(ligne)) > 1 and ligne[:50] == [ligne[0]] * 50, (
        "solid first, something else at the end of the class"
    )
    barres.resize(320, large)
    assert barres.sizeHint().height() > large, "no label is cut in a narrow window: it goes above its bar"


def test_nothing_is_written_before_the_export(sit_down: Sit, coffre: Prepare, tmp_path: Path) -> None:
    ecran = sit_down("coordo")
    populate(ecran, coffre, ASSEZ)
    ask(ecran)
    assert not list(tmp_path.rglob("rapport.*"))


def test_a_change_in_the_form_takes_the_preview_away(sit_down: Sit, coffre: Prepare, tmp_path: Path) -> None:
    ecran = sit_down("coordo")
    populate(ecran, coffre, ASSEZ)
    screen = ask(ecran)
    ecran.type("gsn_rapport_receveur", " et préfecture")
    assert not ecran.shown("gsn_rapport_exporter")
    screen.export_to(tmp_path / "sortie")
    ecran.settle()
    assert not (tmp_path / "sortie").exists()


def test_the_receiver_is_asked_for(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    ecran.go("rapport")
    ecran.click("gsn_rapport_preparer")
    assert ecran.shown("gsn_rapport_receveur_faute")


def test_a_text_that_names_somebody_waits_for_a_reason_given_passage_by_passage(
    sit_down: Sit, coffre: Prepare, tmp_path: Path
) -> None:
    ecran = sit_down("coordo")
    populate(ecran, coffre, ASSEZ)
    ecran.go("rapport")
    ecran.type("gsn_rapport_difficultes", "Une fontaine à rouvrir ; Mme Hébert l’a dit.")
    screen = ask(ecran)
    edit = ecran.find("gsn_rapport_difficultes", QPlainTextEdit)
    assert [mark.cursor.selectedText() for mark in edit.extraSelections()] == ["fontaine", "Hébert"]
    assert "►\u00a0fontaine\u00a0◄" in ecran.text("gsn_rapport_passage_0")
    assert not ecran.find("gsn_rapport_exporter").isEnabled()
    assert "2\u00a0passages restent à relire" in ecran.text("gsn_rapport_obstacle")
    ecran.click("gsn_rapport_confirmer_0")
    assert ecran.shown("gsn_rapport_raison_0_faute")
    ecran.type("gsn_rapport_raison_0", "Rien à voir avec M. Hébert.")
    ecran.click("gsn_rapport_confirmer_0")
    assert "reprend elle-même un mot" in ecran.text("gsn_rapport_raison_0_faute")
    screen.alertes.form.set_values(
        dict.fromkeys(screen.alertes.form.rows, "Le mobilier de la place, pas un nom.")
    )
    ecran.click("gsn_rapport_confirmer_0")
    assert not ecran.find("gsn_rapport_exporter").isEnabled(), "one passage at a time"
    ecran.click("gsn_rapport_voir_1")
    assert edit.textCursor().selectedText() == "Hébert"
    edit.insertPlainText("la médiatrice")
    assert not ecran.shown("gsn_rapport_alertes") and not edit.extraSelections(), (
        "the text changed: look again"
    )
    ecran.click("gsn_rapport_preparer")
    assert ecran.find("gsn_rapport_raison_0", QLineEdit).text() == "Le mobilier de la place, pas un nom."
    assert not ecran.find("gsn_rapport_exporter").isEnabled(), "a reason typed is not yet a confirmation"
    ecran.click("gsn_rapport_confirmer_0")
    assert ecran.find("gsn_rapport_exporter").isEnabled()
    screen.export_to(tmp_path / "sortie")
    ecran.settle()
    assert "Une fontaine à rouvrir" in (tmp_path / "sortie" / "rapport.csv").read_text("utf-8-sig")


def test_a_member_does_not_make_the_report(sit_down: Sit) -> None:
    ecran = sit_down("ecole")
    assert "rapport" not in ecran.window.entrees
