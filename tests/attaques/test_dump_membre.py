"""A member with their own passphrase and a tool of their own: everything of theirs, nothing of anybody else's."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.attaques import dump_independant
from tests.attaques.canaris import find
from tests.attaques.conftest import CANARIS_A, CANARIS_B, CANARIS_POLICE, CANARIS_RAPPEL, Modele
from tests.coffre_prepare import phrase

SCRIPT = Path(dump_independant.__file__ or "")


def _dump(coffre: Modele, nom: str) -> dict[str, Any]:
    return dump_independant.dump(coffre.coffre, coffre.poste, coffre.membres[nom], phrase(nom))


def _seen(coffre: Modele, nom: str) -> set[str]:
    """Canaries in the whole dump of a member."""
    return find(json.dumps(_dump(coffre, nom), ensure_ascii=False).encode(), coffre.canaris)


def test_the_dump_script_imports_nothing_of_the_program() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    roots = {name.split(".")[0] for name in names}
    assert roots - sys.stdlib_module_names == {"argon2", "cryptography", "sqlcipher3"}


def test_the_dump_script_runs_alone_from_a_terminal(coffre: Modele, tmp_path: Path) -> None:
    argv = [
        sys.executable,
        "-I",
        str(SCRIPT),
        str(coffre.coffre),
        str(coffre.poste),
        coffre.membres["ecole"],
    ]
    done = subprocess.run(argv, input=phrase("ecole").encode(), capture_output=True, cwd=tmp_path, check=True)
    assert set(CANARIS_B.values()) <= find(done.stdout, coffre.canaris)


def test_a_member_not_admitted_dumps_nothing_of_the_situation(coffre: Modele) -> None:
    seen = _seen(coffre, "ecole")
    assert seen & coffre.canaris_a == set()
    assert seen == {*CANARIS_B.values(), coffre.situation_b}  # and everything of their own


def test_the_admitted_member_dumps_their_situation_and_nothing_of_the_other(coffre: Modele) -> None:
    seen = _seen(coffre, "social")
    assert seen == {*CANARIS_A.values(), coffre.situation_a}


def test_the_coordonnateur_dumps_all_but_drafts(coffre: Modele) -> None:
    assert _seen(coffre, "coordo") == coffre.canaris - {CANARIS_A["brouillon"]}


def test_the_signalant_dumps_their_own_saisine_only(coffre: Modele) -> None:
    assert _seen(coffre, "police") == {*CANARIS_POLICE.values(), coffre.saisine}


def test_the_elu_dumps_the_rappel_only(coffre: Modele) -> None:
    seen = _seen(coffre, "maire")
    assert seen == {*CANARIS_RAPPEL.values(), coffre.situation_a}  # the opaque id comes with the rappel's key
    assert not seen & set(CANARIS_A.values())


def test_the_auditeur_dumps_the_journal_and_no_content(coffre: Modele) -> None:
    told = _dump(coffre, "dpo")
    texts = coffre.canaris - {coffre.situation_a, coffre.situation_b, coffre.saisine}
    assert find(json.dumps(told, ensure_ascii=False).encode(), texts) == set()
    assert told["pieces"] == [] and told["dossiers"] == []
    acts = {line["acte"] for line in told["journal"]}
    assert {"coffre.cree", "situation.ouverte", "apport.ajoute", "saisine.deposee"} <= acts


@pytest.mark.parametrize("nom", ["coordo", "social", "ecole", "maire", "police"])
def test_a_member_verifies_the_chain_but_reads_no_entry(coffre: Modele, nom: str) -> None:
    journal = _dump(coffre, nom)["journal"]
    assert len(journal) > 20
    assert all(set(line) == {"n", "ms"} for line in journal)


def test_a_member_passphrase_without_the_machine_secret_opens_nothing(coffre: Modele) -> None:
    (coffre.poste / "secret_de_poste").write_bytes(b"\0" * 32)
    with pytest.raises(Exception, match=r"^$"):  # the library's InvalidTag, before any key
        _dump(coffre, "coordo")
