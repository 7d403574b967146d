"""``gsn rapport``: check released reports again, try the method on coded records. No vault, no passphrase."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


def add_rapport(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands of ``gsn rapport``."""
    known = parser.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=type(parser))
    checked = known.add_parser(
        "verifier",
        help="vérifier des rapports remis (JSON), sans secret",
        description="Refait l’audit de rapports remis\u00a0: sortie 0 rien à redire, 4 une déduction est possible, "
        "5 fichier illisible.",
    )
    checked.add_argument(
        "fichiers", type=Path, nargs="+", metavar="FICHIER", help="rapport.json, ou SORTIE.json"
    )
    checked.set_defaults(run=_verifier)
    tried = known.add_parser(
        "essai",
        help="essayer la méthode sur des données codées, sans coffre",
        description="Une ligne par situation\u00a0: id, jeune, colonnes codées\u00a0; des fichiers successifs sont des "
        "éditions successives.",
    )
    tried.add_argument(
        "--donnees",
        type=Path,
        nargs="+",
        metavar="CSV",
        required=True,
        help="T1.csv [T2.csv …], dans l’ordre",
    )
    tried.add_argument("--tables", type=Path, metavar="TOML", required=True, help="tableaux et regroupements")
    tried.add_argument("--vers", type=Path, metavar="JSON", required=True, help="fichier de résultat")
    tried.set_defaults(run=_essai)


def _verifier(options: argparse.Namespace) -> int:
    from gsn_app.actions.essai import verify_rapports

    found = verify_rapports(options.fichiers)
    count = f"{found.editions} édition(s), {found.tableaux} tableau(x)"
    if found.defauts:
        sys.stdout.write(
            f"{count}\u00a0: {len(found.defauts)} défaut(s).\n" + "\n".join(found.defauts) + "\n"
        )
        return 4
    reach = "rapprochées entre elles" if found.lots else "chacune avec son total, et leur suite"
    sys.stdout.write(f"{count}\u00a0: aucune déduction possible ({reach}).\n")
    return 0


def _essai(options: argparse.Namespace) -> int:
    from gsn_app.actions.essai import try_donnees

    released, refusals = try_donnees(options.donnees, options.tables, options.vers, _progress_or_none())
    sys.stdout.write(
        f"{released} édition(s) sur {len(options.donnees)}, {refusals} refus\u00a0: {options.vers}\n"
    )
    return 0


def _progress_or_none() -> Callable[[int, int], bool] | None:
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> bool:
        sys.stderr.write(f"\rVérification croisée\u00a0: {done}/{total}")
        sys.stderr.flush()
        return True

    return show
