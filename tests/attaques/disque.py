"""A disk that forgets: what a power cut may leave of the writes a process made, given the ones it had synced.

log     strace of the real process: every write, truncation, rename, removal and fsync, bytes included
strict  a file's fsync makes its content durable, a folder's fsync its names, and nothing else does
cut     of what was not synced, each write may be there, absent, or torn between sectors of 512 bytes, in any
        order; names follow the order of their folder; the date of a file may be the old one
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = (
    "openat,open,creat,close,dup,dup2,dup3,lseek,write,pwrite64,writev,pwritev,ftruncate,truncate,fallocate,"
    "fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,symlink,mmap"
)
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)")
_FD = re.compile(r"(\d+)<([^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Geste:
    """One system call that counts. ``sort``: write, truncate, sync, create, rename, unlink, says."""

    sort: str
    path: str = ""
    other: str = ""
    at: int = 0
    data: bytes = b""


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _path(text: str) -> str:
    return os.fsdecode(_bytes(text)) if text.startswith("\\x") else text


def record(command: Sequence[str], log: Path, *, cwd: Path, environ: dict[str, str]) -> list[Geste]:
    """Run a command under strace and read its log; raises CalledProcessError when it fails."""
    options = ["-y", "-xx", "-s", "4000000", "-o", str(log), "-e", f"trace={CALLS}"]
    subprocess.run(
        ["strace", *options, *command], cwd=cwd, env=environ, check=True, capture_output=True, timeout=120
    )
    return read_log(log)


def read_log(log: Path) -> list[Geste]:
    """The gestures of a log; raises ValueError on a call that this reading does not model."""
    found: list[Geste] = []
    place: dict[int, int] = {}
    for line in log.read_text().splitlines():
        seen = _LINE.match(line)
        if seen is None or int(seen[3]) < 0:
            continue
        name, inside, result = seen[1], seen[2], int(seen[3])
        fd = _FD.match(inside)
        texts = [_path(x) for x in _TEXT.findall(inside)] if name != "write" else []
        if name in {"openat", "open"}:
            place[result] = 0
            opened = _FD.search(line.rsplit("= ", 1)[1])
            path = _path(opened[2]) if opened else texts[0]
            if "O_CREAT" in inside:
                found.append(Geste("create", path))
            if "O_TRUNC" in inside:
                found.append(Geste("truncate", path, at=0))
        elif name == "lseek" and fd:
            place[int(fd[1])] = result
        elif name == "write" and fd:
            data = _bytes(_TEXT.search(inside)[1])[:result]  # type: ignore[index]
            number = int(fd[1])
            if number == 1:
                found.append(Geste("says", data=data))
            else:
                found.append(Geste("write", _path(fd[2]), at=place.get(number, 0), data=data))
                place[number] = place.get(number, 0) + len(data)
        elif name == "pwrite64" and fd:
            at = int(inside.rsplit(",", 1)[1])
            found.append(Geste("write", _path(fd[2]), at=at, data=_bytes(_TEXT.search(inside)[1])))  # type: ignore[index]
        elif name == "ftruncate" and fd:
            found.append(Geste("truncate", _path(fd[2]), at=int(inside.rsplit(",", 1)[1])))
        elif name in {"fsync", "fdatasync"} and fd:
            found.append(Geste("sync", _path(fd[2])))
        elif name.startswith("rename"):
            found.append(Geste("rename", texts[0], texts[1]))
        elif name.startswith("unlink"):
            found.append(Geste("unlink", texts[0]))
        elif (name in {"writev", "pwritev", "truncate", "fallocate", "link", "symlink"}) or (
            name == "mmap" and "PROT_WRITE" in inside and "MAP_SHARED" in inside and fd
        ):
            raise ValueError(line[:200])
    return found


@dataclass
class Contenu:
    """The content of one file: what is durable, then what was written since."""

    durable: bytes = b""
    pending: list[tuple[str, int, bytes]] = field(default_factory=list)
    mtime_ns: int = 0

    def with_ops(self, ops: Sequence[tuple[str, int, bytes]]) -> bytes:
        """The content once these are applied in order."""
        raw = bytearray(self.durable)
        for sort, at, data in ops:
            if sort == "truncate":
                del raw[at:]
                raw.extend(bytes(at - len(raw)))
            else:
                raw.extend(bytes(max(0, at - len(raw))))
                raw[at : at + len(data)] = data
        return bytes(raw)


class Disque:
    """Follows the gestures below some folders, and tells what a cut may leave of them."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self.roots = [str(root) for root in roots]
        self.contents: list[Contenu] = []
        self.live: dict[str, int] = {}
        for root in roots:
            for path in root.rglob("*"):
                if path.is_file():
                    self.live[str(path)] = len(self.contents)
                    self.contents.append(Contenu(path.read_bytes(), mtime_ns=path.stat().st_mtime_ns))
        self.durable = dict(self.live)
        self.names: list[tuple[str, str, str, int]] = []

    def follow(self, geste: Geste) -> None:
        """Apply one gesture."""
        sort, path = geste.sort, geste.path
        if not any(path.startswith(root) for root in self.roots):
            return
        if sort == "create" and path not in self.live:
            self.live[path] = len(self.contents)
            self.contents.append(Contenu())
            self.names.append(("create", path, "", self.live[path]))
        elif sort in {"write", "truncate"} and path in self.live:
            self.contents[self.live[path]].pending.append((sort, geste.at, geste.data))
        elif sort == "sync" and path in self.live:
            content = self.contents[self.live[path]]
            content.durable, content.pending = content.with_ops(content.pending), []
        elif sort == "sync":
            mine = [op for op in self.names if str(Path(op[1]).parent) == path]
            self._apply(self.durable, mine)
            self.names = [op for op in self.names if op not in mine]
        elif sort == "rename" and path in self.live:
            self.live[geste.other] = self.live.pop(path)
            self.names.append(("rename", path, geste.other, self.live[geste.other]))
        elif sort == "unlink" and path in self.live:
            self.names.append(("unlink", path, "", self.live.pop(path)))

    @staticmethod
    def _apply(names: dict[str, int], ops: Sequence[tuple[str, str, str, int]]) -> None:
        for sort, path, other, number in ops:
            if sort == "create":
                names[path] = number
            elif sort == "rename":
                names.pop(path, None)
                names[other] = number
            else:
                names.pop(path, None)

    def leave(self, to: dict[str, Path], chance: random.Random, mode: str) -> None:
        """Write what a cut leaves now: « rien » or « tout » of what was not synced, or « hasard »."""
        names = dict(self.durable)
        for folder in sorted({str(Path(op[1]).parent) for op in self.names}):
            mine = [op for op in self.names if str(Path(op[1]).parent) == folder]
            kept = {"rien": 0, "tout": len(mine)}.get(mode, chance.randint(0, len(mine)))
            self._apply(names, mine[:kept])
        for target in to.values():
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
        for path, number in names.items():
            root = next(root for root in self.roots if path.startswith(root))
            target = to[root] / Path(path).relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            content = self.contents[number]
            ops = {"rien": [], "tout": content.pending}.get(mode)
            target.write_bytes(content.with_ops(_torn(content.pending, chance) if ops is None else ops))
            if content.mtime_ns and (mode == "rien" or (mode == "hasard" and chance.random() < 0.5)):
                os.utime(target, ns=(content.mtime_ns, content.mtime_ns))


def _torn(ops: Sequence[tuple[str, int, bytes]], chance: random.Random) -> list[tuple[str, int, bytes]]:
    """Each operation kept, lost or torn, whatever the ones before it became."""
    kept: list[tuple[str, int, bytes]] = []
    for sort, at, data in ops:
        fate = chance.random()
        if fate < 0.45 or (sort == "truncate" and fate < 0.6):
            kept.append((sort, at, data))
        elif sort == "write" and fate < 0.7:
            for start in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    kept.append((sort, at + start, data[start : start + SECTOR]))
    return kept


def child_environ() -> dict[str, str]:
    """Environment of a recorded child: no byte-code written, no thread of numerical libraries."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}


def python() -> str:
    """The Python of the tests."""
    return sys.executable
