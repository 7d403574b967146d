"""A parquet's answer typed back from the board in three keys: A or B on its line, Entrée on the date, Entrée on the name.

The form shares its draft with the full one (« rappel_reponse »): what is typed here is found there.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from gsn_app.actions.rappel_ordre import RappelResume, record_reponse
from gsn_app.actions.rappel_reponse import suggest_magistrat
from gsn_app.domain.rappel_ordre_valeur import LIMITE_NOM, LIMITE_QUALITE, Reponse, libelle
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, LinkButton, PrimaryButton
from gsn_app.ui.kit.check import RadioField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.dialog import Dialog
from gsn_app.ui.kit.draft import bind_brouillon
from gsn_app.ui.kit.field import TextField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import hint
from gsn_app.ui.situation_referentiel import today

#: said on the card of the sheets that wait
TAPER = "Réponse reçue\u00a0? Sur sa ligne, tapez A ou B."
TOUCHES = {Qt.Key.Key_A: Reponse.A, Qt.Key.Key_B: Reponse.B}


class AnswerLink(LinkButton):
    """The name on a line that waits for the parquet: A or B types its answer back."""

    def __init__(
        self, texte: str, nom: str, ouvrir: Callable[[], object], answer: Callable[[Reponse], object]
    ) -> None:
        super().__init__(texte, nom, ouvrir)
        self._answer = answer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A and B answer; everything else is a button's."""
        touche = TOUCHES.get(Qt.Key(event.key()))
        if touche is not None and event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        }:
            self._answer(touche)
            return
        super().keyPressEvent(event)


class ReponseRapide(Dialog):
    """``recorded`` once the answer is in the vault."""

    recorded = Signal()

    def __init__(self, parent: QWidget, context: Context, resume: RappelResume, reponse: Reponse) -> None:
        fiche = f"Fiche n°\u00a0{resume.numero}, {resume.nom} {resume.prenom}."
        super().__init__(parent, "gsn_rapide", "Réponse du parquet", fiche, "crayon")
        self.setMinimumWidth(580)
        self.context = context
        self.rappel_id = resume.id
        self.banner = Banner(nom="gsn_rapide_bandeau")
        self.corps.addWidget(self.banner)
        self.form = Form()
        choix = [(r.value, libelle(r)) for r in (Reponse.A, Reponse.B)]
        self.form.add("reponse", "Réponse", RadioField("gsn_rapide_reponse", choix))
        self.form.add("date_reponse", "Date de la réponse", DateField("gsn_rapide_date"))
        self.form.add("magistrat_nom", "Nom du magistrat", TextField("gsn_rapide_nom", limite=LIMITE_NOM))
        self.form.add(
            "magistrat_qualite",
            "Qualité du magistrat",
            TextField("gsn_rapide_qualite", limite=LIMITE_QUALITE),
        )
        self.corps.addWidget(self.form)
        self.corps.addWidget(
            hint("Entrée passe au champ suivant, puis enregistre. La réponse A est définitive.")
        )
        self.back = self.add_button(Button("&Revenir", "gsn_rapide_revenir", self.reject))
        self.save = self.add_button(PrimaryButton("&Enregistrer", "gsn_rapide_enregistrer", self.submit))
        for bouton in (self.back, self.save):
            bouton.setAutoDefault(False)
        self.draft = bind_brouillon(self.form, context, "rappel_reponse", resume.id)
        self.form.set_values({"reponse": reponse.value, "date_reponse": today().isoformat()})
        self.form.rows["date_reponse"].field.setFocus()
        context.run(suggest_magistrat, on_success=self._propose)

    def _propose(self, dernier: tuple[str, str]) -> None:
        for champ, valeur in zip(("magistrat_nom", "magistrat_qualite"), dernier, strict=True):
            if not self.form.value(champ):
                self.form.set_values({champ: valeur})

    def submit(self) -> None:
        """Record; the vault judges again."""
        champs = ("reponse", "date_reponse", "magistrat_nom", "magistrat_qualite")
        if not self.form.require(*champs):
            return
        self.banner.clear()
        self.context.run(
            functools.partial(record_reponse, **{champ: self.form.value(champ) for champ in champs}),
            self.rappel_id,
            on_success=lambda _none: self._done(),
            on_error=self.banner.show_error,
            boutons=(self.save, self.back),
        )

    def _done(self) -> None:
        self.draft.erase()
        self.context.tell("Réponse enregistrée.")
        self.recorded.emit()
        self.accept()

    def reject(self) -> None:
        """What was typed stays a draft."""
        self.draft.flush()
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entrée walks from the date to the name, skips what is already filled, then records."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            return
        rows = self.form.rows
        if rows["date_reponse"].field.control.hasFocus() or rows["reponse"].isAncestorOf(
            self.focusWidget() or self
        ):
            rows["magistrat_nom"].field.setFocus()
        elif rows["magistrat_nom"].field.control.hasFocus() and not self.form.value("magistrat_qualite"):
            rows["magistrat_qualite"].field.setFocus()
        else:
            self.submit()
