"""Backups: when one is due, making it, listing and proving those that exist, and the record of what was tried.

Any member who works in the vault makes one (it is sealed to the coordonnateurs and the escrow: its maker cannot open
it); only a coordonnateur chooses where, verifies again and tries a restore.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.errors import GsnError, InvalidInput
from gsn_app.store import sauvegarde as store
from gsn_app.store import support as media
from gsn_app.store.effacement import list_traces
from gsn_app.store.sauvegarde_preuve import SauvegardeInterrupted
from gsn_app.store.unite import Unite

Progress = Callable[[int, int], bool]
SUPPORTS_MAX = 4
DELAI_MAX = 30
#: a verified backup older than this many days is shown as late
RETARD_JOURS = 7
#: a medium kept apart is late after this many days
RETARD_SUPPORT_JOURS = 35
#: at most four weeks are kept, and the last of them may be seven days old when the fifth begins
CONSERVATION_JOURS = 35
FAITES, REGLAGES, ESSAI = "sauvegarde.faites", "sauvegarde.reglages", "sauvegarde.essai"
_FAITES_MAX = 60
_CHEMIN_MAX = 400


class SupportUnset(InvalidInput):
    """Aucun dossier de sauvegarde n’est choisi : un coordonnateur l’indique dans l’écran Sauvegardes."""

    code = "SAV-14"


class SupportInvalid(InvalidInput):
    """De un à {maximum} dossiers de sauvegarde, donnés par leur chemin entier, et un délai de 1 à {jours} jours."""

    code = "SAV-15"


class SupportUnknown(InvalidInput):
    """« {dossier} » n’est pas un dossier de sauvegarde de ce coffre."""

    code = "SAV-16"


@dataclass(frozen=True)
class ReglageSauvegarde:
    """Where backups go, the usual medium first, and after how many days one is due."""

    supports: tuple[str, ...] = ()
    delai_jours: int = 1


@dataclass(frozen=True)
class Sauvegarde:
    """One file. ``verifiee_le``: ISO instant of its proof by this vault, or ""; ``defaut``: why it is no use, or ""."""

    fichier: Path
    date: str = ""
    n: int = 0
    ancre: str = ""
    taille: int = 0
    age_jours: int = 0
    verifiee_le: str = ""
    conservee_jusque: str = ""
    defaut: str = ""


@dataclass(frozen=True)
class Minute:
    """Dated minute of a trial restore. ``moyen``: « phrase de passe » or « parts de récupération »."""

    date: str
    fichier: str
    n: int
    ancre: str
    membre: str
    moyen: str
    dossiers: int
    secondes: float


@dataclass(frozen=True)
class Support:
    """One medium: there or not, its backups newest first, days since the last verified one (None: never)."""

    dossier: Path
    present: bool
    sauvegardes: tuple[Sauvegarde, ...] = ()
    age_jours: int | None = None


@dataclass(frozen=True)
class EtatSauvegarde:
    """The whole state: ``age_jours`` of the last verified backup, None when there is none."""

    supports: tuple[Support, ...]
    delai_jours: int
    derniere: str
    age_jours: int | None
    en_retard: bool
    essai: Minute | None


@dataclass(frozen=True)
class Bilan:
    """What the due backups gave: those made, one French sentence for each medium that failed or is absent."""

    faites: tuple[Sauvegarde, ...] = ()
    echecs: tuple[str, ...] = ()


@dataclass
class _Faite:
    """What the vault remembers of a verified backup."""

    fichier: str
    support: str
    date: str
    n: int
    ancre: str
    repere: str = field(default="")


def read_reglage_sauvegarde(session: Session) -> ReglageSauvegarde:
    """The media and the delay in force."""
    raw = session.coffre.read_valeur(REGLAGES)
    if raw is None:
        return ReglageSauvegarde()
    found = json.loads(raw)
    return ReglageSauvegarde(tuple(found["supports"]), int(found["delai_jours"]))


@act(Acte.REGLAGES_MODIFIES)
def save_reglage_sauvegarde(session: Session, reglage: ReglageSauvegarde) -> None:
    """Choose the media; each must be there and outside the vault's folder. Journaled."""
    session.gate(Acte.REGLAGES_MODIFIES)
    paths = tuple(dict.fromkeys(x.strip() for x in reglage.supports if x.strip()))
    shaped = all(Path(x).is_absolute() and len(x) <= _CHEMIN_MAX and x.isprintable() for x in paths)
    delay = type(reglage.delai_jours) is int and 1 <= reglage.delai_jours <= DELAI_MAX
    if not 1 <= len(paths) <= SUPPORTS_MAX or not shaped or not delay:
        raise SupportInvalid(maximum=SUPPORTS_MAX, jours=DELAI_MAX)
    known = read_reglage_sauvegarde(session).supports
    for path in paths:
        if path not in known:
            media.require_support(session.coffre.dossier, Path(path))
    content = {"supports": list(paths), "delai_jours": reglage.delai_jours}
    with session.unit(Acte.REGLAGES_MODIFIES, motif="sauvegardes") as u:
        u.save_valeur(REGLAGES, json.dumps(content, ensure_ascii=False).encode())


