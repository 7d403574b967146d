"""Printing for real: a CUPS queue, the sheet that comes out of it, its QR code, and the files nobody wrote."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from gsn_app.actions.impression import confirm_impression
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.rappel_ordre import confirm_fiche_navette, print_fiche_navette
from gsn_app.ui.imprimante import PrintRefused, list_imprimantes, send_pdf
from tests.actions.exemples import logged, open_one, prepare_one, read_all
from tests.architecture.arbre import ROOT
from tests.attaques.coupure_courant import can_record
from tests.coffre_prepare import Prepare
from tests.ui.file_cups import NOM, File, open_queue
from tests.ui.socle import coffre, coffre_modele

__all__ = ["coffre", "coffre_modele"]
OUVERT = re.compile(r'\b(?:openat|open|creat)\((?:AT_FDCWD, )?"([^"]+)", ([^)]*)\)\s*= (\d+)')


@pytest.fixture(scope="module")
def queue() -> Iterator[File]:
    """The queue, or a skip that says why."""
    with open_queue() as found:
        if found is None:
            pytest.skip("exige une file d’impression CUPS")
        yield found


@pytest.fixture(autouse=True)
def chosen(queue: File, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own commands reach this queue, and no other."""
    monkeypatch.setenv("CUPS_SERVER", queue.prise)


def read_qr(pdf: bytes) -> list[str]:
    """QR codes of the paper, through a drawing of it at 150 dots per inch."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", "150", "-gray", "-"], input=pdf, capture_output=True, check=True
    ).stdout
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))]


def test_the_sheet_out_of_the_printer_bears_the_anchor_of_the_journal_at_that_moment(
    queue: File, coffre: Prepare
) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        feuille = print_fiche_navette(session, rappel_id)
        anchor = session.ancre
        (imprimante,) = list_imprimantes()
        assert (imprimante.nom, imprimante.defaut) == (NOM, True)
        send_pdf(feuille.pdf, imprimante.nom, feuille.titre)
        paper = queue.take()
        confirm_impression(session, feuille, reussie=True)
        confirm_fiche_navette(session, rappel_id, feuille)
        assert read_qr(paper) == [anchor]
        assert session.ancre != anchor and verify_journal(session, ancres=read_qr(paper)).integre
    assert queue.waiting() == [], "the spooler keeps nothing once the sheet is out"


def test_a_refused_print_is_repeated_under_its_number_as_a_new_copy(queue: File, coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        first = print_fiche_navette(session, rappel_id)
        queue.run("cupsreject", NOM)
        with pytest.raises(PrintRefused):
            send_pdf(first.pdf, NOM, first.titre)
        confirm_impression(session, first, reussie=False, motif="imprimante refusée")
        queue.run("cupsaccept", NOM)
        again = print_fiche_navette(session, rappel_id)
        send_pdf(again.pdf, NOM, again.titre)
        assert read_qr(queue.take()) == [session.ancre]
        confirm_impression(session, again, reussie=True)
    assert (again.numero, first.exemplaire, again.exemplaire) == (first.numero, 1, 2)
    told = [(e.acte, e.document) for e in read_all(coffre) if e.acte.startswith("impression.")]
    assert told == [
        ("impression.demandee", first.numero), ("impression.echouee", first.numero),
        ("impression.demandee", first.numero), ("impression.faite", first.numero),
    ]  # fmt: skip


def written(log: str) -> set[str]:
    """Files that a traced program opened to write."""
    return {path for path, flags, _ in OUVERT.findall(log) if re.search("O_WRONLY|O_RDWR|O_CREAT", flags)}


def test_a_whole_print_from_preview_to_paper_writes_no_clear_file(
    queue: File, coffre: Prepare, tmp_path: Path
) -> None:
    if not can_record():
        pytest.skip("exige strace")
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
    temporaire, log = tmp_path / "temporaire", tmp_path / "appels"
    temporaire.mkdir()
    environ = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "TMPDIR": str(temporaire),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [
        "strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=openat,open,creat", "-o", str(log), sys.executable, "-m",
        "tests.ui.enfant_imprime", str(coffre.coffre), str(coffre.poste), coffre.membres["coordo"], rappel_id,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, timeout=200)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert len(read_qr(queue.take())) == 1, "the sheet really came out"
    ours = (str(coffre.coffre), str(coffre.poste))
    kept = written(log.read_text())
    assert any(path.startswith(ours) for path in kept), "the log sees what is written"
    allowed = ("/dev/null", "/dev/tty", "/dev/dri", "/proc/self/", *ours)
    assert {path for path in kept if path.startswith("/") and not path.startswith(allowed)} == set()
    assert list(temporaire.iterdir()) == []
    for folder in (coffre.coffre, coffre.poste):
        for file in folder.rglob("*"):
            assert not file.is_file() or b"%PDF" not in file.read_bytes()


def test_the_same_log_sees_a_clear_file(tmp_path: Path) -> None:
    """What the trace above would have shown, had a sheet been written."""
    if not can_record():
        pytest.skip("exige strace")
    log, clear = tmp_path / "appels", tmp_path / "feuille.pdf"
    script = f"open({str(clear)!r}, 'wb').write(b'%PDF')"
    subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=openat", "-o", str(log), sys.executable, "-c", script],
        check=True,
    )
    assert str(clear) in written(log.read_text())
