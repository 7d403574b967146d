"""The session process: sets Qt up, shows the opening, then the main window, and ends at the lock.

It ends with exit code 75 when it was locked: the supervisor, which holds no key, starts it again and the
login comes back. Nothing but the end of the process really wipes keys from memory.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from gsn_app.config import KDF, KdfPolicy
from gsn_app.poste import end_now, end_within
from gsn_app.ui.chargement import Chargement
from gsn_app.ui.code_session import CodePage, CodeSession
from gsn_app.ui.kit.context import Context, tell_last_session
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.ouverture import OuverturePage
from gsn_app.ui.ramassage import Ramassage
from gsn_app.ui.singleton import keep_singletons
from gsn_app.ui.theme import apply_theme, install_fonts
from gsn_app.ui.verrou import Veille, Voile, boot_seconds
from gsn_app.ui.verrou_systeme import SystemLock

if TYPE_CHECKING:
    from gsn_app.actions.impression import Feuille
    from gsn_app.actions.session import Session
    from gsn_app.ui.fenetre import MainWindow

SORTIE_VERROU = 75
#: from the lock to the end of the process, drafts and closing entry written or not, in seconds
FIN_VERROU = 0.5
#: longest wait before the session is given up when nothing else ends the process, in milliseconds
ATTENTE_FERMETURE_MS = 3000


def make_application(*, sombre: bool | None = None) -> QApplication:
    """The ``QApplication``: French everywhere, bundled font, our palette; Qt's own arguments are ignored."""
    keep_singletons()
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Suivi nominatif")
    app.setApplicationDisplayName("")
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    translator = QTranslator(app)
    if translator.load("qtbase_fr", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    if not app.findChildren(Ramassage):
        Ramassage(app)
    install_fonts()
    apply_theme(app, sombre=sombre)
    return app


class SessionFlow(QObject):
    """From the login to the end; ``on_end`` receives the exit code, ``on_lock`` is called at the first gesture of a lock.

    ``clock`` is what the idle watch reads, in seconds.
    """

    def __init__(
        self, dossier: Path | None, poste: Path | None, kdf: KdfPolicy, on_end: Callable[[int], object],
        on_lock: Callable[[], object] | None = None, clock: Callable[[], float] = boot_seconds,
    ) -> None:  # fmt: skip
        super().__init__()
        self._clock = clock
        self._poste = poste
        self._kdf = kdf
        self._on_end = on_end
        self._on_lock = on_lock
        self._ended = False
        self._locking = False
        self.context: Context | None = None
        self.operations = Operations()
        self.window: MainWindow | None = None
        self.veille: Veille | None = None
        self.voile: Voile | None = None
        self.system_lock = SystemLock()
        self.accueil = QStackedWidget()
        self.accueil.setObjectName("gsn_accueil")
        self.accueil.setWindowTitle("Suivi nominatif — ouverture")
        self.accueil.resize(900, 720)
        self.ouverture = OuverturePage(self.operations, dossier, poste, kdf)
        self.ouverture.opened.connect(self._choose_code)
        self.ouverture.creation_asked.connect(self._create)
        self.ouverture.restauration_asked.connect(self._restore)
        self.ouverture.recuperation_asked.connect(self._recover)
        self._show(self.ouverture)
        self.accueil.show()
        self.chargement = Chargement(self)

    def _show(self, page: QWidget) -> None:
        if self.accueil.indexOf(page) < 0:
            self.accueil.addWidget(page)
        self.accueil.setCurrentWidget(page)

    def _create(self) -> None:
        from gsn_app.ui.creation import CreationPage

        creation = CreationPage(self.operations, self._poste, self._kdf)
        creation.created.connect(self._choose_code)
        creation.abandoned.connect(lambda: self._show(self.ouverture))
        self._show(creation)

    def _restore(self) -> None:
        from gsn_app.ui.restauration import RestaurationPage

        page = RestaurationPage(self.operations, self._poste, self._kdf)
        page.done.connect(self.ouverture.offer)
        page.left.connect(lambda: self._show(self.ouverture))
        page.parts_asked.connect(self._restore_with_parts)
        self._show(page)

    def _restore_with_parts(self) -> None:
        from gsn_app.ui.restauration_parts import RestaurationPartsPage

        page = RestaurationPartsPage(self.operations, self._poste, self._kdf)
        page.restored.connect(self._offer)
        page.abandoned.connect(lambda: self._show(self.ouverture))
        self._show(page)

    def _offer(self, dossier: Path) -> None:
        self.ouverture.offer(dossier)
        self._show(self.ouverture)
        self.accueil.activateWindow()

    def _recover(self, dossier: Path) -> None:
        from gsn_app.ui.recuperation import RecuperationPage

        page = RecuperationPage(self.operations, dossier, self._poste, self._kdf)
        page.recovered.connect(self._choose_code)
        page.abandoned.connect(lambda: self._show(self.ouverture))
        self._show(page)

    def _choose_code(self, session: Session) -> None:
        context = self.context = Context(session, self.operations, self._poste, self._kdf)
        page = CodePage(tell_last_session(context.etat))
        self._watch(session)
        page.chosen.connect(lambda code: self._enter(context, code))
        self._show(page)
        page.field.control.setFocus()

    def _watch(self, session: Session) -> None:
        """From the passphrase on, keys are in memory: idle time counts already while the code is chosen."""
        delais = session.charte.delais
        self.veille = Veille(
            voile=60 * delais.masquage_minutes, verrou=60 * delais.verrouillage_minutes,
            seance=60 * delais.verrouillage_seance_minutes, clock=self._clock,
        )  # fmt: skip
        self.veille.locked.connect(self.lock)
        self.veille.start()
        self.system_lock.locked.connect(self.lock)
        self.system_lock.start()

    def _enter(self, context: Context, code: CodeSession) -> None:
        from gsn_app.ui.fenetre import MainWindow
        from gsn_app.ui.registre import list_screens

        context.sheet_ready.connect(lambda feuille, done: self._print(context, feuille, done))
        window = MainWindow(context, list_screens())
        window.left.connect(self._end)
        window.lock_asked.connect(self.lock)
        self.window = window
        if self.veille is not None:
            self.veille.countdown.connect(window.show_countdown)
            self.veille.veiled.connect(lambda: self._veil(code))
            context.seance_changed.connect(self.veille.set_seance)
            self.veille.uncover()
        window.show()
        self.accueil.hide()
        window.activateWindow()

    def _print(self, context: Context, feuille: Feuille, on_done: Callable[[bool], object] | None) -> None:
        from gsn_app.ui.impression import PrintDialog

        dialogue = PrintDialog(self.window, context, feuille)
        if on_done is not None:
            dialogue.finished_with.connect(on_done)
        dialogue.open()

    def _veil(self, code: CodeSession) -> None:
        if self.window is None or self.veille is None:
            return
        self.voile = Voile(self.window, code)
        self.voile.lifted.connect(self.veille.uncover)
        self.voile.lock_asked.connect(self.lock)
        self.window.flush_drafts()
        self.voile.open()

    def lock(self) -> None:
        """Blank, flush, close; the process ends with code 75 even if an action never comes back."""
        if self.context is None or self._locking or self._ended:
            return
        self._locking = True
        self.operations.abandon()
        for shown in QApplication.topLevelWidgets():
            shown.hide()
        if self._on_lock is not None:
            self._on_lock()
        QTimer.singleShot(ATTENTE_FERMETURE_MS, lambda: self._end(True))
        if self.window is not None:
            self.window.leave(verrouillage=True)
            return
        self.operations.run(
            self.context.session.close, verrouillage=True,
            on_success=lambda _none: self._end(True), on_error=lambda _error: self._end(True),
        )  # fmt: skip

    def end_session(self) -> None:
        """Close the session if one is still open (the opening window was closed at the code page)."""
        if self.context is not None and not self._ended:
            self.operations.run(self.context.session.close)

    def _end(self, verrouillage: bool) -> None:
        if self._ended:
            return
        self._ended = True
        if self.veille is not None:
            self.veille.stop()
        self.operations.close(wait=False)
        self._on_end(SORTIE_VERROU if verrouillage else 0)


def run(
    dossier: Path | None = None,
    poste: Path | None = None,
    *,
    kdf: KdfPolicy = KDF,
    sombre: bool | None = None,
) -> int:
    """Show the opening and run until the end; returns 0, or 75 when the session was locked."""
    app = make_application(sombre=sombre)
    app.setQuitOnLastWindowClosed(True)
    flow = SessionFlow(dossier, poste, kdf, app.exit, lambda: end_within(FIN_VERROU, SORTIE_VERROU))
    code = app.exec()
    if code == SORTIE_VERROU:
        end_now(code)
    flow.end_session()
    flow.operations.close()
    return code
