"""One edition, from coded situations to what may leave: R0 to R8 in their order. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gsn_app.anonymat import refus as refusals
from gsn_app.anonymat.admission import (
    Admission,
    PreparationCancelled,
    Progress,
    RegisterExposed,
    past_impressions,
)
from gsn_app.anonymat.alternative import advise_tables, list_narrower
from gsn_app.anonymat.classes import publish_total
from gsn_app.anonymat.cohorte import count_cells, merge_youths, print_table, select_cohort
from gsn_app.anonymat.compteur import select_counters
from gsn_app.anonymat.ecarts import compare_editions, next_epochs
from gsn_app.anonymat.recherche import MOST_PROGRAMMES
from gsn_app.anonymat.registre import inscribe, lots
from gsn_app.anonymat.specifications import check_groupings
from gsn_app.domain.edition import (
    Compte,
    Edition,
    LigneCodee,
    Parametres,
    Periode,
    Refus,
    Registre,
    SpecificationTableau,
    TableauPublie,
)
from gsn_app.errors import GsnError


class PrintedCountWrong(GsnError):
    """Un chiffre imprimé ne correspond pas au compte réel : rien n'est sorti. Signalez ce défaut."""

    code = "ANO-95"


@dataclass(frozen=True, slots=True)
class Preparation:
    """What may leave, what may not, and the register to store **once the edition has been released**.

    ``edition`` and ``registre_suivant`` are ``None`` together, when nothing may leave. The register given to
    ``prepare_edition`` is unchanged: until the caller stores ``registre_suivant``, nothing has happened.
    ``alternatives``: for a refused crossed table, the one with fewer variables that may leave beside the others.
    """

    edition: Edition | None
    refus: tuple[Refus, ...]
    registre_suivant: Registre | None
    alternatives: Mapping[str, SpecificationTableau] = field(default_factory=dict)


def prepare_edition(
    specs: Sequence[SpecificationTableau],
    parametres: Parametres,
    lignes: Iterable[LigneCodee],
    registre: Registre,
    *,
    titre: str,
    instance: str,
    periode: Periode,
    date_edition: date,
    destinataire: str = "",
    comptes: Sequence[Compte] = (),
    ancre: str = "",
    progress: Progress | None = None,
    most: int = MOST_PROGRAMMES,
) -> Preparation:
    """Prepare the edition of a body for a period from all its coded situations.

    Raises ``GroupingChanged`` (a grouping differs from the released ones), ``CodeOutsideList``,
    ``PreparationCancelled`` (``progress`` returned False). ``most``: programs solved for a group of linked tables
    before they are refused unchecked (ANO-14).
    """
    if progress is not None and not progress(0.0, "Comptage des situations"):
        raise PreparationCancelled()
    past = [inscribed.edition for inscribed in registre.editions]
    check_groupings(specs, (table.specification for edition in past for table in edition.tableaux))
    membres = merge_youths(select_cohort(lignes, instance, periode), specs)
    compteurs = select_counters(registre, instance, periode)
    jeunes = len(membres) + sum(item.jeunes for item in compteurs)
    if jeunes < parametres.population_minimale:
        return Preparation(None, (refusals.too_few(parametres, titre),), None)
    close = [
        refusals.too_close(gap, past[gap.numero], parametres, titre)
        for gap in compare_editions(registre, membres, compteurs, specs)
        if gap.is_too_close(parametres)
    ]
    if close:
        return Preparation(None, tuple(close), None)

    numero = len(past)
    epoques = next_epochs(registre, membres, compteurs, specs)
    found: list[Refus] = []
    candidates = []
    for spec in specs:
        if _is_too_detailed(count_cells(spec, membres, compteurs), parametres):
            found.append(refusals.too_detailed(spec, parametres))
        else:
            candidates.append(spec)

    # the lots as they would be, were the edition released: same register operation, no table yet
    blank = Edition(
        numero, titre, instance, periode, date_edition, publish_total(jeunes, parametres), (), (), parametres
    )
    future = lots(inscribe(registre, blank, destinataire, membres, compteurs, {}))
    admission = Admission(parametres, future, past_impressions(registre), numero, epoques, progress, most)

    def printed(spec: SpecificationTableau, large: bool) -> TableauPublie:
        table = print_table(spec, membres, parametres, compteurs, large=large)
        if spec.unite == "jeunes":
            _check_print(table, count_cells(spec, membres, compteurs), parametres)
        return table

    coarse = {table.specification.code for edition in past for table in edition.tableaux if table.large}
    try:
        tables, refused = admission.admit(candidates, coarse, printed)
        if refused:
            admission.check_register()
    except RegisterExposed:
        return Preparation(None, (*found, refusals.register_exposed(titre)), None)
    for spec in candidates:
        if spec.code in refused:
            verdict = refused[spec.code]
            found.append(refusals.undecided(spec) if verdict.rule == "indécis" else refusals.deducible(spec))
    if not tables:
        return Preparation(None, (*found, refusals.nothing_left(titre)), None)
    narrower = {}
    # counters of erased youths know the declared tables alone: no other can be counted with them
    for item in () if compteurs else found:
        spec = next(one for one in specs if one.code == item.portee)
        asked = [
            one
            for one in list_narrower(spec)
            if not _is_too_detailed(count_cells(one, membres, compteurs), parametres)
        ]
        table = admission.find_narrower(asked, tables, printed)
        if table is not None:
            narrower[item.portee] = table
    edition = Edition(
        numero,
        titre,
        instance,
        periode,
        date_edition,
        publish_total(jeunes, parametres),
        tuple(tables),
        tuple(comptes),
        parametres,
        ancre,
    )
    exported = {
        variable.attribut: epoques[variable.attribut]
        for table in tables
        if table.specification.unite == "jeunes"
        for variable in table.specification.variables
    }
    suivant = inscribe(registre, edition, destinataire, membres, compteurs, exported)
    if progress is not None:
        progress(1.0, "Rapport prêt")
    return Preparation(
        edition,
        advise_tables(found, specs, tables, narrower),
        suivant,
        {code: table.specification for code, table in narrower.items()},
    )


def _is_too_detailed(counted: Mapping[tuple[str, ...], int], parametres: Parametres) -> bool:
    """R8: over so many percent of the cells are under the threshold."""
    small = sum(nombre < parametres.seuil for nombre in counted.values())
    return 100 * small > parametres.part_sous_seuil * len(counted)


def _check_print(table: TableauPublie, counted: dict[tuple[str, ...], int], parametres: Parametres) -> None:
    """G3: every printed interval holds its true count, and nothing but the first class is under 8."""
    for cell in table.cellules:
        nombre = counted[cell.coordonnees]
        inside = cell.maximum is not None and cell.minimum <= nombre <= cell.maximum
        if not inside or 0 < cell.minimum < parametres.seuil:
            raise PrintedCountWrong()
