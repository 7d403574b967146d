"""The eleven rules of the charter (domain 2): what the software enforces, who may not, and the trace of the refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gsn_app.actions.apport import ApportNotOwn, add_apport, add_sans_information, withdraw_apport
from gsn_app.actions.charte import sign_charte
from gsn_app.actions.creation import InstanceUnknown, prepare_creation
from gsn_app.actions.impression import request_impression
from gsn_app.actions.journal import read_journal, verify_journal
from gsn_app.actions.liste import list_valeurs
from gsn_app.actions.membre import enrol_membre, membre_signe
from gsn_app.actions.mesure import MesureNotOwn, end_mesure, propose_mesure, take_mesure
from gsn_app.actions.rapport import preview_rapport
from gsn_app.actions.saisine import list_saisines, submit_saisine
from gsn_app.actions.session import ActeForbidden, CharteUnsigned
from gsn_app.actions.situation import (
    MembreNotInInstance,
    MembreUnsigned,
    admit_membre,
    defer_information,
    list_situations,
    open_situation,
    read_situation,
    record_information,
)
from gsn_app.domain.acte import Acte
from gsn_app.domain.liste import ValeurUnknown
from gsn_app.domain.membre import CmerNotAlone, NouveauMembre, Role, TypeInstance
from gsn_app.domain.situation import Personne, SituationUnknown
from gsn_app.domain.texte import TexteTooLong
from gsn_app.store.annuaire import sign_annuaire
from gsn_app.store.coffre import MemberRevoked
from gsn_app.store.creation import open_shared_key
from tests.actions.exemples import (
    PERSONNE,
    day,
    expect_refusal,
    expect_sound,
    logged,
    open_one,
    prepare_one,
    read_all,
    refusals,
)
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase


def expect_told(coffre: Prepare, nom: str, motive: str) -> None:
    """The auditeur reads who was refused, at what, and why."""
    assert (f"{nom} Testard", motive) in [(who, why) for who, why, _ in refusals(coffre)]
    expect_sound(coffre)


def test_c1_only_named_signatories_take_part(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        who = NouveauMembre("Nouvel Testard", "Éducateur", "Prévention", {GSN: Role.MEMBRE})
        nouveau = enrol_membre(session, who, phrase("nouvel"), kdf=BON_MARCHE)
        assert membre_signe(session, nouveau.id) == ""
        expect_refusal(session, MembreUnsigned, "situation.membre_admis", admit_membre, situation, nouveau.id)
        motive = expect_refusal(
            session, MembreUnsigned, "situation.ouverte", open_situation, GSN, personne=PERSONNE,
            origine="origine.EN", motif="motif.ABS", cercle=[nouveau.id],
        )  # fmt: skip
    coffre.membres["nouvel"] = nouveau.id
    with logged(coffre, "nouvel") as session:
        assert session.charte_a_signer and session.coffre.dossiers == {}
        for act in (list_situations, list_saisines, verify_journal):
            expect_refusal(session, CharteUnsigned, act.acte, act)  # type: ignore[attr-defined]
        expect_refusal(session, CharteUnsigned, "situation.consultee", read_situation, situation)
        sign_charte(session)
        assert list_situations(session) == []
    with logged(coffre, "coordo") as session:
        admit_membre(session, situation, nouveau.id)
    with logged(coffre, "nouvel") as session:
        assert [s.id for s in list_situations(session)] == [situation]
    expect_told(coffre, "Coordo", motive)
    expect_told(coffre, "Nouvel", "situation.consultee REF-02")


def test_c2_only_useful_information_through_closed_lists_and_short_texts(coffre: Prepare) -> None:
    situation = open_one(coffre)
    fields = set(Personne.__dataclass_fields__)
    forbidden = {"nir", "photo", "nationalite", "lieu_naissance", "religion", "sante", "origine", "vehicule"}
    assert not fields & forbidden
    with logged(coffre, "ecole") as session:
        with pytest.raises(TexteTooLong):
            add_apport(session, situation, "x" * 601)
        with pytest.raises(ValeurUnknown):
            propose_mesure(session, situation, "mesure.PRISON", date=day())
        offered = {v.code for v in list_valeurs(session, "motif")}
        assert not offered & {"motif.PRI", "motif.REI", "motif.SOR"}
    with logged(coffre, "social") as session:
        motive = expect_refusal(
            session, SituationUnknown, "apport.ajoute", add_apport, situation, "Hors cercle."
        )
    expect_told(coffre, "Social", motive)


def test_c3_saying_nothing_is_a_recorded_choice_and_nobody_demands_more(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "social") as session:
        add_sans_information(session, situation)
    with logged(coffre, "ecole") as session:
        silent = read_situation(session, situation).apports
        assert [(a.auteur_id, a.texte, a.sans_information) for a in silent] == [
            (coffre.membres["social"], "", True)
        ]
    with logged(coffre, "police") as session:
        motive = expect_refusal(
            session, ActeForbidden, "apport.sans_information", add_sans_information, situation
        )
    expect_told(coffre, "Police", motive)


def test_c4_a_measure_is_taken_by_who_volunteers_never_assigned(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "coordo") as session:
        mesure = propose_mesure(session, situation, "mesure.SUI", date=day())
        with pytest.raises(TypeError):
            take_mesure(session, situation, mesure, date=day(), membre_id=coffre.membres["social"])  # type: ignore[call-arg]
        assert read_situation(session, situation).mesures[0].prise_par == ""
    with logged(coffre, "social") as session:
        take_mesure(session, situation, mesure, date=day())
    with logged(coffre, "coordo") as session:
        motive = expect_refusal(
            session,
            MesureNotOwn,
            "mesure.terminee",
            end_mesure,
            situation,
            mesure,
            date=day(),
            resultat="suite.REA",
        )
        assert read_situation(session, situation).mesures[0].prise_par == coffre.membres["social"]
    expect_told(coffre, "Coordo", motive)


def test_c5_the_contributor_decides_who_reads_and_withdraws(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "ecole") as session:
        apport = add_apport(session, situation, "Pour moi et social.", lecteurs=[coffre.membres["social"]])
    with logged(coffre, "coordo") as session:
        assert read_situation(session, situation).apports == ()
        motive = expect_refusal(session, ApportNotOwn, "apport.retire", withdraw_apport, situation, apport)
    with logged(coffre, "social") as session:
        assert len(read_situation(session, situation).apports) == 1
        expect_refusal(session, ApportNotOwn, "apport.retire", withdraw_apport, situation, apport)
    with logged(coffre, "ecole") as session:
        withdraw_apport(session, situation, apport)
    with logged(coffre, "social") as session:
        assert [(a.texte, a.retire) for a in read_situation(session, situation).apports] == [("", True)]
    expect_told(coffre, "Coordo", motive)


def test_c6_nothing_leaves_but_numbered_journaled_sheets_of_the_coordonnateur(coffre: Prepare) -> None:
    situation = open_one(coffre)
    drawn = []

    def render(*said: str) -> bytes:
        drawn.append(said)
        return b"%PDF-"

    for nom in ("ecole", "maire", "police", "dpo"):
        with logged(coffre, nom) as session, pytest.raises(ActeForbidden):
            request_impression(session, "fiche", situation, render)
    assert drawn == []
    with logged(coffre, "ecole") as session:
        motive = expect_refusal(session, ActeForbidden, "rappel_ordre.prepare", prepare_one, situation)
    with logged(coffre, "coordo") as session:
        feuille = request_impression(session, "fiche", situation, render)
    assert drawn == [(feuille.numero, drawn[0][1], "Coordo Testard")]
    assert PERSONNE.nom not in feuille.titre
    asked = [x for x in read_all(coffre) if x.acte == "impression.demandee"]
    assert [(x.membre, x.reference) for x in asked] == [("Coordo Testard", situation)]
    expect_told(coffre, "Ecole", motive)


def test_c7_no_plenary_body_and_only_the_coordonnateur_draws_the_anonymised_report(coffre: Prepare) -> None:
    assert {kind.value for kind in TypeInstance} == {"GSN", "CCTP", "CVE", "CDDF", "CMER"}
    who = NouveauMembre("Coordo Testard", "Coordonnateur", "Commune", {})
    for kinds, error in (
        (["PLENIERE"], InstanceUnknown),
        (["CONSEIL_RESTREINT"], InstanceUnknown),
        ([TypeInstance.GSN, TypeInstance.CMER], CmerNotAlone),
    ):
        with pytest.raises(error):
            prepare_creation(
                commune="Saint-Exemple", instances=[(kind, "Formation") for kind in kinds],  # type: ignore[misc]
                coordonnateur=who, passphrase=phrase("coordo"), auditeur=None, gardiens=[],
            )  # fmt: skip
    open_one(coffre)
    for nom in ("ecole", "maire", "police", "dpo"):
        with logged(coffre, nom) as session:
            motive = expect_refusal(
                session, ActeForbidden, "rapport.prepare", preview_rapport, GSN, debut=day(-30), fin=day(),
                receveur="Conseil restreint",
            )  # fmt: skip
    expect_told(coffre, "Dpo", motive)
    with logged(coffre, "coordo") as session:
        apercu = preview_rapport(session, GSN, debut=day(-30), fin=day(), receveur="Conseil restreint")
        assert apercu.edition is None, "one youth alone must never be published"
        assert PERSONNE.nom not in repr(apercu.refus)


def test_c8_the_notice_is_recorded_or_put_off_by_the_coordonnateur_with_a_listed_reason(
    coffre: Prepare,
) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        with pytest.raises(ValeurUnknown):
            defer_information(session, situation, date=day(), motif="plus tard")
        defer_information(session, situation, date=day(), motif="motif_report_information.DAN")
    with logged(coffre, "ecole") as session:
        shown = read_situation(session, situation).information
        assert [(i.donnee, i.motif_report) for i in shown] == [(False, "motif_report_information.DAN")]
        motive = expect_refusal(
            session, ActeForbidden, "information.differee", defer_information, situation, date=day(),
            motif="motif_report_information.DAN",
        )  # fmt: skip
        expect_refusal(
            session, ActeForbidden, "information.donnee", record_information, situation, date=day(),
            moyen="moyen_information.ENT", par="x",
        )  # fmt: skip
    noted = [(x.acte, x.motif) for x in read_all(coffre) if x.acte.startswith("information.")]
    assert noted == [("information.differee", "motif_report_information.DAN")]
    expect_told(coffre, "Ecole", motive)


def revoke(coffre: Prepare, nom: str) -> None:
    """Write, with the root key of the coordonnateur, a directory where one member has left office."""
    with logged(coffre, "coordo") as session:
        vault = session.coffre
        gone = replace(vault.annuaire.membre(coffre.membres[nom]), revoque_le=day())
        annuaire = vault.annuaire.with_membre(gone)
        root = open_shared_key(vault, "racine")
        assert root is not None
        content = annuaire.dump()
        with session.unit(Acte.MEMBRE_REVOQUE, motif=f"membre {gone.id}") as u:
            u.insert("annuaire", (annuaire.epoque, content, sign_annuaire(root, vault.vault_id, content)))


def test_c9_a_member_out_of_office_enters_no_more_and_receives_no_key(coffre: Prepare) -> None:
    situation = open_one(coffre)
    revoke(coffre, "social")
    with pytest.raises(MemberRevoked):
        coffre.open("social")
    with logged(coffre, "coordo") as session:
        motive = expect_refusal(
            session, MembreNotInInstance, "situation.membre_admis", admit_membre, situation,
            coffre.membres["social"],
        )  # fmt: skip
    expect_told(coffre, "Coordo", motive)


def test_c10_the_journal_counts_every_act_and_only_the_auditeur_reads_it(coffre: Prepare) -> None:
    situation = open_one(coffre)
    for _ in range(3):
        with logged(coffre, "ecole") as session:
            read_situation(session, situation)
    for nom in ("coordo", "ecole", "maire", "police"):
        with logged(coffre, nom) as session:
            motive = expect_refusal(session, ActeForbidden, "journal.consulte", read_journal)
    entries = read_all(coffre)
    assert sum(x.acte == "charte.signee" for x in entries) == 6
    assert sum(x.acte == "membre.enrole" for x in entries) == 5
    assert sum((x.acte, x.reference) == ("situation.consultee", situation) for x in entries) == 3
    assert not any(PERSONNE.nom in repr(x) or PERSONNE.prenom in repr(x) for x in entries)
    expect_told(coffre, "Police", motive)


def test_c11_the_police_bring_a_saisine_and_read_no_exchange(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        expect_refusal(
            session, MembreNotInInstance, "situation.membre_admis", admit_membre, situation,
            coffre.membres["police"],
        )  # fmt: skip
        motive = expect_refusal(
            session, MembreNotInInstance, "situation.ouverte", open_situation, GSN, personne=PERSONNE,
            origine="origine.PM", motif="motif.INC", cercle=[coffre.membres["police"]],
        )  # fmt: skip
    with logged(coffre, "police") as session:
        mine = submit_saisine(session, GSN, origine="origine.PM", motif="motif.INC", personne=PERSONNE)
        assert [s.id for s in list_saisines(session)] == [mine]
        assert list(session.coffre.dossiers) == [bytes.fromhex(mine)]
        for function in (list_situations, verify_journal):
            expect_refusal(session, ActeForbidden, function.acte, function)  # type: ignore[attr-defined]
        expect_refusal(session, ActeForbidden, "situation.consultee", read_situation, situation)
    expect_told(coffre, "Coordo", motive)
    expect_told(coffre, "Police", "situation.consultee REF-01")


def test_the_mayor_holds_no_key_of_the_exchanges(coffre: Prepare) -> None:
    """Article 17: the elu delivers the rappel and receives none of what the group said."""
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        expect_refusal(
            session, MembreNotInInstance, "situation.membre_admis", admit_membre, situation,
            coffre.membres["maire"],
        )  # fmt: skip
        prepare_one(session, situation)
    with logged(coffre, "maire") as session:
        kinds = {kind for d in session.coffre.dossiers.values() for kind, _ in d.cles.values()}
        assert kinds == {4}, "the rappel compartment alone"
        expect_refusal(session, ActeForbidden, "situation.consultee", read_situation, situation)
