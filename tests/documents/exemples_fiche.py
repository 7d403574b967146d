"""Sheets drawn by the tests: adult, minor, returned, longest fields. Every name is fictitious."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from gsn_app.domain.fiche_navette import FicheNavette, ReglagesRappel, Tirage, fiche_navette_of
from gsn_app.domain.rappel_ordre import (
    Destinataire,
    Fait,
    QualiteRepresentant,
    RappelOrdre,
    Representant,
    replay,
)
from tests.domain.rappel_ordre_exemples import (
    absence,
    answer,
    convene,
    deliver,
    prepare,
    return_part,
    send,
    submit_partners,
)

ANCRE = "1287 · K7QD2XWMB4ZRT6HN"
REGLAGES = ReglagesRappel(
    "Valfictif-sur-Orge",
    "Montfictif",
    send().protocole,
    "Mairie, 1 place de la République, 99001 Valfictif-sur-Orge",
    "01 99 00 00 00, mairie@valfictif.example",
)
TIRAGE = Tirage("2026-014", 2, ANCRE, "Camille Exemple", date(2026, 11, 21))
REMARQUE = "Accompagnement en cours avec un service"


def minor(**changes: Any) -> Any:
    """A minor with two representatives, everything filled in."""
    champs = {
        "prenom": "Maëlys-Océane",
        "lieu": "Arrêt de bus Médiathèque, avenue de la Gare",
        "reference_rapport": "RI 2026-0412",
        "date_envisagee": date(2026, 11, 18),
        "description": (
            "A tracé au feutre des inscriptions sur l’abribus de l’arrêt «\u00a0Médiathèque\u00a0» en présence "
            "de deux agents. A reconnu les faits sur place et remis le feutre."
        ),
    }
    return prepare(**{**champs, **changes})


def adult(**changes: Any) -> Any:
    """An adult, optional fields left empty."""
    champs = {
        "date_naissance": date(1980, 2, 9),
        "representants": (),
        "fait": Fait.ORDURES,
        "heure_fait": "",
        "commune_victime": False,
        "adresse": "3 impasse Fictive\n99001 Valfictif",
    }
    return prepare(**{**champs, **changes})


def journey(debut: Any, *, jusqu_a: int = 7, absent: bool = False) -> RappelOrdre:
    """Replay the ordinary path after ``debut``, cut after ``jusqu_a`` events."""
    presents = (Destinataire.REPRESENTANT_1,) if debut.representants else ()
    convoques = presents if debut.fait is Fait.ABSENT else (Destinataire.AUTEUR, *presents)
    qualite = "Adjointe au maire déléguée à la tranquillité publique"
    precisions = "Merci d’indiquer au retour si la remise en état a été proposée."
    suite = [
        send(),
        answer(precisions=precisions),
        submit_partners(remarque=REMARQUE),
        convene(destinataires=convoques),
        absence() if absent else deliver(elu_qualite=qualite, representants_presents=presents),
        return_part(),
    ]
    return replay([debut, *suite][:jusqu_a])


def _long(motif: str, limite: int) -> str:
    return (motif * limite)[:limite].strip(" ,-").ljust(limite, "x")


def longest(**changes: Any) -> Any:
    """Every text at its limit, two representatives."""
    parents = tuple(
        Representant(
            _long("Ñœud-Éÿmard ", 100), _long("Anne-Gwénaëlle ", 100), qualite, _long("Tilleuls ", 250)
        )
        for qualite in (QualiteRepresentant.MERE, QualiteRepresentant.TUTEUR)
    )
    champs = {
        "nom": _long("De La Tour-Fictive ", 100),
        "prenom": _long("Marie-Françoise-", 100),
        "description": _long("La personne a crié sur la voie publique malgré les rappels. ", 600),
        "lieu": _long("Place du Général-Imaginaire, ", 120),
        "service": _long("Brigade de surveillance et de prévention ", 100),
        "reference_rapport": _long("RI-2026/000412-", 60),
        "fait": Fait.VOISIN,
        "representants": parents,
    }
    return minor(**{**champs, **changes})


def longest_answered() -> RappelOrdre:
    """The whole path with every text at its limit."""
    tous = (Destinataire.REPRESENTANT_1, Destinataire.REPRESENTANT_2)
    return replay(
        [
            longest(),
            send(numero_fiche=_long("2026-RAO-", 20)),
            answer(
                magistrat_nom=_long("Imaginaire ", 100),
                magistrat_qualite=_long("Substitut ", 100),
                precisions=_long("Merci de préciser. ", 300),
            ),
            submit_partners(),
            convene(destinataires=(Destinataire.AUTEUR, *tous), lieu=_long("Hôtel de ville, ", 120)),
            deliver(
                elu_nom=_long("Fictif-", 100),
                elu_qualite=_long("Adjointe ", 100),
                representants_presents=tous,
            ),
            return_part(),
        ]
    )


LONGS = ReglagesRappel(
    _long("Valfictif-", 100),
    _long("Montfictif ", 100),
    send().protocole,
    _long("Mairie ", 160),
    _long("Accueil ", 160),
)
TIRAGE_LONG = replace(TIRAGE, numero=_long("2026-RAO-", 20), lecteur=_long("Camille-", 100))
SANS_PROTOCOLE = ReglagesRappel("Valfictif-sur-Orge", "Montfictif")

EXEMPLES: dict[str, Callable[[], FicheNavette]] = {
    "demande_mineur": lambda: fiche_navette_of(journey(minor(), jusqu_a=1), REGLAGES, TIRAGE),
    "reponse_mineur": lambda: fiche_navette_of(journey(minor(), jusqu_a=3), REGLAGES, TIRAGE),
    "retour_mineur": lambda: fiche_navette_of(journey(minor()), REGLAGES, TIRAGE),
    "demande_majeur": lambda: fiche_navette_of(journey(adult(), jusqu_a=1), SANS_PROTOCOLE, TIRAGE),
    "absent_majeur": lambda: fiche_navette_of(journey(adult(), absent=True), REGLAGES, TIRAGE),
    "absenteisme": lambda: fiche_navette_of(journey(minor(fait=Fait.ABSENT)), REGLAGES, TIRAGE),
    "plus_long": lambda: fiche_navette_of(journey(longest(), jusqu_a=1), LONGS, TIRAGE_LONG),
    "plus_long_retour": lambda: fiche_navette_of(longest_answered(), LONGS, TIRAGE_LONG),
}
