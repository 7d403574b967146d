"""The ordinary gestures of a transaction and of a referral to the CDDF on a real vault, fictitious names only."""

from __future__ import annotations

from typing import Any

from tests.actions.exemples import MERE, day
from tests.coffre_prepare import GSN

TRANSACTION: dict[str, Any] = {
    "nom": "Exemple-Modèle", "prenom": "Achille", "date_naissance": "2004-05-03", "contravention": "contravention.DEG",
    "bien": "Banc du square", "date_pv": day(-5), "reference_pv": "PV-12", "service": "Police municipale",
    "constatable": True, "prejudice_commune": True, "action_publique": False, "nature": "nature_transaction.TNR",
    "heures": 15, "delai_mois": 3, "adresse": "1 rue Fictive",
}  # fmt: skip
ELU: dict[str, Any] = {"elu_nom": "Maire Testard", "elu_qualite": "Maire"}
PROPOSITION: dict[str, Any] = {"date_proposition": day(), **ELU}
DECISION: dict[str, Any] = {
    "homologuee": True, "date_decision": day(), "autorite": "autorite.JUG", "magistrat_nom": "Aude Imaginaire",
    "magistrat_qualite": "Juge du tribunal de police",
}  # fmt: skip
SAISI: dict[str, Any] = {
    "enfant_nom": "Exemple-Modèle", "enfant_prenom": "Maëlys", "date_naissance": "2012-05-03", "representants": (MERE,),
    "saisi_par": "saisi_par.EN", "motif": "motif_cddf.ASS", "date_saisine": day(),
}  # fmt: skip
INVITATION: dict[str, Any] = {"date_convocation": day(), "heure": "17:30", "lieu": "Hôtel de ville"}
ENTENDUE: dict[str, Any] = {"date_audition": day(), "parents_presents": ("destinataire.REPRESENTANT_1",)}
RECOMMANDE: dict[str, Any] = {
    "date_seance": day(), "recommandations": ("recommandation.PAR", "recommandation.ESF"),
}  # fmt: skip
ACCOMPAGNEMENT: dict[str, Any] = {
    "date_debut": day(), "assistance_judiciaire": False, "accord_parents": True, "avis_departement_le": day(),
    "dasen_informe_le": day(), "ecole_informee_le": day(), "caisse_informee_le": day(), **ELU,
}  # fmt: skip
ATTESTATION: dict[str, Any] = {"date_attestation": day(), "engagement_parents": True, **ELU}
#: every act of both paths and how the matrix of rights calls it; « @ » names an id of its world
CALLS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "transaction.list_transactions": ((), {}),
    "transaction.read_transaction": (("@transaction",), {}),
    "transaction.prepare_transaction": (("@situation",), TRANSACTION),
    "transaction.prepare_transaction_adulte": ((GSN,), TRANSACTION),
    "transaction.propose_transaction": (("@transaction",), PROPOSITION),
    "transaction.record_answer": (("@transaction",), {"acceptee": True, "date_reponse": day()}),
    "transaction.record_silence": (("@transaction",), {"date_constat": day()}),
    "transaction.transmit": (("@transaction",), {"date_envoi": day()}),
    "transaction.record_homologation": (("@transaction",), DECISION),
    "transaction.record_execution": (("@transaction",), {"executee": True, "date_constat": day()}),
    "transaction.inform_parquet": (("@transaction",), {"date_avis": day()}),
    "transaction.print_proposition": (("@transaction",), {}),
    "transaction.print_courrier": (("@transaction",), {}),
    "cddf.list_cddf": ((), {}),
    "cddf.read_cddf": (("@cddf",), {}),
    "cddf.refer_cddf": (("@situation",), SAISI),
    "cddf.invite_family": (("@cddf",), INVITATION),
    "cddf.record_hearing": (("@cddf",), ENTENDUE),
    "cddf.record_family_absence": (("@cddf",), {"date_constat": day()}),
    "cddf.record_recommandations": (("@cddf",), RECOMMANDE),
    "cddf.propose_accompagnement": (("@cddf",), ACCOMPAGNEMENT),
    "cddf.request_aesf": (("@cddf",), {"date_demande": day()}),
    "cddf.attest": (("@cddf",), ATTESTATION),
    "cddf.close_cddf": (("@cddf",), {"date_fin": day(), "issue": "suite.AME"}),
    "cddf.print_saisine": (("@cddf",), {}),
    "cddf.print_attestation_cddf": (("@cddf",), {}),
}
