"""The rights of the persons: a nameless ledger, limitation, erasure on request, the access pack; who may not."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from gsn_app.actions import cddf
from gsn_app.actions.apport import add_apport, withdraw_apport
from gsn_app.actions.demande_droit import (
    ReferenceNaming,
    answer_demande,
    erase_on_request,
    lift_limitation,
    limit_situation,
    list_demandes,
    prolong_demande,
    record_demande,
    record_identite,
)
from gsn_app.actions.dossier_acces import AuteurUnconsulted, print_dossier_acces, read_dossier_acces
from gsn_app.actions.effacement import list_effacements
from gsn_app.actions.famille import save_representants
from gsn_app.actions.impression import confirm_impression
from gsn_app.actions.mesure import propose_mesure
from gsn_app.actions.parcours import record_contact, record_mesure_judiciaire, refer
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.actions.situation import change_personne, list_situations, read_situation, record_information
from gsn_app.domain.demande_droit import (
    DemandeUnknown,
    Demandeur,
    Droit,
    DroitUnsuited,
    EtatDemande,
    IdentiteUnproven,
    MotifReponse,
    SensReponse,
)
from gsn_app.domain.dossier_acces import MASQUE
from gsn_app.domain.representant_legal import RepresentantLegal
from gsn_app.domain.situation import SituationLimited, SituationUnknown
from tests.actions.exemples import (
    AUTRE,
    PERSONNE,
    day,
    expect_refusal,
    expect_sound,
    logged,
    open_one,
    prepare_one,
    read_all,
)
from tests.actions.exemples_chemin import SAISI
from tests.coffre_prepare import GSN, Prepare


def receive(session: Session, droit: Droit, situation: str = "", **more: bool) -> str:
    return record_demande(
        session, GSN, droit, Demandeur.PERSONNE, recue_le=day(), reference="Courrier 2026-118",
        situation_id=situation, **more,
    )  # fmt: skip


def test_a_request_is_numbered_due_prolonged_answered_and_journaled_without_a_name(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        demande_id = receive(session, Droit.RECTIFICATION, situation)
        year = date.today().year
        (demande,) = list_demandes(session)
        assert (demande.numero, demande.etat) == (f"D-{year}-001", EtatDemande.RECUE)
        prolong_demande(session, demande_id)
        assert list_demandes(session)[0].etat is EtatDemande.PROLONGEE
        answer_demande(session, demande_id, SensReponse.PARTIELLE, MotifReponse.TIERS, le=day())
        assert list_demandes(session)[0].etat is EtatDemande.REPONDUE
    entries = [x for x in read_all(coffre) if x.acte.startswith("demande_droit")]
    assert {"demande_droit.recue", "demande_droit.prolongee", "demande_droit.repondue"} <= {
        x.acte for x in entries
    }
    assert not any("Exemple" in x.motif or "Maëlys" in x.motif for x in entries)
    expect_sound(coffre)


def test_the_ledger_never_names_anybody(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        for reference in ("lettre de MAËLYS", "Exemple-Modèle, 3 mars"):
            with pytest.raises(ReferenceNaming):
                record_demande(
                    session, GSN, Droit.ACCES, Demandeur.PERSONNE, recue_le=day(), reference=reference,
                    situation_id=situation,
                )  # fmt: skip
        assert list_demandes(session) == []


def test_nobody_but_a_coordonnateur_opens_the_ledger(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        demande_id = receive(session, Droit.ACCES, situation)
    for nom in ("ecole", "maire", "police", "dpo"):
        with logged(coffre, nom) as session:
            expect_refusal(session, ActeForbidden, "demande_droit.consultee", list_demandes)
            error = DemandeUnknown if nom == "ecole" else ActeForbidden
            expect_refusal(session, error, "situation.consultee", read_dossier_acces, demande_id)
            expect_refusal(session, ActeForbidden, "situation.limitee", limit_situation, situation)
            expect_refusal(session, ActeForbidden, "situation.effacee", erase_on_request, demande_id)


def test_a_limited_situation_is_read_and_closed_and_receives_nothing(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "ecole") as session:
        mine = add_apport(session, situation, "Avant la demande.")
    with logged(coffre, "coordo") as session:
        limit_situation(session, situation)
    with logged(coffre, "ecole") as session:
        for function, args, acte in (
            (add_apport, (situation, "Après."), "apport.ajoute"),
            (change_personne, (situation, AUTRE), "situation.modifiee"),
        ):
            error = SituationLimited if acte == "apport.ajoute" else ActeForbidden
            expect_refusal(session, error, acte, function, *args)
        with pytest.raises(SituationLimited):
            propose_mesure(session, situation, "mesure.SUI", date=day())
        withdraw_apport(session, situation, mine)
        assert read_situation(session, situation).personne is not None
    with logged(coffre, "coordo") as session:
        with pytest.raises(SituationLimited):
            change_personne(session, situation, PERSONNE)
        with pytest.raises(SituationLimited):
            prepare_one(session, situation)
        record_information(session, situation, date=day(), moyen="moyen_information.ENT", par="Moi")
        lift_limitation(session, situation)
    with logged(coffre, "ecole") as session:
        add_apport(session, situation, "De nouveau.")
    expect_sound(coffre)


def test_an_erasure_on_request_needs_a_granted_answer_and_leaves_a_nameless_line(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        acces = receive(session, Droit.ACCES, situation)
        demande_id = receive(session, Droit.EFFACEMENT, situation)
        with pytest.raises(DroitUnsuited):
            erase_on_request(session, acces)
        with pytest.raises(DroitUnsuited):
            erase_on_request(session, demande_id)
        answer_demande(session, demande_id, SensReponse.ACCORDEE, le=day())
        done = erase_on_request(session, demande_id)
        assert [line.regle for line in done.lignes] == ["demande"] and done.compacte
        assert [line.regle for line in list_effacements(session)] == ["demande"]
        assert list_situations(session) == []
        assert all(not d.situation_id for d in list_demandes(session))
        (executed,) = [d for d in list_demandes(session) if d.id == demande_id]
        assert executed.executee_le == day()
    raw = (coffre.coffre / "coffre.db").read_bytes()
    assert situation.encode() not in raw and bytes.fromhex(situation) not in raw
    with logged(coffre, "ecole") as session, pytest.raises(SituationUnknown):
        read_situation(session, situation)
    expect_sound(coffre)


def test_nothing_is_given_nor_erased_before_an_identity_asked_for_is_proven(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        demande_id = receive(session, Droit.ACCES, situation, identite_demandee=True)
        with pytest.raises(IdentiteUnproven):
            read_dossier_acces(session, demande_id)
        with pytest.raises(IdentiteUnproven):
            answer_demande(session, demande_id, SensReponse.ACCORDEE, le=day())
        record_identite(session, demande_id, day())
        assert read_dossier_acces(session, demande_id).demande.id == demande_id


def test_the_pack_gives_what_is_held_masks_third_parties_and_waits_for_the_contributors(
    coffre: Prepare,
) -> None:
    situation = open_one(coffre)
    open_one(coffre, personne=AUTRE)
    with logged(coffre, "ecole") as session:
        add_apport(session, situation, "Vient en cours avec Ignace. Progrès nets en atelier.")
        reserved = [coffre.membres["ecole"]]
        add_apport(session, situation, "Réservé à mon service.", lecteurs=reserved)
    with logged(coffre, "coordo") as session:
        prepare_one(session, situation)
        demande_id = receive(session, Droit.ACCES, situation)
        apercu = read_dossier_acces(session, demande_id)
        apport = next(t for t in apercu.textes if "Progrès" in t.texte)
        assert [apport.texte[a:b] for a, b in apport.propositions] == ["Ignace"]
        assert apercu.reserves == 1 and [a.institution for a in apercu.auteurs] == ["Institution ecole"]
        masques = {apport.id: apport.propositions}
        expect_refusal(
            session, AuteurUnconsulted, "impression.demandee", print_dossier_acces, demande_id, masques, ()
        )
        feuille = print_dossier_acces(session, demande_id, masques, [a.membre_id for a in apercu.auteurs])
        pages = PdfReader(io.BytesIO(feuille.pdf)).pages
        texte = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert "Exemple-Modèle" in texte and "Progrès nets en atelier" in texte and MASQUE in texte
        assert "Ignace" not in texte and "Réservé à mon service" not in texte
        assert "Institution ecole" in texte and "Ecole Testard" not in texte
        assert session.ancre in texte and "Maëlys" not in feuille.titre
        confirm_impression(session, feuille, reussie=True)
    expect_sound(coffre)


def test_a_coordonnateur_out_of_the_circle_makes_no_pack(coffre: Prepare) -> None:
    situation = open_one(coffre, "ecole")
    with logged(coffre, "coordo") as session:
        demande_id = receive(session, Droit.ACCES, situation)
        with pytest.raises(SituationUnknown):
            read_dossier_acces(session, demande_id)


def test_the_pack_leaves_out_nothing_of_what_the_situation_holds(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        save_representants(session, situation, [RepresentantLegal("Exemple-Modèle", "Zoé", "9 rue Gardée")])
        record_contact(
            session, situation, date=day(), moyen="moyen_information.ENT", personne="contact_personne.JEU"
        )
        refer(session, situation, besoin="besoin.DES", dispositif="dispositif.PSP", date=day())
        record_mesure_judiciaire(session, situation, service="service_justice.PJJ", debut=day())
        cddf.refer_cddf(session, situation, **SAISI)
        limit_situation(session, situation)
        demande_id = receive(session, Droit.ACCES, situation)
        apercu = read_dossier_acces(session, demande_id)
        told = " ".join(f"{label} {words}" for part in apercu.faits for label, words in part.faits)
        feuille = print_dossier_acces(session, demande_id, {}, [a.membre_id for a in apercu.auteurs])
    printed = " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(feuille.pdf)).pages).split())
    for words in (
        "Zoé Exemple-Modèle", "Rencontres", "Orientations", "Mesure judiciaire", "Conseil des familles", "Usage limité",
    ):  # fmt: skip
        assert words in told and words in printed, words
    assert "9 rue Gardée" not in printed, "where a representative lives is their own data"
