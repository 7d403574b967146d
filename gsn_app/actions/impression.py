"""Prints: numbered, journaled as requested, then done or failed; the PDF lives in memory only (C6)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import Refused


class ImpressionUnconfirmed(Refused):
    """L’impression n’est pas confirmée : vérifiez que la feuille est sortie, puis confirmez."""

    code = "IMP-01"


class ImpressionUnknown(Refused):
    """Cette impression n’a pas été demandée pendant cette session."""

    code = "IMP-02"


@dataclass(frozen=True)
class Feuille:
    """One copy ready to print. ``titre`` is neutral: it may appear in a print queue."""

    impression_id: str
    pdf: bytes
    numero: str
    exemplaire: int
    titre: str
    genre: str
    reference: str


def request_impression(
    session: Session, genre: str, reference: str, render: Callable[[str, str, str], bytes], *,
    numero: str = "", exemplaire: int = 1, instance_id: str = "",
) -> Feuille:  # fmt: skip
    """Number and journal the request, then render with the anchor of that very entry; the entry is durable first."""
    session.gate(Acte.IMPRESSION_DEMANDEE, instance_id)
    impression_id = secrets.token_hex(8)
    year = session.today()[:4]
    with session.unit(
        Acte.IMPRESSION_DEMANDEE, reference, motif=f"{genre} {impression_id}", document=numero
    ) as u:
        if not numero:
            numero = f"{year}-{u.next_number(f'{genre}.{year}'):03d}"
    pdf = render(numero, session.ancre, session.membre.nom)
    session.__dict__.setdefault("impressions", {})[impression_id] = None
    return Feuille(impression_id, pdf, numero, exemplaire, f"Document {numero}", genre, reference)


@act(Acte.IMPRESSION_FAITE)
def confirm_impression(session: Session, feuille: Feuille, *, reussie: bool, motif: str = "") -> None:
    """Say whether the sheet came out; a failed print can be repeated as a new copy."""
    acte = Acte.IMPRESSION_FAITE if reussie else Acte.IMPRESSION_ECHOUEE
    session.gate(acte)
    done: dict[str, bool | None] = session.__dict__.setdefault("impressions", {})
    if feuille.impression_id not in done:
        raise ImpressionUnknown()
    reason = validate_texte("Motif", motif, 300, obligatoire=False)
    session.trace(
        acte,
        feuille.reference,
        motif=f"{feuille.genre} {feuille.impression_id} {reason}".strip(),
        document=feuille.numero,
    )
    done[feuille.impression_id] = reussie


def require_confirmed(session: Session, feuille: Feuille) -> None:
    """Raise ImpressionUnconfirmed unless this sheet was confirmed printed in this session."""
    if session.__dict__.get("impressions", {}).get(feuille.impression_id) is not True:
        raise ImpressionUnconfirmed()
