"""The prepared vault with what its custodians keep on paper, and how it is given back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.ouverture import open_session
from gsn_app.actions.recuperation import recover_coffre
from gsn_app.actions.reenrolement import reenrol_membre
from gsn_app.actions.session import Session
from tests.actions.exemples import logged
from tests.coffre_prepare import BON_MARCHE, Prepare, build

NEUVE = "grelot pivoine ardoise sifflet marais hibou {}"


@dataclass(frozen=True)
class Papier(Prepare):
    """The prepared vault and what its custodians keep on paper."""

    parts: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Papier:
    papier: list[str] = []
    made = build(tmp_path_factory.mktemp("original"), papier)
    return Papier(made.coffre, made.poste, made.membres, tuple(papier))


@pytest.fixture
def coffre(original: Papier, tmp_path: Path) -> Papier:
    made = original.copy(tmp_path)
    return Papier(made.coffre, made.poste, dict(made.membres), original.parts)


def reenrol(coffre: Prepare, nom: str, by: str = "coordo") -> None:
    """The member forgot; a coordonnateur enrols them again, they type a new passphrase."""
    with logged(coffre, by) as session:
        reenrol_membre(session, coffre.membres[nom], NEUVE.format(nom), kdf=BON_MARCHE)


def open_new(coffre: Prepare, nom: str, *, sign: bool = True) -> Session:
    """The member opens with the new passphrase, and signs the charter again."""
    session = open_session(
        coffre.coffre, coffre.poste, coffre.membres[nom], NEUVE.format(nom), kdf=BON_MARCHE
    )
    if sign:
        sign_charte(session)
    return session


def recover(coffre: Papier, *, membre: str = "coordo", parts: tuple[int, ...] = (0, 1)) -> Session:
    """The custodians give the vault back to a coordonnateur of the directory."""
    session, _ = recover_coffre(
        coffre.coffre, coffre.poste, [coffre.parts[n] for n in parts], membre_id=coffre.membres[membre],
        passphrase=NEUVE.format(membre), kdf=BON_MARCHE,
    )  # fmt: skip
    return session


def dump_rows(session: Session) -> dict[tuple[str, object], tuple[object, ...]]:
    """Every protected row of the vault."""
    from gsn_app.store.schema import PROTECTED

    return {
        (table, row[0]): tuple(row)
        for table in PROTECTED
        for row in session.coffre.conn.execute(f"SELECT * FROM {table}").fetchall()
    }
