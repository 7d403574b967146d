"""« Tableau de bord »: what is open, how old, what is due, how often one meets; bars, a timeline, and the same in text."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.session import Session
from gsn_app.actions.tableau_bord import read_tableau
from gsn_app.domain.tableau_bord import TableauInstance
from gsn_app.ui.kit.barres import Barre, Barres
from gsn_app.ui.kit.button import LinkButton
from gsn_app.ui.kit.colonnes import TwoColumns
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.frise import A_VENIR, COURANT, Frise, Jalon
from gsn_app.ui.kit.label import Label, format_count, format_date, hint
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.section import Facts, Section, clear_layout
from gsn_app.ui.situation_ligne import MOIS
from gsn_app.ui.situation_referentiel import Referentiel, load_referentiel, today

PROCHAINES = 8


def load_tableau(session: Session) -> tuple[list[TableauInstance], Referentiel]:
    """Read on the worker: figures and names."""
    return read_tableau(session), load_referentiel(session)


class TableauScreen(Screen):
    """One group of charts a body; the figures are those of what the member reads."""

    titre = "Tableau de bord"
    largeur = 1320
    aide = (
        "Ces nombres comptent ce que vous pouvez lire, et rien d’autre\u00a0: un autre membre peut en voir d’autres.\n\n"
        "Ils sont exacts et restent ici. Ce qui sort de la commune passe par le rapport, qui ne permet de reconnaître "
        "personne.\n\n"
        "«\u00a0Lire les chiffres en texte\u00a0» donne les mêmes nombres, ligne par ligne."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.liste = QVBoxLayout()
        self.liste.setSpacing(20)
        self.corps.addLayout(self.liste)
        self.corps.addStretch(1)

    def refresh(self) -> None:
        """Count again."""
        self.context.run(load_tableau, on_success=self._show, on_error=self.show_error)

    def _show(self, lu: tuple[list[TableauInstance], Referentiel]) -> None:
        tableaux, ref = lu
        clear_layout(self.liste)
        for tableau in tableaux:
            self.liste.addWidget(self._build(tableau, ref, titre=len(tableaux) > 1))
        if not tableaux:
            self.liste.addWidget(
                EmptyState("rapport", "Rien à compter", "Vous ne siégez dans aucune instance.")
            )

    def _build(self, tableau: TableauInstance, ref: Referentiel, *, titre: bool) -> QWidget:
        prefixe = f"gsn_tableau_{tableau.instance_id}"
        bloc = QWidget()
        colonne = QVBoxLayout(bloc)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(14)
        if titre:
            colonne.addWidget(Label(ref.instance(tableau.instance_id), "sous_titre"))
        resume = Label(word_resume(tableau))
        resume.setObjectName(f"{prefixe}_resume")
        colonne.addWidget(resume)
        colonnes = TwoColumns(egales=True)
        for rang, (nom, libelle, serie) in enumerate(list_series(tableau)):
            section = Section(f"{prefixe}_{nom}_carte", libelle)
            barres = Barres(f"{prefixe}_{nom}", libelle)
            barres.show_barres([Barre(mot, n, n, str(n)) for mot, n in serie])
            section.add(barres)
            (colonnes.gauche, colonnes.droite)[rang % 2].addWidget(section)
        colonnes.gauche.addWidget(self._build_frise(tableau, prefixe))
        colonne.addWidget(colonnes)
        colonne.addWidget(self._build_text(tableau, prefixe))
        return bloc

    def _build_frise(self, tableau: TableauInstance, prefixe: str) -> Section:
        section = Section(f"{prefixe}_prochaines", "Prochaines échéances")
        if not tableau.prochaines:
            section.add_empty("Aucune date prévue.")
            return section
        frise = Frise(f"{prefixe}_frise", "Prochaines échéances")
        jour = today().isoformat()
        frise.show_jalons(
            [
                Jalon(
                    e.nom,
                    format_date(e.jour),
                    "dépassée" if e.jour < jour else "",
                    COURANT if e.jour < jour else A_VENIR,
                )
                for e in tableau.prochaines[:PROCHAINES]
            ]
        )
        section.add(frise)
        reste = len(tableau.prochaines) - PROCHAINES
        if reste > 0:
            section.add(hint(f"Et {format_count(reste, 'autre')}, dans la liste des situations."))
        premiere = tableau.prochaines[0]
        lien = LinkButton(
            "Ouvrir la première",
            f"{prefixe}_ouvrir",
            partial(self.context.go, "situation", premiere.situation_id),
        )
        section.add(lien)
        section.contenu.setAlignment(lien, Qt.AlignmentFlag.AlignLeft)
        return section

    def _build_text(self, tableau: TableauInstance, prefixe: str) -> QWidget:
        """The same numbers in words, folded until asked."""
        bloc = QWidget()
        colonne = QVBoxLayout(bloc)
        colonne.setContentsMargins(0, 0, 0, 0)
        faits = Facts(f"{prefixe}_texte")
        faits.show_facts(
            [
                (libelle, ", ".join(f"{mot}\u00a0: {n}" for mot, n in serie))
                for _, libelle, serie in list_series(tableau)
            ]
        )
        faits.hide()
        bouton = LinkButton(
            "Lire les chiffres en texte", f"{prefixe}_lire", lambda: faits.setVisible(faits.isHidden())
        )
        colonne.addWidget(bouton)
        colonne.setAlignment(bouton, Qt.AlignmentFlag.AlignLeft)
        colonne.addWidget(faits)
        return bloc


def word_resume(tableau: TableauInstance) -> str:
    """« 12 situations ouvertes, dont 7 avec référent… »."""
    mots = f"{format_count(tableau.ouvertes, 'situation ouverte', 'situations ouvertes')}, dont {tableau.avec_referent} avec référent."
    clos = format_count(tableau.cloturees, "clôture", "clôtures")
    sorties = format_count(tableau.sorties_positives, "sortie positive", "sorties positives")
    return f"{mots} Sur douze mois\u00a0: {clos}, {sorties}."


def list_series(tableau: TableauInstance) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """``(name, title, [(label, number)])`` of each chart, in reading order."""
    found = [
        ("ages", "Âges", [x for x in tableau.ages if x[1] or not x[0].startswith("26")]),
        ("echeances", "Échéances", list(tableau.echeances)),
        ("durees", "Depuis quand elles sont ouvertes", list(tableau.durees)),
        ("ouvertures", "Ouvertures par mois", [(name_month(mois), n) for mois, n, _ in tableau.mois]),
    ]
    if tableau.presences:
        presences = [(p.institution, p.presentes) for p in tableau.presences]
        titre = f"Présence sur douze mois ({format_count(tableau.presences[0].seances, 'séance')})"
        found.append(("presences", titre, presences))
    return found


def name_month(mois: str) -> str:
    """« novembre 2026 » for « 2026-11 »."""
    annee, numero = mois.split("-")
    return f"{MOIS[int(numero) - 1]} {annee}"
