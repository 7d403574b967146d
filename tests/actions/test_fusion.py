"""Two situations of one person: side by side, linked, counted before and after, separated, closed together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.effacement import erase_batch
from gsn_app.actions.fusion import compare_situations, merge_situations, read_fusion, split_situations
from gsn_app.actions.instance import assign_membre, create_instance
from gsn_app.actions.mesure import propose_mesure
from gsn_app.actions.parcours import refer
from gsn_app.actions.retrait import withdraw_membre
from gsn_app.actions.saisine import submit_saisine
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import close_situation, open_situation, read_situation
from gsn_app.domain.fusion import FusionAlready, FusionClosed, FusionMissing, FusionPartial, FusionSame
from gsn_app.domain.membre import Role, TypeInstance
from gsn_app.domain.situation import EtatSituation
from tests.actions.exemples import AUTRE, PERSONNE, day, expect_refusal, expect_sound, logged, open_one
from tests.coffre_prepare import GSN, Prepare

OUVERTURE = {"origine": "origine.EN", "motif": "motif.ABS"}


def prepare(coffre: Prepare) -> tuple[str, str]:
    """One person followed by two bodies of the same coordonnateur; « ecole » reads both, « social » the second."""
    with logged(coffre, "coordo") as session:
        saisine = submit_saisine(session, GSN, personne=PERSONNE, **OUVERTURE)
        cve = create_instance(session, TypeInstance.CVE, "Veille", adoptee_le=day()).id
        for nom in ("ecole", "social"):
            assign_membre(session, coffre.membres[nom], cve, Role.MEMBRE)
        qui = [coffre.membres[m] for m in ("coordo", "ecole", "social")]
        first = open_situation(
            session, GSN, personne=PERSONNE, cercle=qui[:2], saisine_id=saisine, **OUVERTURE
        )
        second = open_situation(
            session, cve, personne=replace(PERSONNE, nom="Exemple"), cercle=qui, **OUVERTURE
        )
        propose_mesure(session, first, "mesure.SUI", date=day())
        propose_mesure(session, second, "mesure.SUI", date=day())
        propose_mesure(session, second, "mesure.MSC", date=day())
        refer(session, second, besoin="besoin.ASS", dispositif="dispositif.DRE", date=day())
        add_apport(session, first, "CANARI-PREMIERE")
    return first, second


def test_nothing_is_lost_nor_moved_and_a_reader_needs_both(coffre: Prepare) -> None:
    first, second = prepare(coffre)
    with logged(coffre, "coordo") as session:
        before = compare_situations(session, first, second)
        assert before.lien is None
        assert (before.decomptes[0].mesures, before.decomptes[1].mesures) == (1, 2)
        assert (before.total.saisines, before.total.orientations, before.total.acces) == (1, 1, 5)
        with pytest.raises(FusionSame):
            merge_situations(session, first, first)
        rows = session.coffre.conn.execute("SELECT id, version FROM piece").fetchall()
        merged = merge_situations(session, first, second)
        assert merged.total == before.total and merged.decomptes == before.decomptes
        after = session.coffre.conn.execute("SELECT id, version FROM piece").fetchall()
        assert set(rows) <= set(after) and len(after) == len(rows) + 2, "two links, no piece rewritten"
        with pytest.raises(FusionAlready):
            merge_situations(session, second, first)
    with logged(coffre, "ecole") as session:
        read = read_fusion(session, second)
        assert read.total == replace(before.total, saisines=0), "a member holds no saisine but their own"
        assert read.lien is not None and read.lien.avec == first
        expect_refusal(session, ActeForbidden, "fusion.defaite", split_situations, first)
    with logged(coffre, "social") as session:
        expect_refusal(session, FusionPartial, "situation.consultee", read_fusion, second)
        expect_refusal(session, FusionPartial, "situation.consultee", compare_situations, first, second)
        assert "CANARI-PREMIERE" not in str(read_situation(session, second))
    with logged(coffre, "coordo") as session:
        split_situations(session, second)
        apart = compare_situations(session, first, second)
        assert apart.total == before.total and apart.lien is None
        assert session.coffre.conn.execute("SELECT id, version FROM piece").fetchall() == rows
        with pytest.raises(FusionMissing):
            read_fusion(session, first)
    expect_sound(coffre)


def test_they_close_together_and_are_then_not_separated_any_more(coffre: Prepare) -> None:
    first, second = prepare(coffre)
    with logged(coffre, "coordo") as session:
        merge_situations(session, first, second)
        close_situation(session, first, "cloture.FIN", sortie_positive="sortie_positive.DC")
        for one in (first, second):
            quoi = read_situation(session, one).typologie
            assert quoi is not None
            assert (quoi.etat, quoi.cloture) == (EtatSituation.CLOTUREE, "cloture.FIN")
        expect_refusal(session, FusionClosed, "fusion.defaite", split_situations, first)
        later = session.now() + timedelta(days=120)
    with logged(coffre, "coordo", lambda: later) as session:
        erase_batch(session, [first])
        assert bytes.fromhex(first) not in session.coffre.dossiers
        erase_batch(session, [second])
    expect_sound(coffre)


def test_who_does_not_hold_both_can_neither_link_nor_close_them(coffre: Prepare) -> None:
    """The coordonnateur out of the second circle: the link is not theirs to make, the pair not theirs to close."""
    first, second = prepare(coffre)
    third = open_one(coffre, "ecole", personne=AUTRE)
    with logged(coffre, "coordo") as session:
        expect_refusal(session, FusionPartial, "fusion.faite", merge_situations, first, third)
        expect_refusal(session, FusionPartial, "fusion.faite", merge_situations, first, "00" * 16)
        merge_situations(session, first, second)
        withdraw_membre(session, second, coffre.membres["social"])
        assert read_fusion(session, first).lien is not None, "the link outlives a rotation"
    with logged(coffre, "ecole") as session:
        expect_refusal(session, ActeForbidden, "fusion.faite", merge_situations, first, second)
        assert read_fusion(session, first).total.mesures == 3
