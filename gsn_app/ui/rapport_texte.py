"""The two texts of the report: typed, looked through, each passage shown in its place, corrected or let out with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from gsn_app.actions.rapport import validate_raison
from gsn_app.actions.relecture import TEXTE_MAX, TEXTES, FausseAlerte
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.draft import bind_brouillon
from gsn_app.ui.kit.field import LongTextField, TextField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Label, format_count, hint
from gsn_app.ui.kit.section import Section
from gsn_app.ui.theme import current_tones

if TYPE_CHECKING:
    from gsn_app.actions.relecture import Alerte
    from gsn_app.errors import GsnError
    from gsn_app.ui.kit.draft import Draft

AIDE = (
    "Ni nom, ni lieu, ni date, ni histoire d’une personne. Avant de sortir, le texte est comparé à tous les mots du coffre "
    "que vous pouvez lire."
)
#: characters shown on each side of a passage
AUTOUR = 60
NATURES = {
    "nom": "un nom ou un prénom du coffre",
    "initiales": "les initiales d’une personne du coffre",
    "adresse": "un mot d’une adresse ou d’un lieu du coffre",
    "établissement": "un mot du nom d’un établissement ou d’un service du coffre",
    "courriel": "une adresse électronique",
    "téléphone": "un téléphone du coffre",
    "date": "une date du coffre",
    "mot rare": "un mot rare, lu dans un dossier du coffre",
    "petit nombre": "un nombre sous 8 à côté d’une catégorie\u00a0: les tableaux l’auraient masqué",
}


def add_text_fields(form: Form) -> None:
    """The two fields, at the end of the report's form: they are part of its draft."""
    for code, titre in TEXTES:
        field = LongTextField(f"gsn_rapport_{code}", limite=TEXTE_MAX, lignes=4)
        form.add(code, titre, field, aide=AIDE if code == TEXTES[0][0] else "", facultatif=True)


def word_nature(nature: str) -> str:
    """What a passage may be, in words; several natures are told together."""
    return ", ou ".join(NATURES.get(one, one) for one in nature.split(", "))


def texts_of(form: Form) -> dict[str, str]:
    """What is typed, by code."""
    return {code: form.value(code) for code, _titre in TEXTES}


def word_context(texte: str, alerte: Alerte) -> str:
    """The passage between marks, with the words around it."""
    avant = texte[max(0, alerte.debut - AUTOUR) : alerte.debut]
    apres = texte[alerte.fin : alerte.fin + AUTOUR]
    debut = fin = ""
    if alerte.debut > AUTOUR:
        debut, avant = "… ", avant.partition(" ")[2]
    if alerte.fin + AUTOUR < len(texte):
        fin, apres = " …", apres.rpartition(" ")[0]
    passage = f"{debut}{avant}►\u00a0{texte[alerte.debut : alerte.fin]}\u00a0◄{apres}{fin}"
    return re.sub(r"[ \t\n]+", " ", passage)


def mark_passages(form: Form, alertes: Sequence[Alerte]) -> None:
    """Underline and colour each passage where it stands in its field; none takes the marks away."""
    for code, _titre in TEXTES:
        edit = _edit_of(form, code)
        marks = []
        for alerte in alertes:
            if alerte.texte == code:
                mark = QTextEdit.ExtraSelection()
                mark.cursor = _cursor(edit, alerte)
                mark.format = _marking()
                marks.append(mark)
        edit.setExtraSelections(marks)


def _edit_of(form: Form, code: str) -> QPlainTextEdit:
    return cast(LongTextField, form.rows[code].field).edit


