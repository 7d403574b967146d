"""The method on files of coded records, without a vault: successive files are successive editions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from gsn_app.anonymat.admission import Progress
from gsn_app.anonymat.empreinte import is_intact, write_sealed
from gsn_app.anonymat.essai_donnees import SEPARATOR, DonneesMalformed, Fichier
from gsn_app.anonymat.export_json import load_object, parse_proof
from gsn_app.anonymat.preparation import prepare_edition
from gsn_app.anonymat.preuve import prove_edition
from gsn_app.anonymat.registre import lots
from gsn_app.anonymat.verification import Liasse
from gsn_app.domain.edition import (
    Edition,
    EditionUnreadable,
    LigneCodee,
    Parametres,
    Periode,
    Registre,
    SpecificationTableau,
    TableauPublie,
    from_dict,
    to_dict,
)

FORMAT = "gsn-essai"
_INSTANCE = "essai"
_START = date(2000, 1, 1)


def try_method(
    fichiers: Sequence[Fichier],
    specs: Sequence[SpecificationTableau],
    parametres: Parametres,
    progress: Callable[[int, int], bool] | None = None,
) -> bytes:
    """Deterministic JSON: for each file what would leave, with min and max, and every refusal with its reason.

    Raises ``DonneesMalformed`` (a code outside the lists, several values where one is declared).
    """
    registre, told = Registre(), []
    for number, fichier in enumerate(fichiers):
        when = _START + timedelta(days=number)
        step: Progress | None = None
        if progress is not None:
            step = _stepper(progress, number, len(fichiers))
        outcome = prepare_edition(
            specs,
            parametres,
            list_lignes(fichier, specs, number),
            registre,
            titre=fichier.nom,
            instance=_INSTANCE,
            periode=Periode(fichier.nom, when, when),
            date_edition=when,
            progress=step,
        )
        edition = outcome.edition
        registre = outcome.registre_suivant or registre
        told.append(
            {
                "fichier": fichier.nom,
                "remise": edition is not None,
                "total": {"min": edition.total.minimum, "max": edition.total.maximum} if edition else None,
                "tableaux": [_table(table) for table in edition.tableaux] if edition else [],
                "refus": [
                    {
                        "code": r.code,
                        "portee": r.portee,
                        "titre": r.titre,
                        "raison": r.phrase,
                        "conseil": r.conseil,
                    }
                    for r in outcome.refus
                ],
                "edition": to_dict(edition) if edition else None,
                "preuve": prove_edition(edition) if edition else None,
            }
        )
    whole = {
        "format": FORMAT,
        "version": 1,
        "notes": list(parametres.reading_notes()),
        "parametres": to_dict(parametres),
        "specifications": [to_dict(spec) for spec in specs],
        "editions": told,
        "lots": {str(bits): jeunes for bits, jeunes in lots(registre).items()},
        "epoques": [dict(past.epoques) for past in registre.editions],
    }
    return write_sealed(whole)


def read_essai(untrusted: bytes) -> Liasse:
    """The editions a trial would release, with the lots, to be audited. Raises ``EditionUnreadable``."""
    whole = load_object(untrusted)
    editions, proofs = [], []
    told, sizes, epoques = whole.get("editions"), whole.get("lots"), whole.get("epoques")
    if not isinstance(told, list) or not isinstance(sizes, dict) or not isinstance(epoques, list):
        raise EditionUnreadable(detail="format")
    for part in told:
        if not isinstance(part, dict):
            raise EditionUnreadable(detail="format")
        if isinstance(part.get("edition"), dict):
            edition = from_dict(Edition, part["edition"])
            if part.get("tableaux") != [_table(table) for table in edition.tableaux]:
                raise EditionUnreadable(detail="tableaux")
            editions.append(edition)
            proofs.append(parse_proof(part.get("preuve")))
    try:
        known = {int(bits): int(size) for bits, size in sizes.items()}
        versions = tuple({str(k): int(v) for k, v in part.items()} for part in epoques)
    except (TypeError, ValueError, AttributeError) as broken:
        raise EditionUnreadable(detail="lots") from broken
    if len(versions) != len(editions):
        raise EditionUnreadable(detail="epoques")
    return Liasse(tuple(editions), tuple(proofs), known, versions, (is_intact(whole),) * len(editions))


def list_lignes(fichier: Fichier, specs: Sequence[SpecificationTableau], number: int) -> list[LigneCodee]:
    """The coded situations of a file, all present in the edition. Raises ``DonneesMalformed``."""
    when = _START + timedelta(days=number)
    variables = {variable.attribut: variable for spec in specs for variable in spec.variables}
    held: dict[str, set[str]] = {}
    for spec in specs:
        for variable in spec.variables:
            held.setdefault(variable.attribut, set()).update(c for i in variable.categories for c in i.codes)
    found = []
    for rank, row in enumerate(fichier.rangees):
        coded = {}
        for name, variable in variables.items():
            codes = tuple(part.strip() for part in row[name].split(SEPARATOR) if part.strip())
            wrong = [code for code in codes if code not in held[name]]
            if wrong or (len(codes) > 1 and not variable.multiple):
                detail = f"«\u00a0{'+'.join(wrong or codes)[:40]}\u00a0» n’est pas une valeur de «\u00a0{name}\u00a0»"
                raise DonneesMalformed(fichier=fichier.nom, ligne=rank + 2, detail=detail)
            if codes:
                coded[name] = codes
        # the latest row of a youth is the one that counts where a single value is kept
        debut = when - timedelta(days=len(fichier.rangees) - rank)
        found.append(LigneCodee(row["id"], row["jeune"], _INSTANCE, debut, None, coded))
    return found


def _table(table: TableauPublie) -> dict[str, object]:
    spec = table.specification
    return {
        "code": spec.code,
        "titre": spec.titre,
        "variables": [variable.attribut for variable in spec.variables],
        "large": table.large,
        "cellules": [
            {"coordonnees": list(c.coordonnees), "min": c.minimum, "max": c.maximum, "publie": c.libelle}
            for c in table.cellules
        ],
    }


def _stepper(progress: Callable[[int, int], bool], number: int, files: int) -> Progress:
    return lambda share, _words: progress(int(100 * (number + share) / files), 100)
