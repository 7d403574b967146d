"""The screens of the main window, in sidebar order: one line each, added by whoever writes a screen.

To add a screen: write ``class XxxScreen(Screen)`` in its own module and add one ``ScreenEntry`` below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gsn_app.domain.acte import Acte
from gsn_app.ui.accueil import AccueilScreen
from gsn_app.ui.actes_maire import ActesMaireScreen
from gsn_app.ui.cddf import CddfScreen
from gsn_app.ui.conservation import ConservationScreen
from gsn_app.ui.demande_droit import DemandeDroitScreen
from gsn_app.ui.fusion import FusionScreen
from gsn_app.ui.import_tableau import ImportScreen
from gsn_app.ui.instance import InstancesScreen
from gsn_app.ui.journal import JournalScreen
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.membre import MembreScreen
from gsn_app.ui.rappel_adulte import AdulteScreen
from gsn_app.ui.rappel_ordre import RappelsScreen
from gsn_app.ui.rappel_ordre_fiche import RappelScreen
from gsn_app.ui.rappel_ordre_preparation import PreparationScreen
from gsn_app.ui.rapport import RapportScreen
from gsn_app.ui.reglage import ReglageScreen
from gsn_app.ui.saisine import SaisineScreen
from gsn_app.ui.saisine_liste import SaisinesScreen
from gsn_app.ui.sauvegarde import SauvegardeScreen
from gsn_app.ui.seance import SeancesScreen
from gsn_app.ui.seance_mode import SeanceModeScreen
from gsn_app.ui.seance_page import SeanceScreen
from gsn_app.ui.situation import SituationScreen
from gsn_app.ui.situation_liste import SituationsScreen
from gsn_app.ui.tableau_bord import TableauScreen
from gsn_app.ui.transaction import TransactionScreen
from gsn_app.ui.transaction_preparation import TransactionAdulteScreen
from gsn_app.ui.transfert import TransfertsScreen

if TYPE_CHECKING:
    from gsn_app.actions.session import Session


@dataclass(frozen=True)
class ScreenEntry:
    """One screen: ``nom`` for ``context.go``, ``libelle`` (with mnemonic) and icon for the sidebar."""

    nom: str
    libelle: str
    icone: str
    build: Callable[[Context], Screen]
    #: False for a screen reached from another one (the page of a situation)
    barre: bool = True
    #: line of the sidebar lit while such a screen is shown
    sous: str = ""
    visible: Callable[[Session], bool] = lambda _session: True


def _sees_situations(session: Session) -> bool:
    return session.permits(Acte.SITUATION_CONSULTEE)


def _brings(session: Session) -> bool:
    return session.permits(Acte.SAISINE_DEPOSEE)


def _sees_seances(session: Session) -> bool:
    return session.permits(Acte.SEANCE_DEMANDEE) or session.permits(Acte.SEANCE_CONSULTEE)


def _holds_seances(session: Session) -> bool:
    return session.permits(Acte.SEANCE_POINT)


def _sees_rappels(session: Session) -> bool:
    return session.permits(Acte.RAPPEL_ORDRE_CONSULTE)


def _sees_actes(session: Session) -> bool:
    return session.permits(Acte.TRANSACTION_CONSULTEE)


def _makes_report(session: Session) -> bool:
    return session.permits(Acte.RAPPORT_PREPARE)


def _keeps(session: Session) -> bool:
    return session.permits(Acte.CONSERVATION_CONSULTEE)


def _answers(session: Session) -> bool:
    return session.permits(Acte.DEMANDE_DROIT_CONSULTEE)


def _sets_up(session: Session) -> bool:
    return session.permits(Acte.REGLAGES_MODIFIES)


def _imports(session: Session) -> bool:
    return session.permits(Acte.IMPORT_FAIT)


def _saves(session: Session) -> bool:
    return session.permits(Acte.SAUVEGARDE_FAITE)


def list_screens() -> tuple[ScreenEntry, ...]:
    """Every screen, in sidebar order; the first one shown is the home."""
    return (
        ScreenEntry("accueil", "À &faire", "accueil", AccueilScreen),
        ScreenEntry("situations", "&Situations", "situations", SituationsScreen, visible=_sees_situations),
        ScreenEntry("situation", "", "situations", SituationScreen, barre=False, sous="situations"),
        ScreenEntry("fusion", "", "situations", FusionScreen, barre=False, sous="situations"),
        ScreenEntry("transferts", "", "situations", TransfertsScreen, barre=False, sous="instances"),
        ScreenEntry("saisines", "S&aisines", "saisine", SaisinesScreen, visible=_brings),
        ScreenEntry("saisine", "", "saisine", SaisineScreen, barre=False, sous="saisines", visible=_brings),
        ScreenEntry("seances", "S&éances", "seance", SeancesScreen, visible=_sees_seances),
        ScreenEntry("seance", "", "seance", SeanceScreen, barre=False, sous="seances", visible=_sees_seances),
        ScreenEntry(
            "seance_mode", "", "seance", SeanceModeScreen, barre=False, sous="seances", visible=_holds_seances
        ),
        ScreenEntry("rappels", "&Rappels à l’ordre", "rappel", RappelsScreen, visible=_sees_rappels),
        ScreenEntry("rappel_ordre", "", "rappel", RappelScreen, barre=False, sous="rappels"),
        ScreenEntry("rappel_preparation", "", "rappel", PreparationScreen, barre=False, sous="rappels"),
        ScreenEntry("rappel_adulte", "", "rappel", AdulteScreen, barre=False, sous="rappels"),
        ScreenEntry("actes_maire", "&Transactions, CDDF", "rappel", ActesMaireScreen, visible=_sees_actes),
        ScreenEntry("transaction", "", "rappel", TransactionScreen, barre=False, sous="actes_maire"),
        ScreenEntry(
            "transaction_adulte", "", "rappel", TransactionAdulteScreen, barre=False, sous="actes_maire"
        ),
        ScreenEntry("cddf", "", "rappel", CddfScreen, barre=False, sous="actes_maire"),
        ScreenEntry("conservation", "&Conservation", "horloge", ConservationScreen, visible=_keeps),
        ScreenEntry("droits", "&Droits des personnes", "bouclier", DemandeDroitScreen, visible=_answers),
        ScreenEntry("tableau_bord", "Tableau de &bord", "tableau", TableauScreen, visible=_sees_situations),
        ScreenEntry("rapport", "Ra&pport", "rapport", RapportScreen, visible=_makes_report),
        ScreenEntry("instances", "&Instances", "instances", InstancesScreen),
        ScreenEntry("membres", "&Membres et charte", "membres", MembreScreen),
        ScreenEntry("journal", "&Journal", "journal", JournalScreen),
        ScreenEntry("sauvegarde", "Sa&uvegardes", "enregistrer", SauvegardeScreen, visible=_saves),
        ScreenEntry("reglage", "Ré&glages", "maintenance", ReglageScreen, visible=_sets_up),
        ScreenEntry(
            "import", "", "situations", ImportScreen, barre=False, sous="situations", visible=_imports
        ),
    )
