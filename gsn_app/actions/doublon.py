"""Is this person already followed? Compared in memory, for coordonnateurs alone; « pas la même personne » is kept.

Any member could otherwise test whether a youth is followed (security 2: no blind index of names).
"""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.actions.conservation import list_listed, require_readable
from gsn_app.actions.session import Session, act
from gsn_app.domain.acte import Acte
from gsn_app.domain.doublon import Identite, Ressemblance, Voisinage
from gsn_app.domain.situation import Personne, SituationResume, SituationUnknown
from gsn_app.errors import InvalidInput
from gsn_app.store import doublon as store
from gsn_app.store import situation as situations


class PersonneNotAlike(InvalidInput):
    """Cette situation ne ressemble pas à cette personne : il n’y a rien à écarter."""

    code = "DBL-01"


@dataclass(frozen=True)
class Proche:
    """A situation that resembles a person, and how. ``ecarte_par``, ``ecarte_le``: who decided it is another, and when."""

    resume: SituationResume
    ressemblance: Ressemblance
    ecarte_par: str = ""
    ecarte_le: str = ""

    @property
    def fratrie(self) -> bool:
        """True for a possible brother or sister: another person."""
        return self.ressemblance is Ressemblance.FRATRIE


@act(Acte.SITUATION_OUVERTE)
def compare_personne(session: Session, personne: Personne) -> list[Proche]:
    """Situations that may be the same person, the closest first, siblings told apart, decided ones with their author.

    Reserved to coordonnateurs; one journal entry.
    """
    session.gate(Acte.SITUATION_OUVERTE)
    session.trace(Acte.SAISINE_CONSULTEE, motif="recherche de doublons")
    known: Voisinage[SituationResume] = Voisinage(lambda resume: adresse_of(session, resume.id))
    for resume in list_listed(session):
        known.add(resume.personne, resume)
    found = []
    for how, resume in known.find(personne):
        par, le = _decision(session, personne, resume.id)
        found.append(Proche(resume, how, par, le))
    return found


@act(Acte.DOUBLON_ECARTE)
def tell_apart(session: Session, situation_id: str, personne: Personne) -> None:
    """Decide that a person is not the one of a situation: stored with its author, not asked again.

    Raises SituationUnknown, PersonneNotAlike when nothing is to be decided.
    """
    session.gate(Acte.DOUBLON_ECARTE)
    dossier = situations.find_situation(session.coffre, situation_id)
    if dossier.id.hex() != situation_id:
        raise SituationUnknown()
    require_readable(session, dossier)
    resume = situations.read_resume(session.coffre, dossier)
    if resume is None:
        raise SituationUnknown()
    session.gate(Acte.DOUBLON_ECARTE, resume.typologie.instance_id)
    known: Voisinage[str] = Voisinage(lambda one: adresse_of(session, one))
    known.add(resume.personne, situation_id)
    if not known.find(personne):
        raise PersonneNotAlike()
    if is_told_apart(session, personne, situation_id):
        return
    with session.unit(Acte.DOUBLON_ECARTE, situation_id) as u:
        store.add_distincte(u, dossier, Identite.of(personne).empreintes(situation_id), session.today())
        situations.note(u, dossier, Acte.DOUBLON_ECARTE)


def adresse_of(session: Session, situation_id: str) -> str:
    """Address of a followed person, read only for who shares their name."""
    return situations.read_adresse(session.coffre, situations.find_situation(session.coffre, situation_id))


def is_told_apart(session: Session, personne: Personne, situation_id: str) -> bool:
    """True when a coordonnateur decided that this person is not the one of that situation."""
    return bool(_decision(session, personne, situation_id)[0])


def _decision(session: Session, personne: Personne, situation_id: str) -> tuple[str, str]:
    dossier = situations.find_situation(session.coffre, situation_id)
    decided = store.list_distinctes(session.coffre, dossier)
    author, le = next(
        (decided[e] for e in sorted(Identite.of(personne).empreintes(situation_id)) if e in decided), ("", "")
    )
    return (session.coffre.annuaire.membre(bytes.fromhex(author)).nom if author else ""), le
