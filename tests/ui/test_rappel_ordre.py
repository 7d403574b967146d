"""The rappel à l'ordre through its windows: no path skips the parquet, the elu alone delivers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QLineEdit

from gsn_app.actions.rappel_ordre import (
    list_rappels,
    prepare_rappel,
    read_rappel,
    record_consultation,
    record_reponse,
)
from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre import EtatRappel, RappelOrdre
from gsn_app.ui.kit.button import PrimaryButton
from gsn_app.ui.rappel_ordre_fiche import RappelScreen
from tests.coffre_prepare import Prepare
from tests.ui.ecran import Ecran, open_for

Sit = Callable[[str], Ecran]

FAITS: dict[str, Any] = {
    "nom": "Durand",
    "prenom": "Léa",
    "date_naissance": "2011-03-12",
    "fait": "fait.TAPAGE",
    "description": "Tapage répété devant la résidence.",
    "lieu": "12 rue des Lilas",
    "service": "Police municipale",
    "commune_victime": False,
    "crime_ou_delit": False,
    "plainte_deposee": False,
    "enquete_judiciaire": False,
}


def french(jour: date) -> str:
    """As typed in a date field."""
    return f"{jour:%d/%m/%Y}"


def prepared(ecran: Ecran, coffre: Prepare, **change: Any) -> str:
    """A rappel prepared through its action; for absentéisme or a minor the mother is the representative."""
    from gsn_app.domain.rappel_ordre_valeur import QualiteRepresentant, Representant

    situation_id = ecran.call(open_for, coffre, "coordo")
    mere = Representant("Durand", "Sophie", QualiteRepresentant.MERE)
    jour = date.fromisoformat(ecran.session.today()) - timedelta(days=5)
    return str(
        ecran.call(
            prepare_rappel, situation_id, **{**FAITS, "date_fait": jour, "representants": (mere,), **change}
        )
    )


def fill(ecran: Ecran) -> None:
    """Type the facts and the representative; the identity comes from the situation."""
    jour = date.fromisoformat(ecran.session.today()) - timedelta(days=3)
    ecran.choose("gsn_preparation_fait", "fait.TAPAGE")
    ecran.type("gsn_preparation_description", "Tapage répété devant la résidence.")
    ecran.type("gsn_preparation_date_fait", french(jour))
    ecran.type("gsn_preparation_lieu", "12 rue des Lilas")
    ecran.type("gsn_preparation_service", "Police municipale")
    ecran.click("gsn_preparation_victime_non")
    ecran.type("gsn_preparation_representant1_nom", "Durand")
    ecran.type("gsn_preparation_representant1_prenom", "Sophie")
    ecran.choose("gsn_preparation_representant1_qualite", "qualite_representant.MERE")


def exclude(ecran: Ecran, **reponses: str) -> None:
    """Answer the three questions, « non » unless told."""
    for champ in ("crime_ou_delit", "plainte_deposee", "enquete_judiciaire"):
        ecran.click(f"gsn_preparation_{champ}_{reponses.get(champ, 'non')}")


def primary(ecran: Ecran) -> list[str]:
    """Names of the primary buttons seen."""
    return [b.objectName() for b in ecran.screen.findChildren(PrimaryButton) if b.isVisible()]


def read(ecran: Ecran, rappel_id: str) -> RappelOrdre:
    """The rappel as the vault replays it."""
    found = ecran.call(read_rappel, rappel_id)
    assert isinstance(found, RappelOrdre)
    return found


def test_the_whole_path_from_the_situation_to_the_return(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.go("situation", situation_id)
    ecran.click("gsn_situation_rappeler")
    assert ecran.find("gsn_preparation_nom", QLineEdit).text() == "Durand"
    fill(ecran)
    exclude(ecran)
    ecran.click("gsn_rappel_preparation_enregistrer")
    assert isinstance(ecran.screen, RappelScreen)
    rappel_id = ecran.screen.rappel_id
    jour = date.fromisoformat(ecran.session.today())

    assert primary(ecran) == ["gsn_rappel_acte_parquet_consulte"]
    ecran.click("gsn_rappel_acte_parquet_consulte")
    assert read(ecran, rappel_id).etat is EtatRappel.PARQUET_CONSULTE
    assert [f.exemplaire for f in ecran.feuilles] == [1]
    assert ecran.feuilles[0].pdf.startswith(b"%PDF")

    assert primary(ecran) == ["gsn_rappel_acte_reponse_parquet"]
    ecran.click("gsn_rappel_acte_reponse_parquet")
    ecran.click("gsn_rappel_reponse_reponse_parquet.B")
    ecran.type("gsn_rappel_reponse_date", french(jour))
    ecran.type("gsn_rappel_magistrat_nom", "Perrin")
    ecran.type("gsn_rappel_magistrat_qualite", "substitute du procureur")
    ecran.click("gsn_rappel_reponse_enregistrer")
    assert read(ecran, rappel_id).etat is EtatRappel.POSSIBLE

    assert primary(ecran) == ["gsn_rappel_acte_partenaires_consultes"]
    ecran.click("gsn_rappel_acte_partenaires_consultes")
    ecran.click("gsn_rappel_deja_suivie_oui")
    ecran.click("gsn_rappel_compatible_oui")
    ecran.click("gsn_rappel_partenaires_enregistrer")

    assert primary(ecran) == ["gsn_rappel_acte_convoque"]
    ecran.click("gsn_rappel_acte_convoque")
    ecran.type("gsn_rappel_convocation_date", french(jour))
    ecran.type("gsn_rappel_convocation_heure", "17:30")
    ecran.type("gsn_rappel_convocation_lieu", "Hôtel de ville")
    ecran.click("gsn_rappel_convocation_enregistrer")
    assert read(ecran, rappel_id).etat is EtatRappel.CONVOQUE
    assert {f.genre for f in ecran.feuilles[1:]} == {"convocation"}
    assert primary(ecran) == [], "the coordonnateur has no primary act while the elu is awaited"
    assert "maire" in ecran.text("gsn_rappel_refus_prononce")

    ecran = sit_down("maire")
    ecran.go("rappel_ordre", rappel_id)
    assert primary(ecran) == ["gsn_rappel_acte_prononce"]
    ecran.click("gsn_rappel_acte_prononce")
    ecran.find("gsn_rappel_presents_destinataire.REPRESENTANT_1").click()  # type: ignore[attr-defined]
    ecran.click("gsn_rappel_prononce_enregistrer")
    assert read(ecran, rappel_id).etat is EtatRappel.PRONONCE

    ecran = sit_down("coordo")
    ecran.go("rappel_ordre", rappel_id)
    ecran.click("gsn_rappel_acte_parquet_informe")
    assert read(ecran, rappel_id).etat is EtatRappel.PARQUET_INFORME
    assert "plus aucun acte ne peut suivre" in ecran.words()


def test_a_question_left_unanswered_stops_the_preparation(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    ecran.go("rappel_preparation", ecran.call(open_for, coffre, "coordo"))
    fill(ecran)
    ecran.click("gsn_preparation_crime_ou_delit_non")
    ecran.click("gsn_preparation_plainte_deposee_non")
    ecran.click("gsn_rappel_preparation_enregistrer")
    assert ecran.shown("gsn_preparation_enquete_judiciaire_faute")
    assert ecran.call(list_rappels) == []


def test_a_crime_is_refused_at_once_and_says_where_it_goes(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    ecran.go("rappel_preparation", ecran.call(open_for, coffre, "coordo"))
    fill(ecran)
    exclude(ecran, crime_ou_delit="oui")
    assert "procureur" in ecran.text("gsn_preparation_crime_ou_delit_faute")
    ecran.click("gsn_rappel_preparation_enregistrer")
    assert "RAO-07" in ecran.text("gsn_rappel_preparation_bandeau_detail")
    assert ecran.call(list_rappels) == []


def test_a_minor_without_representative_is_not_prepared(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    ecran.go("rappel_preparation", ecran.call(open_for, coffre, "coordo"))
    fill(ecran)
    ecran.find("gsn_preparation_representant1_nom", QLineEdit).clear()
    exclude(ecran)
    ecran.click("gsn_rappel_preparation_enregistrer")
    assert ecran.shown("gsn_preparation_representant1_nom_faute")
    assert ecran.call(list_rappels) == []


def test_the_preparation_survives_a_lock(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    situation_id = ecran.call(open_for, coffre, "coordo")
    ecran.go("rappel_preparation", situation_id)
    ecran.type("gsn_preparation_lieu", "Place de l’Église")
    ecran.leave(verrouillage=True)
    ecran = sit_down("coordo")
    ecran.go("rappel_preparation", situation_id)
    assert ecran.find("gsn_preparation_lieu", QLineEdit).text() == "Place de l’Église"


def test_a_sheet_that_never_came_out_was_never_sent(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    rappel_id = prepared(ecran, coffre)
    ecran.imprime = False
    ecran.go("rappel_ordre", rappel_id)
    ecran.click("gsn_rappel_acte_parquet_consulte")
    assert len(ecran.feuilles) == 1
    assert read(ecran, rappel_id).etat is EtatRappel.PREPARE


def test_before_the_parquet_every_later_act_says_why_it_waits(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    ecran.go("rappel_ordre", prepared(ecran, coffre))
    for acte in (
        "reponse_parquet",
        "partenaires_consultes",
        "convoque",
        "prononce",
        "non_presente",
        "reporte",
    ):
        assert "parquet" in ecran.text(f"gsn_rappel_refus_{acte}"), acte
        assert not ecran.shown(f"gsn_rappel_acte_{acte}"), acte


def test_an_answer_a_ends_the_path(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    rappel_id = prepared(ecran, coffre)
    ecran.go("rappel_ordre", rappel_id)
    ecran.click("gsn_rappel_acte_parquet_consulte")
    ecran.click("gsn_rappel_acte_reponse_parquet")
    ecran.click("gsn_rappel_reponse_reponse_parquet.A")
    ecran.type("gsn_rappel_reponse_date", french(date.fromisoformat(ecran.session.today())))
    ecran.type("gsn_rappel_magistrat_nom", "Perrin")
    ecran.type("gsn_rappel_magistrat_qualite", "procureure")
    ecran.click("gsn_rappel_reponse_enregistrer")
    assert read(ecran, rappel_id).etat is EtatRappel.ECARTE
    assert primary(ecran) == []
    assert not [a for a in Acte if ecran.shown(f"gsn_rappel_acte_{a.value.partition('.')[2]}")]
    assert "écarté" in ecran.words()


def test_the_pupil_is_not_offered_as_summoned_for_absenteeism(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    rappel_id = prepared(ecran, coffre, fait="fait.ABSENT")
    ecran.go("rappel_ordre", rappel_id)
    ecran.click("gsn_rappel_acte_parquet_consulte")
    jour = date.fromisoformat(ecran.session.today())
    ecran.call(
        record_reponse,
        rappel_id,
        reponse="reponse_parquet.B",
        date_reponse=jour,
        magistrat_nom="Perrin",
        magistrat_qualite="procureure",
    )
    ecran.call(record_consultation, rappel_id, date_consultation=jour, deja_suivie=True, compatible=True)
    ecran.go("rappel_ordre", rappel_id)
    ecran.click("gsn_rappel_acte_convoque")
    noms = [w.objectName() for w in ecran.screen.findChildren(object) if hasattr(w, "objectName")]
    assert "gsn_rappel_destinataires_destinataire.REPRESENTANT_1" in noms
    assert "gsn_rappel_destinataires_destinataire.AUTEUR" not in noms


def test_the_board_tells_the_stage_and_the_age(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    prepared(ecran, coffre)
    ecran.go("rappels")
    assert "Durand Léa" in ecran.text("gsn_rappels_envoyer_0")
    assert "depuis aujourd’hui" in ecran.text("gsn_rappels_envoyer_0_age")
    ecran.click("gsn_rappels_envoyer_0")
    assert ecran.screen.titre == "Fiche de rappel à l’ordre"


def test_a_simple_member_has_no_board_and_no_sheet(sit_down: Sit, coffre: Prepare) -> None:
    ecran = sit_down("coordo")
    rappel_id = prepared(ecran, coffre)
    ecran = sit_down("ecole")
    assert "rappels" not in ecran.window.entrees
    ecran.go("rappel_ordre", rappel_id)
    assert "Durand" not in ecran.words()
