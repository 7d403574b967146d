"""One line of a relevé de décisions: what a séance decided of a situation, in words, without a narrative (C5, C6)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LigneReleve:
    """One situation this reader is admitted to. Texts in French; "" where there is nothing."""

    personne: str
    decision: str
    mesure: str = ""
    prochaine: str = ""
