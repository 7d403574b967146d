"""« Restaurer une sauvegarde », before any vault is open: which file, who, where to, and why when it is older."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from gsn_app.actions.restauration import Apercu, Restauration, read_apercu, restore
from gsn_app.config import KdfPolicy
from gsn_app.errors import GsnError
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, LinkButton, PrimaryButton
from gsn_app.ui.kit.field import ChoiceField, LongTextField, SecretField, TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, Label, format_moment, hint, title
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.kit.screen import ScrollBody

AUTRE_POSTE = (
    "Ce poste n’est pas celui de cette sauvegarde. Restaurez sur le poste d’origine, ou réunissez les gardiens de "
    "récupération avec leurs mots («\u00a0Restaurer avec les gardiens\u00a0»)."
)


class RestaurationPage(QWidget):
    """One gesture: everything is proved before the chosen folder receives anything."""

    done = Signal(object)
    left = Signal()
    parts_asked = Signal()

    def __init__(self, operations: Operations, poste: Path | None, kdf: KdfPolicy) -> None:
        super().__init__()
        self.operations, self.poste, self.kdf = operations, poste, kdf
        dehors = QVBoxLayout(self)
        dehors.setContentsMargins(0, 0, 0, 0)
        self.zone = ScrollBody(largeur=680)
        dehors.addWidget(self.zone)
        corps = self.zone.corps
        corps.addWidget(title("Restaurer une sauvegarde"))
        corps.addWidget(
            hint(
                "La sauvegarde est relue entièrement, puis remise dans un dossier vide. Le coffre actuel, s’il existe "
                "encore, n’est pas touché. Ce qui a été saisi depuis la sauvegarde ne revient pas."
            )
        )
        self.banner = Banner(nom="gsn_restauration_bandeau")
        corps.addWidget(self.banner)
        corps.addWidget(self._build_card())
        corps.addWidget(
            FlowRow(
                LinkButton(
                    "Restaurer avec les &gardiens", "gsn_restauration_gardiens", self.parts_asked.emit
                ),
                LinkButton("Re&venir à l’ouverture", "gsn_restauration_revenir", self.left.emit),
            )
        )
        corps.addStretch(1)

    def _build_card(self) -> Card:
        carte = Card()
        self.form = Form()
        self.fichier = TextField("gsn_restauration_fichier")
        self.form.add("fichier", "&Fichier .sauv", self.fichier)
        self.form.add_widget(FlowRow(Button("&Parcourir…", "gsn_restauration_parcourir", self._browse_file)))
        self.seen = Label("", "indication")
        self.seen.setObjectName("gsn_restauration_apercu")
        self.form.add_widget(self.seen)
        self.membre = ChoiceField("gsn_restauration_membre", vide="Choisir votre nom…")
        self.form.add("membre", "&Coordonnateur", self.membre)
        self.passphrase = SecretField("gsn_restauration_phrase")
        self.form.add("passphrase", "P&hrase de passe", self.passphrase)
        self.form.add("dossier", "&Dossier vide ou nouveau", TextField("gsn_restauration_dossier"))
        self.form.add_widget(FlowRow(Button("C&hoisir…", "gsn_restauration_choisir", self._browse_folder)))
        self.form.add(
            "ancres",
            "&Ancres notées sur papier",
            LongTextField("gsn_restauration_ancres", limite=600, lignes=2),
            aide="Une par ligne, comme au pied d’une feuille imprimée\u00a0: elles disent si une plus récente existe.",
            facultatif=True,
        )
        self.form.add(
            "motif",
            "&Motif",
            TextField("gsn_restauration_motif", limite=300),
            aide="Demandé si la sauvegarde est plus ancienne que ce qui est connu\u00a0; il est inscrit au journal.",
            facultatif=True,
        )
        carte.corps.addWidget(self.form)
        self.progress = ProgressPanel(
            "gsn_restauration_progression", "Relecture, puis restauration", cancellable=True
        )
        carte.corps.addWidget(self.progress)
        self.run = PrimaryButton("&Restaurer", "gsn_restauration_faire", self.restore)
        carte.corps.addWidget(FlowRow(self.run))
        self.fichier.modified.connect(self._read)
        return carte

    def _browse_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Sauvegarde", "", "Sauvegardes (*.sauv)")
        if chosen:
            self.form.set_values({"fichier": chosen})
            self._read()

    def _browse_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Dossier où remettre le coffre")
        if chosen:
            self.form.set_values({"dossier": chosen})

    def _read(self) -> None:
        path = Path(self.form.value("fichier").strip())
        self.membre.set_choices([])
        self.seen.setText("")
        self.banner.clear()
        if path.suffix == ".sauv" and path.is_absolute():
            self.operations.run(
                read_apercu, path, self.poste, kdf=self.kdf, on_success=self._show, on_error=self._refused
            )

    def _show(self, apercu: Apercu) -> None:
        taken = format_moment(apercu.date)
        self.seen.setText(f"Faite le {taken}, entrée {apercu.n}, ancre {apercu.ancre}.")
        self.membre.set_choices([(m.id, f"{m.nom} — {m.fonction}") for m in apercu.membres])
        if not apercu.membres:
            self.banner.announce("alerte", AUTRE_POSTE)

    def restore(self) -> None:
        """Check what is typed, then restore on the worker; the passphrase field is emptied whatever happens."""
        if not self.form.require("fichier", "membre", "passphrase", "dossier"):
            return
        dossier = Path(self.form.value("dossier").strip()).expanduser()
        if not dossier.is_absolute():
            self.form.set_fault("dossier", "Écrivez le chemin complet du dossier.")
            return
        secret = self.passphrase.value()
        self.passphrase.set_value("")
        self.banner.clear()
        self.operations.run(
            restore, Path(self.form.value("fichier").strip()), dossier, self.poste, self.membre.value(), secret,
            ancres=tuple(self.form.value("ancres").split()), motif=self.form.value("motif"), kdf=self.kdf,
            on_success=self._done, on_error=self._refused, boutons=(self.run,), panneau=self.progress,
        )  # fmt: skip

    def _done(self, made: Restauration) -> None:
        more = f" Dossiers effacés depuis, non repris\u00a0: {made.effaces}." if made.effaces else ""
        self.banner.announce(
            "succes",
            f"Coffre restauré, entrée {made.n}. Ouvrez-le maintenant.{more}",
            f"Ancre\u00a0: {made.ancre}",
        )
        self.zone.ensureVisible(0, 0)
        self.done.emit(made.dossier)

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)
        self.zone.ensureVisible(0, 0)
