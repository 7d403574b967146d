"""Third step of an import: every line with what becomes of it and why, what may be brought closer, who will read."""

from __future__ import annotations

from collections.abc import Callable

from gsn_app.actions.import_tableau import Apercu
from gsn_app.domain.import_tableau import LigneImport
from gsn_app.domain.texte import fold
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.check import BoxesField, CheckField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import FormRow
from gsn_app.ui.kit.label import Card, Label, format_count, hint, rule, subtitle
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.kit.section import Facts
from gsn_app.ui.kit.table import Column, Table


def word_personne(ligne: LigneImport) -> str:
    """Names of a line as written, or a dash when it gave none."""
    return ligne.qui or "—"


def word_raisons(ligne: LigneImport) -> str:
    """Every reason of a line, refusals first."""
    return "\u00a0; ".join((*ligne.refus, *ligne.avis))


COLONNES: tuple[Column[LigneImport], ...] = (
    Column("Ligne", lambda x: str(x.numero), lambda x: x.numero, 80, chiffres=True),
    Column("Sort", lambda x: "Reprise" if x.reprise else "Écartée", lambda x: x.reprise, 110),
    Column("Personne", word_personne, largeur=220),
    Column("Pourquoi", word_raisons, largeur=380, etire=True),
)


class ExamenCard(Card):
    """The audit of a sheet; nothing was written yet, and one button writes."""

    def __init__(
        self, apercu: Apercu, possibles: list[tuple[str, str]], proposes: list[str], *,
        accept: Callable[[], object], tell_apart: Callable[[LigneImport], object], write: Callable[[], object],
        back: Button,
    ) -> None:  # fmt: skip
        super().__init__("3. L’examen, ligne par ligne")
        self.apercu = apercu
        audit = apercu.audit
        faits = Facts("gsn_import_compte")
        faits.show_facts(
            [
                ("Fichier", apercu.tableau.nom),
                ("Lignes lues", str(len(audit.lignes))),
                ("Reprises", format_count(len(audit.reprises), "personne")),
                ("Écartées", format_count(len(audit.refusees), "ligne")),
            ]
        )
        self.corps.addWidget(faits)
        self._build_near(accept)
        self.table: Table[LigneImport] = Table("gsn_import_lignes", "Lignes examinées", COLONNES)
        self.table.set_rows(sorted(audit.lignes, key=lambda x: (x.reprise, not x.avis, x.numero)))
        self.table.setMinimumHeight(280)
        self.corps.addWidget(self.table)
        self.premier = self.table
        self.raisons = Label("Choisissez une ligne pour lire toutes ses raisons.", "indication")
        self.raisons.setObjectName("gsn_import_raisons")
        self.corps.addWidget(self.raisons)
        self.autre = Button(
            "Ce n’est &pas la même personne", "gsn_import_distincte", lambda: self._tell_apart(tell_apart)
        )
        self.autre.setEnabled(False)
        self.corps.addWidget(FlowRow(self.autre))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._follow())
        self._build_end(possibles, proposes, write, back)

    def _build_near(self, accept: Callable[[], object]) -> None:
        self.proches: list[tuple[tuple[str, str], str, CheckField]] = []
        near = [r for r in self.apercu.audit.rapprochements if r.code]
        if not near:
            return
        self.corps.addWidget(subtitle("Valeurs à rapprocher"))
        self.corps.addWidget(hint("Cochez les rapprochements justes\u00a0: leurs lignes seront reprises."))
        for rang, r in enumerate(near[:40]):
            case = CheckField(
                f"gsn_import_proche_{rang}", f"«\u00a0{r.valeur}\u00a0» veut dire «\u00a0{r.label}\u00a0»"
            )
            self.proches.append(((r.champ, fold(r.valeur)), r.code, case))
            self.corps.addWidget(case)
        self.rapprocher = Button("Examiner de &nouveau", "gsn_import_rapprocher", accept)
        self.corps.addWidget(FlowRow(self.rapprocher))

    def _build_end(
        self, possibles: list[tuple[str, str]], proposes: list[str], write: Callable[[], object], back: Button
    ) -> None:
        self.corps.addWidget(rule())
        self.cercle = BoxesField("gsn_import_cercle", possibles)
        self.cercle.set_value(" ".join(proposes))
        self.corps.addWidget(FormRow("Qui pourra lire et contribuer à ces situations", self.cercle))
        nombre = len(self.apercu.audit.reprises)
        self.confirme = CheckField(
            "gsn_import_confirme", "J’ai lu cet examen. Les lignes écartées ne seront pas gardées ailleurs."
        )
        self.corps.addWidget(self.confirme)
        self.ecrire = PrimaryButton(
            f"&Reprendre {format_count(nombre, 'personne')}", "gsn_import_ecrire", write, icone="enregistrer"
        )
        self.pourquoi = Label("", "indication")
        self.pourquoi.setObjectName("gsn_import_pourquoi")
        self.corps.addWidget(self.pourquoi)
        self.progress = ProgressPanel("gsn_import_progression", "Reprise en cours", cancellable=True)
        self.corps.addWidget(self.progress)
        self.corps.addWidget(FlowRow(back, self.ecrire))
        for champ in (self.confirme, self.cercle):
            champ.modified.connect(self._allow)
        self._allow()

    def accepted(self) -> dict[tuple[str, str], str]:
        """Approximations ticked, over those accepted before."""
        found = dict(self.apercu.choix.valeurs)
        found.update({cle: code for cle, code, case in self.proches if case.value()})
        return found

    def _allow(self) -> None:
        """The button says why it is off."""
        why = ""
        if not self.apercu.audit.reprises:
            why = "Aucune ligne ne peut être reprise\u00a0: corrigez le tableau, ou ses colonnes."
        elif not self.cercle.codes():
            why = "Cochez au moins une personne qui lira ces situations."
        elif not self.confirme.value():
            why = "Confirmez que vous avez lu l’examen."
        self.ecrire.setEnabled(not why)
        self.pourquoi.setText(why)

    def _follow(self) -> None:
        ligne = self.table.current_row()
        if ligne is None:
            return
        mots = word_raisons(ligne) or "reprise sans réserve"
        self.raisons.setText(f"Ligne {ligne.numero}, {word_personne(ligne)}\u00a0: {mots}.")
        self.autre.setEnabled(ligne.doublon)

    def _tell_apart(self, gesture: Callable[[LigneImport], object]) -> None:
        ligne = self.table.current_row()
        if ligne is not None and ligne.doublon:
            gesture(ligne)
