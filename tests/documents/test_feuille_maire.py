"""The mayor's sheets on one page: what each must say, whatever the length, and what none may ever say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from gsn_app.documents.feuille_maire import render_feuille_maire
from gsn_app.domain import cddf_evenement as c
from gsn_app.domain import rappel_ordre as r
from gsn_app.domain import transaction_evenement as t
from gsn_app.domain.cddf import CDDF
from gsn_app.domain.cddf_feuille import attestation_of, saisine_of
from gsn_app.domain.feuille_maire import FeuilleMaire
from gsn_app.domain.fiche_navette import ReglagesRappel, Tirage
from gsn_app.domain.rappel_ordre_feuille import EnAttente, engagement_of, relance_of, remise_of
from gsn_app.domain.rappel_ordre_valeur import Protocole
from gsn_app.domain.transaction import TRANSACTION
from gsn_app.domain.transaction_feuille import courrier_of, proposition_of

DAY, NOW = date(2026, 3, 2), datetime(2027, 1, 4, tzinfo=UTC)
COORDO, ELU = frozenset({"coordonnateur"}), frozenset({"elu"})
#: every letter French writes with a mark, capital and small
DIACRITIQUES = "Àâæçéèêëîïôœùûüÿ ÆÇÉŒÜ’-Ñandú"
LONG = "Wolfeschlegelsteinhausenbergerdorff " * 2 + "de la Très-Longue-Rue"
REGLAGES = ReglagesRappel("Saint-Exemple", "Chef-Lieu", None, "parquet@exemple.test", "01 00 00 00 00")
TIRAGE = Tirage("2026-007", 1, "12-ABCDEFGHJKMNPQRS", "Coordo Testard", DAY)


def parents(nom: str) -> tuple[r.Representant, ...]:
    return (
        r.Representant(nom, "Zoé", r.QualiteRepresentant.MERE, "12 rue des Tilleuls\n99001 Valfictif"),
        r.Representant(nom, "Noé", r.QualiteRepresentant.PERE, "3 impasse du Puits\n99002 Autreville"),
    )


def rappel(nom: str, *, adulte: bool = False, absent: bool = False) -> r.RappelOrdre:
    fait = r.Fait.ABSENT if absent else r.Fait.VOISIN
    qui = (r.Destinataire.REPRESENTANT_1,) if absent else (r.Destinataire.AUTEUR,) if adulte else (
        r.Destinataire.AUTEUR, r.Destinataire.REPRESENTANT_1,
    )  # fmt: skip
    steps: tuple[tuple[Any, dict[str, Any]], ...] = (
        (r.Prepare, {
            "nom": nom[:100], "prenom": "Maëlys", "date_naissance": date(1980 if adulte else 2012, 1, 1), "fait": fait,
            "description": "SECRETDESCRIPTION", "date_fait": DAY, "lieu": "Gare", "service": "PM",
            "commune_victime": False, "crime_ou_delit": False, "plainte_deposee": False, "enquete_judiciaire": False,
            "representants": () if adulte else parents(nom[:100]), "adresse": "1 rue Fictive",
        }),
        (r.ParquetConsulte, {"numero_fiche": "2026-007", "date_envoi": DAY}),
        (r.ReponseParquet, {"reponse": r.Reponse.B, "date_reponse": DAY, "magistrat_nom": "SECRETMAGISTRAT",
                            "magistrat_qualite": "x"}),
        (r.PartenairesConsultes, {"date_consultation": DAY, "deja_suivie": True, "compatible": True,
                                  "remarque": "SECRETREMARQUE"}),
        (r.Convoque, {"date_convocation": DAY, "heure": "17:30", "lieu": "Mairie", "destinataires": qui}),
    )  # fmt: skip
    return r.replay(
        kind(numero=n, auteur_id="x", auteur_roles=COORDO, horodatage=NOW, **data)
        for n, (kind, data) in enumerate(steps, 1)
    )


def transaction(nom: str, *, nature: str = "TNR", refus: bool = False) -> Any:
    steps: list[tuple[Any, frozenset[str], dict[str, Any]]] = [
        (t.Preparee, COORDO, {
            "nom": nom[:100], "prenom": "Achille", "date_naissance": date(1980, 1, 1),
            "contravention": t.Contravention.DEGRADATION, "bien": "Banc du square", "date_pv": DAY, "reference_pv": "PV-12",
            "service": "Police municipale", "constatable": True, "prejudice_commune": True, "action_publique": False,
            "nature": f"nature_transaction.{nature}", "heures": 15, "montant_euros": 80, "adresse": "1 rue Fictive\n99001 Val",
        }),
        (t.Proposee, ELU, {"date_proposition": DAY, "elu_nom": "x", "elu_qualite": "x"}),
        (t.Repondue, COORDO, {"acceptee": not refus, "date_reponse": DAY}),
    ]  # fmt: skip
    return TRANSACTION.replay(
        kind(numero=n, auteur_id="x", auteur_roles=roles, horodatage=NOW, **data)
        for n, (kind, roles, data) in enumerate(steps, 1)
    )


def cddf(nom: str) -> Any:
    steps: list[tuple[Any, frozenset[str], dict[str, Any]]] = [
        (c.Saisi, COORDO, {
            "enfant_nom": nom[:100], "enfant_prenom": "Maëlys", "date_naissance": date(2012, 1, 1),
            "representants": parents(nom[:100]), "saisi_par": "saisi_par.EN", "motif": "motif_cddf.ASS", "date_saisine": DAY,
        }),
        (c.ConvoqueFamille, COORDO, {"date_convocation": DAY, "heure": "17:30", "lieu": "Mairie"}),
        (c.FamilleEntendue, COORDO, {"date_audition": DAY, "parents_presents": ("destinataire.REPRESENTANT_1",)}),
        (c.Recommande, COORDO, {"date_seance": DAY, "recommandations": ("recommandation.PAR",)}),
        (c.Accompagnement, ELU, {
            "date_debut": DAY, "assistance_judiciaire": False, "accord_parents": True, "avis_departement_le": DAY,
            "dasen_informe_le": DAY, "ecole_informee_le": DAY, "caisse_informee_le": DAY, "elu_nom": "x",
            "elu_qualite": "x",
        }),
    ]  # fmt: skip
    return CDDF.replay(
        kind(numero=n, auteur_id="x", auteur_roles=roles, horodatage=NOW, **data)
        for n, (kind, roles, data) in enumerate(steps, 1)
    )


def prepared_only(nom: str, nature: str) -> Any:
    return TRANSACTION.replay(transaction(nom, nature=nature).evenements[:1])


ATTENTES = [EnAttente(f"2026-{n:03d}", DAY, 30 + n, 1 + n % 2) for n in range(12)]
SHEETS: dict[str, tuple[Callable[[str], FeuilleMaire], tuple[str, ...]]] = {
    "engagement": (lambda n: engagement_of(rappel(n), REGLAGES, TIRAGE), ("Cet engagement est libre", "Zoé")),
    "engagement-adulte": (lambda n: engagement_of(rappel(n, adulte=True), REGLAGES, TIRAGE), ("La personne",)),
    "engagement-absences": (
        lambda n: engagement_of(rappel(n, absent=True), REGLAGES, TIRAGE), ("assiduité scolaire", "Noé"),
    ),
    "remise": (lambda n: remise_of(rappel(n), REGLAGES, TIRAGE), ("12 rue des Tilleuls", "ne rien dire des faits")),
    "remise-adulte": (lambda n: remise_of(rappel(n, adulte=True), REGLAGES, TIRAGE), ("1 rue Fictive",)),
    "relance": (lambda n: relance_of(ATTENTES, REGLAGES, TIRAGE, 30), ("2026-011", "le silence ne vaut pas accord")),
    "proposition": (
        lambda n: proposition_of(prepared_only(n, "TNR"), REGLAGES, TIRAGE),
        ("15 heures", "quinze jours", "juge du tribunal de police", "J’accepte la proposition"),
    ),
    "proposition-reparation": (
        lambda n: proposition_of(prepared_only(n, "REP"), REGLAGES, TIRAGE), ("80 euros", "procureur de la République"),
    ),
    "courrier": (lambda n: courrier_of(transaction(n), REGLAGES, TIRAGE), ("à homologuer", "juge du tribunal de police")),
    "courrier-refus": (lambda n: courrier_of(transaction(n, refus=True), REGLAGES, TIRAGE), ("a refusé",)),
    "saisine": (lambda n: saisine_of(cddf(n), REGLAGES, TIRAGE), ("ne décide rien", "À chacun, sous pli séparé")),
    "attestation": (lambda n: attestation_of(cddf(n), REGLAGES, TIRAGE), ("engageons solennellement", "02/03/2026")),
}  # fmt: skip
NAMELESS = {"relance"}


def text_of(pdf: bytes) -> str:
    reader = PdfReader(BytesIO(pdf))
    assert len(reader.pages) == 1
    assert not any(str(v).strip() and "Maëlys" in str(v) for v in (reader.metadata or {}).values())
    return " ".join(reader.pages[0].extract_text().replace("\u00a0", " ").split())


@pytest.mark.parametrize("nom", ["Ordinaire", DIACRITIQUES, LONG], ids=["ordinary", "diacritics", "longest"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_each_sheet_says_what_it_must_on_one_page(sheet: str, nom: str) -> None:
    build, said = SHEETS[sheet]
    words = text_of(render_feuille_maire(build(nom)))
    for expected in (*said, "2026-007", "ABCDEFGHJKMNPQRS", "Imprimé par Coordo Testard"):
        assert expected in words, expected
    squeezed = words.replace(" ", "")
    assert (nom.replace(" ", "")[:60] in squeezed) is (sheet not in NAMELESS)
    for secret in ("SECRET", "déjà suivie", "sanctionné", "Parquetine"):
        assert secret not in words


def test_the_reminder_says_what_the_protocol_says_of_silence() -> None:
    with_silence = ReglagesRappel("Saint-Exemple", "Chef-Lieu", Protocole(DAY, 60))
    words = text_of(render_feuille_maire(relance_of(ATTENTES, with_silence, TIRAGE, 30)))
    assert "60 jours vaut accord" in words and "ne vaut pas accord" not in words
