"""Forms of a séance: plan it, ask for one, note presence, add a point, open it, close it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gsn_app.actions.seance import (
    add_point,
    ask_seance,
    change_seance,
    close_seance,
    open_seance,
    prepare_seance,
    set_presence,
)
from gsn_app.domain.conservation import add_months
from gsn_app.domain.seance import Presence, Seance
from gsn_app.ui.kit.check import BoxesField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField, TextField
from gsn_app.ui.kit.label import hint
from gsn_app.ui.kit.volet import Volet
from gsn_app.ui.situation_referentiel import Choix, Referentiel, today

if TYPE_CHECKING:
    from collections.abc import Collection


def next_day(tenue_le: str, rythme_mois: int) -> str:
    """Day proposed for the next séance, ISO: one rhythm after this one; "" for a body that meets on request."""
    return "" if not rythme_mois else add_months(date.fromisoformat(tenue_le), rythme_mois).isoformat()


def _hour(volet: Volet, nom: str) -> None:
    champ = TextField(nom, limite=5, exemple="14:30")
    champ.edit.setMaximumWidth(120)
    volet.form.add("heure", "Heure", champ, facultatif=True)


class PreparerVolet(Volet):
    """Plans a séance of a body, or records the day of one held on paper."""

    formulaire = "seance"
    titre = "Préparer une séance"
    explication = (
        "Une date à venir prévoit la séance et la rappelle à chacun. Une date passée enregistre une séance tenue sur "
        "papier\u00a0: les deux dates sont gardées."
    )
    enregistrer = "&Préparer la séance"

    def __init__(self, context: Context, instances: Choix) -> None:
        self.instances = instances
        super().__init__(context, "")

    def build(self) -> None:
        """Body, day, hour."""
        self.form.add("instance", "Instance", ChoiceField("gsn_seance_instance", self.instances))
        if len(self.instances) == 1:
            self.form.set_values({"instance": self.instances[0][0]})
        self.form.add("date", "Date de la séance", DateField("gsn_seance_date"))
        _hour(self, "gsn_seance_heure")

    def submit(self) -> None:
        """Plan."""
        if self.form.require("instance", "date"):
            self.send(
                prepare_seance,
                self.form.value("instance"),
                self.form.value("date"),
                self.form.value("heure"),
                tell="Séance préparée.",
            )


class DemanderVolet(Volet):
    """Any member asks for an urgent séance; no word is typed, a situation may be named."""

    formulaire = "seance_demande"
    titre = "Demander une séance urgente"
    explication = "Tout membre peut la demander. Le coordonnateur en choisit la date\u00a0; dites ce qui presse de vive voix."
    enregistrer = "&Demander la séance"

    def __init__(self, context: Context, instances: Choix, situations: Choix) -> None:
        self.instances, self.situations = instances, situations
        super().__init__(context, "")

    def build(self) -> None:
        """Body and situation."""
        self.form.add("instance", "Instance", ChoiceField("gsn_seance_demande_instance", self.instances))
        if len(self.instances) == 1:
            self.form.set_values({"instance": self.instances[0][0]})
        if self.situations:
            field = ChoiceField("gsn_seance_demande_situation", self.situations, vide="Aucune en particulier")
            self.form.add("situation", "Situation concernée", field, facultatif=True)

    def submit(self) -> None:
        """Ask."""
        if self.form.require("instance"):
            situation = self.form.value("situation") if "situation" in self.form.rows else ""
            self.send(ask_seance, self.form.value("instance"), situation, tell="Séance urgente demandée.")


class SeanceVolet(Volet):
    """Base of the forms on one séance."""

    def __init__(self, context: Context, seance: Seance) -> None:
        self.seance = seance
        super().__init__(context, seance.id)


class DateVolet(SeanceVolet):
    """Sets the day; this is how an urgent request is granted."""

    formulaire = "seance_date"
    titre = "Fixer la date"
    enregistrer = "&Fixer la date"

    def build(self) -> None:
        """Day, hour."""
        self.form.add("date", "Date de la séance", DateField("gsn_seance_date"))
        _hour(self, "gsn_seance_heure")
        self.form.set_values({"date": self.seance.date, "heure": self.seance.heure})

    def submit(self) -> None:
        """Set."""
        if self.form.require("date"):
            self.send(
                change_seance,
                self.seance.id,
                date=self.form.value("date"),
                heure=self.form.value("heure"),
                tell="Date fixée.",
            )


class PresenceVolet(SeanceVolet):
    """Who is here, who excused themselves; the others are absent."""

    formulaire = "seance_presence"
    titre = "Noter les présences"
    explication = "Seuls les signataires de la charte en vigueur peuvent être notés présents."
    enregistrer = "&Noter les présences"

    def __init__(
        self, context: Context, ref: Referentiel, seance: Seance, signataires: Collection[str]
    ) -> None:
        self.ref, self.signataires = ref, signataires
        super().__init__(context, seance)

    def build(self) -> None:
        """Two lists of boxes."""
        membres = [(m.id, f"{m.nom}, {m.institution}") for m in self.ref.membres_of(self.seance.instance_id)]
        self.membres = [m for m, _ in membres]
        signed = [paire for paire in membres if paire[0] in self.signataires]
        self.form.add("presents", "Présents", BoxesField("gsn_seance_presents", signed))
        unsigned = [libelle for membre, libelle in membres if membre not in self.signataires]
        if unsigned:
            self.form.add_widget(
                hint("Charte à signer, ou accès suspendu\u00a0: " + "\u00a0; ".join(unsigned) + ".")
            )
        self.form.add("excuses", "Excusés", BoxesField("gsn_seance_excuses", membres), facultatif=True)
        noted = self.seance.presences or {self.context.session.membre.id: Presence.PRESENT}
        self.form.set_values(
            {
                "presents": " ".join(m for m, p in noted.items() if p is Presence.PRESENT),
                "excuses": " ".join(m for m, p in noted.items() if p is Presence.EXCUSE),
            }
        )

    def submit(self) -> None:
        """Note everybody."""
        here, excused = self.form.value("presents").split(), self.form.value("excuses").split()
        both = set(here) & set(excused)
        if both:
            nom = self.ref.membre(both.pop())
            self.form.set_fault("excuses", f"{nom} ne peut pas être à la fois présent et excusé.")
            return
        said = {m: "present" if m in here else "excuse" if m in excused else "absent" for m in self.membres}
        self.send(set_presence, self.seance.id, said, tell="Présences notées.")


class PointVolet(SeanceVolet):
    """Adds any open situation of the body to the agenda."""

    formulaire = "seance_point"
    titre = "Ajouter une situation à l’ordre du jour"
    enregistrer = "&Ajouter"

    def __init__(self, context: Context, seance: Seance, situations: Choix) -> None:
        self.situations = situations
        super().__init__(context, seance)

    def build(self) -> None:
        """One situation."""
        self.form.add("situation", "Situation", ChoiceField("gsn_seance_situation", self.situations))

    def submit(self) -> None:
        """Add."""
        if self.form.require("situation"):
            self.send(
                add_point, self.seance.id, self.form.value("situation"), tell="Ajoutée à l’ordre du jour."
            )


class OuvrirVolet(SeanceVolet):
    """Opens the séance: today, or the day it was held on paper."""

    formulaire = "seance_ouverture"
    titre = "Ouvrir la séance"
    explication = (
        "Si la séance a été tenue sur papier un autre jour, écrivez ce jour\u00a0: la date d’aujourd’hui sera gardée "
        "aussi."
    )
    enregistrer = "&Ouvrir la séance"

    def build(self) -> None:
        """The day."""
        self.form.add("tenue_le", "Tenue le", DateField("gsn_seance_tenue"))
        jour = today().isoformat()
        planned = self.seance.date
        self.form.set_values({"tenue_le": planned if planned and planned < jour else jour})

    def submit(self) -> None:
        """Open."""
        if self.form.require("tenue_le"):
            self.send(open_seance, self.seance.id, self.form.value("tenue_le"), tell="Séance ouverte.")


class CloreVolet(SeanceVolet):
    """Closes the séance and plans the next one."""

    formulaire = "seance_cloture"
    titre = "Clore la séance"
    explication = (
        "La séance ne changera plus\u00a0; le relevé de décisions de chacun pourra être tiré. Les situations non "
        "abordées passent à la séance suivante."
    )
    enregistrer = "&Clore la séance"

    def __init__(self, context: Context, seance: Seance, rythme_mois: int) -> None:
        self.rythme_mois = rythme_mois
        super().__init__(context, seance)

    def build(self) -> None:
        """Next day, at the body's rhythm."""
        self.form.add("prochaine", "Prochaine séance", DateField("gsn_seance_prochaine"), facultatif=True)
        _hour(self, "gsn_seance_prochaine_heure")
        jour = next_day(self.seance.tenue_le, self.rythme_mois)
        jour = max(jour, today().isoformat()) if jour else ""
        self.form.set_values({"prochaine": jour, "heure": self.seance.heure})

    def submit(self) -> None:
        """Close."""
        self.send(
            close_seance,
            self.seance.id,
            prochaine=self.form.value("prochaine"),
            heure=self.form.value("heure"),
            tell="Séance close.",
        )
