"""Keys and signatures forged by members: planted grants, substituted public keys, another root, another's words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.rappel_ordre import list_rappels, read_rappel
from gsn_app.actions.saisine import list_saisines
from gsn_app.actions.situation import admit_membre, list_situations, read_situation
from gsn_app.crypto import piece as layout
from gsn_app.crypto import primitives as p
from gsn_app.domain.rappel_ordre import EtatRappel, to_dict
from gsn_app.domain.situation import SituationUnknown
from gsn_app.errors import GsnError, Tampered
from gsn_app.store.annuaire import sign_annuaire
from gsn_app.store.cle_scellee import Compartiment
from gsn_app.store.coffre import StateForged
from tests.attaques.adverse import adverse, read_keys
from tests.attaques.canaris import find
from tests.attaques.conftest import CANARIS_A, CANARIS_B, Modele
from tests.attaques.dump_independant import dump
from tests.coffre_prepare import GSN, phrase
from tests.domain import rappel_ordre_exemples as exemples

SECRET = "Apport écrit après la clé plantée, que nul autre ne doit lire."
AUTRE_SECRET = "Canari ajouté par l’autre lectrice, sous la vraie clé."


def _planted_read(coffre: Modele, known: dict[bytes, bytes]) -> list[bytes]:
    """What the forger opens with the keys they planted."""
    found = []
    with adverse(coffre, "ecole", close_up=False) as hand:
        rows = hand.conn.execute(
            "SELECT id, dossier_id, compartiment, version, epoque, scelle FROM piece"
        ).fetchall()
    for row, dossier, comp, version, epoch, sealed in rows:
        if comp in known:
            place = layout.Place(hand.vault_id, dossier, comp, row, version, epoch)
            try:
                found.append(layout.open_piece(known[comp], place, sealed).plaintext)
            except p.SealBroken:
                continue
    return found


@pytest.mark.parametrize("epoch", [1, 2, 2**32 - 1])
@pytest.mark.parametrize("claimed", ["ecole", "coordo"])
def test_a_planted_grant_never_makes_anyone_write_under_the_forgers_key(
    coffre: Modele, epoch: int, claimed: str
) -> None:
    """The classic break: the victim's next apport sealed under a key the forger knows. It stays under the true one."""
    known: dict[bytes, bytes] = {}
    with adverse(coffre, "ecole") as hand:
        dossier = bytes.fromhex(coffre.situation_a)
        comps = hand.conn.execute(
            "SELECT DISTINCT compartiment FROM piece WHERE dossier_id = ?", (dossier,)
        ).fetchall()
        known = {bytes(comp): p.random_bytes(32) for (comp,) in comps}
        grantor = bytes.fromhex(coffre.membres[claimed])
        for code in (1, 2, 3, 32):
            deks = tuple((code, comp, dek) for comp, dek in known.items())
            hand.plant_grant("coordo", coffre.situation_a, deks, epoch=epoch, grantor=grantor)
            hand.plant_grant("social", coffre.situation_a, deks, epoch=epoch, grantor=grantor)
    session = coffre.open("coordo")
    assert {s.personne.nom for s in list_situations(session)} == {CANARIS_A["nom"], CANARIS_B["nom_b"]}
    add_apport(session, coffre.situation_a, SECRET)
    texts = {a.texte for a in read_situation(session, coffre.situation_a).apports}
    assert {SECRET, CANARIS_A["apport"]} <= texts  # and the forgery hides nothing
    assert any("ignorée" in a for a in session.anomalies)
    session.close()
    autre = coffre.open("social")  # the other victim, who writes as well
    add_apport(autre, coffre.situation_a, AUTRE_SECRET)
    autre.close()
    assert _planted_read(coffre, known) == []
    told = dump(coffre.coffre, coffre.poste, coffre.membres["ecole"], phrase("ecole"))
    assert (
        find(json.dumps(told, ensure_ascii=False).encode(), {SECRET, AUTRE_SECRET, *coffre.canaris_a})
        == set()
    )


def test_a_situation_made_of_planted_keys_alone_is_refused(coffre: Modele) -> None:
    fake = p.random_bytes(16).hex()
    with adverse(coffre, "ecole") as hand:
        hand.plant_grant("coordo", fake, ((1, p.random_bytes(16), p.random_bytes(32)),))
    session = coffre.open("coordo")
    assert {s.personne.nom for s in list_situations(session)} == {CANARIS_A["nom"], CANARIS_B["nom_b"]}
    with pytest.raises(SituationUnknown):  # swept at login as a key of what is not there
        read_situation(session, fake)
    session.close()


