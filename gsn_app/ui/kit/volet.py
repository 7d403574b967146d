"""A form opened over a page: bound to its draft, one primary act, Échap goes back and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from gsn_app.errors import GsnError
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.draft import bind_brouillon
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, hint, subtitle
from gsn_app.ui.kit.screen import Screen


class Volet(QWidget):
    """Base of the forms opened over a page.

    Subclasses fill ``self.form`` in ``build``, then ``submit`` calls ``send``. ``formulaire`` and
    ``objet_id`` name the draft, for ever. ``closed`` carries the result of the action, or None.
    """

    formulaire = ""
    titre = ""
    explication = ""
    enregistrer = "&Enregistrer"

    closed = Signal(object)

    def __init__(self, context: Context, objet_id: str) -> None:
        super().__init__()
        self.context = context
        self.objet_id = objet_id
        self.setObjectName(f"gsn_{self.formulaire}_volet")
        self.setAccessibleName(self.titre)
        dehors = QVBoxLayout(self)
        dehors.setContentsMargins(0, 0, 0, 0)
        carte = Card()
        dehors.addWidget(carte)
        self.entete = subtitle(self.titre)
        carte.corps.addWidget(self.entete)
        if self.explication:
            carte.corps.addWidget(hint(self.explication))
        self.banner = Banner(nom=f"gsn_{self.formulaire}_bandeau")
        carte.corps.addWidget(self.banner)
        self.form = Form()
        carte.corps.addWidget(self.form)
        self.back = Button(
            "&Revenir sans enregistrer", f"gsn_{self.formulaire}_revenir", self.leave, icone="retour"
        )
        self.save = PrimaryButton(self.enregistrer, f"gsn_{self.formulaire}_enregistrer", self.submit)
        pied = QHBoxLayout()
        pied.addWidget(self.back)
        pied.addStretch(1)
        pied.addWidget(self.save)
        carte.corps.addLayout(pied)
        #: control read after the form's last field, when there is one
        self.after_form: QWidget | None = None
        self.build()
        self._close_order()
        self.draft = bind_brouillon(self.form, context, self.formulaire, objet_id)
        self.draft.restored.connect(self._announce_draft)

    def build(self) -> None:
        """Fill ``self.form``."""
        raise NotImplementedError

    def submit(self) -> None:
        """Check what is required, then ``send``."""
        raise NotImplementedError

    def send(self, action: Callable[..., Any], *args: Any, tell: str = "Enregistré.", **mots: Any) -> None:
        """Run the action; on success the draft is erased and the volet closes."""
        self.banner.clear()
        self.form.clear_faults()
        self.draft.flush()
        self.context.run(
            action,
            *args,
            on_success=lambda resultat: self._saved(resultat, tell),
            on_error=self.show_refusal,
            boutons=(self.save, self.back),
            **mots,
        )

    def show_refusal(self, error: GsnError) -> None:
        """The sentence above the form, and under the field it names."""
        self.banner.show_error(error)
        champ = str(error.details.get("champ", ""))
        for nom, row in self.form.rows.items():
            if champ and row.libelle == champ:
                self.form.set_fault(nom, error.sentence)

    def leave(self) -> None:
        """Go back; the draft stays."""
        self.draft.flush()
        self.closed.emit(None)

    def focus_first(self) -> None:
        """Put the focus in the first field."""
        premier = next(iter(self.form.rows.values()), None)
        (premier.field if premier is not None else self.save).setFocus()

    def _saved(self, resultat: object, phrase: str) -> None:
        self.draft.erase()
        if phrase:
            self.context.tell(phrase)
        self.closed.emit(resultat if resultat is not None else True)

    def _announce_draft(self) -> None:
        self.banner.announce("info", "Votre saisie a été retrouvée telle que vous l’aviez laissée.")

    def _close_order(self) -> None:
        dernier = next(reversed(self.form.rows.values()), None)
        place: QWidget | None = dernier.field if dernier is not None else None
        if place is not None and self.after_form is not None:
            QWidget.setTabOrder(place, self.after_form)
            place = self.after_form
        if place is not None:
            QWidget.setTabOrder(place, self.save)
        QWidget.setTabOrder(self.save, self.back)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap goes back, Ctrl+Entrée saves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        entree = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if entree and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.save.isEnabled():
            self.submit()
            return
        super().keyPressEvent(event)


class VoletScreen(Screen):
    """A screen whose ``page`` gives way to a volet while one is open."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.page = QWidget()
        self.page_corps = QVBoxLayout(self.page)
        self.page_corps.setContentsMargins(0, 0, 0, 0)
        self.page_corps.setSpacing(16)
        self.corps.addWidget(self.page)
        self._place = QVBoxLayout()
        self.corps.addLayout(self._place)
        self.corps.addStretch(1)
        self.volet: Volet | None = None
        self._head: list[QWidget] = []
        self._origin: QWidget | None = None

    def open_volet(self, volet: Volet, on_saved: Callable[[Any], object] | None = None) -> None:
        """Show a form in place of the page; ``on_saved`` receives the result, the page is read again."""
        self.close_volet()
        self._origin = self.focusWidget()
        self.volet = volet
        self.drafts = [volet.draft]
        self._place.addWidget(volet)
        self.page.hide()
        self._show_head(shown=False)
        self.banner.clear()
        volet.closed.connect(lambda resultat: self._end_volet(resultat, on_saved))
        self.zone.ensureVisible(0, 0)
        volet.focus_first()

    def close_volet(self) -> None:
        """Take the form away; its draft is kept."""
        if self.volet is None:
            return
        volet, self.volet = self.volet, None
        volet.draft.flush()
        self.drafts = []
        self._place.removeWidget(volet)
        volet.hide()
        volet.deleteLater()
        self._show_head(shown=True)
        self.page.show()
        self.page_shown()
        if self._origin is not None and isValid(self._origin):
            self._origin.setFocus()
        self._origin = None

    def page_shown(self) -> None:
        """Called when the page is back: show what was read meanwhile."""

    def _end_volet(self, resultat: object, on_saved: Callable[[Any], object] | None) -> None:
        self.close_volet()
        self.zone.ensureVisible(0, 0)
        if resultat is None:
            return
        if on_saved is not None:
            on_saved(resultat)
        self.refresh()

    def _show_head(self, *, shown: bool) -> None:
        if not shown:
            boutons = [item.widget() for n in range(self.head.count()) if (item := self.head.itemAt(n))]
            self._head = [b for b in boutons if b is not None and not b.isHidden()]
        for bouton in self._head:
            bouton.setVisible(shown)
