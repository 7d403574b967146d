"""``gsn sauvegarder`` and ``gsn restaurer``: a backup read again from its medium, a vault put back in an empty folder."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from gsn_app.cli_analyse import count_between
from gsn_app.cli_secret import SECRET_MAX, SecretUnreadable, ask_phrase, find_membre

Progress = Callable[[int, int], bool]
Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
DESCRIPTEUR_MAX = 1_048_576


def add_sauvegarde(command: Command) -> None:
    """Declare both commands."""
    save = command("sauvegarder", _sauvegarder, "faire une sauvegarde, relue sur son support")
    save.add_argument("--coffre", type=Path, metavar="DOSSIER", required=True, help="le coffre")
    save.add_argument("--vers", type=Path, metavar="DOSSIER", required=True, help="dossier du support")
    text = "remettre une sauvegarde dans un dossier vide, comme coordonnateur"
    back = command("restaurer", _restaurer, text)
    back.add_argument("--sauvegarde", type=Path, metavar="FICHIER", required=True, help="le fichier .sauv")
    back.add_argument("--coffre", type=Path, metavar="DOSSIER", required=True, help="dossier vide ou nouveau")
    back.add_argument("--motif", metavar="TEXTE", default="", help="confirme une sauvegarde plus ancienne")
    back.add_argument(
        "--ancre", action="append", default=[], metavar="ANCRE", help="ancre relevée sur papier (répétable)"
    )
    back.add_argument(
        "--parts-fd",
        type=count_between(0, DESCRIPTEUR_MAX),
        metavar="N",
        help="descripteur d’où lire les parts des gardiens, une par ligne\u00a0; la phrase de passe est alors nouvelle",
    )
    for found in (save, back):
        found.add_argument("--membre", metavar="M", required=True, help="nom ou identifiant du membre")
        found.add_argument(
            "--secret-fd",
            type=count_between(0, DESCRIPTEUR_MAX),
            metavar="N",
            help="descripteur d’où lire la phrase de passe",
        )


def _sauvegarder(options: argparse.Namespace) -> int:
    from gsn_app.actions.ouverture import open_session, read_porte
    from gsn_app.actions.sauvegarde import make_sauvegarde

    membre_id = find_membre(options.membre, read_porte(options.coffre, options.poste).membres, "")
    session = open_session(options.coffre, options.poste, membre_id, ask_phrase(options.secret_fd))
    try:
        made = make_sauvegarde(session, options.vers.absolute(), progress=_progress("Sauvegarde"))
    finally:
        session.close()
    sys.stdout.write(f"Sauvegarde vérifiée\u00a0: {made.fichier}, ancre {made.ancre}.\n")
    return 0


def _restaurer(options: argparse.Namespace) -> int:
    from gsn_app.actions.restauration import SecretPosteMissing, read_apercu, restore

    if options.parts_fd is not None:
        return _restore_with_parts(options)
    seen = read_apercu(options.sauvegarde, options.poste)
    if not seen.membres:
        raise SecretPosteMissing()
    made = restore(
        options.sauvegarde, options.coffre, options.poste, find_membre(options.membre, seen.membres, ""),
        ask_phrase(options.secret_fd), ancres=options.ancre, motif=options.motif, progress=_progress("Restauration"),
    )  # fmt: skip
    _tell(made.dossier, made.n, made.ancre)
    return 0


def _restore_with_parts(options: argparse.Namespace) -> int:
    """An empty machine, enough custodians: the coordonnateur named receives new keys and the passphrase given."""
    from gsn_app.actions.ouverture import MembreAffiche
    from gsn_app.actions.restauration_parts import examine_sauvegarde, restore_with_parts

    parts = _read_parts(options.parts_fd)
    seen = examine_sauvegarde(options.sauvegarde, options.coffre, options.poste, parts)
    known = [MembreAffiche(m.id, m.nom, m.fonction) for m in seen.coordonnateurs]
    made, given = restore_with_parts(
        options.sauvegarde, options.coffre, options.poste, parts, membre_id=find_membre(options.membre, known, ""),
        passphrase=ask_phrase(options.secret_fd), ancres=options.ancre, motif=options.motif,
        progress=_progress("Restauration"),
    )  # fmt: skip
    _tell(made.dossier, made.n, made.ancre)
    if given.a_reenroler:
        sys.stdout.write(f"À enrôler de nouveau\u00a0: {', '.join(given.a_reenroler)}.\n")
    return 0


def _read_parts(descriptor: int) -> list[str]:
    try:
        with os.fdopen(descriptor, "rb") as stream:
            return [line for line in stream.read(SECRET_MAX).decode().splitlines() if line.strip()]
    except (OSError, ValueError):
        raise SecretUnreadable(descripteur=descriptor) from None


def _tell(dossier: Path, n: int, ancre: str) -> None:
    sys.stdout.write(f"Coffre restauré dans {dossier}, depuis l’entrée {n}\u00a0; ancre {ancre}.\n")


def _progress(stage: str) -> Progress | None:
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> bool:
        sys.stderr.write(f"{stage}\u00a0: {done}/{total}\n")
        return True

    return show
