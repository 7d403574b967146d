"""The printed bilan: everything it must say, on as many pages as it takes, each with its seal; nothing over the foot."""

from __future__ import annotations

from datetime import date

import pytest

from gsn_app.documents.bilan_parcours import render_bilan
from gsn_app.domain.bilan_parcours import ActionBilan, BilanParcours, FeuilleBilan, ReferentBilan, RelaisBilan
from gsn_app.domain.fiche_navette import Tirage
from tests.documents.exemples_fiche import ANCRE
from tests.documents.page import Page, squeeze
from tests.documents.test_attestation import lowest

MOTS = {
    "m1": "Émilie Tableau (Éducation nationale)", "mesure.SUI": "Suivi avec référent", "suite.AME": "Améliorée",
    "besoin.EMP": "Emploi, formation, projet", "dispositif.ML": "Mission locale",
    "orientation_suite.PRI": "Prise en charge", "cloture.REL": "Relais", "sortie_positive.FOR": "Formation",
}  # fmt: skip


def sheet(actions: int = 2, relais: int = 1, nom: str = "Exemple-Modèle") -> FeuilleBilan:
    return FeuilleBilan(
        "Saint-Exemple", "Groupe de suivi nominatif",
        BilanParcours(
            nom, "Zoé", "2009-05-03", "F", "gsn-1", "2026-01-10", "2026-11-02", "cloture.REL", "sortie_positive.FOR",
            (ReferentBilan("m1", "2026-02-01", "", "2026-01-31"),),
            tuple(ActionBilan("mesure.SUI", "2026-02-03", "2026-06-01", "suite.AME") for _ in range(actions)),
            tuple(
                RelaisBilan("besoin.EMP", "dispositif.ML", "2026-05-02", "orientation_suite.PRI", "2026-05-20")
                for _ in range(relais)
            ),
            3, "2026-02-15", "2026-09-01",
        ),
        MOTS, Tirage("2026-004", 1, ANCRE, "Coordo Testard", date(2026, 11, 21)),
    )  # fmt: skip


def test_it_says_dates_referent_actions_results_and_relais(qapp: object) -> None:
    page = Page(render_bilan(sheet()))
    for attendu in (
        "Bilan de parcours", "n° 2026-004", "Zoé Exemple-Modèle, née le 03/05/2009", "du 10/01/2026 au 02/11/2026",
        "Émilie Tableau (Éducation nationale)", "31/01/2026", "Suivi avec référent", "Améliorée", "Mission locale",
        "Prise en charge le 20/05/2026", "3, du 15/02/2026 au 01/09/2026", "Relais", "Formation",
        f"Sceau du journal : {ANCRE}", "les échanges du groupe n’y figurent pas",
    ):  # fmt: skip
        assert squeeze(attendu) in page.texte, attendu
    assert len(page.reader.pages) == 1


def test_an_empty_follow_up_says_so(qapp: object) -> None:
    texte = Page(render_bilan(sheet(0, 0))).texte
    assert squeeze("Aucune action n’a été engagée.") in texte and squeeze("Aucune orientation.") in texte


@pytest.mark.parametrize(("actions", "relais"), [(25, 1), (40, 30), (120, 2)])
def test_a_long_follow_up_goes_on_over_pages_that_each_bear_the_seal(
    qapp: object, actions: int, relais: int
) -> None:
    octets = render_bilan(sheet(actions, relais))
    texts = [squeeze(page.extract_text()) for page in Page(octets).reader.pages]
    assert len(texts) > 1
    assert sum(text.count(squeeze("Suivi avec référent")) for text in texts) == actions
    assert sum(text.count("MissionlocaleEmploi") for text in texts) == relais
    assert all(f"page{n}/{len(texts)}" in text for n, text in enumerate(texts, 1))
    assert all(squeeze(f"Sceau du journal : {ANCRE}") in text for text in texts)
    assert "Lecoordonnateur" in texts[-1]
    for text, low in lowest(octets):
        assert low > 30 * 72 / 25.4, text


def test_a_hostile_name_is_only_a_name(qapp: object) -> None:
    texte = Page(render_bilan(sheet(nom="<img src=x> " + "W" * 90))).texte
    assert squeeze("<img src=x>") in texte and "W" * 20 in texte
