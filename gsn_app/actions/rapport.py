"""The anonymised report: the only thing, with numbered paper, that leaves the machine (C7).

Preparing shows exactly what would leave and what is refused; releasing writes the register and the journal first,
then the files. Nothing enters the register before the release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from gsn_app.actions.compte import list_comptes
from gsn_app.actions.ligne_codee import list_codees, list_tableaux, load_registre, select_tableaux
from gsn_app.actions.logo import read_entete
from gsn_app.actions.periode import make_periode
from gsn_app.actions.relecture import (
    Alerte,
    FausseAlerte,
    check_raison,
    collect_lexique,
    find_alertes,
    match_fausses_alertes,
    validate_textes,
)
from gsn_app.actions.session import Session, act
from gsn_app.anonymat.alternative import advise_period, list_wider
from gsn_app.anonymat.export_csv import write_csv
from gsn_app.anonymat.export_json import write_json
from gsn_app.anonymat.export_ods import write_ods
from gsn_app.anonymat.preparation import Preparation, prepare_edition
from gsn_app.anonymat.registre import dump_register
from gsn_app.documents.rapport import render_rapport
from gsn_app.domain.acte import Acte
from gsn_app.domain.edition import Edition, Parametres, Periode, Refus, Registre, TexteLibre
from gsn_app.domain.membre import Instance
from gsn_app.domain.situation import DateImpossible, parse_date
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import Damaged, Refused
from gsn_app.poste import write_atomically
from gsn_app.store import registre as registres
from gsn_app.store.journal import Entree

Progress = Callable[[int, int], bool]


class RapportRefused(Refused):
    """Ce rapport ne peut pas sortir : {raison}"""

    code = "RAP-01"


class RapportStale(Refused):
    """Le registre des éditions a changé depuis l’aperçu (édition remise, effacement) : préparez de nouveau le rapport."""

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
    #: digest of the register it was prepared against
    registre_avant: str
    #: passages of the texts to correct or to confirm one by one before anything leaves
    alertes: tuple[Alerte, ...] = ()
    #: a wider period that was tried and may leave, when nothing may for the one asked
    periode_sure: Periode | None = None

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


@dataclass(frozen=True)
class PartRapport:
    """The part of one body: whether this member makes it, else whose work it is."""

    instance: Instance
    permise: bool
    coordonnateurs: tuple[str, ...]


def list_parts(session: Session) -> list[PartRapport]:
    """Every body of the vault: each part is made by a coordonnateur of the body, and by nobody else (domain 3)."""
    annuaire = session.coffre.annuaire
    return [
        PartRapport(
            instance,
            session.permits(Acte.RAPPORT_PREPARE, instance.id),
            tuple(m.nom for m in annuaire.coordonnateurs(instance.id)),
        )
        for instance in annuaire.instances
    ]


@act(Acte.RAPPORT_PREPARE)
def preview_rapport(
    session: Session, instance_id: str, *, debut: str, fin: str, receveur: str, titre: str = "",
    textes: Mapping[str, str] | None = None, progress: Progress | None = None,
) -> Apercu:  # fmt: skip
    """Prepare the edition of a body for a closed period (ISO dates, both included); writes no file.

    A refusal names no cell, is journaled, and says which wider period would leave. ``textes``: « difficultes » and
    « positifs »; each passage that may name somebody is an ``Alerte``.
    Raises RegistreUnreadable errors of the register, DateImpossible.
    """
    session.gate(Acte.RAPPORT_PREPARE, instance_id)
    first, last = parse_date("Début", debut), parse_date("Fin", fin)
    if last < first:
        raise DateImpossible(champ="Fin", valeur=fin)
    receiver = validate_texte("Destinataire", receveur, 100)
    instance, free = _instance(session, instance_id), validate_textes(dict(textes or {}))
    session.trace(Acte.RAPPORT_PREPARE, instance_id, motif=f"{first} {last}")
    registre = load_registre(session, instance_id)
    report = progress or (lambda *_: True)
    specs, rules, today = (
        list_tableaux(instance.type),
        parametres_of(session),
        date.fromisoformat(session.today()),
    )
    codees = list_codees(session, instance)
    titled = validate_texte("Titre", titre or "Rapport anonymisé", 100)

    def attempt(periode: Periode) -> Preparation:
        lignes = [one.ligne(periode.debut, periode.fin) for one in codees]
        kept, dropped = select_tableaux(specs, codees, registre, instance, periode)
        found = prepare_edition(
            kept, rules, lignes, registre, titre=titled, instance=instance.nom, periode=periode,
            date_edition=today, destinataire=receiver, comptes=list_comptes(session, instance, periode, rules),
            ancre=session.ancre, progress=lambda part, _: report(int(part * 100), 100),
        )  # fmt: skip
        return replace(found, refus=(*found.refus, *dropped))

    asked, safe = make_periode(first, last), list[Periode]()
    preparation = attempt(asked)
    if preparation.edition is None:
        codes = ", ".join(dict.fromkeys(refus.code for refus in preparation.refus))
        session.trace(Acte.RAPPORT_REFUSE, instance_id, motif=codes)
        wider = list_wider(asked, min((one.debut for one in codees), default=first))

        def leaves(one: Periode) -> bool:
            if attempt(one).edition is None:
                return False
            safe.append(one)
            return True

        preparation = replace(preparation, refus=advise_period(preparation.refus, wider, leaves))
    alertes = find_alertes(free, collect_lexique(session, progress), list_tableaux()) if free else ()
    return Apercu(
        instance_id,
        receiver,
        _with_textes(preparation, free),
        _digest(registre),
        alertes,
        safe[0] if safe else None,
    )


@act(Acte.RAPPORT_EXPORTE)
def export_rapport(
    session: Session, apercu: Apercu, dossier: Path, fausses_alertes: Sequence[FausseAlerte] = ()
) -> list[Path]:
    """Release a prepared edition: register and journal in one transaction, then CSV, ODS, PDF and JSON in ``dossier``.

    The texts are looked through again, against the vault of this instant. Each passage let out is journaled with its
    reason, never with its words. Raises RapportRefused when nothing may leave, RapportStale, TexteUnconfirmed,
    RaisonLeaks, RaisonTooShort, RapportNotWritten (journaled as failed).
    """
    session.gate(Acte.RAPPORT_EXPORTE, apercu.instance_id)
    edition, suivant = apercu.edition, apercu.preparation.registre_suivant
    if edition is None or suivant is None:
        raise RapportRefused(raison=" ".join(r.phrase for r in apercu.refus))
    if _digest(load_registre(session, apercu.instance_id)) != apercu.registre_avant:
        raise RapportStale()
    confirmed = _confirm(session, edition, fausses_alertes)
    files = {
        "rapport.csv": write_csv(edition),
        "rapport.ods": write_ods(edition),
        "rapport.pdf": render_rapport(
            edition, commune=session.commune, destinataire=apercu.destinataire, entete=read_entete(session)
        ),
        "rapport.json": write_json(edition),
    }
    number = f"édition {edition.numero + 1}"
    with session.unit(
        Acte.RAPPORT_EXPORTE, apercu.instance_id, motif=f"{number} demandée", document=edition.ancre
    ) as u:
        for alerte, raison in confirmed:
            said = f"{number}, fausse alerte ({alerte.nature}, {alerte.texte}) : {raison}"
            u.also(Entree(str(Acte.RAPPORT_EXPORTE), apercu.instance_id, said))
        registres.save_registre(u, apercu.instance_id, dump_register(suivant))
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
def validate_raison(session: Session, instance_id: str, raison: str) -> str:
    """The reason of a false alarm as it will be journaled; raises RaisonTooShort, RaisonLeaks."""
    session.gate(Acte.RAPPORT_PREPARE, instance_id)
    return check_raison(raison, collect_lexique(session))


def _digest(registre: Registre) -> str:
    """An erasure since the preview changes it too: a release never brings back what the register forgot."""
    return hashlib.sha256(dump_register(registre)).hexdigest()


def _confirm(session: Session, edition: Edition, fausses: Sequence[FausseAlerte]) -> list[tuple[Alerte, str]]:
    """The passages let out, with their reasons: none when the edition bears no text."""
    if not edition.textes:
        return []
    lexique = collect_lexique(session)
    return match_fausses_alertes(find_alertes(edition.textes, lexique, list_tableaux()), fausses, lexique)


def _with_textes(preparation: Preparation, textes: tuple[TexteLibre, ...]) -> Preparation:
    """The same, its edition bearing the texts, in the register too."""
    edition, suivant = preparation.edition, preparation.registre_suivant
    if edition is None or suivant is None or not textes:
        return preparation
    edition = replace(edition, textes=textes)
    inscribed = (*suivant.editions[:-1], replace(suivant.editions[-1], edition=edition))
    return replace(preparation, edition=edition, registre_suivant=replace(suivant, editions=inscribed))


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
