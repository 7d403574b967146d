"""Pages of the creation assistant about recovery: the custodians, then each share, shown once and typed again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from gsn_app.actions.epreuve import Gardien
from gsn_app.errors import GsnError
from gsn_app.ui.creation_page import CreationStep
from gsn_app.ui.creation_saisie import Saisie
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.field import ChoiceField, LongTextField, TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, Label, hint

QUALITES = ("Maire", "DPO", "Coordonnateur", "Élu", "Directeur général des services")
MINIMUM, MAXIMUM = 2, 5
COLONNES_MOTS = 4


class GardienStep(CreationStep):
    """Two to five custodians, and how many it takes."""

    titre = "Les gardiens de récupération"
    explication = (
        "Si plus personne ne peut ouvrir le coffre, plusieurs gardiens réunis le peuvent avec leurs mots\u00a0; un seul ne "
        "peut rien. Jamais l’administrateur technique."
    )

    def build(self) -> None:
        """Three rows to begin with, five at most."""
        self.rows: list[tuple[Card, Form]] = []
        for rang in range(MAXIMUM):
            carte = Card(f"Gardien {rang + 1}")
            form = Form()
            form.add("nom", "Nom et prénom", TextField(f"gsn_creation_gardien_{rang}_nom", limite=100))
            form.add(
                "qualite",
                "Qualité",
                TextField(f"gsn_creation_gardien_{rang}_qualite", limite=100, exemple=QUALITES[rang]),
            )
            carte.corps.addWidget(form)
            self.rows.append((carte, form))
            self.corps.addWidget(carte)
        self.shown = 3
        self.more = Button("&Ajouter un gardien", "gsn_creation_gardien_ajouter", self.add_row, icone="plus")
        self.less = Button("&Retirer le dernier", "gsn_creation_gardien_retirer", self.remove_row)
        self.corps.addWidget(FlowRow(self.more, self.less))
        carte = Card()
        self.seuil_form = Form()
        self.seuil = ChoiceField("gsn_creation_seuil", vide="")
        self.seuil_form.add("seuil", "&Combien de gardiens réunis suffisent", self.seuil)
        carte.corps.addWidget(self.seuil_form)
        self.corps.addWidget(carte)
        self._renew()

    def add_row(self) -> None:
        """One more custodian."""
        self.shown = min(self.shown + 1, MAXIMUM)
        self._renew()

    def remove_row(self) -> None:
        """One fewer."""
        self.shown = max(self.shown - 1, MINIMUM)
        self._renew()

    def _renew(self) -> None:
        for rang, (carte, _form) in enumerate(self.rows):
            carte.setVisible(rang < self.shown)
        self.more.setEnabled(self.shown < MAXIMUM)
        self.less.setEnabled(self.shown > MINIMUM)
        self.seuil.set_choices([(str(n), f"{n} gardiens sur {self.shown}") for n in range(2, self.shown + 1)])

    def accept(self) -> bool:
        """Every custodian named, none twice."""
        found: list[Gardien] = []
        for _carte, form in self.rows[: self.shown]:
            form.clear_faults()
            if not form.require("nom", "qualite"):
                return False
            gardien = Gardien(form.value("nom"), form.value("qualite"))
            if any(g.nom.casefold() == gardien.nom.casefold() for g in found):
                form.set_fault("nom", "Cette personne garde déjà une part\u00a0: choisissez-en une autre.")
                return False
            found.append(gardien)
        self.saisie.gardiens = found
        self.saisie.seuil = int(self.seuil.value())
        try:
            self.saisie.prepare()
        except GsnError as error:
            self.show_error(error)
            return False
        return True


class PartCard(Card):
    """One custodian's share: shown once, hidden, typed again. ``shown`` tells the others to hide theirs."""

    shown = Signal(int)

    def __init__(self, saisie: Saisie, rang: int) -> None:
        gardien = saisie.gardiens[rang]
        super().__init__(f"{gardien.nom}, {gardien.qualite}")
        self.setObjectName(f"gsn_creation_part_{rang}")
        self.saisie = saisie
        self.rang = rang
        self.state = hint(
            "Laissez la place à cette personne, puis montrez-lui ses mots. Elle les recopie sur papier."
        )
        self.state.setObjectName(f"gsn_creation_part_{rang}_etat")
        self.corps.addWidget(self.state)
        self.words = QWidget()
        self.words.setObjectName(f"gsn_creation_part_{rang}_mots")
        self._grid = QGridLayout(self.words)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setVerticalSpacing(6)
        self.words.hide()
        self.corps.addWidget(self.words)
        self.show_button = Button(
            "&Montrer les mots, une seule fois",
            f"gsn_creation_part_{rang}_montrer",
            self.show_words,
            icone="oeil",
        )
        self.written = Button(
            "Ils sont recopiés\u00a0: les &cacher",
            f"gsn_creation_part_{rang}_cacher",
            self.hide_words,
            icone="oeil_barre",
        )
        self.written.hide()
        self.absent = Button("Cette personne n’est pas &là", f"gsn_creation_part_{rang}_absent", self.defer)
        self.corps.addWidget(FlowRow(self.show_button, self.written, self.absent))
        self.form = Form()
        self.typed = LongTextField(f"gsn_creation_part_{rang}_saisie", limite=400, lignes=3)
        self.typed.counter.hide()
        self.form.add("mots", "Les mots, retapés depuis le papier", self.typed)
        self.form.hide()
        self.corps.addWidget(self.form)
        self.check = Button("&Vérifier ces mots", f"gsn_creation_part_{rang}_verifier", self.prove)
        self.check.hide()
        self.corps.addWidget(FlowRow(self.check))

    def show_words(self) -> None:
        """Numbered words, for the eyes of one custodian."""
        creation = self.saisie.creation
        if creation is None:
            return
        for numero, mot in enumerate(creation.parts[self.rang].split(), 1):
            self._grid.addWidget(
                Label(f"{numero}.\u00a0{mot}", "etiquette", wrap=False), *divmod(numero - 1, COLONNES_MOTS)
            )
        self.shown.emit(self.rang)
        self.words.show()
        self.show_button.hide()
        self.absent.hide()
        self.written.show()
        self.written.setFocus()

    def hide_words(self) -> None:
        """The words leave the screen for good; they must now be typed."""
        while (item := self._grid.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.words.hide()
        self.written.hide()
        self.form.show()
        self.check.show()
        self.typed.control.setFocus()

    def defer(self) -> None:
        """The share waits, sealed to the coordonnateur; asked again, the custodian is there after all."""
        creation = self.saisie.creation
        if creation is None:
            return
        later = not creation.differees[self.rang]
        creation.defer(self.rang, later)
        self.show_button.setVisible(not later)
        self.absent.setText("Cette personne est &là" if later else "Cette personne n’est pas &là")
        self.absent.setAccessibleName(self.absent.text().replace("&", ""))
        self.state.setText(
            "Part en attente\u00a0: gardée scellée pour vous, trente jours au plus. Jusque-là, rien ne peut vous être caché."
            if later
            else "Laissez la place à cette personne, puis montrez-lui ses mots. Elle les recopie sur papier."
        )

    def prove(self) -> None:
        """Compare with the share; a right one is settled."""
        creation = self.saisie.creation
        if creation is None:
            return
        try:
            creation.prove(self.rang, self.typed.value())
        except GsnError as error:
            self.form.set_fault("mots", error.sentence)
            return
        self.typed.set_value("")
        self.form.hide()
        self.check.hide()
        self.state.change_style("sous_titre")
        self.state.setText("Part vérifiée. À garder sur papier, sous enveloppe, loin de ce poste.")


class PartStep(CreationStep):
    """Every share, one card each."""

    titre = "Les parts de récupération"
    explication = (
        "Vingt mots par gardien, montrés une seule fois puis retapés depuis le papier\u00a0: une part mal recopiée ne "
        "sauverait rien. Ne les photographiez pas."
    )

    def build(self) -> None:
        """Cards come when the page is shown."""
        self.cards: list[PartCard] = []
        self._for: object | None = None

    def enter(self) -> None:
        """New cards when the shares were drawn again."""
        if self._for is self.saisie.creation:
            return
        self._for = self.saisie.creation
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [PartCard(self.saisie, rang) for rang in range(len(self.saisie.gardiens))]
        for rang, card in enumerate(self.cards):
            card.shown.connect(self._hide_others)
            self.corps.insertWidget(3 + rang, card)

    def _hide_others(self, rang: int) -> None:
        """One custodian's words at a time on the screen."""
        for card in self.cards:
            if card.rang != rang and not card.words.isHidden():
                card.hide_words()

    def accept(self) -> bool:
        """All proved."""
        creation = self.saisie.creation
        if creation is None or not all(map(max, creation.prouvees, creation.differees)):
            self.banner.announce(
                "alerte",
                "Chaque gardien présent doit retaper ses mots avant de continuer\u00a0: rien n’est encore écrit.",
            )
            self.ensureVisible(0, 0)
            return False
        self.banner.clear()
        return True
