"""Every sheet of the program on ordinary data, under a letterhead: what the tests of all sheets draw from.

A new sheet adds one line to :data:`FEUILLES`: its name → a function of the letterhead giving the PDF.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gsn_app.documents.attestation import Attestation, CopieAttestee, LigneAttestee, render_attestation
from gsn_app.documents.charte import render_charte
from gsn_app.documents.convocation import render_convocation
from gsn_app.documents.enrolement import render_enrolement
from gsn_app.documents.fiche_navette import render_fiche_navette
from gsn_app.documents.notice import render_notice
from gsn_app.documents.rapport import render_rapport
from gsn_app.documents.trousse import render_trousse
from gsn_app.domain.charte_feuille import CharteFeuille, Signataire
from gsn_app.domain.enrolement import FeuilleEnrolement
from gsn_app.domain.fiche_navette import Tirage, fiche_navette_of
from gsn_app.domain.logo import EnTetePapier, Logo
from gsn_app.domain.membre import Membre, Role
from gsn_app.domain.notice import Notice, PublicNotice
from gsn_app.domain.rappel_ordre_convocation import convocations_of
from gsn_app.domain.trousse import Trousse
from gsn_app.ressources import read_ressource
from tests.documents.exemples_fiche import ANCRE, REGLAGES, TIRAGE, journey, minor
from tests.documents.test_rapport import _edition

PERSONNE = "Maëlys-Océane Exemple-Modèle"


def striped_logo(largeur: int = 96, hauteur: int = 48) -> Logo:
    """Dark above, light below, so that its place and sense are seen."""
    dark, light = bytes((30, 60, 120)), bytes((240, 190, 60))
    half = largeur * hauteur // 2
    return Logo(largeur, hauteur, dark * half + light * (largeur * hauteur - half))


ENTETE = EnTetePapier(
    REGLAGES.commune, "Service de la tranquillité publique", "1 place de la République\n99001 Valfictif-sur-Orge",
    "01 99 00 00 00", striped_logo(),
)  # fmt: skip


def tirage(entete: EnTetePapier | None) -> Tirage:
    """The copy that every sheet bears."""
    return replace(TIRAGE, entete=entete)


def _convocation(entete: EnTetePapier | None) -> bytes:
    return render_convocation(convocations_of(journey(minor()), REGLAGES, tirage(entete))[0])


def _notice(public: PublicNotice) -> Callable[[EnTetePapier | None], bytes]:
    return lambda entete: render_notice(Notice(
        public, REGLAGES.commune, "Groupe de suivi nominatif", PERSONNE, "01 99 00 00 00",
        "1 place de la République\n99001 Valfictif-sur-Orge", 3, 36, 25, tirage(entete),
    ))  # fmt: skip


def _enrolement(entete: EnTetePapier | None) -> bytes:
    membre = Membre(
        "ab" * 16, PERSONNE, "Assistante sociale", "Conseil départemental", {"gsn-1": Role.MEMBRE}, "11" * 32,
        "22" * 32, "2026-11-21",
    )  # fmt: skip
    roles = ("membre – Groupe de suivi nominatif",)
    return render_enrolement(
        FeuilleEnrolement(REGLAGES.commune, membre, roles, "1.0", "cd" * 32, tirage(entete))
    )


def _attestation(entete: EnTetePapier | None) -> bytes:
    lignes = tuple(LigneAttestee("28/02/2027", "délai après clôture", f"{n:032x}") for n in range(40))
    copies = (CopieAttestee("gsn-2027-02-20-180000-n812.sauv", "20/02/2027", "27/03/2027"),)
    return render_attestation(Attestation(
        REGLAGES.commune, TIRAGE.numero, TIRAGE.exemplaire, ANCRE, TIRAGE.lecteur, "21/11/2026", TIRAGE.lecteur,
        lignes, copies, True, entete,
    ))  # fmt: skip


def _charte(entete: EnTetePapier | None) -> bytes:
    who = Signataire(
        PERSONNE, "Assistante sociale", "Conseil départemental", ("membre – Groupe de suivi nominatif",)
    )
    texte = read_ressource("charte.md").decode()
    return render_charte(
        CharteFeuille(REGLAGES.commune, texte, "1.0", "cd" * 32, (who,) * 14, tirage(entete))
    )


def _trousse(_entete: EnTetePapier | None) -> bytes:
    mots = tuple(f"mot{n}" for n in range(1, 25))
    return render_trousse(Trousse(
        mots, "A1B2C3D4", ("maire", "DPO", "DGS"), 2, TIRAGE.numero, TIRAGE.exemplaire, ANCRE, TIRAGE.imprime_le,
        "coordonnateur CLSPD",
    ))  # fmt: skip


def _rapport(entete: EnTetePapier | None) -> bytes:
    edition = replace(_edition(12), ancre=ANCRE, date=TIRAGE.imprime_le)
    return render_rapport(edition, commune=REGLAGES.commune, destinataire="Préfecture", entete=entete)


FEUILLES: dict[str, Callable[[EnTetePapier | None], bytes]] = {
    "fiche_navette": lambda e: render_fiche_navette(fiche_navette_of(journey(minor()), REGLAGES, tirage(e))),
    "convocation": _convocation,
    **{f"notice_{public}": _notice(public) for public in PublicNotice},
    "enrolement": _enrolement,
    "attestation": _attestation,
    "charte": _charte,
    "trousse": _trousse,
    "rapport": _rapport,
}
#: sheets whose reader is told otherwise than by the member's name
LECTEURS = {"trousse": "coordonnateur CLSPD", "rapport": "Préfecture"}
#: sheets that a finder must not be able to bring to a commune (decision 0134)
SANS_COMMUNE = {"trousse"}
