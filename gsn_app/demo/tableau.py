"""The 46 rows shipped with the program, and as many more as asked, drawn among the same values."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path

from gsn_app.demo.horloge import Horloge
from gsn_app.demo.noms import Etat
from gsn_app.domain.situation import Personne
from gsn_app.ressources import RessourceMissing

FICHIER = "commune_fictive.csv"
QUARTIERS = {
    "Centre": "CEN", "Quartier A-Nord": "QAN", "Quartier A-Sud": "QAS", "Quartier B": "QB", "Hameau": "HAM",
}  # fmt: skip
NIVEAUX = {
    "moins de 12": ("ELE",), "12-15": ("C6", "C5", "C4", "C3"), "16-17": ("LGT", "LPR", "APP"),
    "18-20": ("LPR", "APP", "SUP"), "21-25": ("SUP",),
}  # fmt: skip


@dataclass(frozen=True)
class Ligne:
    """One row: stored codes, and the two facts of the published table."""

    numero: int
    motif: str
    origine: str
    mesures: tuple[str, ...]
    cloture: str
    tranche: str
    sexe: str
    quartier: str
    niveau: str

    @property
    def mineur(self) -> bool:
        """True when the band lies under 18."""
        return self.tranche not in {"18-20", "21-25"}


def read_lignes() -> list[dict[str, str]]:
    """The shipped table as it is; raises RessourceMissing."""
    path = Path(__file__).resolve().parents[1] / "donnees" / FICHIER
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except OSError:
        raise RessourceMissing(nom=FICHIER) from None


def draw_lignes(nombre: int, tirage: random.Random) -> list[Ligne]:
    """The shipped rows first, in order; beyond them, rows drawn among their values, still open."""
    shipped = read_lignes()
    found = [_ligne(row, tirage) for row in shipped[:nombre]]
    for numero in range(len(shipped) + 1, nombre + 1):
        mixed = {name: tirage.choice(shipped)[name] for name in shipped[0]}
        found.append(_ligne({**mixed, "numero": str(numero), "cloture": ""}, tirage))
    return found


def _ligne(row: dict[str, str], tirage: random.Random) -> Ligne:
    mesures = [row["mesure"]] if row["mesure"] != "AUC" else []
    if row["intervention_mds"] == "oui":
        mesures.append("MDS")
    if row["accompagnement_medico_psychologique"] == "oui":
        mesures.append("SAN")
    if not mesures:
        mesures.append("AUC")
    return Ligne(
        int(row["numero"]), f"motif.{row['motif']}", f"origine.{row['origine']}",
        tuple(f"mesure.{code}" for code in mesures), f"cloture.{row['cloture']}" if row["cloture"] else "",
        row["tranche_age"], row["sexe"], f"quartier.{QUARTIERS[row['quartier']]}",
        f"niveau_scolaire.{tirage.choice(NIVEAUX[row['tranche_age']])}",
    )  # fmt: skip


def draw_personne(ligne: Ligne, etat: Etat, horloge: Horloge, *, complete: bool = True) -> Personne:
    """The fictitious person of a row; only the first ones have an address."""
    nom = etat.next_nom()
    adresse = etat.adresse() if complete else ""
    return Personne(
        nom, etat.next_prenom(ligne.sexe), etat.naissance(ligne.tranche, horloge.date(0)), ligne.sexe, adresse,
        "00 00 00 00 00" if complete else "", "", ligne.niveau, "", ligne.quartier,
    )  # fmt: skip
