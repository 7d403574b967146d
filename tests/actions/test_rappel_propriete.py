"""No sequence of acts, by anyone, forged events included, shows a rappel delivered without the parquet's answer B.

Random members act at random on a real vault, through ``gsn_app.actions`` and, with their own keys, through the store
itself as a modified program would. The oracle reads the signed events only, never the state they replay to.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gsn_app.actions.impression import confirm_impression
from gsn_app.actions.rappel_ordre import (
    confirm_retour,
    convene,
    deliver,
    list_rappels,
    postpone,
    print_retour,
    read_rappel,
    record_absence,
    record_consultation,
    record_reponse,
)
from gsn_app.actions.session import Session
from gsn_app.actions.situation import open_situation
from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre import (
    Convoque,
    PartenairesConsultes,
    Prononce,
    RappelOrdre,
    Reponse,
    ReponseParquet,
)
from gsn_app.domain.rappel_ordre_refus import (
    RappelOrdreAuteurMismatch,
    RappelOrdreEcarte,
    RappelOrdreEluOnly,
    RappelOrdreParquetNotConsulted,
    RappelOrdreReponseMissing,
)
from gsn_app.errors import GsnError
from gsn_app.store import rappel_ordre as rappels
from tests.actions.exemples import ANSWER, AUTRE, day, expect_sound, logged, open_one, prepare_one, send
from tests.actions.exemples_rappel import SPOKEN, SUMMONS, answer, consult, summon
from tests.coffre_prepare import GSN, Prepare, build

MEMBERS = ("coordo", "ecole", "maire", "police")
CONSULTATION = {"date_consultation": day(), "deja_suivie": False, "compatible": True}


def return_part(session: Session, rappel_id: str) -> None:
    """Temps 3: printed, confirmed, recorded."""
    feuille = print_retour(session, rappel_id)
    confirm_impression(session, feuille, reussie=True)
    confirm_retour(session, rappel_id, feuille)


ACTS: dict[str, Any] = {
    "send": send,
    "answer A": lambda s, r: answer(s, r, "A"),
    "answer B": lambda s, r: answer(s, r, "B"),
    "silence": lambda s, r: record_reponse(s, r, reponse="reponse_parquet.SILENCE", date_reponse=day()),
    "consult": lambda s, r: record_consultation(s, r, **CONSULTATION),
    "convene": lambda s, r: convene(s, r, **SUMMONS),
    "deliver": lambda s, r: deliver(s, r, **SPOKEN),
    "absence": lambda s, r: record_absence(s, r, date_constat=day()),
    "postpone": lambda s, r: postpone(s, r, date_report=day()),
    "return": return_part,
}
#: the ordinary path, with who walks each step
PATH = (
    ("coordo", "send"), ("coordo", "answer B"), ("coordo", "consult"), ("coordo", "convene"), ("maire", "deliver"),
    ("coordo", "return"),
)  # fmt: skip
FORGED: dict[str, tuple[Any, dict[str, Any]]] = {
    "prononce": (Prononce, SPOKEN),
    "reponse B": (ReponseParquet, {"reponse": Reponse.B, "date_reponse": day(), **ANSWER}),
    "partenaires": (PartenairesConsultes, CONSULTATION),
    "convoque": (Convoque, SUMMONS),
}


def forge(session: Session, rappel_id: str, kind: str, numero: int, author: str = "") -> None:
    """Write an event with this member's own keys, claiming the elu's role, through the store alone."""
    dossier = session.coffre.dossiers[bytes.fromhex(rappel_id.partition("-")[0])]
    classe, fields = FORGED[kind]
    event = classe(
        numero=numero, auteur_id=author or session.membre.id, auteur_roles=frozenset({"elu"}),
        horodatage=datetime.now(UTC), **fields,
    )  # fmt: skip
    with session.unit(Acte.RAPPEL_ORDRE_PRONONCE, rappel_id, motif="écriture directe") as u:
        rappels.save_evenement(u, dossier, rappel_id, GSN, event)


def expect_lawful(rappel: RappelOrdre, elu: str) -> None:
    """The oracle: every delivered rappel has an answer B before it, no answer A, and the elu's own signature."""
    before: list[Any] = []
    for event in rappel.evenements:
        if isinstance(event, Prononce):
            answers = [e.reponse for e in before if isinstance(e, ReponseParquet)]
            assert Reponse.B in answers and Reponse.A not in answers
            assert any(isinstance(e, Convoque) for e in before)
            assert any(isinstance(e, PartenairesConsultes) for e in before)
            assert event.auteur_id == elu
        before.append(event)
    if rappel.prononce is not None:
        assert any(isinstance(e, Prononce) for e in rappel.evenements)


