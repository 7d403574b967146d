"""The suite's own police works: a small suite is run once under this conftest and its outcomes are read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

SAMPLE = """
import logging
import pytest

def test_listed_skip(): pytest.skip("exige d’être root")
def test_unlisted_skip(): pytest.skip("plus tard")

@pytest.mark.skip(reason="lent")
def test_skip_mark(): pass

@pytest.mark.xfail(reason="connu")
def test_expected_failure(): assert False

def test_warning_in_the_log(): logging.getLogger("gsn").warning("clef perdue")
def test_information_in_the_log(): logging.getLogger("gsn").info("bonjour")

@pytest.mark.expected_log("clef")
def test_announced_warning(): logging.getLogger("gsn").warning("clef perdue")

@pytest.mark.expected_log("clef")
def test_announced_warning_that_never_comes(): pass
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Outcome word of each test of the sample, as pytest's summary prints it."""
    folder = tmp_path_factory.mktemp("suite")
    (folder / "conftest.py").write_text("from tests.conftest import *\n")
    (folder / "test_sample.py").write_text(SAMPLE)
    (folder / "test_absent.py").write_text("import pytest\npytest.importorskip('module_qui_manque')\n")
    options = "-m pytest -vrA -p no:cacheprovider --continue-on-collection-errors"
    done = subprocess.run(
        [
            sys.executable,
            *options.split(),
            "-c",
            str(ROOT / "pyproject.toml"),
            "--rootdir",
            str(folder),
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    found = re.findall(r"^(PASSED|FAILED|ERROR|SKIPPED)\b.*?(test_\w+)(?:$| - )", done.stdout, re.MULTILINE)
    skipped = re.findall(r"::(test_\w+) SKIPPED", done.stdout)
    absent = [("ERROR", "test_absent")] if re.search(r"^ERROR .*test_absent.py", done.stdout, re.M) else []
    return {test: word for word, test in [*found, *absent, *(("SKIPPED", t) for t in skipped)]}


@pytest.mark.parametrize(
    ("test", "outcome"),
    [
        ("test_listed_skip", "SKIPPED"),
        ("test_unlisted_skip", "FAILED"),
        ("test_skip_mark", "ERROR"),
        ("test_expected_failure", "FAILED"),
        ("test_absent", "ERROR"),
        ("test_warning_in_the_log", "FAILED"),
        ("test_information_in_the_log", "PASSED"),
        ("test_announced_warning", "PASSED"),
        ("test_announced_warning_that_never_comes", "FAILED"),
    ],
)
def test_only_a_listed_skip_and_an_announced_record_pass(
    outcomes: dict[str, str], test: str, outcome: str
) -> None:
    assert outcomes.get(test) == outcome


def test_a_child_runs_as_another_user_and_cannot_read_what_is_not_its_own(
    run_as: Callable[..., subprocess.CompletedProcess[bytes]], tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    secret.chmod(0o600)
    assert run_as(65534, ["id", "-u"]).stdout == b"65534\n"
    assert run_as(65534, ["cat", secret]).returncode != 0


def test_a_small_disk_fills(small_disk: Callable[[int], Path]) -> None:
    folder = small_disk(100_000)
    with pytest.raises(OSError, match="No space left"):
        (folder / "gros").write_bytes(b"x" * 1_000_000)


def test_a_child_under_a_file_size_limit_gets_an_error_not_a_signal(
    file_size_limit: Callable[[int], Callable[[], None]], tmp_path: Path
) -> None:
    code = "import os\nf = os.open('f', os.O_CREAT | os.O_WRONLY)\nfor _ in range(9): os.write(f, b'x' * 10)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        preexec_fn=file_size_limit(50),
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert b"File too large" in done.stderr
    assert (tmp_path / "f").stat().st_size == 50


def test_the_virtual_screen_answers(virtual_screen: dict[str, str]) -> None:
    done = subprocess.run(
        ["xdotool", "getdisplaygeometry"], env=virtual_screen, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["1440", "900"]
