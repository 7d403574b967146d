"""Roles × acts: what ``charter/regles.toml`` says, every act of ``gsn_app.actions`` does, no more and no less.

Each function declared with ``@act`` is called by each role on a real situation and a real rappel; the table of
rights is read from the charter's file itself, never written here.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import gsn_app.actions
from gsn_app.actions.apport import add_apport
from gsn_app.actions.cddf import refer_cddf
from gsn_app.actions.impression import Feuille
from gsn_app.actions.mesure import propose_mesure
from gsn_app.actions.reglage import Reglages
from gsn_app.actions.saisine import submit_saisine
from gsn_app.actions.sauvegarde import ReglageSauvegarde
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.actions.transaction import prepare_transaction
from gsn_app.domain.acte import Acte
from gsn_app.domain.demande_droit import Demandeur, Droit, SensReponse
from gsn_app.domain.membre import NouveauMembre, Role, TypeInstance
from gsn_app.domain.notice import PublicNotice
from gsn_app.domain.transfert import Selection
from gsn_app.errors import GsnError, InvalidInput, Refused
from gsn_app.ressources import read_ressource
from tests.actions import exemples_chemin as ex
from tests.actions import exemples_seance as seances
from tests.actions.exemples import AUTRE, PERSONNE, day, facts, logged, open_one, prepare_one, refusals
from tests.actions.exemples_reprise import REPRISE
from tests.actions.list_actes import codes_of
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase

RIGHTS: dict[str, dict[str, Any]] = tomllib.loads(read_ressource("regles.toml").decode())["actes"]
#: one member of the prepared vault per role
WHO = {
    "coordonnateur": "coordo", "membre": "ecole", "elu": "maire", "signalant": "police", "auditeur": "dpo",
}  # fmt: skip
#: roles held on one object, never in a body
ON_OBJECT = {"auteur", "referent_parcours"}
FEUILLE = Feuille("0" * 16, b"", "2026-001", 1, "Document 2026-001", "fiche_navette", "x")
RAPPEL: dict[str, Any] = {"date_convocation": day(7), "heure": "17:30", "lieu": "Mairie", "destinataires": ()}
Call = Callable[[SimpleNamespace], tuple[tuple[Any, ...], dict[str, Any]]]


def call(*args: str, **more: Any) -> Call:
    """Arguments of a function; a name that starts with « @ » is an id of the world."""

    def resolve(world: SimpleNamespace) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return tuple(getattr(world, a[1:]) if a.startswith("@") else a for a in args), more

    return resolve


OPENING = {"personne": PERSONNE, "origine": "origine.EN", "motif": "motif.ABS"}
CALLS: dict[str, Call] = {
    "adoption.adopt_charte": call(),
    "charte.sign_charte": call(),
    "membre.enrol_membre": lambda w: (
        (NouveauMembre("Xavier Testard", "x", "x", {GSN: Role.MEMBRE}), phrase("x")), {"kdf": BON_MARCHE}
    ),
    # the papers
    "logo.save_logo": lambda w: ((Path("/nonexistent/logo.png"),), {}),
    "logo.remove_logo": call(),
    "charte_feuille.print_charte": call(),
    "rappel_reponse.suggest_magistrat": call(),
    "piece_jointe.attach": lambda w: ((w.rappel, Path("/nonexistent/scan.pdf")), {}),
    "piece_jointe.list_jointes": call("@rappel"),
    "piece_jointe.show_page": call("@rappel", "0" * 32),
    "piece_jointe.withdraw_jointe": call("@rappel", "0" * 32),
    "modele_texte.save_modele": call("convocation", "x"),
    "modele_texte.reset_modele": call("convocation"),
    "modele_texte.preview_modele": call("convocation", "x"),
    "reglage.save_reglages": lambda w: ((Reglages(commune="Saint-Exemple"),), {}),
    "saisine.submit_saisine": call(GSN, **OPENING),
    "saisine.list_saisines": call(),
    "saisine.dismiss_saisine": call("@saisine", "retour_saisine.SSU"),
    "situation.list_situations": call(),
    "situation.open_situation": lambda w: ((GSN,), {**OPENING, "cercle": [w.membres["coordo"]]}),
    "situation.read_situation": call("@situation"),
    "situation.change_personne": lambda w: ((w.situation, AUTRE), {}),
    "situation.set_echeance": call("@situation", day(30)),
    "situation.admit_membre": lambda w: ((w.situation, w.membres["social"]), {}),
    "retrait.withdraw_membre": lambda w: ((w.situation, w.membres["ecole"]), {}),
    "enrolement.print_enrolement": lambda w: ((w.membres["ecole"],), {}),
    "membre.confirm_membre": lambda w: ((w.membres["social"], "x"), {}),
    "suspension.suspend_membre": lambda w: ((w.membres["social"], "x"), {}),
    "suspension.reactivate_membre": lambda w: ((w.membres["social"],), {}),
    "passation.promote_membre": lambda w: ((w.membres["social"], GSN), {}),
    "passation.admit_successeur": lambda w: ((w.membres["social"],), {}),
    "phrase_passe.change_phrase": call("x", "y", kdf=BON_MARCHE),
    "depart.renew_cle_fichier": call(),
    "depart.revoke_membre": lambda w: ((w.membres["social"],), {}),
    "situation.record_information": call("@situation", date=day(), moyen="moyen_information.ENT", par="x"),
    "situation.defer_information": call("@situation", date=day(), motif="motif_report_information.DAN"),
    "situation.close_situation": call("@situation", "cloture.SOL"),
    "effacement.list_echeances": call(),
    "effacement.list_effacements": call(),
    "effacement.preview_effacement": lambda w: (((w.situation,),), {}),
    "effacement.erase_batch": lambda w: (((w.situation,),), {}),
    "attestation.print_attestation": lambda w: ((("00" * 16,),), {}),
    "archive.archive_situation": call("@situation", jusqu_au=day(30), motif="Nécessité écrite."),
    "archive.advance_effacement": call("@situation", day(1)),
    "archive.list_archives": call("Motif tapé."),
    "archive.read_archive": call("@situation", "Motif tapé."),
    "archive.read_dates": call("@situation"),
    "demande_droit.list_demandes": call(),
    "demande_droit.record_demande": call(GSN, Droit.ACCES, Demandeur.PERSONNE, recue_le=day()),
    "demande_droit.record_identite": call("00" * 16, day()),
    "demande_droit.prolong_demande": call("00" * 16),
    "demande_droit.answer_demande": call("00" * 16, SensReponse.ACCORDEE, le=day()),
    "demande_droit.limit_situation": call("@situation"),
    "demande_droit.lift_limitation": call("@situation"),
    "demande_droit.erase_on_request": call("00" * 16),
    "dossier_acces.read_dossier_acces": call("00" * 16),
    "dossier_acces.print_dossier_acces": lambda w: (("00" * 16, {}, ()), {}),
    "apport.add_apport": call("@situation", "Texte."),
    "apport.add_sans_information": call("@situation"),
    "apport.withdraw_apport": call("@situation", "@apport"),
    "referent_parcours.designate_referent": lambda w: (
        (w.situation, w.membres["ecole"]), {"date": day(), "accord": True}
    ),
    "referent_parcours.end_referent": call("@situation", date=day()),
    "mesure.propose_mesure": call("@situation", "mesure.SUI", date=day()),
    "mesure.take_mesure": call("@situation", "@mesure", date=day()),
    "mesure.end_mesure": call("@situation", "@mesure", date=day(), resultat="suite.REA"),
    "rappel_ordre.list_rappels": call(),
    "rappel_ordre.read_rappel": call("@rappel"),
    "rappel_ordre.permitted_acts": call("@rappel"),
    "rappel_ordre.prepare_rappel": call("@situation", **facts()),
    "rappel_ordre.print_fiche_navette": call("@rappel"),
    "rappel_ordre.confirm_fiche_navette": lambda w: ((w.rappel, FEUILLE), {}),
    "rappel_ordre.record_reponse": call("@rappel", reponse="reponse_parquet.A", date_reponse=day()),
    "rappel_ordre.record_consultation": call(
        "@rappel", date_consultation=day(), deja_suivie=True, compatible=True
    ),
    "rappel_ordre.convene": call("@rappel", **{**RAPPEL, "destinataires": ("destinataire.AUTEUR",)}),
    "rappel_ordre.print_convocations": call("@rappel"),
    "rappel_ordre.deliver": call("@rappel", date_prononce=day(), elu_nom="x", elu_qualite="Maire"),
    "rappel_ordre.record_absence": call("@rappel", date_constat=day()),
    "rappel_ordre.postpone": call("@rappel", date_report=day()),
    "rappel_ordre.print_retour": call("@rappel"),
    "rappel_ordre.confirm_retour": lambda w: ((w.rappel, FEUILLE), {}),
    # --- the mayor's acts around the rappel
    "rappel_adulte.prepare_rappel_adulte": call(GSN, **facts(date_naissance="1970-02-03", representants=())),
    "registre_rappel.list_registre": call(),
    "rappel_feuille.print_engagement": call("@rappel"),
    "rappel_feuille.print_remise": call("@rappel"),
    "rappel_feuille.print_relance": call(GSN),
    **{name: call(*args, **more) for name, (args, more) in ex.CALLS.items()},
    "notice.print_notice": call("@situation", PublicNotice.MOINS_15_ANS),
    "impression.confirm_impression": lambda w: ((FEUILLE,), {"reussie": True}),
    "journal.verify_journal": call(),
    "journal.read_journal": call(),
    "sauvegarde.save_reglage_sauvegarde": lambda w: ((ReglageSauvegarde((str(w.support),)),), {}),
    "sauvegarde.make_sauvegarde": lambda w: ((w.support,), {}),
    "restauration.verify_sauvegarde": lambda w: ((w.support / "absente.sauv",), {}),
    "restauration.try_restore": lambda w: ((w.support / "absente.sauv", "x"), {"kdf": BON_MARCHE}),
    "journal_export.export_journal": lambda w: ((w.folder / "journal.jsonl",), {}),
    "journal_export.export_cle_audit": lambda w: (
        (w.folder / "cle-audit.json", phrase("audit")), {"kdf": BON_MARCHE}
    ),
    "journal_purge.purge_journal": call(),
    "cle_journal.hand_cle_journal": lambda w: ((w.membres["dpo"], "x"), {}),
    "rapport.preview_rapport": call(GSN, debut=day(), fin=day(-1), receveur="x"),
    "rapport.export_rapport": lambda w: (
        (SimpleNamespace(instance_id=GSN, edition=None, preparation=SimpleNamespace(registre_suivant=None),
                         refus=()), w.folder), {}
    ),
    "rapport.list_editions": call(GSN),
    "consultation.attest_consultations": lambda w: ((int(day()[:4]),), {}),
    "rapport.validate_raison": call(GSN, "Prénom courant, cité pour un prix littéraire."),
    "recuperation.recover_situations": lambda w: (([],), {}),
    "reenrolement.reenrol_membre": lambda w: ((w.membres["maire"], phrase("maire")), {"kdf": BON_MARCHE}),
    "reenrolement.return_keys": lambda w: ((w.membres["maire"],), {}),
    "reenrolement.list_fragiles": call(),
    "reenrolement.try_membre": lambda w: ((w.membres["maire"],), {"kdf": BON_MARCHE}),
    "trousse.print_trousse": call(),
    "secret_poste.renew_secret_poste": call("x", kdf=BON_MARCHE),
    # parcours
    "parcours.record_contact": call(
        "@situation", date=day(), moyen="moyen_information.ENT", personne="contact_personne.JEU"
    ),
    "parcours.refer": call(
        "@situation", besoin="besoin.DES", dispositif="dispositif.PSP", date=day()
    ),
    "parcours.record_relais": call("@situation", "@apport", date=day(), suite="orientation_suite.PRI"),
    "parcours.record_mesure_judiciaire": call("@situation", service="service_justice.PJJ", debut=day()),
    "parcours.end_mesure_judiciaire": call("@situation", fin=day()),
    "bilan_parcours.read_bilan": call("@situation"),
    "bilan_parcours.print_bilan": call("@situation"),
    # transfer, fusion
    "transfert.propose_transfert": lambda w: ((w.situation, GSN, Selection()), {}),
    "transfert.list_transferts": call(),
    "transfert.accept_transfert": lambda w: ((w.saisine, ()), {}),
    "transfert.refuse_transfert": call("@saisine", "transfert_refus.AUT"),
    "transfert.revoke_transfert": call("@saisine"),
    "fusion.compare_situations": call("@situation", "@saisine"),
    "fusion.read_fusion": call("@situation"),
    "fusion.merge_situations": call("@situation", "@saisine"),
    "fusion.split_situations": call("@situation"),
    "tableau_bord.read_tableau": call(),
    # bodies
    "instance.create_instance": lambda w: ((TypeInstance.CVE, "Cellule"), {"adoptee_le": day()}),
    "instance.assign_membre": lambda w: ((w.membres["social"], GSN, Role.MEMBRE), {}),
    "instance.unseat_membre": lambda w: ((w.membres["social"], GSN), {}),
    "instance.save_instance": call(GSN, rythme_mois=3),
    "gardien.try_parts": lambda w: (([],), {}),
    "gardien.show_part": lambda w: ((0,), {}),
    "gardien.prove_part": lambda w: ((0, "mots"), {}),
    "gardien.prepare_renouvellement": lambda w: (([], [], 2), {}),
    **REPRISE,
    **seances.calls(call),
}  # fmt: skip


def every_act() -> dict[str, Any]:
    """``module.function`` → function, for everything declared with ``@act``."""
    found = {}
    for info in pkgutil.iter_modules(gsn_app.actions.__path__):
        module = importlib.import_module(f"gsn_app.actions.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if hasattr(function, "acte") and function.__module__ == module.__name__:
                found[f"{info.name}.{name}"] = function
    return found


ACTS = every_act()


def test_every_act_function_is_in_the_matrix() -> None:
    assert set(CALLS) == set(ACTS)


def test_every_act_of_the_charter_is_known_and_the_reverse() -> None:
    assert set(RIGHTS) == {acte.value for acte in Acte}


@pytest.fixture
def world(coffre: Prepare, tmp_path: Path) -> SimpleNamespace:
    """A situation with its circle, one apport, one measure, one saisine and one rappel waiting."""
    with logged(coffre, "social") as session:
        saisine = submit_saisine(session, GSN, **OPENING)
    situation = open_one(coffre, "coordo", "ecole", "social")
    with logged(coffre, "social") as session:
        apport = add_apport(session, situation, "Texte.")
    with logged(coffre, "coordo") as session:
        mesure = propose_mesure(session, situation, "mesure.SUI", date=day())
        rappel = prepare_one(session, situation)
        seance, tenue = seances.begin(session, coffre, situation)
        transaction = prepare_transaction(session, situation, **ex.TRANSACTION)
        cddf = refer_cddf(session, situation, **ex.SAISI)
    support = tmp_path / "support"
    support.mkdir()
    return SimpleNamespace(
        coffre=coffre, membres=coffre.membres, situation=situation, saisine=saisine, apport=apport,
        mesure=mesure, rappel=rappel, seance=seance, tenue=tenue, transaction=transaction, cddf=cddf, folder=tmp_path,
        support=support,
    )  # fmt: skip


def outcome(session: Session, name: str, world: SimpleNamespace) -> GsnError | None:
    """What the act answers: None when it was done."""
    args, more = CALLS[name](world)
    try:
        ACTS[name](session, *args, **more)
    except GsnError as error:
        return error
    return None


def allowed_roles(acte: str) -> set[str]:
    roles = set(RIGHTS[acte]["roles"])
    return set(WHO) if "tous" in roles else roles


@pytest.mark.parametrize("role", WHO)
def test_each_role_does_what_the_charter_says_and_nothing_else(world: SimpleNamespace, role: str) -> None:
    refused, wrong = [], []
    last = {"demande_droit.limit_situation": 1, "situation.close_situation": 2}
    with logged(world.coffre, WHO[role]) as session:
        for name in sorted(ACTS, key=lambda n: (last.get(n, 0), n)):
            acte = str(ACTS[name].acte)
            roles = allowed_roles(acte)
            error = outcome(session, name, world)
            if isinstance(error, Refused | InvalidInput) and error.code not in codes_of(ACTS[name]):
                wrong.append(f"{name} raised {error.code}, which docs/actions.md does not say")
            if role in roles:
                if isinstance(error, ActeForbidden):
                    wrong.append(f"{role} may {acte} but {name} says no")
            elif roles & ON_OBJECT:
                # the role is held on an object this member did not bring: nothing of it, or its own empty list
                own_list = error is None and name == "saisine.list_saisines" and role != "auditeur"
                if not own_list and not isinstance(error, Refused):
                    wrong.append(f"{role} did {name} ({acte}) on another's object")
                if isinstance(error, Refused):
                    refused.append(f"{acte} {error.code}")
            elif not isinstance(error, ActeForbidden):
                wrong.append(f"{role} may not {acte} but {name} answered {error!r}")
            else:
                refused.append(f"{acte} {error.code}")
    assert not wrong, "\n".join(wrong)
    told = [motive for who, motive, _ in refusals(world.coffre) if who.startswith(WHO[role].title())]
    for motive in refused:
        assert motive in told, f"{motive} left no entry"
        told.remove(motive)


def test_what_each_allowed_role_can_really_do_is_done(world: SimpleNamespace) -> None:
    """The yes of the matrix is a yes: these acts succeed for the role, on this world."""
    done = {
        "coordonnateur": [
            "saisine.list_saisines", "doublon.compare_personne", "saisine.dismiss_saisine", "situation.open_situation",
            "situation.read_situation", "situation.change_personne",
            "situation.record_information", "situation.defer_information", "apport.add_apport",
            "referent_parcours.designate_referent", "mesure.propose_mesure", "rappel_ordre.read_rappel",
            "rappel_ordre.prepare_rappel", "rappel_ordre.print_fiche_navette", "membre.enrol_membre",
            "reglage.save_reglages", "journal.verify_journal", "rapport.list_editions",
            "seance.list_seances", "seance.read_seance", "seance.ask_seance", "seance.prepare_seance", "seance.change_seance",
            "seance.propose_points", "seance.add_point", "seance.remove_point", "seance.order_points",
            "seance.set_presence", "seance_point.list_non_admis", "seance_point.open_point",
            "seance_point.note_apport", "seance_point.note_sans_information", "seance_point.record_decision",
            "seance.cancel_seance", "situation.close_situation",
        ],
        "membre": ["saisine.submit_saisine", "journal.verify_journal", "situation.list_situations", "seance.ask_seance",
                   "seance.list_seances", "seance.read_seance"],
        "elu": ["saisine.submit_saisine", "rappel_ordre.list_rappels", "rappel_ordre.read_rappel",
                "rappel_ordre.prepare_rappel", "journal.verify_journal", "seance.ask_seance"],
        "signalant": ["saisine.submit_saisine", "saisine.list_saisines", "charte.sign_charte"],
        "auditeur": ["journal.read_journal", "journal.verify_journal", "journal_export.export_journal",
                     "journal_export.export_cle_audit"],
    }  # fmt: skip
    for role, names in done.items():
        with logged(world.coffre, WHO[role]) as session:
            for name in names:
                error = outcome(session, name, world)
                assert error is None, f"{role}: {name} → {error!r}"
