"""« Restaurer avec les gardiens »: a backup, an empty folder, the custodians' words, then who takes the vault back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from gsn_app.actions.recuperation import Rendu
from gsn_app.actions.restauration import Restauration
from gsn_app.actions.restauration_parts import examine_sauvegarde, restore_with_parts
from gsn_app.config import KdfPolicy
from gsn_app.domain.membre import NouveauMembre
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.dialog import inform
from gsn_app.ui.kit.field import LongTextField, TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.recuperation import Call, RecuperationPage, tell_rendu


class RestaurationPartsPage(RecuperationPage):
    """The machine is dead, nobody's passphrase opens here: the backup and enough custodians give the vault back."""

    titre = "Restaurer avec les gardiens"
    explication = (
        "Pour un poste neuf\u00a0: la sauvegarde est relue entièrement, puis remise dans un dossier vide. Les gardiens réunis "
        "rendent le coffre à un coordonnateur, qui reçoit de nouvelles clés. Rien n’est écrit avant la fin."
    )
    restored = Signal(object)

    def __init__(self, operations: Operations, poste: Path | None, kdf: KdfPolicy) -> None:
        super().__init__(operations, Path(), poste, kdf)
        self.setObjectName("gsn_restauration_parts")

    def _build_source(self) -> None:
        carte = Card("La sauvegarde")
        self.source = Form()
        self.source.add("fichier", "&Fichier .sauv", TextField("gsn_restauration_parts_fichier"))
        self.source.add_widget(
            FlowRow(Button("&Parcourir…", "gsn_restauration_parts_parcourir", self._browse_file))
        )
        self.source.add("dossier", "&Dossier vide ou nouveau", TextField("gsn_restauration_parts_dossier"))
        self.source.add_widget(
            FlowRow(Button("C&hoisir…", "gsn_restauration_parts_choisir", self._browse_folder))
        )
        self.source.add(
            "ancres", "&Ancres notées sur papier", LongTextField("gsn_restauration_parts_ancres", limite=600, lignes=2),
            aide="Une par ligne, comme au pied d’une feuille imprimée\u00a0: elles disent si une plus récente existe.",
            facultatif=True,
        )  # fmt: skip
        self.source.add(
            "motif", "&Motif", TextField("gsn_restauration_parts_motif", limite=300),
            aide="Demandé si la sauvegarde est plus ancienne que ce qui est connu\u00a0; il est inscrit au journal.",
            facultatif=True,
        )  # fmt: skip
        carte.corps.addWidget(self.source)
        self.corps.addWidget(carte)

    def _browse_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Sauvegarde", "", "Sauvegardes (*.sauv)")
        if chosen:
            self.source.set_values({"fichier": chosen})

    def _browse_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Dossier où remettre le coffre")
        if chosen:
            self.source.set_values({"dossier": chosen})

    def _require_source(self) -> bool:
        if not self.source.require("fichier", "dossier"):
            return False
        for nom, mots in (("fichier", "de la sauvegarde"), ("dossier", "du dossier")):
            if not Path(self.source.value(nom).strip()).expanduser().is_absolute():
                self.source.set_fault(nom, f"Écrivez le chemin complet {mots}.")
                return False
        return True

    def _places(self) -> tuple[Path, Path]:
        fichier, dossier = (
            Path(self.source.value(nom).strip()).expanduser() for nom in ("fichier", "dossier")
        )
        return fichier, dossier

    def _examination(self, parts: list[str]) -> Call:
        return examine_sauvegarde, (*self._places(), self.poste, parts), {}

    def _gift(self, membre_id: str, nouveau: NouveauMembre | None, phrase: str) -> Call:
        mots = {
            "membre_id": membre_id, "nouveau": nouveau, "passphrase": phrase, "kdf": self.kdf,
            "ancres": tuple(self.source.value("ancres").split()), "motif": self.source.value("motif"),
        }  # fmt: skip
        return restore_with_parts, (*self._places(), self.poste, self._parts), mots

    def _recovered(self, found: tuple[Restauration, Rendu]) -> None:  # type: ignore[override]
        made, rendu = found
        self.forget()
        text = f"Le coffre est dans «\u00a0{made.dossier}\u00a0», entrée {made.n}, ancre {made.ancre}. Ouvrez-le maintenant."
        inform(
            self, "Le coffre est restauré", f"{text}\n\n{tell_rendu(rendu)}", nom="gsn_restauration_parts_rendu",
            icone="succes",
        )  # fmt: skip
        self.restored.emit(made.dossier)
