"""Columns of an old spreadsheet: what each may become here, what none may bring in (AU-038 art. 3; domain 6).

Targets are proposed from the titles, folded of accents and case; the coordonnateur decides. A column whose title or
cells speak of what has no field is refused whole, whatever is chosen for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gsn_app.domain.texte import fold
from gsn_app.domain.vigilance import find_numeros

#: lines looked at to find the titles
ENTETE_MAX: Final = 20


class Cible(StrEnum):
    """What a column becomes; IGNOREE: left behind with the old file."""

    IGNOREE = "ignoree"
    NOM = "nom"
    PRENOM = "prenom"
    NOM_PRENOM = "nom_prenom"
    DATE_NAISSANCE = "date_naissance"
    SEXE = "sexe"
    ADRESSE = "adresse"
    TELEPHONE = "telephone"
    COURRIEL = "courriel"
    QUARTIER = "quartier"
    NIVEAU_SCOLAIRE = "niveau_scolaire"
    SITUATION_PROFESSIONNELLE = "situation_professionnelle"
    ORIGINE = "origine"
    MOTIF = "motif"
    DATE_OUVERTURE = "date_ouverture"
    DATE_CLOTURE = "date_cloture"
    CLOTURE = "cloture"
    OBSERVATION = "observation"


LIBELLES: Final[Mapping[Cible, str]] = {
    Cible.IGNOREE: "Ne pas reprendre",
    Cible.NOM: "Nom",
    Cible.PRENOM: "Prénom",
    Cible.NOM_PRENOM: "Nom et prénom ensemble",
    Cible.DATE_NAISSANCE: "Date de naissance",
    Cible.SEXE: "Sexe",
    Cible.ADRESSE: "Adresse",
    Cible.TELEPHONE: "Téléphone",
    Cible.COURRIEL: "Courriel",
    Cible.QUARTIER: "Quartier",
    Cible.NIVEAU_SCOLAIRE: "Niveau scolaire",
    Cible.SITUATION_PROFESSIONNELLE: "Situation professionnelle",
    Cible.ORIGINE: "Origine de la saisine",
    Cible.MOTIF: "Motif principal",
    Cible.DATE_OUVERTURE: "Date d’ouverture",
    Cible.DATE_CLOTURE: "Date de clôture",
    Cible.CLOTURE: "Motif de clôture",
    Cible.OBSERVATION: "Observation (devient un apport)",
}

#: folded titles by target; a title that holds the words in a row is proposed too, the longest words first
SYNONYMES: Final[Mapping[Cible, tuple[str, ...]]] = {
    Cible.NOM_PRENOM: ("nom prenom", "nom et prenom", "noms prenoms", "prenom nom", "jeune", "identite", "nom complet"),
    Cible.NOM: ("nom", "nom de famille", "nom d usage", "patronyme", "nom du jeune", "nom jeune"),
    Cible.PRENOM: ("prenom", "prenoms", "prenom du jeune", "prenom jeune"),
    Cible.DATE_NAISSANCE: (
        "date de naissance", "date naissance", "ne le", "nee le", "ne e le", "ddn", "dn", "naissance", "date naiss",
    ),
    Cible.SEXE: ("sexe", "genre", "f m", "m f", "h f", "civilite"),
    Cible.ADRESSE: ("adresse", "adresse postale", "domicile", "adresse du jeune", "adresse famille"),
    Cible.TELEPHONE: ("telephone", "tel", "portable", "mobile", "numero de telephone", "n de tel", "coordonnees tel"),
    Cible.COURRIEL: ("courriel", "mail", "e mail", "email", "adresse mail", "adresse electronique", "mel"),
    Cible.QUARTIER: ("quartier", "secteur", "qpv"),
    Cible.NIVEAU_SCOLAIRE: ("niveau scolaire", "classe", "niveau", "scolarite", "niveau de classe"),
    Cible.SITUATION_PROFESSIONNELLE: ("situation professionnelle", "emploi", "situation pro", "statut professionnel"),
    Cible.ORIGINE: (
        "origine", "origine de la saisine", "origine du signalement", "signale par", "saisi par", "saisine par",
        "partenaire signalant", "source", "orienteur", "origine de la demande",
    ),
    Cible.MOTIF: (
        "motif", "motifs", "motif de la saisine", "motif du signalement", "problematique", "typologie", "raison",
        "motif principal",
    ),
    Cible.DATE_OUVERTURE: (
        "date d ouverture", "date ouverture", "ouverture", "date de saisine", "date saisine", "date du signalement",
        "date d entree", "debut du suivi", "date de debut", "date 1ere evocation", "date",
    ),
    Cible.DATE_CLOTURE: (
        "date de cloture", "date cloture", "fin du suivi", "date de fin", "date de sortie", "date fin", "clos le",
        "date d archivage",
    ),
    Cible.CLOTURE: ("motif de cloture", "motif cloture", "motif de sortie", "cloture", "issue"),
    Cible.OBSERVATION: (
        "observation", "observations", "commentaire", "commentaires", "remarque", "remarques", "notes", "suivi",
        "elements", "elements de suivi", "situation", "compte rendu",
    ),
}  # fmt: skip

#: words of a title that no field receives, with what they evoke
INTERDITES: Final[Mapping[str, tuple[str, ...]]] = {
    "numéro de sécurité sociale": ("nir", "numero de securite sociale", "n de secu", "securite sociale", "num secu", "nss", "secu"),
    "nationalité ou lieu de naissance": (
        "nationalite", "pays", "pays d origine", "pays de naissance", "lieu de naissance", "ne a", "nee a",
        "commune de naissance", "ville de naissance", "titre de sejour",
    ),
    "origine": ("origine ethnique", "ethnie", "origine culturelle", "origines", "couleur de peau", "langue maternelle"),
    "religion ou convictions": ("religion", "culte", "confession", "pratique religieuse"),
    "opinions": ("opinion", "opinions", "parti", "syndicat", "radicalisation", "fiche s"),
    "santé": (
        "sante", "maladie", "pathologie", "traitement", "handicap", "mdph", "medecin", "diagnostic", "addiction",
        "addictions", "troubles", "suivi psy", "psy", "hospitalisation", "medical", "suivi medical",
    ),
    "vie intime": ("orientation sexuelle", "sexualite", "vie affective"),
    "photographie": ("photo", "photographie", "portrait", "trombinoscope"),
    "réseau social": ("facebook", "instagram", "snapchat", "tiktok", "reseaux sociaux", "reseau social", "pseudo"),
    "véhicule": ("vehicule", "immatriculation", "plaque", "scooter", "voiture"),
    "fichier de police ou infraction": (
        "taj", "stic", "casier", "casier judiciaire", "antecedents", "infraction", "infractions", "condamnation",
        "condamnations", "garde a vue", "delits", "pv", "procedure", "n de procedure", "mise en cause",
    ),
    "donnée bancaire": ("iban", "rib", "compte bancaire", "banque", "allocataire", "numero caf", "n caf"),
}  # fmt: skip


@dataclass(frozen=True)
class Colonne:
    """One column of the sheet. ``interdite``: what it evokes when no field may receive it, else ""."""

    rang: int
    titre: str
    cible: Cible
    interdite: str = ""
    exemple: str = ""


def find_entete(lignes: Sequence[tuple[int, tuple[str, ...]]]) -> int:
    """Rank of the line of titles: the one that most looks like it, among the first; 0 when none does."""
    scores = [
        sum(_guess(fold(c)) is not Cible.IGNOREE for c in cellules) for _, cellules in lignes[:ENTETE_MAX]
    ]
    best = max(scores, default=0)
    return scores.index(best) if best >= 2 else 0


def propose_colonnes(
    titres: Sequence[str], lignes: Sequence[tuple[str, ...]], memoire: Mapping[str, str]
) -> tuple[Colonne, ...]:
    """One proposal a column: what was chosen last time for that title, else what the title says; a target serves once."""
    largeur = max([len(titres), *(len(ligne) for ligne in lignes)], default=0)
    taken: set[Cible] = set()
    found = []
    for rang in range(largeur):
        titre = titres[rang] if rang < len(titres) else ""
        cellules = [ligne[rang] for ligne in lignes if rang < len(ligne) and ligne[rang]]
        interdite = find_interdite(titre, cellules)
        cible = Cible.IGNOREE if interdite else _recall(titre, memoire)
        if cible in taken and cible is not Cible.OBSERVATION:
            cible = Cible.IGNOREE
        if cible is not Cible.IGNOREE:
            taken.add(cible)
        found.append(Colonne(rang, titre, cible, interdite, cellules[0] if cellules else ""))
    return tuple(found)


def find_interdite(titre: str, cellules: Sequence[str]) -> str:
    """What a column evokes that has no field, by its title or by the numbers its cells hold; "" when nothing."""
    plat = fold(titre)
    for quoi, mots in INTERDITES.items():
        if any(_within(mot, plat) for mot in mots):
            return quoi
    if any(find_numeros(cellule) for cellule in cellules if len(cellule) < 60):
        return "numéro d’identification (sécurité sociale, compte, plaque…)"
    return ""


def remember(colonnes: Sequence[Colonne]) -> dict[str, str]:
    """What to propose next time: folded titles and their targets, nothing else of the sheet."""
    return {fold(c.titre)[:60]: c.cible.value for c in colonnes if c.titre and not c.interdite}


def _recall(titre: str, memoire: Mapping[str, str]) -> Cible:
    kept = memoire.get(fold(titre)[:60], "")
    return Cible(kept) if kept in set(Cible) else _guess(fold(titre))


def _guess(plat: str) -> Cible:
    if not plat:
        return Cible.IGNOREE
    for cible, mots in SYNONYMES.items():
        if plat in mots:
            return cible
    long = sorted(
        ((mot, cible) for cible, mots in SYNONYMES.items() for mot in mots
         if len(mot) > (8 if cible is Cible.OBSERVATION else 4)),
        key=lambda x: -len(x[0]),
    )  # fmt: skip
    return next((cible for mot, cible in long if _within(mot, plat)), Cible.IGNOREE)


def _within(mots: str, plat: str) -> bool:
    return f" {mots} " in f" {plat} "
