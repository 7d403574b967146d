"""The forms of « Instances »: adding a body, its rhythm and usual circle, giving and ending a seat."""

from __future__ import annotations

from collections.abc import Sequence

from gsn_app.actions.instance import (
    InstanceResume,
    assign_membre,
    create_instance,
    save_instance,
    unseat_membre,
)
from gsn_app.domain.enrolement import LIBELLES_ROLE
from gsn_app.domain.instance import ROLES_DONNES
from gsn_app.domain.membre import NOMS_INSTANCE, Membre, Role, TypeInstance
from gsn_app.ui.kit.check import BoxesField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField, TextField
from gsn_app.ui.kit.volet import Volet
from gsn_app.ui.situation_referentiel import today

LIBELLES_RYTHME = {0: "À la demande", 1: "Chaque mois"}
CHOIX_RYTHME = [(str(n), LIBELLES_RYTHME.get(n, f"Tous les {n}\u00a0mois")) for n in (0, 1, 2, 3, 4, 6, 12)]
#: roles that read the exchanges: those a usual circle is made of
LECTEURS = (Role.COORDONNATEUR, Role.MEMBRE)


def name_role(role: Role) -> str:
    """« Coordonnateur », « Élu »."""
    return LIBELLES_ROLE[role][0].upper() + LIBELLES_ROLE[role][1:]


class AjouterVolet(Volet):
    """Adds a body; its coordonnateur may be another member."""

    formulaire = "instance"
    titre = "Ajouter une instance"
    explication = (
        "Elle aura ses propres membres, situations et clés. Personne d’une autre instance n’y lira rien sans y avoir "
        "reçu un siège, puis avoir été admis à une situation."
    )
    enregistrer = "&Ajouter l’instance"

    def __init__(
        self, context: Context, membres: Sequence[Membre], instances: Sequence[InstanceResume]
    ) -> None:
        self.membres = membres
        self.instances = instances
        super().__init__(context, "")

    def build(self) -> None:
        """Kind, name, adoption, coordonnateur."""
        types = [(kind.value, nom) for kind, nom in NOMS_INSTANCE.items()]
        self.form.add("type", "Type", ChoiceField("gsn_instance_type", types))
        self.form.add("nom", "Nom", TextField("gsn_instance_nom", limite=100))
        self.form.add("adoptee_le", "Elle a adopté la charte le", DateField("gsn_instance_adoptee"))
        qui = [
            (m.id, f"{m.nom}, {m.fonction}")
            for m in self.membres
            if m.recevable and Role.AUDITEUR not in m.roles.values()
        ]
        self.form.add("coordonnateur", "Coordonnateur", ChoiceField("gsn_instance_coordonnateur", qui))
        self.form.set_values(
            {"adoptee_le": today().isoformat(), "coordonnateur": self.context.session.membre.id}
        )

    def submit(self) -> None:
        """Add."""
        if self.form.require("type", "nom", "adoptee_le", "coordonnateur"):
            v = self.form.values()
            self.send(
                create_instance,
                TypeInstance(v["type"]),
                v["nom"],
                adoptee_le=v["adoptee_le"],
                coordonnateur_id=v["coordonnateur"],
                tell="Instance ajoutée.",
            )


class InstanceVolet(Volet):
    """A volet on one body."""

    def __init__(self, context: Context, resume: InstanceResume, membres: Sequence[Membre]) -> None:
        self.resume = resume
        self.membres = membres
        super().__init__(context, resume.instance.id)
        self.entete.setText(f"{self.titre}\u00a0: {resume.instance.nom}")


class VieVolet(InstanceVolet):
    """Rhythm, next meeting, usual circle."""

    formulaire = "instance_vie"
    titre = "Rythme et cercle habituel"
    explication = (
        "Le cercle habituel sera coché d’avance à l’ouverture d’une situation\u00a0: chaque personne reste à décocher si "
        "elle n’a pas à la connaître."
    )

    def build(self) -> None:
        """How often, when, who."""
        self.form.add("rythme", "Rythme des séances", ChoiceField("gsn_instance_rythme", CHOIX_RYTHME))
        self.form.add("prochaine", "Prochaine séance", DateField("gsn_instance_prochaine"), facultatif=True)
        lecteurs = [
            (s.membre.id, f"{s.membre.nom}, {s.membre.fonction} ({s.membre.institution})")
            for s in self.resume.sieges
            if s.role in LECTEURS
        ]
        self.form.add(
            "cercle", "Cercle habituel", BoxesField("gsn_instance_cercle", lecteurs), facultatif=True
        )
        vie = self.resume.vie
        self.form.set_values(
            {
                "rythme": str(vie.rythme_mois),
                "prochaine": vie.prochaine if vie.prochaine >= today().isoformat() else self.resume.proposee,
                "cercle": " ".join(vie.cercle),
            }
        )

    def submit(self) -> None:
        """Save."""
        if self.form.require("rythme"):
            v = self.form.values()
            self.send(
                save_instance,
                self.objet_id,
                rythme_mois=int(v["rythme"]),
                prochaine=v["prochaine"],
                cercle=v["cercle"].split(),
            )


class SiegeVolet(InstanceVolet):
    """Gives a member of the vault a seat here."""

    formulaire = "instance_siege"
    titre = "Donner un siège"
    explication = (
        "À une personne déjà enrôlée dans le coffre. Ce siège ne lui ouvre encore aucune situation\u00a0: l’admission se "
        "fait situation par situation. Une personne nouvelle s’enrôle depuis «\u00a0Membres et charte\u00a0»."
    )
    enregistrer = "&Donner le siège"

    def build(self) -> None:
        """Who, and as what."""
        qui = [
            (m.id, f"{m.nom}, {m.fonction} ({m.institution})")
            for m in self.membres
            if self.resume.instance.id not in m.roles and Role.AUDITEUR not in m.roles.values()
        ]
        self.form.add("membre", "Membre", ChoiceField("gsn_siege_membre", qui))
        roles = [(role.value, name_role(role)) for role in ROLES_DONNES]
        self.form.add("role", "Rôle", ChoiceField("gsn_siege_role", roles))
        self.form.set_values({"role": Role.MEMBRE.value})

    def submit(self) -> None:
        """Give."""
        if self.form.require("membre", "role"):
            v = self.form.values()
            self.send(assign_membre, v["membre"], self.objet_id, Role(v["role"]), tell="Siège donné.")


class RetraitVolet(InstanceVolet):
    """Ends a member's seat here; the keys of what they read here are renewed."""

    formulaire = "instance_retrait"
    titre = "Retirer un siège"
    explication = (
        "La personne ne lira plus rien de cette instance\u00a0: les clés de ce qu’elle y lisait sont renouvelées. Ses "
        "autres instances lui restent. Pour fermer tout son accès, prononcez son départ dans «\u00a0Membres et charte\u00a0»."
    )
    enregistrer = "&Retirer le siège"

    def build(self) -> None:
        """Who."""
        moi = self.context.session.membre.id
        qui = [
            (s.membre.id, f"{s.membre.nom} ({LIBELLES_ROLE[s.role]})")
            for s in self.resume.sieges
            if s.membre.id != moi
        ]
        self.form.add("membre", "Membre", ChoiceField("gsn_retrait_siege_membre", qui))

    def submit(self) -> None:
        """End."""
        if self.form.require("membre"):
            self.send(
                unseat_membre,
                self.form.value("membre"),
                self.objet_id,
                tell="Siège retiré, clés renouvelées.",
            )
