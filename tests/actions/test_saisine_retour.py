"""The return of a saisine: a closed list and a few words; its author learns that and nothing else (C11)."""

from __future__ import annotations

import pytest

from gsn_app.actions.saisine import RetourLoaded, dismiss_saisine, list_saisines, submit_saisine
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import open_situation
from gsn_app.domain.texte import TexteTooLong
from tests.actions.exemples import AUTRE, PERSONNE, expect_refusal, logged
from tests.coffre_prepare import GSN, Prepare

MOT = "Le service jeunesse peut la recevoir le mercredi."


def bring(coffre: Prepare, nom: str, *personnes: object) -> list[str]:
    with logged(coffre, nom) as session:
        return [
            submit_saisine(session, GSN, origine="origine.PM", motif="motif.ABS", personne=p)  # type: ignore[arg-type]
            for p in personnes
        ]


@pytest.mark.parametrize("nom", ["police", "social"])
def test_the_author_reads_the_return_and_never_whether_a_situation_was_opened(
    coffre: Prepare, nom: str
) -> None:
    opened, set_aside = bring(coffre, nom, PERSONNE, AUTRE)
    with logged(coffre, "coordo") as session:
        situation = open_situation(
            session, GSN, personne=PERSONNE, origine="origine.PM", motif="motif.ABS",
            cercle=[coffre.membres["coordo"]], saisine_id=opened,
        )  # fmt: skip
        dismiss_saisine(session, set_aside, "retour_saisine.ORI", MOT)
        mine = {s.id: s for s in list_saisines(session)}
        assert (mine[opened].etat, mine[opened].situation_id) == ("ouverte", situation)
    with logged(coffre, nom) as session:
        told = {s.id: s for s in list_saisines(session)}
        assert {s.etat for s in told.values()} == {"repondue"}
        assert told[set_aside].retour_texte == MOT and told[set_aside].retour == "retour_saisine.ORI"
        assert told[opened].situation_id == "" and told[opened].retour == "retour_saisine.PRI"
        assert situation not in repr(told) and "ouverte" not in repr([s.etat for s in told.values()])


def test_words_that_are_loaded_or_too_long_are_refused_and_the_saisine_waits(coffre: Prepare) -> None:
    (saisine,) = bring(coffre, "police", PERSONNE)
    with logged(coffre, "coordo") as session:
        root = session.coffre.racine.root()
        with pytest.raises(RetourLoaded, match="dépressive"):
            dismiss_saisine(session, saisine, "retour_saisine.SSU", "La mère est dépressive.")
        with pytest.raises(TexteTooLong):
            dismiss_saisine(session, saisine, "retour_saisine.SSU", "x" * 301)
        assert session.coffre.racine.root() == root
        assert list_saisines(session)[0].etat == "deposee"


@pytest.mark.parametrize("nom", ["police", "social", "maire", "dpo"])
def test_nobody_but_a_coordonnateur_answers(coffre: Prepare, nom: str) -> None:
    (saisine,) = bring(coffre, "police", PERSONNE)
    with logged(coffre, nom) as session:
        expect_refusal(
            session, ActeForbidden, "saisine.ecartee", dismiss_saisine, saisine, "retour_saisine.SSU", MOT
        )
