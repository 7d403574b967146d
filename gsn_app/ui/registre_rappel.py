"""The numbered register of the rappels à l'ordre, under the board: numbers, days, codes; nobody's name."""

from __future__ import annotations

from gsn_app.domain.rappel_ordre_valeur import Fait, Reponse, libelle, validate_choix
from gsn_app.domain.registre_rappel import LigneRegistre
from gsn_app.ui.kit.label import Label, format_date
from gsn_app.ui.kit.section import Section

ISSUES = {"suite.REA": "prononcé", "suite.ABSN": "non présenté", "": "pas encore d’issue"}
REPONSES = {Reponse.A: "réponse A", Reponse.B: "réponse B", Reponse.SILENCE: "silence, selon le protocole"}


def word_ligne(ligne: LigneRegistre) -> str:
    """« n° 2026-001 · 21 nov. 2026 · Tapage · réponse B · prononcé · majeur »."""
    fait = libelle(validate_choix("Fait", ligne.fait, Fait))
    reponse = REPONSES[validate_choix("Réponse", ligne.reponse, Reponse)] if ligne.reponse else "sans réponse"
    mots = (
        f"n°\u00a0{ligne.numero}",
        format_date(ligne.date),
        fait,
        reponse,
        ISSUES.get(ligne.issue, ligne.issue),
    )
    return " · ".join((*mots, ligne.public))


class RegistreSection(Section):
    """The register, newest first; it stays when the rappels themselves are erased."""

    def __init__(self) -> None:
        super().__init__("gsn_rappels_registre", "Registre numéroté")

    def show_registre(self, lignes: list[LigneRegistre]) -> None:
        """Show the lines; none: say what will come here."""
        self.clear()
        self.add_empty(
            "Numéro, date et codes seulement\u00a0: ces lignes restent quand les fiches sont effacées."
            if lignes
            else "Aucune fiche n’est encore partie au parquet."
        )
        for rang, ligne in enumerate(reversed(lignes)):
            label = Label(word_ligne(ligne))
            label.setObjectName(f"gsn_rappels_registre_{rang}")
            self.add(label, filet=rang > 0)
