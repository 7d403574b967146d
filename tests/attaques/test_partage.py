"""Shares of the escrow: every set that may open opens, and every other is refused by name with nothing written."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path

import pytest

from gsn_app.actions.creation import prepare_creation
from gsn_app.actions.epreuve import Gardien
from gsn_app.actions.recuperation import examine_parts, recover_coffre
from gsn_app.crypto import primitives as p
from gsn_app.crypto import sequestre as s
from gsn_app.domain.membre import NouveauMembre, TypeInstance
from gsn_app.errors import GsnError
from tests.coffre_prepare import BON_MARCHE, phrase

QUORUMS = ((3, 2), (5, 3))


@pytest.fixture(scope="module")
def coffre(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, tuple[str, ...]]:
    """A vault of three custodians, two of whom open it; with its shares, as they stand on paper."""
    folder = tmp_path_factory.mktemp("partage")
    creation = prepare_creation(
        commune="Saint-Exemple", instances=[(TypeInstance.GSN, "Groupe")],
        coordonnateur=NouveauMembre("Coordo", "C", "Commune", {}), passphrase=phrase("coordo"), auditeur=None,
        gardiens=[Gardien("A", "maire"), Gardien("B", "DPO"), Gardien("C", "DGS")],
    )  # fmt: skip
    parts = creation.parts
    for rang, part in enumerate(parts):
        creation.prove(rang, part)
    creation.finish(folder / "coffre", folder / "poste", kdf=BON_MARCHE).close()
    return folder / "coffre", folder / "poste", parts


def state(folder: Path) -> dict[str, str]:
    """Every file of a folder and its hash."""
    return {
        str(x.relative_to(folder)): hashlib.sha256(x.read_bytes()).hexdigest()
        for x in sorted(folder.rglob("*")) if x.is_file()
    }  # fmt: skip


def refused(coffre: tuple[Path, Path, tuple[str, ...]], parts: list[str]) -> GsnError:
    """The shares are refused before the vault is touched: no file of it, nor of the machine, changes."""
    before = state(coffre[0]), state(coffre[1])
    with pytest.raises(GsnError) as caught:
        recover_coffre(
            coffre[0], coffre[1], parts, nouveau=NouveauMembre("N", "C", "I", {}), passphrase=phrase("neuf"),
            kdf=BON_MARCHE,
        )  # fmt: skip
    assert (state(coffre[0]), state(coffre[1])) == before, "a refused set of shares wrote something"
    assert not any(word in caught.value.sentence for part in coffre[2] for word in part.split()), (
        "a secret word"
    )
    return caught.value


@pytest.mark.parametrize(("count", "threshold"), QUORUMS)
def test_every_set_of_the_threshold_or_more_opens_and_every_smaller_one_is_refused(
    count: int, threshold: int
) -> None:
    public, _, shares = s.split(count, threshold)
    opened = closed = 0
    for size in range(count + 1):
        for some in itertools.permutations(shares, size):
            if size >= threshold:
                assert p.exchange_public(s.join(some, public)) == public
                opened += 1
            else:
                with pytest.raises(s.SharesTooFew):
                    s.join(some, public)
                closed += 1
    assert opened == sum(_arrangements(count, n) for n in range(threshold, count + 1))
    assert closed == sum(_arrangements(count, n) for n in range(threshold))


def _arrangements(count: int, size: int) -> int:
    return len(list(itertools.permutations(range(count), size)))


@pytest.mark.parametrize(("count", "threshold"), QUORUMS)
def test_no_mix_of_two_vaults_opens_either(count: int, threshold: int) -> None:
    public, _, ours = s.split(count, threshold)
    other, _, theirs = s.split(count, threshold)
    for mask in itertools.product((0, 1), repeat=count):
        mixed = [(ours, theirs)[side][rank] for rank, side in enumerate(mask)]
        for some in itertools.combinations(mixed, threshold):
            sides = {share in ours for share in some}
            if sides == {True}:
                assert s.join(some, public)
            elif sides == {False}:
                with pytest.raises(s.SharesForeign):
                    s.join(some, public)
                assert s.join(some, other)
            else:
                with pytest.raises(s.SharesMixed):
                    s.join(some, public)


def test_a_wrong_word_is_told_by_its_rank_and_never_by_the_right_word() -> None:
    public, _, shares = s.split(3, 2)
    for place in range(s.MOTS_PART):
        words = shares[1].split()
        words[place] = "zero" if words[place] != "zero" else "yoga"
        with pytest.raises(s.ShareMistyped) as caught:
            s.join([shares[0], " ".join(words)], public)
        assert "Part 2" in caught.value.sentence
        assert f"le mot {place + 1} n’est" in caught.value.sentence
        assert shares[1].split()[place] not in caught.value.sentence


def test_a_word_of_no_list_a_missing_word_and_a_repeated_share_are_told_apart() -> None:
    public, _, shares = s.split(3, 2)
    words = shares[0].split()
    for typed, error in (
        ([" ".join([*words[:4], "mairie", *words[5:]]), shares[1]], s.ShareWordUnknown),
        ([" ".join(words[:-1]), shares[1]], s.ShareLengthWrong),
        ([shares[0] + " " + words[0], shares[1]], s.ShareLengthWrong),
        ([shares[0], shares[0].upper()], s.ShareRepeated),
        ([" ".join([words[1], words[0], *words[2:]]), shares[1]], s.ShareMistyped),
        (["", shares[0]], s.ShareLengthWrong),
        (["é" * 10_000, shares[0]], s.ShareWordUnknown),
    ):
        with pytest.raises(error):
            s.join(typed, public)
    with pytest.raises(s.ShareWordUnknown) as caught:
        s.join([shares[0], "mot " * 20], public)
    assert "mot 1" in caught.value.sentence


def test_one_share_of_three_opens_no_vault_and_writes_nothing(
    coffre: tuple[Path, Path, tuple[str, ...]],
) -> None:
    for share in coffre[2]:
        assert refused(coffre, [share]).code == "SEQ-07"
        assert refused(coffre, [share, share]).code == "SEQ-05"
    assert refused(coffre, []).code == "SEQ-07"


def test_two_shares_of_another_vault_open_nothing_here(coffre: tuple[Path, Path, tuple[str, ...]]) -> None:
    _, _, others = s.split(3, 2)
    assert refused(coffre, list(others[:2])).code == "SEQ-08"
    assert refused(coffre, [coffre[2][0], others[1]]).code == "SEQ-06"


def test_every_pair_of_custodians_sees_the_vault_and_changes_nothing_of_it(
    coffre: tuple[Path, Path, tuple[str, ...]],
) -> None:
    before = state(coffre[0])
    for pair in itertools.permutations(coffre[2], 2):
        seen = examine_parts(coffre[0], coffre[1], pair, kdf=BON_MARCHE)
        assert [m.nom for m in seen.coordonnateurs] == ["Coordo"] and seen.seuil == 2
    assert state(coffre[0]) == before


@pytest.mark.parametrize("rang", range(20))
def test_a_flipped_escrow_slot_is_refused_before_anything_is_written(
    coffre: tuple[Path, Path, tuple[str, ...]], tmp_path: Path, rang: int
) -> None:
    import shutil

    folder = tmp_path / "coffre"
    shutil.copytree(coffre[0], folder)
    raw = (folder / "entete.a").read_bytes()
    start = len(raw) - 32 - 285 - 124 - 80 + rang * 25
    forged = raw[:start] + bytes([raw[start] ^ 1]) + raw[start + 1 :]
    for name in ("entete.a", "entete.b"):
        (folder / name).write_bytes(forged)
    before = state(folder)
    with pytest.raises(GsnError):
        examine_parts(folder, coffre[1], coffre[2][:2], kdf=BON_MARCHE)
    assert {k: v for k, v in state(folder).items() if k != "coffre.verrou"} == {
        k: v for k, v in before.items() if k != "coffre.verrou"
    }
