"""« Instances »: the bodies where one sits, who sits with one, how often they meet, and the circle they usually admit."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from gsn_app.actions.instance import (
    InstanceResume,
    list_instances,
)
from gsn_app.actions.membre import list_membres
from gsn_app.actions.session import Session
from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import NOMS_INSTANCE, Membre, Role
from gsn_app.ui.instance_volet import (
    LIBELLES_RYTHME,
    AjouterVolet,
    InstanceVolet,
    RetraitVolet,
    SiegeVolet,
    VieVolet,
    name_role,
)
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.label import format_date
from gsn_app.ui.kit.section import Facts, Section, clear_layout
from gsn_app.ui.kit.volet import VoletScreen


def load_instances(session: Session) -> tuple[list[InstanceResume], list[Membre]]:
    """Read on the worker: the bodies of this member, and everybody of the directory."""
    return list_instances(session), [m for m in list_membres(session) if m.actif]


class InstancesScreen(VoletScreen):
    """One card a body; its acts are its coordonnateur's."""

    titre = "Instances"
    largeur = 1100
    aide = (
        "Chaque instance a ses membres, ses situations et ses clés\u00a0: siéger dans l’une n’ouvre rien de l’autre.\n\n"
        "Le cercle habituel est proposé en un geste quand une situation s’ouvre\u00a0; chacun peut en être retiré avant.\n\n"
        "Le rythme sert à rappeler la prochaine séance dans «\u00a0À faire\u00a0».\n\n"
        "Une cellule d’échanges sur la radicalisation demande un coffre à elle seule."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.ajouter = self.add_head_button(
            PrimaryButton("&Ajouter une instance", "gsn_instances_ajouter", self._add, icone="plus")
        )
        self.ajouter.setVisible(context.session.permits(Acte.INSTANCE_CREEE))
        self.transferts = self.add_head_button(
            Button("&Transferts", "gsn_instances_transferts", lambda: context.go("transferts"))
        )
        self.transferts.hide()
        self.liste = QVBoxLayout()
        self.liste.setSpacing(16)
        self.page_corps.addLayout(self.liste)
        self.instances: list[InstanceResume] = []
        self.membres: list[Membre] = []

    def refresh(self) -> None:
        """Read the bodies again."""
        if self.volet is None:
            self.context.run(load_instances, on_success=self._show, on_error=self.show_error)

    def _show(self, lu: tuple[list[InstanceResume], list[Membre]]) -> None:
        self.instances, self.membres = lu
        session = self.context.session
        several = len(session.coffre_instances) > 1
        self.transferts.setVisible(several and session.permits(Acte.TRANSFERT_CONSULTE))
        clear_layout(self.liste)
        for resume in self.instances:
            self.liste.addWidget(self._build(resume))
        if not self.instances:
            self.liste.addWidget(EmptyState("membres", "Vous ne siégez dans aucune instance", ""))

    def _build(self, resume: InstanceResume) -> Section:
        nom = f"gsn_instance_{resume.instance.id}"
        boutons = []
        if resume.coordonne:
            boutons = [
                Button("Rythme et cercle…", f"{nom}_vie", partial(self._open, VieVolet, resume)),
                Button("Donner un siège…", f"{nom}_sieger", partial(self._open, SiegeVolet, resume)),
                Button("Retirer un siège…", f"{nom}_retirer", partial(self._open, RetraitVolet, resume)),
            ]
            for bouton in boutons:
                bouton.setAccessibleName(f"{bouton.text()} {resume.instance.nom}")
        section = Section(nom, resume.instance.nom, *boutons)
        faits = Facts(f"{nom}_faits")
        faits.show_facts(word_instance(resume))
        section.add(faits)
        return section

    def _add(self) -> None:
        self.open_volet(AjouterVolet(self.context, self.membres, self.instances))

    def _open(self, genre: type[InstanceVolet], resume: InstanceResume) -> None:
        self.open_volet(genre(self.context, resume, self.membres))


def word_instance(resume: InstanceResume) -> list[tuple[str, str]]:
    """What one must know of a body, composition by role included."""
    vie, instance = resume.vie, resume.instance
    faits = [
        ("Type", NOMS_INSTANCE[instance.type]),
        (
            "Charte",
            f"adoptée le {format_date(vie.adoptee_le)}"
            if vie.adoptee_le
            else "adoptée à la création du coffre",
        ),
        ("Rythme", LIBELLES_RYTHME.get(vie.rythme_mois, f"Tous les {vie.rythme_mois}\u00a0mois")),
        ("Prochaine séance", format_date(vie.prochaine) if vie.prochaine else "Aucune date fixée"),
    ]
    for role in Role:
        noms = [
            f"{s.membre.nom} ({s.membre.institution}{'' if s.signe_le else ', charte à signer'})"
            for s in resume.sieges
            if s.role is role
        ]
        if noms:
            faits.append((f"{name_role(role)}{'s' if len(noms) > 1 else ''}", "\n".join(noms)))
    usuels = [s.membre.nom for s in resume.sieges if s.membre.id in vie.cercle]
    faits.append(
        (
            "Cercle habituel",
            ", ".join(usuels) if usuels else "Pas encore choisi\u00a0: tous les membres sont proposés.",
        )
    )
    return faits
