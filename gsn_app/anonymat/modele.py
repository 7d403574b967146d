"""What a reader of every edition knows, as whole unknowns: one component per set of linked attributes.

The unknowns are the numbers of youths of each *lot* (same presence in the editions) in each place. A place
is an *atom* of an attribute (elementary codes that every released grouping keeps together; an attribute that
may have changed is another one in each version), a combination of atoms over a clique of crossed attributes,
or, for an attribute with several values, a category. Cliques come from a triangulated graph, so that whole
unknowns agreeing on the separators always come from a whole joint table: bounds are exact.

Inside an atom of several codes nothing is ever known (all could sit in one code): auditing atoms is enough.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gsn_app.anonymat.solveur import Vector
from gsn_app.domain.edition import TOUS, Categorie, TableauPublie, Variable

#: an attribute in one of its versions
Noeud = tuple[str, int]
#: up to so many categories, a youth with several values may also change one for another in one shift, one exchange
_FEW, _MANY = 20, 40


@dataclass(frozen=True, slots=True)
class Impression:
    """A table as printed in an edition, with the versions of its attributes and the threshold it used."""

    edition: int
    tableau: TableauPublie
    epoques: Mapping[str, int]
    seuil: int

    def nodes(self) -> tuple[Noeud, ...]:
        spec = self.tableau.specification
        # acts grow from one edition to the next: never the same attribute twice
        if spec.unite == "actes":
            return ((f"acte:{spec.code}", self.edition),)
        return tuple((variable.attribut, self.epoques[variable.attribut]) for variable in spec.variables)


@dataclass(slots=True)
class Composante:
    """Linear knowledge on ``columns`` unknowns per lot, and the questions the audit asks.

    ``per_lot``: (coefficients, a, b): a*size <= coefficients.x <= b*size in every lot.
    ``per_edition``: (edition, coefficients, low, high; high ``None``: unbounded).
    ``counts``: the figures that must stay hidden (G1). ``lines``: (line or ``None`` for the whole lot,
    category) of sensitive variables (G2). ``supposed``: the reader guesses that a youth has a single value
    of an attribute that may have several; when figures contradict the guess, there is nothing to hide.
    ``places``: where one youth may stand, as what they add to the unknowns; ``shifts``: what a lot may gain or
    lose at once without breaking the equalities of ``per_lot``; ``exchanges``: the longer list that two lots may
    exchange. All empty when no such list is short: they only help to find whole points, never to conclude.
    """

    editions: tuple[int, ...]
    columns: int
    key: tuple[object, ...]
    tables: tuple[tuple[int, str], ...]
    supposed: bool = False
    per_lot: list[tuple[Vector, float, float]] = field(default_factory=list)
    per_edition: list[tuple[int, Vector, float, float | None]] = field(default_factory=list)
    counts: list[Vector] = field(default_factory=list)
    lines: list[tuple[Vector | None, Vector]] = field(default_factory=list)
    places: list[Vector] = field(default_factory=list)
    shifts: list[Vector] = field(default_factory=list)
    exchanges: list[Vector] = field(default_factory=list)


def build_components(impressions: Sequence[Impression]) -> tuple[Composante, ...]:
    """Independent components of everything printed, in a deterministic order."""
    groups: list[tuple[set[Noeud], list[Impression]]] = []
    for impression in impressions:
        nodes = set(impression.nodes())
        linked = [group for group in groups if group[0] & nodes]
        merged = (
            nodes.union(*(group[0] for group in linked)),
            [*(i for g in linked for i in g[1]), impression],
        )
        groups = [group for group in groups if not group[0] & nodes] + [merged]
    components = []
    for nodes, printed in groups:
        multiple = any(variable.multiple for i in printed for variable in i.tableau.specification.variables)
        if multiple:
            components.append(_several_values(printed))
        if not multiple or all(i.tableau.specification.unite == "jeunes" for i in printed):
            components.append(_single_values(sorted(nodes), printed, supposed=multiple))
    return tuple(components)


def _signature(printed: Iterable[Impression]) -> tuple[object, ...]:
    return tuple((i.edition, i.tableau.specification.code, i.tableau.large) for i in printed)


def _tables(printed: Iterable[Impression]) -> tuple[tuple[int, str], ...]:
    return tuple((i.edition, i.tableau.specification.code) for i in printed)


def _single_values(
    nodes: Sequence[Noeud], printed: Sequence[Impression], *, supposed: bool = False
) -> Composante:
    atoms = {node: _atoms(node, printed) for node in nodes}
    edges = {
        frozenset(pair)
        for i in printed
        for pair in itertools.combinations(i.nodes(), 2)
        if len(i.nodes()) > 1
    }
    cliques = _cliques(nodes, edges)
    places = [list(itertools.product(*(range(len(atoms[node])) for node in clique))) for clique in cliques]
    starts = np.cumsum([0] + [len(own) for own in places])
    component = Composante(
        tuple(sorted({i.edition for i in printed})),
        int(starts[-1]),
        (supposed, *_signature(printed)),
        _tables(printed),
        supposed,
    )

    def select(clique: int, wanted: Mapping[Noeud, frozenset[int]]) -> Vector:
        vector = np.zeros(component.columns)
        for position, place in enumerate(places[clique]):
            if all(
                atom in wanted[node]
                for node, atom in zip(cliques[clique], place, strict=True)
                if node in wanted
            ):
                vector[starts[clique] + position] = 1.0
        return vector

    for number in range(len(cliques)):
        component.per_lot.append((select(number, {}), 1.0, 1.0))
    for first, second in itertools.combinations(range(len(cliques)), 2):
        shared = [node for node in cliques[first] if node in cliques[second]]
        for place in itertools.product(*(range(len(atoms[node])) for node in shared)) if shared else ():
            wanted = {node: frozenset([atom]) for node, atom in zip(shared, place, strict=True)}
            component.per_lot.append((select(first, wanted) - select(second, wanted), 0.0, 0.0))

    if len(cliques) == 1:
        component.places = list(np.eye(component.columns))
        component.shifts = [
            component.places[after] - component.places[before]
            for before, after in itertools.permutations(range(component.columns), 2)
            if sum(a != b for a, b in zip(places[0][before], places[0][after], strict=True)) == 1
        ]
        component.exchanges = component.shifts
    seen: set[bytes] = set()
    for node in nodes:
        home = next(n for n, clique in enumerate(cliques) if node in clique)
        for atom in range(len(atoms[node])):
            _ask(component, seen, select(home, {node: frozenset([atom])}))
    asked_lines: set[tuple[bytes, bytes]] = set()
    for impression in printed:
        own = impression.nodes()
        home = next(n for n, clique in enumerate(cliques) if set(own) <= set(clique))
        variables = impression.tableau.specification.variables
        held = [
            {
                item.code: frozenset(n for n, atom in enumerate(atoms[node]) if atom <= set(item.codes))
                for item in variable.categories
            }
            for node, variable in zip(own, variables, strict=True)
        ]
        for axis, node in enumerate(own):
            covered = frozenset().union(*held[axis].values())
            outside = frozenset(range(len(atoms[node]))) - covered
            if outside:
                component.per_edition.append((impression.edition, select(home, {node: outside}), 0.0, 0.0))
        for cell in impression.tableau.cellules:
            wanted = {
                node: held[axis][part]
                for axis, (node, part) in enumerate(zip(own, cell.coordonnees, strict=True))
                if part != TOUS
            }
            vector = select(home, wanted)
            component.per_edition.append((impression.edition, vector, cell.minimum, cell.maximum))
            _ask(component, seen, vector)
            for axis, node in enumerate(own):
                if variables[axis].sensible and node in wanted:
                    line = {key: value for key, value in wanted.items() if key != node}
                    whole = select(home, line) if line else None
                    mark = (b"" if whole is None else whole.tobytes(), vector.tobytes())
                    if mark not in asked_lines:
                        asked_lines.add(mark)
                        component.lines.append((whole, vector))
    return component


def _several_values(printed: Sequence[Impression]) -> Composante:
    """One attribute with several values: a column per category of each level, linked by inclusion."""
    categories: dict[tuple[str, str], set[str]] = {}
    exclusive: set[str] = set()
    covering: set[str] = set()
    sensitive = False
    for impression in printed:
        variable: Variable = impression.tableau.specification.variables[0]
        exclusive |= set(variable.exclusifs)
        sensitive = sensitive or variable.sensible
        if impression.tableau.specification.unite == "jeunes":
            covering.add(variable.niveau)
        for item in variable.categories:
            categories.setdefault((variable.niveau, item.code), set()).update(item.codes)
    names = sorted(categories)
    place = {name: position for position, name in enumerate(names)}
    component = Composante(
        tuple(sorted({i.edition for i in printed})),
        len(names),
        ("several", *_signature(printed)),
        _tables(printed),
    )

    def vector(*wanted: tuple[str, str], minus: tuple[str, str] | None = None) -> Vector:
        built = np.zeros(len(names))
        for name in wanted:
            built[place[name]] += 1.0
        if minus is not None:
            built[place[minus]] -= 1.0
        return built

    refined = {outer: _inside(outer, categories) for outer in names}
    for niveau in sorted({name[0] for name in names}):
        own = [name for name in names if name[0] == niveau]
        alone = [name for name in own if categories[name] <= exclusive]
        outer_codes = {n: [categories[o] for o, inner in refined.items() if n in inner] for n in own}
        if all(outer_codes.values()) and all(categories[n] in outer_codes[n] for n in alone):
            continue  # the rows below follow from the inclusions and from the rows of the other level
        if niveau in covering:
            component.per_lot.append((vector(*own), 1.0, np.inf))
        for name in own:
            if name not in alone and alone:
                component.per_lot.append((vector(name, *alone), 0.0, 1.0))
        if len(alone) > 1:
            component.per_lot.append((vector(*alone), 0.0, 1.0))
    for outer, inner in refined.items():
        for name in inner:
            component.per_lot.append((vector(outer, minus=name), 0.0, 1.0))
        if inner and set().union(*(categories[n] for n in inner)) == categories[outer]:
            component.per_lot.append((vector(*inner, minus=outer), 0.0, np.inf))
    for impression in printed:
        spec = impression.tableau.specification
        shown = {cell.coordonnees[0] for cell in impression.tableau.cellules}
        for cell in impression.tableau.cellules:
            low = float(cell.minimum)
            if spec.unite == "actes" and cell.maximum is not None:
                # acts are printed only when at least as many youths as the threshold made them (R3)
                low = float(min(cell.minimum, impression.seuil))
            name = (spec.variables[0].niveau, cell.coordonnees[0])
            component.per_edition.append((impression.edition, vector(name), low, cell.maximum))
        for name in names:
            if name[0] == spec.variables[0].niveau and name[1] not in shown:
                component.per_edition.append((impression.edition, vector(name), 0.0, 0.0))
    component.places = [
        vector(name, *(outer for outer in names if name in refined[outer]))
        for name in names
        if not refined[name]
    ]
    if len(component.places) <= _MANY:
        component.exchanges = [b - a for a, b in itertools.permutations(component.places, 2)]
    if len(component.places) <= _FEW:
        component.shifts = list(component.exchanges)
    for step in (*component.places, *(vector(n) for n in names if any(n in i for i in refined.values()))):
        component.shifts += [step, -step]
        component.exchanges += [step, -step]
    component.counts = [vector(name) for name in names]
    if sensitive:
        component.lines = [(None, vector(name)) for name in names]
    return component


def _inside(outer: tuple[str, str], categories: Mapping[tuple[str, str], set[str]]) -> list[tuple[str, str]]:
    """Categories of the other levels whose codes all belong to ``outer`` (equal ones: the later name)."""
    return [
        name
        for name, codes in sorted(categories.items())
        if name[0] != outer[0] and codes <= categories[outer] and (codes < categories[outer] or name < outer)
    ]


def _ask(component: Composante, seen: set[bytes], vector: Vector) -> None:
    if vector.tobytes() not in seen:
        seen.add(vector.tobytes())
        component.counts.append(vector)


def _atoms(node: Noeud, printed: Sequence[Impression]) -> tuple[frozenset[str], ...]:
    """Elementary codes of the attribute grouped when every printed variable keeps them together."""
    marks: dict[str, set[tuple[str, Categorie]]] = {}
    for impression in printed:
        for own, variable in zip(impression.nodes(), impression.tableau.specification.variables, strict=True):
            if own == node:
                for item in variable.categories:
                    for code in item.codes:
                        marks.setdefault(code, set()).add((variable.niveau, item))
    grouped: dict[frozenset[tuple[str, Categorie]], set[str]] = {}
    for code, where in marks.items():
        grouped.setdefault(frozenset(where), set()).add(code)
    return tuple(sorted((frozenset(codes) for codes in grouped.values()), key=sorted))


def _cliques(nodes: Sequence[Noeud], edges: Iterable[frozenset[Noeud]]) -> list[tuple[Noeud, ...]]:
    """Maximal cliques of a triangulation (least fill-in, ties by name)."""
    near: dict[Noeud, set[Noeud]] = {node: set() for node in nodes}
    for edge in edges:
        first, second = sorted(edge)
        near[first].add(second)
        near[second].add(first)
    found: list[frozenset[Noeud]] = []
    left = dict(near)
    while left:

        def fill(node: Noeud, current: Mapping[Noeud, set[Noeud]] = left) -> tuple[int, Noeud]:
            around = sorted(current[node])
            return sum(b not in current[a] for a, b in itertools.combinations(around, 2)), node

        chosen = min(left, key=fill)
        around = left.pop(chosen)
        found.append(frozenset({chosen, *around}))
        for node in around:
            left[node] = (left[node] | around) - {node, chosen}
    maximal = [c for c in found if not any(c < other for other in found)]
    return [tuple(sorted(clique)) for clique in dict.fromkeys(maximal)]
