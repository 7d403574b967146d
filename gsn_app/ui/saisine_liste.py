"""The saisines: what came in, what became of it; the coordonnateur examines each one here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gsn_app.actions.doublon import Proche, compare_personne, tell_apart
from gsn_app.actions.saisine import list_saisines
from gsn_app.domain.acte import Acte
from gsn_app.domain.situation import Saisine
from gsn_app.ui.kit.button import Button, DestructiveButton, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.label import Label, format_count, format_date
from gsn_app.ui.kit.section import Facts, Section
from gsn_app.ui.kit.table import Column, Table
from gsn_app.ui.kit.volet import VoletScreen
from gsn_app.ui.saisine_doublon import DoublonsPanel
from gsn_app.ui.saisine_ouverture import EcartVolet, OuvertureVolet
from gsn_app.ui.situation_ligne import format_age
from gsn_app.ui.situation_referentiel import Referentiel, load_referentiel, today

if TYPE_CHECKING:
    from gsn_app.actions.session import Session

ETATS = {
    "deposee": "À examiner",
    "ouverte": "Situation ouverte",
    "ecartee": "Écartée",
    "repondue": "Réponse donnée",
}


def load_saisines(session: Session) -> tuple[list[Saisine], Referentiel]:
    """Read on the worker: the saisines and every word they need."""
    saisines = sorted(list_saisines(session), key=lambda s: s.date, reverse=True)
    codes = [code for s in saisines for code in (s.origine, s.motif, s.retour)]
    return saisines, load_referentiel(session, *(code for code in codes if "." in code))


class SaisinesScreen(VoletScreen):
    """List above, the chosen saisine below; the coordonnateur alone opens or sets aside."""

    titre = "Saisines"
    aide = (
        "Chaque saisine attend l’examen du coordonnateur. Choisissez une ligne\u00a0: ses détails s’affichent "
        "dessous, avec les situations déjà suivies qui pourraient concerner la même personne.\n\n"
        "Ouvrir une situation propose le cercle habituel de l’instance\u00a0; retirez qui n’a pas à lire. "
        "Écarter demande un motif, que l’auteur verra.\n\n"
        "Clavier\u00a0: flèches pour choisir, Entrée pour examiner, Ctrl+N pour une nouvelle saisine."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.referentiel: Referentiel | None = None
        self.saisine: Saisine | None = None
        self._voulue = ""
        self.nouvelle = self.add_head_button(
            Button("&Nouvelle saisine", "gsn_saisines_nouvelle", lambda: context.go("saisine"), icone="plus")
        )
        self.compte = Label("", "indication")
        self.compte.setObjectName("gsn_saisines_compte")
        self.table: Table[Saisine] = Table("gsn_saisines_table", "Saisines", self._columns())
        self.table.opened.connect(self.show_saisine)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._follow_selection())
        self.vide = EmptyState(
            "saisine",
            "Aucune saisine",
            "Ctrl+N en dépose une. Le coordonnateur l’examinera puis ouvrira, s’il y a lieu, une situation.",
        )
        for widget in (self.compte, self.table, self.vide):
            self.page_corps.addWidget(widget)
        self._build_detail()

    def _columns(self) -> list[Column[Saisine]]:
        def code(valeur: str) -> str:
            return self.referentiel.code(valeur) if self.referentiel else ""

        return [
            Column("Déposée le", lambda s: format_date(s.date), lambda s: s.date, 130),
            Column("Personne", lambda s: f"{s.personne.nom} {s.personne.prenom}", largeur=190, etire=True),
            Column("Origine", lambda s: code(s.origine), largeur=200, etire=True),
            Column("Motif", lambda s: code(s.motif), largeur=210, etire=True),
            Column("État", lambda s: ETATS.get(s.etat, s.etat), largeur=150),
        ]

    def _build_detail(self) -> None:
        self.ouvrir = PrimaryButton("&Ouvrir une situation", "gsn_saisines_ouvrir", self.open_situation)
        self.ecarter = DestructiveButton("É&carter…", "gsn_saisines_ecarter", self.dismiss)
        self.detail = Section("gsn_saisines_detail", "Saisine", self.ecarter, self.ouvrir)
        self.faits = Facts("gsn_saisines_faits")
        self.doublons = DoublonsPanel(self.context, self._tell_apart)
        self.detail.contenu.addWidget(self.doublons)
        self.detail.contenu.addWidget(self.faits)
        self.page_corps.addWidget(self.detail)
        self.detail.hide()

    # -- reading ---------------------------------------------------------------------------------

    def open_objet(self, objet_id: str) -> None:
        """Show this saisine once the list is read."""
        self.close_volet()
        self._voulue = objet_id

    def refresh(self) -> None:
        """Read the list again, keeping the saisine shown."""
        self.context.run(load_saisines, on_success=self._show)

    def _show(self, lu: tuple[list[Saisine], Referentiel]) -> None:
        saisines, self.referentiel = lu
        voulue = self._voulue or (self.saisine.id if self.saisine else "")
        self._voulue = ""
        self.table.set_rows(saisines)
        self.table.setMinimumHeight(min(340, 48 + 42 * max(2, len(saisines))))
        self.table.setVisible(bool(saisines))
        self.vide.setVisible(not saisines)
        attente = sum(s.etat == "deposee" for s in saisines)
        self.compte.setText(
            f"{format_count(len(saisines), 'saisine')}, dont {attente} à examiner." if saisines else ""
        )
        choisie = next((s for s in saisines if s.id == voulue), None)
        if choisie is None:
            self.saisine = None
            self.detail.hide()
        else:
            self.table.selectRow(self.table.source.visible.index(saisines.index(choisie)))
            self.show_saisine(choisie)

    def _follow_selection(self) -> None:
        ligne = self.table.current_row()
        if ligne is not None and ligne is not self.saisine:
            self.show_saisine(ligne)

    def show_saisine(self, saisine: Saisine) -> None:
        """The chosen saisine, and what the coordonnateur may do of it."""
        ref = self.referentiel
        if ref is None:
            return
        self.saisine = saisine
        qui = saisine.personne
        self.detail.titre.setText(f"{qui.nom} {qui.prenom}")
        age = format_age(qui.date_naissance, today())
        faits = [
            ("Née le" if qui.sexe == "F" else "Né le", f"{format_date(qui.date_naissance)} ({age})"),
            ("Déposée", f"le {format_date(saisine.date)} par {ref.membre(saisine.auteur_id)}"),
            ("Instance", ref.instance(saisine.instance_id)),
            ("Origine", ref.code(saisine.origine)),
            ("Motif", ref.code(saisine.motif)),
            ("Description", saisine.description or "Aucune description."),
            ("État", ETATS.get(saisine.etat, saisine.etat)),
        ]
        if saisine.retour:
            faits.append(("Retour à l’auteur", ref.code(saisine.retour)))
        if saisine.retour_texte:
            faits.append(("Mot à l’auteur", saisine.retour_texte))
        self.faits.show_facts(faits)
        permis = self.context.session.permits(Acte.SITUATION_OUVERTE, saisine.instance_id)
        decide = permis and saisine.etat == "deposee"
        for bouton in (self.ouvrir, self.ecarter):
            bouton.setVisible(decide)
        self.doublons.clear()
        self.detail.show()
        if decide:
            self._compare(saisine)

    def _compare(self, saisine: Saisine) -> None:
        self.context.run(
            compare_personne, saisine.personne, on_success=lambda lues: self._show_proches(saisine, lues)
        )

    def _show_proches(self, saisine: Saisine, proches: list[Proche]) -> None:
        if saisine is self.saisine and self.referentiel is not None:
            self.doublons.show_proches(proches, self.referentiel)

    def _tell_apart(self, proche: Proche) -> None:
        """Keep the decision with its author; the question is not asked again."""
        saisine = self.saisine
        if saisine is not None:
            self.context.run(
                tell_apart, proche.resume.id, saisine.personne, on_success=lambda _none: self._compare(saisine),
                on_error=self.show_error, boutons=tuple(self.doublons.boutons),
            )  # fmt: skip

    # -- acts ------------------------------------------------------------------------------------

    def open_situation(self) -> None:
        """Go on to the circle; the new situation is then shown."""
        if self.saisine is not None and self.referentiel is not None:
            volet = OuvertureVolet(self.context, self.referentiel, self.saisine)
            self.open_volet(volet, lambda nouvelle: self.context.go("situation", str(nouvelle)))

    def dismiss(self) -> None:
        """Ask for the reason."""
        if self.saisine is not None and self.referentiel is not None:
            self.open_volet(EcartVolet(self.context, self.referentiel, self.saisine))
