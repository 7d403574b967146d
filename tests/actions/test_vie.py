"""The life of a situation, from the saisine to the closure: what each member sees after each step."""

from __future__ import annotations

import pytest

from gsn_app.actions.apport import (
    ApportNotOwn,
    ReaderNotAdmitted,
    VigilanceUnanswered,
    add_apport,
    add_sans_information,
    check_vigilance,
    withdraw_apport,
)
from gsn_app.actions.doublon import compare_personne
from gsn_app.actions.mesure import (
    MesureAlreadyTaken,
    MesureEnded,
    MesureNotOwn,
    end_mesure,
    propose_mesure,
    take_mesure,
)
from gsn_app.actions.referent_parcours import (
    ReferentMissing,
    ReferentNotAdmitted,
    ReferentWithoutAccord,
    designate_referent,
    end_referent,
)
from gsn_app.actions.saisine import (
    SaisineAnswered,
    dismiss_saisine,
    list_saisines,
    submit_saisine,
)
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import (
    MembreAlreadyAdmitted,
    admit_membre,
    change_personne,
    close_situation,
    defer_information,
    list_situations,
    open_situation,
    read_situation,
    record_information,
    set_echeance,
)
from gsn_app.domain.situation import (
    DateImpossible,
    EtatSituation,
    Personne,
    SituationClosed,
    SituationUnknown,
)
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


def seen_by(coffre: Prepare) -> dict[str, int]:
    """Number of situations in the list of each member who may consult."""
    counts = {}
    for nom in ("coordo", "ecole", "social"):
        with logged(coffre, nom) as session:
            counts[nom] = len(list_situations(session))
    return counts


def test_the_whole_life_and_what_each_member_sees(coffre: Prepare) -> None:
    ecole, social = coffre.membres["ecole"], coffre.membres["social"]
    with logged(coffre, "police") as police:
        saisine_id = submit_saisine(
            police,
            GSN,
            origine="origine.PM",
            motif="motif.INC",
            personne=PERSONNE,
            description="Le soir, place.",
        )
        assert [s.etat for s in list_saisines(police)] == ["deposee"]
    assert seen_by(coffre) == {"coordo": 0, "ecole": 0, "social": 0}
    with logged(coffre, "ecole") as session:
        assert list_saisines(session) == []
    with logged(coffre, "coordo") as session:
        assert [s.id for s in list_saisines(session)] == [saisine_id]
        situation = open_situation(
            session, GSN, personne=PERSONNE, origine="origine.PM", motif="motif.INC",
            motifs_secondaires=("motif.GRP",), cercle=[coffre.membres["coordo"], ecole], saisine_id=saisine_id,
        )  # fmt: skip
    assert seen_by(coffre) == {"coordo": 1, "ecole": 1, "social": 0}
    with logged(coffre, "police") as police:
        retour = list_saisines(police)[0]
        assert (retour.etat, retour.retour) == ("repondue", "retour_saisine.PRI")
        expect_refusal(police, ActeForbidden, "situation.consultee", read_situation, situation)
    with logged(coffre, "social") as session:
        expect_refusal(session, SituationUnknown, "situation.consultee", read_situation, situation)
    with logged(coffre, "coordo") as session:
        record_information(
            session, situation, date=day(-1), moyen="moyen_information.ENT", par="Coordo Testard"
        )
        admit_membre(session, situation, social, "suit la famille")
        with pytest.raises(MembreAlreadyAdmitted):
            admit_membre(session, situation, social)
        set_echeance(session, situation, day(90))
    assert seen_by(coffre) == {"coordo": 1, "ecole": 1, "social": 1}
    with logged(coffre, "ecole") as session:
        shared = add_apport(session, situation, "Assiduité en progrès.")
        kept = add_apport(
            session, situation, "Vu par le coordonnateur seul.", lecteurs=[coffre.membres["coordo"]]
        )
        mesure = propose_mesure(session, situation, "mesure.MSC", date=day(-1))
    with logged(coffre, "social") as session:
        complete = read_situation(session, situation)
        assert [a.id for a in complete.apports] == [shared]
        take_mesure(session, situation, mesure, date=day())
        add_sans_information(session, situation)
    with logged(coffre, "coordo") as session:
        designate_referent(session, situation, social, date=day(), accord=True)
        complete = read_situation(session, situation)
        assert {a.id for a in complete.apports if not a.sans_information} == {shared, kept}
        assert complete.typologie is not None and complete.typologie.referent_id == social
    with logged(coffre, "social") as session:
        end_mesure(session, situation, mesure, date=day(), resultat="suite.REA")
        end_referent(session, situation, date=day(), motif="relais")
    with logged(coffre, "coordo") as session:
        close_situation(session, situation, "cloture.SOL", sortie_positive="sortie_positive.SCO")
        expect_refusal(session, SituationClosed, "apport.ajoute", add_apport, situation, "Trop tard.")
        resume = list_situations(session)[0]
        assert resume.typologie.etat is EtatSituation.CLOTUREE
        assert resume.typologie.mesures == ("mesure.MSC",)
        assert resume.typologie.suite == "suite.REA"
        complete = read_situation(session, situation)
        assert [i.moyen for i in complete.information] == ["moyen_information.ENT"]
        told = [x.acte for x in complete.historique]
        assert told[0] == "situation.ouverte" and told[-1] == "situation.cloturee"
        assert "situation.consultee" not in told
    assert seen_by(coffre) == {"coordo": 1, "ecole": 1, "social": 1}
    acts = {x.acte for x in read_all(coffre)}
    assert acts >= {
        "saisine.deposee", "situation.ouverte", "situation.membre_admis", "information.donnee", "apport.ajoute",
        "apport.sans_information", "mesure.proposee", "mesure.prise_en_charge", "mesure.terminee",
        "referent_parcours.designe", "referent_parcours.fin", "situation.cloturee",
    }  # fmt: skip
    expect_sound(coffre)