def test_a_member_cannot_sign_a_saisine_in_anothers_name(coffre: Modele) -> None:
    with adverse(coffre, "ecole") as hand:
        comp, dek, dossier = p.random_bytes(16), p.random_bytes(32), p.random_bytes(16).hex()
        personne = {"nom": "Faux", "prenom": "Témoin", "date_naissance": "2012-01-01", "sexe": "F"}
        contenu: dict[str, Any] = {
            "t": "saisine", "instance_id": GSN, "date": "2026-11-01", "origine": "origine.PM",
            "motif": "motif.ABS", "auteur": coffre.membres["police"], "personne": personne,
        }  # fmt: skip
        hand.conn.execute("INSERT INTO dossier VALUES (?, 1)", (bytes.fromhex(dossier),))
        hand.seal(dossier, comp, dek, json.dumps(contenu).encode(), piece=comp)
        hand.plant_grant("coordo", dossier, ((5, comp, dek),), kind=2)
    session = coffre.open("coordo")
    assert {s.id for s in list_saisines(session)} == {coffre.saisine}
    assert any("saisine" in a for a in session.anomalies)
    session.close()


def test_an_apport_rewritten_by_another_key_holder_is_not_shown_as_the_authors(coffre: Modele) -> None:
    """« coordo » holds the key of ``suivi``, not the signing key of « social »."""
    with adverse(coffre, "coordo") as hand:
        comp = hand.compartment(coffre.situation_a, Compartiment.SUIVI)
        forged = json.dumps({"t": "apport", "date": "2026-11-21", "texte": "Ce que social n’a jamais dit."})
        hand.seal(
            coffre.situation_a, comp, hand.dek(comp), forged.encode(), piece=bytes.fromhex(coffre.apport),
            version=2, author=bytes.fromhex(coffre.membres["social"]),
        )  # fmt: skip
    session = coffre.open("social")
    told = read_situation(session, coffre.situation_a)
    session.close()
    assert all("jamais dit" not in a.texte for a in told.apports)
    assert len(told.anomalies) == 1


def test_a_text_signed_by_its_forger_bears_the_forgers_name(coffre: Modele) -> None:
    with adverse(coffre, "coordo") as hand:
        comp = hand.compartment(coffre.situation_a, Compartiment.SUIVI)
        forged = json.dumps({"t": "apport", "date": "2026-11-21", "texte": "Signé.", "auteur_id": "social"})
        hand.seal(
            coffre.situation_a, comp, hand.dek(comp), forged.encode(), piece=bytes.fromhex(coffre.apport), version=2
        )  # fmt: skip
    session = coffre.open("social")
    told = read_situation(session, coffre.situation_a)
    session.close()
    assert {a.auteur_id for a in told.apports if a.texte == "Signé."} == {coffre.membres["coordo"]}


def _seal_rappel(coffre: Modele, prononce_by: str) -> str:
    """A whole rappel sealed by the coordonnateur's own tool, its « prononce » signed by someone."""
    rappel_id = f"{coffre.situation_a}-cafe0001"
    _, keys, _ = read_keys(coffre, prononce_by)
    with adverse(coffre, "coordo") as hand:
        comp = hand.compartment(coffre.situation_a, Compartiment.RAPPEL)
        for event in exemples.path()[:6]:
            who = prononce_by if event.numero == 6 else "coordo"
            signing = keys.signature_private if event.numero == 6 else None
            member = coffre.membres[who]
            stored = {**to_dict(event), "auteur_id": member}
            contenu = {"t": "rappel", "rappel": rappel_id, "instance": GSN, "evenement": stored}
            hand.seal(
                coffre.situation_a, comp, hand.dek(comp), json.dumps(contenu).encode(),
                author=bytes.fromhex(member), signing=signing,
            )  # fmt: skip
    return rappel_id


def test_a_rappel_delivered_by_the_elu_is_read(coffre: Modele) -> None:
    rappel_id = _seal_rappel(coffre, "maire")
    session = coffre.open("maire")
    assert read_rappel(session, rappel_id).etat is EtatRappel.PRONONCE
    session.close()


@pytest.mark.parametrize("who", ["coordo", "ecole", "police", "dpo"])
def test_a_prononce_event_sealed_by_anyone_but_the_elu_is_refused(coffre: Modele, who: str) -> None:
    rappel_id = _seal_rappel(coffre, who)
    for reader in ("maire", "coordo"):
        session = coffre.open(reader)
        with pytest.raises(GsnError) as refusal:
            read_rappel(session, rappel_id)
        assert refusal.value.code.startswith(("RAO", "ALT"))
        assert {r.id for r in list_rappels(session)} == {coffre.rappel}  # the others are still shown
        assert any("rappel" in a for a in session.anomalies)
        session.close()


