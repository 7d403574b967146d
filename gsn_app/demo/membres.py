"""The ten members of the fictitious group, their roles and their published passphrases."""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.domain.membre import NouveauMembre, Role

COMMUNE = "Fictif-sur-Éxemple"
INSTANCE = "gsn-1"


@dataclass(frozen=True)
class MembreFictif:
    """One member; ``cle`` is the short name used by tests and by the screens' tour."""

    cle: str
    nom: str
    fonction: str
    institution: str
    role: Role

    @property
    def phrase(self) -> str:
        """Their passphrase, known to all."""
        return f"lanterne fictive verger tambour {self.cle} exemple"

    def nouveau(self) -> NouveauMembre:
        """What is typed to enrol them."""
        return NouveauMembre(self.nom, self.fonction, self.institution, {INSTANCE: self.role})


MEMBRES = (
    MembreFictif("coordo", "Coordina Fictif-Beffroi", "Coordonnatrice du CLSPD", "Commune", Role.COORDONNATEUR),
    MembreFictif("maire", "Édilia Fictif-Écharpe", "Maire", "Commune", Role.ELU),
    MembreFictif("ecole", "Scolarine Fictif-Préau", "Principale de collège", "Éducation nationale", Role.MEMBRE),
    MembreFictif("pjj", "Tutelin Fictif-Passerelle", "Éducateur", "Protection judiciaire de la jeunesse", Role.MEMBRE),
    MembreFictif("mds", "Solidarine Fictif-Accueil", "Assistante sociale", "Maison départementale des solidarités", Role.MEMBRE),
    MembreFictif("prevention", "Préventin Fictif-Placette", "Éducateur de rue", "Prévention spécialisée", Role.MEMBRE),
    MembreFictif("mission", "Missionne Fictif-Tremplin", "Conseillère", "Mission locale", Role.MEMBRE),
    MembreFictif("mediation", "Médiatin Fictif-Palier", "Médiateur scolaire et social", "Commune", Role.MEMBRE),
    MembreFictif("police", "Vigilin Fictif-Ronde", "Chef de service", "Police municipale", Role.SIGNALANT),
    MembreFictif("dpo", "Registrine Fictif-Gardefou", "Déléguée à la protection des données", "Commune", Role.AUDITEUR),
)  # fmt: skip
PAR_CLE = {membre.cle: membre for membre in MEMBRES}
#: custodians of the recovery shares: never the technical administrator
GARDIENS = (
    ("Édilia Fictif-Écharpe", "maire"),
    ("Registrine Fictif-Gardefou", "DPO"),
    ("Générale Fictif-Services", "DGS"),
)
