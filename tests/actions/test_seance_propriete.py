"""No sequence of acts on a séance shows a situation while somebody in the room is not admitted to it.

Random members act at random on a real vault, through ``gsn_app.actions`` alone. The oracle keeps its own account of
who is in the room and reads the circle from the situation's signed list of accesses.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gsn_app.actions.retrait import withdraw_membre
from gsn_app.actions.seance import add_point, open_seance, prepare_seance, set_presence
from gsn_app.actions.seance_point import (
    list_non_admis,
    note_apport,
    note_sans_information,
    open_point,
    record_decision,
    step_out,
)
from gsn_app.actions.session import Session
from gsn_app.actions.situation import admit_membre, read_situation
from gsn_app.domain.situation import SituationComplete
from gsn_app.errors import GsnError
from tests.actions.exemples import AUTRE, PERSONNE, day, open_one
from tests.coffre_prepare import GSN, Prepare

OTHERS = ("ecole", "social", "maire", "police")
MEMBERS = ("coordo", *OTHERS)


class SeanceHostile(RuleBasedStateMachine):
    """Two situations on the agenda; presence, admissions and exits change at any moment."""

    modele: Prepare
    shown = 0
    refused = 0

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.coffre = type(self).modele.copy(self.folder)
        self.points = [
            open_one(self.coffre, "coordo", "ecole"),
            open_one(self.coffre, "coordo", personne=AUTRE),
        ]
        self.who = "coordo"
        self.session: Session = self.coffre.open("coordo")
        self.seance = prepare_seance(self.session, GSN, day())
        for point in self.points:
            add_point(self.session, self.seance, point)
        set_presence(self.session, self.seance, {self.coffre.membres["coordo"]: "present"})
        open_seance(self.session, self.seance)
        set_presence(self.session, self.seance, {self.coffre.membres["social"]: "present"})
        self.present = {"coordo", "social"}
        self.out: dict[str, set[str]] = {point: set() for point in self.points}

    def teardown(self) -> None:
        self.session.close()
        shutil.rmtree(self.folder)

    def tried(self, function: Any, *args: Any, **more: Any) -> Any:
        try:
            return function(self.session, *args, **more)
        except GsnError:
            return None

    def room(self, point: str) -> set[str]:
        return {self.coffre.membres[nom] for nom in self.present - self.out[point]}

    def circle(self, point: str) -> set[str]:
        acces = read_situation(self.session, point).acces
        return {a.membre_id for a in acces if a.cercle and not a.jusqu_au}

    @rule(nom=st.sampled_from(MEMBERS), turn=st.integers(0, 5))
    def change_hands(self, nom: str, turn: int = 0) -> None:
        if nom != self.who and turn == 0:
            self.session.close()
            self.session, self.who = self.coffre.open(nom), nom

    @precondition(lambda self: self.who != "coordo")
    @rule()
    def back_to_the_scribe(self) -> None:
        self.change_hands("coordo")

    @rule(nom=st.sampled_from(OTHERS), said=st.sampled_from(["present", "absent", "excuse"]))
    def note_presence(self, nom: str, said: str) -> None:
        self.tried(set_presence, self.seance, {self.coffre.membres[nom]: said})
        if self.who == "coordo":
            self.present = self.present | {nom} if said == "present" else self.present - {nom}

    @rule(rang=st.integers(0, 1), nom=st.sampled_from(MEMBERS))
    def leave_the_room(self, rang: int, nom: str) -> None:
        point = self.points[rang]
        known = self.coffre.membres[nom] in self.room(point) and nom != "coordo" and self.who == "coordo"
        self.tried(step_out, self.seance, point, [self.coffre.membres[nom]])
        if known:
            self.out[point].add(nom)

    @rule(rang=st.integers(0, 1), nom=st.sampled_from(("ecole", "social")))
    def admit(self, rang: int, nom: str) -> None:
        self.tried(admit_membre, self.points[rang], self.coffre.membres[nom])

    @rule(rang=st.integers(0, 1), nom=st.sampled_from(("ecole", "social")))
    def withdraw(self, rang: int, nom: str) -> None:
        self.tried(withdraw_membre, self.points[rang], self.coffre.membres[nom])

    @rule(rang=st.integers(0, 1))
    def open(self, rang: int) -> None:
        point = self.points[rang]
        shown = self.tried(open_point, self.seance, point)
        if self.who != "coordo":
            assert shown is None, f"{self.who} was shown a situation of the séance"
            return
        strangers = self.room(point) - self.circle(point)
        if isinstance(shown, SituationComplete):
            assert not strangers, "a situation was shown to a room with a stranger in it"
            type(self).shown += 1
        else:
            assert strangers, "refused though everybody in the room is admitted"
            type(self).refused += 1
            named = {n.membre_id for n in list_non_admis(self.session, self.seance, point)}
            assert named == strangers, "each is named"

    @rule(rang=st.integers(0, 1), nom=st.sampled_from(MEMBERS), how=st.integers(0, 2))
    def write(self, rang: int, nom: str, how: int) -> None:
        point, speaker = self.points[rang], self.coffre.membres[nom]
        more: dict[str, Any] = {"dit_par": speaker}
        if how == 0:
            done = self.tried(note_apport, self.seance, point, "Canari de séance.", **more)
        elif how == 1:
            done = self.tried(note_sans_information, self.seance, point, **more)
        else:
            done = self.tried(
                record_decision, self.seance, point, "decision.MES", mesure="mesure.SUI", volontaire=speaker
            )
        if done is not None:
            assert self.who == "coordo"
            assert self.room(point) <= self.circle(point)
            assert speaker in self.room(point), "something was noted in the name of somebody who is not there"

    @precondition(lambda self: self.who != "coordo")
    @rule(rang=st.integers(0, 1))
    def look_elsewhere(self, rang: int) -> None:
        """On the ordinary page: what is held, or a refusal; never a situation of others."""
        read = self.tried(read_situation, self.points[rang])
        mine = self.coffre.membres[self.who]
        if read is not None and read.personne is not None:
            assert mine in {a.membre_id for a in read.acces if a.cercle and not a.jusqu_au}
            assert read.personne.nom in {PERSONNE.nom, AUTRE.nom}


def test_no_sequence_shows_a_situation_to_an_unadmitted_member(modele: Prepare) -> None:
    class Machine(SeanceHostile):
        pass

    Machine.modele = modele

    limits = settings(
        max_examples=5, stateful_step_count=25, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Machine, settings=limits)  # type: ignore[no-untyped-call]
    assert Machine.shown and Machine.refused, "both answers were met"
