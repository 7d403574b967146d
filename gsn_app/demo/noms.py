"""Names that nobody bears: « Exemplia Fictif-Érable ». Drawn with the seed, one pair per person."""

from __future__ import annotations

import random
from datetime import date, timedelta

PRENOMS = {
    "F": (
        "Exemplia", "Fictiva", "Imagina", "Maquettine", "Démoline", "Épreuvine", "Modélia", "Témoignette",
        "Factice-Ève", "Invente", "Illustrée", "Prototypine",
    ),
    "M": (
        "Éxemplin", "Fictin", "Imaginard", "Maquettou", "Démolin", "Épreuvin", "Modélin", "Témoinou",
        "Factisse", "Inventin", "Illustrin", "Prototypo",
    ),
}  # fmt: skip
MOTS = (
    "Érable", "Sureau", "Bouleau", "Charme", "Frêne", "Aulne", "Tilleul", "Noisetier", "Cornouiller", "Églantier",
    "Genévrier", "Houx", "Lilas", "Mélèze", "Néflier", "Orme", "Peuplier", "Saule", "Sorbier", "Troène",
    "Alouette", "Bergeronnette", "Chardonneret", "Épervier", "Fauvette", "Grèbe", "Hirondelle", "Loriot", "Mésange",
    "Œdicnème", "Pinson", "Rossignol", "Sittelle", "Tarier", "Verdier", "Comète", "Nébuleuse", "Boréale", "Équinoxe",
    "Zénith",
)  # fmt: skip
RUES = ("rue de l’Exemple", "allée des Maquettes", "place Fictive", "impasse du Spécimen", "cours Imaginaire")
#: age bands of the published table: youngest age, and the oldest still inside; nobody passes their 25th birthday
AGES = {"moins de 12": (7, 11), "12-15": (12, 15), "16-17": (16, 17), "18-20": (18, 20), "21-25": (21, 24)}


class Etat:
    """Draws people one after the other; two people never bear the same pair of names."""

    def __init__(self, tirage: random.Random) -> None:
        self._tirage = tirage
        simple = [f"Fictif-{mot}" for mot in MOTS]
        double = [f"Fictif-{a}-{b}" for a in MOTS for b in MOTS if a != b]
        tirage.shuffle(simple)
        tirage.shuffle(double)
        self._noms = simple + double
        self._rang = 0

    def next_nom(self) -> str:
        """Next family name, shared by nobody until the 1,600 are used."""
        nom = self._noms[self._rang % len(self._noms)]
        self._rang += 1
        return nom

    def next_prenom(self, sexe: str) -> str:
        """A first name; once the family names come round again, the next first name of the list."""
        prenoms = PRENOMS[sexe]
        if self._rang <= len(self._noms):
            return self._tirage.choice(prenoms)
        tour, rang = divmod(self._rang, len(self._noms))
        second = f"-{MOTS[tour // len(prenoms)]}" if tour >= len(prenoms) else ""
        return prenoms[(tour + rang) % len(prenoms)] + second

    def naissance(self, tranche: str, aujourdhui: date) -> str:
        """A date of birth in the band for the 300 days before today and the six months after."""
        low, high = AGES[tranche]
        age = self._tirage.randint(low + 1, high)
        return (aujourdhui - timedelta(days=round(age * 365.25) + self._tirage.randint(1, 175))).isoformat()

    def adresse(self) -> str:
        """An address of nowhere."""
        return f"{self._tirage.randint(1, 60)} {self._tirage.choice(RUES)}\n00000 Fictif-sur-Éxemple"
