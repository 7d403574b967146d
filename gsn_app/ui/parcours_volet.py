"""The forms of the follow-up: a meeting with the person, an orientation and its answer, a judicial measure, the bilan."""

from __future__ import annotations

from shiboken6 import isValid

from gsn_app.actions.bilan_parcours import print_bilan, read_bilan
from gsn_app.actions.impression import Feuille
from gsn_app.actions.parcours import (
    end_mesure_judiciaire,
    propose_dispositifs,
    record_contact,
    record_mesure_judiciaire,
    record_relais,
    refer,
)
from gsn_app.domain.acte import Acte
from gsn_app.domain.bilan_parcours import BilanParcours
from gsn_app.domain.parcours import Orientation
from gsn_app.domain.situation import SituationComplete
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField
from gsn_app.ui.kit.label import format_count, format_date, hint, set_tooltip
from gsn_app.ui.kit.section import Facts
from gsn_app.ui.kit.volet import Volet
from gsn_app.ui.situation_referentiel import Referentiel, today


class _SuiviVolet(Volet):
    """A volet on one situation with the words it needs."""

    def __init__(self, context: Context, ref: Referentiel, situation: SituationComplete) -> None:
        self.ref = ref
        self.situation = situation
        super().__init__(context, situation.id)


class ContactVolet(_SuiviVolet):
    """Notes that the member met somebody."""

    formulaire = "contact"
    titre = "Noter une rencontre"
    explication = "Qui vous avez rencontré, quand et comment. Ce qui s’est dit n’est pas noté ici."

    def build(self) -> None:
        """When, whom, how."""
        ref = self.ref
        self.form.add("date", "Rencontre du", DateField("gsn_contact_date"))
        self.form.add("personne", "Qui", ChoiceField("gsn_contact_personne", ref.choix["contact_personne"]))
        self.form.add("moyen", "Comment", ChoiceField("gsn_contact_moyen", ref.choix["moyen_information"]))
        self.form.set_values({"date": today().isoformat()})

    def submit(self) -> None:
        """Record."""
        if self.form.require("date", "personne", "moyen"):
            v = self.form.values()
            self.send(
                record_contact, self.objet_id, date=v["date"], moyen=v["moyen"], personne=v["personne"],
                tell="Rencontre notée.",
            )  # fmt: skip


class OrienterVolet(_SuiviVolet):
    """Need first; the dispositifs offered are those of the table for this need and this age."""

    formulaire = "orientation"
    titre = "Orienter vers un dispositif"
    explication = (
        "Choisissez d’abord le besoin\u00a0: seuls les dispositifs qui y répondent, à l’âge de la personne, sont "
        "proposés, le plus adapté en premier. Orienter n’oblige ni la personne, ni le dispositif."
    )
    enregistrer = "&Orienter"

    def build(self) -> None:
        """Need, dispositif, date."""
        besoin = ChoiceField("gsn_orientation_besoin", self.ref.choix["besoin"])
        self.form.add("besoin", "Besoin", besoin)
        self.dispositif = ChoiceField("gsn_orientation_dispositif", self.ref.choix["dispositif"])
        self.form.add("dispositif", "Dispositif", self.dispositif)
        self.form.add("date", "Orientation du", DateField("gsn_orientation_date"))
        besoin.modified.connect(self._narrow)
        self.form.set_values({"date": today().isoformat()})
        self._narrow()

    def _narrow(self) -> None:
        besoin, qui = self.form.value("besoin"), self.situation.personne
        if not besoin or qui is None:
            self.dispositif.set_choices([])
            return
        codes = propose_dispositifs(self.context.session, besoin, qui.date_naissance)
        self.dispositif.set_choices([(code, self.ref.code(code)) for code in codes])

    def submit(self) -> None:
        """Refer."""
        if self.form.require("besoin", "dispositif", "date"):
            v = self.form.values()
            self.send(
                refer, self.objet_id, besoin=v["besoin"], dispositif=v["dispositif"], date=v["date"],
                tell="Orientation notée.",
            )  # fmt: skip


class RelaisVolet(Volet):
    """What the dispositif answered."""

    formulaire = "relais"
    titre = "Noter la suite d’une orientation"
    explication = (
        "«\u00a0Prise en charge\u00a0» est un relais vers le droit commun\u00a0: il compte dans le bilan."
    )

    def __init__(
        self, context: Context, ref: Referentiel, situation: SituationComplete, orientation: Orientation
    ) -> None:
        self.ref = ref
        self.situation = situation
        self.orientation = orientation
        super().__init__(context, orientation.id)

    def build(self) -> None:
        """Answer and day."""
        suites = self.ref.choix["orientation_suite"]
        self.form.add(
            "suite", self.ref.code(self.orientation.dispositif), ChoiceField("gsn_relais_suite", suites)
        )
        self.form.add("date", "Depuis le", DateField("gsn_relais_date"))
        self.form.set_values({"date": today().isoformat()})

    def submit(self) -> None:
        """Record."""
        if self.form.require("suite", "date"):
            v = self.form.values()
            self.send(
                record_relais, self.situation.id, self.orientation.id, date=v["date"], suite=v["suite"],
                tell="Suite notée.",
            )  # fmt: skip


