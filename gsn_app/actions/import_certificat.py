"""Printing the certificate of an import: numbered and journaled like any sheet, with what is left to destroy."""

from __future__ import annotations

from datetime import date

from gsn_app.actions.import_tableau import LotUnknown, list_lots
from gsn_app.actions.impression import Feuille, next_exemplaire, request_impression
from gsn_app.actions.logo import tirage_of
from gsn_app.actions.session import Session, act
from gsn_app.documents.import_tableau import CertificatImport, render_certificat
from gsn_app.domain.acte import Acte

GENRE = "import"


@act(Acte.IMPORT_PREPARE)
def print_certificat(session: Session, lot_id: str) -> Feuille:
    """Number and render the certificate of a batch; confirm it as any print. Raises LotUnknown."""
    session.gate(Acte.IMPORT_PREPARE)
    lot = next((x for x in list_lots(session) if x.id == lot_id), None)
    if lot is None:
        raise LotUnknown()
    instance = next(i for i in session.coffre.annuaire.instances if i.id == lot.instance_id)
    copy = next_exemplaire(session, GENRE, lot_id)

    def render(numero: str, ancre: str, lecteur: str) -> bytes:
        tirage = tirage_of(session, numero, copy, ancre, lecteur)
        return render_certificat(CertificatImport(
            session.commune, instance.nom, f"{date.fromisoformat(lot.le):%d/%m/%Y}", lot.par, lot.id, lot.empreinte,
            lot.lues, lot.reprises, lot.refusees, tirage,
        ))  # fmt: skip

    return request_impression(session, GENRE, lot_id, render, exemplaire=copy, instance_id=lot.instance_id)
