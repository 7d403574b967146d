"""The access pack of a person: what the group holds on them, third parties masked, printed and journaled (RGPD art. 15).

Whoever brought an information is consulted before it is given (charter, article 11): no pack leaves before each of
them was. What the coordonnateur does not read is counted, never given: its contributors answer for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gsn_app.actions.demande_droit import find_pack_demande
from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.liste import label_of
from gsn_app.actions.logo import tirage_of
from gsn_app.actions.reglage import read_reglages
from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_circle, require_open
from gsn_app.anonymat.fuite import MotProtege, find_fuites
from gsn_app.documents.dossier_acces import render_dossier_acces
from gsn_app.documents.mise_en_page import french_date
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
from gsn_app.errors import GsnError, Refused
from gsn_app.store import apport as apports
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store import saisine as saisines
from gsn_app.store import situation as situations
from gsn_app.store.cle_scellee import Dossier

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
            demande.demandeur is not Demandeur.PERSONNE, parts, apercu.reserves, sum(map(len, hidden.values())),
            tirage_of(session, numero, copy, ancre, lecteur),
        ))  # fmt: skip

    return request_impression(
        session, GENRE, demande.situation_id, render, exemplaire=copy, instance_id=demande.instance_id
    )


def _read(session: Session, demande: DemandeDroit) -> ApercuAcces:
    dossier, _ = require_open(session, demande.situation_id, Acte.IMPRESSION_DEMANDEE, closed_too=True)
    require_circle(dossier)
    held = situations.read_situation(session.coffre, dossier)
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
    return ApercuAcces(demande, _facts(session, held, held.personne), proposed, authors, reserves)


def _facts(session: Session, held: SituationComplete, qui: Personne) -> tuple[RubriqueAcces, ...]:
    t = held.typologie
    if t is None:
        raise SituationUnknown()
    identite = [
        ("Nom", qui.nom), ("Prénom", qui.prenom), ("Date de naissance", _day(qui.date_naissance)),
        ("Sexe", label_of(session, f"sexe.{qui.sexe}")), ("Adresse", qui.adresse), ("Téléphone", qui.telephone),
        ("Courriel", qui.courriel), ("Niveau scolaire", label_of(session, qui.niveau_scolaire)),
        ("Situation professionnelle", label_of(session, qui.situation_professionnelle)),
        ("Quartier", label_of(session, qui.quartier)),
    ]  # fmt: skip
    reasons = ", ".join(label_of(session, code) for code in (t.motif, *t.motifs_secondaires))
    suivi = [
        ("Suivi ouvert le", _day(t.date_ouverture)), ("Origine du signalement", label_of(session, t.origine)),
        ("Motif", reasons), ("Suivi clos le", _day(t.date_cloture)), ("Clôture", label_of(session, t.cloture)),
        ("Sortie", label_of(session, t.sortie_positive)),
        ("Référent de parcours", ", ".join(_referents(session, held))),
        ("Aides et actions", "\n".join(_mesures(session, held))),
        ("Décisions du groupe", "\n".join(f"{label_of(session, d.decision)}, le {_day(d.date)}" for d in held.decisions)),
        ("Information donnée", "\n".join(_informations(session, held))),
        ("Qui peut lire", ", ".join(_readers(session, held))),
    ]  # fmt: skip
    return (
        RubriqueAcces("Identité et coordonnées", tuple((k, v) for k, v in identite if v)),
        RubriqueAcces("Suivi", tuple((k, v) for k, v in suivi if v)),
    )


def _list_texts(session: Session, dossier: Dossier, held: SituationComplete) -> list[TexteDonne]:
    """Every free text: the saisine, the contributions, the facts of each rappel à l'ordre."""
    found = [
        TexteDonne(s.id, f"Signalement du {_day(s.date)}", s.description, s.auteur_id)
        for s in saisines.list_saisines(session.coffre)
        if s.situation_id == held.id and s.description
    ]
    for apport in held.apports:
        if apport.texte and not apport.retire:
            titre = f"{_institution(session, apport.auteur_id)}, le {_day(apport.date)}"
            found.append(TexteDonne(apport.id, titre, apport.texte, apport.auteur_id))
    for rappel_id, rappel in rappels.read_rappels(session.coffre, dossier).items():
        if rappel.prepare is not None:
            fait = rappel.prepare
            titre = f"Rappel à l’ordre, faits du {french_date(fait.date_fait)}, {fait.lieu}"
            found.append(TexteDonne(rappel_id, titre, fait.description))
    return found


def _list_others(session: Session, qui: Personne) -> list[MotProtege]:
    """Names that are not the person's own: members of the vault, people of the other situations held here."""
    own = {qui.nom.casefold(), qui.prenom.casefold()}
    names = {word for m in session.coffre.annuaire.membres for word in m.nom.split()}
    for resume in situations.list_resumes(session.coffre):
        names |= {resume.personne.nom, resume.personne.prenom}
    return [MotProtege(name, "nom") for name in sorted(names) if len(name) > 2 and name.casefold() not in own]


def _institution(session: Session, membre_id: str) -> str:
    try:
        return session.coffre.annuaire.membre(bytes.fromhex(membre_id)).institution
    except (GsnError, ValueError):
        return "Un ancien membre"


def _referents(session: Session, held: SituationComplete) -> list[str]:
    return [
        f"{_institution(session, d.membre_id)} depuis le {_day(d.depuis)}"
        + (f" jusqu’au {_day(d.jusqu_au)}" if d.jusqu_au else "")
        for d in held.referents
    ]


def _mesures(session: Session, held: SituationComplete) -> list[str]:
    return [
        f"{label_of(session, m.code)}, proposée le {_day(m.proposee_le)}"
        + (f", terminée le {_day(m.fin)} ({label_of(session, m.resultat)})" if m.fin else "")
        for m in held.mesures
    ]


def _informations(session: Session, held: SituationComplete) -> list[str]:
    return [
        f"le {_day(i.date)}, {label_of(session, i.moyen)}" if i.donnee
        else f"différée le {_day(i.date)} ({label_of(session, i.motif_report)})"
        for i in held.information
    ]  # fmt: skip


def _readers(session: Session, held: SituationComplete) -> list[str]:
    """Institutions, never names (RGPD art. 15.1 c)."""
    found = (_institution(session, a.membre_id) for a in held.acces if not a.jusqu_au)
    return sorted(dict.fromkeys(found))


def _day(iso: str) -> str:
    return french_date(date.fromisoformat(iso)) if iso else ""
