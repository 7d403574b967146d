"""Every sheet of the program for one case (person, representatives, reader): its PDF and the fields it must carry.

A new sheet adds one line to :data:`FEUILLES`: its name → a function of the case giving the sheets, each a PDF with the texts
that must stand on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gsn_app.documents.attestation import Attestation, CopieAttestee, LigneAttestee, render_attestation
from gsn_app.documents.bilan_parcours import render_bilan
from gsn_app.documents.charte import render_charte
from gsn_app.documents.convocation import render_convocation
from gsn_app.documents.dossier_acces import render_dossier_acces
from gsn_app.documents.enrolement import render_enrolement
from gsn_app.documents.feuille_maire import render_feuille_maire
from gsn_app.documents.fiche_navette import render_fiche_navette
from gsn_app.documents.import_tableau import CertificatImport, render_certificat
from gsn_app.documents.notice import render_notice
from gsn_app.documents.rapport import render_rapport
from gsn_app.documents.releve_decisions import render_releve
from gsn_app.documents.trousse import render_trousse
from gsn_app.domain import cddf_feuille, transaction_feuille
from gsn_app.domain import rappel_ordre_feuille as rappel_feuille
from gsn_app.domain.cddf import CDDF
from gsn_app.domain.charte_feuille import CharteFeuille, Signataire
from gsn_app.domain.dossier_acces import DossierAcces, RubriqueAcces
from gsn_app.domain.enrolement import FeuilleEnrolement
from gsn_app.domain.fiche_navette import ReglagesRappel, Tirage, fiche_navette_of
from gsn_app.domain.logo import EnTetePapier, Logo
from gsn_app.domain.membre import Membre, Role
from gsn_app.domain.notice import Notice, PublicNotice
from gsn_app.domain.rappel_ordre import Destinataire, QualiteRepresentant, RappelOrdre, Representant, replay
from gsn_app.domain.rappel_ordre_convocation import convocations_of
from gsn_app.domain.trousse import Trousse
from gsn_app.ressources import read_ressource
from tests.documents import test_bilan_parcours as bilans
from tests.documents import test_releve_decisions as releves
from tests.documents.exemples_fiche import ANCRE, LONGS, REGLAGES, TIRAGE, TIRAGE_LONG, _long, adult, minor
from tests.documents.test_rapport import _edition
from tests.domain import test_cddf as cddfs
from tests.domain import test_transaction as transactions
from tests.domain.rappel_ordre_exemples import answer, convene, deliver, return_part, send, submit_partners

Feuille = tuple[bytes, tuple[str, ...]]


def striped_logo(largeur: int = 96, hauteur: int = 48) -> Logo:
    """Dark above, light below, so that its place and sense are seen."""
    dark, light = bytes((30, 60, 120)), bytes((240, 190, 60))
    half = largeur * hauteur // 2
    return Logo(largeur, hauteur, dark * half + light * (largeur * hauteur - half))


ENTETE = EnTetePapier(
    REGLAGES.commune, "Service de la tranquillité publique", "1 place de la République\n99001 Valfictif-sur-Orge",
    "01 99 00 00 00", striped_logo(),
)  # fmt: skip


@dataclass(frozen=True)
class Cas:
    """Who the sheets speak of, and whose letterhead they bear."""

    nom: str = "Exemple-Modèle"
    prenom: str = "Maëlys-Océane"
    majeur: bool = False
    representants: tuple[Representant, ...] = (
        Representant(
            "Exemple-Modèle", "Zoé", QualiteRepresentant.MERE, "12 rue des Tilleuls\n99001 Valfictif"
        ),
    )
    adresse: str = "12 rue des Tilleuls\n99001 Valfictif"
    entete: EnTetePapier | None = ENTETE
    reglages: ReglagesRappel = REGLAGES
    tirage: Tirage = TIRAGE
    description: str = "A tracé au feutre des inscriptions sur l’abribus, en présence de deux agents."
    lieu: str = "Arrêt de bus Médiathèque, avenue de la Gare"

    @property
    def personne(self) -> str:
        """First name and name."""
        return f"{self.prenom} {self.nom}"

    @property
    def copie(self) -> Tirage:
        """The printed copy under the letterhead."""
        return replace(self.tirage, entete=self.entete)

    def rappel(self) -> RappelOrdre:
        """The whole path of a rappel about this person."""
        champs: dict[str, Any] = {
            "nom": self.nom, "prenom": self.prenom, "description": self.description, "lieu": self.lieu,
            "adresse": self.adresse,
        }  # fmt: skip
        debut = adult(**champs) if self.majeur else minor(**champs, representants=self.representants)
        places = (Destinataire.REPRESENTANT_1, Destinataire.REPRESENTANT_2)
        presents = () if self.majeur else places[: len(self.representants)]
        return replay([
            debut, send(), answer(), submit_partners(), convene(destinataires=(Destinataire.AUTEUR, *presents)),
            deliver(representants_presents=presents), return_part(),
        ])  # fmt: skip


LETTRES = "ÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸ àâäæçéèêëîïôöœùûüÿ"
_PERE = Representant("Œuvré", "Ignace", QualiteRepresentant.PERE, "8 quai de l’Yser\n59000 Lille-Fictive")
_LONGS = tuple(
    Representant(_long("Ñœud-Éÿmard ", 100), _long("Anne-Gwénaëlle ", 100), q, _long(f"{rue} ", 250))
    for q, rue in ((QualiteRepresentant.MERE, "Tilleuls"), (QualiteRepresentant.TUTEUR, "Érables"))
)
CAS: dict[str, Cas] = {
    "ordinaire": Cas(),
    "plus_long": Cas(
        _long("De La Tour-Fictive ", 100), _long("Marie-Françoise-", 100), representants=_LONGS,
        adresse=_long("Boulevard Imaginaire ", 250), reglages=LONGS, tirage=replace(TIRAGE_LONG, numero=TIRAGE.numero),
        description=_long("La personne a crié sur la voie publique malgré les rappels. ", 600),
        lieu=_long("Place du Général-Imaginaire, ", 120),
        entete=EnTetePapier(
            LONGS.commune, _long("Service de la tranquillité ", 100), _long("Place ", 250), _long("Accueil ", 160),
            striped_logo(640, 320),
        ),
    ),
    "diacritiques": Cas(f"L’Haÿ-{LETTRES.split()[0]}", f"Zoÿ-{LETTRES.split()[1]}"),
    "majeur": Cas(majeur=True, representants=(), adresse="3 impasse Fictive\n99001 Valfictif"),
    "deux_adresses": Cas(representants=(*Cas().representants, _PERE)),
}  # fmt: skip


def _parents(cas: Cas) -> tuple[str, ...]:
    return tuple(f"{r.prenom} {r.nom}" for r in cas.representants)


def _fiche(cas: Cas) -> list[Feuille]:
    pdf = render_fiche_navette(fiche_navette_of(cas.rappel(), cas.reglages, cas.copie))
    return [(pdf, (cas.nom, cas.prenom, cas.description, cas.lieu, *_parents(cas)))]


def _convocations(cas: Cas) -> list[Feuille]:
    return [
        (render_convocation(lettre), (lettre.destinataire_nom, lettre.destinataire_adresse, cas.personne, lettre.lieu)
         if lettre.representant else (lettre.destinataire_nom, lettre.destinataire_adresse, lettre.lieu))
        for lettre in convocations_of(cas.rappel(), cas.reglages, cas.copie)
    ]  # fmt: skip


def _engagement(cas: Cas) -> list[Feuille]:
    sheet = rappel_feuille.engagement_of(cas.rappel(), cas.reglages, cas.copie)
    return [(render_feuille_maire(sheet), (cas.personne, *_parents(cas)))]


def _remise(cas: Cas) -> list[Feuille]:
    sheet = rappel_feuille.remise_of(cas.rappel(), cas.reglages, cas.copie)
    return [(render_feuille_maire(sheet), _parents(cas)[:1] or (cas.personne,))]


def _relance(cas: Cas) -> list[Feuille]:
    lignes = [rappel_feuille.EnAttente(f"2026-{n:03d}", date(2026, 9, n), 40, 2) for n in range(1, 6)]
    sheet = rappel_feuille.relance_of(lignes, cas.reglages, cas.copie, 30)
    return [(render_feuille_maire(sheet), ("2026-001", "2026-005", "01/09/2026"))]


def _transaction(cas: Cas) -> list[Feuille]:
    day = transactions.PV
    steps = [
        transactions.prepared(nom=cas.nom, prenom=cas.prenom, adresse=cas.adresse), transactions.proposed(day),
        (transactions.Repondue, {"date_reponse": day, "acceptee": True}),
    ]  # fmt: skip
    proposee, acceptee = transactions.walk(*steps[:2]), transactions.walk(*steps)
    return [
        (render_feuille_maire(transaction_feuille.proposition_of(proposee, cas.reglages, cas.copie)),
         (cas.personne, cas.adresse)),
        (render_feuille_maire(transaction_feuille.courrier_of(acceptee, cas.reglages, cas.copie)), (cas.personne,)),
    ]  # fmt: skip


def _cddf(cas: Cas) -> list[Feuille]:
    parents = cas.representants or (cddfs.MERE,)
    who = {"enfant_nom": cas.nom, "enfant_prenom": cas.prenom, "representants": parents}
    c = CDDF.vide
    for rank in range(7):
        c = CDDF.apply(c, cddfs.make(rank, rank + 1, **(who if rank == 0 else {})))
    noms = tuple(f"{r.prenom} {r.nom}" for r in parents)
    return [
        (render_feuille_maire(made(c, cas.reglages, cas.copie)), (cas.personne, *noms))
        for made in (cddf_feuille.saisine_of, cddf_feuille.attestation_of)
    ]


def _notice(public: PublicNotice) -> Callable[[Cas], list[Feuille]]:
    def draw(cas: Cas) -> list[Feuille]:
        entete = cas.entete or ENTETE
        notice = Notice(
            public, cas.reglages.commune, "Groupe de suivi nominatif", cas.personne, entete.contact, entete.adresse, 3,
            36, 25, cas.copie,
        )  # fmt: skip
        return [(render_notice(notice), (cas.personne, entete.adresse.replace("\n", ", ")))]

    return draw


def _bilan(cas: Cas) -> list[Feuille]:
    sheet = bilans.sheet(3, 2)
    bilan = replace(sheet.bilan, nom=cas.nom, prenom=cas.prenom)
    pdf = render_bilan(replace(sheet, commune=cas.reglages.commune, bilan=bilan, tirage=cas.copie))
    return [(pdf, (cas.personne, "Suivi avec référent", "Mission locale", "Améliorée"))]


def _acces(cas: Cas) -> list[Feuille]:
    entete = cas.entete or ENTETE
    parts = (
        RubriqueAcces("Identité", (("Prénom", cas.prenom), ("Nom", cas.nom), ("Adresse", cas.adresse))),
        RubriqueAcces("Ce que les professionnels ont noté", textes=(("Le 2 mars 2026", cas.description),)),
    )
    pdf = render_dossier_acces(DossierAcces(
        cas.reglages.commune, entete.adresse, entete.contact, "Groupe de suivi nominatif", cas.personne, "2026-002",
        date(2026, 11, 2), not cas.majeur, parts, 1, 1, 2, cas.copie,
    ))  # fmt: skip
    return [(pdf, (cas.personne, cas.prenom, cas.nom, cas.adresse, cas.description))]


def _releve(cas: Cas) -> list[Feuille]:
    ligne = replace(releves.LIGNE, personne=cas.personne)
    sheet = replace(
        releves.RELEVE, commune=cas.reglages.commune, numero=cas.tirage.numero, exemplaire=cas.tirage.exemplaire,
        tire_par=cas.tirage.lecteur, destinataire=cas.tirage.lecteur, lignes=(ligne,), entete=cas.entete,
    )  # fmt: skip
    return [(render_releve(sheet), (cas.personne, ligne.decision))]


def _enrolement(cas: Cas) -> list[Feuille]:
    membre = Membre(
        "ab" * 16, cas.nom, "Assistante sociale", "Conseil départemental", {"gsn-1": Role.MEMBRE}, "11" * 32, "22" * 32,
        "2026-11-21",
    )  # fmt: skip
    roles = ("membre – Groupe de suivi nominatif",)
    sheet = FeuilleEnrolement(cas.reglages.commune, membre, roles, "1.0", "cd" * 32, cas.copie)
    return [(render_enrolement(sheet), (cas.nom, membre.empreinte))]


def _charte(cas: Cas) -> list[Feuille]:
    who = Signataire(
        cas.nom, "Assistante sociale", "Conseil départemental", ("membre – Groupe de suivi nominatif",)
    )
    texte = read_ressource("charte.md").decode()
    sheet = CharteFeuille(cas.reglages.commune, texte, "1.0", "cd" * 32, (who,) * 14, cas.copie)
    return [(render_charte(sheet), (cas.nom, "Les signataires"))]


def _attestation(cas: Cas) -> list[Feuille]:
    lignes = tuple(LigneAttestee("28/02/2027", "délai après clôture", f"{n:032x}") for n in range(40))
    copies = (CopieAttestee("gsn-2027-02-20-180000-n812.sauv", "20/02/2027", "27/03/2027"),)
    pdf = render_attestation(Attestation(
        cas.reglages.commune, cas.tirage.numero, cas.tirage.exemplaire, ANCRE, cas.tirage.lecteur, "21/11/2026",
        cas.tirage.lecteur, lignes, copies, True, cas.entete,
    ))  # fmt: skip
    return [(pdf, (f"{39:032x}", copies[0].nom))]


def _certificat(cas: Cas) -> list[Feuille]:
    pdf = render_certificat(CertificatImport(
        cas.reglages.commune, "Groupe de suivi nominatif", "21/11/2026", cas.tirage.lecteur, "lot-7", "ab" * 32, 46, 40, 6,
        cas.copie,
    ))  # fmt: skip
    return [(pdf, ("lot-7", "ab" * 16, "46 lignes lues"))]


def _trousse(cas: Cas) -> list[Feuille]:
    mots = tuple(f"mot{n}" for n in range(1, 25))
    pdf = render_trousse(Trousse(
        mots, "A1B2C3D4", ("maire", "DPO", "DGS"), 2, cas.tirage.numero, cas.tirage.exemplaire, ANCRE,
        cas.tirage.imprime_le, "coordonnateur CLSPD",
    ))  # fmt: skip
    return [(pdf, mots)]


def _rapport(cas: Cas) -> list[Feuille]:
    edition = replace(_edition(12), ancre=ANCRE, date=cas.tirage.imprime_le)
    pdf = render_rapport(edition, commune=cas.reglages.commune, destinataire="Préfecture", entete=cas.entete)
    return [(pdf, ("Tableau numéro 11", "environ 50"))]


FEUILLES: dict[str, Callable[[Cas], list[Feuille]]] = {
    "fiche_navette": _fiche,
    "convocation": _convocations,
    "engagement": _engagement,
    "remise": _remise,
    "relance": _relance,
    "transaction": _transaction,
    "cddf": _cddf,
    **{f"notice_{public}": _notice(public) for public in PublicNotice},
    "bilan_parcours": _bilan,
    "dossier_acces": _acces,
    "releve_decisions": _releve,
    "enrolement": _enrolement,
    "charte": _charte,
    "attestation": _attestation,
    "certificat_import": _certificat,
    "trousse": _trousse,
    "rapport": _rapport,
}
#: sheets whose reader is told otherwise than by the member's name
LECTEURS = {"trousse": "coordonnateur CLSPD", "rapport": "Préfecture"}
#: sheets that a finder must not be able to bring to a commune (decision 0134)
SANS_COMMUNE = {"trousse"}
#: sheets that name nobody who is followed
SANS_PERSONNE = {"certificat_import", "trousse", "rapport", "attestation", "relance"}
