"""Wording a letter: closed placeholders, a core that stays, nothing that a value can break out of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsn_app.domain import modele_texte as rule
from gsn_app.domain.modele_texte import Champ, Modele, Paragraphe, fill_modele, parse_modele, validate_modele
from gsn_app.domain.texte import TexteEmpty, TexteForbiddenCharacter, TexteTooLong
from gsn_app.errors import InvalidInput
from gsn_app.ressources import list_ressources, read_ressource

MODELE = Modele(
    "essai", "Essai",
    (Champ("mention_legale", "la loi.", True, True), Champ("nom", "le nom."), Champ("jour", "le jour.", True)),
    "Bonjour {nom},\n\nVenez {jour}.\n\n{mention_legale}",
)  # fmt: skip
VALEURS = {"mention_legale": "La loi.\n\nToute la loi.", "nom": "Zoé", "jour": "lundi"}
SHIPPED = {nom: parse_modele(read_ressource(nom), nom) for nom in list_ressources("modeles")}


def test_a_text_is_cut_in_paragraphs_and_its_placeholders_are_filled() -> None:
    texte = '## Pour {nom}\nVenez\n{jour} : "vite" !\n\n\n{mention_legale}\n\nL\'équipe'
    assert fill_modele(MODELE, texte, VALEURS) == (
        Paragraphe("Pour Zoé", titre=True),
        Paragraphe('Venez lundi\u00a0: "vite"\u00a0!'),
        Paragraphe("La loi.\n\nToute la loi.", bloc="mention_legale"),
        Paragraphe("L’équipe"),
    )


@pytest.mark.parametrize(
    ("texte", "erreur"),
    [
        ("{jour} {mention_legales}\n\n{mention_legale}", rule.ModeleChampUnknown),
        ("{jour} {adresse}\n\n{mention_legale}", rule.ModeleChampUnknown),
        ("{nom}\n\n{mention_legale}", rule.ModeleChampMissing),
        ("{jour} sans la loi", rule.ModeleChampMissing),
        ("{jour}\n\n{mention_legale}\n\n{mention_legale}", rule.ModeleChampRepeated),
        ("{jour} et {mention_legale}", rule.ModeleBlocNotAlone),
        ("{jour}\n{mention_legale}", rule.ModeleBlocNotAlone),
        ("{jour}\n\n## {mention_legale}", rule.ModeleBlocNotAlone),
        ("{jour}\n\n{mention_legale}\n\n{nom", rule.ModeleBraceStray),
        ("{jour}\n\n{mention_legale}\n\n{Nom}", rule.ModeleBraceStray),
        ("{jour}\n\n{mention_legale}\n\n{nom!r} {nom.x} {0} {{nom}}", rule.ModeleBraceStray),
        ("{jour}\n\n{mention_legale}" + "\n\na" * 50, rule.ModeleTooManyParagraphs),
        ("{jour}\n\n{mention_legale}" + "a" * 4000, TexteTooLong),
        ("", TexteEmpty),
        ("{jour}\n\n{mention_legale}\u202e", TexteForbiddenCharacter),
    ],
)
def test_what_is_refused(texte: str, erreur: type[Exception]) -> None:
    with pytest.raises(erreur):
        validate_modele(MODELE, texte)


def test_a_value_is_never_read_again() -> None:
    valeurs = {**VALEURS, "nom": "{jour} {mention_legale}\n\n## {x}"}
    premier = fill_modele(MODELE, MODELE.texte, valeurs)[0]
    assert premier == Paragraphe("Bonjour {jour} {mention_legale}\n\n## {x},")


@given(st.text(alphabet="{}nomjurtie_ \n#.»:", max_size=120))
def test_a_kept_text_always_fills_and_always_says_the_core(texte: str) -> None:
    try:
        kept = validate_modele(MODELE, texte + "\n\n{jour}\n\n{mention_legale}")
    except InvalidInput:
        return
    paragraphes = fill_modele(MODELE, kept, VALEURS)
    assert [p.texte for p in paragraphes if p.bloc] == [VALEURS["mention_legale"]]
    assert validate_modele(MODELE, kept) == kept
    assert not any("{" in p.texte for p in paragraphes)


@pytest.mark.parametrize("nom", SHIPPED)
def test_each_shipped_letter_is_sound_and_its_core_cannot_be_taken_away(nom: str) -> None:
    modele = SHIPPED[nom]
    assert nom == f"modeles/{modele.code}.toml"
    assert validate_modele(modele, modele.texte) == modele.texte, "shipped typography is already set"
    for champ in modele.champs:
        if champ.obligatoire:
            with pytest.raises(rule.ModeleChampMissing):
                validate_modele(modele, modele.texte.replace(f"{{{champ.code}}}", "rien"))
    assert next(c for c in modele.champs if c.code == rule.NOYAU).bloc


@pytest.mark.parametrize(
    "octets",
    [b"", b"modele = 1", b"\xff", b"modele='essai'\ntitre='x'\ntexte='y'\nchamps=[]",
     b"modele='essai'\ntitre='x'\ntexte='{mention_legale}'\n[[champs]]\ncode='mention_legale'\nsens='x'"],
)  # fmt: skip
def test_a_damaged_model_is_told(octets: bytes) -> None:
    with pytest.raises(rule.ModeleDamaged):
        parse_modele(octets, "modeles/essai.toml")


def test_an_empty_block_leaves_no_paragraph() -> None:
    modele = replace(
        MODELE, champs=(*MODELE.champs, Champ("suite", "x", bloc=True)), texte=MODELE.texte + "\n\n{suite}"
    )
    assert len(fill_modele(modele, modele.texte, {**VALEURS, "suite": ""})) == 3
