"""What a member prints is what they may read: a restricted apport and the exchanges stay off every sheet."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from gsn_app.actions.apport import add_apport
from gsn_app.actions.bilan_parcours import print_bilan
from gsn_app.actions.impression import Feuille
from gsn_app.actions.notice import print_notice
from gsn_app.actions.rappel_feuille import print_engagement, print_remise
from gsn_app.actions.rappel_ordre import convene, print_convocations, print_fiche_navette
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.domain.notice import PublicNotice
from gsn_app.domain.situation import SituationUnknown
from tests.actions.exemples import expect_refusal, logged, open_one, prepare_one, send
from tests.actions.exemples_rappel import SUMMONS, answer, consult
from tests.coffre_prepare import Prepare

Print = Callable[[Session, str], Feuille]
NOTICE: Print = lambda session, situation: print_notice(session, situation, PublicNotice.REPRESENTANT)  # noqa: E731


def words(feuille: Feuille) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(feuille.pdf)).pages)


def test_no_sheet_carries_an_exchange_nor_the_partners_remark(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "ecole") as session:
        add_apport(session, situation, "CANARI-CERCLE dit à tous.")
        add_apport(session, situation, "CANARI-RESERVE dit à un seul.", lecteurs=(coffre.membres["social"],))
    with logged(coffre, "coordo") as session:
        rappel = prepare_one(session, situation)
        sheets = [print_fiche_navette(session, rappel)]
        send(session, rappel)
        answer(session, rappel)
        consult(session, rappel, remarque="CANARI-PARTENAIRE")
        convene(session, rappel, **SUMMONS)
        sheets += print_convocations(session, rappel)
        sheets += [print_engagement(session, rappel), print_remise(session, rappel)]
        sheets += [NOTICE(session, situation), print_bilan(session, situation)]
    for sheet in sheets:
        text = words(sheet)
        assert "CANARI" not in text, sheet.genre
        assert "Exemple" in text, "the person's own name is there: the check sees the page"


def test_a_coordonnateur_outside_the_circle_prints_no_sheet_of_the_situation(coffre: Prepare) -> None:
    situation = open_one(coffre, "ecole")
    with logged(coffre, "coordo") as session:
        for printed in (NOTICE, print_bilan):
            with pytest.raises(SituationUnknown):
                printed(session, situation)


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_who_is_not_coordonnateur_prints_nothing(coffre: Prepare, nom: str) -> None:
    situation = open_one(coffre)
    with logged(coffre, nom) as session:
        for printed in (NOTICE, print_bilan):
            expect_refusal(session, ActeForbidden, "impression.demandee", printed, situation)
