"""Draws ``docs/etats.md``, the state machines of the mayor's acts: ``python -m tests.architecture.list_etats``.

Nothing is drawn by hand: from the empty state, every event of a sample is given to the domain's own ``apply`` by every
role; what it accepts becomes an arrow, what it refuses does not exist. The samples only vary what an answer can be.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from gsn_app.domain import cddf_evenement as c
from gsn_app.domain import rappel_ordre as r
from gsn_app.domain import transaction_evenement as t
from gsn_app.domain.cddf import CDDF
from gsn_app.domain.membre import Role
from gsn_app.domain.rappel_ordre_etat import LIBELLES_ACTE, LIBELLES_ETAT
from gsn_app.domain.transaction import TRANSACTION
from gsn_app.errors import GsnError
from tests.architecture.arbre import ROOT

LIST = ROOT / "docs" / "etats.md"
DAY, NOW = date(2026, 3, 2), datetime(2027, 1, 4, tzinfo=UTC)
LATE = date(2026, 12, 1)
ROLES = (Role.COORDONNATEUR, Role.ELU, Role.MEMBRE, Role.SIGNALANT, Role.AUDITEUR)
MOTS = {Role.COORDONNATEUR: "coordonnateur", Role.ELU: "maire ou élu"}
ELU = {"elu_nom": "x", "elu_qualite": "x"}
MERE = r.Representant("x", "x", r.QualiteRepresentant.MERE)
Sample = tuple[type[Any], dict[str, Any], str]

RAPPEL: tuple[Sample, ...] = (
    (r.Prepare, {
        "nom": "x", "prenom": "x", "date_naissance": date(2012, 1, 1), "fait": r.Fait.DEGRAD, "description": "x",
        "date_fait": DAY, "lieu": "x", "service": "x", "commune_victime": True, "crime_ou_delit": False,
        "plainte_deposee": False, "enquete_judiciaire": False, "representants": (MERE,),
    }, ""),
    (r.ParquetConsulte, {"numero_fiche": "1", "date_envoi": DAY}, ""),
    (r.ReponseParquet, {"reponse": r.Reponse.A, "date_reponse": DAY, "magistrat_nom": "x", "magistrat_qualite": "x"}, "A"),
    (r.ReponseParquet, {"reponse": r.Reponse.B, "date_reponse": DAY, "magistrat_nom": "x", "magistrat_qualite": "x"}, "B"),
    (r.PartenairesConsultes, {"date_consultation": DAY, "deja_suivie": False, "compatible": True}, ""),
    (r.Convoque, {
        "date_convocation": DAY, "heure": "10:00", "lieu": "x",
        "destinataires": (r.Destinataire.AUTEUR, r.Destinataire.REPRESENTANT_1),
    }, ""),
    (r.Prononce, {"date_prononce": DAY, "representants_presents": (r.Destinataire.REPRESENTANT_1,), **ELU}, ""),
    (r.NonPresente, {"date_constat": DAY}, ""),
    (r.Reporte, {"date_report": DAY}, ""),
    (r.ParquetInforme, {"date_retour": DAY}, ""),
)  # fmt: skip
TRANSACTIONS: tuple[Sample, ...] = (
    (t.Preparee, {
        "nom": "x", "prenom": "x", "date_naissance": date(1980, 1, 1), "contravention": t.Contravention.DEGRADATION,
        "bien": "x", "date_pv": DAY, "reference_pv": "x", "service": "x", "constatable": True, "prejudice_commune": True,
        "action_publique": False, "nature": t.NatureTransaction.TRAVAIL, "heures": 10,
    }, ""),
    (t.Proposee, {"date_proposition": DAY, **ELU}, ""),
    (t.Repondue, {"acceptee": True, "date_reponse": DAY}, "oui"),
    (t.Repondue, {"acceptee": False, "date_reponse": DAY}, "non"),
    (t.Silence, {"date_constat": LATE}, "quinze jours passés"),
    (t.Transmise, {"date_envoi": DAY}, ""),
    *((t.Decidee, {
        "homologuee": yes, "date_decision": DAY, "autorite": t.Autorite.TRIBUNAL, "magistrat_nom": "x",
        "magistrat_qualite": "x",
    }, "oui" if yes else "non") for yes in (True, False)),
    (t.Executee, {"executee": True, "date_constat": DAY}, "oui"),
    (t.Executee, {"executee": False, "date_constat": LATE}, "non, délai passé"),
    (t.ParquetAvise, {"date_avis": LATE}, ""),
)  # fmt: skip
CONSEIL: tuple[Sample, ...] = (
    (c.Saisi, {
        "enfant_nom": "x", "enfant_prenom": "x", "date_naissance": date(2012, 1, 1), "representants": (MERE,),
        "saisi_par": c.SaisiPar.ECOLE, "motif": c.MotifCddf.ASSIDUITE, "date_saisine": DAY,
    }, ""),
    (c.ConvoqueFamille, {"date_convocation": DAY, "heure": "10:00", "lieu": "x"}, ""),
    (c.FamilleEntendue, {"date_audition": DAY, "parents_presents": (r.Destinataire.REPRESENTANT_1,)}, ""),
    (c.FamilleAbsente, {"date_constat": DAY}, ""),
    (c.Recommande, {
        "date_seance": DAY, "recommandations": (c.Recommandation.ACCOMPAGNEMENT, c.Recommandation.AESF),
    }, ""),
    (c.Accompagnement, {
        "date_debut": DAY, "assistance_judiciaire": False, "accord_parents": True, "avis_departement_le": DAY,
        "dasen_informe_le": DAY, "ecole_informee_le": DAY, "caisse_informee_le": DAY, **ELU,
    }, "recommandé, vérifié"),
    (c.AesfDemandee, {"date_demande": DAY}, "recommandée"),
    (c.Atteste, {"date_attestation": DAY, "engagement_parents": True, **ELU}, ""),
    (c.ClosCddf, {"date_fin": DAY, "issue": c.IssueCddf.AMELIOREE}, ""),
)  # fmt: skip
HEADING = """# États des actes du maire

