"""One ordinary path of a rappel à l'ordre, event by event, each changeable; every name is fictitious."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from gsn_app.domain.rappel_ordre import (
    Convoque,
    Destinataire,
    Evenement,
    Fait,
    NonPresente,
    ParquetConsulte,
    ParquetInforme,
    PartenairesConsultes,
    Prepare,
    Prononce,
    Protocole,
    QualiteRepresentant,
    Reponse,
    ReponseParquet,
    Reporte,
    Representant,
)

COORDONNATEUR = frozenset({"coordonnateur"})
ELU = frozenset({"elu"})
MEMBRE = frozenset({"membre"})
QUAND = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
MERE = Representant("Exemple-Modèle", "Zoé", QualiteRepresentant.MERE, "12 rue des Tilleuls\n99001 Valfictif")
PERE = Representant("d’Œuvré", "Ignace", QualiteRepresentant.PERE)


def _made(classe: Any, numero: int, roles: frozenset[str], champs: Any, changes: Any) -> Any:
    communs = {"numero": numero, "auteur_id": "m-1", "auteur_roles": roles, "horodatage": QUAND}
    return classe(**{**communs, **champs, **changes})


def prepare(numero: int = 1, roles: frozenset[str] = COORDONNATEUR, **changes: Any) -> Any:
    champs = {
        "nom": "Exemple-Modèle",
        "prenom": "Maëlys",
        "date_naissance": date(2011, 5, 3),
        "fait": Fait.DEGRAD,
        "description": "A tracé des inscriptions au feutre sur un abribus et l’a reconnu.",
        "date_fait": date(2026, 10, 14),
        "heure_fait": "18:40",
        "lieu": "Avenue de la Gare",
        "service": "Police municipale",
        "commune_victime": True,
        "crime_ou_delit": False,
        "plainte_deposee": False,
        "enquete_judiciaire": False,
        "representants": (MERE, PERE),
    }
    return _made(Prepare, numero, roles, champs, changes)


def send(numero: int = 2, roles: frozenset[str] = COORDONNATEUR, **changes: Any) -> Any:
    champs = {
        "numero_fiche": "2026-014",
        "date_envoi": date(2026, 10, 16),
        "protocole": Protocole(date(2024, 3, 12)),
    }
    return _made(ParquetConsulte, numero, roles, champs, changes)


def answer(
    numero: int = 3, reponse: Reponse = Reponse.B, roles: frozenset[str] = COORDONNATEUR, **changes: Any
) -> Any:
    champs = {
        "reponse": reponse,
        "date_reponse": date(2026, 10, 27),
        "magistrat_nom": "Aude Imaginaire",
        "magistrat_qualite": "Substitut du procureur",
    }
    return _made(ReponseParquet, numero, roles, champs, changes)


def submit_partners(numero: int = 4, roles: frozenset[str] = COORDONNATEUR, **changes: Any) -> Any:
    champs = {"date_consultation": date(2026, 11, 3), "deja_suivie": True, "compatible": True}
    return _made(PartenairesConsultes, numero, roles, champs, changes)


def convene(numero: int = 5, roles: frozenset[str] = COORDONNATEUR, **changes: Any) -> Any:
    champs = {
        "date_convocation": date(2026, 11, 18),
        "heure": "17:30",
        "lieu": "Hôtel de ville, bureau 12",
        "destinataires": (Destinataire.AUTEUR, Destinataire.REPRESENTANT_1),
    }
    return _made(Convoque, numero, roles, champs, changes)


def deliver(numero: int = 6, roles: frozenset[str] = ELU, **changes: Any) -> Any:
    champs = {
        "date_prononce": date(2026, 11, 18),
        "elu_nom": "Dominique Fictif",
        "elu_qualite": "Maire",
        "representants_presents": (Destinataire.REPRESENTANT_1,),
        "engagement_ecrit": True,
    }
    return _made(Prononce, numero, roles, champs, changes)


def absence(numero: int = 6, roles: frozenset[str] = ELU, **changes: Any) -> Any:
    return _made(NonPresente, numero, roles, {"date_constat": date(2026, 11, 18)}, changes)


def postpone(numero: int = 6, roles: frozenset[str] = ELU, **changes: Any) -> Any:
    return _made(Reporte, numero, roles, {"date_report": date(2026, 11, 17)}, changes)


def return_part(numero: int = 7, roles: frozenset[str] = COORDONNATEUR, **changes: Any) -> Any:
    champs = {"date_retour": date(2026, 11, 20), "exemplaire": 2}
    return _made(ParquetInforme, numero, roles, champs, changes)


def path() -> list[Evenement]:
    """The seven events of a rappel delivered and closed."""
    return [prepare(), send(), answer(), submit_partners(), convene(), deliver(), return_part()]
