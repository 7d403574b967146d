"""The part of « La charte » that tells the coordonnateur a new version waits, and lets them put it in force."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gsn_app.actions.adoption import Nouveaute, adopt_charte, read_nouveaute
from gsn_app.domain.charte import Charte
from gsn_app.ui.charte_lecture import CharteDialog
from gsn_app.ui.journal import label_acte
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.check import CheckField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import Dialog
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Label, hint


def word_actes(nouveaute: Nouveaute) -> str:
    """« un acte nouveau », « 4 actes nouveaux »."""
    nombre = len(nouveaute.actes)
    return f"{nombre}\u00a0actes nouveaux" if nombre > 1 else "un acte nouveau"


class AdoptionDialog(Dialog):
    """What the version brings and what it asks of everybody; the box says the bodies adopted it."""

    def __init__(self, parent: QWidget, nouveaute: Nouveaute) -> None:
        modele = nouveaute.modele
        super().__init__(
            parent, "gsn_adoption", f"Adopter la version {modele.version} de la charte",
            f"Elle dit qui peut faire {word_actes(nouveaute)} du logiciel. Dès qu’elle est en vigueur, chaque membre, "
            "vous compris, la signe de nouveau avant que quoi que ce soit lui soit ouvert.",
        )  # fmt: skip
        self._modele: Charte = modele
        self.setMinimumWidth(620)
        self.corps.addWidget(Label("Ce que la charte en vigueur ne connaît pas", "etiquette"))
        self.corps.addWidget(hint(f"Version {modele.version}, empreinte {modele.empreinte[:16]}"))
        actes = hint(" · ".join(label_acte(acte) for acte in nouveaute.actes))
        actes.setObjectName("gsn_adoption_actes")
        self.corps.addWidget(actes)
        self.corps.addWidget(
            FlowRow(Button("&Lire le texte", "gsn_adoption_lire", self.read, icone="journal"))
        )
        self.adopted = CheckField(
            "gsn_adoption_adoptee", "Les instances de la commune ont adopté cette version de la charte"
        )
        self.corps.addWidget(self.adopted)
        self.add_button(Button("&Revenir", "gsn_adoption_non", self.reject))
        oui = self.add_button(PrimaryButton("Mettre en &vigueur", "gsn_adoption_oui", self.accept))
        oui.setEnabled(False)
        self.adopted.modified.connect(lambda: oui.setEnabled(self.adopted.value() == "oui"))

    def read(self) -> None:
        """The whole text of the version."""
        CharteDialog(self, self._modele.texte, signer=False).exec()


class AdoptionPanel(QWidget):
    """Shown to a coordonnateur while acts of the program have no rule in the charter in force."""

    def __init__(
        self, context: Context, on_done: Callable[[str], object], on_error: Callable[..., object]
    ) -> None:
        super().__init__()
        self.context = context
        self._on_done, self._on_error = on_done, on_error
        self._nouveaute: Nouveaute | None = None
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 0, 0, 0)
        self.banner = Banner("info", nom="gsn_adoption_etat")
        colonne.addWidget(self.banner)
        self.adopt = Button("&Adopter la nouvelle version…", "gsn_adoption_ouvrir", self.ask)
        colonne.addWidget(FlowRow(self.adopt))
        self.hide()

    def refresh(self) -> None:
        """Read again whether a version waits."""
        self.context.run(read_nouveaute, on_success=self._show, on_error=self._on_error)

    def _show(self, nouveaute: Nouveaute | None) -> None:
        self._nouveaute = nouveaute
        self.setVisible(nouveaute is not None)
        if nouveaute is not None:
            self.banner.announce(
                "info",
                f"La charte livrée avec cette version du logiciel dit qui peut faire {word_actes(nouveaute)}. Ces actes "
                "restent fermés à tous tant que la commune ne l’a pas adoptée\u00a0; le reste continue.",
            )

    def ask(self) -> None:
        """Show what it brings; put it in force when the bodies adopted it."""
        if self._nouveaute is None:
            return
        dialogue = AdoptionDialog(self, self._nouveaute)
        said = dialogue.exec() == QDialog.DialogCode.Accepted
        dialogue.deleteLater()
        if said:
            self.context.run(
                adopt_charte, on_success=self._done, on_error=self._on_error, boutons=(self.adopt,)
            )

    def _done(self, _none: object) -> None:
        self._on_done(
            "La nouvelle version est en vigueur. Signez-la\u00a0; chaque membre la signera à sa prochaine ouverture."
        )
