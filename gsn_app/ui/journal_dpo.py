"""For the DPO: the sealed journal and its key carried to a machine of their own, and the payloads past their term."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gsn_app.actions.journal import stand_in
from gsn_app.actions.journal_export import export_cle_audit, export_journal
from gsn_app.actions.journal_purge import ConservationJournal, purge_journal, read_conservation
from gsn_app.actions.session import Session
from gsn_app.domain.acte import Acte
from gsn_app.ui.journal_consultation import ConsultationTotal
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import Dialog, confirm_destruction
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Card, Label, format_count, hint
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.phrase_passe import PassphraseChoice

FILTRE = "Journal exporté (*.json)"
COMMANDE = "gsn verificateur journal.json --cle-audit cle-audit.json"


def may_export(session: Session) -> bool:
    """The auditeur, or whoever stands in until one is enrolled."""
    return session.permits(Acte.JOURNAL_EXPORTE, "", *stand_in(session))


class CleAuditDialog(Dialog):
    """Chooses the passphrase that alone will open the key file."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(
            parent, "gsn_cle_audit", "Clé d’audit",
            "Avec ce fichier et sa phrase de passe, on lit qui a fait quoi et quand, sans aucun contenu. Gardez-le sur "
            "votre propre poste, jamais avec le coffre ni ses sauvegardes. Choisissez une phrase qui ne sert qu’à cela.",
            "cle",
        )  # fmt: skip
        self.choice = PassphraseChoice("gsn_cle_audit")
        self.corps.addWidget(self.choice)
        self.add_button(Button("&Annuler", "gsn_cle_audit_annuler", self.reject))
        self.add_button(PrimaryButton("&Enregistrer la clé…", "gsn_cle_audit_enregistrer", self._accept))

    def _accept(self) -> None:
        phrase = self.choice.accept()
        if phrase:
            self.choice.erase()
            self.chosen.emit(phrase)
            self.accept()


class DpoCard(Card):
    """Exports and retention; hidden from those who may neither carry away nor erase."""

    def __init__(self, context: Context) -> None:
        super().__init__("Pour le délégué à la protection des données")
        self.setObjectName("gsn_journal_dpo")
        self.context = context
        self.result = Banner(nom="gsn_journal_dpo_resultat")
        self.corps.addWidget(self.result)
        self.exports = hint(
            "Le journal exporté se vérifie sur un autre poste, sans le coffre\u00a0: les entrées y restent scellées, mais la "
            f"liste des membres y figure. La commande à taper\u00a0: {COMMANDE}"
        )
        self.corps.addWidget(self.exports)
        self.progress = ProgressPanel("gsn_journal_export_progression", "Export du journal", cancellable=True)
        self.corps.addWidget(self.progress)
        self.journal = Button("&Exporter le journal…", "gsn_journal_exporter", self.choose_export)
        self.cle = Button("Exporter la &clé d’audit…", "gsn_journal_cle", self.choose_cle)
        self.row = FlowRow(self.journal, self.cle)
        self.corps.addWidget(self.row)
        self.kept = Label("")
        self.kept.setObjectName("gsn_journal_conservation")
        self.corps.addWidget(self.kept)
        self.purge = Button("E&ffacer les contenus échus…", "gsn_journal_effacer", self.ask_purge)
        self.purge_row = FlowRow(self.purge)
        self.corps.addWidget(self.purge_row)
        self.totaux = ConsultationTotal(context, self.result)
        self.corps.addWidget(self.totaux)
        self.conservation: ConservationJournal | None = None

    def refresh(self) -> None:
        """Show what this member may do, and how far the retention went."""
        session = self.context.session
        self.setVisible(session.permits(Acte.JOURNAL_PURGE))
        self.context.run(may_export, on_success=self._show_right)
        self.context.run(read_conservation, on_success=self._show_conservation)
        self.totaux.refresh()

    def _show_right(self, allowed: bool) -> None:
        if allowed:
            self.show()
        for widget in (self.exports, self.row):
            widget.setVisible(allowed)

    def _show_conservation(self, etat: ConservationJournal) -> None:
        self.conservation = etat
        done = f" Effacés jusqu’à l’entrée {etat.efface_jusqua}." if etat.efface_jusqua else ""
        due = (
            f" {format_count(etat.a_effacer, 'contenu échu', 'contenus échus')} à effacer."
            if etat.a_effacer
            else ""
        )
        self.kept.setText(
            f"Contenus des entrées gardés {etat.mois}\u00a0mois (charte, article 21).{done}{due}"
        )
        allowed = self.context.session.permits(Acte.JOURNAL_PURGE)
        self.purge_row.setVisible(bool(etat.a_effacer) and allowed)

    # -- exports -------------------------------------------------------------------------------

    def choose_export(self) -> None:
        """Ask where, then write."""
        chosen, _ = QFileDialog.getSaveFileName(self, "Exporter le journal", "journal.json", FILTRE)
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, fichier: Path) -> None:
        """Write the sealed journal."""
        self.context.run(
            export_journal, fichier, on_success=self._exported, on_error=self.result.show_error,
            boutons=(self.journal,), panneau=self.progress,
        )  # fmt: skip

    def _exported(self, fichier: Path) -> None:
        if fichier.exists():
            self.result.announce(
                "succes", f"Journal exporté\u00a0: {fichier.name}.", f"Dossier\u00a0: {fichier.parent}"
            )
        else:
            self.result.announce("info", "Export interrompu\u00a0: aucun fichier n’a été laissé.")

    def choose_cle(self) -> None:
        """Ask for a passphrase, then where."""
        dialogue = CleAuditDialog(self)
        dialogue.chosen.connect(self._choose_cle_file)
        dialogue.open()

    def _choose_cle_file(self, phrase: str) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Exporter la clé d’audit", "cle-audit.json", "Clé d’audit (*.json)"
        )
        if chosen:
            self.export_cle_to(Path(chosen), phrase)

    def export_cle_to(self, fichier: Path, phrase: str) -> None:
        """Write the key under its passphrase."""
        self.context.run(
            export_cle_audit, fichier, phrase, kdf=self.context.kdf, on_success=self._cle_exported,
            on_error=self.result.show_error, boutons=(self.cle,),
        )  # fmt: skip

    def _cle_exported(self, fichier: Path) -> None:
        self.result.announce(
            "succes", f"Clé d’audit enregistrée\u00a0: {fichier.name}.",
            "Sa phrase de passe n’est écrite nulle part\u00a0: sans elle, exportez une nouvelle clé.",
        )  # fmt: skip

    # -- retention -----------------------------------------------------------------------------

    def ask_purge(self) -> None:
        """Say what goes, ask for a typed word."""
        etat = self.conservation
        if etat is None:
            return
        confirmed = confirm_destruction(
            self, "Effacer les contenus échus",
            f"Le contenu scellé de {format_count(etat.a_effacer, 'entrée')} sera effacé pour de bon\u00a0: plus personne ne "
            "pourra dire qui a fait quoi. Leur suite reste vérifiable.",
            "EFFACER", "&Effacer", nom="gsn_journal_effacement",
        )  # fmt: skip
        if confirmed:
            self._purge()

    def _purge(self) -> None:
        self.context.run(
            purge_journal, on_success=self._purged, on_error=self.result.show_error, boutons=(self.purge,)
        )

    def _purged(self, count: int) -> None:
        self.result.announce(
            "succes", f"{format_count(count, 'contenu effacé', 'contenus effacés')} au terme."
        )
        self.refresh()
