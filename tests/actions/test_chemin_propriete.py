"""No sequence of acts, by anyone, forged events included: nothing is executed before the homologation, the CDDF decides nothing.

Random members act at random on one real vault, through ``gsn_app.actions`` and, with their own keys, through the store
as a modified program would. The oracle reads the signed events only, never the state they replay to.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gsn_app.actions import cddf, transaction
from gsn_app.actions.session import Session
from gsn_app.domain import cddf_evenement as c
from gsn_app.domain import transaction_evenement as t
from gsn_app.domain.acte import Acte
from gsn_app.errors import GsnError
from gsn_app.store import chemin as store
from tests.actions import exemples_chemin as ex
from tests.actions.exemples import day, logged, open_one
from tests.coffre_prepare import GSN, Prepare, build

MEMBERS = ("coordo", "maire", "ecole", "police")
ACTS: dict[str, Any] = {
    "t propose": lambda s, w: transaction.propose_transaction(s, w[0], **ex.PROPOSITION),
    "t accept": lambda s, w: transaction.record_answer(s, w[0], acceptee=True, date_reponse=day()),
    "t refuse": lambda s, w: transaction.record_answer(s, w[0], acceptee=False, date_reponse=day()),
    "t silence": lambda s, w: transaction.record_silence(s, w[0], date_constat=day()),
    "t transmit": lambda s, w: transaction.transmit(s, w[0], date_envoi=day()),
    "t homologate": lambda s, w: transaction.record_homologation(s, w[0], **ex.DECISION),
    "t wrong": lambda s, w: transaction.record_homologation(
        s, w[0], **{**ex.DECISION, "autorite": "autorite.PRO"}
    ),
    "t not": lambda s, w: transaction.record_homologation(s, w[0], **{**ex.DECISION, "homologuee": False}),
    "t execute": lambda s, w: transaction.record_execution(s, w[0], executee=True, date_constat=day()),
    "t inform": lambda s, w: transaction.inform_parquet(s, w[0], date_avis=day()),
    "c invite": lambda s, w: cddf.invite_family(s, w[1], **ex.INVITATION),
    "c hear": lambda s, w: cddf.record_hearing(s, w[1], **ex.ENTENDUE),
    "c absent": lambda s, w: cddf.record_family_absence(s, w[1], date_constat=day()),
    "c recommend": lambda s, w: cddf.record_recommandations(s, w[1], **ex.RECOMMANDE),
    "c accompany": lambda s, w: cddf.propose_accompagnement(s, w[1], **ex.ACCOMPAGNEMENT),
    "c aesf": lambda s, w: cddf.request_aesf(s, w[1], date_demande=day()),
    "c attest": lambda s, w: cddf.attest(s, w[1], **ex.ATTESTATION),
    "c close": lambda s, w: cddf.close_cddf(s, w[1], date_fin=day(), issue="suite.AME"),
}
PATH = (
    ("maire", "t propose"), ("coordo", "c invite"), ("coordo", "t accept"), ("coordo", "c hear"), ("coordo", "t transmit"),
    ("coordo", "c recommend"), ("coordo", "t homologate"), ("maire", "c accompany"), ("coordo", "t execute"),
    ("maire", "c attest"),
)  # fmt: skip
FORGED: dict[str, tuple[int, type[Any], dict[str, Any]]] = {
    "proposee": (0, t.Proposee, ex.PROPOSITION),
    "homologuee": (0, t.Decidee, ex.DECISION),
    "executee": (0, t.Executee, {"executee": True, "date_constat": day()}),
    "recommande": (1, c.Recommande, ex.RECOMMANDE),
    "accompagnement": (1, c.Accompagnement, ex.ACCOMPAGNEMENT),
    "atteste": (1, c.Atteste, ex.ATTESTATION),
}


def forge(session: Session, world: tuple[str, str], kind: str, numero: int, author: str = "") -> None:
    """Write an event with this member's own keys, claiming the elu's role, through the store alone."""
    rank, classe, data = FORGED[kind]
    dossier = session.coffre.dossiers[bytes.fromhex(world[rank].partition("-")[0])]
    event = classe(
        numero=numero, auteur_id=author or session.membre.id, auteur_roles=frozenset({"elu"}),
        horodatage=datetime.now(UTC), **data,
    )  # fmt: skip
    with session.unit(Acte.TRANSACTION_PROPOSEE, world[rank], motif="écriture directe") as u:
        store.save_evenement(u, dossier, ("transaction", "cddf")[rank], world[rank], GSN, event)


def expect_lawful(events: tuple[Any, ...], elu: str, coordo: str) -> None:
    """The oracle, on the signed events of either path."""
    for rank, event in enumerate(events):
        before = events[:rank]
        if isinstance(event, t.Executee):
            homologated = [e for e in before if isinstance(e, t.Decidee)]
            assert [e.homologuee for e in homologated] == [True]
            travail = (
                next(e for e in before if isinstance(e, t.Preparee)).nature is t.NatureTransaction.TRAVAIL
            )
            assert homologated[0].autorite is (t.Autorite.TRIBUNAL if travail else t.Autorite.PROCUREUR)
        if isinstance(event, t.Decidee):
            assert any(isinstance(e, t.Repondue) and e.acceptee for e in before)
            assert any(isinstance(e, t.Transmise) for e in before)
        if isinstance(event, c.Recommande):
            assert any(isinstance(e, c.FamilleEntendue) for e in before)
        if isinstance(event, c.Accompagnement):
            assert event.assistance_judiciaire is False and event.accord_parents
            assert any(
                isinstance(e, c.Recommande) and c.Recommandation.ACCOMPAGNEMENT in e.recommandations
                for e in before
            )
        owner = elu if isinstance(event, t.Proposee | c.Accompagnement | c.Atteste) else coordo
        assert event.auteur_id == owner
        assert not any("decision" in f.name for f in fields(event) if not isinstance(event, t.Decidee))


class Acteurs(RuleBasedStateMachine):
    """Members who try everything, in any order, on one transaction and one referral."""

    stages: tuple[Prepare, ...] = ()
    world = ("", "")
    executed = attested = refused = forged = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.session: Session | None = None
        self.who = ""

    @initialize(stage=st.integers(0, len(PATH) // 2))
    def start(self, stage: int) -> None:
        copied = self.stages[stage].copy(self.folder)
        self.coffre = replace(copied, membres=dict(copied.membres))
        self.step = 2 * stage
        self.log_in("coordo")

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
            ACTS[name](self.log_in(nom), self.world)
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
        nom=st.sampled_from(MEMBERS),
        kind=st.sampled_from(sorted(FORGED)),
        numero=st.integers(2, 8),
        as_elu=st.booleans(),
    )
    def write_directly(self, nom: str, kind: str, numero: int, as_elu: bool) -> None:
        try:
            forge(self.log_in(nom), self.world, kind, numero, self.coffre.membres["maire"] if as_elu else "")
            type(self).forged += 1
        except (GsnError, KeyError):  # this member holds no key of these paths
            type(self).refused += 1

    @invariant()
    def never_unlawful(self) -> None:
        if self.session is None or self.who not in {"coordo", "maire"}:
            return
        reads = ((transaction.read_transaction, self.world[0]), (cddf.read_cddf, self.world[1]))
        for read, objet in reads:
            try:
                found, _ = read(self.session, objet)
            except GsnError:
                continue
            expect_lawful(found.evenements, self.coffre.membres["maire"], self.coffre.membres["coordo"])
            type(self).executed += any(isinstance(e, t.Executee) for e in found.evenements)
            type(self).attested += any(isinstance(e, c.Atteste) for e in found.evenements)

    def teardown(self) -> None:
        self.log_out()
        shutil.rmtree(self.folder, ignore_errors=True)


def test_no_sequence_of_acts_executes_before_homologation_nor_decides_for_a_family(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    coffre = build(tmp_path_factory.mktemp("chemin"))
    situation = open_one(coffre)
    with logged(coffre, "coordo") as session:
        world = (
            transaction.prepare_transaction(session, situation, **ex.TRANSACTION),
            cddf.refer_cddf(session, situation, **ex.SAISI),
        )
    stages = [coffre.copy(tmp_path_factory.mktemp("etape-0"))]
    for rank, (nom, name) in enumerate(PATH, 1):
        with logged(coffre, nom) as session:
            ACTS[name](session, world)
        if rank % 2 == 0:
            stages.append(coffre.copy(tmp_path_factory.mktemp(f"etape-{rank}")))

    class Ici(Acteurs):
        pass

    Ici.stages, Ici.world = tuple(stages), world
    run_state_machine_as_test(
        Ici,
        settings=settings(
            max_examples=9,
            stateful_step_count=7,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Ici.executed and Ici.attested and Ici.refused and Ici.forged, (
        "the machine must reach each of the four"
    )
