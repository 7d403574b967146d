"""Custodians: shares tried, renewed, and those of the absent, thirty days at most."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.charte import sign_charte
from gsn_app.actions.epreuve import Gardien, PartMismatch, PartsUnproved
from gsn_app.actions.gardien import (
    PartElsewhere,
    PartExpired,
    list_parts,
    prepare_renouvellement,
    prove_part,
    show_part,
    try_parts,
)
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.reenrolement import (
    list_annonces,
)
from gsn_app.actions.session import Session
from gsn_app.actions.situation import read_situation
from gsn_app.crypto.sequestre import SharesForeign
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.errors import GsnError
from tests.actions.exemples import Horloge, expect_sound, logged, open_one, read_all
from tests.actions.gardiens import Papier, coffre, dump_rows, original, recover
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase

__all__ = ["coffre", "original"]


def test_a_trial_of_the_shares_proves_them_and_refuses_the_others(coffre: Papier) -> None:
    open_one(coffre, "coordo", "ecole")
    with logged(coffre, "coordo") as session:
        rows = dump_rows(session)
        assert try_parts(session, coffre.parts[1:]).reussi
        assert dump_rows(session).keys() - rows.keys() == {("coffre", "essai.sequestre")}
        for wrong in (coffre.parts[:1], [coffre.parts[0]] * 2, []):
            with pytest.raises(GsnError):
                try_parts(session, wrong)
    assert sum(x.acte == "recuperation.essayee" for x in read_all(coffre)) == 1


def test_renewed_shares_open_everything_and_the_former_ones_nothing(coffre: Papier) -> None:
    situation = open_one(coffre, "coordo")
    with logged(coffre, "coordo") as session:
        add_apport(session, situation, "À garder.")
        gardiens = [Gardien("Une", "maire"), Gardien("Deux", "DPO")]
        renouvellement = prepare_renouvellement(session, coffre.parts[:2], gardiens, 2)
        with pytest.raises(PartsUnproved):
            renouvellement.finish(kdf=BON_MARCHE)
        with pytest.raises(PartMismatch):
            renouvellement.prove(0, renouvellement.parts[1])
        for rang, part in enumerate(renouvellement.parts):
            renouvellement.prove(rang, part)
        renouvellement.finish(kdf=BON_MARCHE)
        assert session.coffre.annuaire.gardiens == ("Une, maire", "Deux, DPO")
        with pytest.raises(SharesForeign):
            try_parts(session, coffre.parts[:2])
        assert try_parts(session, renouvellement.parts).reussi
    with pytest.raises(SharesForeign):
        recover(coffre)
    session = recover(replace(coffre, parts=renouvellement.parts))
    assert [a.texte for a in read_situation(session, situation).apports] == ["À garder."]
    session.close()
    expect_sound(coffre)


def absent(folder: Path, horloge: Horloge | None = None) -> tuple[Session, Prepare, tuple[str, ...]]:
    """A vault whose second and third custodians were not there on the first day."""
    from gsn_app.actions.creation import prepare_creation
    from gsn_app.domain.membre import TypeInstance

    creation = prepare_creation(
        commune="Saint-Exemple", instances=[(TypeInstance.GSN, "Groupe")],
        coordonnateur=NouveauMembre("Coordo", "C", "Commune", {}), passphrase=phrase("coordo"), auditeur=None,
        gardiens=[Gardien("A", "maire"), Gardien("B", "DPO"), Gardien("C", "DGS")],
    )  # fmt: skip
    creation.prove(0, creation.parts[0])
    creation.defer(1)
    with pytest.raises(PartsUnproved):
        creation.finish(folder / "coffre", folder / "poste", kdf=BON_MARCHE)
    creation.defer(2)
    more = {"clock": horloge} if horloge else {}
    session = creation.finish(folder / "coffre", folder / "poste", kdf=BON_MARCHE, **more)  # type: ignore[arg-type]
    return (
        session,
        Prepare(folder / "coffre", folder / "poste", {"coordo": session.membre.id}),
        creation.parts,
    )


def test_an_absent_custodian_proves_their_share_within_thirty_days(tmp_path: Path) -> None:
    session, coffre, parts = absent(tmp_path)
    assert [(p.rang, p.gardien, p.jours, p.ici) for p in list_parts(session)] == [
        (1, "B, DPO", 30, True), (2, "C, DGS", 30, True),
    ]  # fmt: skip
    assert show_part(session, 1) == parts[1]
    with pytest.raises(PartMismatch):
        prove_part(session, 1, parts[2])
    prove_part(session, 1, parts[1].upper())
    assert [p.rang for p in list_parts(session)] == [2]
    assert session.coffre.read_valeur("part.1") is None
    other = enrol_membre(
        session,
        NouveauMembre("Adjointe", "C", "I", {GSN: Role.COORDONNATEUR}),
        phrase("adjointe"),
        kdf=BON_MARCHE,
    )
    session.close()
    coffre.membres["adjointe"] = other.id
    with logged(coffre, "adjointe") as session:
        sign_charte(session)
        with pytest.raises(PartElsewhere):
            show_part(session, 2)


def test_after_thirty_days_the_words_are_destroyed_and_the_way_out_is_new_shares(tmp_path: Path) -> None:
    horloge = Horloge(datetime(2026, 3, 2, 9, tzinfo=UTC))
    session, coffre, parts = absent(tmp_path, horloge)
    prove_part(session, 1, parts[1])
    session.close()
    horloge.now += timedelta(days=30)
    with logged(coffre, "coordo", horloge) as session:
        assert show_part(session, 2) == parts[2], "the thirtieth day is the last"
    horloge.now += timedelta(days=1)
    with logged(coffre, "coordo", horloge) as session:
        (left,) = list_parts(session)
        assert left.expiree and session.coffre.read_valeur("part.2") == b""
        with pytest.raises(PartExpired) as caught:
            show_part(session, 2)
        assert "Renouveler les parts" in caught.value.sentence
        with pytest.raises(PartExpired):
            prove_part(session, 2, parts[2])
        assert list_annonces(session)[0].acte == "sequestre.part_expiree"
        renouvellement = prepare_renouvellement(
            session, parts[:2], [Gardien("A", "maire"), Gardien("B", "DPO"), Gardien("D", "DGS")], 2
        )
        for rang, part in enumerate(renouvellement.parts):
            renouvellement.prove(rang, part)
        renouvellement.finish(kdf=BON_MARCHE)
        assert list_parts(session) == []
