"""Is a saisine receivable, told while it is typed: age, commune; out of scope, the table says where the person goes.

Nothing of it is stored: the action refuses on its own what the law refuses (``AgeOutOfScope``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gsn_app.domain.conservation import add_months
from gsn_app.domain.situation import AGE_MAXIMUM, age_on

#: nobody this young is signalled to such a group; the sentence says who is to be told
AGE_JEUNE = 6


class Verdict(StrEnum):
    """What the screen says."""

    RECEVABLE = "recevable"
    A_VERIFIER = "a_verifier"
    HORS_CHAMP = "hors_champ"


@dataclass(frozen=True)
class Recevabilite:
    """The verdict and its sentence, in plain French; ``orienter``: the closed table by need is to be shown."""

    verdict: Verdict
    phrase: str
    orienter: bool = False


def judge(naissance: date | None, aujourdhui: date, commune: str) -> Recevabilite | None:
    """Judge what is known. ``commune``: « oui », « non » or "" (not said). None while there is nothing to say."""
    if naissance is not None and (naissance > aujourdhui or naissance.year < 1900):
        return Recevabilite(Verdict.A_VERIFIER, "Cette date de naissance est impossible : vérifiez-la.")
    if naissance is not None and aujourdhui > add_months(naissance, 12 * AGE_MAXIMUM):
        return Recevabilite(
            Verdict.HORS_CHAMP, "Plus de 25 ans : cette personne n’entre pas dans le suivi.", orienter=True
        )
    if commune == "non":
        return Recevabilite(
            Verdict.HORS_CHAMP,
            "Ni habitante ni scolarisée dans la commune : prévenez le coordonnateur du CLSPD de sa commune.",
            orienter=True,
        )
    if naissance is None:
        return None
    age = age_on(naissance, aujourdhui)
    ans = f"{age} an{'s' if age > 1 else ''}"
    if age < AGE_JEUNE:
        return Recevabilite(
            Verdict.A_VERIFIER,
            f"{ans} : à cet âge, parlez-en d’abord au service social. Un danger se signale sans attendre au 119.",
        )
    qui = "mineure" if age < 18 else "majeure"
    return Recevabilite(Verdict.RECEVABLE, f"{ans}, {qui} : la saisine est recevable.")
