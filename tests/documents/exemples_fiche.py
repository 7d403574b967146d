"""Sheets drawn by the tests: adult, minor, returned, longest fields. Every name is fictitious."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from gsn_app.domain.fiche_navette import FicheNavette, ReglagesRappel, Tirage, fiche_navette_of
from gsn_app.domain.rappel_ordre import (
    Convoque,
    Destinataire,
    Evenement,
    Fait,
    MesureRappel,
    NonPresente,
    ParquetConsulte,
    ParquetInforme,
    PartenairesConsultes,
    Prepare,
    Prononce,
    Protocole,
    QualiteRepresentant,
    RappelOrdre,
    Reponse,
    ReponseParquet,
    Representant,
    replay,
)

ANCRE = "1287 · K7QD2XWMB4ZRT6HN"
_QUAND = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_COORDONNATEUR = {"auteur_id": "m-coordo", "auteur_roles": frozenset({"coordonnateur"}), "horodatage": _QUAND}
_ELU = {"auteur_id": "m-elu", "auteur_roles": frozenset({"elu"}), "horodatage": _QUAND}
PROTOCOLE = Protocole(date(2024, 3, 12))
REGLAGES = ReglagesRappel(
    "Valfictif-sur-Orge",
    "Montfictif",
    PROTOCOLE,
    "Mairie, 1 place de la République, 99001 Valfictif-sur-Orge",
)
TIRAGE = Tirage("2026-014", 2, ANCRE, "Camille Exemple", date(2026, 11, 21))
PARENTS = (
    Representant("Exemple-Modèle", "Zoé", QualiteRepresentant.MERE, "12 rue des Tilleuls\n99001 Valfictif"),
    Representant("d’Œuvré", "Ignace", QualiteRepresentant.PERE, "12 rue des Tilleuls\n99001 Valfictif"),
)


def prepare(**changes: object) -> Prepare:
    """A minor with two representatives, ordinary facts; ``changes`` replace fields."""
    champs: dict[str, object] = {
        "numero": 1,
        "nom": "Exemple-Modèle",
        "prenom": "Maëlys-Océane",
        "date_naissance": date(2011, 5, 3),
        "fait": Fait.DEGRAD,
        "description": (
            "A tracé au feutre des inscriptions sur l’abribus de l’arrêt « Médiathèque » en présence "
            "de deux agents. A reconnu les faits sur place et remis le feutre."
        ),
        "date_fait": date(2026, 10, 14),
        "heure_fait": "18:40",
        "lieu": "Arrêt de bus Médiathèque, avenue de la Gare",
        "service": "Police municipale",
        "reference_rapport": "RI 2026-0412",
        "commune_victime": True,
        "crime_ou_delit": False,
        "plainte_deposee": False,
        "enquete_judiciaire": False,
        "date_envisagee": date(2026, 11, 18),
        "representants": PARENTS,
        **_COORDONNATEUR,
    }
    return Prepare(**{**champs, **changes})  # type: ignore[arg-type]


def journey(debut: Prepare, *, jusqu_a: int = 7, absent: bool = False) -> RappelOrdre:
    """Replay the ordinary path after ``debut``, cut after ``jusqu_a`` events."""
    c, e = _COORDONNATEUR, _ELU
    presents = (Destinataire.REPRESENTANT_1,) if debut.representants else ()
    convoques = (Destinataire.AUTEUR, *presents) if debut.fait is not Fait.ABSENT else presents
    issue: Evenement = Prononce(
        numero=6,
        date_prononce=date(2026, 11, 18),
        elu_nom="Dominique Fictif",
        elu_qualite="Adjointe au maire déléguée à la tranquillité publique",
        representants_presents=presents,
        mesure=MesureRappel.RAPPEL,
        engagement_ecrit=True,
        **e,
    )
    if absent:
        issue = NonPresente(numero=6, date_constat=date(2026, 11, 18), **e)
    evenements: list[Evenement] = [
        debut,
        ParquetConsulte(
            numero=2, numero_fiche="2026-014", date_envoi=date(2026, 10, 16), protocole=PROTOCOLE, **c
        ),
        ReponseParquet(
            numero=3,
            reponse=Reponse.B,
            date_reponse=date(2026, 10, 27),
            magistrat_nom="Aude Imaginaire",
            magistrat_qualite="Substitut du procureur",
            precisions="Merci d’indiquer au retour si la remise en état a été proposée.",
            **c,
        ),
        PartenairesConsultes(
            numero=4, date_consultation=date(2026, 11, 3), deja_suivie=True, compatible=True, **c
        ),
        Convoque(
            numero=5,
            date_convocation=date(2026, 11, 18),
            heure="17:30",
            lieu="Hôtel de ville, bureau 12",
            destinataires=convoques,
            **c,
        ),
        issue,
        ParquetInforme(numero=7, date_retour=date(2026, 11, 20), exemplaire=2, **c),
    ]
    return replay(evenements[:jusqu_a])


def longest() -> Prepare:
    """Every text at its limit."""
    parents = tuple(
        Representant(("Ñœud-Éÿmard " * 9)[:100].strip("- "), ("Anne-Gwénaëlle " * 7)[:100].strip(), qualite)
        for qualite in (QualiteRepresentant.MERE, QualiteRepresentant.TUTEUR)
    )
    return prepare(
        nom=("De La Tour-Fictive " * 6)[:100].strip(),
        prenom=("Marie-Françoise-" * 7)[:100],
        description=(
            "Sur la voie publique, la personne a crié à plusieurs reprises malgré les rappels. " * 8
        )[:600],
        lieu=("Place du Général-Imaginaire, " * 5)[:120],
        service=("Brigade de surveillance et de prévention " * 3)[:100],
        reference_rapport=("RI-2026/000412-" * 4)[:60],
        fait=Fait.VOISIN,
        representants=parents,
    )


EXEMPLES: dict[str, Callable[[], FicheNavette]] = {
    "demande_mineur": lambda: fiche_navette_of(journey(prepare(), jusqu_a=1), REGLAGES, TIRAGE),
    "reponse_mineur": lambda: fiche_navette_of(journey(prepare(), jusqu_a=3), REGLAGES, TIRAGE),
    "retour_mineur": lambda: fiche_navette_of(journey(prepare()), REGLAGES, TIRAGE),
    "absent_majeur": lambda: fiche_navette_of(
        journey(
            prepare(
                date_naissance=date(1980, 2, 9),
                representants=(),
                fait=Fait.ORDURES,
                heure_fait="",
                reference_rapport="",
                date_envisagee=None,
                commune_victime=False,
            ),
            absent=True,
        ),
        ReglagesRappel("Valfictif-sur-Orge", "Montfictif"),
        TIRAGE,
    ),
    "absenteisme": lambda: fiche_navette_of(journey(prepare(fait=Fait.ABSENT)), REGLAGES, TIRAGE),
    "plus_long": lambda: fiche_navette_of(journey(longest(), jusqu_a=1), REGLAGES, TIRAGE),
}
