"""Counts of the report beside its tables (R0). One small function per source, named by its code.

Things that are not youths are exact (``SOURCES``); acts towards anybody, followed or not, are printed as a class (R1)
and never as a number (``CLASSES``). ``charter/tableaux.toml`` declares which of them a body prints, under which words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gsn_app.actions.bilan_parcours import GENRE as BILAN
from gsn_app.actions.consultation import read_consultations
from gsn_app.actions.fait_compte import list_faits_transaction
from gsn_app.actions.session import Session
from gsn_app.anonymat.classes import publish_count
from gsn_app.anonymat.specifications import parse_comptes
from gsn_app.domain.edition import Compte, Parametres, Periode
from gsn_app.domain.membre import Instance, Membre
from gsn_app.domain.rappel_ordre import Reponse
from gsn_app.domain.registre_rappel import LigneRegistre
from gsn_app.domain.seance import EtatSeance, Seance
from gsn_app.domain.texte import fold
from gsn_app.errors import GsnError
from gsn_app.ressources import read_ressource
from gsn_app.store import effacement, registre_rappel
from gsn_app.store import rappel_ordre as rappels
from gsn_app.store import seance as seances

Source = Callable[[Session, Instance, Periode], int | None]


def list_comptes(
    session: Session, instance: Instance, periode: Periode, parametres: Parametres
) -> tuple[Compte, ...]:
    """Every count declared for this kind of body, over the period; « non communiqué » when nobody vouches for it."""
    found = []
    for one in parse_comptes(read_ressource("tableaux.toml"), instance.type):
        if one.code in SOURCES:
            found.append(Compte(one.code, one.libelle, SOURCES[one.code](session, instance, periode)))
        elif one.code in CLASSES:
            number = CLASSES[one.code](session, instance, periode)
            words = "" if number is None else publish_count(number, parametres, ()).libelle
            found.append(Compte(one.code, one.libelle, None, words))
    return tuple(found)


def _members(session: Session, instance: Instance) -> list[Membre]:
    return [m for m in session.coffre.annuaire.membres if m.actif and m.role_in(instance.id)]


def _count_membres(session: Session, instance: Instance, _periode: Periode) -> int:
    return len(_members(session, instance))


def _count_signatures(session: Session, instance: Instance, _periode: Periode) -> int:
    return sum(1 for m in _members(session, instance) if session.signed(m.id))


def _count_revocations(session: Session, instance: Instance, periode: Periode) -> int:
    gone = [m for m in session.coffre.annuaire.membres if m.revoque_le and m.role_in(instance.id)]
    return sum(1 for m in gone if _within(periode, m.revoque_le))


def _count_effacements(session: Session, _instance: Instance, periode: Periode) -> int:
    return sum(1 for trace in effacement.list_traces(session.coffre) if _within(periode, trace.le))


def _count_consultations(session: Session, _instance: Instance, periode: Periode) -> int | None:
    """Whole civil years alone are vouched for, each by its signature."""
    totals = [read_consultations(session, int(year)) for year in periode.exercices]
    if not _whole_years(periode) or not totals:
        return None
    return sum(total for total in totals if total is not None) if None not in totals else None


def _held(session: Session, instance: Instance, periode: Periode) -> list[Seance]:
    """Séances of the body that were held in the period, closed since."""
    return [
        one
        for one in seances.list_seances(session.coffre)
        if one.instance_id == instance.id and one.etat is EtatSeance.CLOSE and _within(periode, one.tenue_le)
    ]


def _count_seances(session: Session, instance: Instance, periode: Periode) -> int:
    return len(_held(session, instance, periode))


def _count_presences(session: Session, instance: Instance, periode: Periode) -> int:
    """Members noted present, added over the séances."""
    return sum(len(one.presents) for one in _held(session, instance, periode))


def _count_partenaires(session: Session, instance: Instance, periode: Periode) -> int:
    """Institutions of the members noted present at least once."""
    present = {who for one in _held(session, instance, periode) for who in one.presents}
    return len({fold(m.institution) for m in session.coffre.annuaire.membres if m.id in present})


def _count_registre(wanted: Callable[[LigneRegistre], bool]) -> Source:
    """Lines of the numbered register sent in the period: they outlive the rappels, and hold no name."""

    def count(session: Session, instance: Instance, periode: Periode) -> int:
        lines = registre_rappel.list_lignes(session.coffre, instance.id)
        return sum(1 for line in lines if _within(periode, line.date) and wanted(line))

    return count


def _count_transactions(code: str) -> Source:
    """Acts of the transactions of the body, of youths followed and of adults apart."""

    def count(session: Session, instance: Instance, periode: Periode) -> int:
        number = 0
        for dossier in rappels.list_holders(session.coffre):
            try:
                own = rappels.read_instance(session.coffre, dossier) == instance.id
            except GsnError:
                continue
            faits = list_faits_transaction(session, dossier) if own else []
            number += sum(one == code and periode.debut <= day <= periode.fin for day, one in faits)
        return number

    return count


def _count_bilans(session: Session, _instance: Instance, periode: Periode) -> int | None:
    """One number a situation and a year, given at the first print; whole civil years alone can be told."""
    if not _whole_years(periode):
        return None
    given = (session.coffre.read_valeur(f"numero.{BILAN}.{year}") or b"0" for year in periode.exercices)
    return sum(int(number) for number in given)


def _whole_years(periode: Periode) -> bool:
    ends = (periode.debut.month, periode.debut.day, periode.fin.month, periode.fin.day)
    return ends == (1, 1, 12, 31)


def _within(periode: Periode, iso: str) -> bool:
    return periode.debut.isoformat() <= iso[:10] <= periode.fin.isoformat()


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "membres": _count_membres,
        "signatures": _count_signatures,
        "revocations": _count_revocations,
        "effacements": _count_effacements,
        "consultations": _count_consultations,
        "seances": _count_seances,
        "presences": _count_presences,
        "partenaires": _count_partenaires,
    }
)
CLASSES: Mapping[str, Source] = MappingProxyType(
    {
        "registre_demandes": _count_registre(lambda _line: True),
        "registre_reponse_a": _count_registre(lambda line: line.reponse == Reponse.A),
        "registre_reponse_b": _count_registre(lambda line: bool(line.reponse) and line.reponse != Reponse.A),
        "registre_tenus": _count_registre(lambda line: line.issue == "suite.REA"),
        "registre_non_presentes": _count_registre(lambda line: line.issue == "suite.ABSN"),
        "transactions_proposees": _count_transactions("TRPRO"),
        "transactions_executees": _count_transactions("TREXE"),
        "bilans": _count_bilans,
    }
)
