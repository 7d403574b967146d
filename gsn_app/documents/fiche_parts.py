"""The three times of the fiche-navette as rows of cells: what is known is printed, the rest left blank."""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.documents.grille import Case, Cellule, Rangee
from gsn_app.documents.mise_en_page import french_date, french_heure
from gsn_app.domain.fiche_navette import DemandeMaire, FicheNavette, ReponseFiche, RetourFiche, Signature
from gsn_app.domain.rappel_ordre import MesureRappel, Reponse, libelle


@dataclass(frozen=True)
class Blancs:
    """Heights left free, in points: description, parquet's remarks, the two signatures."""

    description: float = 0.0
    precisions: float = 16.0
    signature_parquet: float = 30.0
    signature_maire: float = 30.0

    def widened(self, reste: float) -> Blancs:
        """Share the room left on the page between the places written by hand."""
        return Blancs(
            self.description + reste * 0.10,
            self.precisions + reste * 0.24,
            self.signature_parquet + reste * 0.33,
            self.signature_maire + reste * 0.33,
        )


@dataclass(frozen=True)
class Temps:
    """One framed part: its title, who fills it in, its rows."""

    titre: str
    par: str
    rangees: tuple[Rangee, ...]


def times_of(fiche: FicheNavette, blancs: Blancs) -> tuple[Temps, Temps, Temps]:
    """Return the three parts of the sheet."""
    return (
        Temps("Le maire consulte le parquet", "rempli par la mairie", _demande(fiche.demande, blancs)),
        Temps("Le parquet répond", _filled_by(fiche.reponse), _reponse(fiche.reponse, blancs)),
        Temps(
            "Le maire rend compte au parquet",
            "rempli par la mairie après l’entretien",
            _retour(fiche.retour_mairie, fiche.demande, blancs),
        ),
    )


def _filled_by(r: ReponseFiche) -> str:
    if r.reponse is None:
        return "rempli par le parquet, une seule case"
    return "réponse retranscrite par la mairie, l’original signé faisant foi"


def _yes_no(valeur: bool | None) -> tuple[Case, Case]:
    return Case("oui", valeur is True), Case("non", valeur is False)


def _measures(choisie: MesureRappel | None) -> tuple[Case, ...]:
    return tuple(Case(libelle(mesure), mesure is choisie) for mesure in MesureRappel)


def _demande(d: DemandeMaire, blancs: Blancs) -> tuple[Rangee, ...]:
    qualite = "Élève concerné : " if d.sans_eleve else ""
    majorite = (Case("mineur", d.mineur), Case("majeur", not d.mineur))
    representants = d.representants or ("Sans objet : personne majeure",)
    heure = french_heure(d.heure_fait) if d.heure_fait else "non connue"
    return (
        (
            Cellule(f"{qualite}nom" if qualite else "Nom", (d.nom,), 2.3, gras=True),
            Cellule("Prénom", (d.prenom,), 2.1, gras=True),
            Cellule("Date de naissance", (french_date(d.date_naissance),), 1.15),
            Cellule("À la date des faits", part=1.55, cases=majorite),
        ),
        (
            Cellule(
                "Représentants légaux"
                + (" (le rappel leur est adressé, sans l’élève)" if d.sans_eleve else ""),
                tuple(representants),
            ),
        ),
        (
            Cellule("Fait (liste du protocole)", (f"{d.fait_code} – {d.fait_libelle}",), 4.4),
            Cellule("Date des faits", (french_date(d.date_fait),), 1.3),
            Cellule("Heure", (heure,), 1.2),
        ),
        (
            Cellule("Lieu des faits", (d.lieu,), 2.6),
            Cellule("Service qui a constaté", (d.service,), 2.3),
            Cellule("Référence du rapport", (d.reference_rapport or "néant",), 1.9),
        ),
        (
            Cellule(
                "Description précise des faits et implication de la personne",
                (d.description,),
                blanc=blancs.description,
            ),
        ),
        (
            Cellule("Commune victime", part=1.0, cases=_yes_no(d.commune_victime)),
            Cellule("Crime ou délit possible", part=1.0, cases=_yes_no(d.crime_ou_delit)),
            Cellule("Plainte déposée", part=1.0, cases=_yes_no(d.plainte_deposee)),
            Cellule("Enquête judiciaire", part=1.0, cases=_yes_no(d.enquete_judiciaire)),
        ),
        (
            Cellule(
                "Acte que le maire envisage",
                part=3.0,
                cases_verticales=True,
                cases=_measures(d.mesure_envisagee),
            ),
            Cellule("Date envisagée", (french_date(d.date_envisagee) or "à fixer",), 1.2),
            Cellule("Pour le maire : nom et signature", part=2.4),
        ),
    )


