"""Custodians of the shares: those who were absent prove theirs within thirty days, all may be tried, all renewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gsn_app.actions.epreuve import Epreuve, Gardien, PartUnknown, check_part_tapee
from gsn_app.actions.recuperation import open_escrow
from gsn_app.actions.reenrolement import Essai
from gsn_app.actions.session import Session, act
from gsn_app.config import KDF, KdfPolicy
from gsn_app.domain.acte import Acte
from gsn_app.errors import Refused
from gsn_app.store import essai as essais
from gsn_app.store import part as store
from gsn_app.store import recuperation
from gsn_app.store.annonce import save_annonce
from gsn_app.store.creation import settle_header
from gsn_app.store.renouvellement import renew


class PartExpired(Refused):
    """Les trente jours sont passés : la part de {gardien} a été détruite. Réunissez les autres gardiens et tirez de
    nouvelles parts (« Membres et charte », « Renouveler les parts »)."""

    code = "GAR-01"


class PartElsewhere(Refused):
    """La part de {gardien} attend chez {nom}, qui a créé ce coffre : elle seule, ou lui seul, peut la montrer."""

    code = "GAR-02"


@dataclass(frozen=True)
class PartAttente:
    """A share never proved. ``rang`` from 0; ``jours`` left, negative once expired; ``ici``: this member keeps it."""

    rang: int
    gardien: str
    limite: str
    jours: int
    ici: bool
    expiree: bool


def list_parts(session: Session) -> list[PartAttente]:
    """Shares never proved by their custodian."""
    coffre = session.coffre
    limite = store.read_limite(coffre)
    left = (date.fromisoformat(limite) - date.fromisoformat(session.today())).days if limite else 0
    mine = store.read_holder(coffre) == session.membre.id
    return [
        PartAttente(rang, coffre.annuaire.gardiens[rang], limite, left, mine and kept, not kept or left < 0)
        for rang, kept in sorted(store.list_parts(coffre).items())
    ]


@act(Acte.PART_MONTREE)
def show_part(session: Session, rang: int) -> str:
    """The words of an absent custodian's share, for their eyes; raises PartUnknown, PartExpired, PartElsewhere."""
    session.gate(Acte.PART_MONTREE)
    _require_kept(session, rang)
    session.trace(Acte.PART_MONTREE, motif=f"part {rang + 1}")
    return store.open_part(session.coffre, rang) or ""


@act(Acte.PART_PROUVEE)
def prove_part(session: Session, rang: int, mots: str) -> None:
    """The custodian types the words back from their paper: the vault keeps them no more; raises PartMismatch."""
    session.gate(Acte.PART_PROUVEE)
    _require_kept(session, rang)
    check_part_tapee(rang, store.open_part(session.coffre, rang) or "", mots)
    with session.unit(Acte.PART_PROUVEE, motif=f"part {rang + 1}") as u:
        store.settle_part(u, rang)
        save_annonce(u, Acte.PART_PROUVEE, "", f"part {rang + 1} sur {len(session.coffre.annuaire.gardiens)}")


def expire_parts(session: Session) -> None:
    """Destroy the words kept over thirty days; runs at a coordonnateur's login, journaled and announced."""
    late = [p.rang for p in list_parts(session) if p.jours < 0 and store.list_parts(session.coffre)[p.rang]]
    if not late or not session.permits(Acte.PART_EXPIREE):
        return
    with session.unit(Acte.PART_EXPIREE, motif=f"{len(late)} parts") as u:
        for rang in late:
            store.expire_part(u, rang)
        save_annonce(u, Acte.PART_EXPIREE, "", f"{len(late)} parts")


@act(Acte.RECUPERATION_ESSAYEE)
def try_parts(session: Session, parts: Sequence[str]) -> Essai:
    """Prove that these shares open root, audit, the file and every dossier, writing nothing but the dated line.

    Raises the SEQ-… errors, SequestreForged.
    """
    session.gate(Acte.RECUPERATION_ESSAYEE)
    coffre = session.coffre
    held = open_escrow(session, parts)
    recuperation.verify_slot(coffre, parts)
    detail = f"{len(parts)} parts réunies ouvrent {len(held.dossiers)} dossiers"
    detail += f", {held.fermees} clés douteuses" if held.fermees else ""
    essai = essais.Essai(session.today(), not held.fermees, detail)
    with session.unit(Acte.RECUPERATION_ESSAYEE, "sequestre", motif=detail) as u:
        essais.save_essai(u, "sequestre", essai)
    return Essai(essai.le, essai.reussi, essai.detail)


class Renouvellement(Epreuve):
    """New shares waiting to be proved by their custodians, all of them there; writes at :meth:`finish`."""

    def __init__(
        self, session: Session, held: recuperation.Sequestre, gardiens: Sequence[Gardien], seuil: int
    ) -> None:
        super().__init__(gardiens, seuil)
        self._session = session
        self._held = held

    def finish(self, *, kdf: KdfPolicy = KDF) -> None:
        """Seal everything to the new shares; the former ones open this vault no more. Raises PartsUnproved."""
        self._require_proved()
        session = self._session
        motif = f"{self._seuil} parts sur {len(self._gardiens)}"
        with session.unit(Acte.SEQUESTRE_RENOUVELE, motif=motif) as u:
            header = renew(u, self._held, self._tirage, self._gardiens, self._seuil, kdf)
            save_annonce(u, Acte.SEQUESTRE_RENOUVELE, "", motif)
        settle_header(session.coffre, header, kdf)


@act(Acte.SEQUESTRE_RENOUVELE)
def prepare_renouvellement(
    session: Session, parts: Sequence[str], gardiens: Sequence[Gardien], seuil: int
) -> Renouvellement:
    """Open the escrow with the present shares and draw new ones, for new custodians or the same; nothing is written.

    Raises GardiensTooFew, the SEQ-… errors, SequestreForged.
    """
    session.gate(Acte.SEQUESTRE_RENOUVELE)
    return Renouvellement(session, open_escrow(session, parts), gardiens, seuil)


def _require_kept(session: Session, rang: int) -> PartAttente:
    part = next((p for p in list_parts(session) if p.rang == rang), None)
    if part is None:
        raise PartUnknown()
    if part.expiree:
        raise PartExpired(gardien=part.gardien)
    if not part.ici or store.open_part(session.coffre, rang) is None:
        holder = session.coffre.annuaire.membre(store.read_holder(session.coffre)).nom
        raise PartElsewhere(gardien=part.gardien, nom=holder)
    return part
