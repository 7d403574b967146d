"""A text that names somebody is stopped however it is written, and ordinary French passes."""

from __future__ import annotations

from datetime import date

import pytest

from gsn_app.anonymat.fuite import Fuite, MotProtege, Personne, find_fuites

PERSONNES = [Personne("Zoé", "Lœuillet-Brasséac"), Personne("Ilan", "N’Guessan"), Personne("Bo", "Ly")]
MOTS = [
    MotProtege("12 bis, rue des Églantiers-Fictifs", "adresse"),
    MotProtege("Collège Anatole-Testard", "établissement"),
    MotProtege("skatepark", "mot rare"),
]


def look(texte: str) -> list[tuple[str, str]]:
    found = find_fuites(
        texte,
        MOTS,
        PERSONNES,
        [date(2010, 2, 1)],
        ["+33 6 39 98 00 01"],
        ["Assiduité", "Conduites à risques"],
    )
    assert all(texte[f.debut : f.fin] == f.extrait for f in found)
    return [(f.extrait, f.nature) for f in found]


@pytest.mark.parametrize(
    ("texte", "extrait", "nature"),
    [
        ("Merci à ZOE pour son écoute.", "ZOE", "nom"),
        ("Les Brasseacs sont venus.", "Brasseacs", "nom"),
        ("la famille loeuillet", "loeuillet", "nom"),
        ("LOEUILLETBRASSEAC", "LOEUILLETBRASSEAC", "nom"),
        ("Zoe\u0301 va mieux", "Zoe\u0301", "nom"),
        ("l’oncle d’Ilan", "Ilan", "nom"),
        ("chez les guessan", "guessan", "nom"),
        ("Bo progresse", "Bo", "nom"),
        ("Z. L. va mieux", "Z. L.", "initiales"),
        ("le jeune L.Z. va mieux", "L.Z.", "initiales"),
        ("IN va mieux", "IN", "initiales"),
        ("près des églantiers", "églantiers", "adresse"),
        ("au collège Testard", "Testard", "établissement"),
        ("vers les skateparks", "skateparks", "mot rare"),
        ("né le 01/02/2010", "01/02/2010", "date"),
        ("né le 1 février 2010", "1 février 2010", "date"),
        ("né le 2010-02-01", "2010-02-01", "date"),
        ("né le 1.2.10", "1.2.10", "date"),
        ("au 06 39 98 00 01", "06 39 98 00 01", "téléphone"),
        ("seules deux conduites à risques", "deux", "petit nombre"),
        ("assiduité : 3 situations", "3", "petit nombre"),
    ],
)
def test_each_way_of_naming_is_found(texte: str, extrait: str, nature: str) -> None:
    assert (extrait, nature) in look(texte)


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "Le partenariat avec le collège et la rue progresse.",
        "Les saisines arrivent plus tôt ; l’assiduité s’améliore.",
        "Neuf réunions, le 3 mars 2026, ont réuni 12 partenaires.",
        "La CAF et l’Éducation nationale ont manqué deux réunions.",
    ],
)
def test_ordinary_sentences_pass(texte: str) -> None:
    assert look(texte) == []


def test_every_hit_is_given_once_in_the_order_of_the_text() -> None:
    found = find_fuites("Zoé puis Ilan puis Zoé", (), [*PERSONNES, *PERSONNES])
    assert found == (Fuite(0, 3, "Zoé", "nom"), Fuite(9, 13, "Ilan", "nom"), Fuite(19, 22, "Zoé", "nom"))
