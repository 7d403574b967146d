"""The receiver of a transfer, and a coordonnateur who lost their seat, with their passphrase and a tool of their own."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.effacement import erase_batch
from gsn_app.actions.instance import assign_membre, create_instance, unseat_membre
from gsn_app.actions.passation import promote_membre
from gsn_app.actions.restauration import restore
from gsn_app.actions.sauvegarde import ReglageSauvegarde, make_sauvegarde, save_reglage_sauvegarde
from gsn_app.actions.situation import close_situation, read_situation
from gsn_app.actions.transfert import accept_transfert, list_transferts, propose_transfert, refuse_transfert
from gsn_app.domain.membre import Role, TypeInstance
from gsn_app.domain.transfert import Selection
from gsn_app.store.coffre import BASE
from tests.attaques.adverse import read_keys
from tests.attaques.canaris import decrypt_pages, find
from tests.attaques.conftest import CANARIS_A, Modele
from tests.attaques.dump_independant import dump
from tests.coffre_prepare import BON_MARCHE, phrase

VISIBLES = {CANARIS_A["nom"], CANARIS_A["prenom"]}


@pytest.fixture
def cve(coffre: Modele) -> str:
    """A second body coordinated by « ecole », who reads nothing of situation A."""
    session = coffre.open("coordo")
    made = create_instance(
        session,
        TypeInstance.CVE,
        "Veille",
        adoptee_le=session.today(),
        coordonnateur_id=coffre.membres["ecole"],
    ).id
    session.close()
    return made


def told(coffre: Modele, nom: str) -> set[str]:
    """Canaries of situation A, its id included, that a member's keys open with a tool of their own."""
    found = dump(coffre.coffre, coffre.poste, coffre.membres[nom], phrase(nom))
    return find(json.dumps(found, ensure_ascii=False).encode(), coffre.canaris_a)


def propose(coffre: Modele, cve: str, selection: Selection | None = None) -> str:
    session = coffre.open("coordo")
    sent = propose_transfert(session, coffre.situation_a, cve, selection or Selection())
    session.close()
    return sent


def test_a_receiver_s_own_tool_opens_what_was_selected_and_nothing_else(coffre: Modele, cve: str) -> None:
    assert told(coffre, "ecole") == set()
    sent = propose(coffre, cve)
    assert told(coffre, "ecole") == VISIBLES
    assert told(coffre, "social") >= VISIBLES, "who reads situation A reads on"
    session = coffre.open("ecole")
    new = accept_transfert(session, sent, [coffre.membres["ecole"]])
    add_apport(session, new, "Canari de la veille, que le premier groupe ne lira pas.")
    session.close()
    assert told(coffre, "ecole") == VISIBLES
    found = dump(coffre.coffre, coffre.poste, coffre.membres["coordo"], phrase("coordo"))
    text = json.dumps(found, ensure_ascii=False)
    assert "Canari de la veille" not in text, "the sender holds no key of the copy"


def test_a_refused_copy_is_out_of_the_receiver_s_reach(coffre: Modele, cve: str) -> None:
    sent = propose(coffre, cve, Selection(coordonnees=True))
    assert told(coffre, "ecole") == VISIBLES | {
        CANARIS_A["adresse"], CANARIS_A["telephone"], CANARIS_A["courriel"],
    }  # fmt: skip
    session = coffre.open("ecole")
    refuse_transfert(session, sent, "transfert_refus.CHA")
    session.close()
    assert told(coffre, "ecole") == set()


def test_a_coordonnateur_who_lost_their_seat_opens_no_transfer_that_came_after(
    coffre: Modele, cve: str
) -> None:
    session = coffre.open("ecole")
    assign_membre(session, coffre.membres["social"], cve, Role.MEMBRE)
    promote_membre(session, coffre.membres["social"], cve)
    session.close()
    coffre.open("social").close()
    first = propose(coffre, cve)
    held = coffre.open("social")
    assert first in {t.id for t in list_transferts(held)}
    held.close()
    session = coffre.open("ecole")
    assert unseat_membre(session, coffre.membres["social"], cve) == 1
    refuse_transfert(session, first, "transfert_refus.AUT")
    session.close()
    second = propose(coffre, cve)
    found = dump(coffre.coffre, coffre.poste, coffre.membres["social"], phrase("social"))
    assert not {first, second} & set(found["dossiers"]), "no key of theirs opens either"
    assert '"t": "transfert"' not in json.dumps(found["pieces"], ensure_ascii=False)


def test_a_transfer_is_in_the_backup_and_its_erasure_leaves_no_page_of_it(
    coffre: Modele, cve: str, tmp_path: Path
) -> None:
    sent = propose(coffre, cve)
    session = coffre.open("coordo")
    (tmp_path / "support").mkdir()
    save_reglage_sauvegarde(session, ReglageSauvegarde((str(tmp_path / "support"),)))
    made = make_sauvegarde(session)
    session.close()
    back = restore(
        made.fichier, tmp_path / "rendu", poste=coffre.poste, membre_id=coffre.membres["coordo"],
        passphrase=phrase("coordo"), motif="essai de retour", kdf=BON_MARCHE,
    )  # fmt: skip
    assert back
    rendu = Modele(tmp_path / "rendu", coffre.poste, coffre.membres, coffre.situation_a)
    session = rendu.open("ecole")
    assert [t.id for t in list_transferts(session)] == [sent]
    new = accept_transfert(session, sent, [coffre.membres["ecole"]])
    close_situation(session, new, "cloture.FIN")
    when = session.now() + timedelta(days=120)
    session.close()
    session = rendu.open("ecole", lambda: when)
    erase_batch(session, [new])
    session.close()
    _, _, key = read_keys(rendu, "ecole")
    pages = decrypt_pages(rendu.coffre / BASE, key)
    assert bytes.fromhex(new) not in pages and bytes.fromhex(sent) not in pages
    assert bytes.fromhex(coffre.situation_a) in pages, "the control: the first situation stands"
    session = rendu.open("coordo", lambda: when)
    assert read_situation(session, coffre.situation_a).personne is not None
    session.close()