def _cursor(edit: QPlainTextEdit, alerte: Alerte) -> QTextCursor:
    """Positions of Qt count UTF-16 units from the untrimmed text."""
    whole = edit.toPlainText()
    lead = len(whole) - len(whole.lstrip())
    cursor = QTextCursor(edit.document())
    cursor.setPosition(_units(whole[: lead + alerte.debut]))
    cursor.setPosition(_units(whole[: lead + alerte.fin]), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _units(texte: str) -> int:
    return len(texte.encode("utf-16-le")) // 2


def _marking() -> QTextCharFormat:
    tones = current_tones()
    style = QTextCharFormat()
    style.setBackground(QColor(tones.alerte))
    style.setForeground(QColor(tones.alerte_texte))
    style.setFontUnderline(True)
    style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    return style


class AlertesSection(Section):
    """Every passage to look at again, each with its reason and its own confirmation."""

    def __init__(self, context: Context, on_change: Callable[[], object]) -> None:
        super().__init__("gsn_rapport_alertes", "Passages à relire avant de sortir")
        self.context = context
        self._on_change = on_change
        self.alertes: tuple[Alerte, ...] = ()
        self.raisons: dict[str, str] = {}
        self.form = Form()
        self.draft: Draft | None = None

    @property
    def reste(self) -> int:
        """How many passages are neither corrected nor let out."""
        return sum(alerte.cle not in self.raisons for alerte in self.alertes)

    @property
    def fausses(self) -> list[FausseAlerte]:
        """The passages let out, with their reasons."""
        return [FausseAlerte(cle, raison) for cle, raison in self.raisons.items()]

    @property
    def phrase(self) -> str:
        """Why the report cannot leave yet, or ""."""
        if not self.reste:
            return ""
        return (
            f"{format_count(self.reste, 'passage reste', 'passages restent')} à relire\u00a0: corrigez le texte, ou dites "
            "pourquoi le passage ne désigne personne."
        )

    def show_alertes(self, instance_id: str, form: Form, alertes: Sequence[Alerte]) -> None:
        """Replace every passage; a reason already given for the same text stays."""
        self.clear()
        self.alertes = tuple(alertes)
        self.raisons = {a.cle: self.raisons[a.cle] for a in alertes if a.cle in self.raisons}
        self.form = Form()
        textes = texts_of(form)
        titres = dict(TEXTES)
        for rang, alerte in enumerate(alertes):
            self.form.add_widget(
                self._build_words(rang, alerte, titres[alerte.texte], textes[alerte.texte], form)
            )
            field = TextField(f"gsn_rapport_raison_{rang}", limite=300)
            self.form.add(self._name(alerte), "Pourquoi ce passage ne désigne personne", field)
            self.form.add_widget(self._build_confirm(rang, alerte, instance_id))
        if alertes:
            self.add(self.form)
            self.draft = bind_brouillon(self.form, self.context, "rapport_alertes", instance_id)

    def forget(self) -> None:
        """The text changes: nothing is let out any more, the reasons typed stay in their draft."""
        if self.draft is not None:
            self.draft.flush()
        self.alertes = ()
        self.raisons = {}
        self.clear()
        self.draft = None

    @staticmethod
    def _name(alerte: Alerte) -> str:
        """A reason typed outlives an edit elsewhere in the text."""
        return f"{alerte.texte} {alerte.nature} {alerte.rang} {alerte.extrait}"

    def _build_words(self, rang: int, alerte: Alerte, titre: str, texte: str, form: Form) -> QWidget:
        bloc = QWidget()
        colonne = QVBoxLayout(bloc)
        colonne.setContentsMargins(0, 6 if rang else 0, 0, 0)
        colonne.setSpacing(3)
        colonne.addWidget(Label(f"{titre}\u00a0: {word_nature(alerte.nature)}", "etiquette"))
        passage = Label(word_context(texte, alerte))
        passage.setObjectName(f"gsn_rapport_passage_{rang}")
        passage.setAccessibleName(f"Passage à relire\u00a0: {alerte.extrait}")
        colonne.addWidget(passage)
        voir = LinkButton(
            "Voir et corriger dans le texte", f"gsn_rapport_voir_{rang}", lambda: self._go_to(form, alerte)
        )
        voir.setAccessibleName(f"Voir «\u00a0{alerte.extrait}\u00a0» dans le texte")
        colonne.addWidget(voir, 0, Qt.AlignmentFlag.AlignLeft)
        return bloc

    def _build_confirm(self, rang: int, alerte: Alerte, instance_id: str) -> QWidget:
        bloc = QWidget()
        rangee = QHBoxLayout(bloc)
        rangee.setContentsMargins(0, 0, 0, 6)
        etat = hint("Pas encore confirmé.")
        etat.setObjectName(f"gsn_rapport_etat_{rang}")
        bouton = Button("Laisser sortir ce passage", f"gsn_rapport_confirmer_{rang}")
        bouton.setAccessibleName(f"Laisser sortir «\u00a0{alerte.extrait}\u00a0»")
        bouton.clicked.connect(lambda _on=False: self._confirm(alerte, instance_id, bouton, etat))
        rangee.addWidget(etat, 1)
        rangee.addWidget(bouton)
        if alerte.cle in self.raisons:
            self._settle(bouton, etat)
        return bloc

    def _go_to(self, form: Form, alerte: Alerte) -> None:
        edit = _edit_of(form, alerte.texte)
        edit.setTextCursor(_cursor(edit, alerte))
        edit.setFocus()

    def _confirm(self, alerte: Alerte, instance_id: str, bouton: Button, etat: Label) -> None:
        name = self._name(alerte)
        if not self.form.require(name):
            return

        def settle(raison: str) -> None:
            if alerte in self.alertes:
                self.raisons[alerte.cle] = raison
                self._settle(bouton, etat)
                self._on_change()

        def refuse(error: GsnError) -> None:
            if alerte in self.alertes:
                self.form.set_fault(name, error.sentence)

        self.context.run(
            validate_raison,
            instance_id,
            self.form.value(name),
            on_success=settle,
            on_error=refuse,
            boutons=(bouton,),
        )

    @staticmethod
    def _settle(bouton: Button, etat: Label) -> None:
        etat.setText("Confirmé\u00a0: votre raison sera inscrite au journal, sans le passage.")
        bouton.hide()
