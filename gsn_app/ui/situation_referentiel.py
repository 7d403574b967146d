"""The words of a screen, read once on the worker: labels of the closed lists, names of the members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt

from gsn_app.actions.instance import read_cercle
from gsn_app.actions.liste import label_of, list_valeurs
from gsn_app.actions.membre import list_membres
from gsn_app.domain.membre import Instance, Membre
from gsn_app.ui.situation_ligne import Libelles

if TYPE_CHECKING:
    from gsn_app.actions.session import Session

LISTES = (
    "motif", "origine", "mesure", "suite", "cloture", "sortie_positive", "quartier", "sexe", "niveau_scolaire",
    "situation_professionnelle", "moyen_information", "motif_report_information",
    "retour_saisine", "fait", "motif_impossibilite",
    "besoin", "dispositif", "orientation_suite", "contact_personne", "service_justice", "transfert_refus", "decision",
)  # fmt: skip
Choix = list[tuple[str, str]]


def today() -> date:
    """The day on the machine's own clock."""
    return date.fromisoformat(QDate.currentDate().toString(Qt.DateFormat.ISODate))


@dataclass(frozen=True)
class Referentiel:
    """Labels and names; ``choix`` holds the active values of each list, in the order of the charter."""

    labels: Mapping[str, str]
    choix: Mapping[str, Choix]
    membres: tuple[Membre, ...]
    instances: tuple[Instance, ...]
    #: usual circle of each body, empty when nobody chose one
    cercles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def code(self, code: str) -> str:
        """Label of a stored code; the code itself when the vault does not know it."""
        return self.labels.get(code, code.partition(".")[2] or code) if code else ""

    def membre(self, membre_id: str) -> str:
        """Name of a member; what was given back when it is already a name."""
        return next((m.nom for m in self.membres if m.id == membre_id), membre_id)

    def instance(self, instance_id: str) -> str:
        """Name of a body, short: its type when there is one of that type."""
        return next((i.nom or i.type.value for i in self.instances if i.id == instance_id), instance_id)

    @property
    def libelles(self) -> Libelles:
        """The three wordings, as the lists take them."""
        return Libelles(self.code, self.membre, self.instance)

    def membres_of(self, instance_id: str) -> list[Membre]:
        """Members in office in a body."""
        return [m for m in self.membres if m.actif and instance_id in m.roles]


def load_referentiel(session: Session, *codes: str) -> Referentiel:
    """Read lists and members; ``codes`` are stored values that may have left the active lists."""
    choix: dict[str, Choix] = {}
    labels: dict[str, str] = {}
    for liste in LISTES:
        valeurs = [(valeur.code, valeur.label) for valeur in list_valeurs(session, liste)]
        choix[liste] = valeurs
        labels.update(valeurs)
    for code in codes:
        if code and code not in labels:
            labels[code] = label_of(session, code)
    cercles = {i.id: read_cercle(session, i.id) for i in session.instances}
    return Referentiel(labels, choix, tuple(list_membres(session)), tuple(session.instances), cercles)
