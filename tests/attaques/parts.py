"""Every set of recovery shares of 2-of-3 and 3-of-5: each right set recovers, each smaller, mixed or altered one is refused."""

from __future__ import annotations

import itertools

from gsn_app.crypto import primitives as p
from gsn_app.crypto import sequestre as escrow
from tests.attaques.compte import Compte
from tests.attaques.conftest import told

WORD = "academic"


def try_all_sets() -> list[Compte]:
    """One line for what must recover, one for what must not."""
    right, wrong = (
        Compte("parts de récupération : ensembles justes"),
        Compte("parts de récupération : ensembles faux"),
    )
    for threshold, count in ((2, 3), (3, 5)):
        public, check, shares = escrow.split(count, threshold)
        _, _, foreign = escrow.split(count, threshold)

        def joined(chosen: list[str], public: bytes = public) -> str:
            """As a recovery does."""
            return p.exchange_public(escrow.join(chosen, public)).hex()

        def combined(chosen: list[str], check: bytes = check) -> str:
            """The bare combination, which does not look for the fault: that is test_partage.py."""
            return p.exchange_public(escrow.combine(chosen, check)).hex()

        for size in range(count + 1):
            for chosen in itertools.combinations(range(count), size):
                words = [shares[i] for i in chosen]
                if size < threshold:
                    wrong.told(told(lambda w=words, r=combined: r(w)))  # type: ignore[misc]
                    continue
                answer = told(lambda w=words, r=joined: r(w))  # type: ignore[misc]
                right.told(answer, harmless=True)
                if answer != f"OK {public.hex()}":
                    right.perdu += 1
                    right.fault(f"{size} parts de {threshold}/{count}: {answer}")
                for at in range(size):
                    mixed = [*words[:at], foreign[chosen[at]], *words[at + 1 :]]
                    wrong.told(told(lambda w=mixed, r=combined: r(w)))  # type: ignore[misc]
                    altered = words[at].split()
                    altered[7] = WORD if altered[7] != WORD else "acid"
                    typed = [*words[:at], " ".join(altered), *words[at + 1 :]]
                    wrong.told(told(lambda w=typed, r=combined: r(w)))  # type: ignore[misc]
        twice = [shares[0]] * threshold
        wrong.told(told(lambda w=twice, r=combined: r(w)))  # type: ignore[misc]
    return [right, wrong]
