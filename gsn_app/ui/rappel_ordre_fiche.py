"""The sheet of one rappel à l'ordre: the path as steps, the next permitted act, and why the others wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.rappel_feuille import print_engagement, print_remise
from gsn_app.actions.rappel_ordre import (
    confirm_fiche_navette,
    confirm_retour,
    permitted_acts,
    print_convocations,
    print_fiche_navette,
    print_retour,
    read_rappel,
)
from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre import LIBELLES_ACTE, LIBELLES_ETAT, ActePossible, EtatRappel, RappelOrdre
from gsn_app.domain.rappel_ordre_valeur import libelle
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.colonnes import TwoColumns
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.frise import Frise
from gsn_app.ui.kit.label import Label, hint
from gsn_app.ui.kit.section import Facts, Section
from gsn_app.ui.kit.volet import VoletScreen
from gsn_app.ui.piece_jointe import JointesDialog
from gsn_app.ui.rappel_ordre_acte import (
    AbsenceVolet,
    ConvocationVolet,
    PartenairesVolet,
    PrononceVolet,
    RappelVolet,
    ReponseVolet,
    ReportVolet,
)
from gsn_app.ui.rappel_ordre_etape import build_etapes, show_day
from gsn_app.ui.situation_referentiel import today

if TYPE_CHECKING:
    from collections.abc import Callable

    from gsn_app.actions.impression import Feuille
    from gsn_app.actions.session import Session

VOLETS: dict[Acte, type[RappelVolet]] = {
    Acte.RAPPEL_ORDRE_REPONSE_PARQUET: ReponseVolet,
    Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES: PartenairesVolet,
    Acte.RAPPEL_ORDRE_CONVOQUE: ConvocationVolet,
    Acte.RAPPEL_ORDRE_PRONONCE: PrononceVolet,
    Acte.RAPPEL_ORDRE_NON_PRESENTE: AbsenceVolet,
    Acte.RAPPEL_ORDRE_REPORTE: ReportVolet,
}
#: words of a button, where the act prints or repeats
MOTS: dict[Acte, str] = {
    Acte.RAPPEL_ORDRE_PARQUET_CONSULTE: "Imprimer la fiche-navette",
    Acte.RAPPEL_ORDRE_PARQUET_INFORME: "Imprimer le retour au parquet",
}


def load_rappel(session: Session, rappel_id: str) -> tuple[str, RappelOrdre, tuple[ActePossible, ...]]:
    """Read on the worker: the sheet, and what this member may do of it."""
    return rappel_id, read_rappel(session, rappel_id), permitted_acts(session, rappel_id)


class RappelScreen(VoletScreen):
    """Steps on the right, facts on the left, the next act on top."""

    titre = "Fiche de rappel à l’ordre"
    largeur = 1320
    aide = (
        "Les étapes se suivent dans un ordre que rien ne permet de sauter. Le seul bouton plein est le prochain acte "
        "qui vous revient\u00a0; ceux qui attendent disent pourquoi.\n\n"
        "Temps 1 et temps 3 sont enregistrés quand vous confirmez que la feuille est sortie de l’imprimante.\n\n"
        "Réponse A\u00a0: le parquet traite les faits, le rappel à l’ordre est écarté pour de bon. Réponse B\u00a0: le maire "
        "peut agir. Seul le maire ou son élu délégué prononce."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.rappel_id = ""
        self.rappel: RappelOrdre | None = None
        self._waiting: tuple[str, RappelOrdre, tuple[ActePossible, ...]] | None = None
        self.boutons: dict[Acte, Button] = {}
        self.avertissements = Banner("alerte", nom="gsn_rappel_avertissements")
        self.qui = Section("gsn_rappel_qui", "")
        self.etat = Label("", "indication")
        self.etat.setObjectName("gsn_rappel_etat")
        self.qui.contenu.addWidget(self.etat)
        self.actes = QVBoxLayout()
        self.actes.setSpacing(8)
        self.qui.contenu.addLayout(self.actes)
        self.faits = Facts("gsn_rappel_faits")
        dossier = Section("gsn_rappel_dossier", "Les faits")
        dossier.contenu.addWidget(self.faits)
        self.attente = Section("gsn_rappel_attente", "Pas maintenant")
        self.frise = Frise("gsn_rappel_frise", "Étapes du rappel à l’ordre")
        chemin = Section("gsn_rappel_chemin", "Étapes")
        chemin.contenu.addWidget(self.frise)
        colonnes = TwoColumns()
        colonnes.gauche.addWidget(dossier)
        colonnes.gauche.addWidget(self.attente)
        colonnes.droite.addWidget(chemin)
        for widget in (self.avertissements, self.qui, colonnes):
            self.page_corps.addWidget(widget)
        self.page.hide()

    # -- reading ---------------------------------------------------------------------------------

    def open_objet(self, objet_id: str) -> None:
        """Another sheet: nothing of the former one stays on screen."""
        if objet_id != self.rappel_id:
            self.close_volet()
            self.page.hide()
            self.banner.clear()
            self.rappel = self._waiting = None
        self.rappel_id = objet_id

    def refresh(self) -> None:
        """Read the sheet again; the journal keeps the consultation."""
        if not self.rappel_id:
            self.context.go("rappels")
        elif self.volet is None:
            self.context.run(load_rappel, self.rappel_id, on_success=self._show, on_error=self.show_error)

    def page_shown(self) -> None:
        """Show what was read while a form was open."""
        if self._waiting is not None:
            self._show(self._waiting)

    def _show(self, lu: tuple[str, RappelOrdre, tuple[ActePossible, ...]]) -> None:
        rappel_id, rappel, possibles = lu
        if rappel_id != self.rappel_id:
            return
        self._waiting = lu if self.volet is not None else None
        if self.volet is not None or rappel.prepare is None:
            return
        self.rappel = rappel
        qui = rappel.prepare
        self.qui.titre.setText(f"{qui.nom} {qui.prenom}")
        mots = [LIBELLES_ETAT[rappel.etat], "mineur à la date des faits" if rappel.mineur else "majeur"]
        if rappel.numero_fiche:
            mots.insert(0, f"Fiche n°\u00a0{rappel.numero_fiche}")
        self.etat.setText(" · ".join(mots))
        self.avertissements.announce("alerte", " ".join(rappel.avertissements))
        self.frise.show_jalons(build_etapes(rappel, today()))
        self._show_facts(rappel)
        self._show_acts(rappel, possibles)
        self.page.show()

    def _show_facts(self, rappel: RappelOrdre) -> None:
        p = rappel.prepare
        if p is None:
            return
        faits = [
            ("Fait", libelle(p.fait)),
            ("Description", p.description),
            ("Date et lieu", " · ".join(m for m in (show_day(p.date_fait), p.heure_fait, p.lieu) if m)),
            ("Constaté par", " · ".join(m for m in (p.service, p.reference_rapport) if m)),
            ("Commune victime", "Oui" if p.commune_victime else "Non"),
            ("Date de naissance", show_day(p.date_naissance)),
            ("Acte envisagé", libelle(p.acte_envisage)),
        ]
        for rang, r in enumerate(p.representants, 1):
            faits.append((f"Représentant {rang}", f"{r.prenom} {r.nom}, {libelle(r.qualite)}"))
        faits.append(("Exclusions", "Ni crime ni délit, ni plainte, ni enquête (déclaré)"))
        self.faits.show_facts(faits)

    def _show_acts(self, rappel: RappelOrdre, possibles: tuple[ActePossible, ...]) -> None:
        """The next permitted act alone is primary; the others permitted are plain; the rest say why."""
        while (item := self.actes.takeAt(0)) is not None:
            if ancien := item.widget():
                ancien.hide()
                ancien.deleteLater()
        self.boutons = {}
        self.attente.clear()
        refus: dict[str, list[Acte]] = {}
        for possible in possibles:
            if possible.acte is Acte.RAPPEL_ORDRE_PREPARE:
                continue
            if possible.permis:
                self.boutons[possible.acte] = self._build_button(rappel, possible)
            elif not rappel.final:
                refus.setdefault(possible.motif_refus, []).append(possible.acte)
        for raison, actes in refus.items():
            self._add_refusal(raison, actes)
        may_print = self.context.session.permits(Acte.RAPPEL_ORDRE_CONVOQUE)
        ordre = sorted(
            self.boutons, key=lambda acte: isinstance(self.boutons[acte], PrimaryButton), reverse=True
        )
        boutons = [self.boutons[acte] for acte in ordre]
        if rappel.etat is EtatRappel.CONVOQUE and may_print:
            boutons.append(Button("Réimprimer les convocations", "gsn_rappel_reimprimer", self.print_again))
            boutons += [
                Button(
                    "Bordereau de remise…", "gsn_rappel_remise_imprimer", lambda: self.print_one(print_remise)
                ),
                Button(
                    "Feuille d’engagement…", "gsn_rappel_engagement", lambda: self.print_one(print_engagement)
                ),
            ]
        if boutons:
            self.actes.addWidget(FlowRow(*boutons))
        elif rappel.final:
            clos = "écartée par le parquet" if rappel.etat is EtatRappel.ECARTE else "close"
            self.actes.addWidget(hint(f"Cette fiche est {clos}\u00a0: plus aucun acte ne peut suivre."))
        else:
            self.actes.addWidget(hint("Aucun acte ne vous revient à cette étape."))
        if rappel.envois and self.context.session.permits(Acte.PIECE_JOINTE_CONSULTEE):
            scans = Button("Réponse numérisée…", "gsn_rappel_jointes", self.open_jointes, icone="journal")
            self.actes.addWidget(FlowRow(scans))
        self.attente.setVisible(not rappel.final)

    def _build_button(self, rappel: RappelOrdre, possible: ActePossible) -> Button:
        acte = possible.acte
        mots = MOTS.get(acte, LIBELLES_ACTE[acte])
        if acte is Acte.RAPPEL_ORDRE_PARQUET_CONSULTE and rappel.envois:
            mots = "Relancer le parquet (nouvel exemplaire)"
        nom = f"gsn_rappel_acte_{acte.value.partition('.')[2]}"
        genre = PrimaryButton if possible.principal else Button
        imprime = acte in MOTS
        return genre(mots, nom, lambda: self.do(acte), icone="imprimante" if imprime else "")

    def _add_refusal(self, raison: str, actes: list[Acte]) -> None:
        """The acts that wait for the same thing, then what they wait for."""
        bloc = QWidget()
        lignes = QVBoxLayout(bloc)
        lignes.setContentsMargins(0, 0, 0, 0)
        lignes.setSpacing(1)
        for acte in actes:
            libelle_acte = Label(LIBELLES_ACTE[acte], "etiquette")
            libelle_acte.setObjectName(f"gsn_rappel_refus_{acte.value.partition('.')[2]}")
            libelle_acte.setAccessibleDescription(raison)
            lignes.addWidget(libelle_acte)
        lignes.addWidget(hint(raison))
        self.attente.add(bloc)

    # -- acts ------------------------------------------------------------------------------------

    def do(self, acte: Acte) -> None:
        """Open the form of an act, or print its sheet."""
        if self.rappel is None:
            return
        if acte in VOLETS:
            suite = self._print_letters if acte is Acte.RAPPEL_ORDRE_CONVOQUE else None
            self.open_volet(VOLETS[acte](self.context, self.rappel_id, self.rappel), suite)
            return
        temps1 = acte is Acte.RAPPEL_ORDRE_PARQUET_CONSULTE
        imprime, confirme = (
            (print_fiche_navette, confirm_fiche_navette) if temps1 else (print_retour, confirm_retour)
        )

        def confirm(feuille: Feuille, *, sortie: bool) -> None:
            if not sortie:
                self.refresh()
                return
            self.context.run(
                confirme,
                self.rappel_id,
                feuille,
                on_success=lambda _none: self.refresh(),
                on_error=self.show_error,
            )

        self.context.run(
            imprime,
            self.rappel_id,
            on_success=lambda feuille: self.context.print_sheet(
                feuille, lambda sortie: confirm(feuille, sortie=sortie)
            ),
            on_error=self.show_error,
            boutons=tuple(self.boutons.values()),
        )

    def open_jointes(self) -> None:
        """The scans of the parquet's answer."""
        ajout = self.context.session.permits(Acte.PIECE_JOINTE_AJOUTEE)
        titre = "Réponse du parquet numérisée"
        JointesDialog(self, self.context, self.rappel_id, titre, ajout=ajout).open()

    def print_again(self) -> None:
        """Further copies of the last letters, when the first did not come out."""
        self.context.run(
            print_convocations, self.rappel_id, on_success=self._print_letters, on_error=self.show_error
        )

    def print_one(self, imprime: Callable[..., Feuille]) -> None:
        """A sheet that records nothing: the engagement, the note of the agent."""
        self.context.run(
            imprime,
            self.rappel_id,
            on_success=lambda feuille: self._print_letters((feuille,)),
            on_error=self.show_error,
        )

    def _print_letters(self, feuilles: tuple[Feuille, ...]) -> None:
        """One letter after the other: the next is shown when the former is settled."""
        if not feuilles:
            self.refresh()
            return
        self.context.print_sheet(feuilles[0], lambda _sortie: self._print_letters(feuilles[1:]))
