"""Leaving the old spreadsheet: read it in a sandbox, judge every line, take up what may be, in one go, and back.

Nothing is written before an audit was shown and confirmed but the journal's own entries. A batch is one transaction,
one entry a person; it can be undone whole until one of its situations is changed by another act.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from gsn_app.actions.conservation import faits_of, list_listed, today_of
from gsn_app.actions.doublon import adresse_of, is_told_apart
from gsn_app.actions.liste import read_liste, validate_code
from gsn_app.actions.reprise import settle
from gsn_app.actions.saisine import validate_personne
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_admissible
from gsn_app.bac_a_sable.tableau import Feuille, ask_child, parse_answer, read_bytes
from gsn_app.domain.acte import Acte
from gsn_app.domain.conservation import compute_echeance
from gsn_app.domain.doublon import Voisinage
from gsn_app.domain.import_colonne import Cible, Colonne, find_entete, propose_colonnes, remember
from gsn_app.domain.import_tableau import CODES, Audit, Choix, Connue, LigneImport, Regles, audit
from gsn_app.domain.situation import Apport, EtatSituation, Personne, SituationResume, Typologie
from gsn_app.errors import InvalidInput, Refused
from gsn_app.store import import_tableau as store
from gsn_app.store import situation as situations
from gsn_app.store.conservation import Terme
from gsn_app.store.journal import Entree

Progress = Callable[[int, int], bool]


class TableauEmpty(InvalidInput):
    """Cette feuille ne contient aucune ligne sous ses titres : choisissez-en une autre."""

    code = "TAB-10"


class ColonneMissing(InvalidInput):
    """Indiquez quelle colonne contient {quoi} : sans elle, personne ne peut être repris."""

    code = "TAB-11"


class ColonneTwice(InvalidInput):
    """Deux colonnes sont destinées à « {quoi} » : gardez-en une."""

    code = "TAB-12"


class ColonneForbidden(Refused):
    """La colonne « {titre} » évoque : {quoi}. Aucun champ ne la reçoit, elle ne peut pas être reprise (article C2)."""

    code = "TAB-13"


class ImportEmpty(InvalidInput):
    """Aucune ligne ne peut être reprise : corrigez le tableau d’après les raisons données, puis relisez-le."""

    code = "TAB-14"


class ImportOutdated(Refused):
    """Le coffre a changé depuis cet aperçu : refaites-le avant de reprendre les lignes. Rien n’a été écrit."""

    code = "TAB-15"


class ImportCancelled(Refused):
    """La reprise a été interrompue à votre demande : rien n’a été écrit."""

    code = "TAB-16"


class LotUnknown(Refused):
    """Ce lot n’existe pas, ou il a déjà été annulé."""

    code = "TAB-17"


class LotChanged(Refused):
    """Ce lot ne peut plus être annulé : {nombre} de ses situations ont été modifiées ou effacées depuis. Clôturez ou
    corrigez-les une par une."""

    code = "TAB-18"


class CercleEmpty(InvalidInput):
    """Choisissez au moins une personne qui lira ces situations."""

    code = "TAB-19"


@dataclass(frozen=True)
class Tableau:
    """A file read, nothing of it kept in the vault. ``empreinte``: SHA-256 of its bytes, hexadecimal."""

    nom: str
    empreinte: str
    feuilles: tuple[Feuille, ...]


@dataclass(frozen=True)
class Apercu:
    """What an import would do, judged and shown; the very object is to be confirmed. ``etat``: the vault's then."""

    instance_id: str
    tableau: Tableau
    choix: Choix
    audit: Audit
    entete: int
    etat: str = field(repr=False, default="")


@dataclass(frozen=True)
class Lot:
    """A batch taken up. ``touchees``: its situations changed or gone since; it can be undone while there are none."""

    id: str
    instance_id: str
    le: str
    par: str
    empreinte: str
    lues: int
    reprises: int
    refusees: int
    touchees: int

    @property
    def annulable(self) -> bool:
        """True while it may be undone."""
        return self.touchees == 0


@act(Acte.IMPORT_PREPARE)
def read_tableau(session: Session, instance_id: str, fichier: Path) -> Tableau:
    """Read a CSV, XLSX or ODS file in the sandbox; journaled, nothing kept. Raises the errors TAB-01 to TAB-10."""
    session.gate_instance(Acte.IMPORT_PREPARE, instance_id)
    octets = read_bytes(Path(fichier))
    session.trace(Acte.IMPORT_PREPARE, motif="lecture d’un tableau")
    feuilles = tuple(f for f in parse_answer(ask_child(octets)) if f.lignes)
    if not feuilles:
        raise TableauEmpty()
    return Tableau(Path(fichier).name, hashlib.sha256(octets).hexdigest(), feuilles)


