"""A situation passes from one body to another: copy, keys of its own, accept, refuse, revoke, traces, erasure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gsn_app.actions.accueil import list_taches
from gsn_app.actions.apport import add_apport
from gsn_app.actions.effacement import erase_batch, list_echeances
from gsn_app.actions.instance import assign_membre, create_instance
from gsn_app.actions.mesure import propose_mesure
from gsn_app.actions.parcours import record_contact
from gsn_app.actions.saisine import list_saisines
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import close_situation, list_situations, read_situation
from gsn_app.actions.transfert import (
    accept_transfert,
    list_transferts,
    propose_transfert,
    refuse_transfert,
    revoke_transfert,
)
from gsn_app.domain.lien import ACCEPTE, EN_ATTENTE, REFUSE, REVOQUE
from gsn_app.domain.membre import Role, TypeInstance
from gsn_app.domain.situation import SituationUnknown
from gsn_app.domain.transfert import (
    Selection,
    TransfertAnswered,
    TransfertNotOwn,
    TransfertSameInstance,
    TransfertUnderWay,
    TransfertUnknown,
)
from gsn_app.store import dossier as box
from tests.actions.exemples import PERSONNE, day, expect_refusal, expect_sound, logged, open_one
from tests.coffre_prepare import GSN, Prepare


@pytest.fixture
def cve(coffre: Prepare) -> str:
    """A second body, coordinated by « social », where « ecole » sits too; « coordo » has no seat there."""
    with logged(coffre, "coordo") as session:
        made = create_instance(
            session, TypeInstance.CVE, "Veille", adoptee_le=day(), coordonnateur_id=coffre.membres["social"]
        ).id
    with logged(coffre, "social") as session:
        assign_membre(session, coffre.membres["ecole"], made, Role.MEMBRE)
    return made


def prepare(coffre: Prepare) -> tuple[str, str, str]:
    """A situation of the GSN with a measure, an apport of the sender and one of a member; (situation, mesure, apport)."""
    one = open_one(coffre, "coordo", "ecole", personne=replace(PERSONNE, telephone="CANARI-TEL"))
    with logged(coffre, "ecole") as session:
        add_apport(session, one, "CANARI-APPORT de l’école.")
        record_contact(
            session, one, date=day(), moyen="moyen_information.TEL", personne="contact_personne.JEU"
        )
    with logged(coffre, "coordo") as session:
        mesure = propose_mesure(session, one, "mesure.MSC", date=day())
        propose_mesure(session, one, "mesure.CHA", date=day())
        apport = add_apport(session, one, "PARTAGE du coordonnateur.")
    return one, mesure, apport


def everything_readable(coffre: Prepare, nom: str) -> str:
    """All that a member's keys decrypt in the vault, by the store itself."""
    with logged(coffre, nom) as session:
        return "\n".join(
            str(piece.contenu)
            for dossier in list(session.coffre.dossiers.values())
            for piece in box.read_pieces(session.coffre, dossier)[0]
        )


def test_the_receiver_opens_a_new_situation_with_what_was_selected_and_no_key_of_the_first(
    coffre: Prepare, cve: str
) -> None:
    one, mesure, apport = prepare(coffre)
    with logged(coffre, "coordo") as session:
        old = {dek for _, dek in session.coffre.dossiers[bytes.fromhex(one)].cles.values()}
        chosen = Selection(mesures=(mesure,), apports=(apport,))
        sent = propose_transfert(session, one, cve, chosen)
        with pytest.raises(TransfertUnderWay):
            propose_transfert(session, one, cve, chosen)
    readable = everything_readable(coffre, "social")
    assert "PARTAGE" in readable and "mesure.MSC" in readable and PERSONNE.nom in readable
    for secret in ("CANARI", "mesure.CHA", one, "contact_personne", coffre.membres["ecole"]):
        assert secret not in readable, f"{secret} crossed"
    with logged(coffre, "ecole") as session:
        expect_refusal(session, ActeForbidden, "transfert.consulte", list_transferts)
        expect_refusal(session, ActeForbidden, "transfert.accepte", accept_transfert, sent, [])
    with logged(coffre, "social") as session:
        assert [t.genre for t in list_taches(session) if t.genre == "transfert"] == ["transfert"]
        assert list_saisines(session) == [], "a transfer is not answered as a saisine"
        pending = list_transferts(session)
        assert [(t.id, t.de, t.vers, t.etat) for t in pending] == [(sent, GSN, cve, EN_ATTENTE)]
        expect_refusal(session, TransfertNotOwn, "transfert.revoque", revoke_transfert, sent)
        new = accept_transfert(session, sent, [coffre.membres["social"], coffre.membres["ecole"]])
        assert new != one
        held = session.coffre.dossiers[bytes.fromhex(new)]
        assert not old & {dek for _, dek in held.cles.values()}
        found = read_situation(session, new)
        assert found.personne == replace(PERSONNE, adresse="", quartier="")
        assert [m.code for m in found.mesures] == ["mesure.MSC"]
        assert [(a.texte, a.dit_par) for a in found.apports] == [
            ("PARTAGE du coordonnateur.", coffre.membres["coordo"])
        ]
        assert [(t.sens, t.instance_id, t.etat) for t in found.transferts] == [("reception", GSN, ACCEPTE)]
        with pytest.raises(TransfertAnswered):
            accept_transfert(session, sent, [])
        assert "transfert.accepte" in {x.acte for x in found.historique}
    with logged(coffre, "coordo") as session:
        assert [t.etat for t in list_transferts(session)] == [ACCEPTE]
        list_taches(session)
        kept = read_situation(session, one)
        assert [(t.sens, t.instance_id, t.etat) for t in kept.transferts] == [("envoi", cve, ACCEPTE)]
        assert len(kept.mesures) == 2 and len(kept.apports) == 2, "the first situation is whole"
        expect_refusal(session, SituationUnknown, "situation.consultee", read_situation, new)
        with pytest.raises(TransfertAnswered):
            revoke_transfert(session, sent)
    assert PERSONNE.nom not in str(next(iter(_heads(coffre, "social", sent))))
    expect_sound(coffre)


