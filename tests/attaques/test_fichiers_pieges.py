"""A hostile file meets the walls of the child: refused with a sentence, and nothing of the machine in its reach."""

from __future__ import annotations

import struct
import subprocess
import sys
import textwrap

import pytest

from gsn_app import bac_a_sable as bac
from gsn_app.errors import GsnError, InvalidInput
from tests.architecture.arbre import ROOT
from tests.attaques import fichiers_pieges as pieges

LARGE = 8 * 1024 * 1024


def refused(octets: bytes, **limits: int) -> GsnError:
    """The error a file meets."""
    with pytest.raises(InvalidInput) as caught:
        bac.render_page(octets, **{"octets_max": LARGE, **limits})
    assert caught.value.sentence
    return caught.value


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_sound_picture_comes_out_as_its_pixels(kind: str) -> None:
    page = bac.render_page(pieges.picture(kind), largeur=30, hauteur=30, octets_max=LARGE)
    assert (page.largeur, page.hauteur, page.pages) == (30, 20, 1)
    red, white = page.pixels[:3], page.pixels[-3:]
    assert red[0] > 150 and red[1] < 60 and min(white) > 240


def test_a_sound_document_comes_out_page_by_page() -> None:
    octets = pieges.pdf(3)
    pages = [bac.render_page(octets, page=n, pages_max=3, octets_max=LARGE) for n in range(3)]
    assert {p.pages for p in pages} == {3}
    assert len({p.pixels for p in pages}) == 3
    assert isinstance(refused(octets, page=3, pages_max=3), bac.FichierUnreadable)


@pytest.mark.parametrize("nom", pieges.FOREIGN)
def test_any_other_format_is_refused_by_its_first_bytes_before_any_child(nom: str) -> None:
    assert isinstance(refused(pieges.FOREIGN[nom]), bac.FichierKindRefused)


def test_sizes_pages_and_pixels_are_bounded() -> None:
    assert isinstance(refused(pieges.picture("PNG"), octets_max=64), bac.FichierTooHeavy)
    assert isinstance(refused(pieges.pdf(5), pages_max=4), bac.FichierTooManyPages)
    assert isinstance(refused(pieges.png(30_000, 30_000, b"")), bac.FichierTooManyPixels)


@pytest.mark.parametrize("bombe", [pieges.png_bomb, pieges.pdf_bomb])
def test_a_bomb_is_refused_and_the_session_goes_on(bombe: object) -> None:
    octets = bombe()  # type: ignore[operator]
    assert len(octets) < LARGE
    error = refused(octets)
    assert isinstance(error, bac.FichierTooManyPixels | bac.FichierTooCostly | bac.FichierUnreadable)
    assert bac.render_page(pieges.picture("PNG"), octets_max=LARGE).pages == 1


@pytest.mark.parametrize(
    "octets",
    [
        pieges.picture("PNG")[:60], pieges.picture("JPEG")[:200], pieges.pdf()[:300], pieges.pdf_locked(),
        pieges.png(60, 40, b"\x78\x9c\xff\xff"), b"%PDF-1.7\n" + bytes(2_000), b"\xff\xd8\xff" + b"\xff" * 5_000,
    ],
    ids=["png coupé", "jpeg coupé", "pdf coupé", "pdf fermé", "png faux", "pdf vide", "jpeg vide"],
)  # fmt: skip
def test_a_broken_or_locked_file_is_unreadable(octets: bytes) -> None:
    assert isinstance(refused(octets), bac.FichierUnreadable)


def test_a_child_that_lies_about_its_page_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are checked byte by byte: the child is supposed taken over by the file."""
    for answer in (
        b"", b"\0", b"\0" + bac.REPONSE.pack(1, 2, 2), b"\0" + bac.REPONSE.pack(1, 2, 2) + bytes(13),
        b"\0" + bac.REPONSE.pack(9, 1, 1) + bytes(3), b"\0" + bac.REPONSE.pack(1, 9_999, 1) + bytes(29_997), b"\x01x",
    ):  # fmt: skip
        code = f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({answer!r})"
        monkeypatch.setattr(bac, "child_command", lambda code=code: ([sys.executable, "-c", code], ROOT))
        assert isinstance(refused(pieges.picture("PNG")), bac.FichierTooCostly)


def test_a_child_that_floods_its_answer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))"
    monkeypatch.setattr(bac, "child_command", lambda: ([sys.executable, "-c", code], ROOT))
    assert isinstance(refused(pieges.picture("PNG")), bac.FichierTooCostly)


WALLS = """
    import ctypes, os, sys, threading
    sys.path.insert(0, {root!r})
    from gsn_app.bac_a_sable import enfant, filtre
    enfant._warm_up()
    filtre.limit()
    libc = ctypes.CDLL(None, use_errno=True)
    opened = os.open("/dev/null", os.O_WRONLY)
    assert filtre.lock()
    def errno(result):
        return 0 if result >= 0 else ctypes.get_errno()
    def refused(gesture):
        try:
            gesture()
        except (OSError, RuntimeError):
            return 1
        return 0
    print(
        errno(libc.socket(2, 1, 0)), errno(libc.socket(1, 1, 0)), errno(libc.open(b"/etc/passwd", 0)),
        errno(libc.fork()), errno(libc.syscall(425, 0, None)), errno(libc.ptrace(0, 0, 0, 0)),
        errno(libc.kill(1, 0)), refused(lambda: open("/tmp/gsn-essai", "w")), refused(lambda: os.listdir("/")),
        refused(lambda: os.execv("/bin/true", ["true"])), refused(lambda: threading.Thread(target=print).start()),
        sep=" ", flush=True,
    )
    try:
        held = [bytearray(64 * 1024 * 1024) for _ in range(40)]
        print("memory not bounded")
    except MemoryError:
        print("memory bounded")
"""


def test_the_locked_child_opens_no_file_no_socket_no_program_and_its_memory_is_bounded() -> None:
    code = textwrap.dedent(WALLS.format(root=str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-E", "-s", "-c", code], capture_output=True, text=True, timeout=60
    )
    walls, memory = done.stdout.splitlines()[:2] if done.returncode == 0 else (done.stderr, "")
    assert walls.split() == ["1"] * 11, walls
    assert memory == "memory bounded"


def test_the_filter_allows_only_the_calls_of_its_list() -> None:
    """The BPF program read back: every jump to « allowed » comes from a number of the list."""
    from gsn_app.bac_a_sable import filtre

    for cpu in filtre.PROCESSEURS.values():
        code = filtre.build_filter(cpu)
        steps = [struct.unpack_from("<HBBI", code, at) for at in range(0, len(code), 8)]
        jumps = [
            (value, at + 1 + yes)
            for at, (kind, yes, _, value) in enumerate(steps) if kind == filtre._JEQ and yes
        ]  # fmt: skip
        last = len(steps) - 1
        allowed = {value for value, target in jumps if target == last}
        assert allowed == set(cpu.permis) and steps[last][3] == filtre._ALLOW
        assert steps[last - 1][3] == filtre._EPERM
