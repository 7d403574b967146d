"""What is typed in a séance on one situation: who says what and who reads it; what is decided, in a few keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from gsn_app.actions.apport import VigilanceUnanswered
from gsn_app.actions.seance_point import note_apport, note_sans_information, record_decision
from gsn_app.ui.apport import LIMITE_APPORT
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, LinkButton, PrimaryButton
from gsn_app.ui.kit.check import BoxesField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.draft import Draft, bind_brouillon
from gsn_app.ui.kit.field import ChoiceField, LongTextField, TextField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, subtitle
from gsn_app.ui.situation_referentiel import Choix, Referentiel

if TYPE_CHECKING:
    from gsn_app.errors import GsnError


class Saisie(Card):
    """A form of the meeting, bound to its draft on the situation; Ctrl+Entrée saves. ``saved`` once it became a fact."""

    saved = Signal(str)
    formulaire = ""
    titre = ""

    def __init__(self, context: Context, seance_id: str, objet_id: str, situation_id: str) -> None:
        super().__init__()
        self.context = context
        self.seance_id, self.objet_id, self.situation_id = seance_id, objet_id, situation_id
        self.setObjectName(f"gsn_{self.formulaire}")
        self.corps.addWidget(subtitle(self.titre))
        self.banner = Banner(nom=f"gsn_{self.formulaire}_bandeau")
        self.corps.addWidget(self.banner)
        self.form = Form()
        self.corps.addWidget(self.form)
        self.pied = QHBoxLayout()
        self.corps.addLayout(self.pied)
        self.build()
        self.draft: Draft = bind_brouillon(self.form, context, self.formulaire, situation_id)

    def build(self) -> None:
        """Fill the form and its buttons."""
        raise NotImplementedError

    def submit(self) -> None:
        """Save what is typed."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Entrée saves."""
        entree = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if entree and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submit()
            return
        super().keyPressEvent(event)

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)


class ApportSaisie(Saisie):
    """One workstation, several voices: the speaker first, then what they say, then who reads."""

    formulaire = "seance_apport"
    titre = "Ce qui est dit"

    def __init__(
        self, context: Context, seance_id: str, objet_id: str, situation_id: str, *, voix: Choix, lecteurs: Choix
    ) -> None:  # fmt: skip
        self.voix, self.lecteurs = voix, lecteurs
        super().__init__(context, seance_id, objet_id, situation_id)

    def build(self) -> None:
        """Voice, text, readers; the reason of vigilance stays hidden until needed."""
        self.form.add("dit_par", "&Qui parle", ChoiceField("gsn_seance_apport_voix", self.voix))
        champ = LongTextField("gsn_seance_apport_texte", limite=LIMITE_APPORT, lignes=4)
        self.form.add("texte", "&Apport", champ)
        self.motif_row = self.form.add(
            "vigilance_motif", "Pourquoi garder ces mots", TextField("gsn_seance_apport_vigilance", limite=120)
        )  # fmt: skip
        self.motif_row.hide()
        lecteurs = self.form.add(
            "lecteurs",
            "Réduire les lecteurs",
            BoxesField("gsn_seance_apport_lecteurs", self.lecteurs),
            aide="La personne qui parle décide. Rien de coché\u00a0: tout le cercle lit.",
            facultatif=True,
        )
        self.lecteurs_row = lecteurs
        lecteurs.field.modified.connect(self._show_readers)
        lecteurs.hide()
        self.reduire = LinkButton("Réduire les lecteurs…", "gsn_seance_apport_reduire", lecteurs.show)
        self.form.add_widget(self.reduire)
        self.rien = Button("N’apporte pas d’information (F6)", "gsn_seance_apport_rien", self.note_nothing)
        self.noter = Button("Noter l’apport", "gsn_seance_apport_noter", self.submit)
        self.pied.addWidget(self.rien)
        self.pied.addStretch(1)
        self.pied.addWidget(self.noter)

    def _show_readers(self) -> None:
        """A draft brought back with readers chosen shows them."""
        if self.form.value("lecteurs"):
            self.lecteurs_row.show()

    def submit(self) -> None:
        """Note what is said in the speaker's name."""
        if not self.form.require("dit_par", "texte"):
            return
        self.banner.clear()
        self.draft.flush()
        self.context.run(
            note_apport,
            self.seance_id,
            self.objet_id,
            self.form.value("texte"),
            dit_par=self.form.value("dit_par"),
            lecteurs=tuple(self.form.value("lecteurs").split()),
            vigilance_motif=self.form.value("vigilance_motif") if self.motif_row.isVisible() else "",
            on_success=lambda _id: self._done(
                "Apport noté\u00a0: la personne le confirmera à sa prochaine ouverture."
            ),
            on_error=self._refused,
            boutons=(self.noter, self.rien),
        )

    def note_nothing(self) -> None:
        """C3: nothing to bring, in one key; the next voice is proposed."""
        if not self.form.require("dit_par"):
            return
        self.context.run(
            note_sans_information,
            self.seance_id,
            self.objet_id,
            self.form.value("dit_par"),
            on_success=lambda _id: self._done("C’est noté\u00a0: n’apporte pas d’information.", keep=True),
            on_error=self._refused,
            boutons=(self.noter, self.rien),
        )

    def _done(self, phrase: str, *, keep: bool = False) -> None:
        """Empty what was saved and propose the next voice; a text being typed stays."""
        voix = [code for code, _ in self.voix]
        here = voix.index(self.form.value("dit_par")) if self.form.value("dit_par") in voix else -1
        if not keep:
            self.form.set_values({"texte": "", "vigilance_motif": "", "lecteurs": ""})
            self.draft.erase()
            self.form.rows["texte"].field.setFocus()
        self.form.set_values({"dit_par": voix[(here + 1) % len(voix)] if voix else ""})
        self.motif_row.hide()
        if not self.form.value("lecteurs"):
            self.lecteurs_row.hide()
        self.banner.clear()
        self.saved.emit(phrase)

    def _refused(self, error: GsnError) -> None:
        super()._refused(error)
        if isinstance(error, VigilanceUnanswered):
            self.motif_row.show()
            self.form.rows["vigilance_motif"].field.setFocus()


