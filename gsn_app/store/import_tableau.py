"""A batch of situations that came with an old sheet: its mark, whether it was touched since, taking it back whole.

    import.colonnes.<instance>  JSON folded title → target, proposed again the next time
    import.lot.<mark>           JSON date, member, body, SHA-256 of the file, lines read, taken up, refused
    typologie.lot               the mark, on each situation of the batch, with the number of pieces it had then

No name stands in a value; the batch itself is known from the situations that a member's keys open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from gsn_app.domain.situation import Apport, Personne, SituationResume, Typologie
from gsn_app.store import conservation as termes
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier
from gsn_app.store.coffre import Coffre
from gsn_app.store.effacement import remove_dossiers
from gsn_app.store.forme import ContentMalformed
from gsn_app.store.unite import Unite

_COLONNES = "import.colonnes."
_LOT = "import.lot."


@dataclass(frozen=True)
class TraceLot:
    """What the vault keeps of a batch, without a name. ``le`` ISO; ``empreinte``: SHA-256 of the file, hexadecimal."""

    le: str
    par: str
    instance: str
    empreinte: str
    lues: int
    reprises: int
    refusees: int


def read_colonnes(coffre: Coffre, instance_id: str) -> dict[str, str]:
    """Targets chosen last time in a body, by folded title."""
    raw = coffre.read_valeur(_COLONNES + instance_id)
    try:
        found = json.loads(raw) if raw else {}
        return {str(k): str(v) for k, v in found.items()}
    except (ValueError, AttributeError):
        raise ContentMalformed() from None


def save_colonnes(u: Unite, instance_id: str, colonnes: Mapping[str, str]) -> None:
    """Remember the targets chosen, over those of the former sheets; 200 titles at most."""
    kept = {**read_colonnes(u.coffre, instance_id), **colonnes}
    last = dict(list(kept.items())[-200:])
    u.save_valeur(_COLONNES + instance_id, json.dumps(last, ensure_ascii=False).encode())


def add_situation(
    u: Unite, personne: Personne, typologie: Typologie, cercle: Sequence[str], le: str, *, apport: Apport | None,
    echeance: termes.Terme | None, acte: str,
) -> Dossier:  # fmt: skip
    """Create one situation of a batch, with its apport and its last day of keeping when it is closed already."""
    dossier = situations.create_situation(u, personne, typologie, cercle, le)
    if apport is not None:
        situations.add_fact(u, dossier, "apport", apport)
    if echeance is not None:
        termes.save_terme(u, dossier, archive=echeance.archive, echeance=echeance.echeance)
    situations.note(u, dossier, acte)
    return dossier


def count_pieces(personne: Personne, *, apport: bool, closed: bool) -> int:
    """Pieces that :func:`add_situation` writes: three heads, the contact details, the apport, the last day."""
    contact = bool(personne.adresse or personne.telephone or personne.courriel)
    return 3 + contact + apport + closed


def save_lot(u: Unite, lot: str, trace: TraceLot) -> None:
    """Keep what the certificate says."""
    u.save_valeur(_LOT + lot, json.dumps(asdict(trace), ensure_ascii=False).encode())


def list_traces(coffre: Coffre) -> dict[str, TraceLot]:
    """Every batch of the vault by its mark, oldest first."""
    rows = coffre.conn.execute("SELECT id, valeur FROM coffre WHERE id GLOB 'import.lot.*'").fetchall()
    try:
        found = {str(name).removeprefix(_LOT): TraceLot(**json.loads(raw)) for name, raw in rows}
    except (ValueError, TypeError):
        raise ContentMalformed() from None
    return dict(sorted(found.items(), key=lambda item: item[1].le))


def count_touched(coffre: Coffre, resumes: Sequence[SituationResume]) -> int:
    """Situations of a batch that another act changed: a piece more or less, a second version, a second line of history."""
    return sum(not _is_untouched(coffre, resume) for resume in resumes)


def _is_untouched(coffre: Coffre, resume: SituationResume) -> bool:
    dossier_id = bytes.fromhex(resume.id)
    pieces, version = coffre.conn.execute(
        "SELECT COUNT(*), MAX(version) FROM piece WHERE dossier_id = ?", (dossier_id,)
    ).fetchone()
    (lines,) = coffre.conn.execute(
        "SELECT COUNT(*) FROM historique WHERE dossier_id = ?", (dossier_id,)
    ).fetchone()
    return (pieces, version, lines) == (resume.typologie.lot_pieces, 1, 1)


def take_back(u: Unite, lot: str, resumes: Sequence[SituationResume]) -> None:
    """Remove every situation of a batch and its mark."""
    coffre = u.coffre
    remove_dossiers(u, [coffre.dossiers[bytes.fromhex(resume.id)] for resume in resumes])
    u.delete("coffre", _LOT + lot)
