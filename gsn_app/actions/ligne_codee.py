"""The coded records the report counts: codes of closed lists and dates, never a name. One small function per source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gsn_app.actions.fait_compte import Fait, list_faits
from gsn_app.actions.liste import read_liste
from gsn_app.actions.session import Session
from gsn_app.anonymat.compteur import list_uncounted
from gsn_app.anonymat.registre import load_register
from gsn_app.anonymat.specifications import parse_tables
from gsn_app.domain.edition import (
    Categorie,
    LigneCodee,
    Nomenclature,
    Periode,
    Refus,
    Registre,
    SpecificationTableau,
)
from gsn_app.domain.membre import Instance
from gsn_app.domain.situation import SituationResume, age_on
from gsn_app.ressources import read_ressource
from gsn_app.store import lien as liens
from gsn_app.store import registre as registres
from gsn_app.store import situation as situations

#: closed lists of the report, by the name the table specifications use: the list, and what its codes bear before them
_LISTES = {
    "motif": ("motif", ""), "origine": ("origine", ""), "mesure": ("mesure", ""), "suite": ("suite", ""),
    "tranche_age": ("tranche_age", ""), "sexe": ("sexe", ""), "quartier": ("quartier", ""),
    "cloture": ("cloture", ""), "sortie": ("sortie_positive", ""), "acte_rappel": ("acte_rappel", ""),
    "rappel_fait": ("fait", "FAIT_"),
}  # fmt: skip


@dataclass(frozen=True)
class SituationCodee:
    """One situation, coded, with every act done in it and its day."""

    id: str
    instance: str
    debut: date
    fin: date | None
    attributs: Mapping[str, tuple[str, ...]]
    faits: tuple[Fait, ...] = ()
    #: who is followed, when another situation of the body is linked to this one; the situation itself otherwise
    personne: str = ""

    @property
    def jeune(self) -> str:
        """Opaque, stable; the same for two linked situations."""
        return self.personne or self.id

    def ligne(self, first: date, last: date) -> LigneCodee:
        """What the report counts over a period, both days included: acts of another period are not its own."""
        actes = Counter(code for day, code in self.faits if first <= day <= last)
        return self._build(actes)

    def ligne_of_years(self, years: Iterable[str]) -> LigneCodee:
        """The same over civil years."""
        wanted = set(years)
        return self._build(Counter(code for day, code in self.faits if str(day.year) in wanted))

    def _build(self, actes: Mapping[str, int]) -> LigneCodee:
        return LigneCodee(
            self.id,
            self.jeune,
            self.instance,
            self.debut,
            self.fin,
            self.attributs,
            dict(sorted(actes.items())),
        )


def list_tableaux(type_instance: str = "") -> tuple[SpecificationTableau, ...]:
    """The tables declared for a kind of body (every one for ""), over the closed lists shipped with the program."""
    lists = {name: _nomenclature(name, *place) for name, place in _LISTES.items()}
    return parse_tables(read_ressource("tableaux.toml"), lists, type_instance)


def _nomenclature(code: str, nom: str, prefixe: str) -> Nomenclature:
    liste = read_liste(nom)
    familles = tuple(
        Categorie(f.code, f.label, tuple(prefixe + v.code for v in liste.actives if v.famille == f.code))
        for f in liste.familles
    )
    valeurs = tuple((prefixe + v.code, v.label) for v in liste.actives)
    return Nomenclature(code, liste.libelle, valeurs, tuple(f for f in familles if f.codes))


def load_registre(session: Session, instance_id: str) -> Registre:
    """The register of releases of a body, empty before the first one."""
    raw = registres.read_registre(session.coffre, instance_id)
    return load_register(raw) if raw else Registre()


def list_codees(session: Session, instance: Instance) -> list[SituationCodee]:
    """Every situation of the body this session reads, coded; two linked situations are of one youth (R0)."""
    own = [r for r in situations.list_verified(session.coffre) if r.typologie.instance_id == instance.id]
    there = {resume.id for resume in own}
    found = []
    for resume in own:
        other = read_other(session, resume.id)
        codee = read_codee(session, resume, instance)
        found.append(replace(codee, personne=min(resume.id, other)) if other in there else codee)
    return found


def read_other(session: Session, situation_id: str) -> str:
    """The situation of the same person linked to this one (a coordonnateur's fusion), or ""."""
    lien = liens.read_lien(session.coffre, session.coffre.dossiers[bytes.fromhex(situation_id)])
    return lien.avec if lien is not None and liens.exists(session.coffre, lien.avec) else ""


def select_tableaux(
    specs: Sequence[SpecificationTableau], codees: Sequence[SituationCodee], registre: Registre,
    instance: Instance, periode: Periode,
) -> tuple[list[SpecificationTableau], list[Refus]]:  # fmt: skip
    """``(tables to count, refusals)``: acts that never happened make no table; a counter must hold every table."""
    done = {code for one in codees for day, code in one.faits if periode.debut <= day <= periode.fin}
    done |= {code for c in registre.compteurs for places in c.actes.values() for code in places}
    refused = list_uncounted(specs, registre, instance.nom, periode)
    out = {refus.portee for refus in refused}
    kept = [
        spec for spec in specs if spec.code not in out and (spec.unite == "jeunes" or _names(spec) & done)
    ]
    return kept, refused


def _names(spec: SpecificationTableau) -> set[str]:
    return {name for c in spec.variables[0].categories for name in (c.code, *c.codes)}


def read_codee(session: Session, resume: SituationResume, instance: Instance) -> SituationCodee:
    """Coded record: age is that of the opening day, so that it never changes between editions."""
    typologie, personne = resume.typologie, resume.personne
    opened = date.fromisoformat(typologie.date_ouverture)
    closed = date.fromisoformat(typologie.date_cloture) if typologie.date_cloture else None
    age = read_liste("tranche_age").for_age(age_on(date.fromisoformat(personne.date_naissance), opened))
    codes = {
        "motif": (typologie.motif,), "origine": (typologie.origine,), "mesure": typologie.mesures,
        "suite": (typologie.suite,), "cloture": (typologie.cloture,), "sortie": (typologie.sortie_positive,),
        "quartier": (personne.quartier,), "sexe": (personne.sexe,), "tranche_age": (age.code,),
        "suivi": ("OUI" if typologie.referent_id else "NON",),
    }  # fmt: skip
    attributs = {k: tuple(_bare(c) for c in v if c) for k, v in codes.items()}
    dossier = session.coffre.dossiers[bytes.fromhex(resume.id)]
    return SituationCodee(resume.id, instance.nom, opened, closed, attributs, list_faits(session, dossier))


def _bare(code: str) -> str:
    return code.rpartition(".")[2]
