"""Printing a sheet: preview, send from memory, then « la feuille est-elle bien sortie ? ».

The request is already in the journal; whatever happens here ends with « faite » or « échouée » in it (C6).
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from gsn_app.actions.impression import Feuille, confirm_impression
from gsn_app.errors import GsnError
from gsn_app.ui.imprimante import (
    Imprimante,
    PrinterMissing,
    PrintRefused,
    list_imprimantes,
    send_pdf,
    uses_pipe,
)
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.field import ChoiceField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import FormRow
from gsn_app.ui.kit.label import hint, subtitle
from gsn_app.ui.theme import current_tones


class PdfUnreadable(GsnError):
    """Cette feuille ne peut pas être affichée. Rien n’a été imprimé : préparez-la de nouveau."""

    code = "IHM-07"


class FileNotWritten(GsnError):
    """Le fichier n’a pas pu être écrit dans ce dossier ({raison}). Choisissez-en un autre."""

    code = "IHM-08"


class PrintDialog(QDialog):
    """``finished_with`` carries True once the member has seen the sheet come out, else False."""

    finished_with = Signal(bool)

    def __init__(self, parent: QWidget | None, context: Context, feuille: Feuille) -> None:
        super().__init__(parent)
        self.context = context
        self.feuille = feuille
        self._sent = False
        self._settled = False
        self.setObjectName("gsn_impression")
        self.setWindowTitle("Imprimer")
        self.setAccessibleName("Imprimer une feuille")
        self.setModal(True)
        self.resize(760, 800)
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(22, 18, 22, 18)
        colonne.setSpacing(12)
        copie = f", copie {feuille.exemplaire}" if feuille.exemplaire > 1 else ""
        colonne.addWidget(subtitle(f"{feuille.titre}{copie}"))
        self.question = hint(
            "Relisez la feuille avant de l’imprimer. Elle n’est enregistrée nulle part en clair."
        )
        self.question.setObjectName("gsn_impression_question")
        colonne.addWidget(self.question)
        self.banner = Banner(nom="gsn_impression_bandeau")
        colonne.addWidget(self.banner)
        self._show_pdf(colonne)
        self._build_controls(colonne)
        if uses_pipe():
            context.operations.run(
                list_imprimantes, on_success=self._show_printers, on_error=self._no_printer
            )
        else:
            self.choice_row.hide()

    def _show_pdf(self, colonne: QVBoxLayout) -> None:
        """The document reads from a buffer in memory, kept as long as the dialog."""
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(self.feuille.pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument(self)
        self.document.load(self._buffer)
        self.view = QPdfView(self)
        self.view.setObjectName("gsn_impression_apercu")
        self.view.setAccessibleName("Aperçu de la feuille")
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setDocument(self.document)
        self.view.setMinimumHeight(140)
        table = self.view.palette()
        table.setColor(QPalette.ColorRole.Dark, QColor(current_tones().creux))
        self.view.setPalette(table)
        colonne.addWidget(self.view, 1)
        if self.document.status() != QPdfDocument.Status.Ready:
            self.banner.show_error(PdfUnreadable())

    def _build_controls(self, colonne: QVBoxLayout) -> None:
        self.printer = ChoiceField("gsn_impression_imprimante", vide="")
        self.choice_row = FormRow("I&mprimante", self.printer)
        colonne.addWidget(self.choice_row)
        self.send = PrimaryButton(
            "&Imprimer", "gsn_impression_imprimer", self.print_sheet, icone="imprimante"
        )
        self.save = Button(
            "&Enregistrer le PDF (démonstration)",
            "gsn_impression_enregistrer",
            self.save_demo,
            icone="enregistrer",
        )
        self.save.setVisible(False)
        self.leave = Button("&Ne pas imprimer", "gsn_impression_fermer", self.reject)
        self.controls = FlowRow(self.send, self.save, self.leave)
        if self.context.etat.demonstration:
            self.save.show()
        colonne.addWidget(self.controls)
        self.yes = PrimaryButton("&Oui, elle est sortie", "gsn_impression_oui", lambda: self._settle(True))
        self.no = Button("&Non, elle n’est pas sortie", "gsn_impression_non", lambda: self._settle(False))
        self.answer = FlowRow(self.yes, self.no)
        self.answer.hide()
        colonne.addWidget(self.answer)

    def _show_printers(self, found: list[Imprimante]) -> None:
        self.printer.set_choices([(i.nom, f"{i.nom} (par défaut)" if i.defaut else i.nom) for i in found])
        self.printer.set_value(found[0].nom)

    def _no_printer(self, error: GsnError) -> None:
        self.choice_row.hide()
        self.send.setEnabled(False)
        self.banner.show_error(error)

    # -- sending -------------------------------------------------------------------------------

    def print_sheet(self) -> None:
        """Send the sheet once; the question follows."""
        self.banner.clear()
        if uses_pipe():
            self.context.operations.run(
                send_pdf,
                self.feuille.pdf,
                self.printer.value(),
                self.feuille.titre,
                on_success=lambda _none: self._ask(),
                on_error=self.banner.show_error,
                boutons=(self.send,),
            )
            return
        try:
            if self._print_with_qt():
                self._ask()
        except GsnError as error:
            self.banner.show_error(error)

    def _print_with_qt(self) -> bool:
        """Windows: render each page at the printer's resolution, from memory."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if not printer.isValid():
            raise PrinterMissing()
        printer.setDocName(self.feuille.titre)
        if QPrintDialog(printer, self).exec() != QDialog.DialogCode.Accepted:
            return False
        painter = QPainter()
        if not painter.begin(printer):
            raise PrintRefused(raison="l’imprimante ne répond pas")
        for page in range(self.document.pageCount()):
            if page:
                printer.newPage()
            cadre = printer.pageLayout().paintRectPixels(printer.resolution())
            points = self.document.pagePointSize(page)
            taille = points.scaled(cadre.size(), Qt.AspectRatioMode.KeepAspectRatio).toSize()
            painter.drawImage(0, 0, self.document.render(page, QSize(taille)))
        painter.end()
        return True

    def save_demo(self) -> None:
        """Fictitious people only: keep the PDF to look at it."""
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Enregistrer le PDF de démonstration", f"{self.feuille.titre}.pdf", "PDF (*.pdf)"
        )
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, fichier: Path) -> None:
        """Write the demonstration PDF; refused outside a demonstration vault."""
        if not self.context.etat.demonstration:
            return
        try:
            fichier.write_bytes(self.feuille.pdf)
        except OSError as error:
            self.banner.show_error(FileNotWritten(raison=error.strerror or ""))
            return
        self._ask()

    # -- what became of it -----------------------------------------------------------------------

    def _ask(self) -> None:
        self._sent = True
        self.banner.clear()
        self.question.change_style("sous_titre")
        self.question.setText("La feuille est-elle bien sortie\u00a0?")
        self.choice_row.hide()
        self.controls.hide()
        self.answer.show()
        self.yes.setFocus()

    def _settle(self, reussie: bool) -> None:
        motif = "" if reussie else ("feuille non sortie" if self._sent else "abandonnée avant l’envoi")
        self.context.run(
            confirm_impression,
            self.feuille,
            reussie=reussie,
            motif=motif,
            on_success=lambda _none: self._close(reussie),
            on_error=self.banner.show_error,
            boutons=(self.yes, self.no),
        )

    def _close(self, reussie: bool) -> None:
        if self._settled:
            return
        self._settled = True
        self.finished_with.emit(reussie)
        self.done(QDialog.DialogCode.Accepted if reussie else QDialog.DialogCode.Rejected)

    def reject(self) -> None:
        """Closing without printing is journaled as a failed print; once sent, an answer is needed."""
        if self._settled:
            super().reject()
        elif not self._sent:
            self._settle(False)
