"""The charter: complete, hashed as one, refused when its text or its bytes are not sound."""

from __future__ import annotations

import hashlib
import re

import pytest

from gsn_app.domain import charte as module_charte
from gsn_app.domain import parametre, regle_acte
from gsn_app.domain.charte import (
    REGLES_DEONTOLOGIQUES,
    CharteRegleMissing,
    CharteUnreadable,
    CharteVersionMismatch,
    compute_empreinte,
    parse,
)
from gsn_app.domain.parametre import CharteInvalid
from tests.domain.modele_charte import CHARTE, REGLES, TEXTE, with_rules


@pytest.mark.parametrize("regle", REGLES_DEONTOLOGIQUES)
def test_each_rule_has_exactly_one_article_and_its_absence_is_refused(regle: str) -> None:
    marque = f"[{regle}]".encode()
    assert TEXTE.count(marque) == 1
    with pytest.raises(CharteRegleMissing) as refus:
        parse(TEXTE.replace(marque, b""), REGLES)
    assert refus.value.details["regles"] == regle


def test_a_rule_quoted_in_a_paragraph_is_not_an_article() -> None:
    texte = TEXTE.replace(b" [C4]", b"") + b"\nVoir [C4].\n"
    with pytest.raises(CharteRegleMissing):
        parse(texte, REGLES)


def test_the_articles_are_numbered_without_a_gap() -> None:
    numeros = [int(n) for n in re.findall(r"^### Article (\d+)", CHARTE.texte, re.MULTILINE)]
    assert numeros == list(range(1, len(numeros) + 1))
    assert len(numeros) >= 20


@pytest.mark.parametrize(
    "base", ["L132-5", "L132-7", "L141-1", "L121-6-2", "L2122-18", "44-1", "226-13", "2016/679", "78-17"]
)
def test_the_text_cites_its_legal_bases(base: str) -> None:
    assert base in CHARTE.texte


def test_the_text_and_the_rules_state_the_same_durations() -> None:
    assert CHARTE.conservation.apres_cloture_mois == 3 and "**trois mois**" in CHARTE.texte
    assert CHARTE.conservation.age_maximum == 25 and "**vingt-cinquième anniversaire**" in CHARTE.texte
    assert CHARTE.conservation.journal_mois == 12 and "conservé douze mois" in CHARTE.texte
    assert (
        CHARTE.conservation.avertissements_jours == (60, 30)
        and "soixante jours puis trente jours" in CHARTE.texte
    )


def test_the_typography_is_french() -> None:
    assert not re.findall(r"['\"]", CHARTE.texte)
    assert not re.findall(r"(?<!\u00a0)[:;!?»]", CHARTE.texte)
    assert not re.findall(r"«(?!\u00a0)", CHARTE.texte)


def test_the_hash_is_the_documented_one_and_is_stable() -> None:
    attendu = hashlib.sha256(
        b"gsn-charte-v1" + len(TEXTE).to_bytes(8, "big") + TEXTE + len(REGLES).to_bytes(8, "big") + REGLES
    ).hexdigest()
    assert CHARTE.empreinte == attendu == parse(TEXTE, REGLES).empreinte


def test_any_byte_changed_in_the_text_or_in_the_rules_changes_the_hash() -> None:
    vus = {CHARTE.empreinte}
    essais = 1
    for rang, octets in enumerate((TEXTE, REGLES)):
        for place in range(0, len(octets), 7):
            change = bytearray(octets)
            change[place] ^= 1
            paire = (bytes(change), REGLES) if rang == 0 else (TEXTE, bytes(change))
            vus.add(compute_empreinte(*paire))
            essais += 1
    assert len(vus) == essais


def test_a_byte_moved_from_the_text_to_the_rules_changes_the_hash() -> None:
    assert compute_empreinte(TEXTE + REGLES[:1], REGLES[1:]) != CHARTE.empreinte
    assert compute_empreinte(TEXTE + REGLES, b"") != CHARTE.empreinte
    assert compute_empreinte(REGLES, TEXTE) != CHARTE.empreinte


def test_the_charter_keeps_the_very_bytes_it_was_read_from() -> None:
    assert (CHARTE.texte.encode("utf-8"), CHARTE.regles) == (TEXTE, REGLES)


def test_bytes_that_are_no_text_or_no_toml_are_refused_in_french() -> None:
    for texte, regles in (
        (b"\xff\xfe", REGLES),
        (TEXTE, b"\xff"),
        (TEXTE, b"[actes"),
        (TEXTE, b""),
        (TEXTE + b" " * (256 * 1024), REGLES),
        (TEXTE, b"a = " + b"[" * 5000),
    ):
        with pytest.raises(CharteInvalid) as refus:
            parse(texte, regles)
        assert re.fullmatch(r".+\(CHA-\d\d\)", str(refus.value))


def test_a_format_of_the_future_is_refused() -> None:
    with pytest.raises(CharteUnreadable):
        with_rules("format = 1", "format = 2")


def test_a_text_and_rules_of_two_versions_are_refused() -> None:
    for version in ('"1.1"', '"1"', "1.0"):
        with pytest.raises(CharteVersionMismatch):
            with_rules('version = "1.0"', f"version = {version}")


def test_every_refusal_has_its_own_code_and_a_french_sentence() -> None:
    refus = {
        c
        for m in (module_charte, parametre, regle_acte)
        for c in vars(m).values()
        if isinstance(c, type) and issubclass(c, CharteInvalid)
    }
    assert len({c.code for c in refus}) == len(refus) >= 12
    for classe in refus:
        assert re.fullmatch(r"CHA-\d\d", classe.code)
        assert classe.__doc__ and "\n" not in classe.__doc__
        assert not re.search(r" [:;!?»]|« ", classe.__doc__), classe
