"""R4: what the yearly counts need of a youth about to be erased, moved into nameless counters.

A counter is personal data: it lives sealed in the register of releases, which the coordonnateurs alone open, and it
is destroyed once every year it stands for has been published. A youth erased by retention before the edition that
counts them is not a leaver; one erased on request is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from gsn_app.anonymat.cohorte import count_cells, merge_youths
from gsn_app.domain.edition import (
    Compteur,
    LigneCodee,
    Lot,
    Periode,
    Refus,
    Registre,
    SpecificationTableau,
    Suivi,
)


def count_erased(
    registre: Registre, lignes: Sequence[LigneCodee], specs: Sequence[SpecificationTableau], *, fin_annee: int
) -> Registre:
    """The register once the one youth of ``lignes`` is erased by retention, in the year ``fin_annee``.

    They stay counted for each civil year they were followed in that no released edition covers yet; when all
    were covered, only their pattern of presence stays. Raises ``ValueError`` on no line or several youths.
    """
    if len({ligne.jeune for ligne in lignes}) != 1:
        raise ValueError("one youth at a time")
    years = years_untold(registre, lignes, fin_annee=fin_annee)
    if not years:
        return erase_on_request(registre, lignes[0].jeune)
    return erase_by_retention(registre, lignes, specs, lignes[0].instance, join_years(years))


def years_untold(registre: Registre, lignes: Sequence[LigneCodee], *, fin_annee: int) -> set[str]:
    """Civil years these situations of one body were followed in that no released edition covers wholly."""
    instance = lignes[0].instance
    done = {
        year
        for inscribed in registre.editions
        if inscribed.edition.instance == instance
        for year in inscribed.edition.periode.exercices
    }
    followed = {
        str(year)
        for ligne in lignes
        for year in range(ligne.debut.year, (ligne.fin.year if ligne.fin else fin_annee) + 1)
    }
    return followed - done


def join_years(years: Iterable[str]) -> str:
    """The ``exercice`` of a counter that stands for several years: sorted, parted by spaces."""
    return " ".join(sorted(years))


def select_counters(registre: Registre, instance: str, periode: Periode) -> list[Compteur]:
    """Counters that an edition of the period counts: those of a year it covers wholly, each once."""
    wanted = set(periode.exercices)
    return [c for c in registre.compteurs if c.instance == instance and wanted & set(c.exercice.split())]


def list_uncounted(
    specs: Sequence[SpecificationTableau], registre: Registre, instance: str, periode: Periode
) -> list[Refus]:
    """Tables that a counter of the period does not hold: declared after the erasure, they would miss somebody."""
    used = select_counters(registre, instance, periode)
    return [
        Refus(
            "ANO-17",
            spec.code,
            spec.titre,
            "Ce tableau a été ajouté après l’effacement de situations que cette période compte encore : il serait "
            "incomplet.",
            "Il sortira pour les périodes qui ne comptent plus ces situations.",
        )
        for spec in specs
        if any(spec.code not in (c.actes if spec.unite == "actes" else c.cellules) for c in used)
    ]


def spend(
    compteurs: Sequence[Compteur], used: Collection[int], exercices: Iterable[str], bit: int
) -> tuple[list[Compteur], list[Compteur]]:
    """(counters left, counters used up) once an edition counted those whose ``id`` is in ``used``.

    A counter keeps the years not published yet, with the edition's bit: its codes have just been exported.
    """
    left, gone = [], []
    for compteur in compteurs:
        if id(compteur) not in used:
            left.append(compteur)
            continue
        years = set(compteur.exercice.split()) - set(exercices)
        seen = replace(compteur, bits=compteur.bits | bit, modifies={}, jeunes_modifies=0)
        if years:
            left.append(replace(seen, exercice=join_years(years)))
        else:
            gone.append(seen)
    return left, gone


def erase_on_request(registre: Registre, jeune: str) -> Registre:
    """Forget a youth erased on request: only the pattern stays, they count as a leaver from now on (R4)."""
    suivis = dict(registre.suivis)
    suivi = suivis.pop(jeune, None)
    if suivi is None or suivi.bits == 0:
        return replace(registre, suivis=suivis)
    return replace(registre, suivis=suivis, disparus=gather_lots((*registre.disparus, Lot(suivi.bits, 1))))


def hand_over(registre: Registre, parti: str, reste: str) -> Registre:
    """A youth goes on under another identifier: ``parti``, one of their two linked situations, is erased.

    Nobody left: the pattern of the pair (kept under the smaller id) follows ``reste``. A pattern of the other id, from
    before the link, stays as a lot.
    """
    suivis = dict(registre.suivis)
    known, older = (suivis.pop(one, None) for one in sorted((parti, reste)))
    if known is not None:
        suivis[reste] = known
    elif older is not None:
        suivis[reste], older = older, None
    lots = [Lot(older.bits, 1)] if older is not None and older.bits else []
    return replace(registre, suivis=suivis, disparus=gather_lots((*registre.disparus, *lots)))


def erase_by_retention(
    registre: Registre,
    lignes: Iterable[LigneCodee],
    specs: Sequence[SpecificationTableau],
    instance: str,
    exercice: str,
) -> Registre:
    """Forget the youth of ``lignes`` (all their situations), kept only as counters for the yearly edition.

    Their cells of the declared tables and their pattern are added to the counters (body, year, pattern).
    Raises ``ValueError`` unless ``lignes`` are those of exactly one youth.
    """
    (membre,) = merge_youths(lignes, specs)
    suivis = dict(registre.suivis)
    suivi = suivis.pop(membre.jeune, Suivi(0, {}))
    changed = {name: 1 for name, codes in suivi.attributs.items() if membre.attributs.get(name) != codes}
    cells: dict[str, dict[str, int]] = {}
    actes: dict[str, dict[str, tuple[int, ...]]] = {}
    for spec in specs:
        if spec.unite == "actes":
            sums = {
                c.code: sum(membre.actes.get(code, 0) for code in c.codes)
                for c in spec.variables[0].categories
            }
            actes[spec.code] = {code: (nombre,) for code, nombre in sums.items() if nombre}
        else:
            counted = count_cells(spec, [membre])
            cells[spec.code] = {"|".join(at): 1 for at, nombre in counted.items() if nombre and "*" not in at}
    key = (instance, exercice, suivi.bits)
    same = [item for item in registre.compteurs if (item.instance, item.exercice, item.bits) == key]
    others = [item for item in registre.compteurs if (item.instance, item.exercice, item.bits) != key]
    new = Compteur(instance, exercice, suivi.bits, 1, cells, changed, int(bool(changed)), actes)
    for item in same:
        new = _add(item, new)
    compteurs = sorted([*others, new], key=lambda item: (item.instance, item.exercice, item.bits))
    return replace(registre, suivis=suivis, compteurs=tuple(compteurs))


def _add(first: Compteur, second: Compteur) -> Compteur:
    cells = {
        code: dict(Counter(first.cellules.get(code, {})) + Counter(second.cellules.get(code, {})))
        for code in sorted({*first.cellules, *second.cellules})
    }
    actes = {
        code: {
            place: tuple(
                sorted(
                    (*first.actes.get(code, {}).get(place, ()), *second.actes.get(code, {}).get(place, ()))
                )
            )
            for place in sorted({*first.actes.get(code, {}), *second.actes.get(code, {})})
        }
        for code in sorted({*first.actes, *second.actes})
    }
    return replace(
        first,
        jeunes=first.jeunes + second.jeunes,
        cellules=cells,
        modifies=dict(Counter(first.modifies) + Counter(second.modifies)),
        jeunes_modifies=first.jeunes_modifies + second.jeunes_modifies,
        actes=actes,
    )


def gather_lots(parts: Iterable[Lot]) -> tuple[Lot, ...]:
    """One lot for each pattern of presence, sorted."""
    counted: Counter[int] = Counter()
    for part in parts:
        counted[part.bits] += part.jeunes
    return tuple(Lot(bits, jeunes) for bits, jeunes in sorted(counted.items()))
