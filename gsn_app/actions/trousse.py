"""The recovery kit: printed from the machine of the vault, typed back on a new one (« Ce poste ne connaît pas ce coffre »)."""

from __future__ import annotations

import contextlib
from pathlib import Path

from gsn_app.actions.creation import join_secret, list_words, spell_secret
from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.ouverture import Porte, read_porte
from gsn_app.actions.session import Session, act
from gsn_app.config import KDF, KdfPolicy
from gsn_app.documents.trousse import render_trousse
from gsn_app.domain.acte import Acte
from gsn_app.domain.trousse import Trousse, match_words
from gsn_app.errors import GsnError
from gsn_app.poste import Poste
from gsn_app.store import entete

GENRE = "trousse"


class TrousseForeign(GsnError):
    """Cette trousse est celle d’un autre coffre, ou d’un secret remplacé depuis : cherchez la feuille de ce coffre."""

    code = "TRO-04"
    exit_code = 3


@act(Acte.IMPRESSION_DEMANDEE)
def print_trousse(session: Session) -> Feuille:
    """The sheet of this machine's secret for this vault, numbered and journaled; it names no person."""
    session.gate(Acte.IMPRESSION_DEMANDEE)
    coffre = session.coffre
    copy = next_exemplaire(session, GENRE, session.vault_id)
    secret = entete.secret_in_force(coffre.poste, coffre.header)
    annuaire = coffre.annuaire

    def render(numero: str, ancre: str, _lecteur: str) -> bytes:
        return render_trousse(Trousse(
            tuple(spell_secret(secret)), session.vault_id[:8].upper(),
            tuple(g.rpartition(", ")[2] for g in annuaire.gardiens), annuaire.seuil_sequestre, numero, copy, ancre,
            session.now().astimezone().date(), session.membre.fonction,
        ))  # fmt: skip

    return request_impression(session, GENRE, session.vault_id, render, exemplaire=copy)


def trousse_printed(session: Session) -> bool:
    """True once a kit was asked for on paper."""
    return session.coffre.read_valeur(f"impression.{GENRE}.{session.vault_id}.exemplaire") is not None


def restore_trousse(dossier: Path, poste: Path | None, mots: str, *, kdf: KdfPolicy = KDF) -> Porte:
    """Give this machine the secret of a vault, typed from its kit; verified on the vault's header before it is kept.

    The secrets of other vaults stay. While a renewed secret waits for members, the former kit serves them still.

    Raises TrousseLength, TrousseWordUnknown, TrousseMistyped, TrousseForeign.
    """
    secret = join_secret(match_words(mots, list_words()))
    header = entete.read_copies(Path(dossier), kdf)[0][0]
    machine = Poste(poste)
    known: tuple[bytes, ...] = ()
    with contextlib.suppress(GsnError):
        known = machine.read_secrets(header.vault_id)
    try:
        entete.read_names(header, (secret, *known))
    except GsnError:
        raise TrousseForeign() from None
    if not entete.opens_something(header, secret):
        raise TrousseForeign()
    machine.save_secrets(header.vault_id, (secret, *known))
    machine.remember(Path(dossier))
    return read_porte(dossier, poste, kdf=kdf)
