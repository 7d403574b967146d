"""``gsn trousse``: the words of the kit make a vault known to a machine; another kit does nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

from gsn_app.actions.creation import spell_secret
from gsn_app.actions.ouverture import read_porte
from gsn_app.poste import Poste
from tests.cli.commande import Coffre, gsn


def words(secret: bytes) -> bytes:
    return " ".join(spell_secret(secret)).encode()


def test_a_new_machine_learns_the_vault_from_its_kit(coffre: Coffre, tmp_path: Path) -> None:
    neuf = tmp_path / "neuf"
    typed = words(Poste(coffre.poste).read_secret())
    shutil.rmtree(coffre.poste)
    said = gsn("trousse", "--coffre", coffre.dossier, "--poste", neuf, secret=typed)
    assert (said.code, said.erreur) == (0, "") and "2 membres" in said.dit
    assert len(read_porte(coffre.dossier, neuf).membres) == 2


def test_the_words_of_another_kit_are_refused_in_one_sentence_and_nothing_is_kept(
    coffre: Coffre, tmp_path: Path
) -> None:
    neuf = tmp_path / "neuf"
    for typed, code in ((words(b"\x02" * 32), "TRO-04"), (b"un deux trois", "TRO-0")):
        said = gsn("trousse", "--coffre", coffre.dossier, "--poste", neuf, secret=typed)
        assert said.code and code in said.erreur and said.erreur.count("\n") == 1
        assert not neuf.exists()
