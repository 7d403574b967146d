"""A séance planned and one being held, and how the matrix of rights calls each act on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gsn_app.actions.seance import add_point, open_seance, prepare_seance, set_presence
from gsn_app.actions.session import Session
from tests.actions.exemples import day
from tests.coffre_prepare import GSN, Prepare


def begin(session: Session, coffre: Prepare, situation: str) -> tuple[str, str]:
    """By the coordonnateur: one planned, one open on a situation with the school in the room."""
    seance = prepare_seance(session, GSN, day(7))
    tenue = prepare_seance(session, GSN, day())
    add_point(session, tenue, situation)
    set_presence(session, tenue, {coffre.membres[nom]: "present" for nom in ("coordo", "ecole")})
    open_seance(session, tenue)
    return seance, tenue


def calls(call: Callable[..., Any]) -> dict[str, Any]:
    """Arguments of each act on séances; ``call`` is the matrix's own."""
    return {
        "seance.ask_seance": call(GSN),
        "seance.list_seances": call(),
        "seance.read_seance": call("@seance"),
        "seance.prepare_seance": call(GSN, day(20)),
        "seance.change_seance": call("@seance", date=day(9)),
        "seance.propose_points": call("@seance"),
        "seance.add_point": call("@seance", "@situation"),
        "seance.remove_point": call("@seance", "@situation"),
        "seance.order_points": lambda w: ((w.seance, []), {}),
        "seance.set_presence": lambda w: ((w.seance, {w.membres["ecole"]: "present"}), {}),
        "seance.open_seance": call("@seance"),
        "seance.close_seance": call("@seance"),
        "seance.cancel_seance": call("@seance"),
        "seance_point.list_non_admis": call("@tenue", "@situation"),
        "seance_point.step_out": lambda w: ((w.tenue, w.situation, [w.membres["ecole"]]), {}),
        "seance_point.open_point": call("@tenue", "@situation"),
        "seance_point.note_apport": lambda w: (
            (w.tenue, w.situation, "Texte."),
            {"dit_par": w.membres["ecole"]},
        ),
        "seance_point.note_sans_information": lambda w: ((w.tenue, w.situation, w.membres["ecole"]), {}),
        "seance_point.record_decision": call("@tenue", "@situation", "decision.POU"),
        "releve_decisions.read_releve": call("@tenue"),
        "releve_decisions.print_releve": lambda w: ((w.tenue, w.membres["ecole"]), {}),
        "apport.confirm_apport": call("@situation", "@apport"),
    }
