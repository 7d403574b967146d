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


def test_a_long_batch_still_holds_on_one_page_and_too_long_a_one_is_refused(qapp: object) -> None:
    page = Page(attest(60))
    assert len(page.reader.pages) == 1 and f"{59:032x}" in page.texte
    with pytest.raises(DocumentTooLong):
        attest(200)
