"""The ``gsn`` command: French words, one sentence for each failure, exit codes 0 done, 2 usage, 3 refused, 4 tampering, 5 damaged."""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import json
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import gsn_app
from gsn_app import lanceur
from gsn_app.cli_analyse import Analyseur, count_between
from gsn_app.cli_poste import add_poste
from gsn_app.cli_rapport import add_rapport
from gsn_app.cli_sauvegarde import add_sauvegarde
from gsn_app.cli_secret import ask_phrase, find_membre
from gsn_app.errors import Damaged, GsnError, InvalidInput
from gsn_app.lanceur import SORTIE_VERROU

if TYPE_CHECKING:
    from gsn_app.actions.journal import EtatJournal

#: characters of searched words read on standard input
MOTS_MAX = 16_384
_ANCRE = re.compile(r"[0-9]{1,12}[·.][A-Z2-7]{16}")


class AncreMalformed(InvalidInput):
    """L’ancre « {ancre} » n’a pas la forme attendue : un nombre, un point, seize lettres ou chiffres."""

    code = "CLI-08"


class SessionStopped(Damaged):
    """La session s’est arrêtée d’elle-même (signal {signal}). Ce qui était enregistré est intact : ouvrez de nouveau."""

    code = "CLI-04"


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
        "--situations",
        type=count_between(0, 100_000),
        default=46,
        metavar="N",
        help="nombre de situations (46)",
    )
    demo.add_argument(
        "--graine", type=count_between(0, 2**31), default=1, metavar="S", help="graine du tirage (1)"
    )
    demo.add_argument(
        "--journal",
        type=count_between(0, 5_000_000),
        default=0,
        metavar="M",
        help="entrées de journal, au moins",
    )
    check = command("verifier", _verifier, "vérifier le journal d’un coffre")
    check.add_argument("--coffre", type=Path, metavar="DOSSIER", required=True, help="le coffre")
    check.add_argument("--membre", metavar="M", default="", help="nom ou identifiant du membre qui ouvre")
    check.add_argument(
        "--secret-fd",
        type=count_between(0, 1_048_576),
        metavar="N",
        help="descripteur d’où lire la phrase de passe",
    )
    check.add_argument(
        "--ancre", action="append", default=[], metavar="ANCRE", help="ancre relevée sur papier (répétable)"
    )
    check.add_argument(
        "--portee", choices=("complete", "suite", "nouveau"), default="complete",
        help="tout (par défaut), toute la suite sans revoir les signatures déjà vérifiées, ou les seules nouvelles entrées",
    )  # fmt: skip
    check.add_argument("--json", action="store_true", help="résultat en JSON sur la sortie standard")
    trousse = command("trousse", _trousse, "faire connaître un coffre à ce poste, par les mots de sa trousse")
    trousse.add_argument("--coffre", type=Path, metavar="DOSSIER", required=True, help="le coffre")
    trousse.add_argument(
        "--secret-fd", type=count_between(0, 1_048_576), metavar="N", help="descripteur d’où lire les mots"
    )
    alone = command(
        "verificateur", _verificateur, "vérifier un journal exporté, sans le coffre (poste du DPO)"
    )
    alone.add_argument(
        "export", metavar="EXPORT", help="le journal exporté\u00a0; suivi de --aide pour le reste"
    )
    alone.add_argument(
        "reste", nargs=argparse.REMAINDER, metavar="…", help="--ancre ANCRE, --cle-audit FICHIER"
    )
    add_sauvegarde(command)
    add_poste(command)
    look = command("diagnostic", _diagnostic, "état des fichiers et des protections, sans clé")
    look.add_argument("--coffre", type=Path, metavar="DOSSIER", help="le coffre à regarder")
    look.add_argument(
        "--residus", action="store_true",
        help="chercher des mots effacés dans chaque page du coffre (un par ligne sur l’entrée standard)",
    )  # fmt: skip
    look.add_argument("--membre", metavar="M", default="", help="avec --residus : le membre qui ouvre")
    look.add_argument(
        "--secret-fd",
        type=count_between(0, 1_048_576),
        metavar="N",
        help="avec --residus : descripteur de la phrase de passe",
    )
    tour = command("tour", _tour, "chaque écran et chaque feuille de la démonstration, dans un dossier")
    tour.add_argument(
        "--vers", type=Path, metavar="DOSSIER", required=True, help="dossier des images et des feuilles"
    )
    add_rapport(
        command("rapport", _usage, "vérifier des rapports remis, essayer la méthode sur des données codées")
    )
    child = commands.add_parser("lire-tableau", help="lecture d’un tableau, démarrée par le programme")
    child.set_defaults(run=_lire_tableau)
    session = command("session", _session, "processus de session, démarré par « ouvrir »")
    session.add_argument("--coffre", type=Path, metavar="DOSSIER", help="le coffre à proposer")
    command("rendu", _rendu, "page d’un fichier joint, démarrée par le programme")
    command("signatures", _signatures, "partage d’une vérification, démarré par le programme")
    return top


