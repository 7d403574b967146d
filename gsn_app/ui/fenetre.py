"""The main window: sidebar, header (commune, member, anchor), one stacked screen at a time, shortcuts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gsn_app.errors import GsnError
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import inform
from gsn_app.ui.kit.icon import IconView
from gsn_app.ui.kit.label import Label, set_tooltip
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.registre import ScreenEntry
from gsn_app.ui.sauvegarde_due import SauvegardeDue

LARGEUR_ETROITE = 900


class NavigationButton(Button):
    """One line of the sidebar; shows only its icon when the window is narrow."""

    genre = "navigation"

    def __init__(self, entree: ScreenEntry, on_click: Callable[[], object]) -> None:
        super().__init__(entree.libelle, f"gsn_aller_{entree.nom}", on_click, icone=entree.icone)
        self._libelle = entree.libelle
        self.setCheckable(True)
        self.setMinimumHeight(40)

    def set_narrow(self, narrow: bool) -> None:
        """Icon alone, or icon and words; the accessible name stays."""
        self.setText("" if narrow else self._libelle)
        set_tooltip(self, self._libelle.replace("&", "") if narrow else "")
        self._renew_icon()


class Header(QFrame):
    """Who works, for which commune, and how far the journal has gone."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("gsn_entete")
        self._context = context
        rangee = QHBoxLayout(self)
        rangee.setContentsMargins(28, 9, 20, 9)
        rangee.setSpacing(18)
        self.commune = Label("", "etiquette")
        self.commune.setObjectName("gsn_entete_commune")
        self.membre = Label("", "indication")
        self.membre.setObjectName("gsn_entete_membre")
        gauche = QVBoxLayout()
        gauche.setSpacing(0)
        gauche.addWidget(self.commune)
        gauche.addWidget(self.membre)
        rangee.addLayout(gauche, 1)
        self.icone = IconView("bouclier", 18)
        self.ancre = Label("", "indication", wrap=False)
        self.ancre.setObjectName("gsn_entete_ancre")
        rangee.addWidget(self.icone)
        rangee.addWidget(self.ancre)
        self.verrouiller = Button("&Verrouiller", "gsn_entete_verrouiller", icone="cadenas")
        set_tooltip(self.verrouiller, "Verrouiller maintenant (Ctrl+L). Ce que vous avez saisi est gardé.")
        rangee.addWidget(self.verrouiller)
        self.refresh()

    def refresh(self) -> None:
        """Show the state kept in the context (nothing is asked of the vault)."""
        session, etat = self._context.session, self._context.etat
        self.commune.setText(etat.commune + (" — démonstration" if etat.demonstration else ""))
        self.membre.setText(f"{session.membre.nom}, {session.membre.fonction}")
        self.ancre.setText(f"Ancre {session.ancre}")
        set_tooltip(
            self.ancre,
            "L’ancre résume tout le journal\u00a0: notée sur papier, elle prouve que rien n’a été effacé.",
        )

    def set_narrow(self, narrow: bool) -> None:
        """Leave room for the words on a narrow window: the anchor stays in the journal screen."""
        self.ancre.setVisible(not narrow)
        self.icone.setVisible(not narrow)


