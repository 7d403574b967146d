"""Transactions and referrals to the CDDF in one list: what runs, until when, whose turn it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.cddf import CddfResume, list_cddf
from gsn_app.actions.transaction import TransactionResume, list_transactions
from gsn_app.domain.acte import Acte
from gsn_app.domain.cddf import CDDF
from gsn_app.domain.cddf_evenement import MotifCddf, libelle
from gsn_app.domain.transaction import TRANSACTION
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.grille import CardGrid
from gsn_app.ui.kit.label import Label, format_date
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.section import Section

if TYPE_CHECKING:
    from gsn_app.actions.session import Session

NATURES = {"nature_transaction.REP": "réparation", "nature_transaction.TNR": "travail"}


def load_actes(session: Session) -> tuple[list[TransactionResume], list[CddfResume]]:
    """Read on the worker."""
    return list_transactions(session), list_cddf(session)


def word_transaction(resume: TransactionResume) -> str:
    """« Proposée · travail, 15 h · jusqu’au 4 mai 2026 · adulte »."""
    nature = NATURES.get(resume.nature, "")
    mots = [
        TRANSACTION.libelles_etat[resume.etat],
        f"{nature}, {resume.heures}\u00a0h" if resume.heures else nature,
    ]
    if resume.limite:
        mots.append(f"jusqu’au {format_date(resume.limite)}")
    if resume.adulte:
        mots.append("adulte")
    return " · ".join(mots)


def word_cddf(resume: CddfResume) -> str:
    """« Famille entendue · assiduité scolaire · saisi le 4 mai 2026 »."""
    motif = libelle(MotifCddf(resume.motif)).lower()
    return " · ".join(
        (CDDF.libelles_etat[resume.etat], motif, f"saisi le {format_date(resume.date_saisine)}")
    )


class ActesMaireScreen(Screen):
    """Two cards; each line opens its sheet."""

    titre = "Transactions et CDDF"
    largeur = 1500
    aide = (
        "Transactions (CPP art. 44-1)\u00a0: la ligne dit jusqu’à quel jour on peut proposer, répondre ou exécuter.\n\n"
        "Conseil pour les droits et devoirs des familles (CASF art. L141-1)\u00a0: il entend et recommande, il ne décide rien.\n\n"
        "L’une et l’autre se commencent depuis la page de la situation\u00a0; la transaction d’un adulte que le groupe ne suit "
        "pas, depuis cet écran."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.grille = CardGrid("gsn_actes_grille")
        self.corps.addWidget(self.grille)
        self.corps.addStretch(1)
        self.adulte = self.add_head_button(
            Button(
                "Transaction pour un a&dulte…",
                "gsn_actes_adulte",
                lambda: context.go("transaction_adulte"),
                icone="plus",
            )
        )
        self.adulte.setVisible(context.session.permits(Acte.TRANSACTION_PREPAREE))

    def refresh(self) -> None:
        """Read the list again."""
        self.context.run(load_actes, on_success=self._show, on_error=self.show_error)

    def _show(self, lu: tuple[list[TransactionResume], list[CddfResume]]) -> None:
        transactions, conseils = lu
        cartes: list[QWidget] = []
        for code, ecran, titre, vide, lignes in (
            ("transactions", "transaction", "Transactions", "Aucune transaction.",
             [(r.id, f"{r.nom} {r.prenom}", word_transaction(r)) for r in transactions]),
            ("cddf", "cddf", "Droits et devoirs des familles", "Le conseil n’est pas saisi.",
             [(r.id, f"{r.nom} {r.prenom}", word_cddf(r)) for r in conseils]),
        ):  # fmt: skip
            carte = Section(f"gsn_actes_{code}", f"{titre} ({len(lignes)})")
            if not lignes:
                carte.add_empty(vide)
            for rang, (objet_id, qui, mots) in enumerate(lignes):
                carte.add(
                    self._build_line(f"gsn_actes_{code}_{rang}", ecran, objet_id, qui, mots), filet=rang > 0
                )
            cartes.append(carte)
        self.grille.show_cards(cartes)

    def _build_line(self, nom: str, ecran: str, objet_id: str, qui: str, mots: str) -> QWidget:
        ligne = QWidget()
        colonne = QVBoxLayout(ligne)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(1)
        ouvrir = LinkButton(qui, nom, partial(self.context.go, ecran, objet_id))
        ouvrir.setAccessibleName(f"Ouvrir le dossier de {qui}, {mots}")
        colonne.addWidget(ouvrir, 0, Qt.AlignmentFlag.AlignLeft)
        etat = Label(mots, "indication")
        etat.setObjectName(f"{nom}_etat")
        colonne.addWidget(etat)
        return ligne
