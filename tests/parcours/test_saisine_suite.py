"""What becomes of a saisine: said while it is typed, compared by the coordonnatrice alone, answered in a few words."""

from __future__ import annotations

from collections.abc import Callable

from tests.parcours import gestes, mains
from tests.parcours.gestes import COORDO, ECOLE, POLICE, Jeune
from tests.parcours.journee import ZOE
from tests.parcours.programme import Programme

#: Zoé of the day, names swapped, stripped of their accents and particles, day and month exchanged
AUTREMENT = Jeune("ZOE", "exemplaire oeuvre", "05/04/2011", "Féminin", "Police municipale", "Incivilités")
MOT = "Le service jeunesse peut la recevoir le mercredi."


def test_a_signalant_brings_a_youth_and_reads_only_the_return(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.enter(POLICE.nom, POLICE.phrase)
    gestes.submit_saisine(AUTREMENT)
    assert "déjà" not in mains.read_screen() and ZOE.nom not in mains.read_screen()
    assert mains.seen("gsn_saisines_doublons") is None, "who is followed is not told to a signalant"

    programme.switch(COORDO.nom, COORDO.phrase)
    mains.click("gsn_aller_saisines")
    mains.open_row("gsn_saisines_table", AUTREMENT.nom)
    mains.wait_text("gsn_saisines_doublons_texte", "pourrait concerner la même personne")
    assert ZOE.nom in mains.read_screen()
    mains.click("gsn_saisines_distincte_0")
    mains.wait_text("gsn_saisines_doublons_texte", "Aucune situation")
    mains.click("gsn_aller_accueil")
    mains.click("gsn_aller_saisines")
    mains.wait_text("gsn_saisines_ressemblance_0", "Pas la même personne, selon Coralie Testard")
    mains.click("gsn_saisines_ecarter")
    mains.choose("gsn_ecart_motif", "Orientée")
    mains.fill("gsn_ecart_texte", MOT)
    programme.switch(COORDO.nom, COORDO.phrase)
    mains.click("gsn_aller_saisines")
    mains.open_row("gsn_saisines_table", AUTREMENT.nom)
    mains.click("gsn_saisines_ecarter")
    mains.wait_for(
        lambda: MOT in str(mains.find("gsn_ecart_texte").property("plainText")), "the typing was lost"
    )
    mains.click("gsn_ecart_enregistrer")
    mains.wait_for(lambda: mains.seen("gsn_saisines_table"), "the list does not come back")

    programme.switch(POLICE.nom, POLICE.phrase)
    mains.click("gsn_aller_saisines")
    mains.open_row("gsn_saisines_table", AUTREMENT.nom)
    mains.wait_for(lambda: MOT in mains.read_screen(), "the return is not told")
    told = mains.read_screen()
    assert "Réponse donnée" in told and "Orientée" in told
    assert ZOE.nom not in told and mains.seen("gsn_aller_situations") is None


def test_a_brother_is_linked_by_who_follows_both(lendemain: Callable[[], Programme]) -> None:
    programme = lendemain()
    programme.enter(ECOLE.nom, ECOLE.phrase)
    gestes.go_to_situation(ZOE)
    mains.click("gsn_famille_lier")
    mains.wait_for(lambda: mains.find("gsn_fratrie_avec").count() > 1, "no situation is offered")  # type: ignore[attr-defined]
    mains.choose("gsn_fratrie_avec", "Figurant-Ardoise")
    mains.click("gsn_fratrie_enregistrer")
    mains.wait_text("gsn_famille_frere_0", "Figurant-Ardoise")
    mains.click("gsn_famille_frere_0")
    mains.wait_text("gsn_famille_frere_0", ZOE.nom)
    assert mains.seen("gsn_famille_representants") is None, "whose référent she is not, she does not rewrite"
    programme.switch(COORDO.nom, COORDO.phrase)
    gestes.go_to_situation(ZOE)
    mains.wait_text("gsn_famille_frere_0", "Figurant-Ardoise")
