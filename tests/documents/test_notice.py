"""The information notice as printed: one page, the reader's words, the rights, the anchor; never a motive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gsn_app.documents.notice import render_notice
from gsn_app.domain.fiche_navette import Tirage
from gsn_app.domain.modele_texte import parse_modele
from gsn_app.domain.notice import Notice, PublicNotice
from gsn_app.ressources import read_ressource
from tests.documents.exemples_fiche import ANCRE
from tests.documents.page import Page, squeeze

TIRAGE = Tirage("2026-014", 1, ANCRE, "Coordina Fictif-Beffroi", date(2026, 11, 21))
DIACRITIQUES = "Éloïse-Anaïs Çédille-Œuvré d’Aÿ-lès-Brûlé N’Guérin"


def notice(public: PublicNotice, personne: str = "Léo Fictif", **changes: object) -> Notice:
    champs: dict[str, object] = {
        "public": public, "commune": "Fictif-sur-Éxemple", "instance": "Groupe de suivi nominatif",
        "personne": personne, "contact": "01 99 00 00 00", "adresse": "Place Fictive\n00000 Fictif",
        "conservation_mois": 3, "archive_mois": 36, "age_maximum": 25, "tirage": TIRAGE,
    }  # fmt: skip
    return Notice(**{**champs, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("public", list(PublicNotice))
def test_each_notice_names_its_reader_and_keeps_every_diacritic_on_one_page(public: PublicNotice) -> None:
    page = Page(render_notice(notice(public, DIACRITIQUES)))
    assert len(page.reader.pages) == 1
    assert squeeze(DIACRITIQUES) in page.texte
    assert squeeze("Place Fictive, 00000 Fictif (01 99 00 00 00)") in page.texte
    assert squeeze(f"Sceau du journal : {ANCRE}") in page.texte


@pytest.mark.parametrize("public", list(PublicNotice))
def test_the_longest_fields_still_stand_on_one_page(public: PublicNotice) -> None:
    longue = notice(
        public, "X" * 60 + " " + "Y" * 60, commune="Saint-" * 16, instance="Cellule " * 12,
        adresse="\n".join(["rue " * 20] * 3), contact="c" * 120,
    )  # fmt: skip
    assert len(Page(render_notice(longue)).reader.pages) == 1


def test_the_full_notice_says_what_the_law_asks_and_the_charters_own_delays() -> None:
    texte = Page(render_notice(notice(PublicNotice.PERSONNE))).texte
    for attendu in (
        "L132-4 et suivants", "effacé 3 mois après la fin du suivi (36 mois au plus", "au 25e anniversaire",
        "à le corriger", "le faire effacer", "en limiter l’usage", "vous opposer", "délégué à la protection des données",
        "Commission nationale de l’informatique et des libertés",
    ):  # fmt: skip
        assert squeeze(attendu) in texte, attendu
    court = Page(render_notice(notice(PublicNotice.PERSONNE, conservation_mois=1, archive_mois=0))).texte
    assert squeeze("effacé un mois après la fin du suivi, et") in court


def test_a_child_is_spoken_to_in_plain_words() -> None:
    texte = Page(render_notice(notice(PublicNotice.MOINS_15_ANS))).texte
    assert squeeze("Ce papier te concerne") in texte
    assert squeeze("Tu as le droit de le savoir.") in texte
    for savant in ("fondement", "L132", "données personnelles", "limiter l’usage"):
        assert squeeze(savant) not in texte


def test_metadata_name_nobody() -> None:
    meta = Page(render_notice(notice(PublicNotice.PERSONNE))).reader.metadata
    assert meta is not None
    assert not any("Fictif" in str(value) or "Léo" in str(value) for value in meta.values())


@pytest.mark.parametrize("public", list(PublicNotice))
def test_the_shipped_wording_prints_what_the_program_prints_without_one(public: PublicNotice) -> None:
    nom = f"modeles/notice_{public}.toml"
    plain = notice(public)
    worded = replace(plain, modele=parse_modele(read_ressource(nom), nom))
    assert render_notice(worded) == render_notice(plain)
