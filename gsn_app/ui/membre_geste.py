"""The questions asked before an act on a member: a reason, a fingerprint, a new passphrase."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from gsn_app.domain.membre import Membre
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.dialog import Dialog
from gsn_app.ui.kit.field import SecretField, TextField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.phrase_passe import PassphraseChoice

VIEILLES_COPIES = (
    "Vos clés ne changent pas\u00a0: les anciennes copies du coffre (sauvegarde, clé USB, disque remplacé) s’ouvrent "
    "toujours avec l’ancienne phrase. Si quelqu’un a pu la voir, demandez plutôt à un coordonnateur de vous enrôler "
    "de nouveau avec des clés neuves, puis de renouveler la clé du coffre."
)


class AskDialog(Dialog):
    """One field and an act named on its button."""

    def __init__(
        self, parent: QWidget, nom: str, titre: str, texte: str, libelle: str, oui: str, *, requis: bool = True,
        limite: int = 200, exemple: str = "",
    ) -> None:  # fmt: skip
        super().__init__(parent, nom, titre, texte)
        self._requis = requis
        self.form = Form()
        self.form.add("reponse", libelle, TextField(f"{nom}_reponse", limite=limite, exemple=exemple))
        self.corps.addWidget(self.form)
        self.add_button(Button("&Revenir", f"{nom}_non", self.reject))
        self.add_button(PrimaryButton(oui, f"{nom}_oui", self._accept))

    def _accept(self) -> None:
        if not self._requis or self.form.require("reponse"):
            self.accept()

    def ask(self) -> str | None:
        """The answer, or None when the act is given up."""
        self.form.rows["reponse"].field.setFocus()
        answer = self.form.value("reponse") if self.exec() == QDialog.DialogCode.Accepted else None
        self.deleteLater()
        return answer


def ask_empreinte(parent: QWidget, membre: Membre) -> str | None:
    """The fingerprint as the coordonnateur reads it on the signed sheet."""
    return AskDialog(
        parent, "gsn_membre_confirmer_question", f"Confirmer l’empreinte de {membre.nom}",
        "Prenez la feuille d’enrôlement signée et recopiez l’empreinte qui y est imprimée. Les clés des situations "
        "pourront ensuite être remises à cette personne.",
        "&Empreinte lue sur la feuille", "&Confirmer", limite=40, exemple="ABCD EFGH IJKL MNOP QRST",
    ).ask()  # fmt: skip


def ask_empreinte_successeur(parent: QWidget, membre: Membre) -> str | None:
    """The fingerprint as the auditeur reads it on the successor's signed sheet."""
    return AskDialog(
        parent, "gsn_membre_remettre_question", f"Remettre la clé du journal à {membre.nom}",
        "Cette personne lira tout le journal, comme vous. Recopiez l’empreinte imprimée sur sa feuille d’enrôlement "
        "signée\u00a0: c’est elle, et personne d’autre, qui recevra la clé. Tous les membres le verront.",
        "&Empreinte lue sur la feuille", "&Remettre la clé", limite=40, exemple="ABCD EFGH IJKL MNOP QRST",
    ).ask()  # fmt: skip


def ask_suspension(parent: QWidget, membre: Membre) -> str | None:
    """Why the access is closed."""
    return AskDialog(
        parent, "gsn_membre_suspendre_question", f"Suspendre l’accès de {membre.nom}",
        "L’application lui sera fermée dès maintenant, jusqu’à votre décision. Ses clés ne changent pas\u00a0: avec une "
        "copie du coffre et ses propres outils, cette personne lirait encore ce qu’elle lisait. Seul un départ renouvelle "
        "les clés.",
        "&Motif, inscrit au journal", "&Suspendre",
    ).ask()  # fmt: skip


class PhraseDialog(Dialog):
    """The present passphrase, then the new one twice; what the change does not do is said first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "gsn_phrase", "Changer ma phrase de passe", VIEILLES_COPIES)
        self.setMinimumWidth(600)
        self.form = Form()
        self.present = SecretField("gsn_phrase_actuelle")
        self.form.add("actuelle", "Phrase de passe &actuelle", self.present)
        self.corps.addWidget(self.form)
        self.choice = PassphraseChoice("gsn_phrase_nouvelle", "Nouvelle p&hrase de passe")
        self.corps.addWidget(self.choice)
        self.add_button(Button("&Revenir", "gsn_phrase_non", self.reject))
        self.add_button(PrimaryButton("C&hanger", "gsn_phrase_oui", self._accept))
        self._answer: tuple[str, str] | None = None

    def _accept(self) -> None:
        if not self.form.require("actuelle"):
            return
        nouvelle = self.choice.accept()
        if nouvelle:
            self._answer = (self.present.value(), nouvelle)
            self.accept()

    def ask(self) -> tuple[str, str] | None:
        """``(present, new)``, or None; both fields are emptied."""
        self.present.setFocus()
        self.exec()
        answer, self._answer = self._answer, None
        self.present.set_value("")
        self.choice.erase()
        return answer
