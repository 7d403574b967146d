"""The audit of an old spreadsheet: each line is taken up or refused, every reason said, nothing written here.

What the charter forbids does not come in: people over 25, closures whose keeping is over, forbidden columns, loaded
words, unknown codes, the same person twice (C2, article 21, AU-038 art. 3 and 5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from gsn_app.domain import doublon
from gsn_app.domain.conservation import FaitsConservation, compute_echeance, is_overdue
from gsn_app.domain.doublon import Ressemblance, Voisinage
from gsn_app.domain.import_colonne import Cible, Colonne
from gsn_app.domain.import_valeur import (
    Rapprochement,
    clean_telephone,
    is_formula,
    match_code,
    nearest,
    parse_jour,
    parse_sexe,
    split_nom,
)
from gsn_app.domain.liste import ListeFermee
from gsn_app.domain.parametre import Conservation
from gsn_app.domain.situation import EtatSituation, Personne, Typologie
from gsn_app.domain.texte import fold, validate_texte
from gsn_app.domain.vigilance import MotVigilance
from gsn_app.errors import GsnError

#: an open line older than this is asked about, never refused
ANCIENNETE_JOURS = 3 * 366
#: columns whose cells are codes of a closed list, and the list
CODES = {
    Cible.QUARTIER: "quartier",
    Cible.NIVEAU_SCOLAIRE: "niveau_scolaire",
    Cible.SITUATION_PROFESSIONNELLE: "situation_professionnelle",
    Cible.ORIGINE: "origine",
    Cible.MOTIF: "motif",
    Cible.CLOTURE: "cloture",
}
MOTIFS_ABSENCE = frozenset({"motif.ABS"})


@dataclass(frozen=True)
class Regles:
    """What the audit needs of the vault: today, the charter's periods and limits, the lists, the vigilance check."""

    aujourdhui: date
    conservation: Conservation
    limite_observation: int
    listes: Mapping[str, ListeFermee]
    find_vigilance: Callable[[str], list[MotVigilance]]


@dataclass(frozen=True)
class Choix:
    """What the coordonnateur chose: columns, values for absent cells, approximations accepted, lines told apart."""

    colonnes: tuple[Colonne, ...]
    defauts: Mapping[str, str] = field(default_factory=dict)
    valeurs: Mapping[tuple[str, str], str] = field(default_factory=dict)
    distinctes: frozenset[int] = frozenset()


@dataclass(frozen=True)
class LigneImport:
    """One line of the sheet. ``refus`` empty: it is taken up. ``avis``: what to know of it all the same.

    ``doublon_de``: id of a situation, or "" for another line; only when that alone refuses it (``doublon`` True).
    """

    numero: int
    #: names as written, shortened: to find the line again, even when nobody can be made of it
    qui: str = ""
    personne: Personne | None = None
    typologie: Typologie | None = None
    observation: str = ""
    refus: tuple[str, ...] = ()
    avis: tuple[str, ...] = ()
    doublon: bool = False
    doublon_de: str = ""

    @property
    def reprise(self) -> bool:
        """True when it would become a situation."""
        return not self.refus


@dataclass(frozen=True)
class Connue:
    """A situation already in the vault, as the audit names it."""

    id: str
    libelle: str


@dataclass(frozen=True)
class Audit:
    """Every line judged, the columns refused, the values to bring closer."""

    lignes: tuple[LigneImport, ...]
    interdites: tuple[Colonne, ...]
    rapprochements: tuple[Rapprochement, ...]

    @property
    def reprises(self) -> tuple[LigneImport, ...]:
        """Lines that would become situations."""
        return tuple(ligne for ligne in self.lignes if ligne.reprise)

    @property
    def refusees(self) -> tuple[LigneImport, ...]:
        """Lines left behind, each with its reasons."""
        return tuple(ligne for ligne in self.lignes if not ligne.reprise)


