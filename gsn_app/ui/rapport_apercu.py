"""What an edition will say, as the receiver will read it: printed classes only, never a true count."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.domain.edition import TOUS, CellulePubliee, Edition, Refus, TableauPublie, Variable
from gsn_app.ui.kit.barres import Barre, Barres
from gsn_app.ui.kit.label import Label, format_count, format_date, hint
from gsn_app.ui.kit.section import Facts, Section
from gsn_app.ui.kit.table import Column, Table

#: scope of a refusal that stops the whole report
EDITION = "edition"
NOTE_BARRES = "Barres\u00a0: le plein est sûr, le hachuré est possible. Toute hachurée, une barre ne dit pas qu’il y a quelqu’un."


def word_category(variable: Variable, code: str) -> str:
    """Label of a coordinate; « Ensemble » for a margin."""
    if code == TOUS:
        return "Ensemble"
    return next((c.libelle for c in variable.categories if c.code == code), code)


def build_barres(tableau: TableauPublie) -> list[Barre]:
    """The lines of a table of one variable, without its margin."""
    variable = tableau.specification.variables[0]
    return [
        Barre(
            word_category(variable, cellule.coordonnees[0]), cellule.minimum, cellule.maximum, cellule.libelle
        )
        for cellule in tableau.cellules
        if cellule.coordonnees[0] != TOUS
    ]


def build_croisement(tableau: TableauPublie) -> tuple[list[str], list[list[str]]]:
    """Titles and rows of a table of two variables or more, margins included, the words printed."""
    *lignes, colonne = tableau.specification.variables
    mots = {cellule.coordonnees: cellule.libelle for cellule in tableau.cellules}
    codes = list(dict.fromkeys(cellule.coordonnees[-1] for cellule in tableau.cellules))
    debuts = list(dict.fromkeys(cellule.coordonnees[:-1] for cellule in tableau.cellules))
    titres = [variable.libelle for variable in lignes] + [word_category(colonne, code) for code in codes]
    rangees = [
        [word_category(v, c) for v, c in zip(lignes, debut, strict=True)]
        + [mots.get((*debut, code), "—") for code in codes]
        for debut in debuts
    ]
    return titres, rangees


def margin_of(tableau: TableauPublie) -> CellulePubliee | None:
    """The total of a table, when it is printed."""
    return next((c for c in tableau.cellules if all(code == TOUS for code in c.coordonnees)), None)


class TableauVue(QWidget):
    """One table: bars for one variable, a grid for several."""

    def __init__(self, rang: int, tableau: TableauPublie) -> None:
        super().__init__()
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(6)
        spec = tableau.specification
        colonne.addWidget(Label(spec.titre, "etiquette"))
        marge = margin_of(tableau)
        mots = [f"Ensemble\u00a0: {marge.libelle}"] if marge else []
        mots.append("compté en jeunes" if spec.unite == "jeunes" else "compté en actes")
        if tableau.large:
            mots.append("classes larges, pour protéger les personnes")
        colonne.addWidget(hint(" · ".join(mots)))
        nom = f"gsn_rapport_tableau_{rang}"
        if len(spec.variables) == 1:
            barres = Barres(nom, spec.titre)
            barres.show_barres(build_barres(tableau))
            colonne.addWidget(barres)
            return
        titres, rangees = build_croisement(tableau)
        colonnes: list[Column[list[str]]] = [
            Column(
                titre,
                itemgetter(n),
                largeur=13 * self.fontMetrics().averageCharWidth(),
                etire=n == 0,
            )
            for n, titre in enumerate(titres)
        ]
        table: Table[list[str]] = Table(nom, spec.titre, colonnes)
        table.setSortingEnabled(False)
        table.set_rows(rangees)
        table.setFixedHeight(46 + 42 * len(rangees))
        colonne.addWidget(table)


def word_masques(edition: Edition) -> str:
    """What is hidden in what leaves, and why, in one sentence or two."""
    cellules = [cellule for tableau in edition.tableaux for cellule in tableau.cellules]
    masquees = sum(cellule.minimum == 0 for cellule in cellules)
    seuil = edition.parametres.seuil
    if not masquees:
        return "Aucune ligne n’est masquée."
    return (
        f"{format_count(masquees, 'ligne')} sur {len(cellules)} {'dit' if masquees == 1 else 'disent'} «\u00a0moins de "
        f"{seuil}\u00a0» (ou de {edition.parametres.large_seuil}, en classes larges)\u00a0: zéro est possible, et le vrai "
        "nombre n’est écrit nulle part. Un petit nombre désignerait quelqu’un à qui connaît la commune."
    )


def show_edition(section: Section, edition: Edition, receveur: str) -> None:
    """Fill a section with everything that leaves, in the order of the files."""
    section.clear()
    faits = Facts("gsn_rapport_faits")
    periode = edition.periode
    faits.show_facts(
        [
            ("Titre", edition.titre),
            ("Destinataire", receveur),
            (
                "Période",
                f"du {format_date(periode.debut.isoformat())} au {format_date(periode.fin.isoformat())}",
            ),
            ("Situations", f"{edition.total.libelle} jeunes distincts"),
            ("Ce qui est masqué", word_masques(edition)),
            ("Ancre du journal", edition.ancre),
        ]
    )
    section.add(faits)
    for rang, tableau in enumerate(edition.tableaux):
        section.add(TableauVue(rang, tableau), filet=True)
    exacts = [compte for compte in edition.comptes if not compte.classe]
    classes = [compte for compte in edition.comptes if compte.classe]
    for nom, titre, ensemble in (
        ("gsn_rapport_comptes", "Comptes exacts (ce ne sont pas des jeunes)", exacts),
        ("gsn_rapport_classes", "Actes, toutes personnes (suivies ou non)", classes),
    ):
        if ensemble:
            section.add(Label(titre, "etiquette"), filet=True)
            comptes = Facts(nom)
            comptes.show_facts([(compte.libelle, compte.publie) for compte in ensemble])
            section.add(comptes)
    for texte in edition.textes:
        section.add(Label(texte.titre, "etiquette"), filet=True)
        ecrit = Label(texte.texte)
        ecrit.setObjectName(f"gsn_rapport_texte_{texte.code}")
        section.add(ecrit)
    for note in (*edition.parametres.reading_notes(), NOTE_BARRES):
        section.add(hint(note))


def group_refusals(refus: Sequence[Refus]) -> list[tuple[Refus, list[Refus]]]:
    """Refusals of tables that say the same thing, told once with every table; the others one by one."""
    groups: dict[tuple[str, str, str], list[Refus]] = {}
    for un in refus:
        groups.setdefault((un.code, un.phrase, un.conseil), []).append(un)
    return [(same[0], same) for same in groups.values()]


def show_refusals(section: Section, refus: Sequence[Refus]) -> None:
    """Fill a section with what does not leave, why, and what to do; on this screen only."""
    section.clear()
    if refus and refus[0].portee != EDITION:
        section.add_empty("Visible sur cet écran seulement\u00a0: le rapport ne dit pas ce qui n’y est pas.")
    for rang, (un, ensemble) in enumerate(group_refusals(refus)):
        bloc = QWidget()
        lignes = QVBoxLayout(bloc)
        lignes.setContentsMargins(0, 0, 0, 0)
        lignes.setSpacing(2)
        lignes.addWidget(Label(" · ".join(same.titre for same in ensemble), "etiquette"))
        raison = Label(un.phrase if len(ensemble) == 1 else _plural(un.phrase))
        raison.setObjectName(f"gsn_rapport_refus_{rang}")
        lignes.addWidget(raison)
        lignes.addWidget(hint(f"À faire\u00a0: {un.conseil} ({un.code})"))
        section.add(bloc, filet=rang > 0)


def _plural(phrase: str) -> str:
    return f"Pour chacun\u00a0: {phrase[:1].lower()}{phrase[1:]}"
