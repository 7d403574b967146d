"""The two texts of the report: a canary of each kind is stopped, and only a reasoned, journaled choice lets one out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gsn_app.actions.ligne_codee import list_tableaux
from gsn_app.actions.rapport import Apercu, export_rapport, preview_rapport, validate_raison
from gsn_app.actions.relecture import (
    FausseAlerte,
    RaisonLeaks,
    RaisonTooShort,
    TexteUnconfirmed,
    collect_lexique,
    find_alertes,
    validate_textes,
)
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.anonymat.fuite import Lexique
from gsn_app.domain.texte import TexteTooLong
from tests.actions.exemples import day, logged, read_all
from tests.coffre_prepare import GSN, Prepare

RAISON = "Mot ordinaire, employé ici dans son sens courant."


@pytest.fixture(scope="module")
def lexique(peuple: Prepare) -> Lexique:
    with logged(peuple, "coordo") as session:
        return collect_lexique(session)


def natures(lexique: Lexique, texte: str) -> dict[str, str]:
    """What is stopped in a text, by its words."""
    hits = find_alertes(validate_textes({"difficultes": texte}), lexique, list_tableaux())
    return {hit.extrait: hit.nature for hit in hits}


@pytest.mark.parametrize(
    ("texte", "extrait", "nature"),
    [
        ("Merci à MAELYS.", "MAELYS", "nom"),
        ("Maë-lys progresse.", "Maë-lys", "nom"),
        ("les Brasseacs ont déménagé", "Brasseacs", "nom"),
        ("LOEUILLET BRASSEAC", "LOEUILLET", "nom"),
        ("le cas de M. L. reste ouvert", "M. L.", "initiales"),
        ("près des églantiers", "églantiers", "adresse"),
        ("le 06.39.98.00.01", "06.39.98.00.01", "téléphone"),
        ("écrire à zebulon.fictif@exemple.test", "zebulon", "courriel"),
        ("l’affaire du 3 mai", "3 mai", "date"),
        ("née le 03/05/2012", "03/05/2012", "date"),
        ("autour du Skatepark", "Skatepark", "mot rare"),
        ("à la bergerie", "bergerie", "mot rare"),
        ("passage Quincampoix", "Quincampoix", "adresse"),
        ("avec la brigade Zéphyr", "Zéphyr", "établissement"),
        ("M. Testard l’a dit", "Testard", "nom"),
        ("trois jeunes suivis pour assiduité", "trois", "petit nombre"),
        ("Zoé Exemple-Modèle, sa mère", "Zoé", "nom"),
    ],
)
def test_a_canary_of_each_kind_is_stopped(lexique: Lexique, texte: str, extrait: str, nature: str) -> None:
    assert natures(lexique, texte).get(extrait) == nature


@pytest.mark.parametrize(
    "texte",
    [
        "Le partenariat avec les établissements scolaires progresse ; les familles répondent mieux aux convocations.",
        "Les délais de réponse du parquet restent longs. La commune a renforcé la médiation.",
        "Le groupe s’est réuni tous les deux mois et les bilans ont été partagés avec le département.",
    ],
)
def test_ordinary_sentences_leave_without_a_question(lexique: Lexique, texte: str) -> None:
    assert natures(lexique, texte) == {}


def ask(session: Session, **textes: str) -> Apercu:
    today = day()
    return preview_rapport(
        session, GSN, debut=f"{today[:4]}-01-01", fin=f"{today[:4]}-12-31", receveur="Plénière", textes=textes
    )


def test_only_a_reason_lets_a_passage_out_and_the_journal_keeps_the_reason_not_the_passage(
    peuple: Prepare, tmp_path: Path
) -> None:
    own = peuple.copy(tmp_path / "copie")
    texte = "Le skatepark manque d’éclairage, et le skatepark ferme tôt."
    with logged(own, "coordo") as session:
        apercu = ask(session, difficultes=texte, positifs="Les partenaires se parlent.")
        assert [a.extrait for a in apercu.alertes] == ["skatepark", "skatepark"]
        sortie = tmp_path / "sortie"
        first, second = apercu.alertes
        for few in ([], [FausseAlerte(first.cle, RAISON)], [FausseAlerte(second.cle, " ")]):
            with pytest.raises(TexteUnconfirmed):
                export_rapport(session, apercu, sortie, few)
        with pytest.raises(RaisonTooShort):
            export_rapport(session, apercu, sortie, [FausseAlerte(a.cle, "non") for a in apercu.alertes])
        with pytest.raises(RaisonLeaks):
            export_rapport(
                session,
                apercu,
                sortie,
                [FausseAlerte(a.cle, "Ce n’est pas Maëlys, voyons.") for a in apercu.alertes],
            )
        # the preview handed in without its alerts changes nothing: the text itself is looked through again
        with pytest.raises(TexteUnconfirmed):
            export_rapport(session, replace(apercu, alertes=()), sortie)
        assert not sortie.exists()
        export_rapport(session, apercu, sortie, [FausseAlerte(a.cle, RAISON) for a in apercu.alertes])
    whole = json.loads((sortie / "rapport.json").read_bytes())
    assert [t["texte"] for t in whole["edition"]["textes"]] == [texte, "Les partenaires se parlent."]
    assert texte in (sortie / "rapport.csv").read_text("utf-8-sig")
    told = [x.motif for x in read_all(own) if x.acte == "rapport.exporte"]
    assert sum(RAISON in motif and "mot rare" in motif for motif in told) == 2
    assert not any("skatepark" in motif.lower() for motif in told)


def test_a_passage_let_out_is_looked_at_again_once_the_text_changes(peuple: Prepare, tmp_path: Path) -> None:
    own = peuple.copy(tmp_path / "copie")
    with logged(own, "coordo") as session:
        before = ask(session, difficultes="Le skatepark ferme tôt.")
        after = ask(session, difficultes="Le skatepark ferme tôt, dit Maëlys.")
        fausses = [FausseAlerte(a.cle, RAISON) for a in before.alertes]
        with pytest.raises(TexteUnconfirmed):
            export_rapport(session, after, tmp_path / "sortie", fausses)
    assert not (tmp_path / "sortie").exists()


def test_a_text_too_long_is_refused_before_anything(peuple: Prepare) -> None:
    with logged(peuple, "coordo") as session, pytest.raises(TexteTooLong):
        ask(session, difficultes="a" * 2001)


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_nobody_but_a_coordonnateur_checks_a_text_against_the_vault(peuple: Prepare, nom: str) -> None:
    """Else the check would tell, word by word, who is in the vault."""
    with logged(peuple, nom) as session:
        with pytest.raises(ActeForbidden):
            ask(session, difficultes="Maëlys")
        with pytest.raises(ActeForbidden):
            validate_raison(session, GSN, "Maëlys est un prénom.")