@act(Acte.IMPORT_PREPARE)
def propose_import(session: Session, instance_id: str, feuille: Feuille) -> tuple[Colonne, ...]:
    """Columns of a sheet with a target proposed: the one chosen last time in this body, else what the title says."""
    session.gate_instance(Acte.IMPORT_PREPARE, instance_id)
    if not feuille.lignes:
        raise TableauEmpty()
    rang = find_entete(feuille.lignes)
    lignes = [cellules for _, cellules in feuille.lignes[rang + 1 :]]
    return propose_colonnes(feuille.lignes[rang][1], lignes, store.read_colonnes(session.coffre, instance_id))


@act(Acte.IMPORT_PREPARE)
def preview_import(
    session: Session, instance_id: str, tableau: Tableau, rang_feuille: int, choix: Choix
) -> Apercu:
    """Judge every line of a sheet against the charter and the vault; nothing is written but the entry.

    Raises ColonneMissing, ColonneTwice, ColonneForbidden, TableauEmpty.
    """
    session.gate_instance(Acte.IMPORT_PREPARE, instance_id)
    lignes = tableau.feuilles[rang_feuille].lignes
    entete = find_entete(lignes)
    if len(lignes) <= entete + 1:
        raise TableauEmpty()
    proposees = propose_import(session, instance_id, tableau.feuilles[rang_feuille])
    choix = _checked(choix, proposees)
    session.trace(Acte.IMPORT_PREPARE, motif=f"aperçu de {len(lignes) - entete - 1} lignes")
    judged = _audit(session, lignes[entete + 1 :], choix)
    return Apercu(instance_id, tableau, choix, judged, lignes[entete][0], _state(session))


@act(Acte.IMPORT_FAIT)
def import_lignes(
    session: Session, apercu: Apercu, cercle: Iterable[str], progress: Progress | None = None
) -> Lot:
    """Open every line taken up by a previewed audit, one transaction, one entry a person; returns the batch.

    Raises ImportOutdated when the vault changed since the preview, ImportCancelled when ``progress`` said stop.
    """
    session.gate_instance(Acte.IMPORT_FAIT, apercu.instance_id)
    circle = list(dict.fromkeys(cercle))
    if not circle:
        raise CercleEmpty()
    for membre_id in circle:
        require_admissible(session, membre_id, apercu.instance_id)
    if apercu.etat != _state(session):
        raise ImportOutdated()
    lignes = apercu.audit.reprises
    if not lignes:
        raise ImportEmpty()
    lot = f"{session.today()}.{secrets.token_hex(4)}"
    trace = store.TraceLot(
        session.today(), session.membre.id, apercu.instance_id, apercu.tableau.empreinte, len(apercu.audit.lignes),
        len(lignes), len(apercu.audit.refusees),
    )  # fmt: skip
    le = session.now().isoformat(timespec="seconds")
    with session.unit(
        Acte.IMPORT_FAIT, lot, motif=f"{len(lignes)} personnes, {trace.refusees} lignes refusées"
    ) as u:
        for done, ligne in enumerate(lignes):
            if progress is not None and not progress(done, len(lignes)):
                raise ImportCancelled()
            clean, typologie, apport, terme = _prepare(session, apercu.instance_id, lot, ligne)
            dossier = store.add_situation(
                u, clean, typologie, circle, le, apport=apport, echeance=terme, acte=Acte.SITUATION_IMPORTEE
            )
            situations.forget_unheld(dossier, circle=session.membre.id in circle)
            u.also(Entree(str(Acte.SITUATION_IMPORTEE), dossier.id.hex(), f"lot {lot}"))
        store.save_colonnes(u, apercu.instance_id, remember(apercu.choix.colonnes))
        store.save_lot(u, lot, trace)
    return _lot(session, lot, trace, 0)


@act(Acte.IMPORT_PREPARE)
def list_lots(session: Session) -> list[Lot]:
    """Batches of the bodies this member coordinates, latest first, each with what was changed since."""
    session.gate(Acte.IMPORT_PREPARE)
    by: dict[str, list[SituationResume]] = {}
    for resume in situations.list_resumes(session.coffre):
        if resume.typologie.lot:
            by.setdefault(resume.typologie.lot, []).append(resume)
    found = []
    for lot, trace in store.list_traces(session.coffre).items():
        if session.permits(Acte.IMPORT_ANNULE, trace.instance):
            there = by.get(lot, [])
            gone = trace.reprises - len(there)
            found.append(_lot(session, lot, trace, gone + store.count_touched(session.coffre, there)))
    return found[::-1]