@act(Acte.SAUVEGARDE_FAITE)
def make_sauvegarde(
    session: Session, support: Path | None = None, *, progress: Progress | None = None
) -> Sauvegarde:
    """Make one verified backup on a medium (the usual one by default), drop the oldest there, journal it.

    A failure is journaled too, removes what it began and leaves the earlier backups as they were.
    """
    session.gate(Acte.SAUVEGARDE_FAITE)
    where = Path(support) if support is not None else _usual(session)
    coffre = session.coffre
    repere = store.read_repere(session.coffre)
    try:
        head, chemin = store.write_sauvegarde(coffre, where, progress)
        media.add_effacements(where, coffre.vault_id, [trace.tombe for trace in list_traces(coffre)])
    except GsnError as error:
        with contextlib.suppress(GsnError):
            session.trace(Acte.SAUVEGARDE_ECHOUEE, motif=f"{error.code} {where}")
        raise
    made = datetime.fromtimestamp(head.time_ms / 1000, UTC).isoformat(timespec="seconds")
    faite = _Faite(chemin.name, str(where), made, head.n, f"{head.n}·{head.ancre}", repere)
    kept = [faite, *_read_faites(session)][:_FAITES_MAX]
    motif = f"{faite.ancre} {where}"
    with session.unit(Acte.SAUVEGARDE_FAITE, document=chemin.name, motif=motif) as u:
        _save_faites(u, kept)
    verified = {x.fichier for x in kept if x.support == str(where)}
    with contextlib.suppress(GsnError):
        media.rotate(where, coffre.vault_id, verified, chemin)
    with contextlib.suppress(GsnError):
        coffre.poste.save_sauvegarde(coffre.vault_id, made)
    return _shown(media.read_fiche(chemin), {chemin.name: faite}, session)


def make_due_sauvegardes(
    session: Session, *, quitting: bool = False, progress: Progress | None = None
) -> Bilan:
    """Every due backup: after login, when the delay has passed; when leaving, also when something changed since.

    Does nothing for a member who may not, or before the charter is signed. Never raises for one medium.
    """
    if not may_sauvegarder(session):
        return Bilan()
    done: list[Sauvegarde] = []
    failed: list[str] = []
    for support in read_reglage_sauvegarde(session).supports:
        if not _is_due(session, support, quitting):
            continue
        try:
            done.append(make_sauvegarde(session, Path(support), progress=progress))
        except SauvegardeInterrupted:
            break
        except GsnError as error:
            failed.append(str(error))
    return Bilan(tuple(done), tuple(failed))


def count_due(session: Session, *, quitting: bool = False) -> int:
    """How many media :func:`make_due_sauvegardes` would write to."""
    if not may_sauvegarder(session):
        return 0
    supports = read_reglage_sauvegarde(session).supports
    return sum(_is_due(session, x, quitting) and Path(x).is_dir() for x in supports)


def may_sauvegarder(session: Session) -> bool:
    """True for a member who may make a backup now."""
    return session.permits(Acte.SAUVEGARDE_FAITE) and not session.charte_a_signer


