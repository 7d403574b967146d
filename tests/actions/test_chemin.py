"""Transaction and CDDF on a real vault: the whole path, the coded attributes, the sheets, and who may NOT."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from gsn_app.actions import cddf, transaction
from gsn_app.actions.accueil import list_taches
from gsn_app.actions.effacement import erase_batch, list_echeances
from gsn_app.actions.impression import Feuille, confirm_impression
from gsn_app.actions.mesure import end_mesure, propose_mesure, take_mesure
from gsn_app.actions.reglage import read_reglages, save_reglages
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.actions.situation import list_situations, read_situation
from gsn_app.domain.cddf import CddfEnfantUninvited
from gsn_app.domain.cddf_feuille import CddfSheetUntimely
from gsn_app.domain.chemin import CheminRoleForbidden
from gsn_app.domain.situation import SituationUnknown
from gsn_app.domain.transaction_feuille import TransactionSheetUntimely
from gsn_app.domain.transaction_refus import TransactionMineur, TransactionSilenceTooEarly
from gsn_app.errors import GsnError
from tests.actions import exemples_chemin as ex
from tests.actions.exemples import Horloge, day, expect_refusal, expect_sound, logged, open_one
from tests.coffre_prepare import GSN, Prepare


def text_of(feuille: Feuille) -> str:
    reader = PdfReader(BytesIO(feuille.pdf))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().replace("\u00a0", " ").split())


def prepared(coffre: Prepare, **changes: Any) -> str:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        return transaction.prepare_transaction(session, situation, **{**ex.TRANSACTION, **changes})


def coded(session: Session) -> tuple[tuple[str, ...], str]:
    typologie = list_situations(session)[0].typologie
    return typologie.mesures, typologie.suite


def test_a_transaction_walks_from_the_report_to_the_parquet(coffre: Prepare) -> None:
    objet = prepared(coffre)
    with logged(coffre, "coordo") as session:
        sheet = transaction.print_proposition(session, objet)
        words = text_of(sheet)
        for said in (
            "Achille Exemple-Modèle",
            "15 heures de travail",
            "quinze jours",
            "refusée",
            "juge du tribunal",
        ):
            assert said in words, said
        confirm_impression(session, sheet, reussie=True)
        with pytest.raises(TransactionSheetUntimely):
            transaction.print_courrier(session, objet)
    with logged(coffre, "maire") as session:
        transaction.propose_transaction(session, objet, **ex.PROPOSITION)
    with logged(coffre, "coordo") as session:
        transaction.record_answer(session, objet, acceptee=True, date_reponse=day())
        assert "Transaction à homologuer" in text_of(transaction.print_courrier(session, objet))
        transaction.transmit(session, objet, date_envoi=day())
        transaction.record_homologation(session, objet, **ex.DECISION)
        assert coded(session) == (("mesure.TRA",), "suite.HOM")
        transaction.record_execution(session, objet, executee=True, date_constat=day())
        assert coded(session) == (("mesure.TRA",), "suite.EXE")
        assert "exécutée en entier" in text_of(transaction.print_courrier(session, objet))
        transaction.inform_parquet(session, objet, date_avis=day())
        [line] = transaction.list_transactions(session)
        assert (line.etat, line.heures, line.acceptee, line.homologuee, line.executee, line.adulte) == (
            "parquet_avise", 15, True, True, True, False,
        )  # fmt: skip
    expect_sound(coffre)


def test_silence_is_a_refusal_from_the_day_after_and_the_parquet_is_told(coffre: Prepare) -> None:
    objet = prepared(coffre)
    with logged(coffre, "maire") as session:
        transaction.propose_transaction(session, objet, **ex.PROPOSITION)
    with logged(coffre, "coordo") as session:
        [line] = transaction.list_transactions(session)
        expect_refusal(
            session, TransactionSilenceTooEarly, "transaction.silence", transaction.record_silence, objet,
            date_constat=day(),
        )  # fmt: skip
    soon = datetime.fromisoformat(line.limite).replace(hour=12, tzinfo=UTC)
    with logged(coffre, "coordo", Horloge(soon - timedelta(days=11))) as session:
        assert "transaction" not in {t.genre for t in list_taches(session)}
    with logged(coffre, "coordo", Horloge(soon - timedelta(days=10))) as session:
        assert [t.objet_id for t in list_taches(session) if t.genre == "transaction"] == [objet]
    after = datetime.fromisoformat(line.limite).replace(hour=12, tzinfo=UTC) + timedelta(days=1)
    with logged(coffre, "coordo", Horloge(after)) as session:
        transaction.record_silence(session, objet, date_constat=after.date())
        assert coded(session) == (("mesure.TRA",), "suite.REF")
        assert "n’a pas répondu" in text_of(transaction.print_courrier(session, objet))
        transaction.inform_parquet(session, objet, date_avis=after.date())


def test_minors_follow_the_setting_of_the_commune(coffre: Prepare) -> None:
    minor = {**ex.TRANSACTION, "date_naissance": "2012-05-03"}
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        with pytest.raises(TransactionMineur):
            transaction.prepare_transaction(session, situation, **minor)
        save_reglages(
            session, replace(read_reglages(session), commune="Saint-Exemple", transaction_mineurs=True)
        )
        assert transaction.prepare_transaction(session, situation, **minor)
        with pytest.raises(TransactionMineur):
            transaction.prepare_transaction_adulte(session, GSN, **minor)


def test_an_adult_s_transaction_is_erased_three_months_after_the_parquet_was_told(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        objet = transaction.prepare_transaction_adulte(session, GSN, **ex.TRANSACTION)
        assert list_situations(session) == []
    with logged(coffre, "maire") as session:
        transaction.propose_transaction(session, objet, **ex.PROPOSITION)
    with logged(coffre, "coordo") as session:
        transaction.record_answer(session, objet, acceptee=False, date_reponse=day())
        transaction.inform_parquet(session, objet, date_avis=day())
    for nom in ("ecole", "police"):
        with logged(coffre, nom) as session:
            assert bytes.fromhex(objet.partition("-")[0]) not in session.coffre.dossiers
    late = Horloge(datetime.now(UTC) + timedelta(days=93))
    with logged(coffre, "maire", late) as session:
        with pytest.raises(GsnError):
            transaction.read_transaction(session, objet)
        assert transaction.list_transactions(session) == []
    with logged(coffre, "coordo", late) as session:
        [due] = [e for e in list_echeances(session) if e.genre == "rappel_adulte"]
        assert erase_batch(session, [due.id]).lignes
        assert session.coffre.conn.execute(
            "SELECT count(*) FROM coffre WHERE instr(id, ?) > 0", (objet,)
        ).fetchone() == (0,)


def test_the_cddf_hears_recommends_accompanies_and_attests(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        objet = cddf.refer_cddf(session, situation, **ex.SAISI)
        with pytest.raises(CddfSheetUntimely):
            cddf.print_saisine(session, objet)
        with pytest.raises(CddfEnfantUninvited):
            cddf.invite_family(session, objet, **ex.INVITATION, enfant_invite=True)
        cddf.invite_family(session, objet, **ex.INVITATION)
        words = text_of(cddf.print_saisine(session, objet))
        for said in ("Zoé Exemple-Modèle", "sans l’enfant", "ne décide rien et ne sanctionne personne"):
            assert said in words, said
        cddf.record_hearing(session, objet, **ex.ENTENDUE)
        cddf.record_recommandations(session, objet, **ex.RECOMMANDE)
        cddf.request_aesf(session, objet, date_demande=day())
    with logged(coffre, "maire") as session:
        cddf.propose_accompagnement(session, objet, **ex.ACCOMPAGNEMENT)
        cddf.attest(session, objet, **ex.ATTESTATION)
    with logged(coffre, "coordo") as session:
        assert "engageons solennellement" in text_of(cddf.print_attestation_cddf(session, objet))
        cddf.close_cddf(session, objet, date_fin=day(), issue="suite.AME")
        assert coded(session) == (("mesure.CDDF", "mesure.ESF", "mesure.PAR", "mesure.ENG"), "suite.AME")
        [line] = cddf.list_cddf(session)
        assert (line.etat, line.accompagnement, line.aesf, line.attestation, line.issue) == (
            "clos", True, True, True, "suite.AME",
        )  # fmt: skip
    expect_sound(coffre)


def test_the_child_comes_where_the_setting_of_the_body_allows_it(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        save_reglages(session, replace(read_reglages(session), commune="Saint-Exemple", cddf_enfant=True))
        objet = cddf.refer_cddf(session, situation, **ex.SAISI)
        cddf.invite_family(session, objet, **ex.INVITATION, enfant_invite=True)
        cddf.record_hearing(session, objet, **ex.ENTENDUE, enfant_present=True)
        heard = cddf.read_cddf(session, objet)[0].entendue
        assert heard is not None and heard.enfant_present


@pytest.mark.parametrize("nom", ["ecole", "social", "police", "dpo"])
def test_a_member_who_may_not_reads_and_starts_nothing(coffre: Prepare, nom: str) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "coordo") as session:
        t = transaction.prepare_transaction(session, situation, **ex.TRANSACTION)
        c = cddf.refer_cddf(session, situation, **ex.SAISI)
    tries: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = [
        (transaction.list_transactions, (), {}), (transaction.read_transaction, (t,), {}),
        (transaction.prepare_transaction, (situation,), ex.TRANSACTION),
        (transaction.prepare_transaction_adulte, (GSN,), ex.TRANSACTION),
        (transaction.propose_transaction, (t,), ex.PROPOSITION), (cddf.list_cddf, (), {}), (cddf.read_cddf, (c,), {}),
        (cddf.refer_cddf, (situation,), ex.SAISI), (cddf.propose_accompagnement, (c,), ex.ACCOMPAGNEMENT),
        (transaction.print_proposition, (t,), {}), (cddf.print_saisine, (c,), {}),
    ]  # fmt: skip
    with logged(coffre, nom) as session:
        for function, args, more in tries:
            with pytest.raises((ActeForbidden, CheminRoleForbidden, SituationUnknown)):
                function(session, *args, **more)


def test_the_coordonnateur_neither_proposes_nor_attests(coffre: Prepare) -> None:
    objet = prepared(coffre)
    with logged(coffre, "coordo") as session:
        expect_refusal(
            session,
            ActeForbidden,
            "transaction.proposee",
            transaction.propose_transaction,
            objet,
            **ex.PROPOSITION,
        )


@pytest.mark.parametrize("code", ["mesure.ENT", "mesure.RSP", "mesure.TIG", "mesure.RPN"])
def test_interview_and_responsibility_measures_have_no_place_for_an_offence(
    coffre: Prepare, code: str
) -> None:
    """Recorded as any measure: a code, dates, who volunteered; no text, so nowhere to write what a conviction was for."""
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        mesure = propose_mesure(session, situation, code, date=day())
        take_mesure(session, situation, mesure, date=day())
        end_mesure(session, situation, mesure, date=day(), resultat="suite.REA")
        [fact] = read_situation(session, situation).mesures
        assert {f.name for f in fields(fact)} == {
            "id", "code", "proposee_le", "proposee_par", "prise_par", "debut", "fin", "resultat", "volontaire",
        }  # fmt: skip
        assert (fact.code, fact.resultat) == (code, "suite.REA")
        for more in ("motif", "infraction", "texte"):
            with pytest.raises(TypeError):
                propose_mesure(session, situation, code, date=day(), **{more: "vol"})


def test_words_of_an_offence_are_named_by_the_vigilance(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        for text in ("Suivi après sa condamnation.", "TIG pour vol.", "Mis en examen en mars."):
            assert session.charte.vigilance.find(text), text
