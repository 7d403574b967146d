"""What a process holds in memory, read page by page from ``/proc``: as the kernel sees it, not as Python says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

CHUNK = 1 << 24


def holds(pid: int, needles: Iterable[bytes]) -> set[bytes]:
    """The needles found in the writable memory of a process; empty when the process is gone."""
    wanted, found = set(needles), set()
    overlap = max(map(len, wanted))
    try:
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for start, end in _regions(pid):
                for at in range(start, end, CHUNK):
                    try:
                        memory.seek(at)
                        raw = memory.read(min(CHUNK + overlap, end - at))
                    except (OSError, ValueError):
                        continue
                    found |= {needle for needle in wanted - found if needle in raw}
    except (FileNotFoundError, ProcessLookupError):
        return set()
    return found


def _regions(pid: int) -> list[tuple[int, int]]:
    regions = []
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, rights = line.split()[:2]
        if rights.startswith("rw"):
            low, _, high = span.partition("-")
            regions.append((int(low, 16), int(high, 16)))
    return regions


def children(pid: int) -> list[int]:
    """Direct children of a process, alive."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(stat[1]) == pid and stat[0] != "Z":
                found.append(int(entry.name))
    return found
