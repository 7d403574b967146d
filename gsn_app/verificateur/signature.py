"""Signatures of entries by the thousand, shared with one child: the cipher library holds Python's lock while it verifies.

    batch   u32 count | count × (u64 n | session public 32 | signature 64 | H_n 32)
    answer  u32 count | count × u64 n          the entries whose signature is false

The child knows nothing but what is public. When it dies or cannot start, its batches are verified here.
"""

from __future__ import annotations

import contextlib
import functools
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO

from gsn_app.crypto import journal as chain
from gsn_app.errors import GsnError

_ITEM = struct.Struct(">Q32s64s32s")
_COUNT = struct.Struct(">I")
#: a batch fits in a pipe, so that sending one never waits
BATCH = 256
AHEAD = 2
#: below this a child costs more than it brings
WORTH_A_CHILD = 20_000
Item = tuple[int, bytes, bytes, bytes]


def find_false(batch: list[Item]) -> list[int]:
    """Numbers of the entries whose signature is false."""
    found = []
    for n, session, signature, head in batch:
        try:
            chain.verify_entry(session, signature, head)
        except GsnError:
            found.append(n)
    return found


class Signatures:
    """Collects entries; ``finish`` returns the numbers of the false ones, in order."""

    def __init__(self, *, with_child: bool) -> None:
        self._batch: list[Item] = []
        self._false: list[int] = []
        self._child = _Child() if with_child else None

    def add(self, item: Item) -> None:
        """One entry: number, session's public key, signature, chain value."""
        self._batch.append(item)
        if len(self._batch) >= BATCH:
            self._send()

    def _send(self) -> None:
        batch, self._batch = self._batch, []
        if self._child is None or not self._child.take(batch):
            self._false += find_false(batch)

    def finish(self) -> list[int]:
        """Wait for the child."""
        self._send()
        if self._child is not None:
            self._false += self._child.finish()
            self._child = None
        return sorted(self._false)

    def stop(self) -> None:
        """Give up."""
        if self._child is not None:
            self._child.kill()
            self._child = None


def child_command() -> tuple[list[str], Path]:
    """Command line and working folder of the child, packed or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "signatures"], Path(sys.executable).parent
    root = Path(__file__).resolve().parents[2]
    return [sys.executable, "-E", "-s", "-m", "gsn_app.verificateur", "--signatures"], root


class _Child:
    """The other end of two pipes; a thread reads its answers."""

    def __init__(self) -> None:
        self._waiting: list[list[Item]] = []
        self._false: list[int] = []
        self._guard = threading.Lock()
        command, cwd = child_command()
        try:
            self._run: subprocess.Popen[bytes] | None = subprocess.Popen(  # noqa: S603 - our own program
                command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError:
            self._run = None
            return
        self._reader = threading.Thread(target=self._listen, name="gsn-signatures", daemon=True)
        self._reader.start()

    def take(self, batch: list[Item]) -> bool:
        """Send a batch unless two are ahead already."""
        with self._guard:
            if self._run is None or self._run.stdin is None or len(self._waiting) >= AHEAD:
                return False
            self._waiting.append(batch)
        try:
            self._run.stdin.write(_COUNT.pack(len(batch)) + b"".join(_ITEM.pack(*item) for item in batch))
        except (OSError, struct.error):
            with self._guard:
                if batch in self._waiting:
                    self._waiting.remove(batch)
            return False
        return True

    def _listen(self) -> None:
        stream = self._run.stdout if self._run else None
        if stream is None:
            return
        while (raw := _read(stream, _COUNT.size)) is not None:
            (count,) = _COUNT.unpack(raw)
            found = _read(stream, 8 * count)
            if found is None:
                return
            with self._guard:
                self._false += struct.unpack(f">{count}Q", found)
                del self._waiting[:1]

    def finish(self) -> list[int]:
        """Close, wait, and verify here whatever has no answer."""
        if self._run is None:
            return []
        if self._run.stdin is not None:
            with contextlib.suppress(OSError):
                self._run.stdin.close()
        self._reader.join()
        self.kill()
        left = [item for batch in self._waiting for item in batch]
        return self._false + find_false(left)

    def kill(self) -> None:
        """End it."""
        if self._run is not None:
            self._run.kill()
            self._run.wait()
            for stream in (self._run.stdin, self._run.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()


def _read(stream: IO[bytes], size: int) -> bytes | None:
    """Exactly that many bytes, or None at the end."""
    parts = bytearray()
    while len(parts) < size:
        more = stream.read(size - len(parts))
        if not more:
            return None
        parts += more
    return bytes(parts)


def serve(source: BinaryIO, target: BinaryIO) -> int:
    """The child: answer each batch until the end."""
    read: Callable[[int], bytes | None] = functools.partial(_read, source)
    while (raw := read(_COUNT.size)) is not None:
        (count,) = _COUNT.unpack(raw)
        body = read(_ITEM.size * count)
        if body is None:
            break
        found = find_false([_ITEM.unpack_from(body, at * _ITEM.size) for at in range(count)])
        target.write(_COUNT.pack(len(found)) + struct.pack(f">{len(found)}Q", *found))
        target.flush()
    return 0
