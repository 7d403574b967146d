"""Meeting mode: one situation at a time in large type, identity masked until asked, everything else hidden.

F2 shows or masks the identity, F3 empties the screen, F6 notes « n’apporte pas d’information », Alt+arrows go from
one point to the next. The window waits thirty minutes before it blanks.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.actions.seance_point import step_out
from gsn_app.actions.situation import admit_membre
from gsn_app.domain.seance import EtatPoint, PointOrdre
from gsn_app.domain.situation import SituationComplete
from gsn_app.ui.apport import readers_of
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.chip import Chip
from gsn_app.ui.kit.colonnes import TwoColumns
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Card, Label, hint, subtitle
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.section import clear_layout
from gsn_app.ui.seance_garde import DitSection, GardeSection
from gsn_app.ui.seance_lecture import Arrivee, go_to_point, load_mode
from gsn_app.ui.seance_mot import word_jour
from gsn_app.ui.seance_saisie import ApportSaisie, DecisionSaisie
from gsn_app.ui.seance_volet import next_day
from gsn_app.ui.situation_ligne import format_age
from gsn_app.ui.situation_referentiel import Referentiel, today

if TYPE_CHECKING:
    from collections.abc import Callable

    from gsn_app.actions.seance import SeanceLue
    from gsn_app.actions.seance_point import NonAdmis
    from gsn_app.errors import GsnError

#: how long the identity stays shown when nobody masks it: the long delay before the veil supposes it masked
MONTREE_MS = 5 * 60 * 1000
#: large type, read from the other end of the room
GRAND = """
    QWidget { font-size: 13pt; }
    QLabel[gsn="titre"] { font-size: 24pt; }
    QLabel[gsn="sous_titre"] { font-size: 16pt; }
