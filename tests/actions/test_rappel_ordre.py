"""The rappel à l'ordre on a real vault, act by act: each guard's yes and its no, prints, forged events."""

from __future__ import annotations

from typing import Any

import pytest

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.impression import (
    ImpressionUnconfirmed,
    confirm_impression,
)
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.rappel_ordre import (
    confirm_retour,
    convene,
    deliver,
    list_rappels,
    permitted_acts,
    postpone,
    prepare_rappel,
    print_fiche_navette,
    print_retour,
    read_rappel,
    record_absence,
    record_reponse,
)
from gsn_app.actions.reglage import Reglages, save_reglages
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import close_situation, list_situations
from gsn_app.domain import rappel_ordre_refus as refus
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.domain.rappel_ordre import Destinataire, EtatRappel, Fait, MotifImpossibilite
from gsn_app.domain.situation import SituationUnknown
from gsn_app.errors import GsnError
from tests.actions.exemples import (
    ANSWER,
    day,
    expect_refusal,
    expect_sound,
    facts,
    logged,
    open_one,
    prepare_one,
    read_all,
    send,
)
from tests.actions.exemples_rappel import SPOKEN, SUMMONS, answer, consult, state, summon
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase


def test_the_three_times_end_to_end(coffre: Prepare) -> None:
    rappel_id = summon(coffre)
    with logged(coffre, "maire") as session:
        assert [r.etat for r in list_rappels(session)] == ["convoque"]
        assert [p.acte for p in permitted_acts(session, rappel_id) if p.permis] == [
            Acte.RAPPEL_ORDRE_PRONONCE, Acte.RAPPEL_ORDRE_NON_PRESENTE, Acte.RAPPEL_ORDRE_REPORTE
        ]  # fmt: skip
        deliver(session, rappel_id, **SPOKEN, engagement_ecrit=True)
    with logged(coffre, "coordo") as session:
        feuille = print_retour(session, rappel_id)
        expect_refusal(
            session, ImpressionUnconfirmed, "rappel_ordre.parquet_informe", confirm_retour, rappel_id, feuille
        )
        confirm_impression(session, feuille, reussie=True)
        confirm_retour(session, rappel_id, feuille)
        assert state(session, rappel_id) is EtatRappel.PARQUET_INFORME
        coded = list_situations(session)[0].typologie
        assert coded.mesures == ("mesure.RAO", "mesure.ENG") and coded.suite == "suite.REA"
        expect_refusal(
            session, refus.RappelOrdreClosed, "rappel_ordre.convoque", convene, rappel_id, **SUMMONS
        )
    told = [x.acte for x in read_all(coffre) if x.reference == rappel_id and x.acte != "acces.refuse"]
    path = [a for a in told if a.startswith("rappel_ordre.") and a != "rappel_ordre.consulte"]
    assert path == [
        "rappel_ordre.prepare", "rappel_ordre.parquet_consulte", "rappel_ordre.reponse_parquet",
        "rappel_ordre.partenaires_consultes", "rappel_ordre.convoque", "rappel_ordre.prononce",
        "rappel_ordre.parquet_informe",
    ]  # fmt: skip
    expect_sound(coffre)


@pytest.mark.parametrize(
    ("declared", "error"),
    [
        ({"crime_ou_delit": True}, refus.RappelOrdreCrimeOuDelit),
        ({"plainte_deposee": True}, refus.RappelOrdrePlainteDeposee),
        ({"enquete_judiciaire": True}, refus.RappelOrdreEnqueteJudiciaire),
        ({"description": "Un rodéo sur le parking."}, refus.RappelOrdreCrimeOuDelit),
        ({"fait": Fait.ABSENT, "date_naissance": "2007-01-01"}, refus.RappelOrdreAbsenteismeMajeur),
    ],
)
def test_excluded_facts_are_refused_and_told(
    coffre: Prepare, declared: dict[str, Any], error: type[GsnError]
) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        expect_refusal(session, error, "rappel_ordre.prepare", prepare_rappel, situation, **facts(**declared))
        assert list_rappels(session) == []
        prepare_one(session, situation)
        assert len(list_rappels(session)) == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"crime_ou_delit": None}, refus.RappelOrdreDeclarationMissing),
        ({"plainte_deposee": None}, refus.RappelOrdreDeclarationMissing),
        ({"enquete_judiciaire": None}, refus.RappelOrdreDeclarationMissing),
        ({"fait": "fait.RODEO"}, refus.RappelOrdreFaitUnknown),
        ({"representants": ()}, refus.RappelOrdreRepresentantMissing),
        ({"date_fait": day(3)}, refus.RappelOrdreDateFuture),
        ({"date_naissance": day(-1)}, refus.RappelOrdreChronologie),
    ],
)
def test_an_incomplete_sheet_is_not_prepared(
    coffre: Prepare, changes: dict[str, Any], error: type[GsnError]
) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        root = session.coffre.racine.root()
        with pytest.raises(error):
            prepare_rappel(session, situation, **facts(**changes))
        assert session.coffre.racine.root() == root


