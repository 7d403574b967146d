"""Facts of the access pack: identity, relatives, what was followed, what the mayor's acts hold; institutions, never names."""

from __future__ import annotations

from typing import TypeVar

from gsn_app.actions.liste import label_of
from gsn_app.actions.session import Session
from gsn_app.documents.mise_en_page import french_date
from gsn_app.domain.cddf import CDDF
from gsn_app.domain.chemin import Chemin, Parcouru
from gsn_app.domain.dossier_acces import RubriqueAcces, TexteDonne
from gsn_app.domain.rappel_ordre import LIBELLES_ETAT
from gsn_app.domain.situation import Personne, SituationComplete, SituationUnknown
from gsn_app.domain.texte import french_jour
from gsn_app.domain.transaction import TRANSACTION
from gsn_app.domain.transaction_evenement import Preparee
from gsn_app.errors import GsnError
from gsn_app.store import chemin as chemins
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store.cle_scellee import Dossier

Faits = list[tuple[str, str]]
T = TypeVar("T", bound=Parcouru)


def list_rubriques(
    session: Session, dossier: Dossier, held: SituationComplete, qui: Personne
) -> tuple[RubriqueAcces, ...]:
    """Every fact held, by part; empty ones are left out, empty parts too."""
    parts = (
        ("Identité et coordonnées", _identite(session, qui)),
        ("Représentants légaux", _representants(held)),
        ("Suivi", _suivi(session, held)),
        ("Actes du maire et conseil des familles", _actes(session, dossier)),
    )
    found = [RubriqueAcces(titre, tuple((k, v) for k, v in faits if v)) for titre, faits in parts]
    return tuple(part for part in found if part.faits)


def list_textes_actes(session: Session, dossier: Dossier) -> list[TexteDonne]:
    """Free texts of the mayor's acts: the facts of each rappel, the goods of each transaction."""
    found = []
    for rappel_id, rappel in rappels.read_rappels(session.coffre, dossier).items():
        if rappel.prepare is not None:
            fait = rappel.prepare
            titre = f"Rappel à l’ordre, faits du {french_date(fait.date_fait)}, {fait.lieu}"
            found.append(TexteDonne(rappel_id, titre, fait.description))
    for objet_id, transaction in chemins.read_all(session.coffre, dossier, TRANSACTION).items():
        for event in transaction.evenements:
            if isinstance(event, Preparee) and event.bien:
                titre = f"Transaction, procès-verbal du {french_date(event.date_pv)}, bien concerné"
                found.append(TexteDonne(objet_id, titre, event.bien))
    return found


def institution_of(session: Session, membre_id: str) -> str:
    """Institution of a member, as the person reads it; « Un ancien membre » when the directory has none."""
    try:
        return session.coffre.annuaire.membre(bytes.fromhex(membre_id)).institution
    except (GsnError, ValueError):
        return "Un ancien membre"


def _identite(session: Session, qui: Personne) -> Faits:
    return [
        ("Nom", qui.nom), ("Prénom", qui.prenom), ("Date de naissance", french_jour(qui.date_naissance)),
        ("Sexe", label_of(session, f"sexe.{qui.sexe}")), ("Adresse", qui.adresse), ("Téléphone", qui.telephone),
        ("Courriel", qui.courriel), ("Niveau scolaire", label_of(session, qui.niveau_scolaire)),
        ("Situation professionnelle", label_of(session, qui.situation_professionnelle)),
        ("Quartier", label_of(session, qui.quartier)),
    ]  # fmt: skip


def _representants(held: SituationComplete) -> Faits:
    """Their names; where they live is their own data, and may have to be kept from each other (RGPD art. 15.4)."""
    kept = "coordonnées conservées, non reproduites ici : elles concernent un tiers"
    return [
        (f"{r.prenom} {r.nom}", kept if r.adresse or r.telephone or r.courriel else "sans coordonnées")
        for r in held.representants
    ]


