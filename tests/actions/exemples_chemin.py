"""The ordinary gestures of a transaction and of a referral to the CDDF on a real vault, fictitious names only."""

from __future__ import annotations

from typing import Any

from tests.actions.exemples import MERE, day

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
