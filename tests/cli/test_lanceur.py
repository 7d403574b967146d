"""The walls of the session process, tried from inside a child; the same gestures pass without them."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from gsn_app.lanceur import PROCESSEURS, Processeur, build_filter, scrub, supervise
from tests.cli.commande import ROOT, gsn

ALLOW, EPERM, EACCES = 0x7FFF0000, 0x00050001, 0x0005000D

#: what the child tries; each answer is an errno, 0 when the gesture passed
PROBE = """
import ctypes, json, os, socket, subprocess, sys
from gsn_app import lanceur
if sys.argv[1] == "walls":
    lanceur.protect()
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
def tried(found):
    return 0 if found >= 0 else ctypes.get_errno()
def family(number):
    return tried(libc.socket(number, 1, 0))
told = {
    "ipv4": family(2), "ipv6": family(10), "netlink": tried(libc.socket(16, 3, 0)), "unix": family(1),
    "raw syscall": tried(libc.syscall(41 if os.uname().machine == "x86_64" else 198, 2, 1, 0)),
    "pair": tried(libc.socketpair(1, 1, 0, (ctypes.c_int * 2)())),
    "io_uring": tried(libc.syscall(425, 0, None)),
    "ptrace": tried(libc.ptrace(16, 2**22 - 2, 0, 0)),
    "dumpable": libc.prctl(3, 0, 0, 0, 0),
}
try:
    socket.create_server(("127.0.0.1", 0)).close()
    told["python"] = 0
except OSError as error:
    told["python"] = error.errno
child = "import socket,sys\\ntry:\\n socket.socket()\\nexcept OSError as e:\\n sys.exit(e.errno)"
told["child"] = subprocess.run([sys.executable, "-c", child]).returncode
if len(sys.argv) > 2:
    from PySide6.QtNetwork import QTcpServer
    told["QtNetwork"] = int(QTcpServer().listen())
