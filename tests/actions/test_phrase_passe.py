"""Changing one's own passphrase: the present one is asked, the old one opens the vault no more, old copies still."""

from __future__ import annotations

from pathlib import Path

import pytest

from gsn_app.actions.ouverture import open_session
from gsn_app.actions.phrase_passe import PassphraseUnchanged, change_phrase
from gsn_app.actions.situation import read_situation
from gsn_app.crypto.entete import PassphraseWrong
from gsn_app.domain.phrase_passe import PassphraseWeak
from tests.actions.exemples import expect_sound, logged, open_one, read_all
from tests.coffre_prepare import BON_MARCHE, Prepare, phrase

NOUVELLE = "marais sifflet ardoise pivoine grelot"


@pytest.mark.parametrize("nom", ["coordo", "ecole", "maire", "police", "dpo"])
def test_every_member_changes_their_own_and_only_with_the_present_one(coffre: Prepare, nom: str) -> None:
    with logged(coffre, nom) as session:
        before = session.coffre.header.sequence
        with pytest.raises(PassphraseWrong):
            change_phrase(session, phrase("x"), NOUVELLE, kdf=BON_MARCHE)
        with pytest.raises(PassphraseWeak):
            change_phrase(session, phrase(nom), "soleil", kdf=BON_MARCHE)
        with pytest.raises(PassphraseUnchanged):
            change_phrase(session, phrase(nom), phrase(nom).upper(), kdf=BON_MARCHE)
        assert session.coffre.header.sequence == before
        change_phrase(session, phrase(nom), NOUVELLE, kdf=BON_MARCHE)
    with pytest.raises(PassphraseWrong):
        coffre.open(nom)
    open_session(coffre.coffre, coffre.poste, coffre.membres[nom], NOUVELLE, kdf=BON_MARCHE).close()
    for other in {"coordo", "ecole", "dpo"} - {nom}:
        coffre.open(other).close()


def test_situations_stay_open_and_an_old_copy_stays_open_to_the_old_passphrase(
    coffre: Prepare, tmp_path: Path
) -> None:
    situation = open_one(coffre, "coordo", "ecole")
    old = coffre.copy(tmp_path / "copie")
    with logged(coffre, "ecole") as session:
        change_phrase(session, phrase("ecole"), NOUVELLE, kdf=BON_MARCHE)
        read_situation(session, situation)
    again = open_session(coffre.coffre, coffre.poste, coffre.membres["ecole"], NOUVELLE, kdf=BON_MARCHE)
    assert read_situation(again, situation).personne is not None
    again.close()
    old.open("ecole").close()  # what the screen says before the change
    entries = [x for x in read_all(coffre) if x.acte in {"phrase_passe.changee", "entete.change"}]
    assert [x.acte for x in entries][-2:] == ["phrase_passe.changee", "entete.change"]
    assert not any(word in repr(entries) for word in NOUVELLE.split())
    expect_sound(coffre)
