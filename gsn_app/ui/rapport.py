"""The report: the only thing that leaves. Previewed exactly, masked and refused aloud, then written."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from gsn_app.actions.rapport import export_rapport, list_editions, list_parts, preview_rapport
from gsn_app.domain.acte import Acte
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.draft import bind_brouillon
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.field import ChoiceField, TextField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, format_count, format_date, hint
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.section import Facts, Section
from gsn_app.ui.rapport_apercu import show_edition, show_refusals
from gsn_app.ui.rapport_texte import AlertesSection, add_text_fields, mark_passages, texts_of
from gsn_app.ui.situation_referentiel import today

if TYPE_CHECKING:
    from gsn_app.actions.rapport import Apercu, EditionPassee, PartRapport
    from gsn_app.actions.session import Session


def propose_periodes(jour: date) -> list[tuple[str, str]]:
    """Whole years first, then what pools more, then the last four quarters: the more is pooled, the more can be said."""
    an = jour.year
    periodes = [(f"{a}-01-01 {a}-12-31", f"Année {a}") for a in (an, an - 1)]
    periodes.append((f"{an - 1}-09-01 {an}-08-31", f"Année scolaire {an - 1}-{an}"))
    periodes += [
        (f"{debut}-01-01 {an}-12-31", f"{mots} années, de {debut} à {an}")
        for debut, mots in ((an - 1, "Deux"), (an - 2, "Trois"))
    ]
    rang = an * 4 + (jour.month - 1) // 3
    for trimestre in range(rang, rang - 4, -1):
        annee, numero = divmod(trimestre, 4)
        fin = ("03-31", "06-30", "09-30", "12-31")[numero]
        nom = f"{numero + 1}{'er' if not numero else 'e'} trimestre {annee}"
        periodes.append((f"{annee}-{numero * 3 + 1:02}-01 {annee}-{fin}", nom))
    return periodes


def load_editions(session: Session, instances: list[str]) -> list[EditionPassee]:
    """Read on the worker: every edition already released by these bodies, the latest first."""
    return [e for instance_id in instances for e in reversed(list_editions(session, instance_id))]


class RapportScreen(Screen):
    """Period and receiver, preview, refusals, export."""

    titre = "Rapport"
    largeur = 1000
    aide = (
        "Le rapport est la seule chose qui sort du coffre. «\u00a0Préparer l’export\u00a0» montre exactement ce que le "
        "destinataire lira, ce qui est masqué et ce qui ne sort pas, avec la raison.\n\n"
        "Les nombres sont des classes\u00a0: «\u00a0moins de 8\u00a0», «\u00a0environ 20\u00a0». Un tableau qui permettrait de reconnaître "
        "quelqu’un, seul ou rapproché d’un rapport déjà remis, est refusé.\n\n"
        "Rien n’est écrit avant «\u00a0Exporter\u00a0». L’édition remise est alors inscrite au registre, et compte pour les "
        "suivantes."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        session = context.session
        self.instances = [
            (i.id, i.nom) for i in session.instances if session.permits(Acte.RAPPORT_PREPARE, i.id)
        ]
        self.apercu: Apercu | None = None
        self.receveur = ""
        self.panneau = ProgressPanel(
            "gsn_rapport_progression", "Vérification de l’anonymat", cancellable=True
        )
        if not self.instances:
            self.corps.addWidget(
                EmptyState(
                    "rapport",
                    "Le rapport se prépare par le coordonnateur",
                    "Chaque instance a sa part du rapport, faite par son coordonnateur.",
                )
            )
            self.corps.addStretch(1)
            return
        self._build_form()
        self.corps.addWidget(self.panneau)
        self.alertes = AlertesSection(context, self._show_obstacle)
        self.elargir = Button("Préparer la période qui peut sortir", "gsn_rapport_elargir", self.widen)
        self.refus = Section("gsn_rapport_refus", "Ce qui ne sort pas", self.elargir)
        self.exporter = PrimaryButton(
            "&Exporter dans un dossier…", "gsn_rapport_exporter", self.choose_folder
        )
        self.sortie = Section("gsn_rapport_sortie", "Ce qui sortira", self.exporter)
        self.obstacle = hint("")
        self.obstacle.setObjectName("gsn_rapport_obstacle")
        self.sortie.corps.addWidget(self.obstacle)
        self.ecrits = Section("gsn_rapport_ecrits", "Fichiers écrits")
        self.remises = Section("gsn_rapport_remises", "Éditions déjà remises")
        for section in (self.ecrits, self.alertes, self.refus, self.sortie, self.remises):
            section.hide()
            self.corps.addWidget(section)
        self.corps.addStretch(1)

    def _build_form(self) -> None:
        carte = Card("Que voulez-vous remettre, et à qui\u00a0?")
        self.form = Form()
        if len(self.instances) > 1:
            self.form.add("instance", "Instance", ChoiceField("gsn_rapport_instance", self.instances))
        raccourci = ChoiceField("gsn_rapport_periode", propose_periodes(today()), vide="Autre période")
        self.form.add("periode", "Période", raccourci)
        self.form.add("debut", "Du", DateField("gsn_rapport_debut"))
        self.form.add("fin", "Au", DateField("gsn_rapport_fin"))
        pair_rows(self.form, "debut", "fin")
        raccourci.modified.connect(self._fill_periode)
        self.form.add(
            "receveur",
            "Destinataire",
            TextField("gsn_rapport_receveur", limite=100, exemple="Formation plénière du CLSPD"),
        )
        self.parts = hint("")
        self.parts.setObjectName("gsn_rapport_parts")
        self.parts.hide()
        carte.corps.addWidget(self.parts)
        add_text_fields(self.form)
        carte.corps.addWidget(self.form)
        self.preparer = PrimaryButton("&Préparer l’export", "gsn_rapport_preparer", self.prepare)
        self.refaire = Button("&Préparer de nouveau", "gsn_rapport_refaire", self.prepare)
        self.refaire.hide()
        pied = QHBoxLayout()
        pied.addWidget(hint("Rien n’est écrit sur le disque à cette étape."), 1)
        for bouton in (self.preparer, self.refaire):
            pied.addWidget(bouton)
        carte.corps.addLayout(pied)
        self.corps.addWidget(carte)
        self.drafts = [bind_brouillon(self.form, self.context, "rapport")]
        self.form.modified.connect(self.forget_preview)

    def _show_parts(self, parts: list[PartRapport]) -> None:
        """Each body has its part, made by its own coordonnateur."""
        others = [
            f"«\u00a0{part.instance.nom}\u00a0» par {' ou '.join(part.coordonnateurs) or 'son coordonnateur'}"
            for part in parts
            if not part.permise
        ]
        self.parts.setText(
            "Chaque instance a sa part, que fait son coordonnateur\u00a0: " + ", ".join(others) + "."
        )
        self.parts.setVisible(bool(others))

    def _fill_periode(self) -> None:
        debut, _, fin = self.form.value("periode").partition(" ")
        if fin:
            self.form.set_values({"debut": debut, "fin": fin})

    def refresh(self) -> None:
        """Show what was already released: it bounds what may still leave."""
        if self.instances:
            self.context.run(load_editions, [i for i, _nom in self.instances], on_success=self._show_editions)
            self.context.run(list_parts, on_success=self._show_parts)

    def _show_editions(self, editions: list[EditionPassee]) -> None:
        self.remises.clear()
        faits = Facts("gsn_rapport_editions")
        faits.show_facts(
            [(format_date(e.date), f"{e.titre}, {e.periode}, remis à {e.destinataire}") for e in editions]
        )
        self.remises.add(faits)
        self.remises.setVisible(bool(editions))

    # -- preview ---------------------------------------------------------------------------------

    def forget_preview(self) -> None:
        """A change in the form makes the preview false: it goes."""
        if self.apercu is None and self.refus.isHidden():
            return
        self.apercu = None
        self._forget_alertes()
        for section in (self.sortie, self.refus):
            section.hide()
        self._show_primary()

    def _forget_alertes(self) -> None:
        mark_passages(self.form, ())
        self.alertes.forget()
        self.alertes.hide()
        self.drafts = self.drafts[:1]

    def _show_obstacle(self) -> None:
        """Say why the export is not possible yet."""
        self.exporter.setEnabled(not self.alertes.reste)
        self.obstacle.setText(self.alertes.phrase)
        self.obstacle.setVisible(bool(self.alertes.phrase))

    def _show_primary(self) -> None:
        """One primary act at a time: prepare, then export."""
        pret = self.apercu is not None and self.apercu.edition is not None
        self.preparer.setVisible(not pret)
        self.refaire.setVisible(pret)

    def prepare(self) -> None:
        """Ask for the preview."""
        if not self.form.require(
            *(["instance"] if len(self.instances) > 1 else []), "debut", "fin", "receveur"
        ):
            return
        self.banner.clear()
        self.ecrits.hide()
        self.drafts[0].flush()
        v = self.form.values()
        self.receveur = v["receveur"]
        self.context.run(
            preview_rapport,
            v.get("instance") or self.instances[0][0],
            debut=v["debut"],
            fin=v["fin"],
            receveur=v["receveur"],
            textes=texts_of(self.form),
            on_success=self._show,
            on_error=self.show_error,
            boutons=(self.preparer, self.refaire),
            panneau=self.panneau,
        )

    def widen(self) -> None:
        """Take the way out that the refusal found, and prepare it."""
        sure = self.apercu.periode_sure if self.apercu is not None else None
        if sure is not None:
            self.form.set_values(
                {"periode": "", "debut": sure.debut.isoformat(), "fin": sure.fin.isoformat()}
            )
            self.prepare()

    def _show(self, apercu: Apercu) -> None:
        self.apercu = apercu
        self.alertes.show_alertes(apercu.instance_id, self.form, apercu.alertes)
        self.alertes.setVisible(bool(apercu.alertes))
        self.drafts = [*self.drafts[:1], *([self.alertes.draft] if self.alertes.draft else [])]
        mark_passages(self.form, apercu.alertes)
        if apercu.edition is not None:
            show_edition(self.sortie, apercu.edition, self.receveur)
        show_refusals(self.refus, apercu.refus)
        self.elargir.setVisible(apercu.periode_sure is not None)
        if apercu.periode_sure is not None:
            self.elargir.setText(f"Préparer «\u00a0{apercu.periode_sure.libelle}\u00a0»")
            self.elargir.setAccessibleName(self.elargir.text())
        self.sortie.setVisible(apercu.edition is not None)
        self.refus.setVisible(bool(apercu.refus))
        self._show_primary()
        self._show_obstacle()
        if apercu.edition is None:
            self.banner.announce(
                "alerte", "Rien ne peut sortir pour cette période\u00a0: voyez pourquoi ci-dessous."
            )
            self.bring(self.refus)
            return
        sortent, restent = len(apercu.edition.tableaux), len(apercu.refus)
        self.banner.announce(
            "info",
            f"Aperçu prêt\u00a0: {format_count(sortent, 'tableau', 'tableaux')} à relire avant d’exporter"
            + (f", {restent} qui ne {'sortent' if restent > 1 else 'sort'} pas." if restent else "."),
        )
        if apercu.alertes:
            self.banner.announce("alerte", self.alertes.phrase, "Chaque passage est souligné dans son texte.")
            self.bring(self.alertes)
            return
        self.exporter.setFocus()
        self.bring(self.refus if apercu.refus else self.sortie)

    def bring(self, section: Section) -> None:
        """Put the top of a section just shown at the top of what is seen, once it has its place."""
        QTimer.singleShot(0, self, partial(self._scroll_to, section))

    def _scroll_to(self, section: Section) -> None:
        haut = section.mapToGlobal(QPoint(0, 0)).y() - self.title_label.mapToGlobal(QPoint(0, 0)).y()
        self.zone.verticalScrollBar().setValue(max(0, haut - 12))

    # -- export ----------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Ask where to write, then write."""
        dossier = QFileDialog.getExistingDirectory(self, "Choisir le dossier où écrire le rapport")
        if dossier:
            self.export_to(Path(dossier))

    def export_to(self, dossier: Path) -> None:
        """Write the files and register the edition."""
        if self.apercu is None or self.apercu.edition is None:
            return
        self.context.run(
            export_rapport,
            self.apercu,
            dossier,
            self.alertes.fausses,
            on_success=self._show_files,
            on_error=self.show_error,
            boutons=(self.exporter, self.refaire),
        )

    def _show_files(self, fichiers: list[Path]) -> None:
        for draft in self.drafts:
            draft.erase()
        self.apercu = None
        self._forget_alertes()
        self.ecrits.clear()
        for fichier in fichiers:
            self.ecrits.add(hint(fichier.name))
        self.ecrits.add_empty(f"Dans {fichiers[0].parent}" if fichiers else "Aucun fichier.")
        self.ecrits.show()
        self.sortie.hide()
        self.refus.hide()
        self._show_primary()
        self.context.refresh_state()
        self.refresh()
        self.show_success("Rapport exporté. L’édition est inscrite au registre.")
