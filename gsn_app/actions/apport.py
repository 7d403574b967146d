"""What members bring: the whole circle reads by default, the contributor may reduce it or withdraw (C2, C3, C5)."""

from __future__ import annotations

from collections.abc import Iterable

from gsn_app.actions.session import AUTEUR, Session, act
from gsn_app.actions.situation import require_circle, require_open
from gsn_app.domain.acte import Acte
from gsn_app.domain.seance import NothingToConfirm
from gsn_app.domain.situation import Apport
from gsn_app.domain.texte import validate_texte
from gsn_app.domain.vigilance import MotVigilance
from gsn_app.errors import InvalidInput, Refused
from gsn_app.store import apport as apports
from gsn_app.store import piece_jointe as jointes
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier
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
    fact, noted = build_apport(
        session, dossier, texte, lecteurs=lecteurs, dit_par=dit_par, vigilance_motif=vigilance_motif
    )  # fmt: skip
    with session.unit(Acte.APPORT_AJOUTE, situation_id, motif=noted) as u:
        apport_id = apports.add_apport(u, dossier, fact)
        situations.note(u, dossier, Acte.APPORT_AJOUTE)
    return apport_id


def build_apport(
    session: Session, dossier: Dossier, texte: str, *, lecteurs: Iterable[str], dit_par: str, vigilance_motif: str,
    date: str = "",
) -> tuple[Apport, str]:  # fmt: skip
    """A checked apport and what the journal says of its words; ``date`` is the day of the séance (default today).

    A reduced apport is read by who spoke, who typed and the readers named. Raises the errors of :func:`add_apport`.
    """
    clean, motif, noted = check_words(session, texte, vigilance_motif)
    speaker = validate_texte("Dit par", dit_par, 100, obligatoire=False)
    readers = tuple(dict.fromkeys(lecteurs))
    if readers:
        admitted = list_admitted(session, dossier)
        _require_shares_spread(session, readers)
        if not set(readers) <= admitted | {session.membre.id}:
            raise ReaderNotAdmitted()
        speakers = (speaker,) if speaker in admitted else ()
        readers = tuple(dict.fromkeys((*readers, session.membre.id, *speakers)))
    fact = Apport(
        "", session.membre.id, date or session.today(), clean, readers, speaker, vigilance_motif=motif
    )
    return fact, noted


def list_admitted(session: Session, dossier: Dossier) -> set[str]:
    """Members who read the exchanges of a situation today."""
    acces = situations.read_situation(session.coffre, dossier).acces
    return {a.membre_id for a in acces if a.cercle and not a.jusqu_au}


def check_words(session: Session, texte: str, vigilance_motif: str) -> tuple[str, str, str]:
    """The clean text, the reason kept with it, and the journal's words; raises VigilanceUnanswered."""
    clean = validate_texte("Apport", texte, session.charte.limites.apport, lignes=True)
    hits = check_vigilance(session, clean)
    motif = validate_texte("Motif", vigilance_motif, session.charte.limites.motif_libre, obligatoire=False)
    motif = motif if hits else ""
    if hits and not motif:
        mots = ", ".join(dict.fromkeys(h.mot for h in hits))
        raise VigilanceUnanswered(mots=mots, themes=", ".join(dict.fromkeys(h.libelle for h in hits)))
    themes = ", ".join(dict.fromkeys(h.theme for h in hits))
    return clean, motif, f"vigilance confirmée : {themes}" if hits else ""


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
    """The contributor takes their text back, even after closure: the fact that it was withdrawn stays (C5).

    Whoever spoke may, when somebody else typed it.
    """
    dossier, _ = require_open(session, situation_id, Acte.APPORT_RETIRE, AUTEUR, closed_too=True)
    apport = apports.read_apport(session.coffre, dossier, apport_id)
    if apport is None or session.membre.id not in {apport.auteur_id, apport.dit_par}:
        raise ApportNotOwn()
    with session.unit(Acte.APPORT_RETIRE, situation_id) as u:
        situations.change_fact(u, dossier, "apport", apport_id, texte="", vigilance_motif="", retire=True)
        for piece in jointes.list_pieces(session.coffre, dossier, f"{situation_id}-{apport_id}"):
            u.delete("piece", piece)
        situations.note(u, dossier, Acte.APPORT_RETIRE)


@act(Acte.APPORT_CONFIRME)
def confirm_apport(
    session: Session, situation_id: str, apport_id: str, texte: str = "", *, vigilance_motif: str = ""
) -> None:
    """Whoever spoke signs what was noted in their name, as it is or corrected; nothing ever waits for it.

    The apport becomes theirs: its signature is that of who spoke. Raises NothingToConfirm.
    """
    dossier, _ = require_open(session, situation_id, Acte.APPORT_CONFIRME, closed_too=True)
    require_circle(dossier)
    apport = apports.read_apport(session.coffre, dossier, apport_id)
    if apport is None or not is_to_confirm(apport, session.membre.id):
        raise NothingToConfirm()
    clean, motif, noted = apport.texte, apport.vigilance_motif, ""
    if texte.strip() and texte.strip() != apport.texte:
        clean, motif, noted = check_words(session, texte, vigilance_motif)
    changes = {"texte": clean, "vigilance_motif": motif, "note_par": apport.auteur_id}
    with session.unit(Acte.APPORT_CONFIRME, situation_id, motif=noted) as u:
        situations.change_fact(u, dossier, "apport", apport_id, confirme_le=session.today(), **changes)
        situations.note(u, dossier, Acte.APPORT_CONFIRME)


def is_to_confirm(apport: Apport, membre_id: str) -> bool:
    """True when somebody else typed it in this member's name, and they have neither confirmed nor withdrawn it."""
    said = apport.dit_par == membre_id and apport.auteur_id != membre_id
    return said and not apport.retire and not apport.sans_information