@act(Acte.IMPORT_ANNULE)
def undo_lot(session: Session, lot_id: str) -> int:
    """Take a whole batch back: no trace remains but the journal's. Returns how many situations went.

    Raises LotUnknown, LotChanged once one of them was changed by another act.
    """
    session.gate(Acte.IMPORT_ANNULE)
    trace = store.list_traces(session.coffre).get(lot_id)
    if trace is None:
        raise LotUnknown()
    session.gate(Acte.IMPORT_ANNULE, trace.instance)
    there = [r for r in situations.list_resumes(session.coffre) if r.typologie.lot == lot_id]
    changed = trace.reprises - len(there) + store.count_touched(session.coffre, there)
    if changed:
        raise LotChanged(nombre=changed)
    with session.unit(Acte.IMPORT_ANNULE, lot_id, motif=f"{len(there)} personnes") as u:
        for resume in there:
            u.also(Entree(str(Acte.SITUATION_IMPORT_ANNULE), resume.id, f"lot {lot_id}"))
        store.take_back(u, lot_id, there)
    settle(session)
    return len(there)


def _checked(choix: Choix, proposees: tuple[Colonne, ...]) -> Choix:
    """The choices, columns as this program reads them: a forbidden one stays so whatever is asked of it."""
    wanted = {c.rang: c.cible for c in choix.colonnes}
    colonnes = tuple(replace(c, cible=wanted.get(c.rang, c.cible)) for c in proposees)
    for colonne in colonnes:
        if colonne.interdite and colonne.cible is not Cible.IGNOREE:
            raise ColonneForbidden(titre=colonne.titre[:40], quoi=colonne.interdite)
    cibles: list[Cible] = [c.cible for c in colonnes if c.cible is not Cible.IGNOREE]
    for cible in cibles:
        if cibles.count(cible) > 1:
            raise ColonneTwice(quoi=cible.value.replace("_", " "))
    if Cible.NOM_PRENOM not in cibles:
        _require(cibles, Cible.NOM, "le nom")
        _require(cibles, Cible.PRENOM, "le prénom")
    _require(cibles, Cible.DATE_NAISSANCE, "la date de naissance")
    _require(cibles, Cible.SEXE, "le sexe")
    defauts = {nom: validate_code(nom, code) for nom, code in choix.defauts.items() if code}
    valeurs = {(nom, mot): validate_code(nom, code) for (nom, mot), code in choix.valeurs.items()}
    return replace(choix, colonnes=colonnes, defauts=defauts, valeurs=valeurs)


def _require(cibles: list[Cible], cible: Cible, quoi: str) -> None:
    if cible not in cibles:
        raise ColonneMissing(quoi=quoi)


def _audit(session: Session, lignes: tuple[tuple[int, tuple[str, ...]], ...], choix: Choix) -> Audit:
    connues: Voisinage[Connue] = Voisinage(lambda connue: adresse_of(session, connue.id))
    for resume in list_listed(session):
        p = resume.personne
        connues.add(p, Connue(resume.id, f"{p.nom} {p.prenom}"))
    regles = Regles(
        today_of(session), session.charte.conservation, session.charte.limites.apport,
        {nom: read_liste(nom) for nom in CODES.values()}, session.charte.find_vigilance,
    )  # fmt: skip

    def told_apart(personne: Personne, situation_id: str) -> bool:
        return is_told_apart(session, personne, situation_id)

    return audit(lignes, choix, regles, connues, told_apart)


def _prepare(
    session: Session, instance_id: str, lot: str, ligne: LigneImport
) -> tuple[Personne, Typologie, Apport | None, Terme | None]:
    """What a line becomes, validated once more by the acts' own rules."""
    if ligne.personne is None or ligne.typologie is None:
        raise ImportOutdated()
    clean = validate_personne(session, ligne.personne)
    closed = ligne.typologie.etat is EtatSituation.CLOTUREE
    apport = Apport("", session.membre.id, session.today(), ligne.observation) if ligne.observation else None
    typologie = replace(
        ligne.typologie, motif=validate_code("motif", ligne.typologie.motif),
        origine=validate_code("origine", ligne.typologie.origine), instance_id=instance_id, lot=lot,
        lot_pieces=store.count_pieces(clean, apport=apport is not None, closed=closed),
    )  # fmt: skip
    terme = None
    if closed:
        validate_code("cloture", typologie.cloture)
        terme = Terme(False, compute_echeance(session.charte.conservation, faits_of(clean, typologie)))
    return clean, typologie, apport, terme


def _state(session: Session) -> str:
    """State of what the preview compared with: the vault's root, and the day."""
    return f"{session.coffre.racine.root().hex()} {date.fromisoformat(session.today())}"


def _lot(session: Session, lot: str, trace: store.TraceLot, touchees: int) -> Lot:
    return Lot(
        lot, trace.instance, trace.le, session.coffre.annuaire.membre(bytes.fromhex(trace.par)).nom, trace.empreinte,
        trace.lues, trace.reprises, trace.refusees, touchees,
    )  # fmt: skip
