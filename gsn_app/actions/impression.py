"""Prints: numbered, journaled as requested, then done or failed; the PDF lives in memory only (C6)."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.situation import SituationUnknown
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import Refused
from gsn_app.store import situation as situations
from gsn_app.store.unite import Unite


class ImpressionUnconfirmed(Refused):
    """L’impression n’est pas confirmée : vérifiez que la feuille est sortie, puis confirmez."""

    code = "IMP-01"


class ImpressionUnknown(Refused):
    """Cette impression n’a pas été demandée pendant cette session."""

    code = "IMP-02"


class ImpressionAlreadyConfirmed(Refused):
    """Vous avez déjà dit ce qu’est devenue cette feuille : demandez un nouvel exemplaire."""

    code = "IMP-03"


class CopiesTooMany(Refused):
    """Ce document a déjà été demandé en {maximum} exemplaires : la charte n’en permet pas davantage (article C6)."""

    code = "IMP-04"


class FeuilleForeign(Refused):
    """Cette feuille n’est pas celle de l’acte que vous confirmez."""

    code = "IMP-05"


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
    """Number and journal the request, then render with the anchor of that very entry; the entry is durable first.

    ``exemplaire`` comes from :func:`next_exemplaire`. Without ``numero``, one is given for good: a sheet asked
    again because it failed keeps it. Raises CopiesTooMany.
    """
    session.gate(Acte.IMPRESSION_DEMANDEE, instance_id)
    if exemplaire > session.charte.limites.copies_fiche:
        raise CopiesTooMany(maximum=session.charte.limites.copies_fiche)
    impression_id = secrets.token_hex(8)
    year = session.today()[:4]
    key = f"impression.{genre}.{reference}"
    numero = numero or (session.coffre.read_valeur(f"{key}.numero") or b"").decode()
    drawn = not numero
    if drawn:  # the entry itself bears the number that its unit will give
        given = int(session.coffre.read_valeur(f"numero.{genre}.{year}") or b"0")
        numero = f"{year}-{given + 1:03d}"
    with session.unit(
        Acte.IMPRESSION_DEMANDEE, reference, motif=f"{genre} {impression_id}", document=numero
    ) as u:
        if drawn:
            u.next_number(f"{genre}.{year}")
            u.save_valeur(f"{key}.numero", numero.encode())
        _note(u, reference, Acte.IMPRESSION_DEMANDEE, numero)
        u.save_valeur(f"{key}.exemplaire", b"%d" % exemplaire)
    pdf = render(numero, session.ancre, session.membre.nom)
    feuille = Feuille(impression_id, pdf, numero, exemplaire, f"Document {numero}", genre, reference)
    _requested(session)[impression_id] = (feuille, None)
    return feuille


def next_exemplaire(session: Session, genre: str, reference: str, minimum: int = 1) -> int:
    """Copy number of the next sheet of that kind about that object: every request counts, failed ones too."""
    told = session.coffre.read_valeur(f"impression.{genre}.{reference}.exemplaire")
    return max(minimum, int(told or b"0") + 1)


@act(Acte.IMPRESSION_FAITE)
def confirm_impression(session: Session, feuille: Feuille, *, reussie: bool, motif: str = "") -> None:
    """Say whether the sheet came out; a failed print can be repeated as a new copy."""
    acte = Acte.IMPRESSION_FAITE if reussie else Acte.IMPRESSION_ECHOUEE
    session.gate(acte)
    asked, told = _requested(session).get(feuille.impression_id, (None, None))
    if asked != feuille:
        raise ImpressionUnknown()
    if told is not None:
        raise ImpressionAlreadyConfirmed()
    reason = validate_texte("Motif", motif, 300, obligatoire=False)
    motive = f"{feuille.genre} {feuille.impression_id} {reason}".strip()
    with session.unit(acte, feuille.reference, motif=motive, document=feuille.numero) as u:
        _note(u, feuille.reference, acte, feuille.numero)
    _requested(session)[feuille.impression_id] = (feuille, reussie)


def _note(u: Unite, reference: str, acte: Acte, numero: str) -> None:
    """A print about a situation, or about its rappel, stands in the history shown there."""
    with contextlib.suppress(SituationUnknown):
        dossier = situations.find_situation(u.coffre, reference.partition("-")[0])
        situations.note(u, dossier, acte, numero)


def require_confirmed(session: Session, feuille: Feuille, genre: str, reference: str) -> None:
    """Raise ImpressionUnconfirmed unless this very sheet was confirmed printed in this session.

    Raises FeuilleForeign when it is another kind of sheet, or about something else.
    """
    asked, told = _requested(session).get(feuille.impression_id, (None, None))
    if asked != feuille or told is not True:
        raise ImpressionUnconfirmed()
    if (feuille.genre, feuille.reference) != (genre, reference):
        raise FeuilleForeign()


def _requested(session: Session) -> dict[str, tuple[Feuille | None, bool | None]]:
    """Sheets asked for in this session, and what became of them (None: not told yet)."""
    found: dict[str, tuple[Feuille | None, bool | None]] = session.__dict__.setdefault("impressions", {})
    return found
