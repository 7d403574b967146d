"""No network: a whole day is traced, then each way round the walls is tried in front of them and behind them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.attaques.coupure_courant import can_record
from tests.attaques.journee_tracee import Demande, read_sockets, strace, trace_day

#: each opens, or tries to open, a socket of the Internet, then ends well whatever the answer
DETOURS = {
    "python": "import socket\ntry: socket.socket()\nexcept OSError: pass",
    "ctypes": "import ctypes; ctypes.CDLL(None).socket(2, 1, 0)",
    "ctypes, IPv6": "import ctypes; ctypes.CDLL(None).socket(10, 1, 0)",
    "netlink": "import ctypes; ctypes.CDLL(None).socket(16, 3, 0)",
    "packet": "import ctypes; ctypes.CDLL(None).socket(17, 3, 0)",
    "child": (
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c',"
        " 'import ctypes; ctypes.CDLL(None).socket(2, 1, 0)'])"
    ),
    "QtNetwork": "from PySide6.QtNetwork import QTcpServer; QTcpServer().listen()",
}
WALLS = "from gsn_app import lanceur; lanceur.protect()\n"
VNC = "import sys\nfrom PySide6.QtGui import QGuiApplication\napp = QGuiApplication(sys.argv[:1])\nfor _ in range(9): app.processEvents()\n"


@pytest.fixture(autouse=True)
def tracer() -> None:
    """The witness is the kernel's own log."""
    if not can_record():
        pytest.skip("exige strace")


def _trace(script: str, folder: Path, **environ: str) -> list[Demande]:
    command = [sys.executable, "-c", script]
    return strace(command, folder / "appels", {**os.environ, **environ}, 120)


def _foreign(found: list[Demande]) -> list[Demande]:
    return [demande for demande in found if demande.famille != "AF_UNIX"]


def test_a_whole_day_opens_no_socket_of_a_network(tmp_path: Path) -> None:
    """Open, list, write, print to a queue, report: the windows, every member, the walls up."""
    found, rapport = trace_day(tmp_path, granted_only=True)
    assert sorted(file.suffix for file in rapport.iterdir()) == [".csv", ".json", ".ods", ".pdf"]
    assert _foreign(found) == []


@pytest.mark.parametrize("detour", DETOURS)
def test_in_front_of_the_walls_the_detour_opens_and_the_log_sees_it(detour: str, tmp_path: Path) -> None:
    assert any(d.accordee for d in _foreign(_trace(DETOURS[detour], tmp_path)))


@pytest.mark.parametrize("detour", DETOURS)
def test_behind_the_walls_the_detour_is_tried_and_refused(detour: str, tmp_path: Path) -> None:
    found = _foreign(_trace(WALLS + DETOURS[detour], tmp_path))
    assert found and not any(d.accordee for d in found)


def test_the_vnc_platform_listens_in_front_of_the_walls_and_is_refused_behind_them(tmp_path: Path) -> None:
    vnc = {"QT_QPA_PLATFORM": "vnc:addr=127.0.0.1:port=45907"}
    assert any(d.accordee for d in _foreign(_trace(VNC, tmp_path, **vnc)))
    scrubbed = f"{WALLS}import os\nassert 'QT_QPA_PLATFORM' not in os.environ\nos.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
    assert _foreign(_trace(scrubbed + VNC, tmp_path, **vnc)) == []
    forced = WALLS + "import os\nos.environ['QT_QPA_PLATFORM'] = 'vnc:addr=127.0.0.1:port=45907'\n" + VNC
    refused = _foreign(_trace(forced, tmp_path))
    assert refused and not any(d.accordee for d in refused)


def test_a_line_of_the_log_is_read_as_it_is() -> None:
    log = (
        "12 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3\n"
        "12 socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = -1 EACCES (Permission denied)\n"
        "13 connect(3, {sa_family=AF_UNIX}, 110) = 0\n"
    )
    assert read_sockets(log) == [Demande("AF_INET", True), Demande("AF_NETLINK", False)]
