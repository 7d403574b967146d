"""Who may be the same person, who is not, and who is a brother or a sister."""

from __future__ import annotations

import pytest

from gsn_app.domain.doublon import Identite, Ressemblance, Voisinage, compare, dates_close
from gsn_app.domain.situation import Personne

LEA = Personne("de La Tour", "Léa-Marie", "2011-03-12", "F", adresse="3, rue du Lavoir")


def personne(nom: str, prenom: str, naissance: str = "2011-03-12", adresse: str = "") -> Personne:
    return Personne(nom, prenom, naissance, "F", adresse=adresse)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (personne("DE LA TOUR", "lea marie"), Ressemblance.IDENTIQUE),
        (personne("Latour", "Léa Marie"), Ressemblance.IDENTIQUE),
        (personne("Léamarie", "La Tour"), Ressemblance.IDENTIQUE),
        (personne("Tour", "Léa-Marie", "2011-12-03"), Ressemblance.DATE_VOISINE),
        (personne("Tour", "Léa-Marie", "2011-03-13"), Ressemblance.DATE_VOISINE),
        (personne("Tour", "Léa-Marie", "2012-03-12"), Ressemblance.DATE_VOISINE),
        (personne("Tour", "Léa-Marie", "2014-07-25"), Ressemblance.HOMONYME),
        (personne("Tours", "Léa-Marie"), Ressemblance.NOM_VOISIN),
        (personne("Tour", "Léa-Maire"), Ressemblance.NOM_VOISIN),
        (personne("Durand", "Léa-Marie"), Ressemblance.NOM_VOISIN),
        (personne("Tour", "Basile"), Ressemblance.NOM_VOISIN),
        (personne("Tour", "Basile", "2013-09-30", "3 Rue du lavoir"), Ressemblance.FRATRIE),
        (personne("Tour", "Basile", "2011-03-12", "3 rue du Lavoir"), Ressemblance.FRATRIE),
        (personne("Tour", "Basile", "2013-09-30", "8 rue du Lavoir"), None),
        (personne("Tour", "Basile", "2013-09-30"), None),
        (personne("Durand", "Basile"), None),
    ],
)
def test_each_resemblance_has_its_name(other: Personne, expected: Ressemblance | None) -> None:
    a, b = Identite.of(LEA), Identite.of(other)
    assert compare(a, b) is expected
    assert compare(b, a) is expected, "it does not depend on who is compared with whom"
    known: Voisinage[str] = Voisinage()
    known.add(LEA, "léa")
    assert known.find(other) == ([(expected, "léa")] if expected else []), "and the index finds as much"


def test_loose_dates_forgive_one_slip_only() -> None:
    assert dates_close("2011-03-12", "2011-12-03") and dates_close("2011-03-12", "2011-03-12")
    assert dates_close("2011-03-12", "2001-03-12")
    assert not dates_close("2011-03-12", "2012-12-03")
    assert not dates_close("2011-03-12", "2011-04-13")
    assert not dates_close("2011-03-12", "")


def test_the_digests_of_a_decision_follow_the_person_and_the_situation_alone() -> None:
    kept = Identite.of(LEA).empreintes("a" * 32)
    assert kept & Identite.of(personne("LATOUR", "Léa marie", adresse="ailleurs")).empreintes("a" * 32)
    assert kept & Identite.of(personne("Léa-Marie", "Latour")).empreintes("a" * 32)
    assert not kept & Identite.of(LEA).empreintes("b" * 32)
    assert not kept & Identite.of(personne("Latour", "Léa-Marie", "2011-03-13")).empreintes("a" * 32)
    assert "tour" not in str(kept)


def test_the_closest_comes_first() -> None:
    known: Voisinage[int] = Voisinage()
    for n, naissance in enumerate(("2015-08-08", "2011-03-13", "2011-03-12")):
        known.add(personne("Latour", "Léa-Marie", naissance), n)
    assert [n for _, n in known.find(LEA)] == [2, 1, 0]
