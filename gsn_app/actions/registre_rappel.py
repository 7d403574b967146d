"""The numbered register of the rappels à l'ordre, read by the coordonnateur: no name, kept after the erasures."""

from __future__ import annotations

from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Role
from gsn_app.domain.registre_rappel import LigneRegistre
from gsn_app.store import registre_rappel as store


@act(Acte.RAPPEL_ORDRE_REGISTRE)
def list_registre(session: Session, annee: int | None = None) -> list[LigneRegistre]:
    """Lines of the bodies this member coordinates, by number; ``annee``: those sent that year."""
    session.gate(Acte.RAPPEL_ORDRE_REGISTRE)
    session.trace(Acte.RAPPEL_ORDRE_REGISTRE)
    mine = [i.id for i in session.instances if session.role_in(i.id) is Role.COORDONNATEUR]
    found = [ligne for one in mine for ligne in store.list_lignes(session.coffre, one)]
    wanted = [x for x in found if annee is None or x.date.startswith(f"{annee:04d}-")]
    return sorted(wanted, key=lambda ligne: ligne.numero)
