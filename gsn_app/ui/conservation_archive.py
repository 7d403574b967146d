"""Archives intermédiaires: the list and each opening ask for a reason typed anew, told to the journal first."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.archive import ArchiveResume, list_archives, read_archive
from gsn_app.actions.session import Session
from gsn_app.domain.situation import SituationComplete
from gsn_app.errors import GsnError
from gsn_app.ui.apport import ApportsSection
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.field import TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import FormRow
from gsn_app.ui.kit.label import Label, format_date, hint
from gsn_app.ui.kit.section import Section, clear_layout
from gsn_app.ui.situation_referentiel import Referentiel, load_referentiel
from gsn_app.ui.situation_section import HistoriqueSection, ParcoursSection, SyntheseSection


def open_archive(session: Session, situation_id: str, motif: str) -> tuple[SituationComplete, Referentiel]:
    """Read on the worker: the archive, and the words it needs."""
    situation = read_archive(session, situation_id, motif)
    codes = [m.code for m in situation.mesures]
    if situation.typologie is not None:
        codes += [situation.typologie.motif, situation.typologie.origine, situation.typologie.cloture]
    return situation, load_referentiel(session, *codes)


class ArchivesSection(Section):
    """Reason, list, then one archive at a time, closed by leaving the screen."""

    def __init__(self, context: Context) -> None:
        self.voir = Button("&Voir les archives", "gsn_archives_voir", self.ask_list)
        super().__init__("gsn_archives", "Archives intermédiaires")
        self._context = context
        self.banner = Banner(nom="gsn_archives_bandeau")
        self.motif = FormRow(
            "Motif de la consultation", TextField("gsn_archives_motif", limite=300),
            aide="Il est demandé à chaque ouverture et inscrit au journal.",
        )  # fmt: skip
        self.contenu.addWidget(self.banner)
        self.contenu.addWidget(self.motif)
        self.contenu.addWidget(FlowRow(self.voir))
        lines = QWidget()
        self._lines = QVBoxLayout(lines)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.contenu.addWidget(lines)
        page = QWidget()
        self._page = QVBoxLayout(page)
        self._page.setContentsMargins(0, 0, 0, 0)
        self.contenu.addWidget(page)

    def forget(self) -> None:
        """Nothing of an archive stays on screen."""
        clear_layout(self._lines)
        clear_layout(self._page)
        self.motif.field.set_value("")
        self.banner.clear()

    def ask_list(self) -> None:
        """The list, for the reason typed."""
        motif = self._take_motif()
        if motif:
            self._context.run(
                list_archives, motif, on_success=self._show_list, on_error=self._refused, boutons=(self.voir,)
            )

    def _take_motif(self) -> str:
        """The reason, good for one gesture."""
        motif = self.motif.field.value().strip()
        if not motif:
            self.motif.set_fault("Écrivez pourquoi\u00a0: ce motif est inscrit au journal.")
            self.motif.field.setFocus()
            return ""
        self.motif.field.set_value("")
        self.banner.clear()
        return motif

    def _show_list(self, archives: list[ArchiveResume]) -> None:
        clear_layout(self._lines)
        clear_layout(self._page)
        if not archives:
            self._lines.addWidget(hint("Aucune archive dans les instances que vous coordonnez."))
        for rang, archive in enumerate(archives):
            nom = Label(f"{archive.nom} {archive.prenom}", "etiquette")
            nom.setObjectName(f"gsn_archives_nom_{rang}")
            self._lines.addWidget(nom)
            self._lines.addWidget(
                hint(f"Jusqu’au {format_date(archive.jusqu_au)}. Nécessité\u00a0: {archive.motif}")
            )
            ouvrir = Button("Ouvrir…", f"gsn_archives_ouvrir_{rang}", partial(self.open_one, archive.id))
            ouvrir.setAccessibleName(f"Ouvrir l’archive de {archive.prenom} {archive.nom}")
            self._lines.addWidget(FlowRow(ouvrir))
        if archives:
            self.banner.announce("info", "Pour ouvrir une archive, écrivez de nouveau un motif ci-dessous.")
            self.motif.field.setFocus()

    def open_one(self, situation_id: str) -> None:
        """One archive, for a reason typed anew."""
        motif = self._take_motif()
        if motif:
            self._context.run(
                open_archive, situation_id, motif, on_success=self._show_archive, on_error=self._refused
            )

    def _show_archive(self, lu: tuple[SituationComplete, Referentiel]) -> None:
        situation, ref = lu
        clear_layout(self._lines)
        clear_layout(self._page)
        qui = situation.personne
        nom = Label(f"{qui.nom} {qui.prenom}" if qui else "Identité non détenue", "sous_titre")
        nom.setObjectName("gsn_archive_nom")
        self._page.addWidget(nom)
        synthese, parcours, apports, historique = (
            SyntheseSection(), ParcoursSection(), ApportsSection(), HistoriqueSection(),
        )  # fmt: skip
        synthese.show_synthese(situation, ref)
        parcours.show_parcours(situation, ref)
        apports.show_apports(situation, ref, "", lambda _apport: None)
        historique.show_historique(situation, ref)
        for section in (synthese, apports, parcours, historique):
            self._page.addWidget(section)

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)
