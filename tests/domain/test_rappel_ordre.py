"""Each guard of the rappel à l'ordre: its yes and its no, by state, role and fact."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gsn_app.domain import rappel_ordre_refus as refus
from gsn_app.domain.rappel_ordre import (
    Destinataire,
    EtatRappel,
    Fait,
    MotifImpossibilite,
    Protocole,
    RappelOrdre,
    Reponse,
    apply,
    replay,
)
from gsn_app.errors import GsnError
from tests.domain.rappel_ordre_exemples import (
    COORDONNATEUR,
    ELU,
    MEMBRE,
    PERE,
    absence,
    answer,
    convene,
    deliver,
    path,
    postpone,
    prepare,
    return_part,
    send,
    submit_partners,
)

AFTER_PREPARE = (send, answer, submit_partners, convene, deliver, absence, postpone, return_part)


def refused(rappel: RappelOrdre, evenement: Any, erreur: type[GsnError]) -> None:
    """The event is refused by that very guard."""
    with pytest.raises(erreur) as info:
        apply(rappel, evenement)
    assert type(info.value) is erreur


def test_the_whole_path_is_possible_and_closes() -> None:
    rappel = replay(path())
    assert rappel.etat is EtatRappel.PARQUET_INFORME
    assert rappel.final
    assert rappel.numero_fiche == "2026-014"


@pytest.mark.parametrize("roles", [COORDONNATEUR, ELU])
def test_coordonnateur_and_elu_may_prepare(roles: frozenset[str]) -> None:
    assert apply(RappelOrdre(), prepare(roles=roles)).etat is EtatRappel.PREPARE


@pytest.mark.parametrize("role", ["membre", "signalant", "auditeur", "administrateur", ""])
def test_nobody_else_may_prepare(role: str) -> None:
    refused(RappelOrdre(), prepare(roles=frozenset({role})), refus.RappelOrdreRoleForbidden)


def test_the_elu_may_not_send_answer_consult_convene_or_close() -> None:
    for rang, make in enumerate((send, answer, submit_partners, convene), start=1):
        refused(replay(path()[:rang]), make(rang + 1, roles=ELU), refus.RappelOrdreRoleForbidden)
    refused(replay(path()[:6]), return_part(7, roles=ELU), refus.RappelOrdreRoleForbidden)


@pytest.mark.parametrize("roles", [COORDONNATEUR, MEMBRE, frozenset({"signalant", "auditeur"})])
def test_only_the_elu_delivers_even_at_replay(roles: frozenset[str]) -> None:
    refused(replay(path()[:5]), deliver(6, roles=roles), refus.RappelOrdreEluOnly)
    with pytest.raises(refus.RappelOrdreEluOnly):
        replay([*path()[:5], deliver(6, roles=roles)])
    assert replay([*path()[:5], deliver(6)]).etat is EtatRappel.PRONONCE


@pytest.mark.parametrize("roles", [COORDONNATEUR, ELU])
def test_a_no_show_or_postponement_is_recorded_by_coordonnateur_or_elu(roles: frozenset[str]) -> None:
    assert replay([*path()[:5], absence(6, roles=roles)]).etat is EtatRappel.NON_PRESENTE
    assert replay([*path()[:5], postpone(6, roles=roles)]).etat is EtatRappel.REPORTE


def test_a_plain_member_records_no_outcome() -> None:
    refused(replay(path()[:5]), absence(6, roles=MEMBRE), refus.RappelOrdreRoleForbidden)
    refused(replay(path()[:5]), postpone(6, roles=MEMBRE), refus.RappelOrdreRoleForbidden)


@pytest.mark.parametrize(
    ("champ", "erreur", "ou"),
    [
        ("crime_ou_delit", refus.RappelOrdreCrimeOuDelit, "procureur"),
        ("plainte_deposee", refus.RappelOrdrePlainteDeposee, "procureur"),
        ("enquete_judiciaire", refus.RappelOrdreEnqueteJudiciaire, "enquêteur"),
    ],
)
def test_excluded_facts_are_refused_and_the_sentence_says_where_they_go(
    champ: str, erreur: type[GsnError], ou: str
) -> None:
    refused(RappelOrdre(), prepare(**{champ: True}), erreur)
    assert ou in erreur().sentence
    assert "CSI L132-2, CPP art. 40" in erreur().sentence
    assert apply(RappelOrdre(), prepare(**{champ: False})).etat is EtatRappel.PREPARE


@pytest.mark.parametrize("champ", ["crime_ou_delit", "plainte_deposee", "enquete_judiciaire"])
def test_a_declaration_has_no_default_answer(champ: str) -> None:
    refused(RappelOrdre(), prepare(**{champ: None}), refus.RappelOrdreDeclarationMissing)


def test_a_rodeo_is_a_delit_whatever_was_declared() -> None:
    refused(RappelOrdre(), prepare(description="Rodéo motorisé place Fictive"), refus.RappelOrdreCrimeOuDelit)


def test_a_minor_needs_a_representative_and_an_adult_does_not() -> None:
    refused(RappelOrdre(), prepare(representants=()), refus.RappelOrdreRepresentantMissing)
    adulte = prepare(representants=(), date_naissance=date(1980, 2, 9))
    assert apply(RappelOrdre(), adulte).etat is EtatRappel.PREPARE


def test_majority_is_counted_on_the_day_of_the_facts() -> None:
    assert replay([prepare(date_naissance=date(2008, 10, 15))]).mineur
    assert not replay([prepare(date_naissance=date(2008, 10, 14))]).mineur


def test_absenteisme_is_for_the_parents_of_a_minor() -> None:
    assert replay([prepare(fait=Fait.ABSENT)]).absenteisme
    majeur = prepare(fait=Fait.ABSENT, date_naissance=date(1980, 2, 9))
    refused(RappelOrdre(), majeur, refus.RappelOrdreAbsenteismeMajeur)


def test_facts_can_be_corrected_until_the_sheet_leaves() -> None:
    assert replay([prepare(), prepare(2, lieu="Place Fictive")]).prepare.lieu == "Place Fictive"  # type: ignore[union-attr]
    refused(replay(path()[:2]), prepare(3), refus.RappelOrdreAlreadySent)


def test_nothing_comes_before_preparation() -> None:
    for make in AFTER_PREPARE:
        roles = COORDONNATEUR | ELU
        refused(RappelOrdre(), make(1, roles=roles), refus.RappelOrdreNotPrepared)


def test_no_act_skips_the_parquet() -> None:
    for make in AFTER_PREPARE[1:]:
        refused(replay(path()[:1]), make(2), refus.RappelOrdreParquetNotConsulted)


def test_waiting_for_an_answer_permits_neither_partners_nor_summons_nor_act() -> None:
    for make in (submit_partners, convene, deliver, absence, postpone):
        refused(replay(path()[:2]), make(3), refus.RappelOrdreReponseMissing)


def test_answer_a_is_final_and_nothing_follows() -> None:
    ecarte = replay([*path()[:2], answer(3, Reponse.A)])
    assert ecarte.etat is EtatRappel.ECARTE
    for make in (prepare, *AFTER_PREPARE):
        refused(ecarte, make(4), refus.RappelOrdreEcarte)


@pytest.mark.parametrize("rang", [3, 4, 5])
def test_answer_a_may_take_back_answer_b_until_the_act(rang: int) -> None:
    assert replay([*path()[:rang], answer(rang + 1, Reponse.A)]).etat is EtatRappel.ECARTE
    refused(replay(path()[:rang]), answer(rang + 1, Reponse.B), refus.RappelOrdreReponseAlreadyGiven)


def test_an_answer_after_the_act_is_refused() -> None:
    refused(replay(path()[:6]), answer(7, Reponse.A), refus.RappelOrdreAlreadyDelivered)


def test_silence_is_not_agreement_without_a_protocol_that_says_so() -> None:
    silence = answer(3, Reponse.SILENCE, date_reponse=date(2026, 11, 20))
    for protocole in (None, Protocole(date(2024, 3, 12))):
        rappel = replay([prepare(), send(protocole=protocole)])
        refused(rappel, silence, refus.RappelOrdreSilenceNotAgreement)


def test_silence_counts_only_once_the_protocol_delay_is_over() -> None:
    rappel = replay([prepare(), send(protocole=Protocole(date(2024, 3, 12), 30))])
    tot = answer(3, Reponse.SILENCE, date_reponse=date(2026, 11, 14))
    refused(rappel, tot, refus.RappelOrdreSilenceNotAgreement)
    assert apply(rappel, answer(3, Reponse.SILENCE, date_reponse=date(2026, 11, 15))).accord


def test_a_reminder_keeps_the_number_and_counts_copies() -> None:
    rappel = replay(path()[:2])
    assert len(apply(rappel, send(3, exemplaire=2)).envois) == 2
    refused(rappel, send(3, exemplaire=1), refus.RappelOrdreFicheMismatch)
    refused(rappel, send(3, exemplaire=2, numero_fiche="2026-015"), refus.RappelOrdreFicheMismatch)
    refused(replay(path()[:3]), send(4, exemplaire=2), refus.RappelOrdreReponseAlreadyGiven)


def test_an_answer_may_cross_a_reminder() -> None:
    relance = send(3, exemplaire=2, date_envoi=date(2026, 11, 2))
    assert replay([*path()[:2], relance, answer(4, date_reponse=date(2026, 10, 30))]).accord


def test_partners_come_before_the_summons() -> None:
    refused(replay(path()[:3]), convene(4), refus.RappelOrdrePartenairesNotConsulted)
    assert replay(path()[:5]).etat is EtatRappel.CONVOQUE


def test_partners_opinion_warns_and_never_blocks() -> None:
    rappel = replay([*path()[:3], submit_partners(compatible=False), convene()])
    assert rappel.etat is EtatRappel.CONVOQUE
    assert any("ne convient pas" in phrase for phrase in rappel.avertissements)


@pytest.mark.parametrize("mot", ["Maëlys", "MODÈLE", "d’Œuvré", "Ignace"])
def test_the_partners_remark_names_nobody_of_the_sheet(mot: str) -> None:
    remarque = submit_partners(remarque=f"Suivi en cours avec {mot} depuis mars")
    refused(replay(path()[:3]), remarque, refus.RappelOrdreRemarqueNominative)


def test_a_remark_without_name_passes() -> None:
    assert replay([*path()[:3], submit_partners(remarque="Suivi en cours depuis mars")]).partenaires


def test_a_minor_is_summoned_with_a_representative() -> None:
    seul = convene(destinataires=(Destinataire.AUTEUR,))
    refused(replay(path()[:4]), seul, refus.RappelOrdreRepresentantNotConvoque)


def test_one_who_came_of_age_may_be_summoned_alone() -> None:
    etapes = [prepare(date_naissance=date(2008, 11, 18)), *path()[1:4]]
    assert replay([*etapes, convene(destinataires=(Destinataire.AUTEUR,))]).etat is EtatRappel.CONVOQUE


def test_absenteisme_summons_the_parents_without_the_pupil() -> None:
    rappel = replay([prepare(fait=Fait.ABSENT), *path()[1:4]])
    refused(rappel, convene(), refus.RappelOrdreEleveConvoque)
    assert apply(rappel, convene(destinataires=(Destinataire.REPRESENTANT_1,))).etat is EtatRappel.CONVOQUE


def test_a_summons_reaches_the_person_and_only_people_of_the_sheet() -> None:
    rappel = replay([prepare(representants=(PERE,)), *path()[1:4]])
    for choix in (
        (Destinataire.AUTEUR, Destinataire.REPRESENTANT_2),
        (Destinataire.REPRESENTANT_1,),
    ):
        refused(rappel, convene(destinataires=choix), refus.RappelOrdreDestinataireUnknown)


def test_a_running_summons_waits_for_its_outcome() -> None:
    refused(replay(path()[:5]), convene(6), refus.RappelOrdreAlreadyConvoque)
    refused(replay(path()[:5]), submit_partners(6), refus.RappelOrdreAlreadyConvoque)


def test_no_outcome_without_a_summons() -> None:
    for make in (deliver, absence, postpone):
        refused(replay(path()[:4]), make(5), refus.RappelOrdreNotConvoque)


@pytest.mark.parametrize("make", [absence, postpone])
def test_after_a_no_show_or_a_postponement_a_new_summons_is_needed(make: Any) -> None:
    rappel = replay([*path()[:5], make(6)])
    refused(rappel, deliver(7), refus.RappelOrdreNotConvoque)
    suite = apply(rappel, convene(7, date_convocation=date(2026, 11, 19)))
    assert apply(suite, deliver(8, date_prononce=date(2026, 11, 19))).etat is EtatRappel.PRONONCE


def test_representatives_attend_or_the_reason_is_named() -> None:
    rappel = replay(path()[:5])
    refused(rappel, deliver(representants_presents=()), refus.RappelOrdreRepresentantAbsent)
    motive = deliver(representants_presents=(), motif_impossibilite=MotifImpossibilite.NON_JOINTS)
    assert apply(rappel, motive).etat is EtatRappel.PRONONCE


def test_absenteisme_cannot_be_delivered_without_the_parents() -> None:
    parents = convene(destinataires=(Destinataire.REPRESENTANT_1,))
    debut = [prepare(fait=Fait.ABSENT), *path()[1:4], parents]
    sans = deliver(representants_presents=(), motif_impossibilite=MotifImpossibilite.REFUS)
    refused(replay(debut), sans, refus.RappelOrdreRepresentantAbsent)
    assert replay([*debut, deliver()]).etat is EtatRappel.PRONONCE


def test_delivered_once() -> None:
    refused(replay(path()[:6]), deliver(7), refus.RappelOrdreAlreadyDelivered)


def test_the_return_comes_after_the_outcome_and_closes_the_sheet() -> None:
    for rang in (2, 3, 4, 5):
        refused(replay(path()[:rang]), return_part(rang + 1), refus.RappelOrdreWithoutIssue)
    refused(replay([*path()[:5], postpone()]), return_part(7), refus.RappelOrdreWithoutIssue)
    assert replay([*path()[:5], absence(), return_part()]).etat is EtatRappel.PARQUET_INFORME
    for make in (prepare, *AFTER_PREPARE):
        refused(replay(path()), make(8), refus.RappelOrdreClosed)


@pytest.mark.parametrize("numero", [1, 3, 9])
def test_a_missing_or_repeated_event_is_tampering(numero: int) -> None:
    refused(replay(path()[:1]), send(numero), refus.RappelOrdreSequenceBroken)


def test_events_out_of_order_in_time_are_refused() -> None:
    for rang, evenement in (
        (0, prepare(date_naissance=date(2026, 10, 20))),
        (1, send(date_envoi=date(2026, 10, 1))),
        (2, answer(date_reponse=date(2026, 10, 15))),
        (4, convene(date_convocation=date(2026, 10, 30))),
        (5, deliver(date_prononce=date(2026, 11, 17))),
        (6, return_part(date_retour=date(2026, 11, 17))),
    ):
        refused(replay(path()[:rang]), evenement, refus.RappelOrdreChronologie)


def test_a_sheet_without_answer_ages_visibly() -> None:
    rappel = replay(path()[:2])
    assert rappel.days_waiting(date(2026, 11, 15)) == 30
    assert not rappel.reminder_due(date(2026, 11, 14), 30)
    assert rappel.reminder_due(date(2026, 11, 15), 30)
    relance = apply(rappel, send(3, exemplaire=2, date_envoi=date(2026, 11, 15)))
    assert relance.days_waiting(date(2026, 11, 20)) == 35
    assert not relance.reminder_due(date(2026, 11, 20), 30)
    assert replay(path()[:3]).days_waiting(date(2026, 11, 15)) is None


def test_a_missing_protocol_is_said() -> None:
    assert any("protocole" in p for p in replay([prepare(), send(protocole=None)]).avertissements)
    assert not replay(path()[:2]).avertissements
