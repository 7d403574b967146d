"""``gsn diagnostic --residus``: words on standard input, a member's passphrase, and an answer that repeats neither."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.cli.commande import PHRASES, ROOT, Coffre


def search(coffre: Coffre, words: str, phrase: str = PHRASES["coordo"]) -> subprocess.CompletedProcess[str]:
    """Run the command, the passphrase on a descriptor of its own."""
    reading, writing = os.pipe()
    os.write(writing, phrase.encode())
    os.close(writing)
    command = [
        sys.executable, "-m", "gsn_app", "diagnostic", "--residus", "--coffre", str(coffre.dossier),
        "--poste", str(coffre.poste), "--membre", "coordo", "--secret-fd", str(reading),
    ]  # fmt: skip
    try:
        return subprocess.run(
            command, input=words, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False,
            pass_fds=(reading,),
        )  # fmt: skip
    finally:
        os.close(reading)


def test_words_that_are_nowhere_and_one_that_stands_in_a_file(coffre: Coffre) -> None:
    clean = search(coffre, "Jamais-Vu-Nulle-Part\n")
    assert clean.returncode == 0 and "aucun des mots donnés" in clean.stdout
    (coffre.dossier / "oubli.txt").write_text("Ornithoryncanari")
    found = search(coffre, "Jamais-Vu-Nulle-Part\nOrnithoryncanari\n")
    assert found.returncode == 4 and "mot 2\u00a0: oubli.txt" in found.stdout
    assert "Ornithoryncanari" not in found.stdout + found.stderr
    assert "Traceback" not in clean.stderr + found.stderr


def test_nothing_is_searched_without_the_passphrase_nor_without_a_word(coffre: Coffre) -> None:
    refused = search(coffre, "Ornithoryncanari\n", "lanterne cobalt verger tambour ecole")
    assert refused.returncode != 0 and "OUV-01" in refused.stderr
    empty = search(coffre, "\n")
    assert empty.returncode == 2 and "EFF-06" in empty.stderr
