"""The bilan de parcours: dates, référents, actions with their results, contacts counted, relais. No narrative.

It has no field for what members bring, nor for the reason of the follow-up: nothing else can stand on the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.domain.fiche_navette import Tirage
from gsn_app.domain.situation import EtatSituation, SituationComplete, SituationUnknown


@dataclass(frozen=True)
class ReferentBilan:
    """One period of a référent; ``accord_le`` the day the person agreed. Dates ISO, "" while under way."""

    membre_id: str
    depuis: str
    jusqu_au: str
    accord_le: str


@dataclass(frozen=True)
class ActionBilan:
    """One measure; ``code`` and ``resultat`` of the closed lists."""

    code: str
    debut: str
    fin: str
    resultat: str


@dataclass(frozen=True)
class RelaisBilan:
    """One orientation and what the dispositif answered."""

    besoin: str
    dispositif: str
    date: str
    suite: str
    relais_le: str


@dataclass(frozen=True)
class BilanParcours:
    """One person's follow-up as data; codes are stored codes, people of the group are member ids."""

    nom: str
    prenom: str
    date_naissance: str
    sexe: str
    instance_id: str
    ouverte_le: str
    cloturee_le: str
    cloture: str
    sortie_positive: str
    referents: tuple[ReferentBilan, ...]
    actions: tuple[ActionBilan, ...]
    relais: tuple[RelaisBilan, ...]
    contacts: int
    premier_contact: str
    dernier_contact: str

    @property
    def actions_abouties(self) -> int:
        """Measures that reached a result: done or improved."""
        return sum(a.resultat in {"suite.REA", "suite.AME", "suite.SOL", "suite.EXE"} for a in self.actions)

    @property
    def relais_pris(self) -> int:
        """Orientations taken on by their dispositif."""
        return sum(r.suite == "orientation_suite.PRI" for r in self.relais)


@dataclass(frozen=True)
class FeuilleBilan:
    """The printed sheet: the bilan with its words, ready to draw. ``libelles``: code or member id → words."""

    commune: str
    instance: str
    bilan: BilanParcours
    libelles: dict[str, str]
    tirage: Tirage

    def word(self, code: str) -> str:
        """Words of a code or a member, "" for ""."""
        return self.libelles.get(code, code) if code else ""


def build_bilan(situation: SituationComplete) -> BilanParcours:
    """Gather it from what a member of the circle reads; raises SituationUnknown without identity or attributes."""
    qui, quoi = situation.personne, situation.typologie
    if qui is None or quoi is None:
        raise SituationUnknown()
    dates = sorted(c.date for c in situation.parcours.contacts)
    close = quoi.etat is EtatSituation.CLOTUREE
    return BilanParcours(
        qui.nom, qui.prenom, qui.date_naissance, qui.sexe, quoi.instance_id, quoi.date_ouverture,
        quoi.date_cloture if close else "", quoi.cloture, quoi.sortie_positive,
        tuple(
            ReferentBilan(d.membre_id, d.depuis, d.jusqu_au, d.accord_date if d.accord else "")
            for d in sorted(situation.referents, key=lambda d: d.depuis)
        ),
        tuple(
            ActionBilan(m.code, m.debut or m.proposee_le, m.fin, m.resultat)
            for m in sorted(situation.mesures, key=lambda m: m.debut or m.proposee_le)
        ),
        tuple(
            RelaisBilan(o.besoin, o.dispositif, o.date, o.suite, o.relais_le)
            for o in sorted(situation.parcours.orientations, key=lambda o: o.date)
        ),
        len(dates), dates[0] if dates else "", dates[-1] if dates else "",
    )  # fmt: skip


def codes_of(bilan: BilanParcours) -> set[str]:
    """Stored codes whose words the sheet needs."""
    found = {bilan.cloture, bilan.sortie_positive}
    found |= {code for a in bilan.actions for code in (a.code, a.resultat)}
    found |= {code for r in bilan.relais for code in (r.besoin, r.dispositif, r.suite)}
    return found - {""}