"""
#: characters of large type under which one column reads better
SEUIL_DEUX = 88


def _aside(bouton: Button) -> QHBoxLayout:
    """A button at the right of its line, no wider than its words."""
    rangee = QHBoxLayout()
    rangee.addStretch(1)
    rangee.addWidget(bouton)
    return rangee


class SeanceModeScreen(Screen):
    """The whole window while a séance is held."""

    titre = "Mode séance"
    largeur = 1500
    aide = (
        "Une situation à la fois. L’identité reste masquée jusqu’à ce que vous la demandiez.\n\n"
        "F2\u00a0: montrer ou masquer l’identité. F3\u00a0: vider l’écran, puis y revenir. F6\u00a0: la personne choisie "
        "n’apporte pas d’information. Alt+Flèche droite et Alt+Flèche gauche\u00a0: situation suivante, précédente. "
        "Ctrl+Entrée\u00a0: enregistrer ce qui est tapé.\n\n"
        "Une situation ne s’ouvre que si chaque personne dans la salle y est admise. Sinon son nom s’affiche\u00a0: "
        "admettez-la, ou notez qu’elle sort. Les deux sont inscrits au journal."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.seance_id = ""
        self.lue: SeanceLue | None = None
        self.ref: Referentiel | None = None
        self.objet_id = ""
        self.situation: SituationComplete | None = None
        self.apport: ApportSaisie | None = None
        self.decision: DecisionSaisie | None = None
        self._montree = False
        self._oubli = QTimer(self)
        self._oubli.setSingleShot(True)
        self._oubli.setInterval(MONTREE_MS)
        self._oubli.timeout.connect(self._mask)
        self._rythme = 1
        self.setStyleSheet(GRAND)
        self.noir = self.add_head_button(Button("Vider l’écran (F3)", "gsn_mode_noir", self.blank))
        self.quitter = self.add_head_button(
            Button("&Quitter le mode séance", "gsn_mode_quitter", self.leave_mode)
        )
        self.vide = Label("Écran vidé. F3 pour revenir.", "sous_titre")
        self.vide.setObjectName("gsn_mode_vide")
        self.vide.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.vide.hide()
        self.corps.addWidget(self.vide)
        self.page = QWidget()
        self.colonne = QVBoxLayout(self.page)
        self.colonne.setContentsMargins(0, 0, 0, 0)
        self.colonne.setSpacing(16)
        self.corps.addWidget(self.page)
        self.corps.addStretch(1)
        self.points = QVBoxLayout()
        self.colonne.addLayout(self.points)
        self._build_identity()
        self.garde = GardeSection()
        self.colonne.addWidget(self.garde)
        self.corps_point = QVBoxLayout()
        self.colonne.addLayout(self.corps_point)
        for keys, gesture in (
            ("F2", self.toggle_identity),
            ("F3", self.blank),
            ("F6", self._nothing),
            ("Alt+Right", partial(self._step, 1)),
            ("Alt+Left", partial(self._step, -1)),
        ):
            QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(gesture)

    def _build_identity(self) -> None:
        self.bandeau = Card()
        rangee = QHBoxLayout()
        mots = QVBoxLayout()
        self.identite = Label("", "titre")
        self.identite.setObjectName("gsn_mode_identite")
        self.attributs = Label("", "indication")
        self.attributs.setObjectName("gsn_mode_attributs")
        mots.addWidget(self.identite)
        mots.addWidget(self.attributs)
        rangee.addLayout(mots, 1)
        self.montrer = Button(
            "Montrer l’identité (F2)", "gsn_mode_montrer", self.toggle_identity, icone="oeil"
        )
        rangee.addWidget(self.montrer, 0, Qt.AlignmentFlag.AlignVCenter)
        self.bandeau.corps.addLayout(rangee)
        self.colonne.addWidget(self.bandeau)
        self.bandeau.hide()

    # -- reading ---------------------------------------------------------------------------------

    def open_objet(self, objet_id: str) -> None:
        """Another séance: nothing of the former one stays on screen."""
        if objet_id != self.seance_id:
            self._clear_point()
            self.objet_id = ""
        self.seance_id = objet_id

    def refresh(self) -> None:
        """Enter the mode and read the agenda; the situation on screen stays."""
        if not self.seance_id:
            self.context.go("seances")
            return
        self.context.seance_changed.emit(True)
        self.context.run(load_mode, self.seance_id, on_success=self._show, on_error=self.show_error)

    def _show(self, lu: tuple[SeanceLue, Referentiel, int]) -> None:
        self.lue, self.ref, self._rythme = lu
        self._show_points()
        if self.objet_id and self.situation is not None:
            self.go(self.objet_id)  # presence may have changed meanwhile: the same question again
        elif not self.objet_id:
            self._show_welcome()

    def _points(self) -> list[PointOrdre]:
        found = self.lue.seance.points if self.lue is not None else ()
        return [p for p in found if p.etat is not EtatPoint.EFFACE]

    def _show_points(self) -> None:
        clear_layout(self.points)
        if self.lue is None:
            return
        seance = self.lue.seance
        self.title_label.setText(f"Séance {word_jour(seance)}" if seance.tenue_le else "Séance")
        boutons = []
        for rang, point in enumerate(self._points()):
            seen = " ✓" if point.etat is EtatPoint.EXAMINE else ""
            here = point.objet_id == self.objet_id
            kind = Chip if here else Button
            bouton = kind(f"{rang + 1}{seen}", f"gsn_mode_point_{rang}", partial(self.go, point.objet_id))
            word = "examinée" if seen else "à examiner"
            bouton.setAccessibleName(f"Situation {rang + 1}, {word}{', à l’écran' if here else ''}")
            bouton.setMinimumSize(56, 40)
            boutons.append(bouton)
        if boutons:
            self.points.addWidget(FlowRow(*boutons))

    def _show_welcome(self) -> None:
        self._clear_point()
        count = len(self._points())
        text = (
            "Choisissez la première situation."
            if count
            else "L’ordre du jour est vide\u00a0: quittez ce mode pour l’établir."
        )
        carte = Card()
        carte.corps.addWidget(subtitle(text))
        if count:
            carte.corps.addWidget(
                hint("Les situations portent ici leur numéro à l’ordre du jour. Les noms restent masqués.")
            )
            carte.corps.addLayout(
                _aside(PrimaryButton("&Commencer", "gsn_mode_commencer", partial(self._step, 1)))
            )
        self.corps_point.addWidget(carte)

    # -- one point -------------------------------------------------------------------------------

    def go(self, objet_id: str) -> None:
        """Ask for a point: the room is checked first, then the situation opens, identity masked."""
        self.flush()
        if objet_id != self.objet_id:
            self._clear_point()
        self.objet_id = objet_id
        self._mask()
        self.banner.clear()
        self.context.run(
            go_to_point, self.seance_id, objet_id, on_success=partial(self._arrive, objet_id), on_error=self._refused
        )  # fmt: skip

    def _refused(self, error: GsnError) -> None:
        self._clear_point()
        self._show_points()
        self.show_error(error)

    def _arrive(self, objet_id: str, arrivee: Arrivee) -> None:
        if objet_id != self.objet_id:
            return
        self.lue = arrivee.lue
        self._show_points()
        if arrivee.situation is None:
            self._clear_point()
            self._show_guard(arrivee.non_admis)
        else:
            self._show_situation(arrivee.situation)

    def _show_guard(self, non_admis: list[NonAdmis]) -> None:
        target = self.lue.situations.get(self.objet_id, "") if self.lue is not None else ""
        self.garde.show_guard(
            non_admis,
            admettre=partial(self._admit, target) if target else None,
            sortir=lambda membre_id: self._answer(step_out, self.seance_id, self.objet_id, [membre_id]),
        )

    def _admit(self, situation_id: str, membre_id: str) -> None:
        self._answer(admit_membre, situation_id, membre_id, "séance")

    def _answer(self, action: Callable[..., object], *args: object) -> None:
        """Admit or let out, then ask again."""
        self.context.run(
            action, *args, on_success=lambda _done: self.go(self.objet_id), on_error=self.show_error
        )

    def _show_situation(self, situation: SituationComplete) -> None:
        again = self.situation is not None and self.situation.id == situation.id and self.apport is not None
        self.situation = situation
        self.garde.hide()
        self._mask()
        self.bandeau.show()
        if again:
            self._show_said()
            return
        clear_layout(self.corps_point)
        colonnes = TwoColumns(SEUIL_DEUX)
        self.dit = DitSection()
        room = self.lue.seance.in_room(self.objet_id) if self.lue is not None else ()
        ref = self.ref
        if ref is None or self.lue is None:
            return
        voix = [(m, ref.membre(m)) for m in room]
        lecteurs = [(m, ref.membre(m)) for m in readers_of(situation)]
        self.apport = ApportSaisie(
            self.context, self.seance_id, self.objet_id, situation.id, voix=voix, lecteurs=lecteurs
        )
        self.decision = DecisionSaisie(
            self.context, self.seance_id, self.objet_id, situation.id, ref=ref, voix=voix,
            prochaine=next_day(self.lue.seance.tenue_le, self._rythme),
        )  # fmt: skip
        self.drafts = [self.apport.draft, self.decision.draft]
        for saisie in (self.apport, self.decision):
            saisie.saved.connect(self._saved)
        colonnes.gauche.addWidget(self.apport)
        colonnes.gauche.addWidget(self.dit)
        colonnes.droite.addWidget(self.decision)
        suivante = Button("Situation &suivante", "gsn_mode_suivante", partial(self._step, 1), icone="suite")
        colonnes.droite.addLayout(_aside(suivante))
        self.corps_point.addWidget(colonnes)
        self._show_said()
        self.apport.form.rows["dit_par"].field.setFocus()

    def _show_said(self) -> None:
        if self.situation is not None and self.ref is not None:
            self.dit.show_said(self.situation, self.ref)

    def _saved(self, phrase: str) -> None:
        self.context.tell(phrase)
        montree = self._montree
        self.context.run(
            go_to_point, self.seance_id, self.objet_id,
            on_success=partial(self._after_entry, self.objet_id, montree), on_error=self._refused,
        )  # fmt: skip

    def _after_entry(self, objet_id: str, montree: bool, arrivee: Arrivee) -> None:
        self._arrive(objet_id, arrivee)
        if montree and objet_id == self.objet_id:
            self.toggle_identity()

    def _clear_point(self) -> None:
        """Nothing of a situation stays on screen; what was being typed is a draft."""
        self.flush()
        self.drafts = []
        self.apport = self.decision = None
        self.situation = None
        clear_layout(self.corps_point)
        self.garde.hide()
        self.bandeau.hide()
        self._mask()

    # -- keys ------------------------------------------------------------------------------------

    def toggle_identity(self) -> None:
        """F2: show the identity, or mask it again."""
        if self._montree or self.situation is None or self.situation.personne is None:
            self._mask()
            return
        qui = self.situation.personne
        self._montree = True
        self._oubli.start()
        self.identite.setText(f"{qui.prenom} {qui.nom}")
        self.montrer.setText("Masquer l’identité (F2)")

    def _mask(self) -> None:
        self._montree = False
        self._oubli.stop()
        rang = next((n for n, p in enumerate(self._points(), 1) if p.objet_id == self.objet_id), 0)
        self.identite.setText(f"Situation {rang}" if rang else "")
        self.montrer.setText("Montrer l’identité (F2)")
        attributs = ""
        if self.situation is not None and self.ref is not None:
            quoi, qui = self.situation.typologie, self.situation.personne
            parts = [format_age(qui.date_naissance, today())] if qui is not None else []
            parts += [self.ref.code(quoi.motif)] if quoi is not None else []
            attributs = " · ".join(part for part in parts if part)
        self.attributs.setText(attributs)

    def blank(self) -> None:
        """F3: an empty screen, identity masked; F3 again brings the page back."""
        hidden = self.vide.isHidden()
        self._mask()
        self.page.setVisible(not hidden)
        self.vide.setVisible(hidden)
        self.noir.setText("Revenir (F3)" if hidden else "Vider l’écran (F3)")

    def _nothing(self) -> None:
        if self.apport is not None and not self.page.isHidden():
            self.apport.note_nothing()

    def _step(self, pas: int) -> None:
        points = [p.objet_id for p in self._points()]
        if not points or self.page.isHidden():
            return
        here = points.index(self.objet_id) if self.objet_id in points else -1 if pas > 0 else 0
        target = here + pas
        if 0 <= target < len(points):
            self.go(points[target])

    def leave_mode(self) -> None:
        """Back to the page of the séance: nothing of a situation stays behind."""
        self._clear_point()
        self.objet_id = ""
        if not self.vide.isHidden():
            self.blank()
        self.context.seance_changed.emit(False)
        self.context.go("seance", self.seance_id)
