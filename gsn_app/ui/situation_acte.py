"""Acts on a whole situation: inform, defer, admit, correct the identity, close."""

from __future__ import annotations

from gsn_app.actions.situation import (
    admit_membre,
    change_personne,
    close_situation,
    defer_information,
    record_information,
    set_echeance,
)
from gsn_app.domain.situation import Personne, SituationComplete
from gsn_app.ui.apport import readers_of
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField, TextField
from gsn_app.ui.kit.form import FormRow
from gsn_app.ui.kit.volet import Volet
from gsn_app.ui.saisine_ouverture import propose_cercle
from gsn_app.ui.saisine_personne import (
    OBLIGATOIRES,
    add_coordonnees,
    add_identite,
    personne_values,
    read_personne,
)
from gsn_app.ui.situation_referentiel import Referentiel, today

MOT_CLOTURE = "clôturer"


class _SituationVolet(Volet):
    """A volet on one situation with the words it needs."""

    def __init__(self, context: Context, ref: Referentiel, situation: SituationComplete) -> None:
        self.ref = ref
        self.situation = situation
        super().__init__(context, situation.id)


class InformationVolet(_SituationVolet):
    """Records that the person or the representatives were informed (C8)."""

    formulaire = "information"
    titre = "Noter l’information de la personne"
    explication = "La personne, ou ses représentants légaux, sait que sa situation est suivie, par qui et quels sont ses droits."

    def build(self) -> None:
        """When, how, by whom."""
        self.form.add("date", "Informée le", DateField("gsn_information_date"))
        self.form.add(
            "moyen", "Moyen", ChoiceField("gsn_information_moyen", self.ref.choix["moyen_information"])
        )
        self.form.add("par", "Par qui", TextField("gsn_information_par", limite=100))
        self.form.set_values({"date": today().isoformat(), "par": self.context.session.membre.nom})

    def submit(self) -> None:
        """Record."""
        if self.form.require("date", "moyen", "par"):
            v = self.form.values()
            self.send(record_information, self.objet_id, date=v["date"], moyen=v["moyen"], par=v["par"])


class DiffererVolet(_SituationVolet):
    """Defers the notice, with a reason shown on the situation (C8)."""

    formulaire = "information_differee"
    titre = "Différer l’information"
    explication = "Le report est motivé, inscrit au journal, visible ici, et réexaminé à chaque séance."
    enregistrer = "&Différer"

    def build(self) -> None:
        """When and why."""
        motifs = self.ref.choix["motif_report_information"]
        self.form.add("date", "Décidé le", DateField("gsn_differer_date"))
        self.form.add("motif", "Motif", ChoiceField("gsn_differer_motif", motifs))
        self.form.set_values({"date": today().isoformat()})

    def submit(self) -> None:
        """Defer."""
        if self.form.require("date", "motif"):
            self.send(
                defer_information, self.objet_id, date=self.form.value("date"), motif=self.form.value("motif")
            )


class AdmettreVolet(_SituationVolet):
    """Admits one more member to the circle."""

    formulaire = "admission"
    titre = "Admettre un membre"
    explication = "Ce membre pourra lire la situation à partir de maintenant, avec les apports ouverts à tout le cercle."
    enregistrer = "&Admettre"

    def build(self) -> None:
        """Who and why."""
        instance = self.situation.typologie.instance_id if self.situation.typologie else ""
        deja = set(readers_of(self.situation))
        possibles, _proposes = propose_cercle(self.ref, instance, "")
        self.form.add(
            "membre",
            "Membre",
            ChoiceField("gsn_admission_membre", [p for p in possibles if p[0] not in deja]),
        )
        self.form.add("motif", "Motif", TextField("gsn_admission_motif", limite=120))

    def submit(self) -> None:
        """Admit."""
        if self.form.require("membre", "motif"):
            self.send(
                admit_membre,
                self.objet_id,
                self.form.value("membre"),
                self.form.value("motif"),
                tell="Membre admis.",
            )


class PersonneVolet(_SituationVolet):
    """Corrects the identity or the contact details (right of rectification)."""

    formulaire = "personne"
    titre = "Corriger l’identité ou les coordonnées"

    def build(self) -> None:
        """The recorded fields, filled in."""
        add_identite(self.form, "gsn_personne")
        add_coordonnees(self.form, "gsn_personne", self.ref)
        if isinstance(self.situation.personne, Personne):
            self.form.set_values(personne_values(self.situation.personne))

    def submit(self) -> None:
        """Change."""
        if self.form.require(*OBLIGATOIRES):
            self.send(change_personne, self.objet_id, read_personne(self.form), tell="Identité corrigée.")


class EcheanceVolet(_SituationVolet):
    """Sets the date at which the situation is looked at again; an empty date clears it."""

    formulaire = "echeance"
    titre = "Prévoir le prochain point"
    explication = "La situation reviendra dans «\u00a0À faire\u00a0» à l’approche de cette date. Laissez vide pour n’en prévoir aucune."

    def build(self) -> None:
        """One date."""
        self.form.add("date", "Prochain point le", DateField("gsn_echeance_date"), facultatif=True)
        quoi = self.situation.typologie
        self.form.set_values({"date": quoi.echeance if quoi else ""})

    def submit(self) -> None:
        """Set or clear."""
        self.send(set_echeance, self.objet_id, self.form.value("date"), tell="Prochain point enregistré.")


class CloturerVolet(_SituationVolet):
    """Closes: the clock towards erasure starts, hence the typed word."""

    formulaire = "cloture"
    titre = "Clôturer la situation"
    explication = (
        "Plus rien ne pourra y être ajouté. Le délai de conservation commence\u00a0: à son terme, l’identité, les "
        "apports et les mesures seront effacés. Seuls des comptes sans nom resteront pour le rapport."
    )
    enregistrer = "&Clôturer"

    def build(self) -> None:
        """Why, when, positive way out if any, typed word."""
        ref = self.ref
        self.form.add("cloture", "Motif de clôture", ChoiceField("gsn_cloture_motif", ref.choix["cloture"]))
        self.form.add("date", "Clôturée le", DateField("gsn_cloture_date"))
        self.form.add(
            "sortie_positive",
            "Sortie positive",
            ChoiceField("gsn_cloture_sortie", ref.choix["sortie_positive"], vide="Aucune"),
            facultatif=True,
        )
        # outside the form, so that no draft ever types the word again
        self.mot = FormRow(
            f"Pour confirmer, écrivez «\u00a0{MOT_CLOTURE}\u00a0»", TextField("gsn_cloture_mot", limite=20)
        )
        self.form.add_widget(self.mot)
        self.after_form = self.mot.field
        self.form.set_values({"date": today().isoformat()})

    def submit(self) -> None:
        """Close, once the word is typed."""
        if not self.form.require("cloture", "date"):
            return
        if self.mot.field.value().casefold() != MOT_CLOTURE:
            self.mot.set_fault(f"Écrivez exactement «\u00a0{MOT_CLOTURE}\u00a0».")
            self.mot.field.setFocus()
            return
        self.send(
            close_situation,
            self.objet_id,
            self.form.value("cloture"),
            sortie_positive=self.form.value("sortie_positive"),
            date=self.form.value("date"),
            tell="Situation clôturée.",
        )
