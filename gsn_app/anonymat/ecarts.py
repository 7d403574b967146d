"""R4: how many youths differ between a candidate edition and every edition already released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gsn_app.anonymat.cohorte import Membre
from gsn_app.domain.edition import Compteur, Parametres, Registre, SpecificationTableau


@dataclass(frozen=True, slots=True)
class Ecart:
    """Entrants, leavers (erasures included) and changed youths against one earlier edition."""

    numero: int
    entrants: int
    sortants: int
    modifies: int

    def is_too_close(self, parametres: Parametres) -> bool:
        """R4: some but fewer than D entered, left, or differ in all."""
        total = self.entrants + self.sortants + self.modifies
        return any(0 < nombre < parametres.d for nombre in (self.entrants, self.sortants, total))

    def is_identical(self) -> bool:
        return not (self.entrants or self.sortants or self.modifies)


def printed_image(
    specs: Iterable[SpecificationTableau],
) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each attribute, where each elementary code is printed, over all the groupings given."""
    image: dict[str, dict[str, tuple[str, ...]]] = {}
    for spec in specs:
        if spec.unite == "actes":
            continue
        for variable in spec.variables:
            codes = image.setdefault(variable.attribut, {})
            for item in variable.categories:
                for code in item.codes:
                    codes[code] = (*codes.get(code, ()), f"{variable.niveau}:{item.code}")
    return image


def changed_attributes(
    membre: Membre,
    exported: Mapping[str, tuple[str, ...]],
    image: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> tuple[str, ...]:
    """Attributes whose printed categories differ from those last exported for this youth."""
    changed = []
    for name, codes in exported.items():
        if name not in membre.attributs or name not in image or membre.attributs[name] == codes:
            continue
        places = image[name]
        before = {part for code in codes for part in places.get(code, (code,))}
        now = {part for code in membre.attributs[name] for part in places.get(code, (code,))}
        if before != now:
            changed.append(name)
    return tuple(sorted(changed))


def compare_editions(
    registre: Registre,
    membres: Sequence[Membre],
    compteurs: Sequence[Compteur],
    specs: Sequence[SpecificationTableau],
) -> tuple[Ecart, ...]:
    """One ``Ecart`` for each earlier edition that shares a youth with the candidate, in their order."""
    released = [table.specification for past in registre.editions for table in past.edition.tableaux]
    image = printed_image((*released, *specs))
    present = {membre.jeune for membre in membres}
    size = len(membres) + sum(compteur.jeunes for compteur in compteurs)
    changed_bits = []
    shared_bits = []
    for membre in membres:
        suivi = registre.suivis.get(membre.jeune)
        if suivi is None:
            continue
        shared_bits.append((suivi.bits, 1))
        if changed_attributes(membre, suivi.attributs, image):
            changed_bits.append((suivi.bits, 1))
    used = set(map(id, compteurs))
    for compteur in compteurs:
        shared_bits.append((compteur.bits, compteur.jeunes))
        changed_bits.append((compteur.bits, compteur.jeunes_modifies))
    absent_bits = [(suivi.bits, 1) for jeune, suivi in registre.suivis.items() if jeune not in present]
    absent_bits += [(lot.bits, lot.jeunes) for lot in registre.disparus]
    absent_bits += [(item.bits, item.jeunes) for item in registre.compteurs if id(item) not in used]
    gaps = []
    for past in registre.editions:
        numero = past.edition.numero
        shared = _count(shared_bits, numero)
        if shared:
            gaps.append(
                Ecart(numero, size - shared, _count(absent_bits, numero), _count(changed_bits, numero))
            )
    return tuple(gaps)


def next_epochs(
    registre: Registre,
    membres: Sequence[Membre],
    compteurs: Sequence[Compteur],
    specs: Sequence[SpecificationTableau],
) -> dict[str, int]:
    """The version of each attribute of ``specs`` in the candidate edition.

    It stays the one of the last edition that exported the attribute, unless a youth that an edition of that
    version counted has changed on it since. Sharing a version as long
    as the truth allows gives the audit its strongest reader.
    """
    released = [table.specification for past in registre.editions for table in past.edition.tableaux]
    image = printed_image((*released, *specs))
    epochs: dict[str, int] = {}
    carriers: dict[str, int] = {}
    for past in registre.editions:
        for name, number in past.epoques.items():
            before = carriers.get(name, 0) if epochs.get(name) == number else 0
            epochs[name], carriers[name] = number, before | 1 << past.edition.numero
    changed: set[str] = set()
    for membre in membres:
        suivi = registre.suivis.get(membre.jeune)
        if suivi is not None:
            names = changed_attributes(membre, suivi.attributs, image)
            changed.update(name for name in names if suivi.bits & carriers.get(name, 0))
    for compteur in compteurs:
        names = tuple(name for name, nombre in compteur.modifies.items() if nombre)
        changed.update(name for name in names if compteur.bits & carriers.get(name, 0))
    exported = {variable.attribut for spec in specs if spec.unite == "jeunes" for variable in spec.variables}
    return {name: epochs.get(name, 0) + (1 if name in changed else 0) for name in sorted(exported)}


def _count(parts: Iterable[tuple[int, int]], numero: int) -> int:
    return sum(jeunes for bits, jeunes in parts if bits >> numero & 1)
