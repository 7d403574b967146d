"""« À faire », the home: what needs the member, by urgency, one gesture away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.actions.accueil import Tache, list_taches
from gsn_app.domain.acte import Acte
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context, tell_last_session
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.icon import IconView
from gsn_app.ui.kit.label import Label, format_count, format_date
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.section import Section, clear_layout
from gsn_app.ui.situation_ligne import parse_iso
from gsn_app.ui.situation_referentiel import today
from gsn_app.ui.theme import current_tones

#: urgency told by the action → (object name, title, icon)
GROUPES = {
    0: ("retard", "Sans attendre", "alerte"),
    1: ("bientot", "Bientôt", "horloge"),
    2: ("plus_tard", "Quand vous pourrez", "accueil"),
}
#: where an act named by a task is done, when the screen has another name
ECRANS = {"saisine": "saisines", "membre": "membres"}


def group_taches(taches: Sequence[Tache]) -> dict[int, list[Tache]]:
    """Tasks by urgency, in the order the action gave; empty groups left out, an unknown urgency comes last."""
    groupes: dict[int, list[Tache]] = {urgence: [] for urgence in GROUPES}
    for tache in taches:
        groupes[tache.urgence if tache.urgence in GROUPES else 2].append(tache)
    return {urgence: membres for urgence, membres in groupes.items() if membres}


def word_echeance(tache: Tache, jour: date) -> str:
    """« en retard de 3 jours », « aujourd’hui », « le 21 nov. 2026 »; a saisine says when it was deposited."""
    echeance = parse_iso(tache.echeance)
    if echeance is None:
        return ""
    mots = format_date(tache.echeance)
    if tache.genre == "saisine":
        return f"déposée le {mots}"
    if echeance == jour:
        return "aujourd’hui"
    if echeance < jour:
        return f"en retard de {format_count((jour - echeance).days, 'jour')} (le {mots})"
    return f"le {mots}"


class AccueilScreen(Screen):
    """The list of what waits; an empty one explains the next step."""

    titre = "À faire"
    aide = (
        "Cette page rassemble ce qui vous attend\u00a0: saisines à examiner, personnes à informer, mesures que vous "
        "avez prises en charge, fiches-navettes sans réponse, échéances de conservation, charte à signer, "
        "sauvegarde à faire.\n\n"
        "Chaque ligne mène à l’écran où l’acte se fait. Elle disparaît d’elle-même quand c’est fait.\n\n"
        "Clavier\u00a0: Tab d’une ligne à l’autre, Entrée ouvre. Ctrl+K cherche une situation, Ctrl+N dépose une "
        "saisine, Ctrl+L verrouille."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.head.addStretch(1)
        self.saisine = self.add_head_button(
            PrimaryButton(
                "&Nouvelle saisine", "gsn_accueil_saisine", lambda: context.go("saisine"), icone="plus"
            )
        )
        self.compte = Label("", "indication")
        self.compte.setObjectName("gsn_accueil_compte")
        self.corps.addWidget(self.compte)
        self.liste = QVBoxLayout()
        self.liste.setSpacing(16)
        self.corps.addLayout(self.liste)
        self.situations = Button(
            "Voir les &situations", "gsn_accueil_situations", lambda: context.go("situations")
        )
        deposer = context.session.permits(Acte.SAISINE_DEPOSEE)
        consulter = context.session.permits(Acte.SITUATION_CONSULTEE)
        conseils = [
            "Une situation vous préoccupe\u00a0? Déposez une saisine (Ctrl+N)." if deposer else "",
            "Retrouvez celles qui vous sont ouvertes avec Ctrl+K." if consulter else "",
        ]
        self.vide = EmptyState(
            "succes", "Rien ne vous attend", " ".join(filter(None, conseils)), self.situations
        )
        self.vide.setObjectName("gsn_accueil_vide")
        self.vide.hide()
        self.corps.addWidget(self.vide)
        self.derniere = Label("", "indication")
        self.derniere.setObjectName("gsn_accueil_derniere_session")
        self.corps.addWidget(self.derniere)
        self.corps.addStretch(1)
        self.saisine.setVisible(deposer)
        self.situations.setVisible(consulter)
        self.taches: list[Tache] = []

    def refresh(self) -> None:
        """Read what waits."""
        self.derniere.setText(tell_last_session(self.context.etat))
        self.derniere.setVisible(bool(self.derniere.text()))
        self.context.run(list_taches, on_success=self._show, on_error=self.show_error)

    def _show(self, taches: list[Tache]) -> None:
        self.taches = taches
        clear_layout(self.liste)
        self.vide.setVisible(not taches)
        self.compte.setVisible(bool(taches))
        self.compte.setText(f"{format_count(len(taches), 'chose')} à faire.")
        rang = 0
        for urgence, membres in group_taches(taches).items():
            nom, titre, icone = GROUPES[urgence]
            groupe = Section(f"gsn_accueil_{nom}", f"{titre} ({len(membres)})")
            for place, tache in enumerate(membres):
                groupe.add(self._build_line(rang, tache, icone, late=urgence == 0), filet=place > 0)
                rang += 1
            self.liste.addWidget(groupe)

    def _build_line(self, rang: int, tache: Tache, icone: str, *, late: bool) -> QWidget:
        ligne = QWidget()
        rangee = QHBoxLayout(ligne)
        rangee.setContentsMargins(0, 2, 0, 2)
        rangee.setSpacing(14)
        tones = current_tones()
        haut = Qt.AlignmentFlag.AlignVCenter
        rangee.addWidget(IconView(icone, 20, tones.danger if late else tones.accent), 0, haut)
        mots = QVBoxLayout()
        mots.setSpacing(1)
        libelle = Label(tache.libelle, "etiquette")
        libelle.setObjectName(f"gsn_accueil_tache_{rang}")
        mots.addWidget(libelle)
        dessous = [tache.detail] if tache.detail else []
        if quand := word_echeance(tache, today()):
            dessous.append(quand)
        if dessous:
            mots.addWidget(Label(" · ".join(dessous), "indication"))
        rangee.addLayout(mots, 1)
        if tache.ecran:
            ouvrir = Button("Ouvrir", f"gsn_accueil_ouvrir_{rang}", lambda: self.open_tache(tache))
            ouvrir.setAccessibleName(f"Ouvrir\u00a0: {tache.libelle}")
            rangee.addWidget(ouvrir, 0, haut)
        return ligne

    def open_tache(self, tache: Tache) -> None:
        """Go where the act is done."""
        self.context.go(ECRANS.get(tache.ecran, tache.ecran), tache.objet_id)
