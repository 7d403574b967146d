"""The attestation as printed: what was destroyed, what still holds it, and nobody's name."""

from __future__ import annotations

import pytest

from gsn_app.documents.attestation import (
    Attestation,
    CopieAttestee,
    LigneAttestee,
    render_attestation,
)
from gsn_app.documents.mise_en_page import DocumentTooLong
from tests.documents.exemples_fiche import ANCRE
from tests.documents.page import Page, squeeze

COPIES = (
    CopieAttestee("gsn-2027-02-20-180000-n812.sauv", "20/02/2027", "27/03/2027"),
    CopieAttestee("gsn-2027-02-27-180000-n840.sauv", "27/02/2027", "03/04/2027"),
)


def attest(lines: int = 2, copies: tuple[CopieAttestee, ...] = COPIES, *, compacte: bool = True) -> bytes:
    told = tuple(LigneAttestee("28/02/2027", "délai après clôture", f"{n:032x}") for n in range(lines))
    return render_attestation(
        Attestation(
            "Saint-Exemple-sur-Test", "2027-001", 1, ANCRE, "Coordo Testard", "28/02/2027", "Coordo Testard",
            told, copies, compacte,
        )
    )  # fmt: skip


def test_it_says_what_was_destroyed_and_which_backups_still_hold_it(qapp: object) -> None:
    page = Page(attest())
    for attendu in (
        "Attestation d’effacement", "n° 2027-001", "2 éléments ont été détruits", f"{1:032x}",
        "délai après clôture", "gsn-2027-02-20-180000-n812.sauv", "27/03/2027", "03/04/2027",
        "réécrit sans ses pages libres", f"Sceau du journal : {ANCRE}",
    ):  # fmt: skip
        assert squeeze(attendu) in page.texte, attendu
    assert len(page.reader.pages) == 1


def test_it_does_not_claim_what_was_not_done(qapp: object) -> None:
    texte = Page(attest(copies=(), compacte=False)).texte
    assert squeeze("reste à faire") in texte and squeeze("Aucune sauvegarde connue") in texte


def test_a_long_batch_goes_on_over_pages_that_each_bear_the_seal(qapp: object) -> None:
    for lines, pages in ((1, 1), (24, 1), (25, 2), (32, 2), (33, 2), (100, 4)):
        reader = Page(attest(lines)).reader
        texts = [squeeze(page.extract_text()) for page in reader.pages]
        assert len(texts) == pages, lines
        assert all(squeeze(f"Sceau du journal : {ANCRE}") in text for text in texts)
        assert all(f"page{n}/{pages}" in text for n, text in enumerate(texts, 1))
        assert all(any(f"{n:032x}" in text for text in texts) for n in range(lines))
        assert sum("Signature" in text for text in texts) == 1 and "Signature" in texts[-1]


def test_nothing_is_drawn_over_the_foot(qapp: object) -> None:
    """The lowest text above the foot's rule, on the fullest pages of each kind."""
    for octets in (attest(24), attest(32), attest(64), attest(1, COPIES * 16)):
        for text, low in lowest(octets):
            assert low > 30 * 72 / 25.4, text


def lowest(octets: bytes) -> list[tuple[str, float]]:
    """For each page, the lowest text that is not of the foot, and its baseline in points."""
    found = []
    for page in Page(octets).reader.pages:
        places: list[tuple[float, str]] = []

        def visit(
            text: str, cm: list[float], tm: list[float], _font: object, _size: float,
            places: list[tuple[float, str]] = places,
        ) -> None:  # fmt: skip
            if text.strip() and abs(cm[1]) < 0.01 and tm[5] > 30 * 72 / 25.4 - 1:
                places.append((tm[5], text.strip()))

        page.extract_text(visitor_text=visit)
        low = min(places)
        found.append((low[1], low[0]))
    return found


def test_too_many_backups_are_refused_rather_than_left_out(qapp: object) -> None:
    with pytest.raises(DocumentTooLong):
        attest(1, COPIES * 20)