def _suivi(session: Session, held: SituationComplete) -> Faits:
    t = held.typologie
    if t is None:
        raise SituationUnknown()
    reasons = ", ".join(label_of(session, code) for code in (t.motif, *t.motifs_secondaires))
    frozen = f"depuis le {french_jour(t.limitee_le)}" if t.limitee_le else ""
    return [
        ("Suivi ouvert le", french_jour(t.date_ouverture)), ("Origine du signalement", label_of(session, t.origine)),
        ("Motif", reasons), ("Suivi clos le", french_jour(t.date_cloture)), ("Clôture", label_of(session, t.cloture)),
        ("Sortie", label_of(session, t.sortie_positive)), ("Usage limité", frozen),
        ("Référent de parcours", "\n".join(_referents(session, held))),
        ("Aides et actions", "\n".join(_mesures(session, held))),
        ("Rencontres", "\n".join(_contacts(session, held))),
        ("Orientations", "\n".join(_orientations(session, held))),
        ("Mesure judiciaire", "\n".join(_judiciaires(session, held))),
        ("Décisions du groupe", "\n".join(f"{label_of(session, d.decision)}, le {french_jour(d.date)}" for d in held.decisions)),
        ("Information donnée", "\n".join(_informations(session, held))),
        ("Qui peut lire", ", ".join(_readers(session, held))),
    ]  # fmt: skip


def _actes(session: Session, dossier: Dossier) -> Faits:
    found = [
        ("Rappel à l’ordre", LIBELLES_ETAT[rappel.etat])
        for rappel in rappels.read_rappels(session.coffre, dossier).values()
    ]
    found += [("Transaction", words) for words in _paths(session, dossier, TRANSACTION)]
    found += [("Conseil des familles", words) for words in _paths(session, dossier, CDDF)]
    return found


def _paths(session: Session, dossier: Dossier, chemin: Chemin[T]) -> list[str]:
    return [
        "\n".join([chemin.libelles_etat[one.etat], *(chemin.libelles_acte[e.acte] for e in one.evenements)])
        for one in chemins.read_all(session.coffre, dossier, chemin).values()
    ]


def _referents(session: Session, held: SituationComplete) -> list[str]:
    return [
        f"{institution_of(session, d.membre_id)} depuis le {french_jour(d.depuis)}"
        + (f" jusqu’au {french_jour(d.jusqu_au)}" if d.jusqu_au else "")
        for d in held.referents
    ]


def _mesures(session: Session, held: SituationComplete) -> list[str]:
    return [
        f"{label_of(session, m.code)}, proposée le {french_jour(m.proposee_le)}"
        + (f", terminée le {french_jour(m.fin)} ({label_of(session, m.resultat)})" if m.fin else "")
        for m in held.mesures
    ]


def _contacts(session: Session, held: SituationComplete) -> list[str]:
    return [
        f"le {french_jour(c.date)}, {label_of(session, c.moyen)}, {label_of(session, c.personne)} "
        f"({institution_of(session, c.membre_id)})"
        for c in held.parcours.contacts
    ]


def _orientations(session: Session, held: SituationComplete) -> list[str]:
    return [
        f"{label_of(session, o.dispositif)} ({label_of(session, o.besoin)}), le {french_jour(o.date)}"
        + (f", {label_of(session, o.suite)} le {french_jour(o.relais_le)}" if o.suite else "")
        for o in held.parcours.orientations
    ]


def _judiciaires(session: Session, held: SituationComplete) -> list[str]:
    return [
        f"suivie par {label_of(session, m.service)} depuis le {french_jour(m.debut)}"
        + (f" jusqu’au {french_jour(m.fin)}" if m.fin else "")
        for m in held.parcours.judiciaires
    ]


def _informations(session: Session, held: SituationComplete) -> list[str]:
    return [
        f"le {french_jour(i.date)}, {label_of(session, i.moyen)}" if i.donnee
        else f"différée le {french_jour(i.date)} ({label_of(session, i.motif_report)})"
        for i in held.information
    ]  # fmt: skip


def _readers(session: Session, held: SituationComplete) -> list[str]:
    """Institutions, never names (RGPD art. 15.1 c)."""
    found = (institution_of(session, a.membre_id) for a in held.acces if not a.jusqu_au)
    return sorted(dict.fromkeys(found))
