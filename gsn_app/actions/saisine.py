"""Saisines: any member brings one; the coordonnateur checks duplicates, opens a situation or sets it aside."""

from __future__ import annotations

from dataclasses import replace

from gsn_app.actions.conservation import require_in_time, saisine_echeance_of
from gsn_app.actions.liste import validate_code
from gsn_app.actions.session import AUTEUR, Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.conservation import is_overdue
from gsn_app.domain.lien import EN_ATTENTE
from gsn_app.domain.membre import Role
from gsn_app.domain.situation import Personne, Saisine, SituationUnknown
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput, Refused
from gsn_app.store import saisine as saisines

DEPOSEE = "deposee"
#: as its author sees it once it has had any answer; never stored
REPONDUE = "repondue"
#: short return of a saisine that opened a situation (C11): it never says that the person was already followed
PRISE_EN_COMPTE = "retour_saisine.PRI"


class SaisineAnswered(Refused):
    """Cette saisine a déjà reçu une suite : relisez-la avant d’en donner une autre."""

    code = "SIS-01"


class RetourLoaded(InvalidInput):
    """Ce mot à l’auteur contient « {mots} » : reformulez-le, il sera lu hors du groupe (article C11)."""

    code = "SIS-02"


def validate_personne(session: Session, personne: Personne) -> Personne:
    """The person, trimmed and checked; closed-list fields must be active values."""
    clean = personne.validated(session.now().astimezone().date())
    for nom in ("niveau_scolaire", "situation_professionnelle", "quartier"):
        validate_code(nom, getattr(clean, nom), obligatoire=False)
    return clean


@act(Acte.SAISINE_DEPOSEE)
def submit_saisine(
    session: Session, instance_id: str, *, origine: str, motif: str, personne: Personne, description: str = "",
) -> str:  # fmt: skip
    """Record who signals, when and why; readable by the author and the body's coordonnateurs. Returns its id."""
    session.gate_instance(Acte.SAISINE_DEPOSEE, instance_id)
    saisine = Saisine(
        "", instance_id, session.membre.id, session.today(), validate_code("origine", origine),
        validate_code("motif", motif), validate_personne(session, personne),
        validate_texte(
            "Description", description, session.charte.limites.description_saisine, obligatoire=False, lignes=True
        ),
    )  # fmt: skip
    with session.unit(Acte.SAISINE_DEPOSEE) as u:
        return saisines.create_saisine(u, saisine)


@act(Acte.SAISINE_CONSULTEE)
def list_saisines(session: Session) -> list[Saisine]:
    """Saisines this member may see: all those of their bodies for a coordonnateur, their own for others."""
    extra = (AUTEUR,) if session.permits(Acte.SAISINE_DEPOSEE) else ()
    session.gate(Acte.SAISINE_CONSULTEE, "", *extra)
    session.trace(Acte.SAISINE_CONSULTEE)
    return list_readable_saisines(session)


def list_readable_saisines(session: Session) -> list[Saisine]:
    """Saisines whose retention is not over."""
    jour = session.now().astimezone().date()
    found = saisines.list_saisines(session.coffre)
    return [
        s if is_coordonnateur(session, s.instance_id) else _as_told(s)
        for s in found
        if not s.etat.startswith(EN_ATTENTE) and not is_overdue(saisine_echeance_of(session, s), jour)
    ]  # a transfer is read and answered elsewhere


@act(Acte.SAISINE_ECARTEE)
def dismiss_saisine(session: Session, saisine_id: str, motif: str, texte: str = "") -> None:
    """Set a saisine aside with the return that its author will read: closed list ``retour_saisine``, a few words.

    The words are all that a signalant learns (C11): loaded ones are refused, never kept under a reason. Raises
    RetourLoaded.
    """
    session.gate(Acte.SAISINE_ECARTEE)
    saisine = find_own(session, saisine_id)
    session.gate(Acte.SAISINE_ECARTEE, saisine.instance_id)
    require_deposee(session, saisine_id, saisine.instance_id)
    retour = validate_code("retour_saisine", motif)
    mots = validate_texte("Mot à l’auteur", texte, session.charte.limites.motif_libre, obligatoire=False)
    hits = session.charte.find_vigilance(mots)
    if hits:
        raise RetourLoaded(mots=", ".join(dict.fromkeys(hit.mot for hit in hits)))
    with session.unit(Acte.SAISINE_ECARTEE, saisine_id, motif=retour) as u:
        saisines.change_saisine(
            u, saisine_id, etat="ecartee", retour=retour, retour_texte=mots, date_suite=session.today()
        )


def find_own(session: Session, saisine_id: str) -> Saisine:
    """A saisine this member holds and may read today; raises SituationUnknown, ConservationExpired."""
    try:
        found = saisines.find_saisine(session.coffre, saisine_id)
    except ValueError:  # not an id, or the id of something else
        found = None
    if found is None or found.id != saisine_id:
        raise SituationUnknown()
    require_in_time(session, saisine_echeance_of(session, found))
    return found


def require_deposee(session: Session, saisine_id: str, instance_id: str) -> Saisine:
    """A saisine of this body still waiting for its answer; raises SituationUnknown or SaisineAnswered."""
    found = find_own(session, saisine_id)
    if found.instance_id != instance_id:
        raise SituationUnknown()
    if found.etat != DEPOSEE:
        raise SaisineAnswered()
    return found


def _as_told(saisine: Saisine) -> Saisine:
    """What the author sees of the answer: the return, never whether a situation was opened nor which (C11)."""
    etat = DEPOSEE if saisine.etat == DEPOSEE else REPONDUE
    return replace(saisine, etat=etat, situation_id="")


def is_coordonnateur(session: Session, instance_id: str) -> bool:
    """True when this member coordinates the body."""
    return session.role_in(instance_id) is Role.COORDONNATEUR
