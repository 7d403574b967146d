"""The anonymised report: the only thing, with numbered paper, that leaves the machine (C7).

Preparing shows exactly what would leave and what is refused; releasing writes the register and the journal first,
then the files. Nothing enters the register before the release.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from gsn_app.actions.ligne_codee import list_lignes, list_tableaux, load_registre
from gsn_app.actions.logo import read_entete
from gsn_app.actions.session import Session, act
from gsn_app.anonymat.alternative import advise_period, list_wider
from gsn_app.anonymat.export_csv import write_csv
from gsn_app.anonymat.export_json import write_json
from gsn_app.anonymat.export_ods import write_ods
from gsn_app.anonymat.preparation import Preparation, prepare_edition
from gsn_app.anonymat.registre import dump_register
from gsn_app.documents.rapport import render_rapport
from gsn_app.domain.acte import Acte
from gsn_app.domain.edition import (
    Compte,
    Edition,
    Parametres,
    Periode,
    Refus,
)
from gsn_app.domain.membre import Instance
from gsn_app.domain.situation import DateImpossible, parse_date
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import Damaged, Refused
from gsn_app.poste import write_atomically
from gsn_app.store import registre as registres

Progress = Callable[[int, int], bool]


class RapportRefused(Refused):
    """Ce rapport ne peut pas sortir : {raison}"""

    code = "RAP-01"


class RapportStale(Refused):
    """Le registre des éditions a changé depuis l’aperçu : préparez de nouveau le rapport."""

    code = "RAP-02"


class RapportNotWritten(Damaged):
    """Le rapport n’a pas pu être écrit dans « {dossier} » ; l’édition est inscrite, recommencez vers un autre dossier."""

    code = "RAP-03"


@dataclass(frozen=True)
class Apercu:
    """What would leave, for the local screen only. ``edition`` is None when nothing may leave."""

    instance_id: str
    destinataire: str
    preparation: Preparation
    editions_avant: int

    @property
    def edition(self) -> Edition | None:
        """Exactly what would leave."""
        return self.preparation.edition

    @property
    def refus(self) -> tuple[Refus, ...]:
        """What does not leave, why, and what to do instead."""
        return self.preparation.refus


@dataclass(frozen=True)
class EditionPassee:
    """One release of the register."""

    numero: int
    titre: str
    periode: str
    date: str
    destinataire: str


@act(Acte.RAPPORT_PREPARE)
def preview_rapport(
    session: Session, instance_id: str, *, debut: str, fin: str, receveur: str, titre: str = "",
    progress: Progress | None = None,
) -> Apercu:  # fmt: skip
    """Prepare the edition of a body for a closed period (ISO dates, both included); writes no file.

    A refusal names no cell, is journaled, and says which wider period would leave.
    Raises RegistreUnreadable errors of the register, DateImpossible.
    """
    session.gate(Acte.RAPPORT_PREPARE, instance_id)
    first, last = parse_date("Début", debut), parse_date("Fin", fin)
    if last < first:
        raise DateImpossible(champ="Fin", valeur=fin)
    receiver = validate_texte("Destinataire", receveur, 100)
    instance = _instance(session, instance_id)
    session.trace(Acte.RAPPORT_PREPARE, instance_id, motif=f"{first} {last}")
    registre = load_registre(session, instance_id)
    report = progress or (lambda *_: True)
    lignes, specs, rules = list_lignes(session, instance), list_tableaux(), parametres_of(session)
    comptes, today = _comptes(session, instance_id), date.fromisoformat(session.today())
    titled = validate_texte("Titre", titre or "Rapport anonymisé", 100)

    def attempt(periode: Periode) -> Preparation:
        return prepare_edition(
            specs, rules, lignes, registre, titre=titled, instance=instance.nom, periode=periode,
            date_edition=today, destinataire=receiver, comptes=comptes, ancre=session.ancre,
            progress=lambda part, _: report(int(part * 100), 100),
        )  # fmt: skip

    asked = _periode(first, last)
    preparation = attempt(asked)
    if preparation.edition is None:
        codes = ", ".join(dict.fromkeys(refus.code for refus in preparation.refus))
        session.trace(Acte.RAPPORT_REFUSE, instance_id, motif=codes)
        wider = list_wider(asked, min((ligne.debut for ligne in lignes), default=first))
        advised = advise_period(preparation.refus, wider, lambda one: attempt(one).edition is not None)
        preparation = replace(preparation, refus=advised)
    return Apercu(instance_id, receiver, preparation, len(registre.editions))


@act(Acte.RAPPORT_EXPORTE)
def export_rapport(session: Session, apercu: Apercu, dossier: Path) -> list[Path]:
    """Release a prepared edition: register and journal in one transaction, then CSV, ODS, PDF and JSON in ``dossier``.

    Raises RapportRefused when nothing may leave, RapportStale, RapportNotWritten (journaled as failed).
    """
    session.gate(Acte.RAPPORT_EXPORTE, apercu.instance_id)
    edition, suivant = apercu.edition, apercu.preparation.registre_suivant
    if edition is None or suivant is None:
        raise RapportRefused(raison=" ".join(r.phrase for r in apercu.refus))
    if len(load_registre(session, apercu.instance_id).editions) != apercu.editions_avant:
        raise RapportStale()
    number = f"édition {edition.numero + 1}"
    with session.unit(
        Acte.RAPPORT_EXPORTE, apercu.instance_id, motif=f"{number} demandée", document=edition.ancre
    ) as u:
        registres.save_registre(u, apercu.instance_id, dump_register(suivant))
    files = {
        "rapport.csv": write_csv(edition),
        "rapport.ods": write_ods(edition),
        "rapport.pdf": render_rapport(
            edition, commune=session.commune, destinataire=apercu.destinataire, entete=read_entete(session)
        ),
        "rapport.json": write_json(edition),
    }
    try:
        Path(dossier).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_atomically(Path(dossier) / name, content)
    except OSError:
        session.trace(Acte.RAPPORT_EXPORTE, apercu.instance_id, motif=f"{number} échouée")
        raise RapportNotWritten(dossier=dossier) from None
    session.trace(Acte.RAPPORT_EXPORTE, apercu.instance_id, motif=f"{number} faite")
    return [Path(dossier) / name for name in files]


@act(Acte.RAPPORT_PREPARE)
def list_editions(session: Session, instance_id: str) -> list[EditionPassee]:
    """Releases of a body, oldest first."""
    session.gate(Acte.RAPPORT_PREPARE, instance_id)
    return [
        EditionPassee(
            e.edition.numero + 1,
            e.edition.titre,
            e.edition.periode.libelle,
            e.edition.date.isoformat(),
            e.destinataire,
        )
        for e in load_registre(session, instance_id).editions
    ]


def parametres_of(session: Session) -> Parametres:
    """Thresholds of the adopted charter, in the form of the method."""
    rules = session.charte.divulgation
    return Parametres(
        seuil=rules.premiere_classe_max + 1, base=rules.base, large_seuil=rules.premiere_classe_grossiere_max + 1,
        large_base=rules.base_grossiere, k=rules.k, w=rules.w, g=rules.g, d=rules.d,
        population_minimale=rules.population_min, part_sous_seuil=rules.part_max_petites_cellules,
    )  # fmt: skip


def _instance(session: Session, instance_id: str) -> Instance:
    for instance in session.coffre.annuaire.instances:
        if instance.id == instance_id:
            return instance
    raise RapportRefused(raison="cette instance n’existe pas.")


def _periode(first: date, last: date) -> Periode:
    years = tuple(
        str(y) for y in range(first.year, last.year + 1) if first <= date(y, 1, 1) and date(y, 12, 31) <= last
    )
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
    label = f"année {first.year}" if whole else f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}"
    return Periode(label, first, last, years)


def _comptes(session: Session, instance_id: str) -> tuple[Compte, ...]:
    """Counts that are not of youths are exact (R0): members and signatures."""
    members = [m for m in session.coffre.annuaire.membres if m.actif and m.role_in(instance_id)]
    signed = sum(1 for m in members if session.signed(m.id))
    return (
        Compte("membres", "Membres de l’instance", len(members)),
        Compte("signatures", "Membres ayant signé la charte en vigueur", signed),
    )
