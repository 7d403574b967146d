"""Legal representatives and siblings: AU-038's fields, links that show nothing more, and that go with an erasure."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest

from gsn_app.actions.effacement import erase_batch
from gsn_app.actions.famille import (
    FratrieAlready,
    FratrieMissing,
    FratrieSame,
    link_fratrie,
    save_representants,
    unlink_fratrie,
)
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import close_situation, read_situation
from gsn_app.domain.representant_legal import RepresentantLegal, RepresentantTooMany
from gsn_app.domain.situation import SituationUnknown
from gsn_app.domain.texte import TexteEmpty, TexteTooLong
from tests.actions.exemples import PERSONNE, Horloge, expect_refusal, expect_sound, logged, open_one
from tests.coffre_prepare import Prepare

MERE = RepresentantLegal("Exemple-Modèle", "Zoé", "12 rue des Tilleuls\n99001 Valfictif", "0600000000")
PERE = RepresentantLegal("Figurant", "Ilan", "3 place Inventée")
GASPARD = replace(PERSONNE, prenom="Gaspard", date_naissance="2014-02-02", sexe="M")


def count_links(coffre: Prepare, nom: str, situation: str) -> int:
    with logged(coffre, nom) as session:
        return len(read_situation(session, situation).fratrie)


def test_two_representatives_each_at_their_address(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        save_representants(session, situation, [MERE, PERE])
        for wrong, error in (
            ([MERE, PERE, MERE], RepresentantTooMany), ([replace(MERE, nom="")], TexteEmpty),
            ([replace(MERE, adresse="x" * 251)], TexteTooLong),
        ):  # fmt: skip
            with pytest.raises(error):
                save_representants(session, situation, wrong)
    with logged(coffre, "ecole") as session:
        assert read_situation(session, situation).representants == (MERE, PERE)
        expect_refusal(session, ActeForbidden, "situation.modifiee", save_representants, situation, [])
    with logged(coffre, "coordo") as session:
        save_representants(session, situation, [PERE])
        assert read_situation(session, situation).representants == (PERE,)
    with logged(coffre, "social") as session:
        expect_refusal(session, ActeForbidden, "situation.modifiee", save_representants, situation, [MERE])
    assert {f.name for f in fields(RepresentantLegal)} == {
        "nom",
        "prenom",
        "adresse",
        "telephone",
        "courriel",
    }
    expect_sound(coffre)


def test_a_link_is_seen_on_both_sides_by_who_reads_both_and_by_nobody_else(coffre: Prepare) -> None:
    first = open_one(coffre, "coordo", "ecole", "social")
    second = open_one(coffre, "coordo", "ecole", personne=GASPARD)
    with logged(coffre, "ecole") as session:
        link_fratrie(session, first, second)
        with pytest.raises(FratrieAlready):
            link_fratrie(session, second, first)
        with pytest.raises(FratrieSame):
            link_fratrie(session, first, first)
        assert [r.personne.prenom for r in read_situation(session, first).fratrie] == ["Gaspard"]
        assert [r.id for r in read_situation(session, second).fratrie] == [first]
    with logged(coffre, "social") as session:
        complete = read_situation(session, first)
        assert complete.fratrie == ()
        assert second not in repr(complete) and "Gaspard" not in repr(complete), "not even in the history"
        expect_refusal(session, SituationUnknown, "fratrie.liee", link_fratrie, first, second)
        expect_refusal(session, SituationUnknown, "fratrie.deliee", unlink_fratrie, first, second)
    with logged(coffre, "coordo") as session:
        unlink_fratrie(session, second, first)
        with pytest.raises(FratrieMissing):
            unlink_fratrie(session, first, second)
    assert count_links(coffre, "ecole", first) == count_links(coffre, "ecole", second) == 0
    for nom in ("maire", "police", "dpo"):
        with logged(coffre, nom) as session:
            expect_refusal(session, ActeForbidden, "fratrie.liee", link_fratrie, first, second)
    expect_sound(coffre)


def test_a_coordonnateur_out_of_the_circle_does_not_see_the_link(coffre: Prepare) -> None:
    first = open_one(coffre, "coordo", "ecole")
    second = open_one(coffre, "ecole", personne=GASPARD)
    with logged(coffre, "ecole") as session:
        link_fratrie(session, first, second)
    assert count_links(coffre, "coordo", first) == 0
    assert count_links(coffre, "ecole", first) == 1


def test_an_erasure_takes_the_link_from_the_other_side(coffre: Prepare) -> None:
    first = open_one(coffre)
    second = open_one(coffre, personne=GASPARD)
    with logged(coffre, "coordo") as session:
        link_fratrie(session, first, second)
        close_situation(session, first, "cloture.SOL")
        before = len(
            session.coffre.conn.execute(
                "SELECT id FROM piece WHERE dossier_id = ?", (bytes.fromhex(second),)
            ).fetchall()
        )
    later = Horloge(datetime.now().astimezone() + timedelta(days=100))
    with logged(coffre, "coordo", later) as session:
        # the last day of keeping is past: nothing is read any more, only erased
        erase_batch(session, [first])
        rows = session.coffre.conn.execute(
            "SELECT id FROM piece WHERE dossier_id = ?", (bytes.fromhex(second),)
        ).fetchall()
        assert len(rows) == before - 1, "the twin of the link is gone"
        assert read_situation(session, second).fratrie == ()
