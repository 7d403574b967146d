"""Three editions on the screen: the third, which would single out one entrant, is refused and says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.parcours import gestes, mains
from tests.parcours.gestes import COORDO, ECOLE, Jeune
from tests.parcours.programme import Programme

ENTRANT = Jeune("Figurant-Ivoire", "Malo", "09/09/2012", "Masculin", "Établissement scolaire", "Absentéisme")
ANNEE = f"Année {date.today().year}"


def prepare(receveur: str) -> str:
    """Ask what would leave, wait for the answer, read the screen."""
    mains.click("gsn_aller_rapport")
    mains.choose("gsn_rapport_periode", ANNEE)
    mains.fill("gsn_rapport_receveur", receveur)
    mains.click("gsn_rapport_preparer")
    mains.wait_for(
        lambda: mains.seen("gsn_rapport_exporter") or mains.seen("gsn_rapport_refus_0"), "no answer"
    )
    mains.wait_quiet()
    return mains.read_screen()


def test_an_edition_that_adds_one_entrant_is_refused_with_its_reason(
    lendemain: Callable[[], Programme], tmp_path: Path
) -> None:
    programme = lendemain()
    programme.enter(COORDO.nom, COORDO.phrase)
    mains.click("gsn_aller_rapport")
    mains.fill("gsn_rapport_difficultes", "Mme Testard l’a bien vu.")
    words = prepare("Conseil restreint du CLSPD")
    assert "►\u00a0Testard\u00a0◄" in words and "à relire" in mains.read("gsn_rapport_obstacle")
    button = mains.seen("gsn_rapport_exporter")
    assert button is not None and not button.isEnabled(), "a name may leave"
    mains.fill("gsn_rapport_difficultes", "Les partenaires manquent de temps.")
    prepare("Conseil restreint du CLSPD")
    assert mains.seen("gsn_rapport_passage_0") is None
    second = tmp_path / "seconde"
    second.mkdir()
    gestes.export_report(second)
    assert "Les partenaires manquent de temps." in (second / "rapport.csv").read_text("utf-8-sig")
    assert sorted(f.name for f in second.iterdir()) == [
        "rapport.csv",
        "rapport.json",
        "rapport.ods",
        "rapport.pdf",
    ]

    gestes.submit_saisine(ENTRANT)
    gestes.open_situation(ENTRANT, COORDO, ECOLE)
    words = prepare("Formation plénière du CLSPD")
    assert mains.seen("gsn_rapport_exporter") is None, "the third edition may leave"
    assert "Rien ne peut sortir pour cette période" in words
    raison = mains.read("gsn_rapport_refus_0")
    assert len(raison) > 40 and raison.endswith(".")
    assert "(ANO-" in words and "À faire\u00a0:" in words
    for jeune in (ENTRANT.nom, ENTRANT.prenom):
        assert jeune not in words
    assert "Le journal est intègre" in gestes.verify_journal()


def test_a_member_of_the_group_has_no_way_to_the_report(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.enter(ECOLE.nom, ECOLE.phrase)
    mains.wait_quiet()
    assert mains.seen("gsn_aller_situations") and mains.seen("gsn_aller_rapport") is None
