"""The commune's letterhead on every sheet: name and address from the settings, logo chosen once by a coordonnateur.

The file chosen is decoded in the sandboxed child only; what the vault keeps is pixels (``domain.logo``).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gsn_app.actions.reglage import read_reglages
from gsn_app.actions.session import Session, act
from gsn_app.bac_a_sable import FichierTooHeavy, GenreFichier, recognize, render_page
from gsn_app.domain.acte import Acte
from gsn_app.domain.fiche_navette import Tirage
from gsn_app.domain.logo import (
    HAUTEUR_MAX,
    LARGEUR_MAX,
    LOGO_OCTETS,
    EnTetePapier,
    Logo,
    LogoDamaged,
    pack_logo,
    unpack_logo,
)
from gsn_app.errors import InvalidInput

VALEUR = "logo"


class FichierNotRead(InvalidInput):
    """Ce fichier n’a pas pu être ouvert ({raison}). Rien n’a été changé."""

    code = "LOG-02"


class LogoKindRefused(InvalidInput):
    """Le logo doit être une image PNG ou JPEG."""

    code = "LOG-03"


def read_fichier(fichier: Path, octets_max: int) -> bytes:
    """Bytes of a file chosen by the member, never more than the limit and one; raises FichierNotRead, FichierTooHeavy."""
    try:
        if not fichier.is_file():
            raise FichierNotRead(raison="ce n’est pas un fichier")
        with fichier.open("rb") as opened:
            octets = opened.read(octets_max + 1)
        if len(octets) > octets_max:
            raise FichierTooHeavy(taille=-(-fichier.stat().st_size // 1024), limite=octets_max // 1024)
    except OSError as error:
        raise FichierNotRead(raison=error.strerror or "lecture impossible") from None
    return octets


@act(Acte.REGLAGES_MODIFIES)
def save_logo(session: Session, fichier: Path) -> Logo:
    """Take a PNG or JPEG of at most 300 kB; raises LogoKindRefused and the errors of ``bac_a_sable``."""
    session.gate(Acte.REGLAGES_MODIFIES)
    octets = read_fichier(Path(fichier), LOGO_OCTETS)
    if recognize(octets) is GenreFichier.PDF:
        raise LogoKindRefused()
    page = render_page(octets, largeur=LARGEUR_MAX, hauteur=HAUTEUR_MAX, octets_max=LOGO_OCTETS)
    logo = Logo(page.largeur, page.hauteur, page.pixels)
    with session.unit(Acte.REGLAGES_MODIFIES, motif="logo") as u:
        u.save_valeur(VALEUR, pack_logo(logo))
    return logo


@act(Acte.REGLAGES_MODIFIES)
def remove_logo(session: Session) -> None:
    """Sheets bear the commune's name alone again."""
    session.gate(Acte.REGLAGES_MODIFIES)
    if session.coffre.read_valeur(VALEUR) is None:
        return
    with session.unit(Acte.REGLAGES_MODIFIES, motif="logo retiré") as u:
        u.delete("coffre", VALEUR)


def read_logo(session: Session) -> Logo | None:
    """The logo in force; a damaged one is told as an anomaly and never stops a sheet."""
    octets = session.coffre.read_valeur(VALEUR)
    if octets is None:
        return None
    try:
        return unpack_logo(octets)
    except LogoDamaged as error:
        session.coffre.anomalies.append(error.sentence)
        return None


def read_entete(session: Session) -> EnTetePapier:
    """The letterhead in force."""
    found = read_reglages(session)
    return EnTetePapier(found.commune, found.service, found.adresse, found.contact, read_logo(session))


def tirage_of(session: Session, numero: str, exemplaire: int, ancre: str, lecteur: str) -> Tirage:
    """What belongs to one printed copy, today, under the commune's letterhead."""
    jour = date.fromisoformat(session.today())
    return Tirage(numero, exemplaire, ancre, lecteur, jour, read_entete(session))
