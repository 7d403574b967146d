"""The day after, each person sees what is theirs: somebody not admitted, the signalant, the DPO, a reduced reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt

from tests.parcours import gestes, mains
from tests.parcours.gestes import BAILLEUR, COORDO, DPO, ECOLE, MAIRE, POLICE, SOCIAL, Personnage
from tests.parcours.journee import APPORT, APPORT_REDUIT, FIGURANTS, SACHA, ZOE
from tests.parcours.programme import Programme

SECRETS = (ZOE.nom, "Œuvré", "Square de l’Étoile", "Magali", APPORT[:20], APPORT_REDUIT[:20])


def screens() -> list[str]:
    """The entries of the sidebar offered to this person."""
    names = {w.objectName() for w in mains.all_seen()}
    return sorted(n for n in names if n.startswith("gsn_aller_"))


def visit(entree: str) -> str:
    """Go to a screen of the sidebar and read everything on it, once the worker is at rest."""
    mains.click(entree)
    mains.wait_quiet()
    return mains.read_screen()


def search(words: str) -> str:
    """Ctrl+K, then type: the count shown."""
    mains.ctrl(Qt.Key.Key_K)
    mains.wait_for(lambda: mains.focused().objectName() == "gsn_situations_recherche", "no search field")
    mains.wait_quiet()
    mains.type_over(words)
    return mains.read("gsn_situations_compte")


def enter(programme: Programme, qui: Personnage) -> None:
    programme.enter(qui.nom, qui.phrase)
    mains.wait_quiet()


def assert_blind(words: str) -> None:
    told = [secret for secret in SECRETS if secret.casefold() in words.casefold()]
    assert not told, f"the screen tells {told}:\n{words}"


@pytest.mark.parametrize("qui", [BAILLEUR, SOCIAL], ids=lambda qui: qui.nom)
def test_a_member_not_admitted_sees_nothing_of_the_situation(
    lendemain: Callable[[], Programme], qui: Personnage
) -> None:
    enter(lendemain(), qui)
    offered = screens()
    assert "gsn_aller_rapport" not in offered
    for entree in offered:
        assert_blind(visit(entree))
    total = "1 qui" if qui is SOCIAL else "0 qui"
    for words in (ZOE.nom, ZOE.prenom, ZOE.naissance, "Présence tardive"):
        assert search(words).startswith("0\u00a0situation") or search(words).startswith("0 situation")
        assert total in mains.read("gsn_situations_compte")
    assert_blind(mains.read_screen().replace(ZOE.nom, "").replace(ZOE.prenom, ""))


def test_a_member_of_the_circle_finds_it_and_reads_what_was_kept_for_two(
    lendemain: Callable[[], Programme],
) -> None:
    enter(lendemain(), ECOLE)
    assert search("exemplaire oeuvre").startswith("1")
    mains.open_row("gsn_situations_table", ZOE.nom)
    mains.wait_text("gsn_identite_nom", ZOE.nom)
    apports = mains.read("gsn_apports")
    assert APPORT in apports
    assert APPORT_REDUIT in apports
    assert ECOLE.nom in mains.read("gsn_referent_nom")


def test_the_counts_follow_the_rights(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    expected = {COORDO: 2 + len(FIGURANTS), ECOLE: 1 + len(FIGURANTS), SOCIAL: 1, BAILLEUR: 0}
    for qui, total in expected.items():
        if programme.flow is not None:
            programme.lock()
        enter(programme, qui)
        visit("gsn_aller_situations")
        assert f"sur {total} qui" in mains.read("gsn_situations_compte"), qui.nom


def test_the_signalant_follows_their_own_saisine_and_nothing_else(
    lendemain: Callable[[], Programme],
) -> None:
    enter(lendemain(), POLICE)
    for entree in screens():
        assert_blind(visit(entree))
    visit("gsn_aller_saisines")
    assert [row[1] for row in mains.rows("gsn_saisines_table")] == [f"{SACHA.nom} {SACHA.prenom}"]
    mains.open_row("gsn_saisines_table", SACHA.nom)
    mains.wait_quiet()
    assert mains.seen("gsn_saisines_ouvrir") is None
    assert mains.seen("gsn_saisines_ecarter") is None
    mains.ctrl(Qt.Key.Key_K)
    mains.wait_quiet()
    assert mains.seen("gsn_situations_recherche") is None
    assert "gsn_aller_situations" not in screens()


def test_the_dpo_reads_the_journal_and_no_situation(lendemain: Callable[[], Programme]) -> None:
    enter(lendemain(), DPO)
    for entree in screens():
        words = visit(entree)
        assert_blind(words)
        for jeune in (SACHA, *FIGURANTS):
            assert jeune.nom not in words
    visit("gsn_aller_journal")
    mains.click("gsn_journal_suite")
    rows = mains.wait_for(
        lambda: mains.seen("gsn_journal_table") and mains.rows("gsn_journal_table"), "no line"
    )
    words = "\n".join(" ".join(row) for row in rows)
    assert_blind(words)
    assert "rappel ordre\u00a0: prononce" in words
    assert MAIRE.nom in words
    assert COORDO.nom in words


def test_a_member_who_is_not_the_dpo_verifies_the_journal_but_reads_none_of_it(
    lendemain: Callable[[], Programme],
) -> None:
    enter(lendemain(), SOCIAL)
    visit("gsn_aller_journal")
    assert mains.seen("gsn_journal_suite") is None
    assert mains.seen("gsn_journal_table") is None
    assert "réservé" in mains.read("gsn_journal_refus")
    assert "Le journal est intègre" in gestes.verify_journal()


def test_a_wrong_passphrase_opens_nothing_and_says_so(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.start()
    mains.choose("gsn_ouverture_membre", ECOLE.nom)
    mains.fill("gsn_ouverture_passphrase", ECOLE.phrase + " autre")
    mains.key(Qt.Key.Key_Return)
    assert "(OUV-01)" in mains.wait_text("gsn_ouverture_bandeau", "OUV-01") or "OUV-01" in mains.read_screen()
    assert mains.text_of(mains.find("gsn_ouverture_passphrase")) == ""
    assert programme.flow is not None and programme.flow.window is None
    assert str(date.today().year) not in mains.read("gsn_ouverture_bandeau")
