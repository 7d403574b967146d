"""The access pack of a person: what the group holds on them, third parties masked, printed and journaled (RGPD art. 15).

Whoever brought an information is consulted before it is given (charter, article 11): no pack leaves before each of
them was. What the coordonnateur does not read is counted, never given: its contributors answer for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gsn_app.actions.demande_droit import find_pack_demande
from gsn_app.actions.dossier_acces_fait import institution_of, list_rubriques, list_textes_actes
from gsn_app.actions.famille_lecture import with_famille
from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.logo import tirage_of
from gsn_app.actions.reglage import read_reglages
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_circle, require_open
from gsn_app.anonymat.fuite import MotProtege, find_fuites
from gsn_app.documents.dossier_acces import render_dossier_acces
from gsn_app.domain.acte import Acte
from gsn_app.domain.demande_droit import DemandeDroit, Demandeur
from gsn_app.domain.dossier_acces import (
    DossierAcces,
    RubriqueAcces,
    TexteDonne,
    mask_texte,
    merge_passages,
)
from gsn_app.domain.situation import Personne, SituationComplete, SituationUnknown
from gsn_app.domain.texte import french_jour
from gsn_app.errors import Refused
from gsn_app.store import apport as apports
from gsn_app.store import saisine as saisines
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier
from gsn_app.store.piece_jointe import count_jointes

GENRE = "dossier_acces"
Passages = Mapping[str, Sequence[tuple[int, int]]]


class AuteurUnconsulted(Refused):
    """Consultez d’abord {noms} : qui a apporté une information l’est avant qu’elle soit communiquée (article 11)."""

    code = "DRO-21"


@dataclass(frozen=True)
class Auteur:
    """Somebody to consult before the pack leaves; ``institution`` is what the person will read."""

    membre_id: str
    nom: str
    institution: str


@dataclass(frozen=True)
class ApercuAcces:
    """What the pack would hold, read once: facts, texts with the passages to look at, authors to consult."""

    demande: DemandeDroit
    faits: tuple[RubriqueAcces, ...]
    textes: tuple[TexteDonne, ...]
    auteurs: tuple[Auteur, ...]
    reserves: int
    jointes: int = 0


@act(Acte.SITUATION_CONSULTEE)
def read_dossier_acces(session: Session, demande_id: str) -> ApercuAcces:
    """What is held on the person of a request of access, for its coordonnateur, in the circle of the situation.

    Journaled before anything is decrypted. Raises DroitUnsuited, IdentiteUnproven, SituationUnknown.
    """
    session.gate(Acte.SITUATION_CONSULTEE)
    demande = find_pack_demande(session, Acte.SITUATION_CONSULTEE, demande_id)
    session.trace(Acte.SITUATION_CONSULTEE, demande.situation_id, motif=f"accès {demande.numero}")
    return _read(session, demande)


@act(Acte.IMPRESSION_DEMANDEE)
def print_dossier_acces(
    session: Session, demande_id: str, masques: Passages, consultes: Iterable[str]
) -> Feuille:  # fmt: skip
    """The pack as a numbered sheet. ``masques``: passages to hide by text id; ``consultes``: authors consulted (ids).

    Raises AuteurUnconsulted, PassageInvalid, and as :func:`read_dossier_acces`.
    """
    session.gate(Acte.IMPRESSION_DEMANDEE)
    demande = find_pack_demande(session, Acte.IMPRESSION_DEMANDEE, demande_id)
    apercu = _read(session, demande)
    asked = set(consultes) | {session.membre.id}
    waiting = [a.nom for a in apercu.auteurs if a.membre_id not in asked]
    if waiting:
        raise AuteurUnconsulted(noms=", ".join(waiting))
    hidden = {t.id: merge_passages(t.texte, masques.get(t.id, ())) for t in apercu.textes}
    copy = next_exemplaire(session, GENRE, demande.situation_id)

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        reglages = read_reglages(session)
        instance = next(i for i in session.coffre.annuaire.instances if i.id == demande.instance_id)
        given = tuple((t.titre, mask_texte(t.texte, hidden[t.id])) for t in apercu.textes)
        parts = (*apercu.faits, RubriqueAcces("Ce que les professionnels ont noté", textes=given))
        identite = dict(apercu.faits[0].faits)
        return render_dossier_acces(DossierAcces(
            reglages.commune, reglages.adresse, reglages.contact, instance.nom,
            f"{identite['Prénom']} {identite['Nom']}", demande.numero, date.fromisoformat(demande.recue_le),
            demande.demandeur is not Demandeur.PERSONNE, parts, apercu.reserves, apercu.jointes, sum(map(len, hidden.values())),
            tirage_of(session, numero, copy, ancre, lecteur),
        ))  # fmt: skip

    return request_impression(
        session, GENRE, demande.situation_id, render, exemplaire=copy, instance_id=demande.instance_id
    )


def _read(session: Session, demande: DemandeDroit) -> ApercuAcces:
    dossier, _ = require_open(session, demande.situation_id, Acte.IMPRESSION_DEMANDEE, closed_too=True)
    require_circle(dossier)
    held = with_famille(session, dossier, situations.read_situation(session.coffre, dossier))
    if held.personne is None or held.typologie is None:
        raise SituationUnknown()
    texts = _list_texts(session, dossier, held)
    others = _list_others(session, held.personne)
    proposed = tuple(
        TexteDonne(
            t.id, t.titre, t.texte, t.auteur_id,
            tuple((f.debut, f.fin) for f in find_fuites(t.texte, others) if f.nature == "nom"),
        )
        for t in texts
    )  # fmt: skip
    authors = tuple(
        Auteur(m.id, m.nom, m.institution)
        for m in session.coffre.annuaire.membres
        if m.id != session.membre.id and m.actif and m.id in {t.auteur_id for t in texts}
    )
    reserves = apports.count_unread(session.coffre, dossier)
    jointes = count_jointes(session.coffre, dossier)
    return ApercuAcces(
        demande, list_rubriques(session, dossier, held, held.personne), proposed, authors, reserves, jointes
    )


def _list_texts(session: Session, dossier: Dossier, held: SituationComplete) -> list[TexteDonne]:
    """Every free text: the saisine, the contributions, the facts of each rappel à l'ordre."""
    found = [
        TexteDonne(s.id, f"Signalement du {french_jour(s.date)}", s.description, s.auteur_id)
        for s in saisines.list_saisines(session.coffre)
        if s.situation_id == held.id and s.description
    ]
    for apport in held.apports:
        if apport.texte and not apport.retire:
            titre = f"{institution_of(session, apport.auteur_id)}, le {french_jour(apport.date)}"
            found.append(TexteDonne(apport.id, titre, apport.texte, apport.auteur_id))
    return found + list_textes_actes(session, dossier)


def _list_others(session: Session, qui: Personne) -> list[MotProtege]:
    """Names that are not the person's own: members of the vault, people of the other situations held here."""
    own = {qui.nom.casefold(), qui.prenom.casefold()}
    names = {word for m in session.coffre.annuaire.membres for word in m.nom.split()}
    for resume in situations.list_resumes(session.coffre):
        names |= {resume.personne.nom, resume.personne.prenom}
    return [MotProtege(name, "nom") for name in sorted(names) if len(name) > 2 and name.casefold() not in own]