def _heads(coffre: Prepare, nom: str, transfert_id: str) -> list[str]:
    with logged(coffre, nom) as session:
        held = session.coffre.dossiers[bytes.fromhex(transfert_id)]
        return [str([p.contenu for p in box.read_pieces(session.coffre, held)[0]])]


@pytest.mark.parametrize("end", [REFUSE, REVOQUE])
def test_a_refused_or_revoked_transfer_leaves_a_trace_on_both_sides_and_nobody_s_name(
    coffre: Prepare, cve: str, end: str
) -> None:
    one, mesure, apport = prepare(coffre)
    with logged(coffre, "coordo") as session:
        sent = propose_transfert(session, one, cve, Selection(mesures=(mesure,), apports=(apport,)))
        if end == REVOQUE:
            revoke_transfert(session, sent)
    if end == REFUSE:
        with logged(coffre, "social") as session:
            refuse_transfert(session, sent, "transfert_refus.CHA")
    readable = everything_readable(coffre, "social")
    assert PERSONNE.nom not in readable and "PARTAGE" not in readable
    with logged(coffre, "social") as session:
        assert [t.etat for t in list_transferts(session)] == [end]
        assert list_situations(session) == []
        with pytest.raises(TransfertAnswered):
            accept_transfert(session, sent, [])
    with logged(coffre, "coordo") as session:
        list_taches(session)
        told = list_transferts(session)[0]
        assert (told.etat, told.motif) == (end, "transfert_refus.CHA" if end == REFUSE else "")
        assert [t.etat for t in read_situation(session, one).transferts] == [end]
        propose_transfert(session, one, cve, Selection())
        later = session.now() + timedelta(days=120)
    with logged(coffre, "social", lambda: later) as session:
        assert list_transferts(session) == [], "an old proposal is not read any more"
        assert PERSONNE.nom not in str(list_echeances(session))
        due = {e.id for e in list_echeances(session) if e.genre == "saisine"}
        assert sent in due and len(due) == 2
        erase_batch(session, due)
        assert not [d for d in session.coffre.dossiers.values() if d.id.hex() in due]


def test_who_may_not_send_and_where_one_may_not_send(coffre: Prepare, cve: str) -> None:
    one, _, _ = prepare(coffre)
    with logged(coffre, "ecole") as session:
        expect_refusal(session, ActeForbidden, "transfert.propose", propose_transfert, one, cve, Selection())
    with logged(coffre, "social") as session:
        expect_refusal(
            session, SituationUnknown, "transfert.propose", propose_transfert, one, cve, Selection()
        )
        expect_refusal(session, TransfertUnknown, "transfert.accepte", accept_transfert, one, [])
    with logged(coffre, "coordo") as session:
        with pytest.raises(TransfertSameInstance):
            propose_transfert(session, one, GSN, Selection())
        both = create_instance(session, TypeInstance.CCTP, "Cellule", adoptee_le=day()).id
        assert propose_transfert(session, one, both, Selection()), "one may coordinate both"
    with logged(coffre, "maire") as session:
        expect_refusal(session, ActeForbidden, "transfert.consulte", list_transferts)


def test_an_accepted_transfer_is_erased_with_the_situation_it_opened(coffre: Prepare, cve: str) -> None:
    one, _, _ = prepare(coffre)
    with logged(coffre, "coordo") as session:
        sent = propose_transfert(session, one, cve, Selection(coordonnees=True))
    with logged(coffre, "social") as session:
        new = accept_transfert(session, sent, [coffre.membres["social"]])
        close_situation(session, new, "cloture.FIN")
        later = session.now() + timedelta(days=120)
    with logged(coffre, "social", lambda: later) as session:
        erase_batch(session, [new])
        assert {bytes.fromhex(new), bytes.fromhex(sent)} & set(session.coffre.dossiers) == set()
    assert "CANARI-TEL" not in everything_readable(coffre, "social")
    with logged(coffre, "coordo") as session:
        assert read_situation(session, one).personne is not None
    expect_sound(coffre)
