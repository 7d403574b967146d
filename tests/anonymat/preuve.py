"""The whole proof: ``make anonymat-preuve`` attacks generated communes, ours and three naive methods.

Run: ``python -m tests.anonymat.preuve [communes [first seed]]``; exit 1 when anything of ours is disclosed, or when a
naive method is not.
"""

from __future__ import annotations

import sys
import time
from collections import Counter


def main() -> int:
    # here, so that the attacker's own process, which reads this module again, never loads our solver
    from tests.anonymat.communes import NAIVE, QUARTERS, attack_naive, attack_ours, live_two_years

    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    started = time.perf_counter()
    ours: Counter[str] = Counter()
    naive: Counter[str] = Counter()
    for seed in range(first, first + how_many):
        commune = live_two_years(seed)
        found = attack_ours(commune)
        ours.update(
            communes=1, demandees=commune.editions, remises=len(commune.released), trouvees=len(found)
        )
        ours.update(tableaux=sum(len(p.edition.tableaux) for p in commune.registre.editions))
        for item in found:
            print(f"commune {seed} : {item}", flush=True)
        for method in NAIVE:
            naive[method] += bool(attack_naive(commune, method))
        if (seed - first) % 10 == 9:
            print(
                f"{seed - first + 1} communes, {time.perf_counter() - started:.0f} s, {dict(ours)}",
                flush=True,
            )
    print(
        f"{ours['communes']} communes × {QUARTERS} trimestres : {ours['remises']} éditions remises sur "
        f"{ours['demandees']}, {ours['tableaux']} tableaux, {ours['trouvees']} divulgation(s)."
    )
    for method in NAIVE:
        print(f"Témoin positif « {method} » : {naive[method]} communes trahies sur {how_many}.")
    return 1 if ours["trouvees"] or any(not naive[method] for method in NAIVE) else 0


if __name__ == "__main__":
    sys.exit(main())