def test_a_rappel_event_that_names_another_body_is_refused(coffre: Modele) -> None:
    rappel_id = f"{coffre.situation_a}-cafe0002"
    with adverse(coffre, "coordo") as hand:
        comp = hand.compartment(coffre.situation_a, Compartiment.RAPPEL)
        stored = {**to_dict(exemples.prepare()), "auteur_id": coffre.membres["coordo"]}
        contenu = {"t": "rappel", "rappel": rappel_id, "instance": "cve-2", "evenement": stored}
        hand.seal(coffre.situation_a, comp, hand.dek(comp), json.dumps(contenu).encode())
    session = coffre.open("coordo")
    with pytest.raises(Tampered):
        read_rappel(session, rappel_id)
    session.close()


def _alter_directory(content: bytes, member: str, public: bytes) -> bytes:
    raw = json.loads(content)
    for membre in raw["membres"]:
        if membre["id"] == member:
            membre["cle_chiffrement"] = public.hex()
    return json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_a_substituted_public_key_in_the_directory_closes_the_vault(coffre: Modele) -> None:
    with adverse(coffre, "ecole") as hand:
        n, content = hand.conn.execute("SELECT id, contenu FROM annuaire ORDER BY id DESC LIMIT 1").fetchone()
        mine = _alter_directory(content, coffre.membres["social"], p.generate_exchange()[1])
        hand.conn.execute("UPDATE annuaire SET contenu = ? WHERE id = ?", (mine, n))
    with pytest.raises(p.SignatureInvalid):
        coffre.open("coordo")


def _change_root(coffre: Modele) -> None:
    """Every epoch of the directory and the charter signed anew by a root of the forger's."""
    private, public = p.generate_signature()
    with adverse(coffre, "ecole") as hand:
        for n, content in hand.conn.execute("SELECT id, contenu FROM annuaire").fetchall():
            raw = {**json.loads(content), "cle_racine": public.hex()}
            mine = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            signature = sign_annuaire(private, hand.vault_id, mine)
            hand.conn.execute(
                "UPDATE annuaire SET contenu = ?, signature = ? WHERE id = ?", (mine, signature, n)
            )
        from gsn_app.store.charte import sign_charte_adoptee

        for n, texte, regles in hand.conn.execute("SELECT id, texte, regles FROM charte").fetchall():
            signature = sign_charte_adoptee(private, hand.vault_id, n, texte, regles)
            hand.conn.execute("UPDATE charte SET signature = ? WHERE id = ?", (signature, n))


def test_a_directory_signed_anew_by_another_root_is_refused_on_its_machine(coffre: Modele) -> None:
    _change_root(coffre)
    with pytest.raises(StateForged):
        coffre.open("coordo")


def test_on_a_machine_that_lost_its_head_file_a_paper_anchor_tells_the_other_root(coffre: Modele) -> None:
    session = coffre.open("coordo")
    paper = session.ancre
    session.close()
    _change_root(coffre)
    shutil.rmtree(coffre.poste / "tetes")
    session = coffre.open("coordo")
    verdict = verify_journal(session, ancres=[paper])
    session.close()
    assert not verdict.integre
    assert any(paper.split("·")[0] in a for a in verdict.anomalies)


def test_the_charter_emptied_or_altered_closes_the_vault(coffre: Modele, tmp_path: Path) -> None:
    gestures = ["DELETE FROM charte", "UPDATE charte SET regles = x'00'", "UPDATE charte SET id = id + 1"]
    for rank, sql in enumerate(gestures):
        (tmp_path / f"c{rank}").mkdir()
        one = coffre.copy(tmp_path / f"c{rank}")
        with adverse(one, "ecole") as hand:
            hand.conn.execute(sql)
        with pytest.raises(p.SignatureInvalid):
            one.open("coordo")


def test_a_charter_signature_forged_for_another_member_counts_for_nothing(coffre: Modele) -> None:
    from gsn_app.actions.membre import enrol_membre, membre_signe
    from gsn_app.domain.membre import NouveauMembre, Role
    from tests.coffre_prepare import BON_MARCHE

    session = coffre.open("coordo")
    new = enrol_membre(
        session, NouveauMembre("Nouvelle Testard", "Éducatrice", "Asso", {GSN: Role.MEMBRE}), phrase("nouvelle"), kdf=BON_MARCHE
    )  # fmt: skip
    session.close()
    with adverse(coffre, "ecole") as hand:
        (digest,) = hand.conn.execute("SELECT empreinte FROM signature_charte LIMIT 1").fetchone()
        forged = p.sign(
            hand.keys.signature_private,
            b"charte-signee-v1" + hand.vault_id + bytes.fromhex(new.id) + digest + b"2026-11-21",
        )
        hand.conn.execute(
            "INSERT INTO signature_charte VALUES (?, ?, ?, ?, ?)",
            (p.random_bytes(16), bytes.fromhex(new.id), digest, "2026-11-21", forged),
        )
    session = coffre.open("coordo")
    assert membre_signe(session, new.id) == ""
    with pytest.raises(GsnError) as refusal:
        admit_membre(session, coffre.situation_a, new.id)
    assert refusal.value.code == "SIT-04"
    session.close()