class _Lecture:
    """One line being read: what was understood, and what is wrong with it."""

    def __init__(self, numero: int, cellules: Sequence[str], choix: Choix, regles: Regles) -> None:
        self.numero = numero
        self.choix = choix
        self.regles = regles
        self.refus: list[str] = []
        self.avis: list[str] = []
        self.inconnus: list[Rapprochement] = []
        self.qui = ""
        self._cellules: dict[Cible, tuple[Colonne, str]] = {
            c.cible: (c, cellules[c.rang] if c.rang < len(cellules) else "")
            for c in reversed(choix.colonnes)
            if c.cible is not Cible.IGNOREE and not c.interdite
        }

    def text(self, cible: Cible) -> str:
        """The cell of a target; a formula counts as empty and refuses the line."""
        colonne_texte = self._cellules.get(cible)
        texte = colonne_texte[1] if colonne_texte else ""
        if texte and is_formula(texte):
            self.refus.append(
                f"la cellule « {cible.value.replace('_', ' ')} » contient une formule : écrivez sa valeur"
            )
            return ""
        return texte

    def day(self, cible: Cible, nom: str) -> date | None:
        """The day of a cell; one that is not understood refuses the line."""
        texte = self.text(cible)
        if not texte:
            return None
        jour = parse_jour(texte, self.regles.aujourdhui)
        if jour is None:
            self.refus.append(f"{nom} « {texte[:30]} » : ce n’est pas une date")
        elif jour > self.regles.aujourdhui or jour.year < 1900:
            self.refus.append(f"{nom} « {texte[:30]} » : cette date est impossible")
            return None
        return jour

    def coded(self, cible: Cible) -> str:
        """The code of a cell, as written, as accepted, or by default; an unknown one refuses the line."""
        nom = CODES[cible]
        texte = self.text(cible)
        if not texte:
            return self.choix.defauts.get(nom, "")
        liste = self.regles.listes[nom]
        code = match_code(liste, texte) or self.choix.valeurs.get((nom, fold(texte)), "")
        if not code:
            proche = nearest(liste, nom, texte)
            self.inconnus.append(proche)
            suite = f" ; le plus proche : {proche.label}" if proche.code else " ; aucune valeur proche"
            self.refus.append(f"{liste.libelle.lower()} « {texte[:40]} » inconnu{suite}")
        return code

    def names(self) -> tuple[str, str]:
        """Family name and first name, from two cells or one."""
        if Cible.NOM_PRENOM not in self._cellules:
            return self.text(Cible.NOM), self.text(Cible.PRENOM)
        colonne, _ = self._cellules[Cible.NOM_PRENOM]
        ensemble = self.text(Cible.NOM_PRENOM)
        nom, prenom = split_nom(ensemble, prenom_first=fold(colonne.titre).startswith("prenom"))
        if ensemble and not nom:
            self.refus.append(f"« {ensemble[:40]} » : séparez le nom et le prénom en deux colonnes")
        return nom, prenom


def audit(
    lignes: Sequence[tuple[int, tuple[str, ...]]], choix: Choix, regles: Regles, connues: Voisinage[Connue],
    distinguee: Callable[[Personne, str], bool],
) -> Audit:  # fmt: skip
    """Judge every line. ``connues``: the vault's people; ``distinguee``: already decided « pas la même personne »."""
    rapprochements: dict[tuple[str, str], Rapprochement] = {}
    seen: Voisinage[LigneImport] = Voisinage()
    judged = []
    for numero, cellules in lignes:
        lecture = _Lecture(numero, cellules, choix, regles)
        ligne = _judge(lecture)
        for inconnu in lecture.inconnus:
            rapprochements.setdefault((inconnu.champ, fold(inconnu.valeur)), inconnu)
        if ligne.personne is not None:
            personne = ligne.personne
            ligne = _seek_doubles(ligne, choix, seen, connues, distinguee)
            seen.add(personne, ligne)
        judged.append(ligne)
    interdites = tuple(c for c in choix.colonnes if c.interdite)
    return Audit(tuple(judged), interdites, tuple(rapprochements.values()))


def _judge(lecture: _Lecture) -> LigneImport:
    personne = _read_personne(lecture)
    typologie = _read_typologie(lecture, personne)
    observation = _read_observation(lecture)
    return LigneImport(
        lecture.numero,
        lecture.qui,
        personne,
        typologie,
        observation,
        tuple(lecture.refus),
        tuple(lecture.avis),
    )


def _read_personne(lecture: _Lecture) -> Personne | None:
    nom, prenom = lecture.names()
    lecture.qui = f"{nom} {prenom}".strip()[:60]
    naissance = lecture.day(Cible.DATE_NAISSANCE, "date de naissance")
    sexe = parse_sexe(lecture.text(Cible.SEXE))
    for quoi, valeur in (("nom", nom), ("prénom", prenom), ("date de naissance", naissance), ("sexe", sexe)):
        if not valeur and not any(quoi in refus for refus in lecture.refus):
            fusion = " (une cellule fusionnée ne vaut que pour sa première ligne)" if quoi == "nom" else ""
            absent = "absente" if quoi.startswith("date") else "absent"
            lecture.refus.append(f"{quoi} {absent} ou illisible{fusion}")
    scolaire, pro = lecture.coded(Cible.NIVEAU_SCOLAIRE), lecture.coded(Cible.SITUATION_PROFESSIONNELLE)
    if scolaire and pro:
        lecture.avis.append(
            "la situation professionnelle n’est pas reprise : le niveau scolaire suffit (AU-038)"
        )
    quartier = lecture.coded(Cible.QUARTIER)
    brut = Personne(
        nom, prenom, naissance.isoformat() if naissance else "", sexe, lecture.text(Cible.ADRESSE),
        clean_telephone(lecture.text(Cible.TELEPHONE)), lecture.text(Cible.COURRIEL), scolaire,
        "" if scolaire else pro, quartier,
    )  # fmt: skip
    if not (nom and prenom and naissance and sexe):
        return None
    try:
        return brut.validated(lecture.regles.aujourdhui)
    except GsnError as error:
        lecture.refus.append(error.sentence.rstrip("."))
        return None


