"""The proof of an edition: fictive whole tables that anyone can check by hand, without secret nor solver.

A *temoin* is a way of sharing the youths out that agrees with everything the edition prints. When one of them shows
0 in a line, or 5 and more, or when two of them are 3 apart, nobody can prove from the edition that a small group
stands in that line: this is what ``check_proof`` adds up again, in whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from gsn_app.anonymat.modele import Composante, Impression, build_components
from gsn_app.anonymat.recherche import is_exposed, make_programme
from gsn_app.anonymat.solveur import Programme, SolverUndecided, Vector
from gsn_app.domain.edition import Edition, Parametres

#: one whole point of a component for each line, unknowns in the order of ``build_components``
Preuve = list[list[list[int]]]


def list_components(edition: Edition) -> tuple[Composante, ...]:
    """What one edition alone lets a reader know, component by component, in a fixed order."""
    parametres = edition.parametres
    return build_components(
        [
            Impression(0, table, _Zero(), parametres.large_seuil if table.large else parametres.seuil)
            for table in edition.tableaux
        ]
    )


def prove_edition(edition: Edition) -> Preuve:
    """Witnesses of each component; none for a supposition the figures refute, or left undecided."""
    total = edition.total.minimum
    proof: Preuve = []
    for component in list_components(edition):
        programme = make_programme(component, [1], [total])
        seen: dict[tuple[int, ...], None] = {}
        try:
            for vector in component.counts:
                for cost in (vector, -vector):
                    seen[_whole_point(programme, cost)] = None
            for whole, vector in component.lines:
                line = np.zeros(component.columns) if whole is None else whole
                seen[_whole_point(programme, vector - line)] = None
        except SolverUndecided:
            seen = {}
        proof.append([list(point) for point in seen])
    return proof


def check_proof(edition: Edition, proof: Preuve) -> list[str]:
    """French sentences, empty when the witnesses show that the edition, alone, betrays nobody.

    Whole numbers only, no solver. A component that says nothing of anybody (a refuted supposition) has no witness.
    """
    components = list_components(edition)
    if len(proof) != len(components):
        return ["La preuve ne porte pas sur les tableaux de l’édition."]
    faults = []
    for component, witnesses in zip(components, proof, strict=True):
        name = ", ".join(code for _, code in component.tables)
        if not witnesses:
            if not component.supposed:
                faults.append(f"Aucun témoin pour {name}.")
            continue
        points = [np.array(point, dtype=np.float64) for point in witnesses]
        total = edition.total.minimum
        if not all(len(p) == component.columns and is_possible(component, total, p) for p in points):
            faults.append(f"Un témoin contredit un chiffre imprimé de {name}.")
        elif not _hides(component, total, np.array(points), edition.parametres):
            faults.append(f"Les témoins ne suffisent pas à montrer que {name} ne trahit personne.")
    return faults


def is_possible(component: Composante, total: int, point: Vector) -> bool:
    """True when a point agrees with every printed figure of the edition and with its total."""
    if (point < 0).any() or (point > total).any() or (point != np.rint(point)).any():
        return False
    return all(
        low * total <= vector @ point <= high * total for vector, low, high in component.per_lot
    ) and all(
        low <= vector @ point <= (math.inf if top is None else top)
        for _, vector, low, top in component.per_edition
    )


def _hides(component: Composante, total: int, points: Vector, parametres: Parametres) -> bool:
    for vector in component.counts:
        shown = points @ vector
        low, top = int(shown.min()), int(shown.max())
        if is_exposed(low, top, parametres) or (low > 0 and total - low < parametres.w):
            return False
    for whole, vector in component.lines:
        rest = (points @ whole if whole is not None else total) - points @ vector
        if whole is None and int(np.max(rest)) <= parametres.g < total:
            return False
    return True


def _whole_point(programme: Programme, cost: Vector) -> tuple[int, ...]:
    found = programme.minimize(cost)
    if not found.integral:
        found = programme.minimize_whole(cost)
    return tuple(round(value) for value in found.point)


class _Zero(Mapping[str, int]):
    """Every attribute in its first version: one edition alone has no other."""

    def __getitem__(self, name: str) -> int:
        return 0

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
