"""The opening screen: which vault, which member, the passphrase; nothing nominative before it is right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from gsn_app.actions.ouverture import Porte, list_recents, open_session, read_porte
from gsn_app.config import KdfPolicy
from gsn_app.errors import GsnError, Issue
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, LinkButton, PrimaryButton
from gsn_app.ui.kit.dialog import inform
from gsn_app.ui.kit.field import ChoiceField, SecretField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, format_moment, hint, title
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.kit.screen import ScrollBody

OUBLI = (
    "Personne ne peut retrouver votre phrase de passe\u00a0: elle n’est écrite nulle part. Rien n’est perdu "
    "pour autant.\n\n"
    "1. Demandez à un coordonnateur de vous enrôler de nouveau («\u00a0Membres et charte\u00a0»)\u00a0: vous "
    "choisirez une nouvelle phrase, et ceux qui suivent vos situations vous y admettront.\n\n"
    "2. Si plus aucun coordonnateur ne peut ouvrir le coffre, réunissez les gardiens de récupération avec "
    "leurs mots, et choisissez «\u00a0Personne ne peut plus ouvrir\u00a0?\u00a0» sous ce formulaire."
)


class OuverturePage(QWidget):
    """Choose the vault and the member, type the passphrase."""

    opened = Signal(object)
    creation_asked = Signal()
    restauration_asked = Signal()
    recuperation_asked = Signal(object)

    def __init__(
        self, operations: Operations, dossier: Path | None, poste: Path | None, kdf: KdfPolicy
    ) -> None:
        super().__init__()
        self.operations = operations
        self.poste = poste
        self.kdf = kdf
        self._porte: Porte | None = None
        self._folders: dict[str, Path] = {}
        dehors = QVBoxLayout(self)
        dehors.setContentsMargins(0, 0, 0, 0)
        zone = ScrollBody(largeur=560)
        dehors.addWidget(zone)
        self.corps = zone.corps
        self.corps.addStretch(1)
        self.corps.addWidget(title("Ouvrir le coffre"))
        self.corps.addWidget(
            hint(
                "Le suivi nominatif de votre commune reste sur ce poste, chiffré. Rien ne part sur internet."
            )
        )
        self.banner = Banner(nom="gsn_ouverture_bandeau")
        self.issues = {
            Issue.RESTAURER: Button(
                "Restaurer une sauvegarde", "gsn_ouverture_issue_restaurer", self.restauration_asked.emit
            ),
            Issue.PARCOURIR: Button(
                "Chercher un autre dossier…", "gsn_ouverture_issue_parcourir", self.browse
            ),
            Issue.TROUSSE: Button("Saisir la trousse…", "gsn_ouverture_issue_trousse", self.ask_trousse),
        }
        for bouton in self.issues.values():
            bouton.hide()
            self.banner.add_action(bouton)
        self.corps.addWidget(self.banner)
        self._build_card()
        self.corps.addWidget(
            FlowRow(
                LinkButton("Phrase de passe &oubliée", "gsn_ouverture_oubli", self.explain_loss),
                LinkButton(
                    "Personne ne peut plus o&uvrir\u00a0?", "gsn_ouverture_recuperer", self.ask_recuperation
                ),
                LinkButton("Ce poste ne connaît pas ce coffre", "gsn_ouverture_trousse", self.ask_trousse),
                LinkButton("&Créer un nouveau coffre", "gsn_ouverture_creer", self.creation_asked.emit),
                LinkButton(
                    "&Restaurer une sauvegarde", "gsn_ouverture_restaurer", self.restauration_asked.emit
                ),
            )
        )
        self.corps.addStretch(2)
        self._list_folders(dossier)

    def _build_card(self) -> None:
        carte = Card()
        self.form = Form()
        self.coffre = ChoiceField("gsn_ouverture_coffre", vide="Choisir un coffre…")
        self.membre = ChoiceField("gsn_ouverture_membre", vide="Choisir votre nom…")
        self.passphrase = SecretField("gsn_ouverture_passphrase")
        self.form.add("coffre", "C&offre", self.coffre)
        self.form.add_widget(
            FlowRow(
                Button(
                    "&Parcourir…",
                    "gsn_ouverture_parcourir",
                    self.browse,
                    bulle="Chercher le dossier d’un coffre",
                )
            )
        )
        self.form.add("membre", "&Membre", self.membre)
        self.form.add("passphrase", "P&hrase de passe", self.passphrase)
        carte.corps.addWidget(self.form)
        self.attente = ProgressPanel("gsn_ouverture_attente", "Ouverture du coffre, une à deux secondes…")
        carte.corps.addWidget(self.attente)
        self.ouvrir = PrimaryButton("Ou&vrir", "gsn_ouverture_ouvrir", self.open_vault, icone="cle")
        carte.corps.addWidget(self.ouvrir)
        self.corps.addWidget(carte)
        self.coffre.modified.connect(self._read_porte)
        self.passphrase.edit.returnPressed.connect(self.open_vault)

    # -- which vault ---------------------------------------------------------------------------

    def _list_folders(self, dossier: Path | None) -> None:
        def show(recents: list[tuple[str, Path]]) -> None:
            for _nom, folder in recents:
                self._folders[str(folder)] = folder
            if dossier is not None:
                self._folders[str(dossier)] = dossier
            self._show_folders(str(dossier or (recents[0][1] if recents else "")))

        self.operations.run(list_recents, self.poste, on_success=show, on_error=self._show_error)

    def _show_folders(self, chosen: str) -> None:
        self.coffre.set_choices([(cle, folder.name) for cle, folder in self._folders.items()])
        self.coffre.set_value(chosen)
        if not self._folders:
            self.banner.announce(
                "info",
                "Aucun coffre n’a encore été ouvert sur ce poste\u00a0: cherchez son dossier, ou créez-en un.",
            )

    def offer(self, folder: Path) -> None:
        """Propose a vault just restored."""
        self._folders[str(folder)] = folder
        self._show_folders(str(folder))

    def browse(self) -> None:
        """Choose a vault's folder on the disk."""
        chosen = QFileDialog.getExistingDirectory(self, "Dossier du coffre")
        if chosen:
            self._folders[chosen] = Path(chosen)
            self._show_folders(chosen)

    def _read_porte(self) -> None:
        self._porte = None
        self.membre.set_choices([])
        self.banner.clear()
        self._offer_issue(Issue.AUCUNE)
        folder = self._folders.get(self.coffre.value())
        if folder is not None:
            self.operations.run(
                read_porte,
                folder,
                self.poste,
                kdf=self.kdf,
                on_success=self._show_porte,
                on_error=self._show_error,
            )

    def _show_porte(self, porte: Porte) -> None:
        self._porte = porte
        self.membre.set_choices(
            [(m.id, f"{m.nom} — {m.fonction}" if m.fonction else m.nom) for m in porte.membres]
        )
        if len(porte.membres) == 1:
            self.membre.set_value(porte.membres[0].id)
        if porte.ouvert_par:
            self.banner.announce(
                "alerte", f"Ce coffre est ouvert par {porte.ouvert_par}. Attendez sa fermeture."
            )
        elif porte.derniere_sauvegarde:
            taken = format_moment(porte.derniere_sauvegarde)
            self.banner.announce("info", f"Dernière sauvegarde vérifiée\u00a0: {taken}.")
        elif porte.demonstration:
            self.banner.announce(
                "info", "Coffre de démonstration\u00a0: personnes et phrases de passe fictives."
            )
        (self.passphrase if self.membre.value() else self.membre).control.setFocus()

    # -- opening -------------------------------------------------------------------------------

    def open_vault(self) -> None:
        """Check what is typed and open on the worker; the field is emptied whatever happens."""
        if not self.ouvrir.isEnabled() or not self.form.require("coffre", "membre", "passphrase"):
            return
        porte = self._porte
        if porte is None:
            return
        self.banner.clear()
        self._offer_issue(Issue.AUCUNE)
        secret = self.passphrase.value()
        self.passphrase.control.setEnabled(False)
        self.operations.run(
            open_session,
            porte.dossier,
            self.poste,
            self.membre.value(),
            secret,
            kdf=self.kdf,
            on_success=self._opened,
            on_error=self._refused,
            boutons=(self.ouvrir,),
            panneau=self.attente,
            compte=False,
        )

    def _opened(self, session: object) -> None:
        self.passphrase.set_value("")
        self.passphrase.control.setEnabled(True)
        self.opened.emit(session)

    def _refused(self, error: GsnError) -> None:
        self.passphrase.set_value("")
        self.passphrase.control.setEnabled(True)
        self._show_error(error)
        QTimer.singleShot(0, self.passphrase.control.setFocus)

    def _show_error(self, error: GsnError) -> None:
        self.banner.show_error(error)
        self._offer_issue(error.issue)

    def _offer_issue(self, issue: Issue) -> None:
        """The way out beside the sentence; none of them beside a mere announcement."""
        for known, bouton in self.issues.items():
            bouton.setVisible(known is issue)

    def ask_recuperation(self) -> None:
        """The custodians reopen the chosen vault."""
        if self.form.require("coffre"):
            self.recuperation_asked.emit(self._folders[self.coffre.value()])

    def ask_trousse(self) -> None:
        """The words of the recovery kit, for the chosen vault."""
        if not self.form.require("coffre"):
            return
        self.banner.clear()
        self._offer_issue(Issue.AUCUNE)
        folder = self._folders[self.coffre.value()]
        from gsn_app.ui.trousse import TrousseDialog

        dialogue = TrousseDialog(self, self.operations, folder, self.poste, self.kdf)
        dialogue.restored.connect(self._show_porte)
        dialogue.open()

    def explain_loss(self) -> None:
        """« Phrase de passe oubliée »: what can be done, in order."""
        inform(self, "Phrase de passe oubliée", OUBLI, nom="gsn_ouverture_oubli_dialogue")
