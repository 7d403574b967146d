"""Scans: who attaches, who sees, as pixels only; journaled first; gone with what they hang on; carried by rotations and backups."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gsn_app import bac_a_sable as bac
from gsn_app.actions.apport import add_apport, withdraw_apport
from gsn_app.actions.effacement import erase_batch
from gsn_app.actions.instance import create_instance
from gsn_app.actions.logo import FichierNotRead
from gsn_app.actions.piece_jointe import attach, list_jointes, objet_of, show_page, withdraw_jointe
from gsn_app.actions.retrait import withdraw_membre
from gsn_app.actions.sauvegarde import make_sauvegarde
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.actions.situation import close_situation, read_situation
from gsn_app.actions.transfert import propose_transfert
from gsn_app.domain.membre import TypeInstance
from gsn_app.domain.piece_jointe import (
    PieceJointeNotOwn,
    PieceJointeTooMany,
    PieceJointeUnknown,
    PieceJointeUntimely,
)
from gsn_app.domain.rappel_ordre import Fait
from gsn_app.domain.situation import SituationUnknown
from gsn_app.domain.transfert import Selection
from gsn_app.store import dossier as box
from gsn_app.store.piece_jointe import TAILLE_TRANCHE
from tests.actions.exemples import day, expect_refusal, logged, open_one, prepare_one, read_all, send
from tests.actions.exemples_effacement import ECHEANCE, at, rows
from tests.actions.exemples_rappel import answer
from tests.actions.test_sauvegarde import back, reopen
from tests.attaques import fichiers_pieges as pieges
from tests.coffre_prepare import Prepare

AJOUT, VUE = "piece_jointe.ajoutee", "piece_jointe.consultee"


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Two pages, heavier than a slice."""
    fichier = tmp_path / "scan.pdf"
    fichier.write_bytes(pieges.pdf(2) + b"\n%" + b"x" * (TAILLE_TRANCHE + 10))
    return fichier


def write(coffre: Prepare, situation: str, nom: str = "ecole", *, lecteurs: tuple[str, ...] = ()) -> str:
    """An apport; returns the object its scans hang on."""
    with logged(coffre, nom) as session:
        return objet_of(situation, add_apport(session, situation, "Une chose dite.", lecteurs=lecteurs))


def sees(session: Session, objet: str) -> int:
    """Pixels of the first page of the first scan."""
    (one,) = list_jointes(session, objet)
    return len(show_page(session, objet, one.id).pixels)


def sealed(session: Session, situation: str) -> dict[bytes, bytes]:
    """Every piece of a situation as it stands in the file."""
    query = "SELECT id, scelle FROM piece WHERE dossier_id = ?"
    return dict(session.coffre.conn.execute(query, (bytes.fromhex(situation),)).fetchall())


def test_the_contributor_attaches_and_the_circle_sees_pixels_journaled_before(
    coffre: Prepare, scan: Path
) -> None:
    situation = open_one(coffre)
    objet = write(coffre, situation)
    with logged(coffre, "coordo") as session:
        expect_refusal(session, PieceJointeNotOwn, AJOUT, attach, objet, scan)
    with logged(coffre, "ecole") as session:
        jointe = attach(session, objet, scan)
        (one,) = list_jointes(session, objet)
        assert (one.id, one.genre, one.pages, one.octets) == (jointe, "PDF", 2, scan.stat().st_size)
    with logged(coffre, "coordo") as session:
        first, second = (show_page(session, objet, jointe, n) for n in range(2))
        assert first.pages == 2 and first.pixels != second.pixels
        with pytest.raises(bac.FichierUnreadable):
            show_page(session, objet, jointe, 2)
        assert "scan" not in repr(read_situation(session, situation)), (
            "no file name, no content, on the page itself"
        )
    for nom in ("social", "maire"):
        with logged(coffre, nom) as session:
            with pytest.raises(SituationUnknown):
                list_jointes(session, objet)
            with pytest.raises(SituationUnknown):
                show_page(session, objet, jointe)
    for nom in ("police", "dpo"):
        with logged(coffre, nom) as session:
            expect_refusal(session, ActeForbidden, VUE, show_page, objet, jointe)
    told = [
        (e.acte, e.motif)
        for e in read_all(coffre)
        if e.acte.startswith("piece_jointe.") and e.reference == objet
    ]
    assert told[0][0] == AJOUT and told[0][1].startswith("PDF, 2 pages")
    assert [motif for acte, motif in told if acte == VUE][:4] == ["liste", "page 1", "page 2", "page 3"]