Dessinés par `python -m tests.architecture.list_etats` à partir du code : chaque flèche a été acceptée par les règles
elles-mêmes, et toute flèche absente est refusée. Ne pas modifier à la main.
"""


@dataclass(frozen=True)
class Machine:
    """One path to draw: its empty state, its rule, its words."""

    titre: str
    vide: Any
    apply: Callable[[Any, Any], Any]
    samples: tuple[Sample, ...]
    etats: dict[str, str]
    actes: dict[Any, str]
    finaux: frozenset[str]


MACHINES = (
    Machine("Rappel à l’ordre (CSI L132-7)", r.RappelOrdre(), r.apply, RAPPEL,
            {str(k): v for k, v in LIBELLES_ETAT.items()}, dict(LIBELLES_ACTE), frozenset(map(str, r.ETATS_FINAUX))),
    Machine("Transaction (CPP 44-1)", TRANSACTION.vide, TRANSACTION.apply, TRANSACTIONS,
            dict(TRANSACTION.libelles_etat), dict(TRANSACTION.libelles_acte), TRANSACTION.finaux),
    Machine("Conseil pour les droits et devoirs des familles (CASF L141-1)", CDDF.vide, CDDF.apply, CONSEIL,
            dict(CDDF.libelles_etat), dict(CDDF.libelles_acte), CDDF.finaux),
)  # fmt: skip


def arrows(machine: Machine) -> list[tuple[str, str, str]]:
    """``(from, to, words)`` of every transition the rule accepts, in the order met; at most a few events deep."""
    found: dict[tuple[str, str, str], set[str]] = {}
    seen: set[str] = set()
    waiting = [machine.vide]
    while waiting:
        here = waiting.pop(0)
        key = f"{here.etat} {sorted({type(e).__name__ for e in here.evenements})}"
        if key in seen:
            continue
        seen.add(key)
        for (kind, data, cas), role in ((s, role) for s in machine.samples for role in ROLES):
            after = _try(machine, here, kind, data, role)
            if after is None:
                continue
            mots = machine.actes[kind.acte] + (f" ({cas})" if cas else "")
            found.setdefault((str(here.etat), str(after.etat), mots), set()).add(MOTS[role])
            waiting.append(after)
    return [(a, b, f"{mots} — {', '.join(sorted(who))}") for (a, b, mots), who in found.items()]


def _try(machine: Machine, here: Any, kind: type[Any], data: dict[str, Any], role: Role) -> Any:
    numero = len(here.evenements) + 1
    if kind is r.ParquetConsulte:
        data = {**data, "exemplaire": numero}
    event = kind(numero=numero, auteur_id="x", auteur_roles=frozenset({str(role)}), horodatage=NOW, **data)
    try:
        return machine.apply(here, event)
    except GsnError:
        return None


def drawing(machine: Machine) -> Iterable[str]:
    """One Mermaid diagram."""
    yield f"## {machine.titre}\n"
    yield "```mermaid\nstateDiagram-v2"
    names = {code: f'    state "{words}" as {code}' for code, words in machine.etats.items()}
    yield from names.values()
    yield f"    [*] --> {machine.vide.etat}"
    for start, end, words in arrows(machine):
        yield f"    {start} --> {end} : {words}"
    yield from (f"    {code} --> [*]" for code in sorted(machine.finaux))
    yield "```\n"


def listing() -> str:
    """The whole page."""
    return HEADING + "\n" + "\n".join(line for machine in MACHINES for line in drawing(machine))


if __name__ == "__main__":
    LIST.write_text(listing(), encoding="utf-8")
    sys.stdout.write(f"docs/etats.md: {sum(len(arrows(m)) for m in MACHINES)} arrows\n")
