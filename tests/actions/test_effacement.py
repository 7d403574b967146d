"""Erasure: what it takes of everyone, what it leaves, who may not, and what a kill leaves to finish."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.archive import (
    advance_effacement,
    archive_situation,
    list_archives,
    read_archive,
)
from gsn_app.actions.attestation import print_attestation
from gsn_app.actions.brouillon import read_brouillon, save_brouillon
from gsn_app.actions.effacement import (
    EffacementEmpty,
    EffacementTooEarly,
    erase_batch,
    list_echeances,
    list_effacements,
    preview_effacement,
)
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.ligne_codee import load_registre
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.retrait import withdraw_membre
from gsn_app.actions.saisine import dismiss_saisine, list_saisines, submit_saisine
from gsn_app.actions.sauvegarde import ReglageSauvegarde, make_sauvegarde, save_reglage_sauvegarde
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import (
    close_situation,
    list_situations,
    open_situation,
    read_situation,
)
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.domain.situation import SituationUnknown
from gsn_app.store import effacement as store
from gsn_app.store.effacement import tombstone
from gsn_app.store.support import read_effacements
from tests.actions.exemples import AUTRE, PERSONNE, logged, read_all
from tests.actions.exemples_effacement import ECHEANCE, at, close_one, rows
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase
from tests.documents.page import Page, squeeze

NEED = "Contentieux en cours devant le tribunal administratif."


@pytest.fixture
def close(coffre: Prepare) -> Callable[..., str]:
    """Opens and closes a situation on 30 November 2026."""
    return partial(close_one, coffre)


def test_erasing_takes_every_row_of_every_member_and_leaves_one_nameless_line(
    coffre: Prepare, close: Callable[..., str]
) -> None:
    with logged(coffre, "coordo", at(0)) as session:
        before = rows(session)
    situation = close()
    with logged(coffre, "coordo", at(0)) as session:
        register = rows(session)["dossier"]
    with logged(coffre, "ecole", at(1)) as session:
        save_brouillon(session, "apport", situation, {"texte": "Jamais fini."})
        assert rows(session)["brouillon"] == before["brouillon"] + 1
        assert read_brouillon(session, "apport", situation) == {"texte": "Jamais fini."}
    with logged(coffre, "coordo", at(ECHEANCE)) as session:
        seen = preview_effacement(session, [situation])
        # drafts of November are gone by then; keys: two members and escrow, then author, reader and escrow of the restricted apport
        assert (seen.situations, seen.pieces, seen.historique, seen.cles) == (1, 8, 4, 6)
        assert session.coffre.read_valeur("compactage_du") is None
        done = erase_batch(session, [situation])
        assert done.compacte and session.coffre.read_valeur("compactage_du") is None
        left = rows(session)
        (line,) = done.lignes
        assert (line.le, line.regle, line.par) == ("2027-02-28", "cloture", coffre.membres["coordo"])
        assert line.repere == tombstone(session.coffre.vault_id, bytes.fromhex(situation))
        assert list_effacements(session) == [line]
        assert verify_journal(session).integre
        assert session.coffre.conn.execute("PRAGMA freelist_count").fetchone() == (0,)
        with pytest.raises(SituationUnknown):
            read_situation(session, situation)
    assert register == before["dossier"] + 1
    # the register of releases of the body was made to hold the counters: one dossier, its pieces and keys
    assert left["dossier"] == before["dossier"] + 1 and left["historique"] == before["historique"]
    assert left["brouillon"] == before["brouillon"]
    with logged(coffre, "ecole", at(ECHEANCE)) as session:
        assert list_situations(session) == [] and session.anomalies == ()
        with pytest.raises(SituationUnknown):
            read_situation(session, situation)
    entries = [e for e in read_all(coffre) if e.acte == "situation.effacee"]
    assert [e.reference for e in entries] == [situation]
    assert PERSONNE.nom not in repr(entries)


def test_a_draft_of_another_member_dies_with_the_situation(
    coffre: Prepare, close: Callable[..., str]
) -> None:
    situation = close()
    with logged(coffre, "ecole", at(ECHEANCE - 5)) as session:
        save_brouillon(session, "apport", situation, {"texte": "En cours."})
        save_brouillon(session, "saisine", "", {"texte": "Autre chose."})
    with logged(coffre, "coordo", at(ECHEANCE)) as session:
        assert preview_effacement(session, [situation]).brouillons == 1
        erase_batch(session, [situation])
    with logged(coffre, "ecole", at(ECHEANCE)) as session:
        assert rows(session)["brouillon"] == 1
        assert read_brouillon(session, "saisine", "") == {"texte": "Autre chose."}


def test_a_draft_untouched_for_thirty_days_is_kept_and_gone_the_day_after(coffre: Prepare) -> None:
    with logged(coffre, "ecole", at(0)) as session:
        save_brouillon(session, "saisine", "", {"texte": "Oublié."})
    for days, kept in ((30, 1), (31, 0)):
        with logged(coffre, "social", at(days)) as session:
            assert rows(session)["brouillon"] == kept


def test_the_saisine_a_situation_came_from_goes_with_it(coffre: Prepare) -> None:
    with logged(coffre, "social", at(0)) as session:
        saisine = submit_saisine(session, GSN, origine="origine.EN", motif="motif.INC", personne=PERSONNE)
    with logged(coffre, "coordo", at(0)) as session:
        situation = open_situation(
            session, GSN, personne=PERSONNE, origine="origine.EN", motif="motif.INC",
            cercle=[coffre.membres["coordo"]], saisine_id=saisine,
        )  # fmt: skip
        close_situation(session, situation, "cloture.SOL")
    with logged(coffre, "coordo", at(ECHEANCE)) as session:
        assert preview_effacement(session, [situation]).saisines == 1
        assert len(erase_batch(session, [situation]).lignes) == 2
    with logged(coffre, "social", at(ECHEANCE)) as session:
        assert list_saisines(session) == [] and session.anomalies == ()


def test_a_saisine_set_aside_is_erased_alone_after_its_own_delay(coffre: Prepare) -> None:
    with logged(coffre, "social", at(0)) as session:
        saisine = submit_saisine(session, GSN, origine="origine.EN", motif="motif.INC", personne=PERSONNE)
    with logged(coffre, "coordo", at(0)) as session:
        dismiss_saisine(session, saisine, "retour_saisine.SSU")
    with logged(coffre, "social", at(ECHEANCE)) as session:
        assert [s.id for s in list_saisines(session)] == [saisine]
    with logged(coffre, "social", at(ECHEANCE + 1)) as session:
        assert list_saisines(session) == []
    with logged(coffre, "coordo", at(ECHEANCE + 1)) as session:
        (late,) = list_echeances(session)
        assert late.genre == "saisine" and PERSONNE.nom not in late.libelle
        assert [line.regle for line in erase_batch(session, [saisine]).lignes] == ["saisine"]


def test_a_coordonnateur_outside_the_circle_erases_it_whole_too(coffre: Prepare) -> None:
    with logged(coffre, "coordo", at(0)) as session:
        before = rows(session)["cle_scellee"]
        situation = open_situation(
            session, GSN, personne=PERSONNE, origine="origine.EN", motif="motif.INC",
            cercle=[coffre.membres["ecole"], coffre.membres["social"]],
        )  # fmt: skip
    with logged(coffre, "ecole", at(0)) as session:
        add_apport(session, situation, "Entre nous.", lecteurs=(coffre.membres["social"],))
    with logged(coffre, "coordo", at(0)) as session:
        close_situation(session, situation, "cloture.SOL")
    with logged(coffre, "coordo", at(ECHEANCE)) as session:
        erase_batch(session, [situation])
        register = 2  # escrow and the coordonnateur, for the counters
        assert rows(session)["cle_scellee"] == before + register
        assert rows(session)["dossier"] == 1


def test_nothing_is_erased_before_its_date_nor_by_who_may_not(
    coffre: Prepare, close: Callable[..., str]
) -> None:
    situation = close()
    with logged(coffre, "coordo", at(ECHEANCE - 1)) as session:
        with pytest.raises(EffacementTooEarly):
            erase_batch(session, [situation])
        with pytest.raises(EffacementEmpty):
            erase_batch(session, [])
        with pytest.raises(SituationUnknown):
            erase_batch(session, ["00" * 16])
    for nom in ("ecole", "maire", "police", "dpo"):
        with logged(coffre, nom, at(ECHEANCE + 1)) as session:
            for refused in (
                lambda s: erase_batch(s, [situation]),
                lambda s: preview_effacement(s, [situation]),
                list_echeances,
                list_effacements,
                lambda s: advance_effacement(s, situation, "2027-02-28"),
                lambda s: archive_situation(s, situation, jusqu_au="2027-06-01", motif=NEED),
                lambda s: list_archives(s, "Motif."),
                lambda s: read_archive(s, situation, "Motif."),
            ):
                with pytest.raises(ActeForbidden):
                    refused(session)
    with logged(coffre, "coordo", at(ECHEANCE)) as session:
        assert read_situation(session, situation)


def test_an_elu_of_the_same_body_does_not_erase(coffre: Prepare, close: Callable[..., str]) -> None:
    situation = close()
    with logged(coffre, "coordo", at(1)) as session:
        who = NouveauMembre("Elu Second", "x", "x", {GSN: Role.ELU})
        coffre.membres["second"] = enrol_membre(session, who, phrase("second"), kdf=BON_MARCHE).id
    with logged(coffre, "second", at(ECHEANCE)) as session, pytest.raises(ActeForbidden):
        erase_batch(session, [situation])


def test_a_batch_is_all_or_nothing(coffre: Prepare, close: Callable[..., str]) -> None:
    due = close()
    with logged(coffre, "coordo", at(5)) as session:
        other = open_situation(
            session,
            GSN,
            personne=AUTRE,
            origine="origine.EN",
            motif="motif.INC",
            cercle=[coffre.membres["coordo"]],
        )
        close_situation(session, other, "cloture.SOL")
    with logged(coffre, "coordo", at(ECHEANCE)) as session:
        with pytest.raises(EffacementTooEarly):
            erase_batch(session, [due, other])
        assert len(list_situations(session)) == 2
    with logged(coffre, "coordo", at(ECHEANCE + 5)) as session:
        assert len(erase_batch(session, [due, other]).lignes) == 2
        assert list_situations(session) == []


def test_an_erasure_moves_its_cells_into_the_counters_of_the_year_to_come(
    coffre: Prepare, close: Callable[..., str]
) -> None:
    situation = close(motif="motif.DEG")
    with logged(coffre, "coordo", at(ECHEANCE)) as session:
        assert preview_effacement(session, [situation]).compteurs == 1
        erase_batch(session, [situation])
        (compteur,) = load_registre(session, GSN).compteurs
        assert (compteur.exercice, compteur.jeunes, compteur.bits) == ("2026", 1, 0)
        assert any("DEG" in cell for cells in compteur.cellules.values() for cell in cells)
        assert situation not in repr(load_registre(session, GSN))
    with logged(coffre, "ecole", at(ECHEANCE)) as session:
        assert load_registre(session, GSN).compteurs == ()  # sealed to the coordonnateurs: others hold no key


def test_an_interrupted_vacuum_is_finished_at_the_next_login(
    coffre: Prepare, close: Callable[..., str]
) -> None:
    situation = close()
    session = coffre.open("coordo", at(ECHEANCE))
    dossier = session.coffre.dossiers[bytes.fromhex(situation)]
    from gsn_app.domain.acte import Acte

    with session.unit(Acte.SITUATION_EFFACEE, situation) as u:
        store.erase_dossiers(u, [(dossier, "cloture")], "2027-02-28")
    assert store.compaction_due(session.coffre)
    session.close()
    assert not session.coffre.poste.read_effacements(session.coffre.vault_id)
    with logged(coffre, "social", at(ECHEANCE)) as other:
        assert not store.compaction_due(other.coffre)
        tombe = tombstone(other.coffre.vault_id, bytes.fromhex(situation))
        assert other.coffre.poste.read_effacements(other.coffre.vault_id) == {tombe}
        assert verify_journal(other).integre


def test_tombstones_reach_the_poste_and_each_backup_medium_that_is_there(
    coffre: Prepare, close: Callable[..., str], tmp_path: Path
) -> None:
    situation = close()
    for name in ("cle", "absente"):
        (tmp_path / name).mkdir()
    with logged(coffre, "coordo", at(ECHEANCE)) as session:
        supports = (str(tmp_path / "cle"), str(tmp_path / "absente"))
        save_reglage_sauvegarde(session, ReglageSauvegarde(supports))
        (tmp_path / "absente").rmdir()
        erase_batch(session, [situation])
        tombe = tombstone(session.coffre.vault_id, bytes.fromhex(situation))
        assert session.coffre.poste.read_effacements(session.coffre.vault_id) == {tombe}
        assert read_effacements(tmp_path / "cle", session.coffre.vault_id) == {tombe}
    assert not (tmp_path / "absente").exists()
    assert situation not in (tmp_path / "cle" / "effacements").read_text()


def test_after_a_renewal_of_keys_an_erasure_still_finds_every_key_and_draft(
    coffre: Prepare, close: Callable[..., str]
) -> None:
    with logged(coffre, "coordo", at(0)) as session:
        before = rows(session)
        cercle = [coffre.membres[nom] for nom in ("coordo", "ecole", "social")]
        situation = open_situation(
            session, GSN, personne=PERSONNE, origine="origine.EN", motif="motif.INC", cercle=cercle
        )
    with logged(coffre, "ecole", at(0)) as session:
        add_apport(session, situation, "Entre nous.", lecteurs=(coffre.membres["social"],))
        save_brouillon(session, "apport", situation, {"texte": "Avant le renouvellement."})
    with logged(coffre, "coordo", at(1)) as session:
        withdraw_membre(session, situation, coffre.membres["social"], motif="Mutation.")
    with logged(coffre, "ecole", at(1)) as session:
        assert read_brouillon(session, "apport", situation) == {"texte": "Avant le renouvellement."}
    with logged(coffre, "coordo", at(1)) as session:
        close_situation(session, situation, "cloture.SOL")
        advance_effacement(session, situation, "2026-12-01")
        erase_batch(session, [situation])
        left = rows(session)
    register = 2
    assert left["cle_scellee"] == before["cle_scellee"] + register
    assert left["brouillon"] == before["brouillon"]


def test_the_attestation_lists_the_backups_that_still_hold_what_was_erased(
    coffre: Prepare, close: Callable[..., str], tmp_path: Path
) -> None:
    situation = close()
    (tmp_path / "cle").mkdir()
    with logged(coffre, "coordo", at(ECHEANCE - 3)) as session:
        save_reglage_sauvegarde(session, ReglageSauvegarde((str(tmp_path / "cle"),)))
        kept = make_sauvegarde(session)
    with logged(coffre, "coordo", at(ECHEANCE)) as session:
        done = erase_batch(session, [situation])
        with pytest.raises(SituationUnknown):
            print_attestation(session, ["00" * 16])
        with pytest.raises(EffacementEmpty):
            print_attestation(session, [])
        feuille = print_attestation(session, [line.repere for line in done.lignes])
        again = print_attestation(session, [line.repere for line in done.lignes])
    assert (feuille.numero, again.numero, again.exemplaire) == ("2027-001", "2027-001", 2)
    text = squeeze(Page(feuille.pdf).reader.pages[0].extract_text())
    for said in (kept.fichier.name, done.lignes[0].repere, "délai après clôture", "01/04/2027"):
        assert squeeze(said) in text, said
    assert PERSONNE.nom not in text and situation not in text
    with logged(coffre, "ecole", at(ECHEANCE)) as session, pytest.raises(ActeForbidden):
        print_attestation(session, [line.repere for line in done.lignes])
