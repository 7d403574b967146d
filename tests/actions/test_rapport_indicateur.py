"""The indicators of the report are declared, counted once for the period asked, and vouched for by who may."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from gsn_app.actions.cddf import invite_family, record_hearing, record_recommandations, refer_cddf
from gsn_app.actions.compte import CLASSES, SOURCES, list_comptes
from gsn_app.actions.consultation import ConsultationsErased, attest_consultations, read_consultations
from gsn_app.actions.fait_compte import code_cddf, code_rappel, code_transaction
from gsn_app.actions.ligne_codee import SituationCodee, list_codees, list_tableaux, select_tableaux
from gsn_app.actions.periode import word_periode
from gsn_app.actions.rapport import preview_rapport
from gsn_app.actions.seance import close_seance, open_seance, prepare_seance, set_presence
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.actions.situation import read_situation
from gsn_app.actions.transaction import prepare_transaction, propose_transaction, record_answer
from gsn_app.anonymat.compteur import count_erased
from gsn_app.anonymat.specifications import SpecificationInvalid, parse_comptes, parse_tables
from gsn_app.domain.acte import Acte
from gsn_app.domain.cddf import Cddf
from gsn_app.domain.edition import Edition, Nomenclature, Parametres, Periode, Registre, from_dict, to_dict
from gsn_app.domain.membre import Instance
from gsn_app.domain.rappel_ordre import RappelOrdre
from gsn_app.domain.transaction import Transaction
from gsn_app.domain.transaction_evenement import NatureTransaction
from gsn_app.ressources import read_ressource
from gsn_app.store.consultation import TotalConsultations, save_total
from tests.actions.exemples import PERSONNE, day, logged, open_one, prepare_one, send
from tests.actions.exemples_chemin import ENTENDUE, INVITATION, PROPOSITION, RECOMMANDE, SAISI, TRANSACTION
from tests.coffre_prepare import GSN, Prepare
from tests.documents.test_rapport import _edition

ANNEE = int(day()[:4])
AN = Periode(f"année {ANNEE}", date(ANNEE, 1, 1), date(ANNEE, 12, 31), (str(ANNEE),))
DECLARED = tomllib.loads(read_ressource("tableaux.toml").decode())


def test_every_declared_table_has_its_list_and_every_declared_count_its_source() -> None:
    assert [spec.code for spec in list_tableaux()] == [entry["code"] for entry in DECLARED["tableau"]]
    assert {entry["code"] for entry in DECLARED["compte"]} == {*SOURCES, *CLASSES}
    assert not set(SOURCES) & set(CLASSES)


@pytest.mark.parametrize(
    ("kind", "there", "absent"),
    [
        ("GSN", {"motif_famille", "origine_famille", "tranche_age", "sexe", "quartier", "mesure_famille", "suite",
                 "solution", "sortie_ensemble", "suivi", "rappel_ordre", "rappel_age", "rappel_fait"}, set()),
        ("CVE", {"motif_famille", "motif_detail", "solution"}, {"sexe", "quartier", "origine_famille", "suivi"}),
        ("CCTP", {"motif_famille", "suite"}, {"sexe", "quartier", "solution", "sortie"}),
    ],
)  # fmt: skip
def test_each_body_has_the_indicators_its_documents_name(
    kind: str, there: set[str], absent: set[str]
) -> None:
    codes = {spec.code for spec in list_tableaux(kind)}
    assert there <= codes and not absent & codes


def test_no_declared_grouping_forgets_or_doubles_a_code() -> None:
    for spec in list_tableaux():
        for variable in spec.variables:
            codes = [code for category in variable.categories for code in category.codes]
            others = [
                code
                for other in list_tableaux()
                for v in other.variables
                if (v.attribut, v.niveau) == (variable.attribut, "detail")
                for c in v.categories
                for code in c.codes
            ]
            assert len(codes) == len(set(codes))
            assert not others or set(codes) == set(others), spec.code


@pytest.mark.parametrize(
    "groupes",
    [
        "",
        "groupes = 3\n",
        'groupes = { A = { libelle = "a", codes = ["X"] }, B = { libelle = "b", codes = ["X"] } }\n',
    ],
)
def test_a_level_of_its_own_needs_groups_that_share_no_code(groupes: str) -> None:
    text = (
        f'version = 1\n[[tableau]]\ncode="t"\ntitre="T"\nattribut="a"\nliste="l"\nniveau="large"\n{groupes}'
    )
    with pytest.raises(SpecificationInvalid):
        parse_tables(text.encode(), {"l": Nomenclature("l", "L", (("X", "x"), ("Y", "y")))})


def test_a_count_declared_twice_or_badly_is_refused() -> None:
    for body in ('[[compte]]\ncode="a"\nlibelle="A"\n' * 2, '[[compte]]\ncode="a"\n'):
        with pytest.raises(SpecificationInvalid):
            parse_comptes(("version = 1\n" + body).encode())


def test_acts_are_counted_in_their_period_alone_and_never_make_an_empty_table(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        send(session, prepare_one(session, situation))
        instance = session.instances[0]
        (codee,) = list_codees(session, instance)
        assert codee.ligne(AN.debut, AN.fin).actes == {"DEM": 1, "FAIT_DEGRAD": 1, "RMIN": 1}
        before = Periode("avant", date(2020, 1, 1), date(2020, 12, 31), ("2020",))
        assert codee.ligne(before.debut, before.fin).actes == {}
        assert codee.ligne_of_years(["2020"]).actes == {} and codee.ligne_of_years([str(ANNEE)]).actes
        specs = list_tableaux("GSN")
        told = {s.code for s in select_tableaux(specs, [codee], Registre(), instance, AN)[0]}
        silent = {s.code for s in select_tableaux(specs, [codee], Registre(), instance, before)[0]}
    assert {"rappel_ordre", "rappel_age", "rappel_fait"} <= told and not silent & {
        "rappel_ordre",
        "rappel_age",
    }
    assert "motif_famille" in silent
    assert code_rappel(RappelOrdre()) == []


def test_transactions_and_cddf_are_acts_of_the_situation_on_their_day(coffre: Prepare) -> None:
    majeur = replace(PERSONNE, date_naissance="2004-05-03")
    first, second = open_one(coffre, personne=majeur), open_one(coffre)
    with logged(coffre, "coordo") as session:
        offer = prepare_transaction(session, first, **TRANSACTION)
        cddf = refer_cddf(session, second, **SAISI)
        invite_family(session, cddf, **INVITATION)
    with logged(coffre, "maire") as session:
        propose_transaction(session, offer, **PROPOSITION)
    with logged(coffre, "coordo") as session:
        record_answer(session, offer, acceptee=True, date_reponse=day())
        record_hearing(session, cddf, **ENTENDUE)
        record_recommandations(session, cddf, **RECOMMANDE)
        by_id = {
            codee.id: codee.ligne(AN.debut, AN.fin).actes
            for codee in list_codees(session, session.instances[0])
        }
        assert by_id[first] == {"TRPRO": 1, "TRACC": 1}
        assert by_id[second] == {"CDSAI": 1, "CDENT": 1, "CDREC": 2}
        own = {one.code: one for one in list_comptes(session, session.instances[0], AN, Parametres())}
    assert own["transactions_proposees"].nombre is None
    assert own["transactions_proposees"].publie == "moins de\u00a08" == own["bilans"].publie
    assert code_transaction(Transaction()) == [] and code_cddf(Cddf()) == []


def test_the_hours_done_are_counted_as_hours_of_their_youth() -> None:
    offer = SimpleNamespace(nature=NatureTransaction.TRAVAIL, heures=12)
    done = SimpleNamespace(executee=True, date_constat=date(ANNEE, 6, 1))
    told = code_transaction(replace(Transaction(), preparee=offer, executee=done))
    assert [code for _, code in told].count("TRH") == 12 and (date(ANNEE, 6, 1), "TREXE") in told
    money = SimpleNamespace(nature=NatureTransaction.REPARATION, heures=0)
    assert [code for _, code in code_transaction(replace(Transaction(), preparee=money, executee=done))] == [
        "TREXE"
    ]


def test_the_register_of_rappels_gives_classes_of_everybody_never_a_number(coffre: Prepare) -> None:
    ids = [open_one(coffre) for _ in range(9)]
    with logged(coffre, "coordo") as session:
        for situation in ids:
            send(session, prepare_one(session, situation))
        instance = session.instances[0]
        own = {one.code: one for one in list_comptes(session, instance, AN, Parametres())}
        quarter = Periode("avant", date(2020, 1, 1), date(2020, 3, 31), ())
        before = {one.code: one for one in list_comptes(session, instance, quarter, Parametres())}
    assert own["registre_demandes"].publie == "environ\u00a010" and own["registre_demandes"].nombre is None
    assert own["registre_tenus"].publie == "moins de\u00a08" == before["registre_demandes"].publie
    assert before["bilans"].publie == "non communiqué"


def test_meetings_held_and_partners_present_are_exact(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        for presents in (("coordo", "ecole"), ("coordo", "ecole", "social"), ()):
            seance = prepare_seance(session, GSN, day())
            if presents:  # the last one is planned, never held
                set_presence(session, seance, {coffre.membres[nom]: "present" for nom in presents})
                open_seance(session, seance)
                close_seance(session, seance)
        own = comptes(session)
        before = Periode("avant", date(2020, 1, 1), date(2020, 12, 31), ("2020",))
        other = comptes(session, before)
    assert (own["seances"], own["presences"], own["partenaires"]) == (2, 5, 3)
    assert (other["seances"], other["presences"], other["partenaires"]) == (0, 0, 0)


def test_a_situation_with_a_referent_is_an_individual_follow_up(coffre: Prepare) -> None:
    open_one(coffre)
    with logged(coffre, "coordo") as session:
        (codee,) = list_codees(session, session.instances[0])
    assert codee.attributs["suivi"] == ("NON",)


def comptes(session: Session, periode: Periode = AN) -> dict[str, int | None]:
    return {
        one.code: one.nombre for one in list_comptes(session, session.instances[0], periode, Parametres())
    }


def test_the_counts_of_the_charter_are_exact_and_say_nothing_of_another_period(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        own = comptes(session)
        assert own["membres"] == 6 and own["signatures"] == 6
        assert own["revocations"] == 0 and own["effacements"] == 0


def test_only_the_auditeur_vouches_for_the_consultations_else_they_are_not_told(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    for nom in ("coordo", "ecole"):
        with logged(coffre, nom) as session:
            read_situation(session, situation)
            with pytest.raises(ActeForbidden):
                attest_consultations(session, ANNEE)
    with logged(coffre, "coordo") as session:
        assert comptes(session)["consultations"] is None
        with session.unit(
            Acte.REGLAGES_MODIFIES
        ) as u:  # a coordonnateur's own signature is worth nothing here
            save_total(u, TotalConsultations(ANNEE, 7, 1))
        assert comptes(session)["consultations"] is None
    with logged(coffre, "dpo") as session:
        assert attest_consultations(session, ANNEE) == 2
        assert read_consultations(session, ANNEE) == 2 and read_consultations(session, ANNEE - 1) is None
    with logged(coffre, "coordo") as session:
        assert comptes(session)["consultations"] == 2
        quarter = Periode("trimestre", date(ANNEE, 1, 1), date(ANNEE, 3, 31), ())
        both = replace(AN, debut=date(ANNEE - 1, 1, 1), exercices=(str(ANNEE - 1), str(ANNEE)))
        assert comptes(session, quarter)["consultations"] is None
        assert comptes(session, both)["consultations"] is None
        raw = session.coffre.read_valeur(f"consultations.{ANNEE}")
        assert raw is not None
        with session.unit(Acte.REGLAGES_MODIFIES) as u:
            u.save_valeur(f"consultations.{ANNEE}", json.dumps({**json.loads(raw), "nombre": 1}).encode())
        assert comptes(session)["consultations"] is None, "a figure changed after its signature"


def test_a_year_whose_journal_is_partly_erased_is_not_counted(coffre: Prepare) -> None:
    with logged(coffre, "dpo") as session:
        session.coffre.conn.execute("UPDATE journal SET scelle = NULL WHERE n = 2")
        with pytest.raises(ConsultationsErased):
            attest_consultations(session, ANNEE)


def test_a_register_written_before_the_texts_is_still_read() -> None:
    edition = _edition()
    old = to_dict(edition)
    del old["textes"]
    assert from_dict(Edition, old) == edition


def test_a_table_declared_after_an_erasure_waits_rather_than_miss_somebody() -> None:
    codee = SituationCodee("s", "Groupe", date(ANNEE, 1, 2), date(ANNEE, 2, 1), {"motif": ("ABS",)}, ())
    specs = list_tableaux("GSN")
    before = [s for s in specs if s.code != "suivi"]
    registre = count_erased(Registre(), [codee.ligne(AN.debut, AN.fin)], before, fin_annee=ANNEE)
    instance = Instance(GSN, "GSN", "Groupe")  # type: ignore[arg-type]
    kept, refused = select_tableaux(specs, [codee], registre, instance, AN)
    assert [r.portee for r in refused] == ["suivi"] and "suivi" not in {s.code for s in kept}
    assert refused[0].code == "ANO-17" and refused[0].conseil
    later = Periode("autre", date(ANNEE + 1, 1, 1), date(ANNEE + 1, 12, 31), (str(ANNEE + 1),))
    assert select_tableaux(specs, [codee], registre, instance, later)[1] == []


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_nobody_but_a_coordonnateur_of_the_body_prepares_its_part(coffre: Prepare, nom: str) -> None:
    with logged(coffre, nom) as session, pytest.raises(ActeForbidden):
        preview_rapport(session, GSN, debut=day(-30), fin=day(), receveur="Plénière")


@pytest.mark.parametrize(
    ("debut", "fin", "said"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), "année 2026"),
        (date(2024, 1, 1), date(2026, 12, 31), "années 2024 à 2026"),
        (date(2026, 1, 1), date(2026, 3, 31), "1er trimestre 2026"),
        (date(2026, 10, 1), date(2026, 12, 31), "4e trimestre 2026"),
        (date(2026, 2, 1), date(2026, 4, 30), "du 01/02/2026 au 30/04/2026"),
    ],
)
def test_a_period_is_named_as_people_say_it(debut: date, fin: date, said: str) -> None:
    years = tuple(str(year) for year in range(debut.year, fin.year + 1))
    assert word_periode(debut, fin, years) == said
