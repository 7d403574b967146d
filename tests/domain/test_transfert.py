"""Nothing unselected crosses: every field of a situation is a canary, and only those selected are found in the copy."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsn_app.domain.fusion import Decompte, count
from gsn_app.domain.parcours import Contact, MesureJudiciaire, Orientation, Parcours
from gsn_app.domain.situation import (
    Acces,
    Apport,
    DesignationReferent,
    InformationPersonne,
    LigneHistorique,
    Mesure,
    Personne,
    SituationComplete,
    SituationUnknown,
    Typologie,
)
from gsn_app.domain.transfert import Selection, SelectionImpossible, build_envoi

MOI = "CANARI-MEMBRE-moi"
N = 3


def situation() -> SituationComplete:
    """Each text is a canary of its own."""
    return SituationComplete(
        "CANARI-ID",
        Personne(
            "CANARI-NOM", "CANARI-PRENOM", "2010-01-01", "F", "CANARI-ADRESSE", "CANARI-TEL", "CANARI-MEL",
            "CANARI-NIVEAU", "CANARI-PRO", "CANARI-QUARTIER",
        ),
        Typologie(
            "CANARI-MOTIF", "CANARI-ORIGINE", ("CANARI-SECONDAIRE",), ("CANARI-CODES",), "CANARI-SUITE",
            instance_id="CANARI-INSTANCE", referent_id="CANARI-REFERENT", echeance="CANARI-ECHEANCE",
        ),
        acces=(Acces("CANARI-ACCES", "d", "CANARI-PAR", "CANARI-RAISON"),),
        information=(
            InformationPersonne(True, "CANARI-INFO0", "m", "CANARI-INFO0-PAR"),
            InformationPersonne(True, "CANARI-INFO1", "m", "CANARI-INFO1-PAR"),
        ),
        apports=(
            *(Apport(f"a{n}", MOI, "d", f"CANARI-APPORT{n}", ("CANARI-LECTEUR",), vigilance_motif="CANARI-VIG") for n in range(N)),
            Apport("autre", "CANARI-AUTRE", "d", "CANARI-APPORT-AUTRE"),
            Apport("retire", MOI, "d", "", retire=True),
            Apport("voix", MOI, "d", "CANARI-VOIX", dit_par="CANARI-VOIX-PAR"),
        ),
        referents=(DesignationReferent("CANARI-DES", "CANARI-REF", "d", True, motif_fin="CANARI-FIN"),),
        mesures=tuple(
            Mesure(f"m{n}", f"CANARI-MESURE{n}", "d", f"CANARI-PROPOSEE{n}", f"CANARI-PRISE{n}", "d", "d", f"CANARI-RESULTAT{n}")
            for n in range(N)
        ),
        rappels=("CANARI-RAPPEL",),
        historique=(LigneHistorique("h", "CANARI-HISTO", "acte", "CANARI-DETAIL"),),
        parcours=Parcours(
            (Contact("CANARI-CONTACT", "CANARI-CONTACT-PAR", "d", "m", "p"),),
            tuple(Orientation(f"o{n}", f"CANARI-BESOIN{n}", f"CANARI-DISPO{n}", "d", f"CANARI-ORIENTE{n}") for n in range(N)),
            (MesureJudiciaire("CANARI-JUDICIAIRE", "CANARI-SERVICE", "d"),),
        ),
    )  # fmt: skip


def canaries(value: object) -> set[str]:
    """Every canary found anywhere in what would be written."""
    found: set[str] = set()

    def look(x: object) -> None:
        if isinstance(x, str) and x.startswith("CANARI"):
            found.add(x)
        elif isinstance(x, dict):
            for v in x.values():
                look(v)
        elif isinstance(x, list | tuple):
            for v in x:
                look(v)

    look(json.loads(json.dumps(value)))
    return found


GROUPS = {
    "coordonnees": {"CANARI-ADRESSE", "CANARI-TEL", "CANARI-MEL"}, "scolarite": {"CANARI-NIVEAU", "CANARI-PRO"},
    "quartier": {"CANARI-QUARTIER"}, "motifs_secondaires": {"CANARI-SECONDAIRE"}, "information": {"CANARI-INFO1"},
}  # fmt: skip
ALWAYS = {"CANARI-NOM", "CANARI-PRENOM", "CANARI-MOTIF", "CANARI-ORIGINE"}
LOTS = {
    "mesures": lambda i: {f"CANARI-MESURE{i[1:]}", f"CANARI-RESULTAT{i[1:]}"},
    "orientations": lambda i: {f"CANARI-BESOIN{i[1:]}", f"CANARI-DISPO{i[1:]}"},
    "apports": lambda i: {f"CANARI-APPORT{i[1:]}"},
}  # fmt: skip


def lot(prefix: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([f"{prefix}{n}" for n in range(N)]), unique=True).map(tuple)


SELECTIONS = st.builds(
    Selection,
    **{name: st.booleans() for name in GROUPS}, mesures=lot("m"), orientations=lot("o"), apports=lot("a"),
)  # fmt: skip


@settings(max_examples=80)
@given(SELECTIONS)
def test_nothing_unselected_crosses_and_all_that_is_selected_does(selection: Selection) -> None:
    expected = set(ALWAYS)
    for name, words in GROUPS.items():
        expected |= words if getattr(selection, name) else set()
    for name, words_of in LOTS.items():
        for one in getattr(selection, name):
            expected |= words_of(one)
    assert canaries(asdict(build_envoi(situation(), selection, MOI))) == expected


def test_every_field_of_the_selection_is_in_the_property() -> None:
    assert {f.name for f in fields(Selection)} == set(GROUPS) | set(LOTS)


@pytest.mark.parametrize(
    "wrong",
    [
        Selection(apports=("autre",)), Selection(apports=("retire",)), Selection(apports=("voix",)),
        Selection(mesures=("m9",)), Selection(orientations=("m0",)),
    ],
)  # fmt: skip
def test_what_another_brought_or_what_is_not_there_cannot_be_selected(wrong: Selection) -> None:
    with pytest.raises(SelectionImpossible):
        build_envoi(situation(), wrong, MOI)


def test_who_reads_no_identity_sends_nothing() -> None:
    with pytest.raises(SituationUnknown):
        build_envoi(replace(situation(), personne=None), Selection(), MOI)


def test_two_situations_add_up() -> None:
    one = count(situation(), 1)
    assert one == Decompte(1, 1, 3, 3, 1, 1, 6, 2)
    assert one + Decompte(1, 1, 1, 1, 1, 1, 1, 1) == Decompte(2, 2, 4, 4, 2, 2, 7, 3)