def _usage(_options: argparse.Namespace) -> int:
    return 2


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


def _lire_tableau(_options: argparse.Namespace) -> int:
    from gsn_app.bac_a_sable.enfant_tableau import main as read

    return read()


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
    membre_id = find_membre(options.membre, porte.membres, known[0] if known else "")
    told = known is not None and known[0] == membre_id and options.secret_fd is None
    phrase = known[1] if known is not None and told else ask_phrase(options.secret_fd)
    session = open_session(options.coffre, options.poste, membre_id, phrase)
    try:
        state = verify_journal(
            session, ancres=options.ancre, portee=options.portee, progress=_progress_or_none()
        )
    finally:
        session.close()
    if options.json:
        sys.stdout.write(json.dumps(asdict(state), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_tell(state)) + "\n")
    return 0 if state.integre else 4


def _trousse(options: argparse.Namespace) -> int:
    from gsn_app.actions.trousse import restore_trousse

    mots = ask_phrase(options.secret_fd, "Les vingt-quatre mots\u00a0: ")
    porte = restore_trousse(options.coffre, options.poste, mots)
    sys.stdout.write(f"Ce poste connaît maintenant le coffre ({len(porte.membres)} membres).\n")
    return 0


def _verificateur(options: argparse.Namespace) -> int:
    from gsn_app import verificateur

    return verificateur.main([options.export, *options.reste])


def _progress_or_none() -> Callable[[int, int], bool] | None:
    return (lambda done, total: _show_progress("Vérification", done, total)) if sys.stderr.isatty() else None


def _signatures(_: argparse.Namespace) -> int:
    from gsn_app.verificateur import serve

    return serve(sys.stdin.buffer, sys.stdout.buffer)


def _rendu(_: argparse.Namespace) -> int:
    from gsn_app.bac_a_sable.enfant import run

    return run()


def _tell(state: EtatJournal) -> list[str]:
    level = (
        "attribution comprise"
        if state.niveau
        else "suite et ordre seuls\u00a0: l’attribution demande l’auditeur"
    )
    if state.integre:
        since = f" depuis l’entrée {state.premiere}" if state.premiere > 1 else ""
        gone = f" Contenu effacé au terme\u00a0: {state.effaces} entrées." if state.effaces else ""
        return [
            f"Journal intègre\u00a0: {state.entrees} entrées{since}, ancre {state.ancre} ({level}).{gone}"
        ]
    lines = [f"Journal ALTÉRÉ\u00a0: {len(state.anomalies)} anomalie(s) sur {state.entrees} entrées."]
    lines += state.anomalies
    return lines + [f"  → {conduite}" for conduite in dict.fromkeys(state.conduites)]


def _diagnostic(options: argparse.Namespace) -> int:
    from gsn_app.actions.diagnostic import inspect
    from gsn_app.actions.protection import examine_machine
    from gsn_app.verificateur.anomalie import typeset

    sys.stdout.write(f"Suivi nominatif {gsn_app.__version__}\n\n")
    lines, healthy = inspect(options.coffre, options.poste)
    sys.stdout.write("\n".join(lines) + "\n\nConditions à réunir\n")
    for condition in examine_machine(options.coffre, options.poste):
        mark = {True: "oui", False: "NON", None: " ? "}[condition.remplie]
        sys.stdout.write(f"  {mark}  {condition.nom}\u00a0: {typeset(condition.sens)}\n")
    sys.stdout.write("\nProtections de ce poste\n")
    for wall in lanceur.describe():
        sys.stdout.write(f"  {'oui' if wall.active else 'NON'}  {wall.nom}\u00a0: {typeset(wall.sens)}\n")
    if options.residus and options.coffre is not None:
        return _residus(options)
    return 0 if healthy else 5


def _residus(options: argparse.Namespace) -> int:
    """Words come on standard input, never in the arguments: other accounts of the machine can read those."""
    from gsn_app.actions.ouverture import open_session, read_porte
    from gsn_app.actions.residu import search_residus

    membre_id = find_membre(options.membre, read_porte(options.coffre, options.poste).membres, "")
    phrase = ask_phrase(options.secret_fd)
    if sys.stdin.isatty():
        sys.stderr.write("Mots à chercher, un par ligne ; Ctrl+D pour finir.\n".replace(" ;", "\u00a0;"))
    words = sys.stdin.read(MOTS_MAX).splitlines()
    session = open_session(options.coffre, options.poste, membre_id, phrase)
    try:
        found = search_residus(session, words)
    finally:
        session.close()
    sys.stdout.write("\nRésidus\n")
    for residu in found:
        sys.stdout.write(f"  mot {residu.rang + 1}\u00a0: {residu.lieu}\n")
    if not found:
        sys.stdout.write("  aucun des mots donnés n’est resté, pages libres comprises\n")
    return 4 if found else 0


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