def _reponse(r: ReponseFiche, blancs: Blancs) -> tuple[Rangee, ...]:
    cases = [
        Case(
            "A – Faits traités judiciairement : le rappel à l’ordre n’est pas possible.",
            r.reponse is Reponse.A,
        ),
        Case(
            "B – Faits non traités judiciairement : le rappel à l’ordre est possible.", r.reponse is Reponse.B
        ),
    ]
    if r.reponse is Reponse.SILENCE:
        texte = f"Sans réponse dans le délai prévu au protocole, constaté le {french_date(r.date_reponse)}."
        cases.append(Case(texte, True))
    return (
        (Cellule(cases=tuple(cases), cases_verticales=True, gras=True),),
        (
            Cellule(
                "Précisions demandées ou observations du parquet",
                (r.precisions,) if r.precisions else (),
                blanc=0 if r.precisions else blancs.precisions,
            ),
        ),
        _signed(
            "Date de la réponse",
            french_date(r.date_reponse),
            "magistrat",
            r.magistrat,
            blancs.signature_parquet,
        ),
    )


def _retour(r: RetourFiche, d: DemandeMaire, blancs: Blancs) -> tuple[Rangee, ...]:
    issue = (Case("prononcé", r.tenu is True), Case("non prononcé", r.tenu is False))
    if d.sans_eleve:
        auteur = Cellule("Auteur des faits", ("élève non convoqué",), 1.7)
    else:
        auteur = Cellule(
            "Auteur des faits",
            part=1.7,
            cases=(Case("présent", r.tenu is True), Case("absent", r.tenu is False)),
        )
    return (
        (
            Cellule("Rappel à l’ordre", part=2.1, cases=issue),
            Cellule("Date de l’entretien", _known(french_date(r.date_issue)), 1.2),
            auteur,
            Cellule("Engagement écrit de la famille", part=1.5, cases=_yes_no(r.engagement_ecrit)),
        ),
        (
            Cellule(
                "Représentants légaux présents",
                r.representants_presents or _none(r, d),
                1.0,
                blanc=0 if r.tenu else 12,
            ),
            Cellule("Si leur présence était impossible, pourquoi", _known(r.motif_impossibilite), 1.0),
        ),
        (Cellule("Mesure", cases=_measures(r.mesure)),),
        _signed(
            "Retour au parquet le",
            french_date(r.date_retour),
            "maire ou de l’élu délégué",
            r.elu,
            blancs.signature_maire,
        ),
    )


def _none(r: RetourFiche, d: DemandeMaire) -> tuple[str, ...]:
    if r.tenu is None:
        return ()
    return ("aucun",) if d.mineur else ("sans objet",)


def _known(texte: str) -> tuple[str, ...]:
    return (texte,) if texte else ()


def _signed(label_date: str, jour: str, qui: str, signature: Signature, blanc: float) -> Rangee:
    return (
        Cellule(label_date, _known(jour), 1.1),
        Cellule(f"Nom du {qui}", _known(signature.nom), 1.8),
        Cellule("Qualité", _known(signature.qualite), 1.6),
        Cellule("Signature et cachet", part=1.9, blanc=blanc),
    )
