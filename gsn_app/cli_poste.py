"""``gsn renouveler-secret``: a new secret de poste for a vault, after a stolen machine or a kit somebody may have read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from gsn_app.cli_analyse import count_between
from gsn_app.cli_secret import ask_phrase, find_membre

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_poste(command: Command) -> None:
    """Declare the command."""
    text = "donner au coffre un nouveau secret de poste, comme coordonnateur (poste volé, trousse lue)"
    found = command("renouveler-secret", _renouveler, text)
    found.add_argument("--coffre", type=Path, metavar="DOSSIER", required=True, help="le coffre")
    found.add_argument("--membre", metavar="M", required=True, help="nom ou identifiant du membre")
    found.add_argument("--motif", metavar="TEXTE", default="", help="inscrit au journal")
    found.add_argument(
        "--secret-fd", type=count_between(0, 1_048_576), metavar="N", help="descripteur de la phrase de passe"
    )


def _renouveler(options: argparse.Namespace) -> int:
    from gsn_app.actions.ouverture import open_session, read_porte
    from gsn_app.actions.secret_poste import renew_secret_poste

    membre_id = find_membre(options.membre, read_porte(options.coffre, options.poste).membres, "")
    phrase = ask_phrase(options.secret_fd)
    session = open_session(options.coffre, options.poste, membre_id, phrase)
    try:
        etat = renew_secret_poste(session, phrase, options.motif)
    finally:
        session.close()
    sys.stdout.write(
        "Le secret de poste est renouvelé\u00a0: imprimez la nouvelle trousse et détruisez l’ancienne.\n"
    )
    if etat.attendent:
        sys.stdout.write(f"Suivront à leur prochaine ouverture\u00a0: {', '.join(etat.attendent)}.\n")
    return 0
