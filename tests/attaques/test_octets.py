"""A changed byte is refused or told, wherever it stands; the full counts are those of ``make attaques``."""

from __future__ import annotations

from pathlib import Path

from tests.attaques import octets
from tests.attaques.compte import Compte
from tests.attaques.conftest import Modele
from tests.attaques.parts import try_all_sets


def test_bytes_of_the_header_of_several_members_never_open(modele: Modele, tmp_path: Path) -> None:
    octets.flip_header(modele, tmp_path, step=17).check(180)


def test_random_mutations_of_the_header_are_refused_by_the_parser(modele: Modele) -> None:
    compte = octets.mutate_parser(modele, 12_000)
    compte.check(12_000)
    assert {"END-01", "ALT-01", "CRY-01", "OUV-01", "END-02"} <= set(compte.issues)


def test_random_mutations_of_the_header_are_refused_end_to_end(modele: Modele, tmp_path: Path) -> None:
    octets.mutate_header(modele, tmp_path, 210).check(200)


def test_a_byte_of_each_page_is_told_by_opening_or_by_verifying(modele: Modele, tmp_path: Path) -> None:
    octets.flip_pages(modele, tmp_path).check(40)


def test_bytes_of_a_journal_entry_are_told_and_the_entry_named(modele: Modele, tmp_path: Path) -> None:
    octets.flip_entry(modele, tmp_path, step=5).check(100)


def test_bytes_of_a_sealed_key_are_told_to_its_holder(modele: Modele, tmp_path: Path) -> None:
    octets.flip_sealed_key(modele, tmp_path, step=16).check(20)


def test_bytes_of_a_backup_are_told(modele: Modele, tmp_path: Path) -> None:
    octets.flip_backup(modele, tmp_path, step=23).check(200)


def test_an_unchanged_vault_is_counted_as_unseen(modele: Modele, tmp_path: Path) -> None:
    """The witness: a « mutation » that changes nothing opens, and the harness would say so."""
    compte = Compte("témoin")
    coffre = modele.copy(tmp_path)
    compte.told(octets.open_and_close(coffre, "coordo"))
    assert (compte.inapercu, compte.sain) == (1, False)


def test_every_set_of_shares_recovers_or_is_refused() -> None:
    right, wrong = try_all_sets()
    right.check(20)  # 3 pairs and the 3 of 3; 10 triples, 5 fours and the 5 of 5
    wrong.check(90)
