"""R5: the append-only register of releases, as bytes the store seals.

Bytes: ``GSNREG`` | version 0x01 | zlib(canonical JSON, UTF-8, keys sorted). The register holds opaque
identifiers, presence bits and exported codes of living youths: personal data, never to leave the vault.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence

from gsn_app.anonymat.cohorte import Membre
from gsn_app.anonymat.compteur import gather_lots, spend
from gsn_app.domain.edition import (
    Compteur,
    Edition,
    EditionInscrite,
    EditionUnreadable,
    Lot,
    Registre,
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
    left, gone = spend(registre.compteurs, set(map(id, compteurs)), edition.periode.exercices, bit)
    jeunes = len(membres) + sum(compteur.jeunes for compteur in compteurs)
    return Registre(
        (*registre.editions, EditionInscrite(edition, destinataire, jeunes, dict(sorted(epoques.items())))),
        dict(sorted(suivis.items())),
        gather_lots((*registre.disparus, *(Lot(compteur.bits, compteur.jeunes) for compteur in gone))),
        tuple(left),
    )
