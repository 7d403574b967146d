"""The référent de parcours: designated with the young person's recorded agreement, with a dated history."""

from __future__ import annotations

from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_admissible, require_circle, require_open, require_past
from gsn_app.domain.acte import Acte
from gsn_app.domain.parcours import check_referent
from gsn_app.domain.situation import DateImpossible, DesignationReferent, parse_date
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import Refused
from gsn_app.store import situation as situations


class ReferentWithoutAccord(Refused):
    """Un suivi individuel demande l’accord du jeune : recueillez-le et notez sa date avant de désigner un référent."""

    code = "RPA-01"


class ReferentNotAdmitted(Refused):
    """Le référent doit d’abord être admis à la situation."""

    code = "RPA-02"


class ReferentMissing(Refused):
    """Aucun référent n’est désigné sur cette situation."""

    code = "RPA-03"


@act(Acte.REFERENT_DESIGNE)
def designate_referent(
    session: Session, situation_id: str, membre_id: str, *, date: str, accord: bool, accord_date: str = ""
) -> None:
    """Designate a member of the circle; the previous référent's period ends the same day.

    History is kept, in order: a period never starts before the last one did or ended."""
    dossier, typologie = require_open(session, situation_id, Acte.REFERENT_DESIGNE)
    require_circle(dossier)
    day = require_past(session, "Date de désignation", date)
    if not accord:
        raise ReferentWithoutAccord()
    agreed = require_past(session, "Date de l’accord", accord_date or date)
    if agreed > day:
        raise DateImpossible(champ="Date de l’accord", valeur=agreed)
    membre = require_admissible(session, membre_id, typologie.instance_id)
    complete = situations.read_situation(session.coffre, dossier)
    if not any(a.membre_id == membre_id and a.cercle and not a.jusqu_au for a in complete.acces):
        raise ReferentNotAdmitted()
    mois = session.charte.delais.suivi_apres_mesure_judiciaire_mois
    check_referent(
        complete.parcours, membre.institution, membre.fonction, parse_date("Date de désignation", day), mois
    )
    if any(day < max(d.depuis, d.jusqu_au) for d in complete.referents):
        raise DateImpossible(champ="Date de désignation", valeur=date)
    fact = DesignationReferent("", membre_id, day, accord, agreed)
    with session.unit(Acte.REFERENT_DESIGNE, situation_id, motif=f"membre {membre_id}") as u:
        for old in complete.referents:
            if not old.jusqu_au:
                situations.change_fact(u, dossier, "referent", old.id, jusqu_au=day)
        situations.add_fact(u, dossier, "referent", fact)
        situations.change_typologie(u, dossier, referent_id=membre_id)
        situations.note(u, dossier, Acte.REFERENT_DESIGNE, membre.nom)


@act(Acte.REFERENT_FIN)
def end_referent(session: Session, situation_id: str, *, date: str, motif: str = "") -> None:
    """End the current designation; the same person may come back later."""
    dossier, _ = require_open(session, situation_id, Acte.REFERENT_FIN)
    require_circle(dossier)
    day = require_past(session, "Date de fin", date)
    reason = validate_texte("Motif", motif, session.charte.limites.motif_libre, obligatoire=False)
    complete = situations.read_situation(session.coffre, dossier)
    current = [d for d in complete.referents if not d.jusqu_au]
    if not current:
        raise ReferentMissing()
    if day < current[0].depuis:
        raise DateImpossible(champ="Date de fin", valeur=day)
    with session.unit(Acte.REFERENT_FIN, situation_id) as u:
        for old in current:
            situations.change_fact(u, dossier, "referent", old.id, jusqu_au=day, motif_fin=reason)
        situations.change_typologie(u, dossier, referent_id="")
        situations.note(u, dossier, Acte.REFERENT_FIN)
