"""What an attack leaves when it was run n times: what was lost, what passed unseen, what ended in a traceback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

TRACEBACK = "TRACEBACK"


@dataclass
class Compte:
    """One line of the table. ``perdu``: an acknowledged act is gone; ``inapercu``: a change nothing told of."""

    attaque: str
    n: int = 0
    perdu: int = 0
    inapercu: int = 0
    trace: int = 0
    issues: dict[str, int] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)

    def told(self, answer: str, *, harmless: bool = False) -> None:
        """Count one answer of ``conftest.told``: « OK … », « CODE: sentence », « TRACEBACK … »."""
        self.n += 1
        issue = answer.split(":")[0].split(" ")[0]
        self.issues[issue] = self.issues.get(issue, 0) + 1
        if answer.startswith(TRACEBACK):
            self.trace += 1
            self.fault(answer)
        elif answer.startswith("OK") and not harmless:
            self.inapercu += 1

    def outcome(self, issue: str) -> None:
        """Count one run by how it ended."""
        self.n += 1
        self.issues[issue] = self.issues.get(issue, 0) + 1

    def fault(self, what: str) -> None:
        """Keep the first faults for whoever repairs."""
        if len(self.details) < 10:
            self.details.append(what)

    @property
    def sain(self) -> bool:
        """True when the attack failed every time, and was run."""
        return self.n > 0 and not (self.perdu or self.inapercu or self.trace)

    def check(self, least: int) -> None:
        """For tests: the attack failed each time, and was run at least so many times."""
        assert self.sain, f"{self}"
        assert self.n >= least, f"{self.n} < {least}"


Attaque = Callable[[float], Sequence[Compte]]


def render(comptes: Sequence[Compte]) -> str:
    """The table, one attack a line, then how each ended."""
    lines = [f"{'attaque':<58}{'n':>9}{'perdu':>8}{'inaperçu':>10}{'traceback':>11}"]
    lines.append("─" * len(lines[0]))
    for c in comptes:
        lines.append(f"{c.attaque:<58}{c.n:>9}{c.perdu:>8}{c.inapercu:>10}{c.trace:>11}")
        if c.issues:
            ends = ", ".join(f"{name} {count}" for name, count in sorted(c.issues.items()))
            lines.append(f"    {ends}")
        lines += [f"    ! {detail}" for detail in c.details]
    total = [sum(getattr(c, name) for c in comptes) for name in ("n", "perdu", "inapercu", "trace")]
    lines.append("─" * len(lines[0]))
    lines.append(f"{'total':<58}{total[0]:>9}{total[1]:>8}{total[2]:>10}{total[3]:>11}")
    return "\n".join(lines)
