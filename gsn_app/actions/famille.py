"""Legal representatives and siblings of a followed youth: AU-038's fields only; a link shows nothing to who is not admitted."""

from __future__ import annotations

from collections.abc import Iterable

from gsn_app.actions.session import Session, act
from gsn_app.actions.situation import require_circle, require_open
from gsn_app.domain.acte import Acte
from gsn_app.domain.representant_legal import RepresentantLegal, validate_representants
from gsn_app.errors import InvalidInput
from gsn_app.store import famille as store
from gsn_app.store import situation as situations
from gsn_app.store.journal import Entree


class FratrieSame(InvalidInput):
    """Choisissez une autre situation : une personne n’est pas sa propre sœur."""

    code = "FRA-01"


class FratrieAlready(InvalidInput):
    """Ces deux situations sont déjà liées."""

    code = "FRA-02"


class FratrieMissing(InvalidInput):
    """Ces deux situations ne sont pas liées."""

    code = "FRA-03"


@act(Acte.SITUATION_MODIFIEE)
def save_representants(
    session: Session, situation_id: str, representants: Iterable[RepresentantLegal]
) -> None:
    """Replace the legal representatives, two at most; the journal keeps that it was done, never what."""
    dossier, _ = require_open(session, situation_id, Acte.SITUATION_MODIFIEE)
    clean = validate_representants(representants)
    with session.unit(Acte.SITUATION_MODIFIEE, situation_id, motif="représentants légaux") as u:
        store.save_representants(u, dossier, clean)
        situations.note(u, dossier, Acte.SITUATION_MODIFIEE, "représentants légaux")


@act(Acte.FRATRIE_LIEE)
def link_fratrie(session: Session, situation_id: str, avec: str) -> None:
    """Link the situations of a brother and a sister, for who is admitted to both; nobody reads more than before.

    Raises SituationUnknown, FratrieSame, FratrieAlready.
    """
    first, _ = require_open(session, situation_id, Acte.FRATRIE_LIEE)
    require_circle(first)
    second, _ = require_open(session, avec, Acte.FRATRIE_LIEE)
    require_circle(second)
    if first.id == second.id:
        raise FratrieSame()
    if avec in store.list_fratrie(session.coffre, first):
        raise FratrieAlready()
    with session.unit(Acte.FRATRIE_LIEE, situation_id) as u:
        u.also(Entree(str(Acte.FRATRIE_LIEE), avec))
        store.link_fratrie(u, first, second, session.today())


@act(Acte.FRATRIE_DELIEE)
def unlink_fratrie(session: Session, situation_id: str, avec: str) -> None:
    """Remove a link from both sides; it takes one to be admitted to both. Raises SituationUnknown, FratrieMissing."""
    first, _ = require_open(session, situation_id, Acte.FRATRIE_DELIEE, closed_too=True)
    require_circle(first)
    second, _ = require_open(session, avec, Acte.FRATRIE_DELIEE, closed_too=True)
    require_circle(second)
    if avec not in store.list_fratrie(session.coffre, first):
        raise FratrieMissing()
    with session.unit(Acte.FRATRIE_DELIEE, situation_id) as u:
        u.also(Entree(str(Acte.FRATRIE_DELIEE), avec))
        store.unlink_fratrie(u, first, avec)
