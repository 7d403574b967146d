"""Vigilance on free text: finds what has no place, whatever its spelling, and lets plain facts pass."""

from __future__ import annotations

import re

import pytest

from gsn_app.domain.charte import THEMES_OBLIGATOIRES, CharteVigilanceInvalid, parse
from tests.domain.modele_charte import CHARTE, REGLES, TEXTE, with_rules


def hits(texte: str) -> list[tuple[str, str]]:
    return [(h.mot, h.theme) for h in CHARTE.find_vigilance(texte)]


@pytest.mark.parametrize(
    ("texte", "mot", "theme"),
    [
        ("Il serait SCHIZOPHRÈNE.", "SCHIZOPHRÈNE", "sante"),
        ("des jeunes schizophrenes", "schizophrenes", "sante"),
        ("mère dépressive", "dépressive", "sante"),
        ("de\u0301pressif depuis mars", "de\u0301pressif", "sante"),
        ("une famille musulmane", "musulmane", "religion"),
        ("familles juives", "juives", "religion"),
        ("d’origine turque", "turque", "origine"),
        ("deux demandeurs d'asile", "demandeurs d'asile", "origine"),
        ("élève étrangère", "étrangère", "origine"),
        ("père syndicaliste", "syndicaliste", "opinion"),
        ("il est homosexuel", "homosexuel", "vie_intime"),
        ("connu pour vols", "vols", "infraction"),
        ("voleuse", "voleuse", "infraction"),
        ("trafic de l’héroïne", "trafic", "infraction"),
        ("placé en garde-à-vue", "garde-à-vue", "infraction"),
        ("faits délictuels : délits", "délits", "infraction"),
        ("bonne à rien, fainéante", "fainéante", "insulte"),
        ("son compte Instagram", "Instagram", "reperage"),
        ("sou\u00adci de schizo\u200bphrénie", "schizo\u200bphrénie", "sante"),
        ("cœur : psychiatre", "psychiatre", "sante"),
    ],
)
def test_a_word_is_found_whatever_its_accents_case_or_inflection(texte: str, mot: str, theme: str) -> None:
    assert (mot, theme) in hits(texte)


@pytest.mark.parametrize(
    "texte",
    [
        "Ne vient plus depuis le 3 mars ; reçu avec sa mère dans l’enceinte du collège, préfère un stage.",
        "Volontaire, il revient au volley le mercredi. Le consul a convenu d’un contrat.",
        "Rappeler au 06 12 34 56 78 avant le 12/03/2026, dossier 2026-114.",
        "Romane et Vincent viennent à la mission locale ; médiation scolaire proposée.",
        "Armelle habite au 12, rue Foulon ; prisme, délice, crimée, racine, imamat.",
    ],
)
def test_plain_facts_and_longer_words_raise_no_alarm(texte: str) -> None:
    assert hits(texte) == []


@pytest.mark.parametrize(
    "numero",
    [
        "2 85 05 78 006 084 36",
        "285057800608436",
        "FR76 3000 6000 0112 3456 7890 189",
        "AB-123-CD",
        "4970 1012 3456 7890",
    ],
)
def test_numbers_that_have_no_field_are_found(numero: str) -> None:
    assert hits(f"noté : {numero}.") == [(numero, "numero")]


def test_each_hit_gives_its_place_in_the_text_as_typed() -> None:
    texte = "Élève « dépressif » ; e\u0301tat ok ; puis un délit\u00a0!"
    trouves = CHARTE.find_vigilance(texte)
    assert [texte[h.debut : h.fin] for h in trouves] == [h.mot for h in trouves] == ["dépressif", "délit"]
    assert [h.libelle for h in trouves] == ["santé", "infraction ou condamnation"]


def test_the_longest_expression_is_named_once() -> None:
    assert hits("son casier judiciaire") == [("casier judiciaire", "infraction")]
    assert hits("casier de la salle") == []


def test_every_signed_word_is_found_as_written() -> None:
    manques = [
        mot
        for theme, (_, mots) in CHARTE.vigilance.themes.items()
        for mot in mots
        if not any(h.debut == 0 and h.fin == len(mot) for h in CHARTE.find_vigilance(mot))
    ]
    assert manques == []


def test_a_badly_written_theme_is_refused() -> None:
    for avant, apres in (
        ('libelle = "santé"', 'libelle = ""'),
        ('"rom", ', '"rom", "rom", '),
        ('"rom", ', '"rom", "…", '),
        ('"rom", ', '"rom", 3, '),
    ):
        with pytest.raises(CharteVigilanceInvalid):
            with_rules(avant, apres)


@pytest.mark.parametrize("theme", THEMES_OBLIGATOIRES)
def test_no_rules_may_drop_a_theme_of_the_law(theme: str) -> None:
    regles, n = re.subn(rf"\[vigilance\.{theme}\]\n.*?\n\]\n", "", REGLES.decode("utf-8"), flags=re.DOTALL)
    assert n == 1
    with pytest.raises(CharteVigilanceInvalid) as refus:
        parse(TEXTE, regles.encode("utf-8"))
    assert refus.value.details["theme"] == theme
