"""What a login tells and leaves: failed attempts absorbed, the last session, anchors that paper can check, prints noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gsn_app.actions.impression import confirm_impression
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.journal_export import export_journal
from gsn_app.actions.ouverture import open_session
from gsn_app.actions.rappel_ordre import print_fiche_navette
from gsn_app.actions.rapport import preview_rapport
from gsn_app.actions.situation import read_situation
from gsn_app.errors import GsnError
from gsn_app.poste import Poste
from tests.actions.exemples import PERSONNE, day, expect_sound, logged, open_one, prepare_one, read_all
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare


def _miss(coffre: Prepare, nom: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(GsnError):
            open_session(
                coffre.coffre, coffre.poste, coffre.membres[nom], "ce n’est pas elle", kdf=BON_MARCHE
            )


def test_failed_attempts_stand_in_the_next_login_entry_once_and_are_told(coffre: Prepare) -> None:
    _miss(coffre, "coordo", 2)
    _miss(coffre, "ecole", 1)
    with logged(coffre, "social") as session:
        assert session.essais_manques == 3
    with logged(coffre, "social") as session:
        assert session.essais_manques == 0
    logins = [x for x in read_all(coffre) if x.acte == "session.ouverte" and x.membre.startswith("Social")]
    assert [x.motif for x in logins[-2:]] == ["essais manqués avant cette ouverture : 3", ""]
    expect_sound(coffre)


def test_a_login_that_cannot_be_written_keeps_the_count(coffre: Prepare) -> None:
    _miss(coffre, "coordo", 1)
    held = coffre.open("ecole")
    try:
        with pytest.raises(GsnError):
            coffre.open("coordo")
        assert Poste(coffre.poste).read_failures(held.coffre.vault_id) == 0  # absorbed by the one who got in
    finally:
        held.close()
    _miss(coffre, "coordo", 1)
    assert Poste(coffre.poste).read_failures(held.coffre.vault_id) == 1


def test_the_last_session_is_the_members_own_and_the_one_before_this(coffre: Prepare) -> None:
    first = datetime.now(UTC) + timedelta(hours=1)
    moments = [first + timedelta(days=n) for n in range(3)]
    told = []
    for moment in moments:
        with logged(coffre, "social", lambda m=moment: m) as session:
            told.append(session.derniere_session)
    assert told[1:] == [m.isoformat(timespec="seconds") for m in moments[:2]]


def test_the_anchor_of_a_printed_sheet_is_that_of_its_own_request_and_paper_checks_it(
    coffre: Prepare,
) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "coordo") as session:
        rappel = prepare_one(session, situation)
        before = session.coffre.tail.n
        feuille = print_fiche_navette(session, rappel)
        printed = session.ancre
        assert printed.startswith(f"{session.coffre.tail.n}·") and session.coffre.tail.n > before
        confirm_impression(session, feuille, reussie=True)
        assert verify_journal(session, ancres=[printed]).integre
        forged = printed[:-1] + ("A" if printed[-1] != "A" else "B")
        assert not verify_journal(session, ancres=[forged]).integre


def test_the_report_carries_the_anchor_of_its_preparation(coffre: Prepare) -> None:
    for rank in range(9):
        open_one(coffre, "coordo", "ecole", personne=replace(PERSONNE, nom=f"Exemple-{chr(65 + rank)}"))
    with logged(coffre, "coordo") as session:
        apercu = preview_rapport(session, GSN, debut=day(-300), fin=day(), receveur="Préfecture")
        assert apercu.edition is not None, apercu
        assert verify_journal(session, ancres=[apercu.edition.ancre]).integre


def test_the_head_file_stands_outside_the_vault_and_follows_every_entry(coffre: Prepare) -> None:
    poste = Poste(coffre.poste)
    with logged(coffre, "ecole") as session:
        for _ in range(2):
            verify_journal(session)
            tete = poste.read_tete(session.coffre.vault_id)
            assert tete is not None
            assert (tete.n, tete.chaine) == (session.coffre.tail.n, session.coffre.tail.chain.hex())
    inside = {path.name for path in coffre.coffre.rglob("*")}
    assert session.coffre.vault_id.hex() not in inside
    assert not any("tete" in name.replace("entete", "") for name in inside)


def test_a_print_stands_in_the_history_of_its_situation_and_a_consultation_does_not(coffre: Prepare) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    with logged(coffre, "coordo") as session:
        rappel = prepare_one(session, situation)
        feuille = print_fiche_navette(session, rappel)
        confirm_impression(session, feuille, reussie=False, motif="bourrage")
        feuille = print_fiche_navette(session, rappel)
        confirm_impression(session, feuille, reussie=True)
    with logged(coffre, "ecole") as session:
        read_situation(session, situation)
        told = read_situation(session, situation).historique
    acts = [line.acte for line in told]
    assert acts.count("impression.demandee") == 2
    assert acts.count("impression.echouee") == 1 and acts.count("impression.faite") == 1
    assert {line.detail for line in told if line.acte == "impression.faite"} == {feuille.numero}
    assert {line.membre_id for line in told if line.acte.startswith("impression")} == {
        coffre.membres["coordo"]
    }
    assert not [a for a in acts if "consult" in a and not a.startswith("rappel_ordre.p")]
    expect_sound(coffre)


def test_an_export_that_cannot_be_written_is_said(coffre: Prepare, tmp_path: Path) -> None:
    (tmp_path / "dossier").mkdir()
    with logged(coffre, "dpo") as session:
        for target in (tmp_path / "dossier", tmp_path / "absent" / "journal.jsonl"):
            with pytest.raises(GsnError) as caught:
                export_journal(session, target)
            assert caught.value.code == "JOU-03"
    assert not list(tmp_path.glob("*.partiel"))