class JudiciaireVolet(_SuiviVolet):
    """Notes that a judicial measure runs."""

    formulaire = "mesure_judiciaire"
    titre = "Noter une mesure judiciaire en cours"
    explication = (
        "Seulement si le suivi en a besoin\u00a0: le service qui suit la mesure et sa date, jamais sa nature ni son "
        "motif. Le référent de parcours est alors un agent de la PJJ ou du SPIP."
    )

    def build(self) -> None:
        """Service, first day."""
        services = self.ref.choix["service_justice"]
        self.form.add("service", "Service", ChoiceField("gsn_judiciaire_service", services))
        self.form.add("debut", "Depuis le", DateField("gsn_judiciaire_debut"))

    def submit(self) -> None:
        """Record."""
        if self.form.require("service", "debut"):
            v = self.form.values()
            self.send(record_mesure_judiciaire, self.objet_id, service=v["service"], debut=v["debut"])


class FinJudiciaireVolet(_SuiviVolet):
    """Notes the end of the judicial measure."""

    formulaire = "mesure_judiciaire_fin"
    titre = "Noter la fin de la mesure judiciaire"
    explication = "Le suivi par la PJJ ou le SPIP peut continuer six mois au plus."

    def build(self) -> None:
        """Last day."""
        self.form.add("fin", "Terminée le", DateField("gsn_judiciaire_fin"))
        self.form.set_values({"fin": today().isoformat()})

    def submit(self) -> None:
        """Record."""
        if self.form.require("fin"):
            self.send(end_mesure_judiciaire, self.objet_id, fin=self.form.value("fin"))


class BilanVolet(_SuiviVolet):
    """Shows the bilan; printing it is the coordonnateur's."""

    formulaire = "bilan"
    titre = "Bilan de parcours"
    explication = (
        "Dates, référents, actions, résultats et relais\u00a0: rien de ce que le groupe a échangé. La feuille imprimée est "
        "numérotée et inscrite au journal."
    )
    enregistrer = "&Préparer la feuille"

    def build(self) -> None:
        """The facts, read by the act of its own."""
        self.faits = Facts("gsn_bilan_faits")
        self.form.add_widget(self.faits)
        quoi = self.situation.typologie
        instance = quoi.instance_id if quoi else ""
        if not self.context.session.permits(Acte.IMPRESSION_DEMANDEE, instance):
            self.save.setEnabled(False)
            set_tooltip(self.save, "L’impression revient au coordonnateur.")
            self.form.add_widget(hint("L’impression revient au coordonnateur."))
        self.context.run(read_bilan, self.situation.id, on_success=self._show, on_error=self.show_refusal)

    def _show(self, bilan: BilanParcours) -> None:
        if isValid(self.faits):  # the form may have been left meanwhile
            self.faits.show_facts(word_bilan(bilan, self.ref))

    def submit(self) -> None:
        """Ask for the sheet, preview it, print it."""
        self.context.run(
            print_bilan, self.objet_id, on_success=self._show_sheet, on_error=self.show_refusal,
            boutons=(self.save, self.back),
        )  # fmt: skip

    def _show_sheet(self, feuille: Feuille) -> None:
        self.context.print_sheet(feuille, self._printed)

    def _printed(self, sortie: bool) -> None:
        if sortie:
            self._saved(True, "Bilan imprimé.")


def word_bilan(bilan: BilanParcours, ref: Referentiel) -> list[tuple[str, str]]:
    """The bilan in a few lines, as the screen shows it."""
    fin = f" au {format_date(bilan.cloturee_le)}" if bilan.cloturee_le else ""
    faits = [
        (
            "Suivi",
            f"du {format_date(bilan.ouverte_le)}{fin}"
            if fin
            else f"depuis le {format_date(bilan.ouverte_le)}",
        )
    ]
    referents = [
        f"{ref.membre(r.membre_id)}, du {format_date(r.depuis)}"
        + (f" au {format_date(r.jusqu_au)}" if r.jusqu_au else "")
        for r in bilan.referents
    ]
    actions = [
        f"{ref.code(a.code)}\u00a0: {ref.code(a.resultat).lower() if a.resultat else 'en cours'}"
        for a in bilan.actions
    ]
    relais = [
        f"{ref.code(r.dispositif)}\u00a0: {ref.code(r.suite).lower() if r.suite else 'suite attendue'}"
        for r in bilan.relais
    ]
    faits += [
        ("Référents", "\n".join(referents) or "Aucun"),
        ("Rencontres", format_count(bilan.contacts, "rencontre") if bilan.contacts else "Aucune notée"),
        ("Actions", "\n".join(actions) or "Aucune"),
        ("Orientations", "\n".join(relais) or "Aucune"),
    ]
    if bilan.cloturee_le:
        faits.append(("Clôture", ref.code(bilan.cloture)))
    if bilan.sortie_positive:
        faits.append(("Sortie positive", ref.code(bilan.sortie_positive)))
    return faits
