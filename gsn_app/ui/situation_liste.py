"""The list of the situations opened to the reader: search as typed, filters shown as chips, French order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gsn_app.actions.situation import list_situations
from gsn_app.domain.acte import Acte
from gsn_app.domain.situation import EtatSituation
from gsn_app.ui.kit.button import Button, LinkButton, PrimaryButton
from gsn_app.ui.kit.chip import ChipRow
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.field import ChoiceField, TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Label, format_count
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.table import Column, Table
from gsn_app.ui.situation_ligne import (
    ECHEANCES,
    NOMS_ETAT,
    SANS_REFERENT,
    Filtre,
    LigneSituation,
    build_lignes,
    parse_iso,
    show_date,
)
from gsn_app.ui.situation_referentiel import Choix, load_referentiel, today

if TYPE_CHECKING:
    from gsn_app.actions.session import Session

#: filter → (title, what « no filter » reads)
FILTRES = {
    "etat": ("État", "tous"),
    "instance": ("Instance", "toutes"),
    "motif": ("Motif", "tous"),
    "referent": ("Référent", "tous"),
    "echeance": ("Échéance", "toutes"),
}
COLONNE_INSTANCE = 3


def load_situations(session: Session) -> list[LigneSituation]:
    """Read and word every line on the worker: the interface thread only shows them."""
    resumes = list_situations(session)
    codes = {code for r in resumes for code in (r.typologie.motif, r.personne.quartier)}
    ref = load_referentiel(session, *sorted(codes))
    return build_lignes(resumes, ref.libelles, date.fromisoformat(session.today()))


class SearchField(TextField):
    """Typing narrows at once; down arrow goes to the list, Échap empties the field."""

    def __init__(self, table: QWidget) -> None:
        super().__init__("gsn_situations_recherche", exemple="Nom, date de naissance, motif, référent…")
        self._table = table
        self.edit.setClearButtonEnabled(True)
        self.edit.setAccessibleName("Rechercher une situation")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys the line edit leaves: the arrows and Échap."""
        if event.key() == Qt.Key.Key_Down:
            self._table.setFocus()
        elif event.key() == Qt.Key.Key_Escape:
            self.set_value("")
        else:
            super().keyPressEvent(event)


