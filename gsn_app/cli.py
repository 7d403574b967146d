"""The ``gsn`` command: French words, one sentence for each failure, exit codes 0 done, 2 usage, 3 refused, 4 tampering, 5 damaged."""

from __future__ import annotations

import argparse
import contextlib
import errno
import getpass
import io
import json
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import gsn_app
from gsn_app import lanceur
from gsn_app.cli_rapport import add_rapport
from gsn_app.domain.texte import fold
from gsn_app.errors import Damaged, GsnError, InvalidInput
from gsn_app.lanceur import SORTIE_VERROU

if TYPE_CHECKING:
    from gsn_app.actions.journal import EtatJournal
    from gsn_app.actions.ouverture import MembreAffiche

#: longest passphrase read from a descriptor, in bytes
SECRET_MAX = 4096
_ANCRE = re.compile(r"[0-9]{1,12}[·.][A-Z2-7]{16}")


class MembreAmbiguous(InvalidInput):
    """« {nom} » ne désigne pas un membre et un seul de ce coffre. Membres : {membres}."""

    code = "CLI-01"


class SecretUnreadable(InvalidInput):
    """La phrase de passe n’a pas pu être lue sur le descripteur {descripteur}."""

    code = "CLI-02"


class SecretMissing(InvalidInput):
    """Aucun terminal pour saisir la phrase de passe : donnez-la par --secret-fd."""

    code = "CLI-03"


class AncreMalformed(InvalidInput):
    """L’ancre « {ancre} » n’a pas la forme attendue : un nombre, un point, seize lettres ou chiffres."""

    code = "CLI-08"


class SessionStopped(Damaged):
    """La session s’est arrêtée d’elle-même (signal {signal}). Ce qui était enregistré est intact : ouvrez de nouveau."""

    code = "CLI-04"


class Analyseur(argparse.ArgumentParser):
    """argparse, speaking French; exits 2 on a wrong command line."""

    def __init__(self, prog: str, description: str = "") -> None:
        super().__init__(prog=prog, description=description, add_help=False, allow_abbrev=False)
        self._positionals.title = "commandes"
        self._optionals.title = "options"
        self.add_argument("-h", "--aide", "--help", action="help", help="cette aide")

    def error(self, message: str) -> NoReturn:
        """Usage and the fault, in French."""
        self.exit(2, f"{self.format_usage()}gsn : {_french(message)}\n")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "Usage\u00a0:", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "Usage\u00a0:", 1)


_MESSAGES = (
    ("the following arguments are required:", "il manque\u00a0:"),
    ("unrecognized arguments:", "arguments inconnus\u00a0:"),
    ("expected one argument", "une valeur est attendue"),
    ("expected at least one argument", "une valeur au moins est attendue"),
    ("invalid choice:", "choix inconnu\u00a0:"),
    ("(choose from", "(au choix\u00a0:"),
)


def _french(message: str) -> str:
    unknown = re.match(r"argument COMMANDE: invalid choice: '(.{0,40})", message)
    if unknown:
        return f"commande inconnue\u00a0: {unknown[1].split(chr(39))[0]} (gsn --aide les montre)"
    for english, french in _MESSAGES:
        message = message.replace(english, french)
    return re.sub(r"^argument (\S+): ", "option \\1\u00a0: ", message)


