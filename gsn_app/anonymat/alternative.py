"""R8: the nearest safe way out of a refusal, tried before it is said: a wider table kept, or a wider period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from gsn_app.anonymat.refus import EDITION
from gsn_app.domain.edition import Periode, Refus, SpecificationTableau, TableauPublie


def advise_tables(
    refus: Iterable[Refus], specs: Sequence[SpecificationTableau], kept: Sequence[TableauPublie]
) -> tuple[Refus, ...]:
    """The refusals, each naming the table on the same attribute that does leave, wider first."""
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
        if near:
            conseil = f"À la place, «\u00a0{near[0]}\u00a0» sort dans ce rapport. {one.conseil}"
            one = replace(one, conseil=conseil)
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