def test_a_restricted_apport_does_not_exist_for_another_member_of_the_circle(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "ecole") as session:
        apport = add_apport(
            session, situation, "Confié.", lecteurs=[coffre.membres["coordo"]], dit_par="Zoé T."
        )
    with logged(coffre, "social") as session:
        complete = read_situation(session, situation)
        assert complete.apports == () and complete.anomalies == ()
        assert "Confié" not in repr(complete) and "Zoé" not in repr(complete)
        expect_refusal(session, ApportNotOwn, "apport.retire", withdraw_apport, situation, apport)
    with logged(coffre, "coordo") as session:
        assert [a.texte for a in read_situation(session, situation).apports] == ["Confié."]
    with logged(coffre, "ecole") as session:
        withdraw_apport(session, situation, apport)
    with logged(coffre, "coordo") as session:
        gone = read_situation(session, situation).apports[0]
        assert (gone.texte, gone.retire) == ("", True)


def test_readers_are_chosen_among_the_circle_only(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "ecole") as session:
        outsiders = [coffre.membres["social"], coffre.membres["police"], coffre.membres["dpo"], "inconnu"]
        for outsider in outsiders:
            expect_refusal(
                session, ReaderNotAdmitted, "apport.ajoute", add_apport, situation, "x", lecteurs=[outsider]
            )
        assert read_situation(session, situation).apports == ()


def test_loaded_words_are_named_then_rephrased_or_confirmed_with_a_reason(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "ecole") as session:
        assert [h.mot for h in check_vigilance(session, "Il sort de l’hôpital.")] != []
        with pytest.raises(VigilanceUnanswered) as caught:
            add_apport(session, situation, "Il sort de l’hôpital.")
        assert "hôpital" in caught.value.sentence
        add_apport(session, situation, "Il sort de l’hôpital.", vigilance_motif="lieu de rendez-vous")
        kept = read_situation(session, situation).apports[0]
        assert kept.vigilance_motif == "lieu de rendez-vous"
    noted = [x.motif for x in read_all(coffre) if x.acte == "apport.ajoute"]
    assert noted == ["vigilance confirmée : sante"]


