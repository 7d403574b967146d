"""The follow-up of a situation: contacts, orientations, judicial measure, référent's rule, reminders, bilan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gsn_app.actions.accueil import list_taches
from gsn_app.actions.bilan_parcours import print_bilan, read_bilan
from gsn_app.actions.charte import sign_charte
from gsn_app.actions.impression import confirm_impression
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.mesure import end_mesure, propose_mesure, take_mesure
from gsn_app.actions.parcours import (
    end_mesure_judiciaire,
    record_contact,
    record_mesure_judiciaire,
    record_relais,
    refer,
)
from gsn_app.actions.referent_parcours import designate_referent, end_referent
from gsn_app.actions.retrait import withdraw_membre
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import admit_membre, close_situation, read_situation
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.domain.orientation import OrientationAnswered, OrientationUnsuited
from gsn_app.domain.parcours import (
    MesureJudiciaireMissing,
    MesureJudiciaireUnderWay,
    ReferentJusticeEnded,
    ReferentNotJustice,
)
from gsn_app.domain.situation import SituationClosed, SituationUnknown
from tests.actions.exemples import PERSONNE, day, expect_refusal, expect_sound, logged, open_one
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase

RENCONTRE = {"moyen": "moyen_information.ENT", "personne": "contact_personne.JEU"}


def enrol_pjj(coffre: Prepare) -> None:
    """An educator of the PJJ, who has signed."""
    who = NouveauMembre("Judith Testard", "Éducatrice", "PJJ de Valfictif", {GSN: Role.MEMBRE})
    with logged(coffre, "coordo") as session:
        coffre.membres["pjj"] = enrol_membre(session, who, phrase("pjj"), kdf=BON_MARCHE).id
    with logged(coffre, "pjj") as session:
        sign_charte(session)


def test_a_follow_up_from_the_first_meeting_to_the_bilan(coffre: Prepare) -> None:
    """PERSONNE is fourteen: the table gives what suits; who is not of the circle neither reads nor writes."""
    one = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "coordo") as session:
        designate_referent(
            session, one, coffre.membres["ecole"], date=day(-9), accord=True, accord_date=day(-9)
        )
    with logged(coffre, "ecole") as session:
        record_contact(session, one, date=day(-8), **RENCONTRE)
        mesure = propose_mesure(session, one, "mesure.SUI", date=day(-8))
        take_mesure(session, one, mesure, date=day(-7))
        assert "Mesure prise en charge" in " ".join(t.libelle for t in list_taches(session))
        with pytest.raises(OrientationUnsuited) as caught:
            refer(session, one, besoin="besoin.EMP", dispositif="dispositif.ML", date=day())
        assert "Prévention spécialisée" in caught.value.sentence
        towards = refer(session, one, besoin="besoin.ASS", dispositif="dispositif.DRE", date=day(-5))
        record_relais(session, one, towards, date=day(-1), suite="orientation_suite.PRI")
        with pytest.raises(OrientationAnswered):
            record_relais(session, one, towards, date=day(), suite="orientation_suite.REF")
        end_mesure(session, one, mesure, date=day(), resultat="suite.AME")
        assert not [t for t in list_taches(session) if t.genre == "mesure"]
        bilan = read_bilan(session, one)
        assert (bilan.contacts, bilan.actions_abouties, bilan.relais_pris) == (1, 1, 1)
        expect_refusal(session, ActeForbidden, "impression.demandee", print_bilan, one)
    with logged(coffre, "social") as session:
        for refused, function, more in (
            ("contact.note", record_contact, {"date": day(), **RENCONTRE}),
            ("situation.consultee", read_bilan, {}),
        ):
            expect_refusal(session, SituationUnknown, refused, function, one, **more)
    with logged(coffre, "maire") as session:
        expect_refusal(session, ActeForbidden, "contact.note", record_contact, one, date=day(), **RENCONTRE)
    with logged(coffre, "coordo") as session:
        close_situation(session, one, "cloture.REL", sortie_positive="sortie_positive.DC")
        with pytest.raises(SituationClosed):
            record_contact(session, one, date=day(), **RENCONTRE)
        sheet = print_bilan(session, one)
        confirm_impression(session, sheet, reussie=True)
        assert sheet.pdf.startswith(b"%PDF") and sheet.titre == f"Document {sheet.numero}"
        told = read_situation(session, one).historique
        assert [x.detail for x in told if x.acte.startswith("impression")] == [sheet.numero] * 2
    expect_sound(coffre)


def test_the_judicial_measure_decides_who_may_be_referent_and_its_term_is_reminded(coffre: Prepare) -> None:
    enrol_pjj(coffre)
    one = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "coordo") as session:
        admit_membre(session, one, coffre.membres["pjj"])
        with pytest.raises(MesureJudiciaireMissing):
            end_mesure_judiciaire(session, one, fin=day())
        record_mesure_judiciaire(session, one, service="service_justice.PJJ", debut=day(-400))
        with pytest.raises(MesureJudiciaireUnderWay):
            record_mesure_judiciaire(session, one, service="service_justice.SPIP", debut=day())
        ecole, pjj = coffre.membres["ecole"], coffre.membres["pjj"]
        expect_refusal(
            session, ReferentNotJustice, "referent_parcours.designe", designate_referent, one, ecole,
            date=day(-20), accord=True,
        )  # fmt: skip
        designate_referent(session, one, pjj, date=day(-20), accord=True)
        end_mesure_judiciaire(session, one, fin=day(-170))
    with logged(coffre, "pjj") as session:
        told = [t for t in list_taches(session) if t.genre == "terme_judiciaire"]
        assert len(told) == 1 and told[0].urgence == 1 and told[0].objet_id == one
    after = Prepare(coffre.coffre, coffre.poste, coffre.membres)
    with logged(after, "coordo") as session:
        later = session.now() + timedelta(days=40)
    with logged(after, "coordo", lambda: later) as session:
        end_referent(session, one, date=day(40), motif="terme")
        expect_refusal(
            session, ReferentJusticeEnded, "referent_parcours.designe", designate_referent, one, pjj,
            date=day(40), accord=True,
        )  # fmt: skip
        designate_referent(session, one, ecole, date=day(40), accord=True)
        history = read_situation(session, one).referents
        assert [(d.membre_id, bool(d.jusqu_au)) for d in history] == [(pjj, True), (ecole, False)]


def test_what_was_not_done_is_told_to_its_author_alone_after_a_while(coffre: Prepare) -> None:
    one = open_one(
        coffre, "coordo", "ecole", "social", personne=replace(PERSONNE, date_naissance="2008-02-02")
    )
    with logged(coffre, "coordo") as session:
        designate_referent(session, one, coffre.membres["ecole"], date=day(), accord=True)
    with logged(coffre, "social") as session:
        refer(session, one, besoin="besoin.EMP", dispositif="dispositif.ML", date=day())
        later = session.now() + timedelta(days=70)
    kinds = {}
    for nom in ("coordo", "ecole", "social"):
        with logged(coffre, nom, lambda: later) as session:
            found = {t.genre for t in list_taches(session)}
            kinds[nom] = found & {"contact", "orientation", "mesure"}
    assert kinds == {"coordo": set(), "ecole": {"contact"}, "social": {"orientation"}}


def test_the_keys_of_the_follow_up_are_renewed_when_a_member_leaves_the_circle(coffre: Prepare) -> None:
    """Contacts and orientations are pieces of the exchanges: rotated with them, read on by who remains."""
    one = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "ecole") as session:
        record_contact(session, one, date=day(), **RENCONTRE)
    with logged(coffre, "social") as session:
        held = session.coffre.dossiers[bytes.fromhex(one)]
        old = {dek for _, dek in held.cles.values()}
    with logged(coffre, "coordo") as session:
        withdraw_membre(session, one, coffre.membres["social"])
        refer(session, one, besoin="besoin.ASS", dispositif="dispositif.GSE", date=day())
        now = session.coffre.dossiers[bytes.fromhex(one)]
        assert not old & {dek for _, dek in now.cles.values()}
    with logged(coffre, "ecole") as session:
        parcours = read_situation(session, one).parcours
        assert [c.membre_id for c in parcours.contacts] == [coffre.membres["ecole"]]
        assert [o.dispositif for o in parcours.orientations] == ["dispositif.GSE"]
    with logged(coffre, "social") as session:
        expect_refusal(session, SituationUnknown, "situation.consultee", read_situation, one)