def test_no_path_skips_the_parquet(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        never = refus.RappelOrdreParquetNotConsulted
        expect_refusal(session, never, "rappel_ordre.convoque", convene, rappel_id, **SUMMONS)
        expect_refusal(
            session, never, "rappel_ordre.reponse_parquet", record_reponse, rappel_id,
            reponse="reponse_parquet.B", date_reponse=day(), **ANSWER,
        )  # fmt: skip
    with logged(coffre, "maire") as session:
        expect_refusal(session, never, "rappel_ordre.prononce", deliver, rappel_id, **SPOKEN)
    with logged(coffre, "coordo") as session:
        send(session, rappel_id)
        waiting = refus.RappelOrdreReponseMissing
        expect_refusal(session, waiting, "rappel_ordre.convoque", convene, rappel_id, **SUMMONS)
        expect_refusal(
            session, refus.RappelOrdreSilenceNotAgreement, "rappel_ordre.reponse_parquet", record_reponse,
            rappel_id, reponse="reponse_parquet.SILENCE", date_reponse=day(),
        )  # fmt: skip
    with logged(coffre, "maire") as session:
        expect_refusal(session, waiting, "rappel_ordre.prononce", deliver, rappel_id, **SPOKEN)
        assert state(session, rappel_id) is EtatRappel.PARQUET_CONSULTE


def test_an_answer_a_is_final(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        send(session, rappel_id)
        answer(session, rappel_id, "A")
        over = refus.RappelOrdreEcarte
        expect_refusal(session, over, "rappel_ordre.reponse_parquet", record_reponse, rappel_id,
                       reponse="reponse_parquet.B", date_reponse=day(), **ANSWER)  # fmt: skip
        expect_refusal(session, over, "rappel_ordre.convoque", convene, rappel_id, **SUMMONS)
        expect_refusal(session, over, "rappel_ordre.parquet_consulte", print_fiche_navette, rappel_id)
        assert list_situations(session)[0].typologie.suite == "suite.PNO"
    with logged(coffre, "maire") as session:
        expect_refusal(session, over, "rappel_ordre.prononce", deliver, rappel_id, **SPOKEN)
        assert not any(p.permis for p in permitted_acts(session, rappel_id))


def test_an_answer_a_comes_back_on_an_answer_b_even_after_the_summons(coffre: Prepare) -> None:
    rappel_id = summon(coffre)
    with logged(coffre, "coordo") as session:
        answer(session, rappel_id, "A")
    with logged(coffre, "maire") as session:
        expect_refusal(
            session, refus.RappelOrdreEcarte, "rappel_ordre.prononce", deliver, rappel_id, **SPOKEN
        )


def test_the_partners_are_consulted_before_the_summons(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        send(session, rappel_id)
        answer(session, rappel_id)
        expect_refusal(
            session, refus.RappelOrdrePartenairesNotConsulted, "rappel_ordre.convoque", convene, rappel_id,
            **SUMMONS,
        )  # fmt: skip
        with pytest.raises(refus.RappelOrdreRemarqueNominative):
            consult(session, rappel_id, remarque="Maëlys est suivie.")
        consult(session, rappel_id, remarque="Suivi en cours.")
        expect_refusal(
            session, refus.RappelOrdreRepresentantNotConvoque, "rappel_ordre.convoque", convene, rappel_id,
            **{**SUMMONS, "destinataires": (Destinataire.AUTEUR,)},
        )  # fmt: skip
        letters = convene(session, rappel_id, **SUMMONS)
        assert len(letters) == 1 and letters[0].pdf.startswith(b"%PDF-")
        expect_refusal(
            session, refus.RappelOrdreAlreadyConvoque, "rappel_ordre.convoque", convene, rappel_id, **SUMMONS
        )


def test_absenteisme_summons_the_parents_without_the_pupil(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation, fait=Fait.ABSENT)
        send(session, rappel_id)
        answer(session, rappel_id)
        consult(session, rappel_id)
        expect_refusal(
            session, refus.RappelOrdreEleveConvoque, "rappel_ordre.convoque", convene, rappel_id, **SUMMONS
        )
        convene(session, rappel_id, **{**SUMMONS, "destinataires": (Destinataire.REPRESENTANT_1,)})
    with logged(coffre, "maire") as session:
        alone = {**SPOKEN, "representants_presents": (), "motif_impossibilite": MotifImpossibilite.REFUS}
        expect_refusal(
            session, refus.RappelOrdreRepresentantAbsent, "rappel_ordre.prononce", deliver, rappel_id, **alone
        )
        deliver(session, rappel_id, **SPOKEN)


def test_only_the_elu_delivers_with_the_representatives_or_a_reason(coffre: Prepare) -> None:
    rappel_id = summon(coffre)
    for nom in ("coordo", "ecole", "social", "police", "dpo"):
        with logged(coffre, nom) as session:
            expect_refusal(session, ActeForbidden, "rappel_ordre.prononce", deliver, rappel_id, **SPOKEN)
    with logged(coffre, "maire") as session:
        alone = {**SPOKEN, "representants_presents": ()}
        expect_refusal(
            session, refus.RappelOrdreRepresentantAbsent, "rappel_ordre.prononce", deliver, rappel_id, **alone
        )
        deliver(session, rappel_id, **alone, motif_impossibilite=MotifImpossibilite.REFUS)
        expect_refusal(
            session, refus.RappelOrdreAlreadyDelivered, "rappel_ordre.prononce", deliver, rappel_id, **SPOKEN
        )
        assert read_rappel(session, rappel_id).prononce is not None


def test_a_missed_or_postponed_interview_needs_a_new_summons(coffre: Prepare) -> None:
    rappel_id = summon(coffre)
    with logged(coffre, "maire") as session:
        postpone(session, rappel_id, date_report=day(), motif="motif_report.FAMILLE")
        expect_refusal(
            session, refus.RappelOrdreNotConvoque, "rappel_ordre.prononce", deliver, rappel_id, **SPOKEN
        )
    with logged(coffre, "coordo") as session:
        expect_refusal(
            session, refus.RappelOrdreWithoutIssue, "rappel_ordre.parquet_informe", print_retour, rappel_id
        )
        convene(session, rappel_id, **SUMMONS)
        record_absence(session, rappel_id, date_constat=day())
        feuille = print_retour(session, rappel_id)
        confirm_impression(session, feuille, reussie=True)
        confirm_retour(session, rappel_id, feuille)
        assert list_situations(session)[0].typologie.suite == "suite.ABSN"


def test_a_protocol_gives_silence_its_meaning_and_is_kept_with_the_sheet(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        save_reglages(
            session,
            Reglages(
                commune="Saint-Exemple", tribunal="Valfictif", protocole_date="2024-03-12", silence_jours=30
            ),
        )
        rappel_id = prepare_one(session, situation)
        send(session, rappel_id)
        expect_refusal(
            session, refus.RappelOrdreSilenceNotAgreement, "rappel_ordre.reponse_parquet", record_reponse,
            rappel_id, reponse="reponse_parquet.SILENCE", date_reponse=day(),
        )  # fmt: skip
        sent = read_rappel(session, rappel_id).envois[0]
        assert sent.protocole is not None and sent.protocole.silence_jours == 30


def test_an_elu_who_signs_later_receives_the_rappel_at_the_next_act(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        who = NouveauMembre("Adjoint Testard", "Adjoint", "Commune", {GSN: Role.ELU})
        coffre.membres["adjoint"] = enrol_membre(session, who, phrase("adjoint"), kdf=BON_MARCHE).id
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
    with logged(coffre, "adjoint") as session:
        sign_charte(session)
        assert list_rappels(session) == []
    with logged(coffre, "coordo") as session:
        send(session, rappel_id)
    with logged(coffre, "adjoint") as session:
        assert [r.id for r in list_rappels(session)] == [rappel_id]


def test_an_elu_prepares_where_a_rappel_is_held_and_nowhere_else(coffre: Prepare) -> None:
    first = open_one(coffre)
    with logged(coffre, "maire") as session:
        expect_refusal(session, SituationUnknown, "rappel_ordre.prepare", prepare_rappel, first, **facts())
    with logged(coffre, "coordo") as session:
        prepare_one(session, first)
    with logged(coffre, "maire") as session:
        mine = prepare_one(session, first)
        assert state(session, mine) is EtatRappel.PREPARE
    with logged(coffre, "coordo") as session:
        assert len(list_rappels(session)) == 2


def test_a_closed_situation_receives_no_new_rappel(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        close_situation(session, situation, "cloture.FIN")
        with pytest.raises(GsnError) as caught:
            prepare_one(session, situation)
        assert caught.value.code == "SIT-01"