def build() -> Analyseur:
    """The command line; kept apart so that the tests read it whole."""
    top = Analyseur(
        prog="gsn", description="Suivi nominatif\u00a0: coffre chiffré, hors ligne, d’un groupe de suivi."
    )
    commands = top.add_subparsers(dest="commande", required=True, metavar="COMMANDE", parser_class=Analyseur)

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> Analyseur:
        found: Analyseur = commands.add_parser(name, help=text, description=text)
        found.set_defaults(run=run)
        found.add_argument(
            "--poste", type=Path, metavar="DOSSIER", help="données de ce poste (secret, têtes, récents)"
        )
        return found

    opened = command("ouvrir", _ouvrir, "ouvrir le programme")
    opened.add_argument("--coffre", type=Path, metavar="DOSSIER", help="le coffre à proposer")
    demo = command("demo", _demo, "créer un coffre de démonstration, fictif, aux phrases de passe connues")
    demo.add_argument("--coffre", type=Path, metavar="DOSSIER", required=True, help="dossier vide ou nouveau")
    demo.add_argument(
        "--situations", type=_count(0, 100_000), default=46, metavar="N", help="nombre de situations (46)"
    )
    demo.add_argument("--graine", type=_count(0, 2**31), default=1, metavar="S", help="graine du tirage (1)")
    demo.add_argument(
        "--journal", type=_count(0, 5_000_000), default=0, metavar="M", help="entrées de journal, au moins"
    )
    check = command("verifier", _verifier, "vérifier le journal d’un coffre")
    check.add_argument("--coffre", type=Path, metavar="DOSSIER", required=True, help="le coffre")
    check.add_argument("--membre", metavar="M", default="", help="nom ou identifiant du membre qui ouvre")
    check.add_argument(
        "--secret-fd", type=_count(0, 1_048_576), metavar="N", help="descripteur d’où lire la phrase de passe"
    )
    check.add_argument(
        "--ancre", action="append", default=[], metavar="ANCRE", help="ancre relevée sur papier (répétable)"
    )
    check.add_argument("--json", action="store_true", help="résultat en JSON sur la sortie standard")
    look = command("diagnostic", _diagnostic, "état des fichiers et des protections, sans clé")
    look.add_argument("--coffre", type=Path, metavar="DOSSIER", help="le coffre à regarder")
    tour = command("tour", _tour, "chaque écran et chaque feuille de la démonstration, dans un dossier")
    tour.add_argument(
        "--vers", type=Path, metavar="DOSSIER", required=True, help="dossier des images et des feuilles"
    )
    add_rapport(
        command("rapport", _usage, "vérifier des rapports remis, essayer la méthode sur des données codées")
    )
    session = command("session", _session, "processus de session, démarré par « ouvrir »")
    session.add_argument("--coffre", type=Path, metavar="DOSSIER", help="le coffre à proposer")
    return top


def _usage(_options: argparse.Namespace) -> int:
    return 2


