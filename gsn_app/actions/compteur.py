"""Moving a situation into the sealed counters of its body's register before it is erased (anonymity R4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gsn_app.actions.conservation import today_of
from gsn_app.actions.rapport import list_tableaux, read_ligne, read_register
from gsn_app.actions.session import Session
from gsn_app.anonymat.registre import dump_register, erase_by_retention, erase_on_request
from gsn_app.domain.edition import Registre
from gsn_app.domain.membre import Instance
from gsn_app.domain.situation import SituationResume
from gsn_app.store import registre as registres
from gsn_app.store.unite import Unite


class Compteurs:
    """Registers of the bodies met, changed in memory, then saved in the unit that erases."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._specs = list_tableaux()
        self._registres: dict[str, Registre] = {}

    def count(self, resumes: Iterable[SituationResume]) -> int:
        """How many youths would be kept as counts for an edition to come."""
        return sum(bool(self._exercice(resume)) for resume in resumes)

    def move(self, resume: SituationResume) -> None:
        """Forget one youth of the register; their cells stay for the first year not told yet, else only their lot."""
        instance_id = resume.typologie.instance_id
        registre = self._registre(instance_id)
        exercice = self._exercice(resume)
        if exercice:
            instance = self._instance(instance_id)
            ligne = read_ligne(self._session, resume, instance)
            after = erase_by_retention(registre, [ligne], self._specs, instance.nom, exercice)
        else:
            after = erase_on_request(registre, resume.id)
        self._registres[instance_id] = after

    def save(self, u: Unite) -> None:
        """Write the registers that changed, sealed to the coordonnateurs of each body and escrow."""
        for instance_id, registre in self._registres.items():
            registres.save_registre(u, instance_id, dump_register(registre))

    def _exercice(self, resume: SituationResume) -> str:
        """First year in which the situation was followed and that no edition has told; "" when all have."""
        typologie = resume.typologie
        registre = self._registre(typologie.instance_id)
        name = self._instance(typologie.instance_id).nom
        told = {
            exercice
            for inscribed in registre.editions
            if inscribed.edition.instance == name
            for exercice in inscribed.edition.periode.exercices
        }
        last = (
            date.fromisoformat(typologie.date_cloture) if typologie.date_cloture else today_of(self._session)
        )
        first = date.fromisoformat(typologie.date_ouverture)
        years = (str(year) for year in range(first.year, last.year + 1))
        return next((year for year in years if year not in told), "")

    def _registre(self, instance_id: str) -> Registre:
        if instance_id not in self._registres:
            self._registres[instance_id] = read_register(self._session, instance_id)
        return self._registres[instance_id]

    def _instance(self, instance_id: str) -> Instance:
        return next(i for i in self._session.coffre.annuaire.instances if i.id == instance_id)
