"""The method of the report outside a vault: try it on coded records, check released files. No member, no key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gsn_app.anonymat.empreinte import is_intact
from gsn_app.anonymat.essai import FORMAT, read_essai, try_method
from gsn_app.anonymat.essai_donnees import read_donnees
from gsn_app.anonymat.essai_tableaux import read_tableaux
from gsn_app.anonymat.export_json import load_object, read_released
from gsn_app.anonymat.verification import Liasse, verify
from gsn_app.domain.edition import EditionUnreadable
from gsn_app.errors import Damaged, InvalidInput
from gsn_app.poste import write_atomically

#: largest file read, in bytes
_MAX = 64 * 1024 * 1024


class FichierUnreadable(InvalidInput):
    """Le fichier « {fichier} » ne peut pas être lu : vérifiez son nom, vos droits et sa taille (64 Mo au plus)."""

    code = "ESS-03"


class ResultatNotWritten(InvalidInput):
    """Le résultat n'a pas pu être écrit dans « {fichier} » : vérifiez le dossier, vos droits et la place libre."""

    code = "ESS-04"


class RapportUnreadable(Damaged):
    """« {fichier} » n'est pas un rapport lisible de ce programme ({detail}) : demandez de nouveau le fichier JSON."""

    code = "ESS-05"


class RapportsMixed(InvalidInput):
    """Ces fichiers ne vont pas ensemble : {detail}. Donnez une fois chaque édition d'une même instance."""

    code = "ESS-06"


@dataclass(frozen=True)
class Controle:
    """Outcome of a check: editions and tables seen, and what fails, in French; ``lots`` when links were known."""

    editions: int
    tableaux: int
    lots: bool
    defauts: tuple[str, ...]


def try_donnees(
    donnees: Sequence[Path], tables: Path, vers: Path, progress: Callable[[int, int], bool] | None = None
) -> tuple[int, int]:
    """Write what the method would release of coded files; returns (editions released, refusals).

    Raises FichierUnreadable, DonneesMalformed, TableauxMalformed, ResultatNotWritten, PreparationCancelled.
    """
    fichiers = [read_donnees(path.name, _read(path)) for path in donnees]
    specs, parametres = read_tableaux(tables.name, _read(tables), fichiers)
    content = try_method(fichiers, specs, parametres, progress)
    try:
        write_atomically(vers, content)
    except OSError:
        raise ResultatNotWritten(fichier=vers) from None
    told = load_object(content)["editions"]
    if not isinstance(told, list):
        raise TypeError("editions")
    return sum(part["remise"] for part in told), sum(len(part["refus"]) for part in told)


def verify_rapports(paths: Sequence[Path]) -> Controle:
    """Audit released files again: JSON of reports, in any order, or the result of one trial.

    Raises FichierUnreadable, RapportUnreadable (damaged), RapportsMixed.
    """
    liasses = [_load(path) for path in paths]
    if len(liasses) > 1 and any(liasse.lots for liasse in liasses):
        raise RapportsMixed(detail="le résultat d’un essai se vérifie seul")
    pairs = [
        told
        for liasse in liasses
        for told in zip(liasse.editions, liasse.preuves, liasse.intactes, strict=True)
    ]
    if len(liasses) > 1:
        pairs.sort(key=lambda pair: pair[0].numero)
        if len({edition.numero for edition, _, _ in pairs}) < len(pairs):
            raise RapportsMixed(detail="deux fichiers portent la même édition")
        if len({edition.instance for edition, _, _ in pairs}) > 1:
            raise RapportsMixed(detail="plusieurs instances")
    whole = Liasse(
        tuple(e for e, _, _ in pairs),
        tuple(p for _, p, _ in pairs),
        liasses[0].lots,
        liasses[0].epoques,
        tuple(intact for _, _, intact in pairs),
    )
    tables = sum(len(edition.tableaux) for edition in whole.editions)
    return Controle(len(whole.editions), tables, bool(whole.lots), tuple(verify(whole)))


def _load(path: Path) -> Liasse:
    content = _read(path)
    try:
        whole = load_object(content)
        if whole.get("format") == FORMAT:
            return read_essai(content)
        edition, proof = read_released(content)
        return Liasse((edition,), (proof,), {}, (), (is_intact(whole),))
    except EditionUnreadable as broken:
        raise RapportUnreadable(fichier=path.name, detail=broken.details.get("detail", "")) from broken


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX + 1)
    except OSError:
        raise FichierUnreadable(fichier=path) from None
    if len(content) > _MAX:
        raise FichierUnreadable(fichier=path)
    return content
