"""The information notice (C8): numbered, journaled, suited to the age; who may not print it."""

from __future__ import annotations

import io

from pypdf import PdfReader

from gsn_app.actions.impression import confirm_impression
from gsn_app.actions.notice import NoticeUnsuited, list_publics, print_notice
from gsn_app.actions.session import ActeForbidden
from gsn_app.domain.notice import PublicNotice
from gsn_app.domain.situation import SituationUnknown
from tests.actions.exemples import PERSONNE, expect_refusal, expect_sound, logged, open_one, read_all
from tests.coffre_prepare import Prepare

ACTE = "impression.demandee"


def test_each_reader_of_a_minor_gets_a_sheet_of_their_own_with_the_anchor_of_its_entry(
    coffre: Prepare,
) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        publics = list_publics(session, PERSONNE.date_naissance)
        assert publics == (PublicNotice.MOINS_15_ANS, PublicNotice.REPRESENTANT)
        for public in publics:
            feuille = print_notice(session, situation, public)
            texte = " ".join(PdfReader(io.BytesIO(feuille.pdf)).pages[0].extract_text().split())
            assert session.ancre in texte and "Maëlys" in texte
            assert "Maëlys" not in feuille.titre
            confirm_impression(session, feuille, reussie=True)
        again = print_notice(session, situation, PublicNotice.REPRESENTANT)
        assert (again.numero, again.exemplaire) == (feuille.numero, 2)
    asked = [x.motif.split()[0] for x in read_all(coffre) if x.acte == ACTE]
    assert asked == ["notice.moins_15_ans", "notice.representant", "notice.representant"]
    expect_sound(coffre)


def test_a_notice_that_does_not_suit_the_age_is_refused(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        expect_refusal(session, NoticeUnsuited, ACTE, print_notice, situation, PublicNotice.PERSONNE)


def test_only_a_coordonnateur_of_the_circle_prints_it(coffre: Prepare) -> None:
    situation = open_one(coffre)
    for nom in ("ecole", "police", "dpo", "maire"):
        with logged(coffre, nom) as session:
            expect_refusal(session, ActeForbidden, ACTE, print_notice, situation, PublicNotice.REPRESENTANT)
    autre = open_one(coffre, "ecole")  # the coordonnateur holds identity and coded attributes only
    with logged(coffre, "coordo") as session:
        expect_refusal(session, SituationUnknown, ACTE, print_notice, autre, PublicNotice.REPRESENTANT)
