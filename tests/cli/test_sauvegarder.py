"""``gsn sauvegarder`` and ``gsn restaurer``: what they say, what they leave, which exit code, whatever goes wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gsn_app.actions.creation import make_first_sauvegarde, prepare_creation
from gsn_app.actions.epreuve import Gardien
from gsn_app.domain.membre import NouveauMembre, TypeInstance
from tests.cli.commande import PHRASES, Coffre, Sortie, gsn

COORDO, DPO = PHRASES["coordo"].encode(), PHRASES["dpo"].encode()


def save(
    coffre: Coffre, vers: Path, secret: bytes = COORDO, membre: str = "coordo", **more: object
) -> Sortie:
    base = ("sauvegarder", "--coffre", coffre.dossier, "--poste", coffre.poste)
    return gsn(*base, "--membre", membre, "--vers", vers, secret=secret, **more)  # type: ignore[arg-type]


def back(
    fichier: Path, vers: Path, poste: Path, *more: str, secret: bytes = COORDO, membre: str = "coordo"
) -> Sortie:
    base = ("restaurer", "--sauvegarde", fichier, "--coffre", vers, "--poste", poste)
    return gsn(*base, "--membre", membre, *more, secret=secret)


@pytest.fixture
def support(tmp_path: Path) -> Path:
    (tmp_path / "support").mkdir()
    return tmp_path / "support"


def test_a_backup_is_made_then_restored_and_the_vault_verifies(
    coffre: Coffre, support: Path, tmp_path: Path
) -> None:
    made = save(coffre, support)
    assert made.code == 0, made.erreur
    assert made.dit.startswith("Sauvegarde vérifiée\u00a0:")
    (fichier,) = support.glob("*.sauv")
    assert str(fichier) in made.dit
    older = back(fichier, tmp_path / "neuf", coffre.poste)
    assert older.code == 3
    assert "(SAV-12)" in older.erreur
    assert not (tmp_path / "neuf").exists()
    done = back(fichier, tmp_path / "neuf", coffre.poste, "--motif", "disque remplacé")
    assert done.code == 0, done.erreur
    assert "Coffre restauré" in done.dit
    check = gsn(
        "verifier", "--coffre", tmp_path / "neuf", "--poste", coffre.poste, "--membre", "dpo", secret=DPO
    )
    assert check.code == 0, check.erreur + check.dit


def test_each_fault_is_one_sentence_with_its_code_and_leaves_nothing(
    coffre: Coffre, support: Path, tmp_path: Path
) -> None:
    assert save(coffre, support).code == 0
    (fichier,) = support.glob("*.sauv")
    neuf = tmp_path / "neuf"
    plein = tmp_path / "plein"
    plein.mkdir()
    (plein / "x").write_text("x")
    court = tmp_path / "court.sauv"
    court.write_bytes(fichier.read_bytes()[:-1])
    jeune = tmp_path / "jeune.sauv"
    jeune.write_bytes(b"GSNSAU\x00\x09" + fichier.read_bytes()[8:])
    motif = ("--motif", "essai")
    asked = [
        (save(coffre, tmp_path / "absent"), 5, "SAV-05"),
        (save(coffre, coffre.dossier), 2, "SAV-08"),
        (save(coffre, support, secret=b"fausse phrase de passe"), 3, "OUV-01"),
        (save(coffre, support, secret=DPO, membre="dpo"), 3, "REF-01"),
        (back(fichier, neuf, coffre.poste, *motif, secret=b"fausse phrase de passe"), 3, "OUV-01"),
        (back(fichier, neuf, coffre.poste, *motif, secret=DPO, membre="dpo"), 3, "SAV-03"),
        (back(fichier, plein, coffre.poste, *motif), 2, "CRE-01"),
        (back(court, neuf, coffre.poste, *motif), 5, "SAV-01"),
        (back(jeune, neuf, coffre.poste, *motif), 5, "SAV-02"),
        (back(tmp_path / "absent.sauv", neuf, coffre.poste), 5, "SAV-09"),
        (back(fichier, neuf, tmp_path / "autre"), 3, "SAV-17"),
        (back(fichier, neuf, coffre.poste, "--ancre", "douze"), 2, "SAV-18"),
    ]
    for found, code, word in asked:
        assert f"({word})" in found.erreur, found
        assert found.code == code, found
        assert len(found.erreur.strip().splitlines()) == 1, found.erreur
    assert not neuf.exists()
    assert [x.name for x in tmp_path.glob(".*")] == []
    assert sorted(x.name for x in support.iterdir()) == [fichier.name]
    assert not [x for x in coffre.dossier.iterdir() if x.name.startswith(".")]


def test_the_custodians_restore_on_an_empty_machine_and_one_of_them_does_not(
    tmp_path: Path, support: Path
) -> None:
    creation = prepare_creation(
        commune="Saint-Exemple-sur-Test", instances=[(TypeInstance.GSN, "Groupe de suivi nominatif")],
        coordonnateur=NouveauMembre("Coordo Testard", "Coordonnateur CLSPD", "Commune", {}),
        passphrase=PHRASES["coordo"], auditeur=None, gardiens=[Gardien("Maire Testard", "maire"), Gardien("Dgs Testard", "DGS")],
    )  # fmt: skip
    for rang, part in enumerate(creation.parts):
        creation.prove(rang, part)
    session = creation.finish(tmp_path / "coffre", tmp_path / "poste")
    make_first_sauvegarde(session, support)
    session.close()
    (fichier,) = support.glob("*.sauv")
    nouvelle = b"grelot pivoine ardoise sifflet marais hibou"

    def try_with(parts: tuple[str, ...]) -> Sortie:
        reader, writer = os.pipe()
        os.write(writer, "\n".join(parts).encode())
        os.close(writer)
        base = (
            "restaurer",
            "--sauvegarde",
            fichier,
            "--coffre",
            tmp_path / "neuf",
            "--poste",
            tmp_path / "vide",
        )
        found = gsn(
            *base, "--membre", "coordo", "--parts-fd", "0", secret=nouvelle, avant=lambda: _as_input(reader)
        )
        os.close(reader)
        return found

    alone = try_with(creation.parts[:1])
    assert (alone.code, "(SEQ-07)" in alone.erreur) == (2, True), alone
    assert not (tmp_path / "neuf").exists()
    done = try_with(creation.parts)
    assert done.code == 0, done.erreur
    assert "Coffre restauré" in done.dit
    assert gsn(
        "verifier", "--coffre", tmp_path / "neuf", "--poste", tmp_path / "vide", "--membre", "coordo", secret=nouvelle
    ).code == 0  # fmt: skip


def _as_input(reader: int) -> None:
    os.dup2(reader, 0)


def test_the_usage_names_both_commands() -> None:
    assert gsn("sauvegarder").code == 2
    told = gsn("--aide").dit
    assert "sauvegarder" in told
    assert "restaurer" in told
