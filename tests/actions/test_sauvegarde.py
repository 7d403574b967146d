"""Backups through the actions of a member: made, listed, due, tried, restored; refused to whom they are not for."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.journal import read_journal, verify_journal
from gsn_app.actions.ouverture import read_porte
from gsn_app.actions.restauration import (
    Restauration,
    SecretPosteMissing,
    read_apercu,
    restore,
    try_restore,
    verify_sauvegarde,
)
from gsn_app.actions.sauvegarde import (
    Bilan,
    ReglageSauvegarde,
    Sauvegarde,
    SupportInvalid,
    SupportUnknown,
    SupportUnset,
    count_due,
    list_sauvegardes,
    make_due_sauvegardes,
    make_sauvegarde,
    read_etat_sauvegarde,
    save_reglage_sauvegarde,
)
from gsn_app.actions.session import ActeForbidden
from gsn_app.actions.situation import list_situations, read_situation
from gsn_app.crypto.entete import PassphraseWrong
from gsn_app.crypto.sauvegarde import SauvegardeForged, SauvegardeSealed
from gsn_app.poste import Poste
from gsn_app.store.creation import FolderNotEmpty
from gsn_app.store.effacement import tombstone
from gsn_app.store.restauration import SauvegardeDivergent, SauvegardeOlder
from gsn_app.store.sauvegarde_preuve import SauvegardeInterrupted
from gsn_app.store.support import SupportInside, SupportMissing, add_effacements
from tests.actions.exemples import Horloge, expect_sound, logged, open_one, read_all
from tests.coffre_prepare import BON_MARCHE, Prepare, phrase


@pytest.fixture
def support(coffre: Prepare, tmp_path: Path) -> Path:
    """A medium chosen by the coordonnateur."""
    folder = tmp_path / "support"
    folder.mkdir()
    with logged(coffre, "coordo") as session:
        save_reglage_sauvegarde(session, ReglageSauvegarde((str(folder),)))
    return folder


def save(coffre: Prepare, nom: str = "coordo") -> Sauvegarde:
    with logged(coffre, nom) as session:
        return make_sauvegarde(session)


def back(coffre: Prepare, fichier: Path, to: Path, **more: object) -> Restauration:
    who = {"membre_id": coffre.membres["coordo"], "passphrase": phrase("coordo"), "poste": coffre.poste}
    given = {**who, "kdf": BON_MARCHE, **more}
    return restore(fichier, to, **given)  # type: ignore[arg-type]


def reopen(coffre: Prepare, to: Path) -> Prepare:
    return Prepare(to, coffre.poste, coffre.membres)


@pytest.mark.parametrize("nom", ["coordo", "ecole", "maire"])
def test_whoever_works_in_the_vault_makes_a_backup_and_it_is_listed(
    coffre: Prepare, support: Path, nom: str
) -> None:
    with logged(coffre, nom) as session:
        n = session.coffre.tail.n
        ancre = session.ancre
        made = make_sauvegarde(session)
        assert (made.n, made.ancre, made.defaut) == (n, ancre, "")
        assert made.verifiee_le
        assert list_sauvegardes(session) == [made]
        etat = read_etat_sauvegarde(session)
        assert (etat.age_jours, etat.en_retard) == (0, False)
    assert [x.name for x in support.iterdir()] == [made.fichier.name]
    assert not [x.name for x in coffre.coffre.iterdir() if x.name.startswith(".")]
    assert "sauvegarde.faite" in [x.acte for x in read_all(coffre)]
    assert read_porte(coffre.coffre, coffre.poste, kdf=BON_MARCHE).derniere_sauvegarde == made.date


@pytest.mark.parametrize("nom", ["dpo", "police"])
def test_who_does_not_work_in_the_vault_makes_none(coffre: Prepare, support: Path, nom: str) -> None:
    with logged(coffre, nom) as session, pytest.raises(ActeForbidden):
        make_sauvegarde(session)
    assert list(support.iterdir()) == []
    with logged(coffre, nom) as session:
        assert make_due_sauvegardes(session) == Bilan()


def test_without_a_medium_the_sentence_says_who_chooses_it(coffre: Prepare) -> None:
    with logged(coffre, "ecole") as session:
        with pytest.raises(SupportUnset):
            make_sauvegarde(session)
        assert read_etat_sauvegarde(session).en_retard
        with pytest.raises(ActeForbidden):
            save_reglage_sauvegarde(session, ReglageSauvegarde(("/tmp",)))


def test_a_medium_must_be_there_apart_and_whole(coffre: Prepare, tmp_path: Path) -> None:
    with logged(coffre, "coordo") as session:
        for supports, error in (
            ((), SupportInvalid),
            (("relatif",), SupportInvalid),
            ((str(tmp_path / "absent"),), SupportMissing),
            ((str(coffre.coffre),), SupportInside),
        ):
            with pytest.raises(error):
                save_reglage_sauvegarde(session, ReglageSauvegarde(supports))
        for days in (0, 31, True, "2"):
            with pytest.raises(SupportInvalid):
                save_reglage_sauvegarde(session, ReglageSauvegarde((str(tmp_path),), days))  # type: ignore[arg-type]


def test_a_backup_is_due_after_its_delay_and_when_leaving_after_a_change(
    coffre: Prepare, support: Path
) -> None:
    clock = Horloge(datetime.now(UTC))
    with logged(coffre, "coordo", clock) as session:
        assert count_due(session) == 1
        assert len(make_due_sauvegardes(session).faites) == 1
        assert make_due_sauvegardes(session) == Bilan()
        assert make_due_sauvegardes(session, quitting=True) == Bilan()
    situation = open_one(coffre)
    with logged(coffre, "coordo", clock) as session:
        assert count_due(session) == 0
        assert count_due(session, quitting=True) == 1
        assert len(make_due_sauvegardes(session, quitting=True).faites) == 1
        read_situation(session, situation)
        assert count_due(session, quitting=True) == 0
    clock.now += timedelta(days=1)
    with logged(coffre, "coordo", clock) as session:
        assert count_due(session) == 1
        clock.now += timedelta(days=8)
        assert read_etat_sauvegarde(session).en_retard


def test_an_absent_medium_fails_in_a_sentence_and_the_second_is_still_served(
    coffre: Prepare, support: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    second.mkdir()
    with logged(coffre, "coordo") as session:
        save_reglage_sauvegarde(session, ReglageSauvegarde((str(support), str(second))))
        support.rmdir()
        bilan = make_due_sauvegardes(session)
        assert len(bilan.faites) == 1
        assert "(SAV-05)" in bilan.echecs[0]
        etat = read_etat_sauvegarde(session)
    assert [x.present for x in etat.supports] == [False, True]
    assert not etat.en_retard
    assert [x.motif for x in read_all(coffre) if x.acte == "sauvegarde.echouee"] == [f"SAV-05 {support}"]


def test_progress_counts_and_stopping_leaves_nothing(coffre: Prepare, support: Path) -> None:
    seen: list[tuple[int, int]] = []

    def look(done: int, total: int) -> bool:
        seen.append((done, total))
        return len(seen) < limit

    limit = 1_000
    with logged(coffre, "coordo") as session:
        make_sauvegarde(session, progress=look)
        assert seen == sorted(seen)
        assert seen[-1][0] == seen[-1][1] > 0
        before, last = sorted(x.name for x in support.iterdir()), len(seen)
        for stop in range(1, last):
            limit = stop
            seen.clear()
            with pytest.raises(SauvegardeInterrupted):
                make_sauvegarde(session, progress=look)
        assert sorted(x.name for x in support.iterdir()) == before
    assert not [x.name for x in coffre.coffre.iterdir() if x.name.startswith(".")]


def test_only_a_coordonnateur_verifies_and_tries_and_only_a_known_file(
    coffre: Prepare, support: Path, tmp_path: Path
) -> None:
    made = save(coffre)
    with logged(coffre, "ecole") as session:
        for gesture in (
            lambda: verify_sauvegarde(session, made.fichier),
            lambda: try_restore(session, made.fichier, phrase("ecole"), kdf=BON_MARCHE),
        ):
            with pytest.raises(ActeForbidden):
                gesture()
    with logged(coffre, "coordo") as session:
        verify_sauvegarde(session, made.fichier)
        with pytest.raises(SupportUnknown):
            verify_sauvegarde(session, tmp_path / made.fichier.name)


def test_a_trial_leaves_a_dated_minute_and_no_file(coffre: Prepare, support: Path) -> None:
    situation = open_one(coffre)
    made = save(coffre)
    before = sorted(x.name for x in coffre.poste.iterdir())
    with logged(coffre, "coordo") as session:
        with pytest.raises(PassphraseWrong):
            try_restore(session, made.fichier, "fausse phrase de passe ici", kdf=BON_MARCHE)
        assert read_etat_sauvegarde(session).essai is None
        minute = try_restore(session, made.fichier, phrase("coordo"), kdf=BON_MARCHE)
        assert (minute.n, minute.ancre, minute.dossiers) == (made.n, made.ancre, 1)
        assert read_etat_sauvegarde(session).essai == minute
        assert read_situation(session, situation)
    assert {x.name for x in coffre.poste.iterdir()} - set(before) <= {"essais"}
    assert sorted(x.name for x in support.iterdir()) == [made.fichier.name]
    expect_sound(coffre)


def test_a_restore_gives_back_what_was_saved_under_a_new_key_and_epoch(
    coffre: Prepare, support: Path, tmp_path: Path
) -> None:
    situation = open_one(coffre)
    made = save(coffre)
    with logged(coffre, "ecole") as session:
        add_apport(session, situation, "Après la sauvegarde : perdu.")
    done = back(coffre, made.fichier, tmp_path / "neuf", motif="disque mort")
    assert (done.n, done.effaces) == (made.n, 0)
    assert done.connue > made.n
    there = reopen(coffre, tmp_path / "neuf")
    with logged(there, "ecole") as session:
        assert [x.id for x in list_situations(session)] == [situation]
        assert read_situation(session, situation).apports == ()
    with logged(there, "dpo") as session:
        assert verify_journal(session).integre
        (entree,) = [x for x in read_journal(session, nombre=10_000) if x.acte == "sauvegarde.restauree"]
        assert entree.membre == "Coordo Testard"
        assert "disque mort" in entree.motif and "époque 2" in entree.motif
        assert session.coffre.read_valeur("epoque") == b"2"
    with logged(coffre_at(coffre, there), "coordo") as session:
        add_apport(session, situation, "Le travail reprend.")


def coffre_at(coffre: Prepare, there: Prepare) -> Prepare:
    return Prepare(there.coffre, there.poste, coffre.membres)


def test_an_older_backup_than_known_is_refused_until_a_reason_is_given(
    coffre: Prepare, support: Path, tmp_path: Path
) -> None:
    first = save(coffre)
    alone = tmp_path / "seul"
    alone.mkdir()
    moved = Path(shutil.copy(first.fichier, alone))
    save(coffre)
    assert not first.fichier.exists()  # the second backup of a day takes the place of the first
    shutil.copy(moved, first.fichier)
    with pytest.raises(SauvegardeOlder):
        back(coffre, first.fichier, tmp_path / "neuf")
    other = tmp_path / "autre"
    other.mkdir()
    (other / "secret_de_poste").write_bytes(Poste(coffre.poste).read_secret())
    with pytest.raises(SauvegardeOlder):  # the backup beside it is newer
        back(coffre, first.fichier, tmp_path / "neuf", poste=other)
    paper = f"{first.n + 9}·AAAAAAAAAAAAAAAA"
    with pytest.raises(SauvegardeOlder):  # a sheet printed since
        back(coffre, moved, tmp_path / "neuf", poste=other, ancres=[paper])
    assert not (tmp_path / "neuf").exists()
    assert back(coffre, moved, tmp_path / "neuf", poste=other).connue == 0


def test_a_backup_that_contradicts_paper_or_machine_is_refused_whatever_the_reason(
    coffre: Prepare, support: Path, tmp_path: Path
) -> None:
    made = save(coffre)
    with pytest.raises(SauvegardeDivergent):
        back(coffre, made.fichier, tmp_path / "neuf", motif="oui", ancres=["5·AAAAAAAAAAAAAAAA"])
    tete = next((coffre.poste / "tetes").iterdir())
    tete.write_text(tete.read_text().replace('"n": ', '"n": 2, "x": '))
    with pytest.raises(SauvegardeDivergent):
        back(coffre, made.fichier, tmp_path / "neuf", motif="oui")
    tete.write_text('{"n": 1, "chaine": "", "racine": "00"}')
    with pytest.raises(SauvegardeForged):
        back(coffre, made.fichier, tmp_path / "neuf", motif="oui")
    assert not (tmp_path / "neuf").exists()


def test_who_may_not_restore_and_where_nothing_is_written(
    coffre: Prepare, support: Path, tmp_path: Path
) -> None:
    made = save(coffre)
    neuf = tmp_path / "neuf"
    for nom in ("ecole", "dpo", "maire", "police"):
        with pytest.raises(SauvegardeSealed):
            back(
                coffre,
                made.fichier,
                neuf,
                membre_id=coffre.membres[nom],
                passphrase=phrase(nom),
                motif="x y",
            )
    with pytest.raises(PassphraseWrong):
        back(coffre, made.fichier, neuf, passphrase="fausse phrase de passe ici", motif="x y")
    with pytest.raises(SecretPosteMissing):
        back(coffre, made.fichier, neuf, poste=tmp_path / "inconnu", motif="x y")
    with pytest.raises(FolderNotEmpty):
        back(coffre, made.fichier, coffre.coffre, motif="x y")
    assert not neuf.exists()
    assert not list(tmp_path.glob(".*"))
    assert read_apercu(made.fichier, tmp_path / "inconnu", kdf=BON_MARCHE).membres == ()
    expect_sound(coffre)


def test_what_was_erased_since_does_not_come_back(coffre: Prepare, support: Path, tmp_path: Path) -> None:
    gone, kept = open_one(coffre), open_one(coffre, "coordo", "social")
    made = save(coffre)
    with logged(coffre, "coordo") as session:
        vault_id = session.coffre.vault_id
    add_effacements(support, vault_id, [tombstone(vault_id, bytes.fromhex(gone))])
    done = back(coffre, made.fichier, tmp_path / "neuf", motif="essai d’effacement")
    assert done.effaces == 1
    there = reopen(coffre, tmp_path / "neuf")
    with logged(there, "coordo") as session:
        assert [x.id for x in list_situations(session)] == [kept]
        rows = session.coffre.conn.execute("SELECT DISTINCT dossier_id FROM piece").fetchall()
        assert bytes.fromhex(gone) not in {bytes(row[0]) for row in rows}
    expect_sound(there)