class DecisionSaisie(Saisie):
    """Decision, measure, volunteer, next day: a letter each, Tab between, Ctrl+Entrée."""

    formulaire = "seance_decision"
    titre = "Ce qui est décidé"

    def __init__(
        self, context: Context, seance_id: str, objet_id: str, situation_id: str, *, ref: Referentiel, voix: Choix,
        prochaine: str,
    ) -> None:  # fmt: skip
        self.ref, self.voix = ref, voix
        self.prochaine = prochaine
        super().__init__(context, seance_id, objet_id, situation_id)

    def build(self) -> None:
        """Four fields."""
        self.form.add(
            "decision", "&Décision", ChoiceField("gsn_seance_decision_code", self.ref.choix["decision"])
        )
        mesures = ChoiceField("gsn_seance_decision_mesure", self.ref.choix["mesure"], vide="Aucune mesure")
        self.form.add("mesure", "&Mesure proposée", mesures, facultatif=True)
        self.form.add(
            "volontaire",
            "&Volontaire",
            ChoiceField("gsn_seance_decision_volontaire", self.voix, vide="Personne pour l’instant"),
            aide="Un membre présent qui se propose de vive voix\u00a0; il ou elle confirmera. Personne n’est désigné.",
            facultatif=True,
        )
        self.form.add(
            "prochaine", "&Prochain examen", DateField("gsn_seance_decision_prochaine"), facultatif=True
        )
        self.form.set_values({"prochaine": self.prochaine})
        self.noter = PrimaryButton(
            "Noter la décision (Ctrl+Entrée)", "gsn_seance_decision_noter", self.submit
        )
        self.pied.addStretch(1)
        self.pied.addWidget(self.noter)

    def submit(self) -> None:
        """Note the whole in one entry."""
        if not self.form.require("decision"):
            return
        self.banner.clear()
        self.draft.flush()
        self.context.run(
            record_decision,
            self.seance_id,
            self.objet_id,
            self.form.value("decision"),
            mesure=self.form.value("mesure"),
            volontaire=self.form.value("volontaire"),
            prochaine=self.form.value("prochaine"),
            on_success=lambda _id: self._done(),
            on_error=self._refused,
            boutons=(self.noter,),
        )

    def _done(self) -> None:
        self.form.set_values({"decision": "", "mesure": "", "volontaire": "", "prochaine": self.prochaine})
        self.draft.erase()
        self.saved.emit("Décision notée.")
