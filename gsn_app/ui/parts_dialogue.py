"""Dialogs about shares, from « Membres et charte »: try them, hand back what nobody holds, prove one, draw new ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from gsn_app.actions.creation import Creation
from gsn_app.actions.gardien import PartAttente, Renouvellement, prepare_renouvellement, prove_part, show_part
from gsn_app.actions.session import Session
from gsn_app.config import KdfPolicy
from gsn_app.errors import GsnError
from gsn_app.ui.creation_gardien import GardienStep, PartCard
from gsn_app.ui.creation_saisie import Saisie
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import Dialog
from gsn_app.ui.kit.field import LongTextField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Label
from gsn_app.ui.parts_saisie import PartsEntry


class PartsDialog(Dialog):
    """Shares typed back, then one act on them; words are dropped whatever happens next."""

    def __init__(
        self, parent: QWidget, context: Context, nom: str, titre: str, texte: str, oui: str,
        action: Callable[..., Any], on_success: Callable[[Any], object],
    ) -> None:  # fmt: skip
        super().__init__(parent, nom, titre, texte, "cle")
        self.context, self.action, self.on_success = context, action, on_success
        self.setMinimumWidth(640)
        self.banner = Banner(nom=f"{nom}_bandeau")
        self.corps.addWidget(self.banner)
        self.entry = PartsEntry(nom)
        self.entry.more.clicked.connect(self.fit)
        self.corps.addWidget(self.entry)
        self.add_button(Button("&Revenir", f"{nom}_revenir", self.reject))
        self.submit = PrimaryButton(oui, f"{nom}_valider", self.run_act)
        self.add_button(self.submit)

    def run_act(self) -> None:
        """Check each share here, then act on the worker."""
        self.banner.clear()
        parts = self.entry.parts()
        if not parts:
            self.fit()
            return
        self.context.run(
            self.action, parts, on_success=self._done, on_error=self._refused, boutons=(self.submit,)
        )

    def _done(self, outcome: Any) -> None:
        self.entry.erase()
        self.accept()
        self.on_success(outcome)

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)
        self.fit()


class ProvePartDialog(Dialog):
    """A custodian who was absent: their words, shown to them alone, then typed back from their paper."""

    def __init__(
        self, parent: QWidget, context: Context, part: PartAttente, on_success: Callable[[], object]
    ) -> None:
        super().__init__(
            parent,
            "gsn_part",
            f"La part de {part.gardien}",
            "Laissez la place à cette personne. Elle recopie ses vingt mots sur papier, les cache, puis les retape.",
            "cle",
        )
        self.context, self.part, self.on_success = context, part, on_success
        self.setMinimumWidth(600)
        self.banner = Banner(nom="gsn_part_bandeau")
        self.corps.addWidget(self.banner)
        self.words = Label("", "etiquette")
        self.words.setObjectName("gsn_part_mots")
        self.words.hide()
        self.corps.addWidget(self.words)
        self.form = Form()
        self.typed = LongTextField("gsn_part_saisie", limite=400, lignes=3)
        self.typed.counter.hide()
        self.form.add("mots", "Les mots, retapés depuis le papier", self.typed)
        self.form.hide()
        self.corps.addWidget(self.form)
        self.add_button(Button("&Revenir", "gsn_part_revenir", self.reject))
        self.show_button = Button("&Montrer les mots", "gsn_part_montrer", self.show_words, icone="oeil")
        self.hide_button = Button("Ils sont recopiés\u00a0: les &cacher", "gsn_part_cacher", self.hide_words)
        self.check = PrimaryButton("&Vérifier ces mots", "gsn_part_verifier", self.prove)
        for bouton in (self.show_button, self.hide_button, self.check):
            self.add_button(bouton)
        self.hide_button.hide()
        self.check.hide()

    def show_words(self) -> None:
        """Read on the worker, journaled."""
        self.context.run(
            show_part,
            self.part.rang,
            on_success=self._shown,
            on_error=self._refused,
            boutons=(self.show_button,),
        )

    def _shown(self, mots: str) -> None:
        self.words.setText("   ".join(f"{n}.\u00a0{mot}" for n, mot in enumerate(mots.split(), 1)))
        self.words.show()
        self.show_button.hide()
        self.hide_button.show()
        self.fit()

    def hide_words(self) -> None:
        """The words leave the screen; they must now be typed."""
        self.words.clear()
        self.words.hide()
        self.hide_button.hide()
        self.form.show()
        self.check.show()
        self.typed.control.setFocus()
        self.fit()

    def prove(self) -> None:
        """Compare on the worker; a right share is kept here no more."""
        self.context.run(
            prove_part,
            self.part.rang,
            self.typed.value(),
            on_success=self._proved,
            on_error=lambda error: self.form.set_fault("mots", error.sentence),
            boutons=(self.check,),
        )

    def _proved(self, _none: object) -> None:
        self.typed.set_value("")
        self.accept()
        self.on_success()

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)
        self.fit()


def _finish(_session: Session, renouvellement: Renouvellement, *, kdf: KdfPolicy) -> None:
    renouvellement.finish(kdf=kdf)


class RenewDialog(Dialog):
    """New shares: the present ones and the custodians first, then each new share shown and typed again."""

    def __init__(self, parent: QWidget, context: Context, on_success: Callable[[], object]) -> None:
        super().__init__(
            parent,
            "gsn_renouvellement",
            "Renouveler les parts",
            "Les parts d’aujourd’hui ouvrent une dernière fois le séquestre, puis de nouvelles les remplacent. Les "
            "anciennes n’ouvriront plus ce coffre\u00a0; elles ouvrent encore les sauvegardes faites avant ce jour.",
            "cle",
        )
        self.context, self.on_success = context, on_success
        self.setMinimumWidth(720)
        self.banner = Banner(nom="gsn_renouvellement_bandeau")
        self.corps.addWidget(self.banner)
        self.entry = PartsEntry("gsn_renouvellement")
        self.corps.addWidget(self.entry)
        self.saisie = _Gardiens()
        self.custodians = GardienStep(self.saisie)
        for bouton in (self.custodians.more, self.custodians.less):
            bouton.clicked.connect(self._unroll)
        self._unroll()
        self.corps.addWidget(self.custodians)
        self.cards: list[PartCard] = []
        self._drawn: Renouvellement | None = None
        self.add_button(Button("&Revenir", "gsn_renouvellement_revenir", self.reject))
        self.draw = PrimaryButton("&Tirer de nouvelles parts", "gsn_renouvellement_tirer", self.prepare)
        self.finish = PrimaryButton("&Remplacer les parts", "gsn_renouvellement_finir", self.replace)
        self.add_button(self.draw)
        self.add_button(self.finish)
        self.finish.hide()

    def _unroll(self) -> None:
        """One scroll bar, the dialog's: the custodians' page is as tall as its fields."""
        contenu = self.custodians.widget()
        if contenu is not None:
            self.custodians.setMinimumHeight(contenu.sizeHint().height() + 8)

    def prepare(self) -> None:
        """The present shares and the custodians' names; nothing is written yet."""
        self.banner.clear()
        parts = self.entry.parts()
        if not parts or not self.custodians.accept():
            return
        self.context.run(
            prepare_renouvellement,
            parts,
            self.saisie.gardiens,
            self.saisie.seuil,
            on_success=self._prepared,
            on_error=self._refused,
            boutons=(self.draw,),
        )

    def _prepared(self, drawn: Renouvellement) -> None:
        self._drawn = drawn
        self.entry.erase()
        self.entry.hide()
        self.custodians.hide()
        self.saisie.creation = cast(Creation, drawn)  # a card shows and proves shares, whichever drew them
        for rang in range(len(self.saisie.gardiens)):
            card = PartCard(self.saisie, rang)
            card.absent.hide()
            card.shown.connect(self._hide_others)
            self.cards.append(card)
            self.corps.addWidget(card)
        self.draw.hide()
        self.finish.show()
        self.fit()

    def _hide_others(self, rang: int) -> None:
        for card in self.cards:
            if card.rang != rang and not card.words.isHidden():
                card.hide_words()

    def replace(self) -> None:
        """Everything sealed to the new shares, once each was typed again."""
        if self._drawn is None:
            return
        self.context.run(
            _finish,
            self._drawn,
            kdf=self.context.kdf,
            on_success=self._replaced,
            on_error=self._refused,
            boutons=(self.finish,),
        )

    def _replaced(self, _none: object) -> None:
        self.saisie.forget()
        self._drawn = None
        self.accept()
        self.on_success()

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)
        self.fit()


class _Gardiens(Saisie):
    """The custodians' page without a creation behind it."""

    def prepare(self) -> Creation:
        """Nothing to draw yet: the present shares come first."""
        return cast(Creation, None)
