"""Which sealed keys count: who granted them, what that person may hand on, and what two that contradict give."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gsn_app.crypto import piece as layout
from gsn_app.crypto import primitives as p
from gsn_app.store.cle_scellee import Compartiment, Dossier, Genre
from gsn_app.store.coffre import Coffre
from gsn_app.store.octroi import GrantForged, add_grant, settle, verify_grants
from tests.attaques.adverse import read_keys
from tests.coffre_prepare import Prepare

DOSSIER, COMP, HISTORY = b"d" * 16, b"c" * 16, b"h" * 32
TRUE, FALSE = b"1" * 32, b"2" * 32


@pytest.fixture
def ouvert(coffre: Prepare) -> Iterator[Coffre]:
    session = coffre.open("social")
    yield session.coffre
    session.close()


class Grants:
    """Makes grants as anyone, for the member whose vault is open."""

    def __init__(self, coffre: Prepare, ouvert: Coffre) -> None:
        self.prepare, self.ouvert = coffre, ouvert
        self.found: dict[bytes, Dossier] = {}

    def add(
        self, grantor: str, dek: bytes, code: int = Compartiment.SUIVI, *, signer: str = "", kind: int = Genre.SITUATION,
        epoch: int = 1, directory: int = 0,
    ) -> None:  # fmt: skip
        keys = read_keys(self.prepare, signer or grantor)[1]
        row, member = p.random_bytes(16), self.ouvert.member_id
        grant = layout.Grant(
            int(kind), DOSSIER, epoch, HISTORY, ((int(code), COMP, dek),), bytes.fromhex(self.prepare.membres[grantor]),
            directory or self.ouvert.annuaire.epoque,
        )  # fmt: skip
        sealed = layout.seal_grant(
            grant, vault_id=self.ouvert.vault_id, row=row, member=member,
            public=self.ouvert.keys.exchange_public, signing=keys.signature_private,
        )  # fmt: skip
        private = self.ouvert.keys.exchange_private
        opened = layout.open_grant(
            private, vault_id=self.ouvert.vault_id, row=row, member=member, sealed=sealed
        )
        add_grant(self.found, opened)

    @property
    def dossier(self) -> Dossier:
        return self.found[DOSSIER]

    def prove(self) -> bytes:
        """The key kept for the compartment."""
        settle(self.ouvert, self.found)
        verify_grants(self.ouvert, self.dossier)
        return self.dossier.cles[COMP][1]


@pytest.fixture
def grants(coffre: Prepare, ouvert: Coffre) -> Grants:
    return Grants(coffre, ouvert)


def test_a_coordonnateur_hands_on_any_key(grants: Grants) -> None:
    grants.add("coordo", TRUE)
    assert not grants.dossier.proven
    assert grants.prove() == TRUE
    assert grants.dossier.proven and not grants.ouvert.anomalies


@pytest.mark.parametrize("who", ["ecole", "social", "maire", "dpo", "police"])
def test_nobody_else_hands_on_a_situation(grants: Grants, who: str) -> None:
    grants.add(who, FALSE)
    with pytest.raises(GrantForged):
        grants.prove()
    assert grants.dossier.cles == {}
    assert GrantForged().sentence in grants.ouvert.anomalies


def test_a_grant_in_the_name_of_a_coordonnateur_signed_by_another_counts_for_nothing(grants: Grants) -> None:
    grants.add("coordo", FALSE, signer="ecole")
    with pytest.raises(GrantForged):
        grants.prove()


@pytest.mark.parametrize("first", [True, False])
def test_a_planted_key_never_takes_the_place_of_a_proven_one(grants: Grants, first: bool) -> None:
    for true in (first, not first):
        grants.add("coordo" if true else "ecole", TRUE if true else FALSE)
    assert grants.prove() == TRUE
    assert GrantForged().sentence in grants.ouvert.anomalies


def test_a_planted_higher_epoch_does_not_rule(grants: Grants) -> None:
    grants.add("coordo", TRUE, epoch=2)
    grants.add("ecole", FALSE, epoch=9)
    assert grants.prove() == TRUE
    assert grants.dossier.epoque == 2


def test_the_latest_proven_epoch_rules(grants: Grants) -> None:
    grants.add("coordo", FALSE, epoch=1)
    grants.add("coordo", TRUE, epoch=3)
    assert grants.prove() == TRUE
    assert grants.dossier.epoque == 3


def test_an_author_hands_on_their_saisine(grants: Grants) -> None:
    grants.add("police", TRUE, Compartiment.SAISINE, kind=Genre.SAISINE)
    assert grants.prove() == TRUE


def test_two_authors_of_one_saisine_are_refused(grants: Grants) -> None:
    grants.add("police", TRUE, Compartiment.SAISINE, kind=Genre.SAISINE)
    grants.add("ecole", FALSE, Compartiment.SAISINE, kind=Genre.SAISINE)
    with pytest.raises(GrantForged):
        grants.prove()


@pytest.mark.parametrize("code", [c for c in Compartiment if c is not Compartiment.APPORT])
def test_an_author_of_a_restricted_apport_hands_on_nothing_else(grants: Grants, code: Compartiment) -> None:
    grants.add("ecole", FALSE, code)
    with pytest.raises(GrantForged):
        grants.prove()


def test_a_restricted_apport_alone_opens_no_situation(grants: Grants) -> None:
    """Its author hands it on, but only beside a coordonnateur's grant."""
    grants.add("ecole", TRUE, Compartiment.APPORT)
    with pytest.raises(GrantForged):
        grants.prove()


@pytest.mark.parametrize("epoch", [999, 2**32 - 1])
def test_a_grant_of_an_unknown_directory_counts_for_nothing(grants: Grants, epoch: int) -> None:
    grants.add("coordo", FALSE, directory=epoch)
    with pytest.raises(GrantForged):
        grants.prove()


@pytest.mark.parametrize("kind", [0, 9, 255])
def test_a_kind_of_dossier_that_does_not_exist_is_no_crash(grants: Grants, kind: int) -> None:
    grants.add("ecole", FALSE, Compartiment.APPORT, kind=kind)
    with pytest.raises(GrantForged):
        grants.prove()