class MainWindow(QMainWindow):
    """Decides nothing: shows screens, passes shortcuts on, flushes drafts before leaving."""

    #: the session is closed; True when it was for a lock
    left = Signal(bool)
    #: Ctrl+L or « Verrouiller »
    lock_asked = Signal()

    def __init__(self, context: Context, entrees: tuple[ScreenEntry, ...]) -> None:
        super().__init__()
        self.setObjectName("gsn_fenetre")
        self.context = context
        self.entrees = {e.nom: e for e in entrees if e.visible(context.session)}
        self.screens: dict[str, Screen] = {}
        self._leaving = False
        #: True while a situation is discussed in a séance
        self._seance = False
        self.setWindowTitle("Suivi nominatif")
        self.resize(1240, 800)
        self.setMinimumSize(560, 360)
        self._build()
        self._bind()
        for nom in list(self.entrees)[:1]:
            self.show_screen(nom)
        self.sauvegardes.start(self._refresh_front)

    def _build(self) -> None:
        centre = QWidget()
        rangee = QHBoxLayout(centre)
        rangee.setContentsMargins(0, 0, 0, 0)
        rangee.setSpacing(0)
        self.barre = QFrame()
        self.barre.setObjectName("gsn_barre")
        self._colonne = QVBoxLayout(self.barre)
        self._colonne.setContentsMargins(12, 18, 12, 14)
        self._colonne.setSpacing(3)
        self.marque = Label("Suivi nominatif", "sous_titre", wrap=False)
        self.marque.setContentsMargins(10, 0, 0, 12)
        self._colonne.addWidget(self.marque)
        self.navigation: dict[str, NavigationButton] = {}
        groupe = QButtonGroup(self)
        groupe.setExclusive(True)
        for entree in self.entrees.values():
            if not entree.barre:
                continue
            bouton = NavigationButton(entree, partial(self.show_screen, entree.nom))
            groupe.addButton(bouton)
            self._colonne.addWidget(bouton)
            self.navigation[entree.nom] = bouton
        self._colonne.addStretch(1)
        rangee.addWidget(self.barre)
        droite = QVBoxLayout()
        droite.setSpacing(0)
        self.header = Header(self.context)
        droite.addWidget(self.header)
        self.banner = Banner("alerte", nom="gsn_fenetre_bandeau")
        self.banner.add_action(
            LinkButton("Signer la charte", "gsn_fenetre_charte", lambda: self.show_screen("membres"))
        )
        droite.addWidget(self.banner)
        self.sauvegardes = SauvegardeDue(self.context)
        droite.addWidget(self.sauvegardes.panneau)
        self.pile = QStackedWidget()
        droite.addWidget(self.pile, 1)
        self.notice = Label("", "indication")
        self.notice.setObjectName("gsn_fenetre_avis")
        self.notice.setContentsMargins(28, 4, 28, 8)
        self.notice.hide()
        droite.addWidget(self.notice)
        self._notice_timer = QTimer(self)
        self._notice_timer.setSingleShot(True)
        self._notice_timer.setInterval(6000)
        self._notice_timer.timeout.connect(self.notice.hide)
        rangee.addLayout(droite, 1)
        self.setCentralWidget(centre)
        self._centre = centre
        self._show_state()

    def _bind(self) -> None:
        self.context.navigated.connect(self.show_screen)
        self.context.seance_changed.connect(self._set_seance)
        self.context.told.connect(self._tell)
        self.context.state_changed.connect(self._show_state)
        self.context.operations.failed.connect(self.show_error)
        self.context.operations.busy_changed.connect(self._show_rest)
        self.header.verrouiller.clicked.connect(self.lock_asked)
        for sequence, gesture in (
            ("Ctrl+K", self.search),
            ("Ctrl+N", lambda: self.show_screen("saisine")),
            ("Ctrl+L", self.lock_asked.emit),
            ("F1", self.show_help),
            ("Ctrl+Q", self.close),
        ):
            QShortcut(QKeySequence(sequence), self).activated.connect(gesture)

    # -- screens -------------------------------------------------------------------------------

    def show_screen(self, nom: str, objet_id: str = "") -> None:
        """Bring a screen to the front, building it on its first visit."""
        entree = self.entrees.get(nom)
        if entree is None or self._leaving or (self._seance and nom != "seance_mode"):
            return
        previous = self.pile.currentWidget()
        if isinstance(previous, Screen):
            previous.flush()
        if nom not in self.screens:
            self.screens[nom] = entree.build(self.context)
            self.pile.addWidget(self.screens[nom])
        screen = self.screens[nom]
        self.pile.setCurrentWidget(screen)
        repere = entree.sous or nom
        if repere in self.navigation:
            self.navigation[repere].setChecked(True)
        titre = screen.titre
        self.setWindowTitle(f"{titre} — Suivi nominatif" if titre else "Suivi nominatif")
        if objet_id:
            screen.open_objet(objet_id)
        screen.refresh()

    def _set_seance(self, seance: bool) -> None:
        """Meeting mode: nothing but the situation discussed, not even the way out to another screen."""
        self._seance = seance
        for widget in (self.barre, self.header):
            widget.setVisible(not seance)

    def search(self) -> None:
        """Ctrl+K: the list of situations, focus in its search field."""
        self.show_screen("situations")
        current = self.pile.currentWidget()
        if isinstance(current, Screen):
            current.focus_search()

    def show_help(self) -> None:
        """F1: the help of the screen shown."""
        current = self.pile.currentWidget()
        if isinstance(current, Screen):
            aide = current.aide or "Cet écran n’a pas encore d’aide."
            inform(self, f"Aide\u00a0: {current.titre}", aide, nom="gsn_aide")

    def show_error(self, error: GsnError) -> None:
        """An error no screen took: shown in the screen in front."""
        current = self.pile.currentWidget()
        if isinstance(current, Screen):
            current.show_error(error)

    def _show_rest(self, busy: bool) -> None:
        """The queue came to rest: the anchor has moved."""
        if not busy:
            self.header.refresh()

    def _refresh_front(self) -> None:
        current = self.pile.currentWidget()
        if isinstance(current, Screen) and not self._leaving:
            current.refresh()

    def _tell(self, phrase: str) -> None:
        self.notice.setText(phrase)
        self.notice.show()
        self._notice_timer.start()

    def _show_state(self) -> None:
        self.header.refresh()
        signer = self.context.etat.charte_a_signer
        self.banner.announce(
            "alerte",
            "Vous n’avez pas encore signé la charte\u00a0: lisez-la et signez-la pour agir."
            if signer
            else "",
        )

    def show_countdown(self, secondes: int) -> None:
        """The last seconds before the window blanks; 0 erases the sentence."""
        if secondes:
            self._tell(f"L’écran se videra dans {secondes}\u00a0secondes si vous ne touchez à rien.")
        else:
            self.notice.hide()

    def flush_drafts(self) -> None:
        """Send every draft of every screen to the vault."""
        for screen in self.screens.values():
            screen.flush()

    # -- leaving -------------------------------------------------------------------------------

    def leave(self, *, verrouillage: bool) -> None:
        """Blank, save every draft, make a due backup unless locking, close; ``left`` is emitted when all is closed."""
        if self._leaving:
            return
        self._leaving = True
        self.flush_drafts()
        if verrouillage:
            self._centre.hide()
            self._close(verrouillage)
            return
        self.pile.hide()
        self.barre.setEnabled(False)
        self.sauvegardes.before_leaving(lambda: self._close(verrouillage))

    def _close(self, verrouillage: bool) -> None:
        self.context.operations.run(
            self.context.session.close,
            verrouillage=verrouillage,
            on_success=lambda _none: self._left(verrouillage),
            on_error=lambda _error: self._left(verrouillage),
        )

    def _left(self, verrouillage: bool) -> None:
        QTimer.singleShot(0, lambda: self.left.emit(verrouillage))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window closes the session first."""
        if not self._leaving:
            event.ignore()
            self.leave(verrouillage=False)
        else:
            event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the sidebar on a narrow window (200 % on a small screen)."""
        super().resizeEvent(event)
        narrow = event.size().width() < LARGEUR_ETROITE
        for bouton in self.navigation.values():
            bouton.set_narrow(narrow)
        self.marque.setVisible(not narrow)
        self.barre.setFixedWidth(72 if narrow else 226)
        self.header.set_narrow(narrow)