print(json.dumps(told))
"""


def probe(*arguments: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_without_the_walls_every_gesture_passes() -> None:
    told = probe("open", "qt")
    assert (told["ipv4"], told["python"], told["child"], told["unix"], told["dumpable"]) == (0, 0, 0, 0, 1)
    assert told["ptrace"] == 3  # no such process
    assert told["QtNetwork"] == 1


def test_behind_the_walls_only_unix_sockets_open() -> None:
    told = probe("walls", "qt")
    refused = {name: told[name] for name in ("ipv4", "ipv6", "netlink", "raw syscall", "python", "child")}
    assert set(refused.values()) == {13}, refused
    assert (told["unix"], told["pair"]) == (0, 0)
    assert told["QtNetwork"] == 0


def test_behind_the_walls_no_detour_and_no_core() -> None:
    told = probe("walls")
    assert (told["io_uring"], told["ptrace"], told["dumpable"]) == (1, 1, 0)


def test_the_diagnostic_tells_each_wall_as_tried(tmp_path: Path) -> None:
    done = gsn("diagnostic", "--poste", tmp_path)
    walls = done.dit[done.dit.index("Protections") :].splitlines()[1:]
    assert done.code == 0 and len(walls) == 5
    assert all(line.strip().startswith("oui") for line in walls), walls


def run_filter(program: bytes, audit: int, number: int, argument: int) -> int:
    """A reading of the BPF program of its own: what the kernel would answer."""
    data = struct.pack("<iIQQ", number, audit, 0, argument).ljust(64, b"\0")
    accumulator = at = 0
    while True:
        code, yes, no, value = struct.unpack_from("<HBBI", program, at * 8)
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif code == 0x15:
            at += yes if accumulator == value else no
        elif code == 0x35:
            at += yes if accumulator >= value else no
        elif code == 0x06:
            return int(value)
        else:
            raise AssertionError(hex(code))


@pytest.mark.parametrize("cpu", PROCESSEURS.values(), ids=PROCESSEURS)
def test_the_filter_of_each_processor_says_what_is_written(cpu: Processeur) -> None:
    program = build_filter(cpu)
    for number in range(500):
        expected = ALLOW
        if number in cpu.refuses:
            expected = EPERM
        elif number in cpu.sockets:
            expected = EACCES
        assert run_filter(program, cpu.audit, number, 2) == expected, number
        assert run_filter(program, 0x40000003, number, 1) == EPERM
    assert [run_filter(program, cpu.audit, number, 1) for number in cpu.sockets] == [ALLOW, ALLOW]
    assert {run_filter(program, cpu.audit, cpu.sockets[0], family) for family in range(2, 46)} == {EACCES}
    if cpu.plafond:
        assert run_filter(program, cpu.audit, cpu.plafond + 41, 2) == EPERM


def test_the_environment_of_a_session_loads_nothing() -> None:
    hostile = {
        "LD_PRELOAD": "/x.so", "LD_LIBRARY_PATH": "/x", "PYTHONPATH": "/x", "PYTHONSTARTUP": "/x", "QT_PLUGIN_PATH": "/x",
        "QT_QPA_PLATFORM_PLUGIN_PATH": "/x", "QT_QPA_PLATFORM": "vnc:port=5900", "QT_SCALE_FACTOR": "9", "QML2_IMPORT_PATH": "/x",
    }  # fmt: skip
    kept = {
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR": "1.5",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "HOME": "/h",
    }
    assert scrub(hostile) == {}
    assert scrub(kept) == kept
    assert scrub({"QT_QPA_PLATFORM": "offscreen\nvnc", "QT_SCALE_FACTOR": "3.5"}) == {}


def test_a_locked_session_starts_again_at_the_login_and_a_closed_one_does_not(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, sys; p = pathlib.Path('tours'); n = int(p.read_text()) if p.exists() else 0; "
        "p.write_text(str(n + 1)); pathlib.Path('env').write_text(' '.join(os.environ)); sys.exit(75 if n < 2 else 3)"
    )
    os.environ["PYTHONUNBUFFERED"] = "1"
    try:
        code = supervise([sys.executable, "-c", script], tmp_path)
    finally:
        del os.environ["PYTHONUNBUFFERED"]
    assert (code, (tmp_path / "tours").read_text()) == (3, "3")
    assert "PYTHONUNBUFFERED" not in (tmp_path / "env").read_text().split()


def test_a_session_ended_by_its_timer_was_locked_all_the_same(tmp_path: Path) -> None:
    """The kernel's timer of a stuck interpreter: the login comes back. Any other signal ends the program."""
    script = (
        "import os, pathlib, signal; p = pathlib.Path('tours'); n = int(p.read_text()) if p.exists() else 0; "
        "p.write_text(str(n + 1)); os.kill(os.getpid(), signal.SIGALRM if n < 1 else signal.SIGSEGV)"
    )
    code = supervise([sys.executable, "-c", script], tmp_path)
    assert (code, (tmp_path / "tours").read_text()) == (-11, "2")


@pytest.mark.parametrize("stuck", ["time.sleep(60)", "ctypes.PyDLL(None).sleep(60)"])
def test_a_process_ends_in_time_even_when_its_interpreter_is_stuck(stuck: str) -> None:
    """The second sleeps with Python's lock held: no thread of Python can end it, the kernel does."""
    script = f"import ctypes, time; from gsn_app.poste import end_within; end_within(0.2, 75); {stuck}"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=50, check=False)
    assert done.returncode == (75 if "time" in stuck else -14)


def test_a_session_ends_with_its_supervisor(tmp_path: Path) -> None:
    script = (
        "import pathlib, time; from gsn_app.lanceur import follow_supervisor; follow_supervisor(); "
        "pathlib.Path('pret').touch(); time.sleep(60); pathlib.Path('survit').touch()"
    )
    parent = (
        "import os, subprocess, sys; c = subprocess.Popen([sys.executable, '-c', sys.argv[1]]); "
        "print(c.pid, flush=True); c.wait()"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", parent, script], cwd=tmp_path, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert supervisor.stdout is not None
    session = int(supervisor.stdout.readline())
    wait_for(lambda: (tmp_path / "pret").exists())
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    wait_for(lambda: not is_alive(session))
    assert not (tmp_path / "survit").exists()


def wait_for(ready: object) -> None:
    """At most twenty seconds."""
    import time

    for _ in range(400):
        if ready():  # type: ignore[operator]
            return
        time.sleep(0.05)
    pytest.fail("twenty seconds passed")


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
