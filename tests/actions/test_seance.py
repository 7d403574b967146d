"""Séances lived through the acts a person triggers: agenda, presence, who must leave, what is said and decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gsn_app.actions.accueil import list_taches
from gsn_app.actions.apport import ApportNotOwn, VigilanceUnanswered, confirm_apport, withdraw_apport
from gsn_app.actions.impression import confirm_impression
from gsn_app.actions.mesure import take_mesure
from gsn_app.actions.releve_decisions import ReleveEmpty, SeanceNotClosed, print_releve, read_releve
from gsn_app.actions.saisine import submit_saisine
from gsn_app.actions.seance import (
    add_point,
    ask_seance,
    cancel_seance,
    change_seance,
    close_seance,
    list_seances,
    open_seance,
    order_points,
    prepare_seance,
    propose_points,
    read_seance,
    remove_point,
    set_presence,
)
from gsn_app.actions.seance_point import (
    list_confirmations,
    list_non_admis,
    note_apport,
    note_sans_information,
    open_point,
    record_decision,
    step_out,
)
from gsn_app.actions.situation import admit_membre, open_situation, read_situation, set_echeance
from gsn_app.domain.seance import (
    DecisionEmpty,
    EtatSeance,
    MembreNotHere,
    NobodyPresent,
    NothingToConfirm,
    OrdreIncomplete,
    PointGone,
    PointTwice,
    PointUnknown,
    PresenceUnsigned,
    PresentsNotAdmitted,
    SaisineNotOpened,
    SeanceNotOpen,
    SeanceOver,
    SeanceTooFar,
    SeanceUnknown,
    VolontaireAlone,
)
from gsn_app.domain.situation import DateImpossible, Personne, SituationUnknown
from tests.actions.exemples import (
    AUTRE,
    PERSONNE,
    day,
    expect_refusal,
    expect_sound,
    logged,
    open_one,
    read_all,
)
from tests.coffre_prepare import GSN, Prepare
from tests.documents.page import Page, squeeze

TROISIEME = Personne("Fictivet", "Côme", "2011-02-02", "M")
OPENING = {"origine": "origine.EN", "motif": "motif.ABS"}


def hold(coffre: Prepare, *presents: str, points: tuple[str, ...], tenue_le: str = "") -> str:
    """A séance prepared and opened by the coordonnateur; returns its id."""
    with logged(coffre, "coordo") as session:
        seance_id = prepare_seance(session, GSN, tenue_le or day(), "14:30")
        for point in points:
            add_point(session, seance_id, point)
        set_presence(session, seance_id, {coffre.membres[nom]: "present" for nom in ("coordo", *presents)})
        open_seance(session, seance_id, tenue_le)
    return seance_id


def test_the_agenda_is_proposed_from_due_reviews_new_situations_and_saisines(coffre: Prepare) -> None:
    due = open_one(coffre)
    fresh = open_one(coffre, personne=AUTRE)
    later = open_one(coffre, personne=TROISIEME)
    with logged(coffre, "social") as session:
        saisine = submit_saisine(session, GSN, personne=replace(TROISIEME, nom="Nouvelle"), **OPENING)
    with logged(coffre, "coordo") as session:
        set_echeance(session, due, day(5))
        set_echeance(session, later, day(90))
        seance_id = prepare_seance(session, GSN, day(7))
        proposed = {p.objet_id: p.raison for p in propose_points(session, seance_id)}
        assert proposed == {due: "echeance", fresh: "nouvelle", saisine: "saisine"}
        for one in (due, fresh, saisine):
            add_point(session, seance_id, one)
        assert propose_points(session, seance_id) == []
        with pytest.raises(PointTwice):
            add_point(session, seance_id, due)
        order_points(session, seance_id, [saisine, fresh, due])
        with pytest.raises(OrdreIncomplete):
            order_points(session, seance_id, [saisine, fresh])
        remove_point(session, seance_id, fresh)
        read = read_seance(session, seance_id)
        assert [p.objet_id for p in read.seance.points] == [saisine, due]
        assert read.libelles[saisine] == "Saisine\u00a0: Côme Nouvelle"
        assert any(t.genre == "seance" and t.objet_id == seance_id for t in list_taches(session))
        with pytest.raises(SeanceTooFar):
            prepare_seance(session, GSN, day(400))
    with logged(coffre, "ecole") as session:
        read = read_seance(session, seance_id)
        assert [p.objet_id for p in read.seance.points] == [due] and read.seance.autres == 1
        expect = "seance.preparee"
        from gsn_app.actions.session import ActeForbidden

        expect_refusal(session, ActeForbidden, expect, add_point, seance_id, fresh)
        assert any(t.genre == "seance" for t in list_taches(session)), "each member is reminded"
    expect_sound(coffre)


def test_any_member_asks_for_an_urgent_seance_and_the_coordonnateur_sets_its_day(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "ecole") as session:
        asked = ask_seance(session, GSN, situation)
        assert [s.etat for s in list_seances(session)] == [EtatSeance.DEMANDEE]
        with pytest.raises(PointUnknown):
            ask_seance(session, GSN, "00" * 16)
    with logged(coffre, "maire") as session:
        mayors = ask_seance(session, GSN)
        assert bytes.fromhex(mayors) not in session.coffre.dossiers, (
            "the elu keeps no key of the exchanges' agenda"
        )
    with logged(coffre, "social") as session:
        assert list_seances(session) == []
    with logged(coffre, "coordo") as session:
        first = [t for t in list_taches(session) if t.genre == "seance"]
        assert len(first) == 2 and all(t.urgence == 0 and "urgente" in t.libelle for t in first)
        change_seance(session, asked, date=day(1), heure="9:00".zfill(5))
        cancel_seance(session, mayors)
        with pytest.raises(SeanceOver):
            change_seance(session, mayors, date=day(1))
    with logged(coffre, "social") as session:
        (mine,) = [s for s in list_seances(session) if s.id == asked]
        assert (mine.etat, mine.date, mine.heure) == (EtatSeance.PREPAREE, day(1), "09:00")
        assert read_seance(session, asked).seance.points == ()
        assert not any(situation in s.examinees for s in list_seances(session))
    expect_sound(coffre)


def test_only_current_signatories_are_marked_present(coffre: Prepare) -> None:
    from gsn_app.actions.suspension import suspend_membre

    with logged(coffre, "coordo") as session:
        seance_id = prepare_seance(session, GSN, day())
        suspend_membre(session, coffre.membres["social"], "Pause décidée")
        present = {coffre.membres["social"]: "present"}
        expect_refusal(session, PresenceUnsigned, "seance.presence_notee", set_presence, seance_id, present)
        set_presence(
            session, seance_id, {coffre.membres["social"]: "excuse", coffre.membres["ecole"]: "present"}
        )
        expect_refusal(session, NobodyPresent, "seance.ouverte", open_seance, seance_id)
        set_presence(session, seance_id, {coffre.membres["coordo"]: "present"})
        open_seance(session, seance_id)
        (line,) = list_seances(session)
        assert set(line.presents) == {coffre.membres["coordo"], coffre.membres["ecole"]}
        assert line.excuses == (coffre.membres["social"],)


def test_nothing_is_shown_until_each_unadmitted_member_is_admitted_or_out(coffre: Prepare) -> None:
    situation = open_one(coffre)
    seance_id = hold(coffre, "ecole", "social", "maire", points=(situation,))
    with logged(coffre, "coordo") as session:
        named = {n.nom: n.admissible for n in list_non_admis(session, seance_id, situation)}
        assert named == {"Social Testard": True, "Maire Testard": False}
        motive = expect_refusal(
            session, PresentsNotAdmitted, "seance.point_ouvert", open_point, seance_id, situation
        )
        with pytest.raises(PresentsNotAdmitted, match="Social Testard, Maire Testard"):
            open_point(session, seance_id, situation)
        with pytest.raises(PointGone):
            note_apport(session, seance_id, situation, "Texte.", dit_par=coffre.membres["ecole"])
        step_out(session, seance_id, situation, [coffre.membres["maire"]])
        with pytest.raises(PresentsNotAdmitted):
            open_point(session, seance_id, situation)
        admit_membre(session, situation, coffre.membres["social"])
        shown = open_point(session, seance_id, situation)
        assert shown.personne is not None and shown.personne.nom == PERSONNE.nom
        with pytest.raises(MembreNotHere):
            note_apport(session, seance_id, situation, "Texte.", dit_par=coffre.membres["maire"])
        with pytest.raises(MembreNotHere):
            step_out(session, seance_id, situation, [coffre.membres["maire"]])
        # somebody comes in late: the same question again before anything more is written
        set_presence(session, seance_id, {coffre.membres["police"]: "present"})
        with pytest.raises(PresentsNotAdmitted, match="Police Testard"):
            record_decision(session, seance_id, situation, "decision.POU")
    lines = read_all(coffre)
    assert motive in {x.motif for x in lines if x.acte == "acces.refuse"}
    out = [x for x in lines if x.acte == "seance.membre_sorti"]
    assert [x.reference for x in out] == [situation] and coffre.membres["maire"] in out[0].motif
    assert any(x.acte == "situation.membre_admis" and x.reference == situation for x in lines)
    assert any(x.acte == "situation.consultee" and seance_id in x.motif for x in lines)


def test_a_saisine_is_not_discussed_before_it_opened_a_situation(coffre: Prepare) -> None:
    with logged(coffre, "social") as session:
        saisine = submit_saisine(session, GSN, personne=PERSONNE, **OPENING)
    seance_id = hold(coffre, "ecole", points=(saisine,))
    with logged(coffre, "coordo") as session:
        expect_refusal(session, SaisineNotOpened, "seance.point_ouvert", open_point, seance_id, saisine)
        circle = [coffre.membres["coordo"], coffre.membres["ecole"]]
        situation = open_situation(
            session, GSN, personne=PERSONNE, **OPENING, cercle=circle, saisine_id=saisine
        )
        assert open_point(session, seance_id, saisine).id == situation
        record_decision(session, seance_id, saisine, "decision.POU")
        close_seance(session, seance_id)
        assert [line.decision for line in read_releve(session, seance_id)] == ["Poursuite du suivi"]


def test_what_is_said_is_confirmed_corrected_or_withdrawn_by_who_said_it(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    seance_id = hold(coffre, "ecole", "social", points=(situation,))
    ecole, social = coffre.membres["ecole"], coffre.membres["social"]
    with logged(coffre, "coordo") as session:
        open_point(session, seance_id, situation)
        for_all = note_apport(session, seance_id, situation, "Il revient le matin.", dit_par=ecole)
        for_two = note_apport(
            session, seance_id, situation, "Entretien familial.", dit_par=social, lecteurs=[social]
        )
        wrong = note_apport(session, seance_id, situation, "Mal entendu.", dit_par=ecole)
        with pytest.raises(VigilanceUnanswered):
            note_apport(session, seance_id, situation, "C’est un voyou.", dit_par=ecole)
        note_sans_information(session, seance_id, situation, social)
        assert list_confirmations(session) == []
    with logged(coffre, "ecole") as session:
        waiting = {c.objet_id for c in list_confirmations(session)}
        assert waiting == {for_all, wrong}
        assert sum(t.genre == "confirmation" for t in list_taches(session)) == 2
        seen = {a.id for a in read_situation(session, situation).apports}
        assert for_two not in seen and for_all in seen, "a reduced apport is not for others"
        expect_refusal(session, NothingToConfirm, "apport.confirme", confirm_apport, situation, for_two)
        with pytest.raises(VigilanceUnanswered):
            confirm_apport(session, situation, for_all, "C’est un voyou.")
        confirm_apport(session, situation, for_all, "Il revient le matin depuis lundi.")
        withdraw_apport(session, situation, wrong)
        assert list_confirmations(session) == []
        with pytest.raises(NothingToConfirm):
            confirm_apport(session, situation, for_all)
    with logged(coffre, "social") as session:
        expect_refusal(session, ApportNotOwn, "apport.retire", withdraw_apport, situation, for_all)
        confirm_apport(session, situation, for_two)
    with logged(coffre, "coordo") as session:
        apports = {a.id: a for a in read_situation(session, situation).apports}
        said = apports[for_all]
        assert (said.auteur_id, said.note_par, said.texte) == (
            ecole, coffre.membres["coordo"], "Il revient le matin depuis lundi.",
        )  # fmt: skip
        assert apports[for_two].auteur_id == social and apports[for_two].confirme_le == day()
        assert apports[wrong].retire and not apports[wrong].texte
        nothing = [a for a in apports.values() if a.sans_information]
        assert [a.dit_par for a in nothing] == [social]
        expect_refusal(session, ApportNotOwn, "apport.retire", withdraw_apport, situation, for_all)
    expect_sound(coffre)


def test_a_decision_is_one_entry_and_a_volunteer_is_never_assigned(coffre: Prepare) -> None:
    situation = open_one(coffre)
    seance_id = hold(coffre, "ecole", points=(situation,))
    ecole, coordo = coffre.membres["ecole"], coffre.membres["coordo"]
    with logged(coffre, "coordo") as session:
        open_point(session, seance_id, situation)
        before = len(read_situation(session, situation).mesures)
        for error, more in (
            (DecisionEmpty, {"decision": ""}),
            (VolontaireAlone, {"decision": "decision.MES", "volontaire": ecole}),
            (DateImpossible, {"decision": "decision.MES", "prochaine": day(-3)}),
            (
                MembreNotHere,
                {"decision": "decision.MES", "mesure": "mesure.SUI", "volontaire": coffre.membres["social"]},
            ),
        ):
            with pytest.raises(error):
                record_decision(session, seance_id, situation, **more)
        assert len(read_situation(session, situation).mesures) == before
        record_decision(
            session, seance_id, situation, "decision.MES", mesure="mesure.MSC", volontaire=ecole, prochaine=day(42)
        )  # fmt: skip
        record_decision(session, seance_id, situation, "decision.MES", mesure="mesure.SUI", volontaire=coordo)
        read = read_situation(session, situation)
        said = {m.code: m for m in read.mesures}
        assert (said["mesure.MSC"].prise_par, said["mesure.MSC"].volontaire) == ("", ecole)
        assert said["mesure.SUI"].prise_par == coordo, "who types may volunteer at once"
        assert read.typologie is not None and read.typologie.echeance == day(42)
        assert "mesure.MSC" in read.typologie.mesures
    with logged(coffre, "ecole") as session:
        (task,) = [t for t in list_taches(session) if t.genre == "confirmation"]
        assert "prenez la mesure" in task.libelle and task.objet_id == situation
        take_mesure(session, situation, said["mesure.MSC"].id, date=day())
        assert list_confirmations(session) == []
    expect_sound(coffre)


def test_a_seance_held_on_paper_keeps_both_dates(coffre: Prepare) -> None:
    situation = open_one(coffre)
    held = day(-9)
    seance_id = hold(coffre, "ecole", points=(situation,), tenue_le=held)
    with logged(coffre, "coordo") as session:
        open_point(session, seance_id, situation)
        note_apport(session, seance_id, situation, "Dit ce jour-là.", dit_par=coffre.membres["ecole"])
        record_decision(session, seance_id, situation, "decision.POU", prochaine=day(30))
        close_seance(session, seance_id)
        (line,) = list_seances(session)
        assert (line.tenue_le, line.enregistree_le) == (held, day())
        read = read_situation(session, situation)
        assert (read.decisions[0].date, read.decisions[0].notee_le) == (held, day())
        assert read.apports[0].date == held


def test_closing_plans_the_next_with_what_was_not_reached(coffre: Prepare) -> None:
    first, second = open_one(coffre), open_one(coffre, personne=AUTRE)
    seance_id = hold(coffre, "ecole", points=(first, second))
    with logged(coffre, "coordo") as session:
        open_point(session, seance_id, first)
        following = close_seance(session, seance_id, prochaine=day(40), heure="10:00")
        with pytest.raises(SeanceOver):
            open_point(session, seance_id, second)
        (done, planned) = list_seances(session)
        assert (done.examinees, planned.id, planned.date) == ((first,), following, day(40))
        assert [p.objet_id for p in read_seance(session, following).seance.points] == [second]
        expect_refusal(session, SeanceNotOpen, "seance.point_ouvert", open_point, following, second)
    with logged(coffre, "ecole") as session:
        assert list_seances(session)[0].examinees == (first,)


def test_each_releve_holds_only_what_its_reader_may_read(coffre: Prepare, qapp: object) -> None:
    shared = open_one(coffre, "coordo", "ecole", "social")
    reserved = open_one(coffre, "coordo", "ecole", personne=AUTRE)
    seance_id = hold(coffre, "ecole", "social", points=(shared, reserved))
    with logged(coffre, "coordo") as session:
        open_point(session, seance_id, shared)
        note_apport(session, seance_id, shared, "Récit à ne pas imprimer.", dit_par=coffre.membres["ecole"])
        record_decision(
            session, seance_id, shared, "decision.MES", mesure="mesure.MSC", volontaire=coffre.membres["social"]
        )  # fmt: skip
        step_out(session, seance_id, reserved, [coffre.membres["social"]])
        open_point(session, seance_id, reserved)
        record_decision(session, seance_id, reserved, "decision.CLO")
        expect_refusal(
            session, SeanceNotClosed, "impression.demandee", print_releve, seance_id, coffre.membres["ecole"]
        )
        close_seance(session, seance_id)
        sheets = {nom: print_releve(session, seance_id, coffre.membres[nom]) for nom in ("ecole", "social")}
        full, less = (Page(sheets[nom].pdf).texte for nom in ("ecole", "social"))
        assert squeeze(AUTRE.nom) in full and squeeze("Clôture envisagée") in full
        assert squeeze(PERSONNE.nom) in less and squeeze("Social Testard (à confirmer)") in less
        assert squeeze(AUTRE.nom) not in less and squeeze("Clôture envisagée") not in less
        assert all("Récit" not in text for text in (full, less))
        assert squeeze("Exemplaire de Social Testard") in less
        assert sheets["ecole"].numero != sheets["social"].numero
        for sheet in sheets.values():
            confirm_impression(session, sheet, reussie=True)
        expect_refusal(
            session, ReleveEmpty, "impression.demandee", print_releve, seance_id, coffre.membres["maire"]
        )
    with logged(coffre, "social") as session:
        lines = read_releve(session, seance_id)
        assert [line.decision for line in lines] == ["Mesure proposée"]
    printed = [x for x in read_all(coffre) if x.acte == "impression.faite" and "releve" in x.motif]
    assert len(printed) == 2 and {x.document for x in printed} == {s.numero for s in sheets.values()}


def test_another_body_a_stranger_and_a_signalant_learn_nothing(coffre: Prepare) -> None:
    situation = open_one(coffre)
    seance_id = hold(coffre, "ecole", points=(situation,))
    for nom in ("police", "maire", "dpo"):
        with logged(coffre, nom) as session:
            assert bytes.fromhex(seance_id) not in session.coffre.dossiers
    with logged(coffre, "social") as session:
        with pytest.raises(SituationUnknown):
            read_situation(session, situation)
        expect_refusal(session, SeanceUnknown, "seance.consultee", read_seance, "00" * 16)
        (line,) = list_seances(session)
        assert line.examinees == () and line.points == 1
