"""The creation assistant: pages one after the other, everything in memory, one gesture at the end."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gsn_app.actions.creation import make_first_sauvegarde
from gsn_app.actions.sauvegarde import Sauvegarde
from gsn_app.config import KdfPolicy
from gsn_app.errors import GsnError
from gsn_app.ui.creation_gardien import GardienStep, PartStep
from gsn_app.ui.creation_page import CreationStep
from gsn_app.ui.creation_personne import AuditeurStep, CharteStep, CommuneStep, CoordonnateurStep
from gsn_app.ui.creation_saisie import Saisie
from gsn_app.ui.kit.button import Button, LinkButton, PrimaryButton
from gsn_app.ui.kit.dialog import confirm, inform
from gsn_app.ui.kit.field import TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, Label, hint
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.kit.progress import ProgressPanel


class DossierStep(CreationStep):
    """Where the vault goes."""

    titre = "Le dossier du coffre"
    explication = (
        "Choisissez un dossier vide, sur ce poste ou sur une clé. Le secret du poste reste, lui, sur ce poste\u00a0: une clé "
        "volée seule ne s’ouvre pas."
    )

    def build(self) -> None:
        """A folder typed or chosen."""
        carte = Card()
        self.form = Form()
        self.form.add("dossier", "&Dossier", TextField("gsn_creation_dossier"))
        carte.corps.addWidget(self.form)
        carte.corps.addWidget(FlowRow(Button("&Parcourir…", "gsn_creation_parcourir", self.browse)))
        self.form.add(
            "support",
            "&Support de la première sauvegarde",
            TextField("gsn_creation_support"),
            aide="Une clé ou un disque, hors du dossier du coffre. Vide\u00a0: plus tard, et l’écran le rappellera.",
        )
        carte.corps.addWidget(
            FlowRow(Button("Par&courir les supports…", "gsn_creation_support_parcourir", self.browse_support))
        )
        self.progress = ProgressPanel("gsn_creation_attente", "Création du coffre, quelques secondes…")
        carte.corps.addWidget(self.progress)
        self.corps.addWidget(carte)

    def browse(self) -> None:
        """The native dialog."""
        chosen = QFileDialog.getExistingDirectory(self, "Dossier du nouveau coffre")
        if chosen:
            self.form.set_values({"dossier": chosen})

    def browse_support(self) -> None:
        """The native dialog."""
        chosen = QFileDialog.getExistingDirectory(self, "Support des sauvegardes")
        if chosen:
            self.form.set_values({"support": chosen})

    def accept(self) -> bool:
        """A folder that is empty or does not exist yet."""
        self.form.clear_faults()
        if not self.form.require("dossier"):
            return False
        dossier = Path(self.form.value("dossier")).expanduser()
        if not dossier.is_absolute():
            self.form.set_fault("dossier", "Écrivez le chemin complet du dossier.")
            return False
        if dossier.is_file() or (dossier.is_dir() and any(dossier.iterdir())):
            self.form.set_fault("dossier", "Ce dossier n’est pas vide\u00a0: choisissez-en un autre.")
            return False
        support = Path(self.form.value("support")).expanduser() if self.form.value("support") else None
        if support is not None and (not support.is_absolute() or not support.is_dir()):
            self.form.set_fault(
                "support", "Ce dossier n’est pas là\u00a0: branchez le support, ou laissez vide."
            )
            return False
        if support is not None and (support == dossier or dossier in support.parents):
            self.form.set_fault("support", "La sauvegarde ne va pas dans le dossier du coffre.")
            return False
        self.saisie.dossier, self.saisie.support = dossier, support
        return True


class CreationPage(QWidget):
    """The frame of the pages: which step, « Revenir », « Continuer »."""

    created = Signal(object)
    abandoned = Signal()

    def __init__(self, operations: Operations, poste: Path | None, kdf: KdfPolicy) -> None:
        super().__init__()
        self.setObjectName("gsn_creation")
        self.operations = operations
        self.poste = poste
        self.kdf = kdf
        self.saisie = Saisie()
        dehors = QVBoxLayout(self)
        dehors.setContentsMargins(0, 0, 0, 0)
        dehors.setSpacing(0)
        self.step_label = hint("")
        self.step_label.setObjectName("gsn_creation_etape")
        self.step_label.setContentsMargins(28, 14, 28, 0)
        dehors.addWidget(self.step_label)
        self.pile = QStackedWidget()
        self.folder = DossierStep(self.saisie)
        self.steps: tuple[CreationStep, ...] = (
            CommuneStep(self.saisie),
            CharteStep(self.saisie),
            CoordonnateurStep(self.saisie),
            AuditeurStep(self.saisie),
            GardienStep(self.saisie),
            PartStep(self.saisie),
            self.folder,
        )
        for step in self.steps:
            self.pile.addWidget(step)
        dehors.addWidget(self.pile, 1)
        dehors.addWidget(self._build_foot())
        self.show_step(0)

    def _build_foot(self) -> QFrame:
        pied = QFrame()
        pied.setObjectName("gsn_entete")
        rangee = QHBoxLayout(pied)
        rangee.setContentsMargins(28, 12, 28, 14)
        self.abandon = LinkButton("&Abandonner", "gsn_creation_abandonner", self.ask_abandon)
        self.back = Button("&Revenir", "gsn_creation_revenir", self.go_back, icone="retour")
        self.next = PrimaryButton("&Continuer", "gsn_creation_continuer", self.go_on)
        rangee.addWidget(self.abandon)
        rangee.addWidget(Label(""), 1)
        rangee.addWidget(self.back)
        rangee.addWidget(self.next)
        return pied

    def show_step(self, rang: int) -> None:
        """Bring a page to the front."""
        step = self.steps[rang]
        step.enter()
        self.pile.setCurrentIndex(rang)
        step.verticalScrollBar().setValue(0)
        step.focus_first()
        self.step_label.setText(f"Création d’un coffre, étape {rang + 1} sur {len(self.steps)}")
        self.back.setEnabled(rang > 0)
        self.next.setText("Créer le &coffre" if rang == len(self.steps) - 1 else "&Continuer")
        self.next.setAccessibleName(self.next.text().replace("&", ""))

    def go_back(self) -> None:
        """The previous page; nothing typed is lost."""
        self.show_step(max(0, self.pile.currentIndex() - 1))

    def go_on(self) -> None:
        """The next page when this one is complete; the last one creates."""
        rang = self.pile.currentIndex()
        if not self.steps[rang].accept():
            return
        if rang + 1 < len(self.steps):
            self.show_step(rang + 1)
            return
        creation, dossier = self.saisie.creation, self.saisie.dossier
        if creation is None or dossier is None:
            return
        self.back.setEnabled(False)
        self.operations.run(
            creation.finish,
            dossier,
            self.poste,
            kdf=self.kdf,
            on_success=self._created,
            on_error=self._failed,
            boutons=(self.next, self.abandon),
            panneau=self.folder.progress,
        )

    def _created(self, session: object) -> None:
        self.saisie.forget()
        if self.saisie.support is None:
            self.created.emit(session)
            return
        self.operations.run(
            make_first_sauvegarde,
            session,
            self.saisie.support,
            on_success=lambda made: self._saved(session, made),
            on_error=lambda error: self._unsaved(session, error),
            boutons=(self.next, self.abandon),
            panneau=self.folder.progress,
        )

    def _saved(self, session: object, made: Sauvegarde) -> None:
        inform(
            self,
            "Coffre créé, sauvegarde vérifiée",
            f"La première sauvegarde, «\u00a0{made.fichier.name}\u00a0», a été relue en entier depuis son support. Il reste à "
            "imprimer la trousse de récupération («\u00a0À faire\u00a0»).",
            nom="gsn_creation_sauvegardee",
            icone="succes",
        )
        self.created.emit(session)

    def _unsaved(self, session: object, error: GsnError) -> None:
        inform(
            self,
            "Coffre créé, sans sauvegarde",
            f"Le coffre est créé et entier, mais sa première sauvegarde a échoué. {error} Refaites-la avant la "
            "première situation («\u00a0Maintenance\u00a0»).",
            nom="gsn_creation_non_sauvegardee",
            icone="alerte",
        )
        self.created.emit(session)

    def _failed(self, error: GsnError) -> None:
        self.back.setEnabled(True)
        self.folder.show_error(error)

    def ask_abandon(self) -> None:
        """Nothing has been written: leaving leaves nothing."""
        if confirm(
            self,
            "Abandonner la création\u00a0?",
            "Rien n’a encore été écrit. Les mots déjà recopiés ne serviront à rien\u00a0: détruisez ces papiers.",
            "&Abandonner",
            nom="gsn_creation_abandon",
            icone="alerte",
        ):
            self.saisie.forget()
            self.abandoned.emit()