def _count(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or len(text) > 9 or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(
                f"«\u00a0{text[:20]}\u00a0» n’est pas un nombre entre {low} et {high}"
            )
        return int(text)

    return parse


def _ouvrir(options: argparse.Namespace) -> int:
    arguments = []
    for name in ("coffre", "poste"):
        folder = getattr(options, name)
        if folder is not None:
            arguments += [f"--{name}", str(folder.absolute())]
    command, cwd = lanceur.session_command(arguments)
    code = lanceur.supervise(command, cwd)
    if code < 0 or code == SORTIE_VERROU:
        raise SessionStopped(signal=-code)
    return code


def _session(options: argparse.Namespace) -> int:
    lanceur.follow_supervisor()
    from gsn_app.ui import application

    return application.run(options.coffre, options.poste)


def _demo(options: argparse.Namespace) -> int:
    from gsn_app.demo import generate

    made = generate(
        options.coffre, options.poste, situations=options.situations, graine=options.graine,
        journal=options.journal, progress=_show_progress,
    )  # fmt: skip
    sys.stdout.write(json.dumps(made.as_dict(), ensure_ascii=False, indent=1) + "\n")
    return 0


def _show_progress(stage: str, done: int, total: int) -> bool:
    sys.stderr.write(f"{stage}\u00a0: {done}/{total}\n")
    sys.stderr.flush()
    return True


def _verifier(options: argparse.Namespace) -> int:
    from gsn_app.actions.demonstration import read_auditeur
    from gsn_app.actions.journal import verify_journal
    from gsn_app.actions.ouverture import open_session, read_porte

    for ancre in options.ancre:
        if not _ANCRE.fullmatch(ancre.replace(" ", "").upper()):
            raise AncreMalformed(ancre=ancre[:40])
    porte = read_porte(options.coffre, options.poste)
    known = read_auditeur(options.coffre, options.poste)
    membre_id = _find(options.membre, porte.membres, known[0] if known else "")
    told = known is not None and known[0] == membre_id and options.secret_fd is None
    phrase = known[1] if known is not None and told else _ask(options.secret_fd)
    session = open_session(options.coffre, options.poste, membre_id, phrase)
    try:
        state = verify_journal(session, ancres=options.ancre, progress=_progress_or_none())
    finally:
        session.close()
    if options.json:
        sys.stdout.write(json.dumps(asdict(state), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_tell(state)) + "\n")
    return 0 if state.integre else 4


def _progress_or_none() -> Callable[[int, int], bool] | None:
    return (lambda done, total: _show_progress("Vérification", done, total)) if sys.stderr.isatty() else None


def _tell(state: EtatJournal) -> list[str]:
    level = (
        "attribution comprise"
        if state.niveau
        else "suite et ordre seuls\u00a0: l’attribution demande l’auditeur"
    )
    if state.integre:
        return [f"Journal intègre\u00a0: {state.entrees} entrées, ancre {state.ancre} ({level})."]
    return [
        f"Journal ALTÉRÉ\u00a0: {len(state.anomalies)} anomalie(s) sur {state.entrees} entrées.",
        *state.anomalies,
        "Ne travaillez plus sur ce coffre\u00a0; gardez-en une copie, prévenez le DPO, restaurez la dernière "
        "sauvegarde vérifiée.",
    ]


def _find(asked: str, membres: Sequence[MembreAffiche], known: str) -> str:
    """Member id from an id, a whole name, or part of one name only; the auditeur of a demonstration by default."""
    if not asked and known:
        return known
    wanted = fold(asked)
    exact = [m.id for m in membres if m.id == asked.lower() or (wanted and fold(m.nom) == wanted)]
    near = [m.id for m in membres if wanted and wanted in fold(m.nom)]
    found = exact or near
    if len(found) != 1:
        raise MembreAmbiguous(nom=asked[:60], membres=", ".join(m.nom for m in membres))
    return found[0]


def _ask(descriptor: int | None) -> str:
    """The passphrase, from a descriptor or from the terminal; never from the arguments or the environment."""
    if descriptor is not None:
        try:
            with os.fdopen(descriptor, "rb") as stream:
                raw = stream.read(SECRET_MAX)
            return raw.decode().rstrip("\r\n")
        except (OSError, ValueError):
            raise SecretUnreadable(descripteur=descriptor) from None
    if not sys.stdin.isatty():
        raise SecretMissing()
    return getpass.getpass("Phrase de passe\u00a0: ")


def _diagnostic(options: argparse.Namespace) -> int:
    from gsn_app.actions.diagnostic import inspect

    sys.stdout.write(f"Suivi nominatif {gsn_app.__version__}\n\n")
    lines, healthy = inspect(options.coffre, options.poste)
    sys.stdout.write("\n".join(lines) + "\n\nProtections de ce poste\n")
    for wall in lanceur.describe():
        sys.stdout.write(f"  {'oui' if wall.active else 'NON'}  {wall.nom}\u00a0: {wall.sens}\n")
    return 0 if healthy else 5


def _tour(options: argparse.Namespace) -> int:
    """A fresh demonstration in a temporary folder, visited through its windows; only ``--vers`` is kept."""
    from gsn_app.demo import generate
    from gsn_app.ui import tour

    with tempfile.TemporaryDirectory(prefix="gsn-visite-") as folder:
        coffre, poste = Path(folder) / "coffre", Path(folder) / "poste"
        made = generate(coffre, poste, progress=_show_progress)
        who = next(m for m in made.membres if m["cle"] == "coordo")
        for fichier in tour.play(coffre, poste, who["id"], who["phrase_de_passe"], options.vers):
            sys.stdout.write(f"{fichier}\n")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; walls first, so a test calls this in a child process only. Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    lanceur.protect()
    try:
        options = build().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except GsnError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail("Interrompu\u00a0: rien de ce qui était enregistré n’est perdu.", 2)
    except BrokenPipeError:
        return 2
    except OSError as error:
        return _fail(_disk(error), 5)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        spot = f"{type(error).__name__}, {Path(where.filename).name}:{where.lineno}"
        return _fail(f"Une erreur inattendue est survenue\u00a0; rien n’a été perdu. (GSN-00) [{spot}]", 5)


def _disk(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Le disque est plein\u00a0: libérez de la place puis recommencez\u00a0; rien n’a été perdu. (CLI-05)"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Un fichier ou un dossier ne peut être ni lu ni écrit\u00a0: vérifiez vos droits. (CLI-06)"
    return f"Le support ne répond pas comme attendu\u00a0: vérifiez-le, puis recommencez. (CLI-07, {error.errno})"


def _fail(sentence: str, code: int) -> int:
    with contextlib.suppress(OSError):
        sys.stderr.write(sentence + "\n")
    return code
