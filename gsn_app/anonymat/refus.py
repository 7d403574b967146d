"""R8: what a refusal says, in French, naming no cell; shown on the local screen only."""

from __future__ import annotations

from gsn_app.anonymat.ecarts import Ecart
from gsn_app.domain.edition import Edition, Parametres, Refus, SpecificationTableau

EDITION = "edition"


def too_few(parametres: Parametres, titre: str) -> Refus:
    minimum = parametres.population_minimale
    return Refus(
        "ANO-10",
        EDITION,
        titre,
        f"Cette période compte moins de {minimum} situations : seule la mention « moins de {minimum} "
        "situations » peut sortir.",
        "Regroupez plusieurs périodes (année entière, plusieurs années) ou plusieurs instances.",
    )


def too_close(ecart: Ecart, past: Edition, parametres: Parametres, titre: str) -> Refus:
    return Refus(
        "ANO-11",
        EDITION,
        titre,
        f"Cette édition est trop proche de celle du {past.date:%d/%m/%Y} (« {past.titre} ») : "
        f"{_plural(ecart.entrants, 'entrée')}, {_plural(ecart.sortants, 'sortie')}, "
        f"{_plural(ecart.modifies, 'modification')} (minimum {parametres.d}). En comparant les deux, un "
        "lecteur pourrait reconnaître une personne.",
        "Attendez que davantage de situations aient changé, ou regroupez cette période avec la suivante.",
    )


def deducible(spec: SpecificationTableau) -> Refus:
    return Refus(
        "ANO-12",
        spec.code,
        spec.titre,
        "Ce tableau, rapproché de ceux déjà remis, permettrait une déduction.",
        "Retirez ce tableau, ou regroupez une de ses variables (familles, classes plus larges, période plus "
        "longue).",
    )


def too_detailed(spec: SpecificationTableau, parametres: Parametres) -> Refus:
    return Refus(
        "ANO-13",
        spec.code,
        spec.titre,
        f"Ce tableau est trop détaillé : plus de {parametres.part_sous_seuil} % de ses cases comptent moins "
        f"de {parametres.seuil} jeunes.",
        "Choisissez les familles plutôt que le détail, ou une période plus longue.",
    )


def undecided(spec: SpecificationTableau) -> Refus:
    return Refus(
        "ANO-14",
        spec.code,
        spec.titre,
        "Vérification non terminée : elle demanderait trop de calculs. Dans le doute, ce tableau ne sort pas.",
        "Retirez ce tableau ou une de ses variables, puis recommencez.",
    )


def register_exposed(titre: str) -> Refus:
    return Refus(
        "ANO-15",
        EDITION,
        titre,
        "Rapproché des éditions déjà remises, le seul nombre de situations de cette édition permettrait une "
        "déduction, ou la vérification n’a pas abouti.",
        "Attendez que davantage de situations aient changé, ou regroupez cette période avec la suivante.",
    )


def nothing_left(titre: str) -> Refus:
    return Refus(
        "ANO-16",
        EDITION,
        titre,
        "Aucun tableau ne peut sortir sans risque pour cette période.",
        "Regroupez plusieurs périodes, ou demandez des familles plutôt que le détail.",
    )


def _plural(nombre: int, mot: str) -> str:
    return f"{nombre} {mot}{'s' if nombre > 1 else ''}"
