"""Moving a situation into the sealed counters of its body's register before it is erased (anonymity R4)."""

from __future__ import annotations

from collections.abc import Iterable

from gsn_app.actions.conservation import today_of
from gsn_app.actions.ligne_codee import list_tableaux, load_registre, read_codee, read_other
from gsn_app.actions.session import Session
from gsn_app.anonymat.compteur import count_erased, erase_on_request, hand_over, years_untold
from gsn_app.anonymat.registre import dump_register
from gsn_app.domain.edition import LigneCodee, Registre
from gsn_app.domain.situation import SituationResume
from gsn_app.store import registre as registres
from gsn_app.store import situation as situations
from gsn_app.store.unite import Unite


class Compteurs:
    """Registers of the bodies met, changed in memory, then saved in the unit that erases."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._specs = list_tableaux()
        self._annee = today_of(session).year
        self._registres: dict[str, Registre] = {}
        self._partis: set[str] = set()

    def count(self, resumes: Iterable[SituationResume]) -> int:
        """How many youths would be kept as counts for an edition to come."""
        return sum(
            bool(
                years_untold(self._registre(r.typologie.instance_id), [self._ligne(r)], fin_annee=self._annee)
            )
            for r in resumes
        )

    def move(self, resume: SituationResume) -> None:
        """Forget one youth of the register; their cells stay for the years not told yet, else only their lot.

        One whose other situation remains is still there: nothing is counted, their pattern goes on under its id.
        """
        instance_id = resume.typologie.instance_id
        registre, other = self._registre(instance_id), self._other(resume)
        self._partis.add(resume.id)
        if other:
            self._registres[instance_id] = hand_over(registre, resume.id, other)
            return
        self._registres[instance_id] = count_erased(
            registre, [self._ligne(resume)], self._specs, fin_annee=self._annee
        )

    def forget(self, resume: SituationResume) -> None:
        """Erased at the person's request: a leaver from now on (R4), of whom the register keeps a pattern and no id."""
        instance_id = resume.typologie.instance_id
        registre, other = self._registre(instance_id), self._other(resume)
        self._partis.add(resume.id)
        changed = hand_over(registre, resume.id, other) if other else erase_on_request(registre, resume.id)
        if changed != registre:
            self._registres[instance_id] = changed
        else:
            del self._registres[instance_id]

    def _other(self, resume: SituationResume) -> str:
        other = read_other(self._session, resume.id)
        held = self._session.coffre.dossiers.get(bytes.fromhex(other)) if other else None
        if held is None or other in self._partis:
            return ""
        found = situations.read_resume(self._session.coffre, held)
        same = found is not None and found.typologie.instance_id == resume.typologie.instance_id
        return other if same else ""

    def save(self, u: Unite) -> None:
        """Write the registers that changed, sealed to the coordonnateurs of each body and escrow."""
        for instance_id, registre in self._registres.items():
            registres.save_registre(u, instance_id, dump_register(registre))

    def _ligne(self, resume: SituationResume) -> LigneCodee:
        """The situation as the years not told yet will count it: acts already told are told."""
        instances = self._session.coffre.annuaire.instances
        instance = next(i for i in instances if i.id == resume.typologie.instance_id)
        codee = read_codee(self._session, resume, instance)
        bare = codee.ligne_of_years(())
        years = years_untold(self._registre(instance.id), [bare], fin_annee=self._annee)
        return codee.ligne_of_years(years)

    def _registre(self, instance_id: str) -> Registre:
        if instance_id not in self._registres:
            self._registres[instance_id] = load_registre(self._session, instance_id)
        return self._registres[instance_id]
