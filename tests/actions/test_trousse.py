"""The recovery kit: printed without a name, typed back on a new machine, refused when it is another's or mistyped."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gsn_app.actions.creation import spell_secret
from gsn_app.actions.ouverture import PosteForeign, open_session, read_porte
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.trousse import TrousseForeign, print_trousse, restore_trousse
from gsn_app.domain.trousse import TrousseLength, TrousseMistyped, TrousseWordUnknown
from gsn_app.errors import GsnError
from gsn_app.poste import Poste
from tests.actions.exemples import logged
from tests.coffre_prepare import BON_MARCHE, Prepare, phrase
from tests.documents.page import Page, squeeze


def words_of(coffre: Prepare) -> list[str]:
    return spell_secret(Poste(coffre.poste).read_secret())


def test_the_kit_says_the_secret_in_words_the_custodians_by_function_and_names_nobody(
    coffre: Prepare,
) -> None:
    with logged(coffre, "coordo") as session:
        feuille = print_trousse(session)
    page = Page(feuille.pdf)
    assert len(page.reader.pages) == 1
    for word in words_of(coffre):
        assert squeeze(word) in page.texte
    for function in ("maire", "DPO", "DGS"):
        assert function in page.texte
    for person in ("Testard", "CoordoT", "Saint-Exemple"):
        assert person not in page.texte


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_only_a_coordonnateur_prints_the_kit(coffre: Prepare, nom: str) -> None:
    with logged(coffre, nom) as session, pytest.raises(ActeForbidden):
        print_trousse(session)


def test_a_dead_machine_is_replaced_by_the_kit_and_each_opens_with_their_own_passphrase(
    coffre: Prepare, tmp_path: Path
) -> None:
    neuf = tmp_path / "poste-neuf"
    words = words_of(coffre)
    shutil.rmtree(coffre.poste)
    with pytest.raises(GsnError):
        read_porte(coffre.coffre, neuf, kdf=BON_MARCHE)
    Poste(neuf).read_secret(create=True)  # this machine already holds another vault
    before = Poste(neuf).read_secret()
    with pytest.raises(PosteForeign):
        read_porte(coffre.coffre, neuf, kdf=BON_MARCHE)
    porte = restore_trousse(coffre.coffre, neuf, " ".join(w[:4].upper() for w in words), kdf=BON_MARCHE)
    assert {m.id for m in porte.membres} == set(coffre.membres.values())
    assert Poste(neuf).read_secret() == before, "the secret of the other vaults stays"
    for nom in ("ecole", "coordo"):
        session = open_session(coffre.coffre, neuf, coffre.membres[nom], phrase(nom), kdf=BON_MARCHE)
        assert not session.anomalies
        session.close()


def test_a_mistyped_or_foreign_kit_writes_nothing(coffre: Prepare, tmp_path: Path) -> None:
    neuf = tmp_path / "poste-neuf"
    words = words_of(coffre)
    other = spell_secret(b"\x07" * 32)
    swapped = (
        [words[1], words[0], *words[2:]]
        if words[0] != words[1]
        else [words[2], *words[1:2], *words[:1], *words[3:]]
    )
    for typed, errors in (
        (words[:-1], TrousseLength),
        ([*words, words[0]], TrousseLength),
        ([*words[:6], "zzzz", *words[7:]], TrousseWordUnknown),
        (swapped, (TrousseMistyped, TrousseForeign)),
        (other, TrousseForeign),
        ([], TrousseLength),
    ):
        with pytest.raises(errors) as caught:
            restore_trousse(coffre.coffre, neuf, " ".join(typed), kdf=BON_MARCHE)
        if errors is TrousseWordUnknown:
            assert "Mot 7" in caught.value.sentence
        assert not neuf.exists()
