"""The adult's rappel, the register and the reminder through the windows; and what the elu is not offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from gsn_app.actions.rappel_ordre import list_rappels
from gsn_app.actions.situation import list_situations
from gsn_app.ui.rappel_ordre_fiche import RappelScreen
from tests.ui.ecran import Ecran
from tests.ui.test_rappel_ordre import exclude, french

Sit = Callable[[str], Ecran]


def fill(ecran: Ecran, naissance: str = "03/02/1970") -> None:
    jour = date.fromisoformat(ecran.session.today()) - timedelta(days=3)
    for nom, texte in {
        "nom": "Voisinage", "prenom": "Éric", "naissance": naissance, "description": "Musique chaque soir.",
        "date_fait": french(jour), "lieu": "4 rue des Lilas", "service": "Police municipale",
    }.items():  # fmt: skip
        ecran.type(f"gsn_preparation_{nom}", texte)
    ecran.choose("gsn_preparation_fait", "fait.VOISIN")
    ecran.click("gsn_preparation_victime_non")
    exclude(ecran)


def test_an_adult_s_rappel_is_prepared_from_the_board_sent_and_numbered(sit_down: Sit) -> None:
    ecran = sit_down("coordo")
    ecran.go("rappels")
    assert "Aucune fiche n’est encore partie" in ecran.words()
    ecran.click("gsn_rappels_adulte")
    assert ecran.find("gsn_preparation_fait").findData("fait.ABSENT") < 0, (
        "a pupil's absences are not an adult's"
    )
    fill(ecran)
    ecran.click("gsn_rappel_preparation_enregistrer")
    assert isinstance(ecran.screen, RappelScreen), ecran.words()
    assert "majeur" in ecran.text("gsn_rappel_etat")
    ecran.click("gsn_rappel_acte_parquet_consulte")
    assert ecran.call(list_situations) == []
    [resume] = ecran.call(list_rappels)
    ecran.go("rappels")
    assert "adulte" in ecran.text("gsn_rappels_parquet_0_age")
    assert resume.numero in ecran.text("gsn_rappels_registre_0") and "Voisinage" not in ecran.text(
        "gsn_rappels_registre_0"
    )
    assert not ecran.shown("gsn_rappels_relancer"), "nothing is late"


def test_a_minor_is_refused_and_nothing_typed_is_lost(sit_down: Sit) -> None:
    ecran = sit_down("coordo")
    ecran.go("rappel_adulte")
    fill(ecran, "03/05/2012")
    ecran.click("gsn_rappel_preparation_enregistrer")
    assert not isinstance(ecran.screen, RappelScreen)
    assert "mineur" in ecran.words() or "représentant" in ecran.words()
    ecran.go("rappels")
    ecran.go("rappel_adulte")
    assert str(ecran.find("gsn_preparation_nom").property("text")) == "Voisinage"


def test_the_elu_is_offered_neither_the_form_nor_the_register(sit_down: Sit) -> None:
    ecran = sit_down("maire")
    ecran.go("rappels")
    for nom in ("gsn_rappels_adulte", "gsn_rappels_registre", "gsn_rappels_relancer"):
        assert not ecran.shown(nom), nom
