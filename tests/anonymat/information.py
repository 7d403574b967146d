"""Information kept, ours beside published methods (``references``) on the same tables: ``python -m tests.anonymat information``."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence

from gsn_app.anonymat.cohorte import count_cells, merge_youths
from gsn_app.anonymat.preparation import prepare_edition
from gsn_app.domain.edition import LigneCodee, Parametres, Registre, SpecificationTableau
from tests.anonymat.attaquant import Figure, attack, count_lots
from tests.anonymat.communes import live_two_years
from tests.anonymat.donnees import INSTANCE, PERIODE, declared_tables, forty_six
from tests.anonymat.references import (
    Cells,
    Method,
    follow_nhs,
    print_each,
    round_plainly,
    round_together,
    suppress_optimally,
)

TABLES = (
    "motif_famille",
    "origine_famille",
    "mesure_famille",
    "motif_detail",
    "tranche_age",
    "sexe",
    "quartier",
)
P = Parametres()


def print_ours(
    cohorts: Sequence[Sequence[LigneCodee]], specs: Sequence[SpecificationTableau]
) -> list[dict[str, Cells]]:
    """Our successive editions; nothing where an edition is refused."""
    registre, told = Registre(), []
    for lignes in cohorts:
        outcome = prepare_edition(
            specs, P, lignes, registre, titre="t", instance=INSTANCE, periode=PERIODE, date_edition=PERIODE.fin
        )  # fmt: skip
        registre = outcome.registre_suivant or registre
        tables = outcome.edition.tableaux if outcome.edition else ()
        told.append(
            {
                t.specification.code: {c.coordonnees: (c.minimum, c.maximum or 0) for c in t.cellules}
                for t in tables
            }
        )
    return told


def count_betrayals(
    printed: Sequence[dict[str, Cells]],
    specs: Sequence[SpecificationTableau],
    cohorts: Sequence[Sequence[LigneCodee]],
) -> int:
    """What the independent reader proves from these editions together."""
    kept = [number for number, tables in enumerate(printed) if tables]
    figures = []
    for rank, number in enumerate(kept):
        for spec in specs:
            variable = spec.variables[0]
            codes = {item.code: frozenset(item.codes) for item in variable.categories}
            for place, (low, high) in printed[number].get(spec.code, {}).items():
                figures.append(Figure(rank, variable.attribut, codes[place[0]], low, high, variable.sensible))
    youths = [[ligne.jeune for ligne in cohorts[number]] for number in kept]
    return len(attack(figures, count_lots(youths), len(kept))) if kept else 0


def list_populations() -> list[list[list[LigneCodee]]]:
    """The 46 fictitious situations, and the first two quarters of twelve generated communes."""
    populations = [[forty_six()]]
    for seed in range(1, 13):
        quarters = live_two_years(seed).seen[:2]
        latest = {ligne.jeune: ligne.attributs for quarter in quarters for ligne in quarter}
        populations.append(
            [
                [
                    LigneCodee(o.situation, o.jeune, INSTANCE, PERIODE.debut, None, latest[o.jeune])
                    for o in quarter
                ]
                for quarter in quarters
            ]
        )
    return populations


def main() -> None:
    specs = [spec for spec in declared_tables() if spec.code in TABLES]
    methods: dict[str, Method] = {
        "la nôtre": print_ours,
        "arrondi simple à 5": print_each(round_plainly),
        "règle du NHS": print_each(follow_nhs),
        "arrondi contrôlé à 5": print_each(round_together),
        "suppression optimale (τ-ARGUS)": suppress_optimally,
    }
    print(
        "| méthode | cases imprimées | dont première édition | situées à 8 ou plus | largeur médiane | 9e décile "
        "| déductions |"
    )
    print("|---|---|---|---|---|---|---|")
    populations = list_populations()
    for name, method in methods.items():
        told: Counter[str] = Counter()
        widths = []
        for cohorts in populations:
            printed = method(cohorts, specs)
            for rank, (lignes, tables) in enumerate(zip(cohorts, printed, strict=True)):
                members = merge_youths(lignes, specs)
                for spec in specs:
                    counts = count_cells(spec, members)
                    told["all"] += len(counts)
                    told["first"] += len(counts) if rank == 0 else 0
                    for place, (low, high) in tables.get(spec.code, {}).items():
                        assert low <= counts[place] <= high
                        if name.startswith("suppression") and low < high:
                            continue  # left out: nothing is printed
                        told["out"] += 1
                        told["first out"] += rank == 0
                        told["large"] += low >= P.seuil
                        widths.append(high - low)
            told["proved"] += count_betrayals(printed, specs, cohorts)
        pairs = (("out", "all"), ("first out", "first"), ("large", "all"))
        share = [f"{100 * told[part] / told[whole]:.0f} %" for part, whole in pairs]
        print(
            f"| {name} | {' | '.join(share)} | {statistics.median(widths):.0f} "
            f"| {statistics.quantiles(widths, n=10)[-1]:.0f} | {told['proved']} |"
        )
