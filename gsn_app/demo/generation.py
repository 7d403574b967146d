"""From an empty folder to the demonstration vault, chapter by chapter; content follows the seed, keys do not."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.creation import Creation, prepare_creation
from gsn_app.actions.demonstration import save_auditeur
from gsn_app.actions.epreuve import Gardien
from gsn_app.actions.journal import count_entrees
from gsn_app.actions.membre import enrol_membre, list_membres
from gsn_app.actions.reglage import Reglages, save_reglages
from gsn_app.actions.session import Session
from gsn_app.config import KDF, KdfPolicy
from gsn_app.demo.actes_maire import begin_actes, follow_actes, propose_actes
from gsn_app.demo.demande_droit import receive_letters
from gsn_app.demo.famille import gather_families
from gsn_app.demo.horloge import Horloge
from gsn_app.demo.logo import give_logo
from gsn_app.demo.masse import fill_journal, fill_situations
from gsn_app.demo.membres import COMMUNE, GARDIENS, INSTANCE, MEMBRES, PAR_CLE
from gsn_app.demo.noms import Etat
from gsn_app.demo.parcours import follow, seat_veille
from gsn_app.demo.rappels import Fiches
from gsn_app.demo.rapport import begin_report, vouch
from gsn_app.demo.recit import Progress, Recit
from gsn_app.demo.seances import hold_seance
from gsn_app.demo.situations import (
    close_due,
    conclude,
    contribute,
    open_dossier,
    set_aside,
    set_echeances,
    signal,
)
from gsn_app.demo.tableau import Ligne, draw_lignes
from gsn_app.domain.conservation import end_of_school_year
from gsn_app.domain.membre import TypeInstance

#: situations that go through every gesture of a person; beyond, they are opened by the thousand
DETAILLEES = 60
DEPART, MASSE_JUSQUA, PREMIERE_SEANCE = 720, 330, 300
CONTRIBUTEURS = ("ecole", "mds", "pjj", "prevention", "mission", "mediation")
#: entries that the story still writes after the bulk of the journal, with a margin
RESTE = 3_000


@dataclass(frozen=True)
class Demonstration:
    """What is told on standard output."""

    commune: str
    coffre: str
    poste: str
    instance: str
    graine: int
    situations: int
    entrees: int
    ancre: str
    membres: tuple[dict[str, str], ...]
    gardiens: tuple[dict[str, str], ...]
    demonstration: bool = True

    def as_dict(self) -> dict[str, object]:
        """Ready for JSON."""
        return asdict(self)


def generate(
    coffre: Path, poste: Path | None = None, *, situations: int = 46, graine: int = 1, journal: int = 0,
    kdf: KdfPolicy = KDF, maintenant: datetime | None = None, progress: Progress | None = None,
) -> Demonstration:  # fmt: skip
    """Create the demonstration vault in an empty folder; ``journal`` is the least number of entries.

    Raises FolderNotEmpty, and whatever the actions refuse. Costs about thirty key derivations.
    """
    report = progress or (lambda *_: None)
    tirage = random.Random(graine)  # noqa: S311 - content of a demonstration, never a key
    horloge = Horloge(maintenant or datetime.now(UTC), DEPART)
    recit = Recit(Path(coffre), poste, kdf, horloge, tirage, Etat(tirage), report)
    lignes = draw_lignes(situations, tirage)
    creation = found_vault(recit)
    sign_all(recit)
    extra = lignes[max(DETAILLEES, 46) :]
    _mass(recit, extra, journal)
    _story(recit, lignes[:DETAILLEES])
    with recit.session("coordo") as session:
        save_auditeur(session, recit.membres["dpo"], PAR_CLE["dpo"].phrase)
        horloge.go(0)
        ids = [d.id for d in recit.dossiers]
        fill_journal(recit, session, ids, journal - 1, 0)
    entrees, ancre = count_entrees(session), session.ancre
    report("Terminé", 1, 1)
    return Demonstration(
        COMMUNE, str(coffre), str(poste or ""), INSTANCE, graine, len(lignes), entrees, ancre,
        tuple(_member(recit, cle) for cle in PAR_CLE),
        tuple({"nom": nom, "qualite": qualite, "mots": part}
              for (nom, qualite), part in zip(GARDIENS, creation.parts, strict=True)),
    )  # fmt: skip


def _member(recit: Recit, cle: str) -> dict[str, str]:
    who = PAR_CLE[cle]
    return {
        "cle": cle, "id": recit.membres[cle], "nom": who.nom, "fonction": who.fonction,
        "institution": who.institution, "role": str(who.role), "phrase_de_passe": who.phrase,
    }  # fmt: skip


def found_vault(recit: Recit) -> Creation:
    """The vault, its shares proved, its members enrolled, its settings."""
    coordo, dpo = PAR_CLE["coordo"], PAR_CLE["dpo"]
    creation = prepare_creation(
        commune=COMMUNE, instances=[(TypeInstance.GSN, "Groupe de suivi nominatif de Fictif-sur-Éxemple")],
        coordonnateur=coordo.nouveau(), passphrase=coordo.phrase, auditeur=dpo.nouveau(),
        passphrase_auditeur=dpo.phrase, gardiens=[Gardien(*who) for who in GARDIENS], demonstration=True,
    )  # fmt: skip
    for rang, part in enumerate(creation.parts):
        creation.prove(rang, part)
    recit.progress("Création du coffre", 0, len(MEMBRES))
    session = creation.finish(recit.coffre, recit.poste, kdf=recit.kdf, clock=recit.horloge)
    try:
        for rank, who in enumerate(MEMBRES):
            if who.cle not in ("coordo", "dpo"):
                enrol_membre(session, who.nouveau(), who.phrase, kdf=recit.kdf)
            recit.progress("Enrôlement des membres", rank + 1, len(MEMBRES))
        save_reglages(session, Reglages(
            commune=COMMUNE, tribunal="Fictif-Chef-Lieu",
            protocole_date=recit.horloge.jour(DEPART + 60), adresse="Place Fictive\n00000 Fictif-sur-Éxemple",
            contact="00 00 00 00 00",
        ))  # fmt: skip
        give_logo(session)
        names = {m.nom: m.id for m in list_membres(session)}
        recit.membres = {who.cle: names[who.nom] for who in MEMBRES}
    finally:
        session.close()
    return creation


def sign_all(recit: Recit) -> None:
    """Every other member opens the vault once and signs the charter (C1)."""
    others = [who.cle for who in MEMBRES if who.cle != "coordo"]
    for rank, cle in enumerate(others):
        with recit.session(cle) as session:
            sign_charte(session)
        recit.progress("Signature de la charte", rank + 1, len(others))


def _mass(recit: Recit, lignes: Sequence[Ligne], journal: int) -> None:
    if not lignes and journal <= RESTE:
        return
    with recit.session("coordo") as session:
        ids = fill_situations(recit, session, list(lignes), MASSE_JUSQUA + 200)
        fill_journal(recit, session, ids, journal - RESTE, MASSE_JUSQUA)


def _story(recit: Recit, lignes: Sequence[Ligne]) -> None:
    """Ten months, in order; a new session each time another member sits down."""
    early, late = lignes[:30], lignes[30:]
    steps = 14
    tell = recit.progress
    with recit.session("coordo") as session:
        for rank, ligne in enumerate(early):
            open_dossier(recit, session, ligne, PREMIERE_SEANCE - 6 * rank)
    tell("Récit", 1, steps)
    for rank, cle in enumerate(CONTRIBUTEURS):
        with recit.session(cle) as session:
            contribute(recit, session, cle, 120)
        tell("Récit", 2 + rank, steps)
    fiches = Fiches(recit)
    with recit.session("coordo") as session:
        _play(_spring(recit, session, fiches, late))
    with recit.session("maire") as session:
        fiches.deliver(session, 35, 11)
        fiches.deliver(session, 35, 25)
        fiches.note_absence(session, 35, 6)
    tell("Récit", 9, steps)
    with recit.session("coordo") as session:
        fiches.prepare(session, 33, 18, "fait.INCIV")
        fiches.send(session, 32, 18)
        fiches.inform(session, 30, 11)
        fiches.answer(session, 25, 18, "B")
        fiches.consult(session, 24, 18)
    tell("Récit", 10, steps)
    for cle in ("mds", "prevention"):
        with recit.session(cle) as session:
            conclude(recit, session, cle, 20)
    tell("Récit", 11, steps)
    with recit.session("coordo") as session:
        offers = begin_actes(recit, session)
        _play(_last_weeks(recit, session, fiches))
    with recit.session("maire") as session:
        propose_actes(recit, session, offers)
    tell("Récit", 12, steps)
    waiting = draw_lignes(50, recit.tirage)[46:]
    with recit.session("police") as session:
        signal(recit, session, 5, waiting[0])
        aside = signal(recit, session, 4, waiting[1])
    with recit.session("ecole") as session:
        signal(recit, session, 3, waiting[2])
    tell("Récit", 13, steps)
    with recit.session("coordo") as session:
        recit.horloge.go(1)
        follow_actes(recit, session, offers)
        set_aside(session, aside)
        gather_families(session)
        set_echeances(recit, session)
        receive_letters(recit, session)
        follow(recit, session)
        begin_report(session)
    with recit.session("ecole") as session:
        seat_veille(recit, session)
    with recit.session("dpo") as session:
        vouch(session)
    tell("Récit", 14, steps)


def _play(agenda: Sequence[tuple[float, Callable[[], object]]]) -> None:
    for _, gesture in sorted(agenda, key=lambda step: -step[0]):
        gesture()


def _spring(
    recit: Recit, session: Session, fiches: Fiches, late: Sequence[Ligne]
) -> list[tuple[int, Callable[[], object]]]:
    """Late situations opened while the first sheets travel."""
    agenda: list[tuple[int, Callable[[], object]]] = []
    pace = min(4.0, 70 / max(len(late), 1))
    for rank, ligne in enumerate(late):
        jour = round(118 - pace * rank)
        agenda.append((jour, partial(open_dossier, recit, session, ligne, jour)))
    # absence facts end with their school year: the story tells them only while they may still be read
    absences = end_of_school_year(recit.horloge.date(108), (8, 31)) >= recit.horloge.date(0)
    for numero, fait, prepared in (
        (11, "fait.ABSENT" if absences else "fait.INCIV", 104),
        (6, "fait.ARRETE", 103),
        (25, "fait.INCIV", 102),
    ):
        agenda += [
            (prepared, partial(fiches.prepare, session, prepared, numero, fait)),
            (prepared - 4, partial(fiches.send, session, prepared - 4, numero)),
            (prepared - 26, partial(fiches.answer, session, prepared - 26, numero, "B")),
            (prepared - 29, partial(fiches.consult, session, prepared - 29, numero)),
            (
                prepared - 46,
                partial(
                    fiches.summon, session, prepared - 46, numero, 35, seuls_parents=fait == "fait.ABSENT"
                ),
            ),
        ]
    agenda += [
        (90, partial(fiches.prepare, session, 90, 21, "fait.DEGRAD")),
        (88, partial(fiches.send, session, 88, 21)),
        (75, partial(close_due, recit, session, 80, 70)),
        (70, partial(fiches.answer, session, 70, 21, "A")),
        (44, partial(close_due, recit, session, 69, 44)),
        (42, partial(fiches.prepare, session, 42, 26, "fait.ABORDS")),
        (40, partial(fiches.send, session, 40, 26)),
        (39, partial(close_due, recit, session, 43, 36)),
    ]
    return agenda


def _last_weeks(recit: Recit, session: Session, fiches: Fiches) -> list[tuple[float, Callable[[], object]]]:
    """Closures, and the sheets that the board shows half-way."""
    agenda: list[tuple[float, Callable[[], object]]] = [
        (18, partial(fiches.prepare, session, 18, 4, "fait.VOISIN")),
        (17, partial(fiches.send, session, 17, 4)),
        (15, partial(fiches.summon, session, 15, 18, -7)),
        (8, partial(fiches.answer, session, 8, 4, "B")),
        (8, partial(fiches.prepare, session, 8, 31, "fait.NUIT")),
        (6, partial(fiches.send, session, 6, 31)),
        (6, partial(fiches.prepare, session, 6, 27, "fait.TAPAGE")),
        (5.5, partial(hold_seance, recit, session, 6)),
    ]
    agenda += [(day, partial(close_due, recit, session, day, day)) for day in range(19, 5, -1)]
    return agenda
