"""Anyone's audit of released files: each edition alone, the editions together, and their proofs."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gsn_app.anonymat.admission import past_impressions
from gsn_app.anonymat.audit import audit_component
from gsn_app.anonymat.classes import publish_count
from gsn_app.anonymat.modele import build_components
from gsn_app.anonymat.preuve import Preuve, check_proof, list_components
from gsn_app.anonymat.specifications import GroupingChanged, check_groupings
from gsn_app.domain.edition import Edition, EditionInscrite, Registre, TableauPublie

#: said of a file whose digest is missing or is not that of its content
CHANGED = "le fichier n’est plus celui qui a été produit : un chiffre ou un mot a été changé."


@dataclass(frozen=True, slots=True)
class Liasse:
    """Editions of one body in their order, with their proofs, and what is known of who was in several of them.

    ``lots``: youths for each pattern of presence (bit n: counted by the n-th edition); empty when not known.
    ``epoques``: version of each attribute in each edition; needed with ``lots`` only.
    ``intactes``: whether the file of each edition still has its digest; empty when there is no file.
    """

    editions: tuple[Edition, ...]
    preuves: tuple[Preuve | None, ...]
    lots: Mapping[int, int]
    epoques: tuple[Mapping[str, int], ...] = ()
    intactes: tuple[bool, ...] = ()


def verify(liasse: Liasse) -> list[str]:
    """French sentences on what fails, empty when nothing betrays anybody. No secret is needed."""
    faults = []
    for edition, intact in zip(liasse.editions, liasse.intactes, strict=False):
        if not intact:
            faults.append(f"« {edition.titre} » ({edition.periode.libelle}) : {CHANGED}")
    for edition, proof in zip(liasse.editions, liasse.preuves, strict=True):
        name = f"« {edition.titre} » ({edition.periode.libelle})"
        faults += [f"{name} : {fault}" for fault in _check_print(edition)]
        faults += [f"{name} : {fault}" for fault in _audit_alone(edition)]
        if proof is not None:
            faults += [f"{name} : {fault}" for fault in check_proof(edition, proof)]
    faults += _check_together(liasse.editions)
    if liasse.lots and not faults:
        faults += _audit_together(liasse)
    return [
        fault.replace(" :", "\u00a0:").replace("« ", "«\u00a0").replace(" »", "\u00a0»") for fault in faults
    ]


def _check_print(edition: Edition) -> list[str]:
    """R1 and R2: nothing under 8 but the first class, and every figure is one that the method prints."""
    rules, total = edition.parametres, edition.total
    if total.minimum != total.maximum or total.minimum < rules.population_minimale:
        return ["le total n’est pas celui d’une édition qui pouvait sortir."]
    faults = []
    for table in edition.tableaux:
        if table.specification.unite == "jeunes" and not all(
            _is_class(table, edition, number) for number in range(len(table.cellules))
        ):
            faults.append(f"« {table.specification.titre} » porte un chiffre que la méthode n’imprime pas.")
    return faults


def _is_class(table: TableauPublie, edition: Edition, number: int) -> bool:
    cell = table.cellules[number]
    if cell.maximum is None or not 0 <= cell.minimum <= cell.maximum:
        return False
    for count in (cell.minimum, cell.maximum):
        again = publish_count(count, edition.parametres, cell.coordonnees, large=table.large)
        if (again.minimum, again.maximum, again.libelle) != (cell.minimum, cell.maximum, cell.libelle):
            return False
    return True


def _audit_alone(edition: Edition) -> list[str]:
    lots = {1: edition.total.minimum}
    return [
        _word(component.tables[-1][1], verdict.rule)
        for component in list_components(edition)
        if not (verdict := audit_component(component, lots, edition.parametres)).safe
    ]


def _check_together(editions: Sequence[Edition]) -> list[str]:
    faults = []
    try:
        check_groupings((), [table.specification for e in editions for table in e.tableaux])
    except GroupingChanged as changed:
        faults.append(str(changed))
    for earlier, later in itertools.pairwise(editions):
        if later.date < earlier.date or later.numero <= earlier.numero:
            faults.append(f"« {later.titre} » porte un numéro ou une date d’avant « {earlier.titre} ».")
    large: set[str] = set()
    for edition in editions:
        for table in edition.tableaux:
            if table.specification.code in large and not table.large:
                titre = table.specification.titre
                faults.append(f"« {titre} » est devenu plus fin d’une édition à l’autre.")
        large |= {table.specification.code for table in edition.tableaux if table.large}
    return faults


def _audit_together(liasse: Liasse) -> list[str]:
    registre = Registre(
        tuple(
            EditionInscrite(edition, "", edition.total.minimum, epoques)
            for edition, epoques in zip(liasse.editions, liasse.epoques, strict=True)
        )
    )
    for number, edition in enumerate(liasse.editions):
        present = sum(size for bits, size in liasse.lots.items() if bits >> number & 1)
        if present != edition.total.minimum:
            return [f"les effectifs communs ne donnent pas le total de « {edition.titre} »."]
    strictest = liasse.editions[0].parametres
    return [
        _word(component.tables[-1][1], verdict.rule) + " en rapprochant les éditions"
        for component in build_components(past_impressions(registre))
        if not (verdict := audit_component(component, liasse.lots, strictest)).safe
    ]


def _word(code: str, rule: str) -> str:
    reasons = {
        "G1": "un petit groupe peut être connu presque exactement",
        "G2": "tous les membres d’une ligne, ou tous sauf un, partagent une catégorie",
    }
    return f"tableau « {code} » : {reasons.get(rule, 'la vérification n’a pas pu aboutir')}"
