"""R0 and R2: the closed cohort of distinct youths, and the true cells counted on it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gsn_app.anonymat.classes import publish_acts, publish_count
from gsn_app.domain.edition import (
    TOUS,
    Compteur,
    LigneCodee,
    Parametres,
    Periode,
    SpecificationTableau,
    TableauPublie,
    Variable,
)
from gsn_app.errors import InvalidInput

#: attribute name under which acts are crossed
ACTE = "acte"


class CodeOutsideList(InvalidInput):
    """La valeur « {valeur} » ({attribut}) n'appartient à aucune liste fermée du rapport. Rien n'a été
    publié ; corrigez la situation ou la liste."""

    code = "ANO-93"


@dataclass(frozen=True, slots=True)
class Membre:
    """One distinct youth of the cohort; ``attributs`` and ``actes`` gather all their situations."""

    jeune: str
    attributs: Mapping[str, tuple[str, ...]]
    actes: Mapping[str, int] = field(default_factory=dict)


def select_cohort(lignes: Iterable[LigneCodee], instance: str, periode: Periode) -> tuple[LigneCodee, ...]:
    """Situations of the body that were open on at least one day of the period."""
    return tuple(
        ligne
        for ligne in lignes
        if ligne.instance == instance
        and ligne.debut <= periode.fin
        and (ligne.fin is None or ligne.fin >= periode.debut)
    )


def merge_youths(lignes: Iterable[LigneCodee], specs: Sequence[SpecificationTableau]) -> tuple[Membre, ...]:
    """One member per youth, sorted by identifier.

    With several situations, the latest one that has a value gives a single-valued attribute; values of a
    multiple one are gathered, and an exclusive code (« aucune ») gives way to any other. Acts are added up.
    """
    variables = {variable.attribut: variable for spec in specs for variable in spec.variables}
    by_youth: dict[str, list[LigneCodee]] = {}
    for ligne in lignes:
        by_youth.setdefault(ligne.jeune, []).append(ligne)
    members = []
    for jeune in sorted(by_youth):
        own = sorted(by_youth[jeune], key=lambda ligne: (ligne.debut, ligne.situation))
        actes: Counter[str] = Counter()
        for ligne in own:
            actes.update({code: nombre for code, nombre in ligne.actes.items() if nombre > 0})
        attributs = {name: _value(own, variable) for name, variable in variables.items() if name != ACTE}
        members.append(Membre(jeune, attributs, dict(sorted(actes.items()))))
    return tuple(members)


def _value(own: Sequence[LigneCodee], variable: Variable) -> tuple[str, ...]:
    known = [codes for ligne in own if (codes := ligne.attributs.get(variable.attribut, ()))]
    if not variable.multiple:
        if any(len(codes) > 1 for codes in known):
            raise CodeOutsideList(valeur=" + ".join(known[-1]), attribut=variable.attribut)
        return known[-1] if known else ("",)
    gathered = {code for codes in known for code in codes}
    kept = gathered - set(variable.exclusifs) or gathered or {""}
    return tuple(sorted(kept))


def code_places(spec: SpecificationTableau) -> list[dict[str, str]]:
    """For each variable, the category that holds each elementary code."""
    return [{code: item.code for item in v.categories for code in item.codes} for v in spec.variables]


def printed_places(
    membre: Membre, spec: SpecificationTableau, held: Sequence[Mapping[str, str]] | None = None
) -> tuple[tuple[str, ...], ...]:
    """Base coordinates the youth counts in; several only when the variable is multiple.

    ``held``: ``code_places`` of the table, worked out once. Raises ``CodeOutsideList`` for a code that no category holds.
    """
    axes = []
    for variable, place in zip(spec.variables, held or code_places(spec), strict=True):
        codes = (
            tuple(membre.actes) if spec.unite == "actes" else membre.attributs.get(variable.attribut, ("",))
        )
        if spec.unite == "actes":
            codes = tuple(code for code in codes if code in place)
        for code in codes:
            if code not in place:
                raise CodeOutsideList(valeur=code, attribut=variable.attribut)
        axes.append(sorted({place[code] for code in codes}))
    return tuple(itertools.product(*axes))


def count_cells(
    spec: SpecificationTableau, membres: Iterable[Membre], compteurs: Iterable[Compteur] = ()
) -> dict[tuple[str, ...], int]:
    """True counts of youths in every cell, empty ones and margins included (margins: ``*``)."""
    base: Counter[tuple[str, ...]] = Counter()
    held = code_places(spec)
    for membre in membres:
        base.update(printed_places(membre, spec, held))
    for compteur in compteurs:
        for joined, nombre in compteur.cellules.get(spec.code, {}).items():
            base[tuple(joined.split("|"))] += nombre
    axes = [[item.code for item in variable.categories] for variable in spec.variables]
    if any(len(place) != len(axes) for place in base):
        raise CodeOutsideList(valeur="|".join(min(base)), attribut=spec.code)
    margins = [(*axis, TOUS) for axis in axes] if len(axes) > 1 else axes
    summed: Counter[tuple[str, ...]] = Counter()
    for place, nombre in base.items():
        for own in itertools.product(*((part, TOUS) for part in place)) if len(axes) > 1 else (place,):
            summed[own] += nombre
    everything = (TOUS,) * len(axes)
    return {place: summed[place] for place in itertools.product(*margins) if place != everything}


def print_table(
    spec: SpecificationTableau,
    membres: Sequence[Membre],
    parametres: Parametres,
    compteurs: Sequence[Compteur] = (),
    *,
    large: bool = False,
) -> TableauPublie:
    """The table as a reader would see it (R1, R3); each margin is classed from its own count (R1)."""
    if spec.unite == "actes":
        cells = []
        for item in spec.variables[0].categories:
            par_jeune = [sum(membre.actes.get(code, 0) for code in item.codes) for membre in membres]
            positive = [nombre for nombre in par_jeune if nombre > 0]
            for compteur in compteurs:
                positive += compteur.actes.get(spec.code, {}).get(item.code, ())
            cells.append(publish_acts(positive, parametres, (item.code,), large=large))
        return TableauPublie(spec, large, tuple(cells))
    counted = count_cells(spec, membres, compteurs)
    return TableauPublie(
        spec,
        large,
        tuple(publish_count(nombre, parametres, place, large=large) for place, nombre in counted.items()),
    )
