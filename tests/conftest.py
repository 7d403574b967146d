"""What every test shares: the police of skips and of log records, one Hypothesis profile, surroundings.

The fixtures give the surroundings that need the operating system: another user, a disk that fills, a
file that may not grow, a virtual screen with a window manager.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from gsn_app.ui.singleton import keep_singletons
from tests.sauts import pytest_make_collect_report, pytest_runtest_makereport
from tests.traces import pytest_runtest_call, pytest_runtest_setup, pytest_runtest_teardown

__all__ = [
    "pytest_make_collect_report",
    "pytest_runtest_call",
    "pytest_runtest_makereport",
    "pytest_runtest_setup",
    "pytest_runtest_teardown",
]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
keep_singletons()

settings.register_profile("gsn", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("gsn")

#: « nobody »: a user who owns nothing
NOBODY = 65534

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def run_as() -> Run:
    """Run ``argv`` as another user: ``run_as(uid, argv, **subprocess.run keywords)``; needs root."""
    if os.geteuid() != 0:
        pytest.skip("exige d’être root")

    def run(uid: int, argv: list[str | Path], **keywords: object) -> subprocess.CompletedProcess[bytes]:
        options: dict[str, object] = {"capture_output": True, "timeout": 120, "check": False} | keywords
        return subprocess.run(argv, user=uid, group=uid, extra_groups=[], **options)  # type: ignore[call-overload,no-any-return]

    return run


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount a tmpfs of the given size in bytes and return its folder: ``small_disk(2_000_000)``."""
    if os.geteuid() != 0:
        pytest.skip("exige d’être root")
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        folder = tmp_path / f"disque-{len(mounted)}"
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
        )
        if done.returncode != 0:
            pytest.skip("exige de pouvoir monter un tmpfs")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def file_size_limit() -> Callable[[int], Callable[[], None]]:
    """Return the ``preexec_fn`` of a child whose files may not grow past so many bytes (EFBIG, no signal)."""

    def limit(size: int) -> Callable[[], None]:
        def apply() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        return apply

    return limit


def _wait(ready: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            pytest.fail(f"{what} did not start in {seconds:.0f} s", pytrace=False)
        time.sleep(0.05)


@pytest.fixture(scope="session")
def virtual_screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Environment of a child that draws on an Xvfb screen of its own, under a window manager."""
    folder = tmp_path_factory.mktemp("ecran")
    number = folder / "numero"
    with number.open("wb") as told:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(told.fileno()), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
            pass_fds=[told.fileno()],
            stderr=subprocess.DEVNULL,
        )
    try:
        _wait(lambda: number.read_bytes().endswith(b"\n") or server.poll() is not None, "Xvfb")
        environment = {k: v for k, v in os.environ.items() if k not in {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY"}}
        environment |= {
            "DISPLAY": f":{number.read_text().strip()}",
            "QT_QPA_PLATFORM": "xcb",
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
        }
        folder.chmod(0o700)
        windows = subprocess.Popen(
            ["openbox", "--sm-disable"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            asked = ["xdotool", "get_desktop"]  # answered by a window manager only
            _wait(
                lambda: subprocess.run(asked, env=environment, capture_output=True).returncode == 0, "openbox"
            )
            yield environment
        finally:
            windows.terminate()
            windows.wait(10)
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
