"""Séances against who holds a key: an erased situation leaves no id, a stranger reads no name, a forged agenda is not believed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.depart import revoke_membre
from gsn_app.actions.effacement import erase_batch
from gsn_app.actions.passation import promote_membre
from gsn_app.actions.reenrolement import reenrol_membre, return_keys
from gsn_app.actions.seance import add_point, list_seances, open_seance, prepare_seance, set_presence
from gsn_app.actions.seance_point import (
    list_confirmations,
    note_apport,
    open_point,
    record_decision,
    step_out,
)
from gsn_app.actions.situation import close_situation
from gsn_app.domain.acte import Acte
from gsn_app.domain.seance import EtatSeance
from gsn_app.store import dossier as box
from gsn_app.store import seance as store
from gsn_app.store.cle_scellee import Compartiment
from tests.attaques.canaris import find
from tests.attaques.conftest import Modele
from tests.attaques.dump_independant import dump
from tests.attaques.effacement_interrompu import later
from tests.attaques.test_residus import pages
from tests.coffre_prepare import BON_MARCHE, GSN, phrase


@pytest.fixture
def tenu(coffre: Modele) -> Modele:
    """A séance held on A with « social » in the room, something waiting for their word; a second one only planned."""
    coordo, social, ecole = (coffre.membres[nom] for nom in ("coordo", "social", "ecole"))
    session = coffre.open("coordo")
    held = prepare_seance(session, GSN, session.today())
    add_point(session, held, coffre.situation_a)
    set_presence(session, held, {coordo: "present", social: "present", ecole: "present"})
    open_seance(session, held)
    step_out(session, held, coffre.situation_a, [ecole])
    open_point(session, held, coffre.situation_a)
    note_apport(session, held, coffre.situation_a, "Dit en séance.", dit_par=social)
    record_decision(session, held, coffre.situation_a, "decision.MES", mesure="mesure.SUI", volontaire=social)
    planned = prepare_seance(session, GSN, session.today())
    add_point(session, planned, coffre.situation_a)
    close_situation(session, coffre.situation_a, "cloture.SOL")
    session.close()
    return coffre


def erase_a(coffre: Modele) -> None:
    session = coffre.open("coordo", later)
    erase_batch(session, [coffre.situation_a])
    session.close()


def test_an_erased_situation_leaves_no_id_in_any_seance_only_the_count(tenu: Modele) -> None:
    assert find(pages(tenu), [tenu.situation_a]), "control: before, the pages name the dossier"
    session = tenu.open("social")
    assert {c.genre for c in list_confirmations(session)} == {"apport", "mesure"}
    session.close()
    erase_a(tenu)
    assert find(pages(tenu), [tenu.situation_a]) == set()
    for nom in ("coordo", "ecole", "social"):
        told = json.dumps(dump(tenu.coffre, tenu.poste, tenu.membres[nom], phrase(nom)), ensure_ascii=False)
        assert '"seance"' in told and tenu.situation_a not in told, nom
    session = tenu.open("social", later)
    lines = sorted(list_seances(session), key=lambda s: s.effacees)
    assert [(s.examinees, s.effacees, s.points) for s in lines] == [((), 0, 0), ((), 1, 1)]
    assert list_confirmations(session) == []
    session.close()


def test_an_old_folder_put_back_names_nothing_once_a_coordonnateur_opened(
    tenu: Modele, tmp_path: Path
) -> None:
    shutil.copytree(tenu.coffre, tmp_path / "ancien")
    erase_a(tenu)
    shutil.rmtree(tenu.coffre)
    shutil.copytree(tmp_path / "ancien", tenu.coffre)
    shutil.rmtree(tenu.poste / "tetes")
    tenu.open("ecole", later).close()
    tenu.open("coordo", later).close()
    assert find(pages(tenu), [tenu.situation_a]) == set()


def test_who_stepped_out_reads_an_agenda_of_opaque_ids_and_no_name(tenu: Modele) -> None:
    mine = dump(tenu.coffre, tenu.poste, tenu.membres["ecole"], phrase("ecole"))
    told = json.dumps(mine, ensure_ascii=False).encode()
    assert b'"seance"' in told
    assert find(told, tenu.canaris_a - {tenu.situation_a}) == set()
    assert "Dit en séance." not in told.decode()
    for nom in ("police", "maire", "dpo"):
        other = json.dumps(dump(tenu.coffre, tenu.poste, tenu.membres[nom], phrase(nom)), ensure_ascii=False)
        assert '"t": "seance"' not in other, nom


def test_an_agenda_written_by_a_member_is_not_believed(tenu: Modele) -> None:
    session = tenu.open("ecole")
    seance = next(s for s in store.list_seances(session.coffre) if s.etat is EtatSeance.OUVERTE)
    dossier = box.find_dossier(session.coffre, bytes.fromhex(seance.id))
    assert dossier is not None
    forged = replace(seance, presences={}, points=())
    with session.unit(Acte.SEANCE_PRESENCE, seance.id) as u:  # with a program of their own
        store.save_seance(u, forged)
        comp = dossier.compartment(Compartiment.SEANCE)
        assert comp is not None
        box.put_piece(u, dossier, comp, {
            "t": "attente", "quoi": "apport", "situation_id": tenu.situation_b, "objet_id": "00" * 16,
            "membre_id": tenu.membres["ecole"],
        })  # fmt: skip
    session.close()
    session = tenu.open("coordo")
    assert seance.id not in {s.id for s in list_seances(session)}
    assert any("séance a été altérée" in line for line in session.anomalies)
    session.close()
    session = tenu.open("ecole")
    assert list_confirmations(session) == []
    session.close()


def test_the_keys_of_a_seance_follow_departure_promotion_and_new_keys(tenu: Modele, tmp_path: Path) -> None:
    old = tenu.copy(tmp_path / "gardé")
    gone = dump(old.coffre, old.poste, old.membres["social"], phrase("social"))
    assert any(piece["contenu"].get("t") == "seance" for piece in gone["pieces"]), "control"
    session = tenu.open("coordo")
    before = {d.id: dict(d.cles) for d in session.coffre.dossiers.values() if d.genre == 4}
    revoke_membre(session, tenu.membres["social"])
    after = {d.id: dict(d.cles) for d in session.coffre.dossiers.values() if d.genre == 4}
    assert before.keys() == after.keys() and len(after) == 2
    for one, cles in after.items():
        assert {k for _, k in cles.values()}.isdisjoint({k for _, k in before[one].values()})
    reenrol_membre(session, tenu.membres["ecole"], phrase("neuve"), kdf=BON_MARCHE)
    session.close()
    from gsn_app.actions.ouverture import open_session

    session = open_session(tenu.coffre, tenu.poste, tenu.membres["ecole"], phrase("neuve"), kdf=BON_MARCHE)
    if session.charte_a_signer:
        sign_charte(session)
    assert list_seances(session) == []
    session.close()
    session = tenu.open("coordo")
    from gsn_app.actions.membre import confirm_membre

    membre = session.coffre.annuaire.membre(tenu.membres["ecole"])
    if membre.a_confirmer:
        confirm_membre(session, membre.id, membre.empreinte)
    return_keys(session, tenu.membres["ecole"])
    promote_membre(session, tenu.membres["ecole"], GSN)
    session.close()
    session = open_session(tenu.coffre, tenu.poste, tenu.membres["ecole"], phrase("neuve"), kdf=BON_MARCHE)
    assert len(list_seances(session)) == 2 and not session.anomalies
    session.close()
