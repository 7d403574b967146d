"""A vault of an older program opens, what its charter does not name is closed to all, a new version is the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from gsn_app.actions.accueil import list_taches
from gsn_app.actions.adoption import CharteAlreadyAdopted, adopt_charte, read_charte_modele, read_nouveaute
from gsn_app.actions.archive import archive_situation
from gsn_app.actions.charte import sign_charte
from gsn_app.actions.journal import read_journal
from gsn_app.actions.sauvegarde import make_sauvegarde
from gsn_app.actions.session import ActeForbidden, ActeUnadopted, CharteUnsigned, Session
from gsn_app.actions.situation import list_situations, read_situation
from gsn_app.domain.acte import Acte
from gsn_app.domain.charte import CharteActeMissing
from tests.actions.exemples import day, expect_refusal, expect_sound, logged, open_one
from tests.coffre_ancien import NOUVEAUX, build_ancien, reduce_rules
from tests.coffre_prepare import Prepare


@pytest.fixture(scope="module")
def ancien_modele(tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """Built once, never opened by a test."""
    return build_ancien(tmp_path_factory.mktemp("ancien"))


@pytest.fixture
def ancien(ancien_modele: Prepare, tmp_path: Path) -> Prepare:
    """A copy for one test."""
    return ancien_modele.copy(tmp_path)


def roles_of(session: Session) -> dict[str, bool]:
    return {acte: session.permits(Acte(acte)) for acte in NOUVEAUX}


def test_the_vault_of_an_older_charter_opens_and_keeps_working(ancien: Prepare) -> None:
    situation = open_one(ancien, "coordo", "ecole")
    with logged(ancien, "ecole") as session:
        assert [s.id for s in list_situations(session)] == [situation]
        assert {str(a) for a in session.charte.absents} == set(NOUVEAUX)
    expect_sound(ancien)


def test_an_act_that_the_charter_does_not_name_is_closed_to_everybody_and_journaled(
    ancien: Prepare, tmp_path: Path
) -> None:
    situation = open_one(ancien, "coordo", "ecole")
    for nom in ("coordo", "ecole", "dpo"):
        with logged(ancien, nom) as session:
            open_to_all = {"cles.demandees": True, "charte.adoptee": nom == "coordo"}
            assert roles_of(session) == {acte: open_to_all.get(acte, False) for acte in NOUVEAUX}
            expect_refusal(session, ActeUnadopted, "sauvegarde.faite", make_sauvegarde, tmp_path)
    with logged(ancien, "coordo") as session:
        expect_refusal(
            session, ActeUnadopted, "situation.archivee", archive_situation, situation, jusqu_au=day(30),
            motif="Nécessité écrite.",
        )  # fmt: skip
    assert list(tmp_path.glob("*.sauv")) == []


def test_only_the_coordonnateur_is_told_and_may_adopt(ancien: Prepare) -> None:
    for nom in ("ecole", "dpo"):
        with logged(ancien, nom) as session:
            assert read_nouveaute(session) is None
            assert not [t for t in list_taches(session) if t.genre == "adoption"]
            expect_refusal(session, ActeForbidden, "charte.adoptee", adopt_charte)
    with logged(ancien, "coordo") as session:
        told = [t for t in list_taches(session) if t.genre == "adoption"]
        assert [(t.ecran, t.detail.startswith("Le logiciel apporte 5 actes nouveaux")) for t in told] == [
            ("membre", True)
        ]


def test_once_adopted_everybody_signs_again_before_anything_is_opened(
    ancien: Prepare, tmp_path: Path
) -> None:
    situation = open_one(ancien, "coordo", "ecole")
    with logged(ancien, "coordo") as session:
        before = session.charte.empreinte
        adopt_charte(session)
        assert session.charte.empreinte != before and session.charte.absents == ()
        expect_refusal(session, CharteUnsigned, "situation.consultee", read_situation, situation)
        assert [t.genre for t in list_taches(session)] == ["charte"]
        sign_charte(session)
        assert read_situation(session, situation).personne is not None
        assert read_nouveaute(session) is None
        make_sauvegarde(session, tmp_path)
    with logged(ancien, "ecole") as session:
        assert session.charte_a_signer
        expect_refusal(session, CharteUnsigned, "situation.consultee", read_situation, situation)
        sign_charte(session)
        assert read_situation(session, situation).personne is not None
    with logged(ancien, "dpo") as session:
        sign_charte(session)
        adopted = [x for x in read_journal(session, nombre=1000) if x.acte == "charte.adoptee"]
        assert [(x.membre, x.motif) for x in adopted] == [("Coordo Testard", session.charte.empreinte[:16])]
    expect_sound(ancien)


def test_a_version_to_adopt_names_every_act_and_is_not_the_one_in_force(coffre: Prepare) -> None:
    texte, _ = read_charte_modele()
    with logged(coffre, "coordo") as session:
        before = session.coffre.racine.root()
        with pytest.raises(CharteActeMissing):
            adopt_charte(session, (texte, reduce_rules("sauvegarde.faite")))
        with pytest.raises(CharteAlreadyAdopted):
            adopt_charte(session)
        assert session.coffre.racine.root() == before and not session.charte_a_signer