class Acteurs(RuleBasedStateMachine):
    """Members who try everything, in any order, on one rappel."""

    stages: tuple[Prepare, ...] = ()
    rappel_id = ""
    delivered = refused = forged = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.session: Session | None = None
        self.who = ""

    @initialize(stage=st.integers(0, len(PATH) - 1))
    def start(self, stage: int) -> None:
        copied = self.stages[stage].copy(self.folder)
        self.coffre = replace(copied, membres=dict(copied.membres))
        self.step = stage

    def log_in(self, nom: str) -> Session:
        if self.session is None or self.who != nom:
            self.log_out()
            self.session, self.who = self.coffre.open(nom), nom
        return self.session

    def log_out(self) -> None:
        if self.session is not None:
            self.session.close()
            self.session = None

    def attempt(self, nom: str, name: str) -> None:
        try:
            ACTS[name](self.log_in(nom), self.rappel_id)
        except GsnError:
            type(self).refused += 1

    @rule()
    def walk(self) -> None:
        """One step of the ordinary path, if it is still open."""
        if self.step < len(PATH):
            self.attempt(*PATH[self.step])
            self.step += 1

    @rule(nom=st.sampled_from(MEMBERS), name=st.sampled_from(sorted(ACTS)))
    def act(self, nom: str, name: str) -> None:
        self.attempt(nom, name)

    @rule(
        nom=st.sampled_from(MEMBERS), kind=st.sampled_from(sorted(FORGED)), numero=st.integers(1, 8),
        as_elu=st.booleans(),
    )  # fmt: skip
    def write_directly(self, nom: str, kind: str, numero: int, as_elu: bool) -> None:
        session = self.log_in(nom)
        try:
            forge(session, self.rappel_id, kind, numero, self.coffre.membres["maire"] if as_elu else "")
            type(self).forged += 1
        except (GsnError, KeyError):  # this member holds no key of the rappel
            type(self).refused += 1

    @invariant()
    def never_unlawful(self) -> None:
        if self.session is None or self.who not in {"coordo", "maire"}:
            return
        try:
            rappel = read_rappel(self.session, self.rappel_id)
        except GsnError:
            assert list_rappels(self.session) == [] or self.session.anomalies
            return
        expect_lawful(rappel, self.coffre.membres["maire"])
        type(self).delivered += rappel.prononce is not None

    def teardown(self) -> None:
        self.log_out()
        shutil.rmtree(self.folder, ignore_errors=True)


def test_no_sequence_of_acts_delivers_a_rappel_without_the_parquet(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    coffre = build(tmp_path_factory.mktemp("chemin"))
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
    stages = []
    for number, (nom, name) in enumerate(PATH):
        stages.append(coffre.copy(tmp_path_factory.mktemp(f"etape-{number}")))
        with logged(coffre, nom) as session:
            ACTS[name](session, rappel_id)

    class Ici(Acteurs):
        pass

    Ici.stages, Ici.rappel_id = tuple(stages), rappel_id
    run_state_machine_as_test(
        Ici,
        settings=settings(
            max_examples=18, stateful_step_count=9, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert Ici.delivered and Ici.refused and Ici.forged, "the machine must reach each of the three"


@pytest.mark.parametrize("nom", ["coordo", "maire"])
def test_a_forged_delivery_before_any_answer_is_refused_at_read(coffre: Prepare, nom: str) -> None:
    """Even the elu's own keys do not make an act without temps 2; nor do the coordonnateur's, ever."""
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        other = prepare_one(session, open_one_more(session))
        rappel_id = prepare_one(session, situation)
    with logged(coffre, nom) as session:
        forge(session, rappel_id, "prononce", 2)
    expected = RappelOrdreEluOnly if nom == "coordo" else RappelOrdreParquetNotConsulted
    for reader in ("coordo", "maire"):
        with logged(coffre, reader) as session:
            with pytest.raises(expected):
                read_rappel(session, rappel_id)
            assert [r.id for r in list_rappels(session)] == [other]
            assert any("n’est pas affiché" in a for a in session.anomalies)
    expect_sound(coffre)


def open_one_more(session: Session) -> str:
    """Another situation, in the same session."""
    return open_situation(
        session, GSN, personne=AUTRE, origine="origine.EN", motif="motif.ABS", cercle=[session.membre.id]
    )


def test_a_forged_delivery_while_the_parquet_is_silent_is_refused_at_read(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        send(session, rappel_id)
    with logged(coffre, "maire") as session:
        forge(session, rappel_id, "prononce", 3)
        with pytest.raises(RappelOrdreReponseMissing):
            read_rappel(session, rappel_id)


def test_a_forged_delivery_after_an_answer_a_is_refused_at_read(coffre: Prepare) -> None:
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        rappel_id = prepare_one(session, situation)
        send(session, rappel_id)
        answer(session, rappel_id, "A")
        consult_refused(session, rappel_id)
    with logged(coffre, "maire") as session:
        forge(session, rappel_id, "prononce", 4)
        with pytest.raises(RappelOrdreEcarte):
            read_rappel(session, rappel_id)


def consult_refused(session: Session, rappel_id: str) -> None:
    """After an answer A even the partners are not consulted."""
    with pytest.raises(RappelOrdreEcarte):
        consult(session, rappel_id)


def test_a_forged_delivery_in_the_elu_s_name_is_refused_at_read(coffre: Prepare) -> None:
    rappel_id = summon(coffre)
    with logged(coffre, "coordo") as session:
        forge(session, rappel_id, "prononce", 6, author=coffre.membres["maire"])
        with pytest.raises(RappelOrdreAuteurMismatch):
            read_rappel(session, rappel_id)


def test_a_member_without_the_key_cannot_write_an_event_at_all(coffre: Prepare) -> None:
    rappel_id = summon(coffre)
    with logged(coffre, "ecole") as session:
        root = session.coffre.racine.root()
        with pytest.raises(GsnError):
            forge(session, rappel_id, "prononce", 6)
        assert session.coffre.racine.root() == root
    with logged(coffre, "police") as session, pytest.raises(KeyError):
        forge(session, rappel_id, "prononce", 6)
    with logged(coffre, "maire") as session:
        expect_lawful(read_rappel(session, rappel_id), coffre.membres["maire"])
        assert read_rappel(session, rappel_id).prononce is None
