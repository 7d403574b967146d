"""R1 to R3: from a true count to the words printed, and to what a reader may conclude from them."""

from __future__ import annotations

from collections.abc import Sequence

from gsn_app.domain.edition import CellulePubliee, Parametres

NBSP = "\u00a0"


def publish_count(
    nombre: int, parametres: Parametres, coordonnees: tuple[str, ...], *, large: bool = False
) -> CellulePubliee:
    """Class of a count of youths (R1). Zero and seven print alike.

    The interval holds the true count always. Raises ``ValueError`` below zero.
    """
    if nombre < 0:
        raise ValueError(nombre)
    seuil = parametres.large_seuil if large else parametres.seuil
    base = parametres.large_base if large else parametres.base
    if nombre < seuil:
        return CellulePubliee(coordonnees, 0, seuil - 1, f"moins de{NBSP}{seuil}")
    milieu = base * ((nombre + base // 2) // base)
    # the class below the first threshold never overlaps: a reader knows that n >= seuil
    minimum = max(seuil, milieu - base // 2)
    maximum = milieu - base // 2 + base - 1
    return CellulePubliee(coordonnees, minimum, maximum, f"environ{NBSP}{milieu}")


def publish_total(jeunes: int, parametres: Parametres) -> CellulePubliee:
    """R2: the exact total from the minimum population on; below, only « moins de 8 situations »."""
    if jeunes < parametres.population_minimale:
        mots = f"moins de{NBSP}{parametres.population_minimale} situations"
        return CellulePubliee((), 0, parametres.population_minimale - 1, mots)
    return CellulePubliee((), jeunes, jeunes, str(jeunes))


def publish_acts(
    par_jeune: Sequence[int], parametres: Parametres, coordonnees: tuple[str, ...], *, large: bool = False
) -> CellulePubliee:
    """R3: class of a count of acts, masked when their youths are too few or one of them makes over half.

    ``par_jeune`` holds one positive number per youth concerned. The interval is that of the acts.
    """
    total = sum(par_jeune)
    seuil = parametres.large_seuil if large else parametres.seuil
    if len(par_jeune) < seuil or 2 * max(par_jeune) > total:
        return CellulePubliee(coordonnees, 0, None, f"moins de{NBSP}{seuil} jeunes")
    return publish_count(total, parametres, coordonnees, large=large)
