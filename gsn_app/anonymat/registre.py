"""R5: the append-only register of releases, as bytes the store seals, and what an erasure does to it.

Bytes: ``GSNREG`` | version 0x01 | zlib(canonical JSON, UTF-8, keys sorted). The register holds opaque
identifiers, presence bits and exported codes of living youths: personal data, never to leave the vault.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gsn_app.anonymat.cohorte import Membre, count_cells, merge_youths
from gsn_app.domain.edition import (
    Compteur,
    Edition,
    EditionInscrite,
    EditionUnreadable,
    LigneCodee,
    Lot,
    Registre,
    SpecificationTableau,
    Suivi,
    from_dict,
    to_dict,
)

_MAGIC = b"GSNREG\x01"
#: largest register accepted once inflated, in bytes
_MAX_BYTES = 256 * 1024 * 1024


def dump_register(registre: Registre) -> bytes:
    """Deterministic bytes of the register, to be sealed by the store."""
    text = json.dumps(to_dict(registre), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _MAGIC + zlib.compress(text.encode("utf-8"), 6)


def load_register(untrusted: bytes) -> Registre:
    """The register written by ``dump_register``. Raises ``EditionUnreadable``."""
    if not untrusted.startswith(_MAGIC):
        raise EditionUnreadable(detail="en-tête")
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(untrusted[len(_MAGIC) :], _MAX_BYTES)
        if not inflater.eof or inflater.unused_data:
            raise EditionUnreadable(detail="longueur")
        decoded = json.loads(text)
    except (zlib.error, ValueError, RecursionError) as broken:
        raise EditionUnreadable(detail="contenu") from broken
    if not isinstance(decoded, dict):
        raise EditionUnreadable(detail="contenu")
    registre = from_dict(Registre, decoded)
    if [inscribed.edition.numero for inscribed in registre.editions] != list(range(len(registre.editions))):
        raise EditionUnreadable(detail="numéros d'édition")
    limit = 1 << len(registre.editions)
    patterns = [*(suivi.bits for suivi in registre.suivis.values()), *(lot.bits for lot in registre.disparus)]
    patterns += [compteur.bits for compteur in registre.compteurs]
    if any(not 0 <= bits < limit for bits in patterns):
        raise EditionUnreadable(detail="lots")
    return registre


def is_extension(older: Registre, newer: Registre) -> bool:
    """True when ``newer`` only appends: no inscribed edition changed, removed or reordered."""
    return newer.editions[: len(older.editions)] == older.editions


def lots(registre: Registre) -> dict[int, int]:
    """Number of youths, living or erased, for each pattern of presence (pattern 0 left out)."""
    counted: Counter[int] = Counter(suivi.bits for suivi in registre.suivis.values())
    for lot in registre.disparus:
        counted[lot.bits] += lot.jeunes
    for compteur in registre.compteurs:
        counted[compteur.bits] += compteur.jeunes
    counted.pop(0, None)
    return dict(sorted(counted.items()))


def inscribe(
    registre: Registre,
    edition: Edition,
    destinataire: str,
    membres: Sequence[Membre],
    compteurs: Sequence[Compteur],
    epoques: Mapping[str, int],
) -> Registre:
    """The register once ``edition`` has left: its bit set for each youth counted, used counters destroyed."""
    bit = 1 << edition.numero
    exported = {
        variable.attribut
        for table in edition.tableaux
        for variable in table.specification.variables
        if table.specification.unite == "jeunes"
    }
    suivis = dict(registre.suivis)
    for membre in membres:
        old = suivis.get(membre.jeune, Suivi(0, {}))
        codes = {name: membre.attributs[name] for name in exported if name in membre.attributs}
        suivis[membre.jeune] = Suivi(old.bits | bit, dict(sorted({**old.attributs, **codes}.items())))
    used = set(map(id, compteurs))
    gone = [Lot(compteur.bits | bit, compteur.jeunes) for compteur in compteurs]
    jeunes = len(membres) + sum(compteur.jeunes for compteur in compteurs)
    return Registre(
        (*registre.editions, EditionInscrite(edition, destinataire, jeunes, dict(sorted(epoques.items())))),
        dict(sorted(suivis.items())),
        _gather((*registre.disparus, *gone)),
        tuple(compteur for compteur in registre.compteurs if id(compteur) not in used),
    )


def erase_on_request(registre: Registre, jeune: str) -> Registre:
    """Forget a youth erased on request: only the pattern stays, they count as a leaver from now on (R4)."""
    suivis = dict(registre.suivis)
    suivi = suivis.pop(jeune, None)
    if suivi is None or suivi.bits == 0:
        return replace(registre, suivis=suivis)
    return replace(registre, suivis=suivis, disparus=_gather((*registre.disparus, Lot(suivi.bits, 1))))


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


def _gather(parts: Iterable[Lot]) -> tuple[Lot, ...]:
    counted: Counter[int] = Counter()
    for part in parts:
        counted[part.bits] += part.jeunes
    return tuple(Lot(bits, jeunes) for bits, jeunes in sorted(counted.items()))