def test_a_restricted_apport_s_scan_is_closed_to_the_coordonnateur_too(coffre: Prepare, scan: Path) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    objet = write(coffre, situation, lecteurs=(coffre.membres["social"],))
    with logged(coffre, "ecole") as session:
        attach(session, objet, scan)
    with logged(coffre, "social") as session:
        assert sees(session, objet)
    with logged(coffre, "coordo") as session, pytest.raises(SituationUnknown):
        list_jointes(session, objet)


def test_a_parquet_answer_is_attached_by_the_coordonnateur_and_seen_by_the_elu_of_the_rappel(
    coffre: Prepare, scan: Path
) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel = prepare_one(session, situation)
        expect_refusal(session, PieceJointeUntimely, AJOUT, attach, rappel, scan)
        send(session, rappel)
        answer(session, rappel)
        attach(session, rappel, scan)
    with logged(coffre, "maire") as session:
        assert sees(session, rappel)
        expect_refusal(session, ActeForbidden, AJOUT, attach, rappel, scan)
    with logged(coffre, "ecole") as session, pytest.raises(SituationUnknown):
        list_jointes(session, rappel)


def test_files_are_bounded_and_a_refused_one_leaves_nothing(coffre: Prepare, tmp_path: Path) -> None:
    situation = open_one(coffre)
    objet = write(coffre, situation)
    with logged(coffre, "ecole") as session:
        before = rows(session)
        for octets, error in (
            (pieges.FOREIGN["svg"], bac.FichierKindRefused),
            (pieges.FOREIGN["tiff"], bac.FichierKindRefused),
            (pieges.pdf(11), bac.FichierTooManyPages),
            (pieges.pdf_locked(), bac.FichierUnreadable),
            (pieges.pdf() + bytes(3 * 1024 * 1024), bac.FichierTooHeavy),
        ):
            fichier = tmp_path / "scan.pdf"
            fichier.write_bytes(octets)
            with pytest.raises(error):
                attach(session, objet, fichier)
        with pytest.raises(FichierNotRead):
            attach(session, objet, tmp_path)
        assert rows(session) == before
        fichier.write_bytes(pieges.picture("JPEG"))
        for _ in range(5):
            attach(session, objet, fichier)
        with pytest.raises(PieceJointeTooMany):
            attach(session, objet, fichier)


def test_its_author_takes_a_scan_back_and_withdrawing_the_apport_takes_them_all(
    coffre: Prepare, scan: Path
) -> None:
    situation = open_one(coffre)
    objet = write(coffre, situation)
    with logged(coffre, "ecole") as session:
        bare = rows(session)["piece"]
        jointe = attach(session, objet, scan)
        assert rows(session)["piece"] == bare + 3, "a head and two slices"
    with logged(coffre, "coordo") as session:
        expect_refusal(session, PieceJointeNotOwn, "piece_jointe.retiree", withdraw_jointe, objet, jointe)
    with logged(coffre, "ecole") as session:
        withdraw_jointe(session, objet, jointe)
        with pytest.raises(PieceJointeUnknown):
            show_page(session, objet, jointe)
        assert rows(session)["piece"] == bare
        attach(session, objet, scan)
        withdraw_apport(session, situation, objet.partition("-")[2])
        assert rows(session)["piece"] == bare
        with pytest.raises(SituationUnknown):
            list_jointes(session, objet)


