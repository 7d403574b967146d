"""Escrow shares: any threshold of them opens, fewer or foreign ones never do, typing is forgiving."""

from __future__ import annotations

import itertools

import pytest

from gsn_app.crypto import primitives as p
from gsn_app.crypto import sequestre as s


@pytest.mark.parametrize(("count", "threshold"), [(3, 2), (5, 3), (2, 2)])
def test_any_threshold_of_shares_opens_and_one_less_does_not(count: int, threshold: int) -> None:
    public, check, shares = s.split(count, threshold)
    for some in itertools.combinations(shares, threshold):
        assert p.exchange_public(s.combine(list(some), check)) == public
    for few in itertools.combinations(shares, threshold - 1):
        with pytest.raises(s.SharesInsufficient):
            s.combine(list(few), check)


def test_shares_of_another_vault_or_with_a_wrong_word_are_refused() -> None:
    _, check, shares = s.split(3, 2)
    _, other_check, others = s.split(3, 2)
    words = shares[0].split()
    words[10] = "academic" if words[10] != "academic" else "acid"
    for wrong in ([shares[0], others[1]], [" ".join(words), shares[1]], [], ["", ""], ["é" * 40, shares[0]]):
        with pytest.raises(s.SharesInsufficient):
            s.combine(wrong, check)
    with pytest.raises(s.SharesInsufficient):
        s.combine([others[0], others[1]], check)
    assert s.combine([others[0], others[1]], other_check)


def test_a_share_typed_again_is_known_whatever_case_and_spaces() -> None:
    _, _, shares = s.split(3, 2)
    assert s.same_share(shares[0], "  " + shares[0].upper().replace(" ", "   ") + "\n")
    assert not s.same_share(shares[0], shares[1])
    assert not s.same_share(shares[0], "n’importe quoi")


def test_the_check_value_is_not_the_secret_nor_the_key() -> None:
    public, check, shares = s.split(3, 2)
    private = s.combine(list(shares[:2]), check)
    assert len({public, check, private}) == 3
