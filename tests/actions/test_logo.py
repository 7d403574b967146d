"""The commune's logo: a picture by its first bytes, decoded away from the vault, on sheets until it is taken away."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from pypdf import PdfReader

from gsn_app import bac_a_sable as bac
from gsn_app.actions.logo import FichierNotRead, LogoKindRefused, read_logo, remove_logo, save_logo
from gsn_app.actions.notice import print_notice
from gsn_app.actions.session import ActeForbidden
from gsn_app.domain.acte import Acte
from gsn_app.domain.logo import Logo, LogoDamaged, pack_logo, unpack_logo
from gsn_app.domain.notice import PublicNotice
from tests.actions.exemples import expect_refusal, logged, open_one, read_all
from tests.attaques import fichiers_pieges as pieges
from tests.coffre_prepare import Prepare


def test_a_logo_heads_the_sheets_until_it_is_removed_and_each_change_is_journaled(
    coffre: Prepare, tmp_path: Path
) -> None:
    situation = open_one(coffre)
    fichier = tmp_path / "blason.png"
    fichier.write_bytes(pieges.picture("PNG", 200, 100))
    with logged(coffre, "coordo") as session:
        assert read_logo(session) is None
        kept = save_logo(session, fichier)
        assert (kept.largeur, kept.hauteur) == (200, 100) and kept == read_logo(session)
        public = PublicNotice.REPRESENTANT
        with_logo = print_notice(session, situation, public).pdf
        remove_logo(session)
        remove_logo(session)
        without = print_notice(session, situation, public).pdf
    drawn = [len(PdfReader(io.BytesIO(pdf)).pages[0].images) for pdf in (with_logo, without)]
    assert drawn == [1, 0]
    changes = [entry.motif for entry in read_all(coffre) if entry.acte == Acte.REGLAGES_MODIFIES]
    assert changes == ["logo", "logo retiré"]


def test_a_file_that_is_not_a_small_picture_is_refused_and_changes_nothing(
    coffre: Prepare, tmp_path: Path
) -> None:
    def put(octets: bytes) -> Path:
        fichier = tmp_path / "logo.png"
        fichier.write_bytes(octets)
        return fichier

    with logged(coffre, "coordo") as session:
        for octets, error in (
            (pieges.FOREIGN["svg"], bac.FichierKindRefused),
            (pieges.pdf(), LogoKindRefused),
            (pieges.picture("PNG")[:70], bac.FichierUnreadable),
            (pieges.picture("PNG") + bytes(300 * 1024), bac.FichierTooHeavy),
        ):
            with pytest.raises(error):
                save_logo(session, put(octets))
        for absent in (tmp_path / "absent.png", tmp_path):
            with pytest.raises(FichierNotRead):
                save_logo(session, absent)
        assert read_logo(session) is None


def test_only_a_coordonnateur_changes_it(coffre: Prepare, tmp_path: Path) -> None:
    for nom in ("ecole", "maire", "police", "dpo"):
        with logged(coffre, nom) as session:
            expect_refusal(session, ActeForbidden, "reglages.modifies", save_logo, tmp_path / "x.png")
            expect_refusal(session, ActeForbidden, "reglages.modifies", remove_logo)


def test_pixels_come_back_as_they_were_and_anything_else_is_damaged() -> None:
    logo = Logo(3, 2, bytes(range(18)))
    packed = pack_logo(logo)
    assert unpack_logo(packed) == logo
    bomb = packed[:5] + zlib.compress(bytes(50_000_000))
    false = [
        b"",
        packed[:4],
        packed[:-3],
        b"\2" + packed[1:],
        packed + b"x",
        bomb,
        packed[:1] + b"\xff\xff" + packed[3:],
    ]
    for octets in false:
        with pytest.raises(LogoDamaged):
            unpack_logo(octets)


def test_a_damaged_logo_is_told_and_never_stops_a_sheet(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        with session.unit(Acte.REGLAGES_MODIFIES) as u:
            u.save_valeur("logo", b"\1\0\4\0\4abcd")
        assert print_notice(session, situation, PublicNotice.REPRESENTANT).pdf
        assert any("logo" in phrase for phrase in session.anomalies)
