"""R8: the nearest safe way out of a refusal, tried before it is said: a wider table kept, or a wider period."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from gsn_app.anonymat.refus import EDITION
from gsn_app.domain.edition import Periode, Refus, SpecificationTableau, TableauPublie


def list_narrower(spec: SpecificationTableau) -> tuple[SpecificationTableau, ...]:
    """A crossed table with one variable less, then two: the last ones first, the nearest to what was asked first."""
    found = []
    for dropped in range(1, len(spec.variables)):
        for gone in itertools.combinations(reversed(spec.variables), dropped):
            names = [variable.attribut for variable in reversed(gone)]
            labels = ", ".join(f"«\u00a0{variable.libelle}\u00a0»" for variable in reversed(gone))
            found.append(
                SpecificationTableau(
                    f"{spec.code}-sans-{'-'.join(names)}",
                    f"{spec.titre}, sans {labels}",
                    tuple(v for v in spec.variables if v not in gone),
                    spec.unite,
                )
            )
    return tuple(found)


def is_told(spec: SpecificationTableau, kept: Iterable[TableauPublie]) -> bool:
    """True when a table that leaves crosses the very same variables."""
    own = {(variable.attribut, variable.niveau) for variable in spec.variables}
    return any(own == {(v.attribut, v.niveau) for v in table.specification.variables} for table in kept)


def advise_tables(
    refus: Iterable[Refus],
    specs: Sequence[SpecificationTableau],
    kept: Sequence[TableauPublie],
    narrower: Mapping[str, TableauPublie],
) -> tuple[Refus, ...]:
    """The refusals, each with the nearest way out that was tried: a table that leaves, one that would, or none.

    ``narrower``: for a refused table, the one with fewer variables that the audit found safe beside those kept.
    """
    declared = {spec.code: spec for spec in specs}
    advised = []
    for one in refus:
        spec = declared.get(one.portee)
        near = [
            table.specification.titre
            for table in kept
            if spec is not None
            and spec.unite == table.specification.unite
            and {v.attribut for v in table.specification.variables} <= {v.attribut for v in spec.variables}
        ]
        if one.portee in narrower:
            table = narrower[one.portee]
            widely = ", en classes larges," if table.large else ""
            conseil = f"«\u00a0{table.specification.titre}\u00a0»{widely} pourrait sortir dès maintenant. {one.conseil}"
            one = replace(one, conseil=conseil)
        elif near:
            conseil = f"À la place, «\u00a0{near[0]}\u00a0» sort dans ce rapport. {one.conseil}"
            one = replace(one, conseil=conseil)
        elif spec is not None and kept:
            one = replace(one, conseil=f"Le rapport sort sans ce tableau. {one.conseil}")
        advised.append(one)
    return tuple(advised)


def list_wider(periode: Periode, first_day: date) -> tuple[Periode, ...]:
    """Whole years that hold the period, one, two, then three, none ending later than its last year."""
    found = []
    last = periode.fin.year
    for length in (1, 2, 3):
        start = last - length + 1
        wider = Periode(
            f"année {last}" if length == 1 else f"années {start} à {last}",
            date(start, 1, 1),
            date(last, 12, 31),
            tuple(str(year) for year in range(start, last + 1)),
        )
        holds = wider.debut <= periode.debut and (wider.debut, wider.fin) != (periode.debut, periode.fin)
        if holds and (length == 1 or start >= first_day.year):
            found.append(wider)
    return tuple(found)


def advise_period(
    refus: Iterable[Refus], wider: Iterable[Periode], leaves: Callable[[Periode], bool]
) -> tuple[Refus, ...]:
    """The refusals of a whole edition, naming the first wider period that may leave, or saying that none may."""
    safe = next((periode for periode in wider if leaves(periode)), None)
    if safe is not None:
        said = f"La période «\u00a0{safe.libelle}\u00a0» peut sortir dès maintenant. Sinon\u00a0: "
    else:
        said = "Aucune période plus longue, jusqu’à trois années, ne peut sortir non plus pour l’instant. "
    return tuple(replace(one, conseil=said + one.conseil) if one.portee == EDITION else one for one in refus)