def _read_typologie(lecture: _Lecture, personne: Personne | None) -> Typologie | None:
    motif, origine = lecture.coded(Cible.MOTIF), lecture.coded(Cible.ORIGINE)
    for quoi, code, cible in (("motif", motif, Cible.MOTIF), ("origine", origine, Cible.ORIGINE)):
        if not code and not any(x.champ == CODES[cible] for x in lecture.inconnus):
            lecture.refus.append(f"{quoi} absent : choisissez-en un pour les lignes qui n’en ont pas")
    ouverture = lecture.day(Cible.DATE_OUVERTURE, "date d’ouverture") or lecture.regles.aujourdhui
    fin = lecture.day(Cible.DATE_CLOTURE, "date de clôture")
    cloture = lecture.coded(Cible.CLOTURE)
    if fin is not None and fin < ouverture:
        lecture.refus.append("la date de clôture précède la date d’ouverture")
    if cloture and fin is None:
        lecture.refus.append(
            "un motif de clôture sans date de clôture : la durée de conservation ne peut pas se compter"
        )
    if fin is None and (lecture.regles.aujourdhui - ouverture).days > ANCIENNETE_JOURS:
        lecture.avis.append(f"ouverte depuis le {ouverture:%d/%m/%Y} : vérifiez qu’elle est encore suivie")
    if personne is not None:
        naissance = date.fromisoformat(personne.date_naissance)
        if ouverture < naissance:
            lecture.refus.append("la date d’ouverture précède la naissance")
        faits = FaitsConservation(naissance, fin, absence=bool(fin) and motif in MOTIFS_ABSENCE)
        echeance = compute_echeance(lecture.regles.conservation, faits)
        if echeance is not None and is_overdue(echeance, lecture.regles.aujourdhui):
            lecture.refus.append(f"trop ancienne : elle devait être effacée le {echeance.jour:%d/%m/%Y}")
        elif fin is not None:
            lecture.avis.append(
                f"clôturée : elle s’effacera le {echeance.jour:%d/%m/%Y}" if echeance else "clôturée"
            )
    if not (motif and origine):
        return None
    return Typologie(
        motif, origine, date_ouverture=ouverture.isoformat(),
        etat=EtatSituation.CLOTUREE if fin else EtatSituation.OUVERTE,
        date_cloture=fin.isoformat() if fin else "", cloture=(cloture or "cloture.FIN") if fin else "",
    )  # fmt: skip


def _read_observation(lecture: _Lecture) -> str:
    """The text that becomes an apport; loaded, too long or hostile, it stays behind and the line says why."""
    texte = lecture.text(Cible.OBSERVATION)
    if not texte:
        return ""
    limite = lecture.regles.limite_observation
    if len(texte) > limite:
        lecture.avis.append(
            f"observation non reprise : {len(texte)} caractères, la limite est {limite} ; résumez-la ensuite"
        )
        return ""
    try:
        propre = validate_texte("Observation", texte, limite, lignes=True)
    except GsnError:
        lecture.avis.append(
            "observation non reprise : elle contient des caractères invisibles ou de contrôle"
        )
        return ""
    mots = lecture.regles.find_vigilance(propre)
    if mots:
        nommes = ", ".join(dict.fromkeys(f"« {m.mot} » ({m.libelle})" for m in mots[:4]))
        lecture.avis.append(f"observation non reprise : {nommes} ; reformulez-la ensuite")
        return ""
    return propre


def _seek_doubles(
    ligne: LigneImport, choix: Choix, seen: Voisinage[LigneImport], connues: Voisinage[Connue],
    distinguee: Callable[[Personne, str], bool],
) -> LigneImport:  # fmt: skip
    personne = ligne.personne
    if personne is None:
        return ligne
    refus, avis, cible = list(ligne.refus), list(ligne.avis), ""
    for how, other in seen.find(personne):
        mots = f"ligne {other.numero} : {doublon.LIBELLES[how]}"
        if how is Ressemblance.FRATRIE or ligne.numero in choix.distinctes:
            avis.append(mots)
        elif other.reprise:
            refus.append(f"doublon de la {mots}")
    for how, connue in connues.find(personne):
        mots = f"{connue.libelle} : {doublon.LIBELLES[how]}"
        if how is Ressemblance.FRATRIE:
            avis.append(f"dans le coffre, {mots}")
        elif not distinguee(personne, connue.id):
            refus.append(f"déjà dans le coffre, {mots}")
            cible = cible or connue.id
    only = not ligne.refus and len(refus) > 0
    return replace(ligne, refus=tuple(refus), avis=tuple(avis), doublon=only, doublon_de=cible)