def test_the_contributor_withdraws_even_after_closure(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "ecole") as session:
        apport = add_apport(session, situation, "À retirer.")
    with logged(coffre, "coordo") as session:
        close_situation(session, situation, "cloture.FIN")
    with logged(coffre, "ecole") as session:
        withdraw_apport(session, situation, apport)
        assert read_situation(session, situation).apports[0].texte == ""


def test_referents_keep_a_dated_history_and_the_same_person_may_come_back(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    ecole, social = coffre.membres["ecole"], coffre.membres["social"]
    with logged(coffre, "coordo") as session:
        expect_refusal(session, ReferentMissing, "referent_parcours.fin", end_referent, situation, date=day())
        designate_referent(session, situation, ecole, date=day(-30), accord=True, accord_date=day(-31))
        designate_referent(session, situation, social, date=day(-20), accord=True)
        end_referent(session, situation, date=day(-10), motif="congé")
        designate_referent(session, situation, ecole, date=day(-5), accord=True)
        periods = [(r.membre_id, r.depuis, r.jusqu_au) for r in read_situation(session, situation).referents]
        assert periods == [
            (ecole, day(-30), day(-20)), (social, day(-20), day(-10)), (ecole, day(-5), "")
        ]  # fmt: skip
        for too_early in (day(-6), day(-20), day(-40)):
            with pytest.raises(DateImpossible):
                designate_referent(session, situation, social, date=too_early, accord=True)
        with pytest.raises(DateImpossible):
            designate_referent(session, situation, social, date=day(), accord=True, accord_date=day(1))
        with pytest.raises(DateImpossible):
            end_referent(session, situation, date=day(-6))


def test_a_referent_needs_the_young_person_s_agreement_and_the_circle(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        expect_refusal(
            session, ReferentWithoutAccord, "referent_parcours.designe", designate_referent, situation,
            coffre.membres["ecole"], date=day(), accord=False,
        )  # fmt: skip
        expect_refusal(
            session, ReferentNotAdmitted, "referent_parcours.designe", designate_referent, situation,
            coffre.membres["social"], date=day(), accord=True,
        )  # fmt: skip
        assert read_situation(session, situation).referents == ()


def test_a_measure_is_taken_and_ended_by_oneself_only(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "ecole") as session:
        mesure = propose_mesure(session, situation, "mesure.SUI", date=day(-3))
        expect_refusal(
            session,
            MesureNotOwn,
            "mesure.terminee",
            end_mesure,
            situation,
            mesure,
            date=day(),
            resultat="suite.REA",
        )
        with pytest.raises(DateImpossible):
            take_mesure(session, situation, mesure, date=day(-4))
    with logged(coffre, "social") as session:
        take_mesure(session, situation, mesure, date=day(-1))
        taken = read_situation(session, situation).mesures[0]
        assert taken.prise_par == session.membre.id
        expect_refusal(
            session, MesureAlreadyTaken, "mesure.prise_en_charge", take_mesure, situation, mesure, date=day()
        )
        with pytest.raises(DateImpossible):
            end_mesure(session, situation, mesure, date=day(-2), resultat="suite.REA")
    for nom in ("ecole", "coordo"):
        with logged(coffre, nom) as session:
            expect_refusal(
                session, MesureNotOwn, "mesure.terminee", end_mesure, situation, mesure, date=day(),
                resultat="suite.REA",
            )  # fmt: skip
    with logged(coffre, "social") as session:
        end_mesure(session, situation, mesure, date=day(), resultat="suite.AME")
        expect_refusal(
            session,
            MesureEnded,
            "mesure.terminee",
            end_mesure,
            situation,
            mesure,
            date=day(),
            resultat="suite.REA",
        )
        assert read_situation(session, situation).mesures[0].resultat == "suite.AME"


def test_information_is_given_or_put_off_for_a_listed_reason(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "coordo") as session:
        defer_information(session, situation, date=day(-2), motif="motif_report_information.ADR")
        record_information(
            session, situation, date=day(), moyen="moyen_information.COU", par="Coordo Testard"
        )
        told = read_situation(session, situation).information
        assert [(i.donnee, i.motif_report or i.moyen) for i in told] == [
            (False, "motif_report_information.ADR"), (True, "moyen_information.COU")
        ]  # fmt: skip
    with logged(coffre, "ecole") as session:
        assert len(read_situation(session, situation).information) == 2


def test_a_saisine_is_answered_once_and_its_author_reads_the_short_return_only(coffre: Prepare) -> None:
    with logged(coffre, "police") as session:
        first = submit_saisine(session, GSN, origine="origine.PM", motif="motif.INC", personne=PERSONNE)
        second = submit_saisine(session, GSN, origine="origine.PM", motif="motif.INC", personne=AUTRE)
    with logged(coffre, "coordo") as session:
        dismiss_saisine(session, first, "retour_saisine.ORI")
        expect_refusal(
            session, SaisineAnswered, "saisine.ecartee", dismiss_saisine, first, "retour_saisine.SSU"
        )
    situation = open_one(coffre, personne=AUTRE, saisine_id=second)
    with logged(coffre, "coordo") as session:
        expect_refusal(
            session, SaisineAnswered, "situation.ouverte", open_situation, GSN, personne=AUTRE,
            origine="origine.PM", motif="motif.INC", cercle=[session.membre.id], saisine_id=second,
        )  # fmt: skip
        assert len(list_situations(session)) == 1
        expect_refusal(
            session, SituationUnknown, "saisine.ecartee", dismiss_saisine, situation, "retour_saisine.SSU"
        )
    with logged(coffre, "police") as session:
        returns = {s.id: (s.etat, s.retour) for s in list_saisines(session)}
        assert returns == {
            first: ("repondue", "retour_saisine.ORI"),
            second: ("repondue", "retour_saisine.PRI"),
        }
        expect_refusal(
            session, ActeForbidden, "saisine.ecartee", dismiss_saisine, first, "retour_saisine.SSU"
        )


@pytest.mark.parametrize(
    ("nom", "prenom", "naissance", "found"),
    [
        ("EXEMPLE MODELE", "maelys", "1999-01-01", True),
        ("Maëlys", "Exemple-Modèle", "2012-05-03", True),
        ("de l’Exemple-Modèle", "Maëlys", "2012-05-03", True),
        ("Exemple-Modèle", "Autre", "2012-05-03", True),
        ("Exemple-Modèle", "Autre", "2011-05-03", False),
        ("Autre", "Autre", "2012-05-03", False),
    ],
)
def test_duplicates_are_found_by_folded_names_or_birth(
    coffre: Prepare, nom: str, prenom: str, naissance: str, found: bool
) -> None:
    open_one(coffre)
    with logged(coffre, "coordo") as session:
        hits = compare_personne(session, Personne(nom, prenom, naissance, "F"))
        assert bool(hits) is found


def test_nobody_but_a_coordonnateur_tests_whether_a_youth_is_followed(coffre: Prepare) -> None:
    open_one(coffre)
    for nom in ("ecole", "police", "maire", "dpo"):
        with logged(coffre, nom) as session:
            expect_refusal(session, ActeForbidden, "situation.ouverte", compare_personne, PERSONNE)


def test_a_corrected_identity_is_the_one_everybody_reads(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        change_personne(session, situation, AUTRE)
    with logged(coffre, "ecole") as session:
        assert list_situations(session)[0].personne.nom == "Œuvré"
        complete = read_situation(session, situation)
        assert complete.personne is not None and complete.personne.adresse == ""
        assert PERSONNE.nom not in repr(complete)
        expect_refusal(session, ActeForbidden, "situation.modifiee", change_personne, situation, PERSONNE)