def test_a_rotation_renews_the_scan_for_those_who_stay(coffre: Prepare, scan: Path) -> None:
    situation = open_one(coffre, "coordo", "ecole", "social")
    objet = write(coffre, situation)
    with logged(coffre, "ecole") as session:
        attach(session, objet, scan)
    with logged(coffre, "coordo") as session:
        before = sealed(session, situation)
        withdraw_membre(session, situation, coffre.membres["social"], "a changé de secteur")
        after = sealed(session, situation)
    assert set(before) <= set(after)
    assert all(before[piece] != after[piece] for piece in before), "every piece was sealed again"
    for nom in ("coordo", "ecole"):
        with logged(coffre, nom) as session:
            assert sees(session, objet)
    with logged(coffre, "social") as session, pytest.raises(SituationUnknown):
        list_jointes(session, objet)


def test_opening_a_situation_never_opens_a_scan(coffre: Prepare, scan: Path) -> None:
    situation = open_one(coffre)
    objet = write(coffre, situation)
    with logged(coffre, "ecole") as session:
        attach(session, objet, scan)
        dossier = session.coffre.dossiers[bytes.fromhex(situation)]
        pieces, anomalies = box.read_pieces(session.coffre, dossier)
        assert anomalies == [] and "tranche" not in {piece.genre for piece in pieces}
        assert "jointe" in {piece.genre for piece in pieces}


def test_an_erasure_takes_the_scan_and_a_backup_brings_it_back(
    coffre: Prepare, scan: Path, tmp_path: Path
) -> None:
    with logged(coffre, "coordo", at(0)) as session:
        nothing = rows(session)["piece"]
    situation = open_one(coffre)
    with logged(coffre, "ecole", at(0)) as session:
        objet = objet_of(situation, add_apport(session, situation, "Une chose dite."))
        attach(session, objet, scan)
    with logged(coffre, "coordo", at(0)) as session:
        close_situation(session, situation, "cloture.SOL")
        saved = make_sauvegarde(session, tmp_path)
    twin = coffre.copy(tmp_path / "double")
    restored = reopen(twin, tmp_path / "retour")
    back(twin, saved.fichier, restored.coffre, motif="essai")
    with logged(restored, "ecole", at(1)) as session:
        assert sees(session, objet)
    with logged(coffre, "coordo", at(ECHEANCE)) as session:
        erase_batch(session, [situation])
        kept = [p for d in session.coffre.dossiers.values() for p in box.read_pieces(session.coffre, d)[0]]
        assert "jointe" not in {piece.genre for piece in kept}
        slices = session.coffre.conn.execute("SELECT count(*) FROM piece WHERE version = 0").fetchone()
        assert slices == (0,) and rows(session)["piece"] >= nothing


def test_erasing_a_rappel_takes_the_parquet_s_scan_and_leaves_the_situation(
    coffre: Prepare, scan: Path
) -> None:
    situation = open_one(coffre, "coordo")
    today = date.today()
    end = date(today.year + ((today.month, today.day) > (8, 31)), 8, 31) + timedelta(days=1)
    with logged(coffre, "coordo") as session:
        rappel = prepare_one(session, situation, fait=Fait.ABSENT)
        send(session, rappel)
        attach(session, rappel, scan)
        assert sees(session, rappel)
    with logged(coffre, "coordo", lambda: datetime(end.year, end.month, end.day, 10, tzinfo=UTC)) as session:
        erase_batch(session, [rappel])
        assert session.coffre.conn.execute("SELECT count(*) FROM piece WHERE version = 0").fetchone() == (0,)
        with pytest.raises(SituationUnknown):
            list_jointes(session, rappel)
        assert read_situation(session, situation).rappels == ()


def test_a_transfer_never_takes_a_scan_along(coffre: Prepare, scan: Path) -> None:
    situation = open_one(coffre)
    objet = write(coffre, situation, "coordo")
    with logged(coffre, "coordo") as session:
        attach(session, objet, scan)
        other = create_instance(
            session, TypeInstance.CVE, "Veille", adoptee_le=day(), coordonnateur_id=coffre.membres["social"]
        ).id
        propose_transfert(session, situation, other, Selection(apports=(objet.partition("-")[2],)))
    with logged(coffre, "social") as session:
        held = [p for d in session.coffre.dossiers.values() for p in box.read_pieces(session.coffre, d)[0]]
        assert "jointe" not in {piece.genre for piece in held} and "Une chose dite." in repr(held)
        with pytest.raises(SituationUnknown):
            list_jointes(session, objet)