class SituationsScreen(Screen):
    """Search, filters, chips, table; counts follow what the reader may see."""

    titre = "Situations"
    largeur = 1500
    aide = (
        "La liste montre les situations qui vous sont ouvertes, et elles seules.\n\n"
        "Recherche (Ctrl+K)\u00a0: tapez le début d’un ou plusieurs mots, dans n’importe quel ordre. Les accents, "
        "les majuscules et les particules ne comptent pas\u00a0: «\u00a0latour\u00a0» trouve «\u00a0de La Tour\u00a0». "
        "Une date se tape comme 12/03/2010, 12 mars 2010 ou 120310.\n\n"
        "Les filtres en vigueur sont écrits au-dessus de la liste\u00a0; un clic sur l’un d’eux le retire. Un clic sur "
        "un titre de colonne trie. Entrée ouvre la situation choisie."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.filtre = Filtre(etat=EtatSituation.OUVERTE.value)
        if context.session.permits(Acte.IMPORT_FAIT):
            self.add_head_button(
                Button("Reprendre un tableau…", "gsn_situations_import", lambda: context.go("import"))
            )
        self.add_head_button(
            PrimaryButton(
                "&Nouvelle saisine", "gsn_situations_saisine", lambda: context.go("saisine"), icone="plus"
            )
        )
        self.table: Table[LigneSituation] = Table(
            "gsn_situations_table", "Situations qui vous sont ouvertes", self._columns(), sort_on=0
        )
        self.recherche = SearchField(self.table)
        self.recherche.modified.connect(lambda: self.narrow(recherche=self.recherche.value()))
        self.choix: dict[str, ChoiceField] = {}
        self.puces = ChipRow("gsn_situations_puces")
        self.puces.removed.connect(lambda code: self.narrow(**{code: ""}))
        self.compte = Label("", "indication")
        self.compte.setObjectName("gsn_situations_compte")
        self.tout_voir = LinkButton("Retirer tous les filtres", "gsn_situations_tout", self.show_all)
        self.vide = EmptyState(
            "situations", "", "", Button("Tout a&fficher", "gsn_situations_afficher", self.show_all)
        )
        self._lay_out()
        self.table.opened.connect(lambda ligne: context.go("situation", ligne.id))

    def _columns(self) -> list[Column[LigneSituation]]:
        m = self.fontMetrics().averageCharWidth()
        return [
            Column("Nom", lambda ligne: ligne.nom, largeur=19 * m),
            Column("Prénom", lambda ligne: ligne.prenom, largeur=15 * m),
            Column(
                "Âge", lambda ligne: ligne.age, lambda ligne: _reversed(ligne.naissance), 9 * m, chiffres=True
            ),
            Column("Instance", lambda ligne: ligne.instance, largeur=18 * m),
            Column("Motif", lambda ligne: ligne.motif, largeur=28 * m, etire=True),
            Column("Référent", lambda ligne: ligne.referent, largeur=20 * m),
            Column("État", lambda ligne: ligne.etat, largeur=12 * m),
            Column(
                "Échéance",
                lambda ligne: show_date(ligne.echeance),
                lambda ligne: ligne.echeance or "9",
                16 * m,
            ),
        ]

    def _lay_out(self) -> None:
        self.corps.addWidget(self.recherche)
        filtres = FlowRow()
        for code, (titre, tous) in FILTRES.items():
            champ = ChoiceField(f"gsn_situations_filtre_{code}", vide=f"{titre}\u00a0: {tous}")
            champ.control.setAccessibleName(f"Filtrer par {titre.lower()}")
            champ.setFixedWidth(max(190, 20 * self.fontMetrics().averageCharWidth()))
            champ.modified.connect(lambda c=code, f=champ: self.narrow(**{c: f.value()}))
            filtres.flow.addWidget(champ)
            self.choix[code] = champ
        self.corps.addWidget(filtres)
        self.corps.addWidget(self.puces)
        pied = QHBoxLayout()
        pied.addWidget(self.compte, 1)
        pied.addWidget(self.tout_voir)
        self.corps.addLayout(pied)
        self.table.setMinimumHeight(260)
        self.corps.addWidget(self.table, 1)
        self.corps.addWidget(self.vide, 1)

    # -- reading ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list again; filters, order and selection stay."""
        self.context.run(load_situations, on_success=self._show)

    def _show(self, lignes: list[LigneSituation]) -> None:
        choisie = self.table.current_row()
        self.table.set_rows(lignes)
        self._fill_filters(lignes)
        self.narrow()
        if choisie is not None:
            rangs = [n for n, i in enumerate(self.table.source.visible) if lignes[i].id == choisie.id]
            if rangs:
                self.table.selectRow(rangs[0])

    def _fill_filters(self, lignes: list[LigneSituation]) -> None:
        """Offer only what the list holds, so that a filter never tells of what the reader cannot see."""
        referents = _distinct((ligne.referent_id, ligne.referent) for ligne in lignes if ligne.referent_id)
        offres: dict[str, Choix] = {
            "etat": [(etat.value, nom) for etat, nom in NOMS_ETAT.items()],
            "instance": _distinct((ligne.instance_id, ligne.instance) for ligne in lignes),
            "motif": _distinct((ligne.motif_code, ligne.motif) for ligne in lignes),
            "referent": [*referents, (SANS_REFERENT, "Sans référent")],
            "echeance": list(ECHEANCES.items()),
        }
        for code, offre in offres.items():
            champ = self.choix[code]
            champ.blockSignals(True)
            champ.set_choices(offre)
            champ.set_value(getattr(self.filtre, code))
            champ.blockSignals(False)
        plusieurs = len(offres["instance"]) > 1
        self.choix["instance"].setVisible(plusieurs)
        self.table.setColumnHidden(COLONNE_INSTANCE, not plusieurs)

    def narrow(self, **change: str) -> None:
        """Apply a change of filter, then say what is shown."""
        self.filtre = replace(self.filtre, **change)
        for code in change:
            if code in self.choix and self.choix[code].value() != change[code]:
                self.choix[code].set_value(change[code])
        self.table.source.filter(keep=self.filtre.compile(today()))
        puces = [
            (c, f"{t}\u00a0: {self._word(c)}") for c, (t, _tous) in FILTRES.items() if getattr(self.filtre, c)
        ]
        self.puces.set_chips(puces)
        montrees, total = len(self.table.source.visible), len(self.table.source.rows)
        self.compte.setText(
            f"{format_count(montrees, 'situation')} sur {total} qui vous {'est ouverte' if total < 2 else 'sont ouvertes'}"
        )
        self.tout_voir.setVisible(bool(puces or self.filtre.recherche))
        self.table.setVisible(montrees > 0)
        self.vide.setVisible(montrees == 0)
        if total:
            self.vide.show_words(
                "Aucune situation ne correspond", "Retirez un filtre ou raccourcissez la recherche."
            )
        else:
            self.vide.show_words(
                "Aucune situation ne vous est ouverte",
                "Déposez une saisine avec Ctrl+N\u00a0; le coordonnateur vous admettra dans le cercle de la situation.",
            )

    def _word(self, code: str) -> str:
        champ = self.choix[code]
        return champ.combo.currentText() if champ.value() else getattr(self.filtre, code).capitalize()

    def show_all(self) -> None:
        """Take every filter away, the search included."""
        self.recherche.set_value("")
        self.narrow(recherche="", etat="", instance="", motif="", referent="", echeance="")

    def focus_search(self) -> None:
        """Ctrl+K."""
        self.recherche.setFocus()
        self.recherche.edit.selectAll()


def _distinct(paires: Iterable[tuple[str, str]]) -> Choix:
    """Each pair once, by label."""
    return sorted(set(paires), key=lambda paire: paire[1].casefold())


def _reversed(naissance: str) -> int:
    """Sort key of an age: the youngest, born last, comes first."""
    jour = parse_iso(naissance)
    return -jour.toordinal() if jour else 0
