"""What was taken up before: certificate, what is left to destroy, and undoing a batch while nothing of it changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from gsn_app.actions.import_tableau import Lot
from gsn_app.domain.import_destruction import GESTES
from gsn_app.ui.kit.button import Button, DestructiveButton
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Card, Label, format_count, format_date, hint
from gsn_app.ui.kit.section import Section


class LotsSection(Section):
    """One paragraph a batch; a batch that cannot be undone any more says why."""

    def __init__(self, certify: Callable[[Lot], object], undo: Callable[[Lot], object]) -> None:
        super().__init__("gsn_import_lots", "Lots repris")
        self._certify, self._undo = certify, undo
        self._shown: list[Lot] = []

    def show_lots(self, lots: list[Lot]) -> None:
        """Replace the content when it changed: a button is never taken from under a click. Hidden while there is none."""
        self.setVisible(bool(lots))
        if lots == self._shown:
            return
        self._shown = list(lots)
        self.clear()
        for rang, lot in enumerate(lots):
            mots = Label(
                f"Le {format_date(lot.le)} par {lot.par}\u00a0: {format_count(lot.reprises, 'personne reprise', 'personnes reprises')} sur "
                f"{format_count(lot.lues, 'ligne')}. Lot {lot.id}."
            )
            mots.setObjectName(f"gsn_import_lot_{rang}")
            self.add(mots, filet=rang > 0)
            certifier = Button(
                "&Imprimer le certificat", f"gsn_import_certificat_{rang}", partial(self._certify, lot),
                icone="imprimante",
            )  # fmt: skip
            annuler = DestructiveButton(
                "&Annuler ce lot…", f"gsn_import_annuler_{rang}", partial(self._undo, lot)
            )
            annuler.setEnabled(lot.annulable)
            self.add(FlowRow(certifier, annuler))
            if not lot.annulable:
                nombre = format_count(
                    lot.touchees, "situation a été modifiée", "situations ont été modifiées"
                )
                self.add(hint(f"Ce lot ne s’annule plus\u00a0: {nombre} depuis, ou effacée."))


class DestructionCard(Card):
    """Shown once a batch is in: the old file has no reason to be any more."""

    def __init__(self) -> None:
        super().__init__("L’ancien fichier est à détruire")
        self.setObjectName("gsn_import_detruire")
        self.corps.addWidget(
            hint(
                "Tout ce qui devait l’être est dans le coffre. Tant que l’ancien fichier existe, il expose les mêmes "
                "personnes, sans clé ni journal. Imprimez le certificat, cochez-y chaque geste, signez-le."
            )
        )
        for geste in GESTES:
            self.corps.addWidget(Label(f"–\u00a0{geste}"))
