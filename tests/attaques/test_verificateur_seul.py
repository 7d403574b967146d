"""The DPO's verifier on a machine that has ``cryptography`` and nothing else: no vault, no window, no other library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gsn_app.actions.journal import read_journal
from gsn_app.actions.journal_export import ExportInVault, export_cle_audit, export_journal
from gsn_app.actions.session import ActeForbidden
from gsn_app.crypto import cle_audit
from gsn_app.crypto import journal as chain
from gsn_app.crypto import primitives as p
from gsn_app.domain.phrase_passe import PassphraseWeak, encode_passphrase
from gsn_app.verificateur import Genre, main, read_export, verify, write_export
from gsn_app.verificateur import signature as shared
from gsn_app.verificateur.anomalie import CONDUITES
from gsn_app.verificateur.export import _b64, _raw
from tests.attaques.conftest import Modele
from tests.coffre_prepare import BON_MARCHE

ROOT = Path(__file__).resolve().parents[2]
SECRET = "huit mots choisis pour un essai de vérification"

#: a machine without our libraries: anything that is neither Python's nor cryptography's fails to import
BARE = """
import sys
sys.path[:0] = sys.argv[1:2]
class Wall:
    def find_spec(self, name, path=None, target=None):
        top = name.split(".")[0]
        if top not in sys.stdlib_module_names and top not in {"gsn_app", "cryptography", "_cffi_backend", "cffi"}:
            raise ImportError("blocked: " + name)
sys.meta_path.insert(0, Wall())
for absent in ("PySide6", "sqlcipher3", "argon2", "reportlab", "shamir_mnemonic", "platformdirs"):
    try:
        __import__(absent)
    except ImportError:
        continue
    sys.exit(99)
