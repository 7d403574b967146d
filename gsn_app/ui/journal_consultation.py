"""For the auditeur: the yearly total of consultations, counted from the journal, signed, then printed in the report."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.actions.consultation import attest_consultations, read_consultations
from gsn_app.domain.acte import Acte
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.field import ChoiceField
from gsn_app.ui.kit.label import Label, format_count, hint


class ConsultationTotal(QWidget):
    """A year, what is signed for it, and the act of signing; hidden from everybody but the auditeur."""

    def __init__(self, context: Context, result: Banner) -> None:
        super().__init__()
        self.context = context
        self.result = result
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 6, 0, 0)
        colonne.setSpacing(6)
        colonne.addWidget(Label("Total des consultations pour le rapport (article C10)", "etiquette"))
        colonne.addWidget(
            hint(
                "Vous seul pouvez le compter. Signé, il est imprimé dans le rapport de l’année ; sinon le rapport dit "
                "«\u00a0non communiqué\u00a0». Signez de nouveau quand l’année est finie."
            )
        )
        an = date.fromisoformat(context.session.today()).year
        self.annee = ChoiceField("gsn_consultations_annee", [(str(a), str(a)) for a in (an, an - 1)], vide="")
        self.annee.control.setAccessibleName("Année du total")
        self.signe = Label("")
        self.signe.setObjectName("gsn_consultations_total")
        self.signer = Button("&Signer le total", "gsn_consultations_signer", self.sign)
        rangee = QHBoxLayout()
        rangee.addWidget(self.annee)
        rangee.addWidget(self.signe, 1)
        rangee.addWidget(self.signer)
        colonne.addLayout(rangee)
        self.annee.modified.connect(self.refresh)

    def refresh(self) -> None:
        """Show what is signed for the year chosen."""
        allowed = self.context.session.permits(Acte.JOURNAL_CONSULTE)
        self.setVisible(allowed)
        if allowed:
            self.context.run(read_consultations, int(self.annee.value()), on_success=self._show)

    def _show(self, total: int | None) -> None:
        self.signe.setText(
            "Rien de signé pour cette année."
            if total is None
            else f"{format_count(total, 'consultation signée', 'consultations signées')}."
        )

    def sign(self) -> None:
        """Count, sign, keep."""
        self.context.run(
            attest_consultations,
            int(self.annee.value()),
            on_success=self._signed,
            on_error=self.result.show_error,
            boutons=(self.signer,),
        )

    def _signed(self, total: int) -> None:
        self._show(total)
        self.result.announce(
            "succes", f"Total de {self.annee.value()} signé\u00a0: le rapport peut l’imprimer."
        )
