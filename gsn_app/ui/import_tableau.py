"""« Reprendre un ancien tableau »: the file, its columns, the audit line by line, then one batch that can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from gsn_app.actions.brouillon import erase_brouillon
from gsn_app.actions.doublon import tell_apart
from gsn_app.actions.import_certificat import print_certificat
from gsn_app.actions.import_tableau import (
    Apercu,
    ImportCancelled,
    Lot,
    Tableau,
    import_lignes,
    list_lots,
    preview_import,
    propose_import,
    read_tableau,
    undo_lot,
)
from gsn_app.actions.impression import Feuille
from gsn_app.domain.acte import Acte
from gsn_app.domain.import_colonne import Colonne
from gsn_app.domain.import_tableau import Choix, LigneImport
from gsn_app.errors import GsnError
from gsn_app.ui.import_colonne import ColonnesCard
from gsn_app.ui.import_examen import ExamenCard
from gsn_app.ui.import_lot import DestructionCard, LotsSection
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import confirm_destruction
from gsn_app.ui.kit.draft import bind_brouillon
from gsn_app.ui.kit.field import ChoiceField, TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, format_count, hint
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.section import clear_layout
from gsn_app.ui.saisine_ouverture import propose_cercle
from gsn_app.ui.situation_referentiel import Referentiel, load_referentiel

MOT = "annuler"


class ImportScreen(Screen):
    """Three steps, one at a time; nothing is written before the last button of the third."""

    titre = "Reprendre un ancien tableau"
    largeur = 1240
    aide = (
        "Choisissez le tableau que vous quittez (.xlsx, .ods ou .csv). Il est lu à part, sans exécuter ses formules, et "
        "rien n’est écrit dans le coffre avant votre confirmation.\n\n"
        "Dites ce que devient chaque colonne\u00a0; vos choix sont gardés. Les colonnes interdites (nationalité, santé, "
        "religion, numéro de sécurité sociale…) ne peuvent pas être reprises.\n\n"
        "L’examen dit ce que devient chaque ligne et pourquoi. Les personnes de plus de 25 ans, les suivis terminés depuis "
        "trop longtemps et les doublons sont écartés.\n\n"
        "Le lot s’annule en entier tant qu’aucune de ses situations n’a été modifiée. Ensuite, détruisez l’ancien fichier."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.referentiel: Referentiel | None = None
        self.tableau: Tableau | None = None
        self.colonnes: ColonnesCard | None = None
        self.examen: ExamenCard | None = None
        self.instances = [
            (i.id, i.nom)
            for i in context.session.instances
            if context.session.permits(Acte.IMPORT_FAIT, i.id)
        ]
        self._build_file()
        self._step = QVBoxLayout()
        self.corps.addLayout(self._step)
        self.detruire = DestructionCard()
        self.detruire.hide()
        self.corps.addWidget(self.detruire)
        self.lots = LotsSection(self._certify, self._undo)
        self.lots.hide()
        self.corps.addWidget(self.lots)
        self.corps.addStretch(1)

    def _build_file(self) -> None:
        self.fichier = Card("1. Le fichier")
        self.fichier.corps.addWidget(
            hint(
                "Le tableau est lu à part, sans ses formules. Rien n’est écrit avant que vous ayez vu et confirmé ce qui "
                "sera repris."
            )
        )
        self.form = Form()
        if len(self.instances) > 1:
            self.form.add(
                "instance", "Pour quelle instance", ChoiceField("gsn_import_instance", self.instances)
            )
        self.form.add("fichier", "Fichier .xlsx, .ods ou .csv", TextField("gsn_import_fichier", limite=400))
        self.fichier.corps.addWidget(self.form)
        self.file_draft = bind_brouillon(self.form, self.context, "import_fichier")
        self.drafts = [self.file_draft]
        self.choisir = Button("&Choisir…", "gsn_import_choisir", self._choose)
        self.choisir.setAccessibleName("Choisir le fichier")
        self.lire = PrimaryButton("&Lire le tableau", "gsn_import_lire", self.read)
        self.lecture = ProgressPanel("gsn_import_lecture", "Lecture du tableau")
        self.fichier.corps.addWidget(self.lecture)
        self.fichier.corps.addWidget(FlowRow(self.choisir, self.lire))
        self.corps.addWidget(self.fichier)

    # -- reading ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the batches and the words of the lists; a step under way stays as it is."""
        self.context.run(load_referentiel, on_success=self._set_words)
        self.context.run(list_lots, on_success=self.lots.show_lots, on_error=self.show_error)

    def _set_words(self, referentiel: Referentiel) -> None:
        self.referentiel = referentiel

    @property
    def instance_id(self) -> str:
        """The body the sheet is for."""
        return self.form.value("instance") if len(self.instances) > 1 else self.instances[0][0]

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Ancien tableau", "", "Tableaux (*.xlsx *.ods *.csv *.txt)"
        )
        if chosen:
            self.form.set_values({"fichier": chosen})

    def read(self) -> None:
        """First step done: have the file read."""
        if not self.form.require(*self.form.rows):
            return
        self.banner.clear()
        self.detruire.hide()
        self.lecture.start("Lecture du tableau")
        self.context.run(
            read_tableau, self.instance_id, Path(self.form.value("fichier")), on_success=self._show_sheets,
            on_error=self.show_error, boutons=(self.lire, self.choisir), panneau=self.lecture, compte=False,
        )  # fmt: skip

    def _show_sheets(self, tableau: Tableau) -> None:
        self.tableau = tableau
        self.rang = max(range(len(tableau.feuilles)), key=lambda n: len(tableau.feuilles[n].lignes))
        self._propose()

    def _propose(self) -> None:
        if self.tableau is not None:
            self.context.run(
                propose_import, self.instance_id, self.tableau.feuilles[self.rang], on_success=self._show_columns,
                on_error=self.show_error,
            )  # fmt: skip

    # -- second step -----------------------------------------------------------------------------

    def _show_columns(self, colonnes: tuple[Colonne, ...]) -> None:
        ref, tableau = self.referentiel, self.tableau
        if ref is None or tableau is None:
            return
        self.examiner = PrimaryButton("&Examiner les lignes", "gsn_import_examiner", self.examine)
        carte = ColonnesCard(
            self.context, ref, self.instance_id, colonnes, self.examiner, self._back(self._to_file)
        )
        if len(tableau.feuilles) > 1:
            feuilles = [(str(n), f"{f.nom} ({len(f.lignes)} lignes)") for n, f in enumerate(tableau.feuilles)]
            self.feuille = ChoiceField("gsn_import_feuille", feuilles, vide="")
            self.feuille.set_value(str(self.rang))
            self.feuille.modified.connect(self._change_sheet)
            carte.corps.insertWidget(1, self.feuille)
            self.feuille.combo.setAccessibleName("Feuille du classeur")
        self._show_step(carte)
        self.colonnes = carte
        self.drafts = [self.file_draft, carte.draft]

    def _change_sheet(self) -> None:
        self.rang = int(self.feuille.value())
        self._propose()

    def examine(self) -> None:
        """Second step done: have every line judged."""
        if self.colonnes is not None:
            self.colonnes.draft.flush()
            self._preview(self.colonnes.choix(), self.examiner)

    def _preview(self, choix: Choix, bouton: Button) -> None:
        if self.tableau is None:
            return
        self.banner.clear()
        self.context.run(
            preview_import, self.instance_id, self.tableau, self.rang, choix, on_success=self._show_audit,
            on_error=self.show_error, boutons=(bouton,), panneau=self.lecture_of("Examen des lignes"), compte=False,
        )  # fmt: skip

    def lecture_of(self, libelle: str) -> ProgressPanel:
        """The panel of a reading, at the head of the step shown."""
        panneau = ProgressPanel("gsn_import_lecture", libelle)
        self._step.insertWidget(0, panneau)
        return panneau

    # -- third step ------------------------------------------------------------------------------

    def _show_audit(self, apercu: Apercu) -> None:
        if self.referentiel is None:
            return
        moi = self.context.session.membre.id
        possibles, proposes = propose_cercle(self.referentiel, apercu.instance_id, moi)
        kept = self.examen.cercle.codes() if self.examen is not None else ()
        self.examen = ExamenCard(
            apercu, possibles, list(kept) or proposes, accept=self._accept, tell_apart=self._tell_apart,
            write=self.write, back=self._back(self._to_columns),
        )  # fmt: skip
        self._show_step(self.examen)

    def _accept(self) -> None:
        if self.examen is not None:
            choix = replace(self.examen.apercu.choix, valeurs=self.examen.accepted())
            self._preview(choix, self.examen.rapprocher)

    def _tell_apart(self, ligne: LigneImport) -> None:
        """Of another line: kept for this audit. Of the vault: a decision stored with its author."""
        examen = self.examen
        if examen is None or ligne.personne is None:
            return
        choix = examen.apercu.choix
        if not ligne.doublon_de:
            choix = replace(choix, distinctes=choix.distinctes | {ligne.numero})
            self._preview(choix, examen.autre)
            return
        self.context.run(
            tell_apart, ligne.doublon_de, ligne.personne, on_success=lambda _none: self._preview(choix, examen.autre),
            on_error=self.show_error, boutons=(examen.autre,),
        )  # fmt: skip

    def write(self) -> None:
        """The only gesture that writes."""
        examen = self.examen
        if examen is None or not examen.ecrire.isEnabled():
            return
        self.banner.clear()
        self.context.run(
            import_lignes, examen.apercu, examen.cercle.codes(), on_success=self._written, on_error=self._not_written,
            boutons=(examen.ecrire,), panneau=examen.progress,
        )  # fmt: skip

    def _written(self, lot: Lot) -> None:
        self.context.run(erase_brouillon, "import_tableau", self.instance_id)
        self.form.set_values({"fichier": ""})
        self.file_draft.erase()
        self._to_file()
        self.detruire.show()
        self.show_success(
            f"{format_count(lot.reprises, 'personne reprise', 'personnes reprises')}, "
            f"{format_count(lot.refusees, 'ligne écartée', 'lignes écartées')}. Imprimez le certificat ci-dessous."
        )
        self.lire.setFocus()
        self.context.refresh_state()
        self.refresh()

    def _not_written(self, error: GsnError) -> None:
        if isinstance(error, ImportCancelled):
            self.banner.announce("info", error.sentence)
            self.zone.ensureVisible(0, 0)
        else:
            self.show_error(error)

    # -- batches ---------------------------------------------------------------------------------

    def _certify(self, lot: Lot) -> None:
        self.context.run(print_certificat, lot.id, on_success=self._print, on_error=self.show_error)

    def _print(self, feuille: Feuille) -> None:
        self.context.print_sheet(feuille)

    def _undo(self, lot: Lot) -> None:
        personnes = format_count(lot.reprises, "situation")
        phrase = f"{personnes} et tout ce qui leur est attaché disparaîtront. Il ne restera que les lignes du journal."
        if confirm_destruction(
            self, "Annuler la reprise", phrase, MOT, "&Annuler le lot", nom="gsn_import_annulation"
        ):
            self.lecture.start("Annulation du lot")
            self.context.run(
                undo_lot, lot.id, on_success=self._undone, on_error=self.show_error, boutons=(self.lire,),
                panneau=self.lecture, compte=False,
            )  # fmt: skip

    def _undone(self, nombre: int) -> None:
        self.detruire.hide()
        self.show_success(
            f"Lot annulé\u00a0: {format_count(nombre, 'situation retirée', 'situations retirées')}."
        )
        self.context.refresh_state()
        self.refresh()

    # -- from step to step -----------------------------------------------------------------------

    def _back(self, gesture: Callable[[], object]) -> Button:
        return Button("&Revenir", "gsn_import_revenir", partial(gesture), icone="retour")

    def _to_file(self) -> None:
        self._clear_step()
        self.tableau, self.examen = None, None
        self.fichier.show()
        self.lots.setVisible(True)
        self.zone.ensureVisible(0, 0)
        self.context.run(list_lots, on_success=self.lots.show_lots, on_error=self.show_error)

    def _to_columns(self) -> None:
        self.examen = None
        self._propose()

    def _clear_step(self) -> None:
        """Take the step away; what was chosen there is in its draft."""
        if self.colonnes is not None:
            self.colonnes.draft.flush()
        self.colonnes, self.drafts = None, [self.file_draft]
        clear_layout(self._step)

    def _show_step(self, carte: ColonnesCard | ExamenCard) -> None:
        self._clear_step()
        self.fichier.hide()
        self.lots.hide()
        self._step.addWidget(carte)
        carte.premier.setFocus()
        QTimer.singleShot(0, self, lambda: self.zone.ensureVisible(0, 0))
