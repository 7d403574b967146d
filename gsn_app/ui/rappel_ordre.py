"""The board of the rappels à l'ordre: one card a stage, each line with its age, the late ones said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.rappel_feuille import list_attentes, print_relance
from gsn_app.actions.rappel_ordre import RappelResume, list_rappels
from gsn_app.actions.registre_rappel import list_registre
from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre import LIBELLES_ETAT, EtatRappel
from gsn_app.domain.rappel_ordre_valeur import Reponse
from gsn_app.domain.registre_rappel import LigneRegistre
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.grille import CardGrid
from gsn_app.ui.kit.label import Label, format_count
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.section import Section
from gsn_app.ui.rappel_ordre_etape import word_attente
from gsn_app.ui.rappel_ordre_rapide import TAPER, AnswerLink, ReponseRapide
from gsn_app.ui.registre_rappel import RegistreSection
from gsn_app.ui.situation_referentiel import Referentiel, load_referentiel

if TYPE_CHECKING:
    from gsn_app.actions.impression import Feuille
    from gsn_app.actions.session import Session

#: stage → (title, what it waits for, states)
ETAPES: dict[str, tuple[str, str, frozenset[EtatRappel]]] = {
    "envoyer": (
        "À envoyer au parquet",
        "Fiches prêtes, pas encore parties.",
        frozenset({EtatRappel.PREPARE}),
    ),
    "parquet": (
        "Au parquet",
        "Rien ne se fait avant la réponse.",
        frozenset({EtatRappel.PARQUET_CONSULTE}),
    ),
    "possible": (
        "À convoquer",
        "Le parquet laisse agir le maire.",
        frozenset({EtatRappel.POSSIBLE, EtatRappel.REPORTE}),
    ),
    "entretien": ("Entretien prévu", "Le maire prononce de vive voix.", frozenset({EtatRappel.CONVOQUE})),
    "retour": (
        "Parquet à informer",
        "Le retour clôt la fiche.",
        frozenset({EtatRappel.PRONONCE, EtatRappel.NON_PRESENTE}),
    ),
    "clos": ("Clos", "Rien ne peut plus suivre.", frozenset({EtatRappel.ECARTE, EtatRappel.PARQUET_INFORME})),
}


Lu = tuple[list[RappelResume], Referentiel, list[LigneRegistre]]


def load_rappels(session: Session) -> Lu:
    """Read on the worker: the lines of the board, the words they need, the register of who keeps it."""
    rappels = list_rappels(session)
    lignes = list_registre(session) if session.permits(Acte.RAPPEL_ORDRE_REGISTRE) else []
    return rappels, load_referentiel(session, *{resume.fait for resume in rappels}), lignes


def print_relances(session: Session, instances: list[str]) -> list[Feuille]:
    """On the worker: one reminder for each body that has sheets past the delay."""
    return [print_relance(session, one) for one in instances if list_attentes(session, one)]


def word_age(resume: RappelResume) -> str:
    """How long the sheet has been where it is."""
    if resume.attente_jours is not None:
        return f"sans réponse {word_attente(resume.attente_jours)}"
    return word_attente(resume.depuis_jours)


class RappelsScreen(Screen):
    """Six stages in the order of the path."""

    titre = "Rappels à l’ordre"
    largeur = 1500
    aide = (
        "Le rappel à l’ordre est un acte verbal du maire (CSI L132-7). Il suit toujours le même chemin\u00a0: la fiche "
        "part au parquet, le parquet répond, les partenaires sont consultés, la personne est convoquée, le maire "
        "prononce, le parquet est informé.\n\n"
        "Chaque carte est une étape\u00a0; chaque ligne dit depuis quand elle attend. Le silence du parquet ne vaut pas "
        "accord, sauf protocole enregistré.\n\n"
        "Un rappel à l’ordre se prépare depuis la page de la situation\u00a0; celui d’un adulte, depuis cet écran."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.relances = Banner("alerte", nom="gsn_rappels_relances")
        self.corps.addWidget(self.relances)
        self.grille = CardGrid("gsn_rappels_grille")
        self.corps.addWidget(self.grille)
        self.vide = EmptyState(
            "rappel",
            "Aucun rappel à l’ordre",
            "Il se prépare depuis la page d’une situation, et commence toujours par le parquet.",
            Button("Voir les &situations", "gsn_rappels_situations", lambda: context.go("situations")),
        )
        self.vide.hide()
        self.corps.addWidget(self.vide)
        self.registre = RegistreSection()
        self.corps.addWidget(self.registre)
        self.corps.addStretch(1)
        self.relancer = self.add_head_button(
            Button("Imprimer la &relance…", "gsn_rappels_relancer", self.remind, icone="imprimante")
        )
        self.adulte = self.add_head_button(
            Button(
                "Rappel pour un a&dulte…",
                "gsn_rappels_adulte",
                lambda: context.go("rappel_adulte"),
                icone="plus",
            )
        )
        session = context.session
        self.adulte.setVisible(session.permits(Acte.RAPPEL_ORDRE_ADULTE_PREPARE))
        self.registre.setVisible(session.permits(Acte.RAPPEL_ORDRE_REGISTRE))
        self.relancer.hide()

    def refresh(self) -> None:
        """Read the board again."""
        self.context.run(load_rappels, on_success=self._show, on_error=self.show_error)

    def remind(self) -> None:
        """Print the reminder of each body this member coordinates; what came out is told by the preview."""
        session = self.context.session
        bodies = [i.id for i in session.instances if session.permits(Acte.RAPPEL_ORDRE_REGISTRE, i.id)]
        self.context.run(
            print_relances,
            bodies,
            on_success=self._print,
            on_error=self.show_error,
            boutons=(self.relancer,),
        )

    def _print(self, feuilles: list[Feuille]) -> None:
        if feuilles:
            self.context.print_sheet(feuilles[0], lambda _sortie: self._print(feuilles[1:]))

    def _show(self, lu: Lu) -> None:
        rappels, ref, numeros = lu
        tard = sum(resume.relance for resume in rappels)
        self.relancer.setVisible(tard > 0 and self.context.session.permits(Acte.RAPPEL_ORDRE_REGISTRE))
        self.registre.show_registre(numeros)
        self.relances.announce(
            "alerte",
            f"{format_count(tard, 'fiche-navette', 'fiches-navettes')} à relancer\u00a0: le délai de réponse est passé."
            if tard
            else "",
        )
        self.vide.setVisible(not rappels)
        self.grille.setVisible(bool(rappels))
        cartes: list[QWidget] = []
        for code, (titre, explication, etats) in ETAPES.items():
            lignes = [r for r in rappels if EtatRappel(r.etat) in etats]
            carte = Section(f"gsn_rappels_{code}", f"{titre} ({len(lignes)})")
            if code == "parquet" and self.context.session.permits(Acte.RAPPEL_ORDRE_REPONSE_PARQUET):
                explication = TAPER
            carte.add_empty(explication if lignes else "Rien à cette étape.")
            lignes.sort(key=lambda r: -(r.attente_jours if r.attente_jours is not None else r.depuis_jours))
            for rang, resume in enumerate(lignes):
                carte.add(self._build_line(f"gsn_rappels_{code}_{rang}", resume, ref), filet=rang > 0)
            cartes.append(carte)
        self.grille.show_cards(cartes)

    def _build_link(self, qui: str, nom: str, resume: RappelResume) -> LinkButton:
        def show() -> None:
            self.context.go("rappel_ordre", resume.id)

        waits = EtatRappel(resume.etat) is EtatRappel.PARQUET_CONSULTE
        if not waits or not self.context.session.permits(Acte.RAPPEL_ORDRE_REPONSE_PARQUET):
            return LinkButton(qui, nom, show)
        return AnswerLink(qui, nom, show, lambda reponse: self.answer(resume, reponse))

    def answer(self, resume: RappelResume, reponse: Reponse) -> None:
        """Type the paper back: A or B was pressed on its line."""
        rapide = ReponseRapide(self, self.context, resume, reponse)
        rapide.recorded.connect(self.refresh)
        rapide.open()

    def _build_line(self, nom: str, resume: RappelResume, ref: Referentiel) -> QWidget:
        ligne = QWidget()
        colonne = QVBoxLayout(ligne)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(1)
        qui = f"{resume.nom} {resume.prenom}"
        ouvrir = self._build_link(qui, nom, resume)
        ouvrir.setAccessibleName(f"Ouvrir la fiche de {qui}, {LIBELLES_ETAT[EtatRappel(resume.etat)]}")
        colonne.addWidget(ouvrir, 0, Qt.AlignmentFlag.AlignLeft)
        mots = [LIBELLES_ETAT[EtatRappel(resume.etat)], word_age(resume)]
        if resume.adulte:
            mots.append("adulte")
        if resume.numero:
            mots.insert(0, f"n°\u00a0{resume.numero}")
        colonne.addWidget(Label(ref.code(resume.fait)))
        age = Label(" · ".join(mots), "indication")
        age.setObjectName(f"{nom}_age")
        colonne.addWidget(age)
        if resume.relance:
            colonne.addWidget(Label("À relancer", "faute"))
        return ligne
