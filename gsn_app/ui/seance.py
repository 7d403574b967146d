"""The séances: those to come and those held, where one is prepared or asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gsn_app.actions.seance import list_seances
from gsn_app.actions.situation import list_situations
from gsn_app.domain.acte import Acte
from gsn_app.domain.seance import EtatSeance, SeanceResume
from gsn_app.domain.situation import EtatSituation
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.label import Label, format_count
from gsn_app.ui.kit.table import Column, Table
from gsn_app.ui.kit.volet import VoletScreen
from gsn_app.ui.seance_mot import ETATS, word_genre, word_jour
from gsn_app.ui.seance_volet import DemanderVolet, PreparerVolet
from gsn_app.ui.situation_referentiel import Choix, Referentiel, load_referentiel

if TYPE_CHECKING:
    from gsn_app.actions.session import Session


def load_seances(session: Session) -> tuple[list[SeanceResume], Referentiel, Choix]:
    """Read on the worker: the séances, the words, the situations one may name in a request."""
    seances = list_seances(session) if session.permits(Acte.SEANCE_CONSULTEE) else []
    situations = list_situations(session) if session.permits(Acte.SITUATION_CONSULTEE) else []
    choix = [
        (s.id, f"{s.personne.nom} {s.personne.prenom}")
        for s in situations
        if s.typologie.etat is EtatSituation.OUVERTE
    ]
    return seances, load_referentiel(session), sorted(choix, key=lambda paire: paire[1])


class SeancesScreen(VoletScreen):
    """A table, the nearest séance first among those to come."""

    titre = "Séances"
    aide = (
        "Une séance se prépare (date, ordre du jour), s’ouvre (présences), se tient en mode séance, puis se clôt\u00a0: "
        "chacun reçoit un relevé de décisions qui ne contient que ce qu’il est admis à lire.\n\n"
        "Tout membre peut demander une séance urgente\u00a0; le coordonnateur en choisit la date.\n\n"
        "Une séance tenue sur papier s’enregistre après coup\u00a0: préparez-la à la date où elle a eu lieu.\n\n"
        "Clavier\u00a0: flèches pour choisir, Entrée pour ouvrir."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.referentiel: Referentiel | None = None
        self._situations: Choix = []
        self.demander = self.add_head_button(
            Button("&Demander une séance urgente…", "gsn_seances_demander", self._ask)
        )
        self.preparer = self.add_head_button(
            PrimaryButton("&Préparer une séance", "gsn_seances_preparer", self._prepare, icone="plus")
        )
        self.preparer.setVisible(context.session.permits(Acte.SEANCE_PREPAREE))
        self.demander.setVisible(context.session.permits(Acte.SEANCE_DEMANDEE))
        self.compte = Label("", "indication")
        self.compte.setObjectName("gsn_seances_compte")
        self.table: Table[SeanceResume] = Table("gsn_seances_table", "Séances", self._columns())
        self.table.opened.connect(lambda s: context.go("seance", s.id))
        explication = "Le coordonnateur les prépare ici. Chacun y trouve ensuite ses relevés de décisions."
        if not context.session.permits(Acte.SEANCE_CONSULTEE):
            explication = "Vous pouvez en demander une, urgente\u00a0; le coordonnateur vous convoquera."
        self.vide = EmptyState("seance", "Aucune séance", explication)
        for widget in (self.compte, self.table, self.vide):
            self.page_corps.addWidget(widget)
        self.table.hide()
        self.vide.hide()

    def _columns(self) -> list[Column[SeanceResume]]:
        def instance(seance: SeanceResume) -> str:
            return self.referentiel.instance(seance.instance_id) if self.referentiel else ""

        return [
            Column("Séance", word_genre, largeur=150),
            Column("Date", word_jour, lambda s: s.tenue_le or s.date or "9999", 230, etire=True),
            Column("Instance", instance, largeur=190, etire=True),
            Column("État", lambda s: ETATS[s.etat], largeur=180),
            Column("Présents", lambda s: str(len(s.presents) or ""), lambda s: len(s.presents), 95, chiffres=True),
            Column("Points", lambda s: str(s.points or ""), lambda s: s.points, 80, chiffres=True),
        ]  # fmt: skip

    def refresh(self) -> None:
        """Read the list again."""
        if self.volet is None:
            self.context.run(load_seances, on_success=self._show, on_error=self.show_error)

    def _show(self, lu: tuple[list[SeanceResume], Referentiel, Choix]) -> None:
        seances, self.referentiel, self._situations = lu
        over = {EtatSeance.CLOSE, EtatSeance.ANNULEE}
        coming = [s for s in seances if s.etat not in over]
        past = [s for s in reversed(seances) if s.etat in over]
        self.table.set_rows([*coming, *past])
        self.table.setMinimumHeight(min(520, 48 + 42 * max(2, len(seances))))
        self.table.setVisible(bool(seances))
        self.vide.setVisible(not seances)
        self.compte.setText(
            f"{format_count(len(coming), 'séance')} à tenir, {format_count(len(past), 'passée')}."
        )
        self.compte.setVisible(bool(seances))

    def _instances(self, acte: Acte) -> Choix:
        session = self.context.session
        return [(i.id, i.nom or i.type.value) for i in session.instances if session.permits(acte, i.id)]

    def _prepare(self) -> None:
        self.open_volet(
            PreparerVolet(self.context, self._instances(Acte.SEANCE_PREPAREE)),
            lambda seance_id: self.context.go("seance", str(seance_id)),
        )

    def _ask(self) -> None:
        instances = self._instances(Acte.SEANCE_DEMANDEE)
        self.open_volet(DemanderVolet(self.context, instances, self._situations))
