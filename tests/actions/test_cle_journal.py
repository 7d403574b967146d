"""Succession of the auditeur: the key passes by the hand of who holds it, old entries stay readable, new ones are closed
to who left; who may not, and the custodians' way when the auditeur cannot come any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from gsn_app.actions.accueil import list_taches
from gsn_app.actions.charte import sign_charte
from gsn_app.actions.cle_journal import SuccesseurNotReady, hand_cle_journal, list_successeurs
from gsn_app.actions.depart import AuditeurLast, preview_depart, revoke_membre
from gsn_app.actions.journal import AuditKeyMissing, read_journal, verify_journal
from gsn_app.actions.journal_export import export_cle_audit, export_journal
from gsn_app.actions.membre import (
    AuditeurAlreadyEnrolled,
    EmpreinteMismatch,
    SuccesseurAlreadyEnrolled,
    confirm_membre,
    enrol_membre,
)
from gsn_app.actions.recuperation import recover_situations
from gsn_app.actions.reenrolement import list_annonces
from gsn_app.actions.session import ActeForbidden, CharteUnsigned
from gsn_app.crypto import cle_audit
from gsn_app.crypto.primitives import KEY
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.domain.phrase_passe import encode_passphrase
from gsn_app.store import journal as store
from gsn_app.store.cle_journal import open_audit
from tests.actions.exemples import expect_refusal, expect_sound, logged, open_one
from tests.coffre_prepare import BON_MARCHE, Prepare, build, phrase

REMISE = "journal.cle_remise"


def enrol_successeur(coffre: Prepare, *, signed: bool = True) -> str:
    """A second auditeur, fingerprint confirmed; returns the fingerprint of the sheet."""
    new = NouveauMembre("Suite Testard", "DPO", "Commune", {"*": Role.AUDITEUR})
    with logged(coffre, "coordo") as session:
        with pytest.raises(AuditeurAlreadyEnrolled):
            enrol_membre(session, new, phrase("suite"), kdf=BON_MARCHE)
        membre = enrol_membre(
            session, new, phrase("suite"), kdf=BON_MARCHE, a_confirmer=True, succession=True
        )
        coffre.membres["suite"] = membre.id
        confirm_membre(session, membre.id, membre.empreinte)
        third = NouveauMembre("Troisième Testard", "DPO", "Commune", {"*": Role.AUDITEUR})
        with pytest.raises(SuccesseurAlreadyEnrolled):
            enrol_membre(session, third, phrase("trois"), kdf=BON_MARCHE, succession=True)
    if signed:
        with logged(coffre, "suite") as session:
            sign_charte(session)
    return membre.empreinte


def test_the_auditeur_hands_the_key_over_and_leaves_the_successor_reads_old_and_new(
    coffre: Prepare, tmp_path: Path
) -> None:
    empreinte = enrol_successeur(coffre)
    suite = coffre.membres["suite"]
    with logged(coffre, "suite") as session, pytest.raises(AuditKeyMissing):
        read_journal(session)
    with logged(coffre, "coordo") as session:
        assert "clé du journal" in preview_depart(session, coffre.membres["dpo"]).obstacle
        expect_refusal(session, AuditeurLast, "membre.revoque", revoke_membre, coffre.membres["dpo"])
    with logged(coffre, "dpo") as session:  # opening hands nothing over by itself
        assert [t.libelle for t in list_taches(session)] == ["Remettez la clé du journal à Suite Testard"]
        expect_refusal(session, EmpreinteMismatch, REMISE, hand_cle_journal, suite, "AAAA" * 5)
        hand_cle_journal(session, suite, empreinte.lower())
        assert list_successeurs(session) == []
        expect_refusal(session, SuccesseurNotReady, REMISE, hand_cle_journal, suite, empreinte)
        old = open_audit(session.coffre)
        assert old is not None
        kept = export_cle_audit(session, tmp_path / "cle-du-partant.json", phrase("dpo"), kdf=BON_MARCHE)
    with logged(coffre, "ecole") as session:
        assert [a.membre_id for a in list_annonces(session) if a.acte == REMISE] == [suite]
    with logged(coffre, "coordo") as session:
        public = session.coffre.annuaire.cle_audit
        revoke_membre(session, coffre.membres["dpo"], "mutation")
        assert session.coffre.annuaire.cle_audit != public
        last = session.coffre.tail.n
    open_one(coffre)
    with logged(coffre, "suite") as session:
        whole = open_audit(session.coffre)
        assert whole is not None and len(whole) == 2 * KEY and whole.endswith(old)
        lines = read_journal(session, nombre=100_000)
        assert lines[0].acte == "coffre.cree" and "membre.revoque" in {x.acte for x in lines}
        assert not [x for x in lines if x.acte.startswith("(")], "every entry opens, before and after"
        verdict = verify_journal(session)
        assert verdict.integre and verdict.niveau == 1
        exported = export_journal(session, tmp_path / "journal.jsonl")
        mine = export_cle_audit(session, tmp_path / "cle.json", phrase("audit"), kdf=BON_MARCHE)
        vault = session.coffre.vault_id
        after = [
            [line for _, _, line in store.open_entries(session.coffre.conn, key, last, last + 3)]
            for key in (old, whole)
        ]
    assert exported.exists()
    theirs = cle_audit.open_file(
        kept.read_bytes(), vault, lambda: encode_passphrase(phrase("dpo")), BON_MARCHE
    )
    assert theirs == old
    assert cle_audit.open_file(
        mine.read_bytes(), vault, lambda: encode_passphrase(phrase("audit")), BON_MARCHE
    ) == whole  # fmt: skip
    assert after[0] == [None] * 4 and None not in after[1]


@pytest.mark.parametrize("nom", ["coordo", "ecole", "maire", "police", "suite"])
def test_nobody_but_who_holds_the_key_hands_it_over(coffre: Prepare, nom: str) -> None:
    empreinte = enrol_successeur(coffre)
    error = AuditKeyMissing if nom == "suite" else ActeForbidden
    with logged(coffre, nom) as session:
        assert list_successeurs(session) == []
        expect_refusal(session, error, REMISE, hand_cle_journal, coffre.membres["suite"], empreinte)


def test_a_successor_who_has_not_signed_or_is_no_auditeur_receives_nothing(coffre: Prepare) -> None:
    empreinte = enrol_successeur(coffre, signed=False)
    with logged(coffre, "dpo") as session:
        assert list_successeurs(session) == []
        expect_refusal(
            session, SuccesseurNotReady, REMISE, hand_cle_journal, coffre.membres["suite"], empreinte
        )
        expect_refusal(session, SuccesseurNotReady, REMISE, hand_cle_journal, coffre.membres["ecole"], "x")
    with logged(coffre, "suite") as session, pytest.raises(CharteUnsigned):
        read_journal(session)


def test_when_the_auditeur_cannot_come_any_more_the_custodians_give_the_key_to_the_successor(
    tmp_path: Path,
) -> None:
    papier: list[str] = []
    coffre = build(tmp_path, papier)
    enrol_successeur(coffre)
    with logged(coffre, "coordo") as session:
        recover_situations(session, papier[:2])
        revoke_membre(session, coffre.membres["dpo"], "ne peut plus venir")
    with logged(coffre, "suite") as session:
        assert read_journal(session)[0].acte == "coffre.cree"
    with logged(coffre, "coordo") as session:  # the escrow follows: the shares still open everything
        recover_situations(session, papier[1:])
    expect_sound(coffre, "suite")