def list_sauvegardes(session: Session) -> list[Sauvegarde]:
    """Every backup of this vault on the media that are there, newest first, unreadable files last."""
    found = [x for support in read_etat_sauvegarde(session).supports for x in support.sauvegardes]
    return sorted(found, key=lambda x: (not x.defaut, x.date), reverse=True)


def read_etat_sauvegarde(session: Session) -> EtatSauvegarde:
    """Media, backups, ages and the last trial; nothing is opened, nothing is journaled: it names nobody."""
    reglage = read_reglage_sauvegarde(session)
    faites = _read_faites(session)
    supports = tuple(_read_support(session, Path(x), faites) for x in reglage.supports)
    derniere = max((x.date for x in faites), default="")
    age = _age(session, derniere)
    late = age is None or age > max(RETARD_JOURS, reglage.delai_jours)
    return EtatSauvegarde(supports, reglage.delai_jours, derniere, age, late, read_essai(session))


def read_essai(session: Session) -> Minute | None:
    """Minute of the last trial restore that went to its end."""
    raw = session.coffre.read_valeur(ESSAI)
    return Minute(**json.loads(raw)) if raw else None


def save_essai(session: Session, minute: Minute) -> None:
    """Keep and journal the minute of a trial restore."""
    with session.unit(Acte.SAUVEGARDE_ESSAYEE, document=minute.fichier, motif=minute.ancre) as u:
        u.save_valeur(ESSAI, json.dumps(asdict(minute), ensure_ascii=False).encode())


def require_known(session: Session, fichier: Path) -> Path:
    """The file, if it stands on one of this vault's media; raises SupportUnknown."""
    path = Path(fichier)
    if str(path.parent) not in read_reglage_sauvegarde(session).supports:
        raise SupportUnknown(dossier=path.parent)
    return path


def _usual(session: Session) -> Path:
    supports = read_reglage_sauvegarde(session).supports
    if not supports:
        raise SupportUnset()
    return Path(supports[0])


def _is_due(session: Session, support: str, quitting: bool) -> bool:
    """A medium whose last verified backup is old enough, or behind what changed when leaving; absent ones wait."""
    mine = [x for x in _read_faites(session) if x.support == support]
    if not mine:
        return True
    last = max(mine, key=lambda x: x.date)
    age = _age(session, last.date)
    if age is None or age >= read_reglage_sauvegarde(session).delai_jours or age < 0:
        return True
    return quitting and last.repere != store.read_repere(session.coffre)


def _read_faites(session: Session) -> list[_Faite]:
    raw = session.coffre.read_valeur(FAITES)
    return [_Faite(**x) for x in json.loads(raw)] if raw else []


def _save_faites(u: Unite, faites: Iterable[_Faite]) -> None:
    content: list[dict[str, Any]] = [asdict(x) for x in faites]
    u.save_valeur(FAITES, json.dumps(content, ensure_ascii=False).encode())


def _read_support(session: Session, dossier: Path, faites: list[_Faite]) -> Support:
    mine = {x.fichier: x for x in faites if x.support == str(dossier)}
    last = max((x.date for x in mine.values()), default="")
    age = _age(session, last)
    try:
        fiches = media.list_fiches(dossier, session.coffre.vault_id)
    except GsnError:
        return Support(dossier, False, (), age)
    return Support(dossier, True, tuple(_shown(x, mine, session) for x in fiches), age)


def _shown(fiche: media.Fiche, mine: dict[str, _Faite], session: Session) -> Sauvegarde:
    if fiche.defaut:
        return Sauvegarde(fiche.chemin, defaut=fiche.defaut)
    made = datetime.fromtimestamp(fiche.time_ms / 1000, UTC).isoformat(timespec="seconds")
    faite = mine.get(fiche.chemin.name)
    verified = faite.date if faite is not None and faite.ancre == fiche.ancre else ""
    until = (fiche.jour + timedelta(days=CONSERVATION_JOURS)).isoformat()
    age = _age(session, made) or 0
    return Sauvegarde(fiche.chemin, made, fiche.n, fiche.ancre, fiche.taille, age, verified, until)


def _age(session: Session, made: str) -> int | None:
    if not made:
        return None
    day = datetime.fromisoformat(made).astimezone().date()
    return (date.fromisoformat(session.today()) - day).days
