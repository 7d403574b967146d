"""The CDDF hears and recommends: no path decides, every check of the accompagnement is made before it begins."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import pytest

from gsn_app.domain import cddf as rule
from gsn_app.domain import cddf_evenement as kinds
from gsn_app.domain.acte import Acte
from gsn_app.domain.cddf import CDDF, Cddf
from gsn_app.domain.chemin import CheminNotNow, CheminRoleForbidden
from gsn_app.domain.rappel_ordre_evenement import Evenement
from gsn_app.domain.rappel_ordre_valeur import QualiteRepresentant, Representant
from gsn_app.domain.texte import fold
from gsn_app.errors import GsnError

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ELU, COORDO = frozenset({"elu"}), frozenset({"coordonnateur"})
MERE = Representant("Exemple", "Zoé", QualiteRepresentant.MERE)
DAY = date(2026, 10, 1)
STEPS: list[tuple[type[Evenement], frozenset[str], dict[str, Any]]] = [
    (kinds.Saisi, COORDO, {
        "enfant_nom": "Exemple", "enfant_prenom": "Maëlys", "date_naissance": date(2012, 5, 3),
        "representants": (MERE,), "saisi_par": "saisi_par.EN", "motif": "motif_cddf.ASS", "date_saisine": DAY,
    }),
    (kinds.ConvoqueFamille, COORDO, {"date_convocation": DAY, "heure": "17:30", "lieu": "Mairie"}),
    (kinds.FamilleEntendue, COORDO, {"date_audition": DAY, "parents_presents": ("destinataire.REPRESENTANT_1",)}),
    (kinds.Recommande, COORDO, {
        "date_seance": DAY, "recommandations": ("recommandation.PAR", "recommandation.ESF"),
    }),
    (kinds.Accompagnement, ELU, {
        "date_debut": DAY, "assistance_judiciaire": False, "accord_parents": True, "avis_departement_le": DAY,
        "dasen_informe_le": DAY, "ecole_informee_le": DAY, "caisse_informee_le": DAY, "elu_nom": "Maire Fictif",
        "elu_qualite": "Maire",
    }),
    (kinds.AesfDemandee, COORDO, {"date_demande": DAY}),
    (kinds.Atteste, ELU, {
        "date_attestation": DAY, "engagement_parents": True, "elu_nom": "Maire Fictif", "elu_qualite": "Maire",
    }),
    (kinds.ClosCddf, COORDO, {"date_fin": DAY, "issue": "suite.AME"}),
]  # fmt: skip


def make(rank: int, numero: int, roles: frozenset[str] | None = None, **changes: Any) -> Any:
    kind, author, data = STEPS[rank]
    return kind(
        numero=numero, auteur_id="m", auteur_roles=author if roles is None else roles, horodatage=NOW,
        **{**data, **changes},
    )  # fmt: skip


def walk(count: int) -> Cddf:
    c = CDDF.vide
    for rank in range(count):
        c = CDDF.apply(c, make(rank, rank + 1))
    return c


def test_the_whole_path_is_walked() -> None:
    assert [walk(n).etat for n in range(9)] == [
        "a_saisir", "saisi", "convoque", "entendue", "recommande", "accompagne", "accompagne", "atteste", "clos",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rank", "changes", "refusal"),
    [
        (0, {"representants": ()}, rule.CddfParentMissing),
        (0, {"date_naissance": date(2008, 10, 1)}, rule.CddfEnfantMajeur),
        (2, {"parents_presents": ()}, rule.CddfParentUnheard),
        (2, {"parents_presents": ("destinataire.REPRESENTANT_2",)}, rule.CddfParentUnheard),
        (2, {"parents_presents": ("destinataire.AUTEUR",)}, rule.CddfParentUnheard),
        (2, {"droits_rappeles": False}, rule.CddfDroitsUnsaid),
        (2, {"enfant_present": True}, rule.CddfEnfantUninvited),
        (2, {"date_audition": date(2026, 9, 30)}, rule.CddfChronologie),
        (4, {"assistance_judiciaire": None}, rule.CddfAssistanceUnsaid),
        (4, {"assistance_judiciaire": True}, rule.CddfAssistanceUnderWay),
        (4, {"accord_parents": False}, rule.CddfParentsUnwilling),
        (4, {"dasen_informe_le": date(2026, 10, 2)}, rule.CddfChronologie),
        (6, {"engagement_parents": False}, rule.CddfEngagementMissing),
    ],
)
def test_each_check_is_made(rank: int, changes: dict[str, Any], refusal: type[GsnError]) -> None:
    with pytest.raises(refusal):
        CDDF.apply(walk(rank), make(rank, rank + 1, **changes))


@pytest.mark.parametrize("rank", [4, 5])
def test_help_that_was_not_recommended_is_neither_proposed_nor_asked(rank: int) -> None:
    c = CDDF.apply(walk(3), make(3, 4, recommandations=("recommandation.ASS",)))
    with pytest.raises(rule.CddfNotRecommended):
        CDDF.apply(c, make(rank, 5))


@pytest.mark.parametrize("rank", range(8))
def test_each_act_is_refused_to_who_may_not(rank: int) -> None:
    _, author, _ = STEPS[rank]
    others = [frozenset({"membre"}), frozenset({"signalant"}), frozenset()]
    if rank:
        others.append(COORDO if author == ELU else ELU)
    for roles in others:
        with pytest.raises(CheminRoleForbidden):
            CDDF.apply(walk(rank), make(rank, rank + 1, roles))


def test_nothing_is_recommended_before_the_family_was_heard() -> None:
    for count in (1, 2):
        with pytest.raises(CheminNotNow):
            CDDF.apply(walk(count), make(3, count + 1))
    absent = CDDF.apply(
        walk(2),
        kinds.FamilleAbsente(numero=3, auteur_id="m", auteur_roles=COORDO, horodatage=NOW, date_constat=DAY),
    )
    with pytest.raises(CheminNotNow):
        CDDF.apply(absent, make(3, 4))
    assert {a.acte for a in CDDF.permitted(absent, COORDO) if a.permis} == {
        Acte.CDDF_CONVOQUE,
        Acte.CDDF_CLOS,
    }


def test_no_event_no_field_and_no_word_decides_or_punishes() -> None:
    """The closed lists and the fields are all the conseil can ever write."""
    words = [f.name for kind in CDDF.types.values() for f in fields(kind)]
    words += (
        [str(acte) for acte in CDDF.roles]
        + list(CDDF.libelles_acte.values())
        + list(CDDF.libelles_etat.values())
    )
    words += [kinds.libelle(value) for value in kinds.LIBELLES]
    for word in words:
        for root in (
            "decid",
            "decision",
            "sanction",
            "amende",
            "suspen",
            "obligat",
            "contrat",
            "condamn",
            "infraction",
        ):
            assert root not in fold(word), word
