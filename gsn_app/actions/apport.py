"""What members bring: the whole circle reads by default, the contributor may reduce it or withdraw (C2, C3, C5)."""

from __future__ import annotations

from collections.abc import Iterable

from gsn_app.actions.session import AUTEUR, Session, act
from gsn_app.actions.situation import require_circle, require_open
from gsn_app.domain.acte import Acte
from gsn_app.domain.situation import Apport
from gsn_app.domain.texte import validate_texte
from gsn_app.domain.vigilance import MotVigilance
from gsn_app.errors import InvalidInput, Refused
from gsn_app.store import apport as apports
from gsn_app.store import piece_jointe as jointes
from gsn_app.store import situation as situations
from gsn_app.store.part import list_parts, read_holder


class VigilanceUnanswered(InvalidInput):
    """Le texte contient « {mots} » ({themes}) : reformulez, ou confirmez avec un motif."""

    code = "APP-01"


class ReaderNotAdmitted(Refused):
    """Un des lecteurs choisis n’est pas admis à cette situation."""

    code = "APP-02"


class ApportHiddenTooSoon(Refused):
    """Des gardiens n’ont pas encore repris leur part : rien ne peut être caché au coordonnateur qui les tient."""

    code = "APP-20"


class ApportNotOwn(Refused):
    """Seul l’auteur d’un apport peut le retirer (article C5)."""

    code = "APP-03"


def check_vigilance(session: Session, texte: str) -> list[MotVigilance]:
    """Words of a free text to rephrase or confirm; nothing is kept of them."""
    return session.charte.find_vigilance(texte)


@act(Acte.APPORT_AJOUTE)
def add_apport(
    session: Session, situation_id: str, texte: str, *, lecteurs: Iterable[str] = (), dit_par: str = "",
    vigilance_motif: str = "",
) -> str:  # fmt: skip
    """Add an apport of at most 600 characters; ``lecteurs`` reduces who reads it (a key of its own). Returns its id.

    Loaded words must be rephrased or confirmed with a reason: the choice is journaled with its themes alone, the
    reason is kept with the text, for its readers.
    """
    dossier, _ = require_open(session, situation_id, Acte.APPORT_AJOUTE)
    require_circle(dossier)
    clean = validate_texte("Apport", texte, session.charte.limites.apport, lignes=True)
    speaker = validate_texte("Dit par", dit_par, 100, obligatoire=False)
    hits = check_vigilance(session, clean)
    motif = validate_texte("Motif", vigilance_motif, session.charte.limites.motif_libre, obligatoire=False)
    motif = motif if hits else ""
    if hits and not motif:
        mots = ", ".join(dict.fromkeys(h.mot for h in hits))
        raise VigilanceUnanswered(mots=mots, themes=", ".join(dict.fromkeys(h.libelle for h in hits)))
    readers = tuple(dict.fromkeys(lecteurs))
    if readers:
        admitted = {
            a.membre_id
            for a in situations.read_situation(session.coffre, dossier).acces
            if a.cercle and not a.jusqu_au
        }
        _require_shares_spread(session, readers)
        if not set(readers) <= admitted | {session.membre.id}:
            raise ReaderNotAdmitted()
        readers = tuple(dict.fromkeys((*readers, session.membre.id)))
    fact = Apport("", session.membre.id, session.today(), clean, readers, speaker, vigilance_motif=motif)
    themes = ", ".join(dict.fromkeys(h.theme for h in hits))
    noted = f"vigilance confirmée : {themes}" if hits else ""
    with session.unit(Acte.APPORT_AJOUTE, situation_id, motif=noted) as u:
        apport_id = apports.add_apport(u, dossier, fact)
        situations.note(u, dossier, Acte.APPORT_AJOUTE)
    return apport_id


def _require_shares_spread(session: Session, readers: tuple[str, ...]) -> None:
    """While one coordonnateur keeps shares of absent custodians, nothing can be hidden from them: say so, refuse."""
    waiting = list_parts(session.coffre)
    if any(waiting.values()) and read_holder(session.coffre) not in readers:
        raise ApportHiddenTooSoon()


@act(Acte.APPORT_SANS_INFORMATION)
def add_sans_information(session: Session, situation_id: str) -> str:
    """« N’apporte pas d’information »: a normal choice, recorded as such (C3)."""
    dossier, _ = require_open(session, situation_id, Acte.APPORT_SANS_INFORMATION)
    require_circle(dossier)
    fact = Apport("", session.membre.id, session.today(), "", sans_information=True)
    with session.unit(Acte.APPORT_SANS_INFORMATION, situation_id) as u:
        return apports.add_apport(u, dossier, fact)


@act(Acte.APPORT_RETIRE)
def withdraw_apport(session: Session, situation_id: str, apport_id: str) -> None:
    """The contributor takes their text back, even after closure: the fact that it was withdrawn stays (C5)."""
    dossier, _ = require_open(session, situation_id, Acte.APPORT_RETIRE, AUTEUR, closed_too=True)
    author = apports.read_author(session.coffre, dossier, apport_id)
    if author != session.membre.id:
        raise ApportNotOwn()
    with session.unit(Acte.APPORT_RETIRE, situation_id) as u:
        situations.change_fact(u, dossier, "apport", apport_id, texte="", vigilance_motif="", retire=True)
        for piece in jointes.list_pieces(session.coffre, dossier, f"{situation_id}-{apport_id}"):
            u.delete("piece", piece)
        situations.note(u, dossier, Acte.APPORT_RETIRE)