from gsn_app.config import KdfPolicy
from gsn_app.verificateur import main
cheap = KdfPolicy(64, 1, 1, (8, 1024), (1, 10), (1, 8))
code = main(sys.argv[2:], kdf=cheap)
ours = {name.split(".")[1] for name in sys.modules if name.startswith("gsn_app.")}
print("modules:", *sorted(ours))
sys.exit(code)
"""


@pytest.fixture
def dpo(coffre: Modele, tmp_path: Path) -> tuple[Path, Path]:
    """The export and the audit key, as the auditeur carries them away."""
    session = coffre.open("dpo")
    journal = export_journal(session, tmp_path / "export.json")
    cle = export_cle_audit(session, tmp_path / "cle-audit.json", SECRET, kdf=BON_MARCHE)
    session.close()
    return journal, cle


def bare(*arguments: str | Path, secret: str = "") -> tuple[int, str]:
    """Run the verifier in an isolated child with nothing else installed."""
    fds: tuple[int, ...] = ()
    more = list(map(str, arguments))
    if secret:
        reading, writing = os.pipe()
        os.write(writing, secret.encode())
        os.close(writing)
        fds, more = (reading,), [*more, "--secret-fd", str(reading)]
    done = subprocess.run(
        [sys.executable, "-I", "-c", BARE, str(ROOT), *more], capture_output=True, pass_fds=fds, check=False, timeout=120
    )  # fmt: skip
    for fd in fds:
        os.close(fd)
    told = done.stdout.decode() + done.stderr.decode()
    assert "Traceback" not in told, told
    return done.returncode, told


def test_the_verifier_runs_with_cryptography_alone(dpo: tuple[Path, Path]) -> None:
    code, told = bare(dpo[0])
    assert code == 0 and "Journal intègre" in told and "suite et ordre seuls" in told
    assert set(told.rpartition("modules:")[2].split()) <= {
        "config",
        "crypto",
        "domain",
        "errors",
        "verificateur",
    }


def test_with_the_audit_key_it_proves_who_wrote(dpo: tuple[Path, Path]) -> None:
    code, told = bare(dpo[0], "--cle-audit", dpo[1], secret=SECRET)
    assert code == 0 and "attribution comprise" in told


def test_the_audit_key_opens_with_its_passphrase_alone_and_for_its_vault_alone(
    dpo: tuple[Path, Path],
) -> None:
    code, told = bare(dpo[0], "--cle-audit", dpo[1], secret="une tout autre phrase de passe")
    assert code == 3 and "VER-04" in told
    record = json.loads(dpo[1].read_text())
    record["coffre"] = "00" * 16
    dpo[1].write_text(json.dumps(record))
    code, told = bare(dpo[0], "--cle-audit", dpo[1], secret=SECRET)
    assert code == 3 and "VER-05" in told


@pytest.mark.parametrize(
    "change",
    [
        {"memoire_kio": 2**32 - 1}, {"memoire_kio": True}, {"passes": 0}, {"voies": 10**9}, {"sel": "zz"}, {"sel": ""},
        {"format": 2}, {"scelle": None}, {"cle_publique": "00"}, {"memoire_kio": "64"},
    ],
)  # fmt: skip
def test_a_hostile_key_file_is_refused_before_any_derivation(
    dpo: tuple[Path, Path], change: dict[str, object]
) -> None:
    record = {**json.loads(dpo[1].read_text()), **change}

    def never() -> bytes:
        raise AssertionError("the passphrase was asked")

    with pytest.raises(cle_audit.AuditFileDamaged):
        cle_audit.open_file(json.dumps(record).encode(), bytes.fromhex(record["coffre"]), never, BON_MARCHE)


def test_every_field_of_the_key_file_is_authenticated(dpo: tuple[Path, Path]) -> None:
    record = json.loads(dpo[1].read_text())
    vault = bytes.fromhex(record["coffre"])
    opened = cle_audit.open_file(dpo[1].read_bytes(), vault, lambda: _folded(SECRET), BON_MARCHE)
    assert len(opened) == 32
    for field in ("cle_publique", "sel", "scelle"):
        raw = bytearray.fromhex(record[field])
        for at in range(len(raw)):
            raw[at] ^= 1
            forged = json.dumps({**record, field: raw.hex()}).encode()
            raw[at] ^= 1
            with pytest.raises(cle_audit.AuditPassphraseWrong):
                cle_audit.open_file(forged, vault, lambda: _folded(SECRET), BON_MARCHE)


def _folded(text: str) -> bytes:
    return encode_passphrase(text)


def test_cryptography_and_argon2_cffi_derive_the_same_key() -> None:
    """The key file is sealed and opened by the former; both are the same Argon2id, so either could."""
    cost = (64, 2, 4)
    other = p.derive_argon2id(b"phrase", b"s" * 32, memory_kib=64, passes=2, lanes=4)
    expected = p.derive(other, b"cle-audit-fichier-v1" + b"v" * 16)
    assert cle_audit._derive(b"phrase", b"s" * 32, b"v" * 16, cost) == expected


def test_the_export_carries_no_text_of_a_situation_and_no_key(dpo: tuple[Path, Path], coffre: Modele) -> None:
    lines = dpo[0].read_text(encoding="utf-8").splitlines()
    head = json.loads(lines[0])
    fields = [_raw(x) for row in (*head["annuaires"], *head["chartes"]) for x in row if isinstance(x, str)]
    clear = b"".join(fields).decode("utf-8", "replace")
    for line in lines[1:]:
        clear += "".join(
            _raw(part).decode("latin-1") for part in json.loads(line)[1:] if isinstance(part, str)
        )
    assert [canari for canari in coffre.canaris if canari in clear] == []
    assert "Coordo Testard" in clear  # the directory names the members: said in the module and to the user


def test_only_the_auditeur_carries_the_journal_or_its_key_away(coffre: Modele, tmp_path: Path) -> None:
    for nom in ("coordo", "ecole", "maire", "police"):
        session = coffre.open(nom)
        for gesture in (
            lambda s=session: export_journal(s, tmp_path / "x.json"),
            lambda s=session: export_cle_audit(s, tmp_path / "x.json", SECRET, kdf=BON_MARCHE),
        ):
            with pytest.raises(ActeForbidden):
                gesture()
        session.close()
    assert not (tmp_path / "x.json").exists()


def test_an_export_never_lands_in_the_vault_and_a_weak_passphrase_guards_no_key(
    coffre: Modele, tmp_path: Path
) -> None:
    session = coffre.open("dpo")
    with pytest.raises(ExportInVault):
        export_journal(session, coffre.coffre / "export.json")
    with pytest.raises(PassphraseWeak):
        export_cle_audit(session, tmp_path / "cle.json", "azerty", kdf=BON_MARCHE)
    session.close()
    assert not (tmp_path / "cle.json").exists()


def test_both_exports_leave_their_entries(coffre: Modele, dpo: tuple[Path, Path]) -> None:
    session = coffre.open("dpo")
    told = [line.acte for line in read_journal(session, nombre=1000)]
    session.close()
    assert told.count("journal.exporte") == 2  # asked, then done
    assert told.count("journal.cle_exportee") == 1


def test_an_export_stopped_half_way_leaves_no_file(coffre: Modele, tmp_path: Path) -> None:
    session = coffre.open("dpo")
    export_journal(session, tmp_path / "e.json", progress=lambda done, total: False)
    session.close()
    assert list(tmp_path.glob("e.json*")) == []


@pytest.mark.parametrize("place", ["chartes", "adhesions", "annuaires"])
def test_a_forged_directory_charter_or_signature_of_it_is_found(
    dpo: tuple[Path, Path], place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = dpo[0].read_text(encoding="utf-8").splitlines()
    head = json.loads(lines[0])
    raw = bytearray(_raw(head[place][0][-1]))
    raw[3] ^= 1
    head[place][0][-1] = _b64(bytes(raw))
    forged = tmp_path / "forge.json"
    forged.write_text("\n".join([json.dumps(head), *lines[1:]]), encoding="utf-8")
    assert main([str(forged)]) == 4
    expected = Genre.ANNUAIRE_FORGE if place == "annuaires" else Genre.CHARTE_FORGEE
    assert CONDUITES[expected][:40] in capsys.readouterr().out.replace("\u00a0", " ")


def test_an_export_of_the_first_format_is_still_read(dpo: tuple[Path, Path], tmp_path: Path) -> None:
    lines = dpo[0].read_text(encoding="utf-8").splitlines()
    head = json.loads(lines[0])
    old = {"format": 1, "coffre": head["coffre"], "annuaires": head["annuaires"]}
    (tmp_path / "v1.json").write_text("\n".join([json.dumps(old), *lines[1:]]), encoding="utf-8")
    assert main([str(tmp_path / "v1.json")]) == 0


def test_an_export_comes_back_the_same(dpo: tuple[Path, Path]) -> None:
    lines = dpo[0].read_text(encoding="utf-8").splitlines()
    directory, entries = read_export(lines)
    assert list(write_export(directory, list(entries))) == lines


def test_the_child_that_shares_the_signatures_finds_what_one_alone_finds(
    dpo: tuple[Path, Path],
) -> None:
    directory, entries = read_export(dpo[0].read_text(encoding="utf-8").splitlines())
    rows = list(entries)
    wrong = [1, 9, len(rows)]
    forged = [(n, env, sealed, b"\0" * 64 if n in wrong else sig) for n, env, sealed, sig in rows]
    for child in (True, False):
        verdict = verify(directory, forged, enfant=child)
        assert [a.n for a in verdict.anomalies if a.genre is Genre.SIGNATURE_FAUSSE] == wrong
        assert verify(directory, rows, enfant=child).integre


def test_a_child_killed_half_way_hides_no_false_signature(dpo: tuple[Path, Path]) -> None:
    directory, entries = read_export(dpo[0].read_text(encoding="utf-8").splitlines())
    n, env, _, good = next(iter(entries))
    session = chain.unpack(env).session_public
    checks = shared.Signatures(with_child=True)
    assert checks._child is not None and checks._child._run is not None
    for at in range(4 * shared.BATCH):
        if at == shared.BATCH + 5:
            checks._child._run.kill()
        checks.add((at + 1, session, good if at % 300 else b"\0" * 64, p.sha256(env)))
    assert checks.finish() == [1 + at for at in range(0, 4 * shared.BATCH, 300)]
    assert directory.vault_id and n == 1


def test_a_signature_of_another_length_is_false_even_through_the_child(dpo: tuple[Path, Path]) -> None:
    directory, entries = read_export(dpo[0].read_text(encoding="utf-8").splitlines())
    rows = list(entries)
    for bad in (rows[4][3] + b"\0", rows[4][3][:-1], b""):
        forged = [*rows[:4], (*rows[4][:3], bad), *rows[5:]]
        for child in (True, False):
            assert [a.n for a in verify(directory, forged, enfant=child).anomalies] == [5]


def test_every_kind_of_anomaly_says_what_to_do() -> None:
    assert set(CONDUITES) == set(Genre)
    assert all(text.endswith(".") and len(text) > 40 for text in CONDUITES.values())
