"""The forms of the ledger: a request received, the proof of identity, the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gsn_app.actions.demande_droit import answer_demande, record_demande, record_identite
from gsn_app.domain.demande_droit import (
    REFERENCE_MAX,
    DemandeDroit,
    Demandeur,
    Droit,
    MotifReponse,
    SensReponse,
)
from gsn_app.ui.kit.check import CheckField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField, TextField
from gsn_app.ui.kit.volet import Volet

LIBELLES_DROIT = {
    Droit.ACCES: "Accès\u00a0: lire ce qui est conservé",
    Droit.RECTIFICATION: "Rectification\u00a0: corriger",
    Droit.EFFACEMENT: "Effacement",
    Droit.LIMITATION: "Limitation\u00a0: geler l’usage",
    Droit.OPPOSITION: "Opposition au suivi",
}
LIBELLES_DEMANDEUR = {
    Demandeur.PERSONNE: "La personne elle-même",
    Demandeur.REPRESENTANT: "Un représentant légal",
    Demandeur.MANDATAIRE: "Un mandataire (avocat, personne de confiance)",
}
LIBELLES_REPONSE = {
    SensReponse.ACCORDEE: "Accordée",
    SensReponse.PARTIELLE: "Accordée en partie",
    SensReponse.REFUSEE: "Refusée",
    SensReponse.SANS_OBJET: "Sans objet\u00a0: rien n’est conservé",
}
LIBELLES_MOTIF = {
    MotifReponse.IDENTITE: "Identité du demandeur non établie",
    MotifReponse.TIERS: "Droits d’autres personnes",
    MotifReponse.ABUSIVE: "Demande manifestement infondée ou excessive",
    MotifReponse.MISSION: "Nécessaire à la mission de la commune (motif légitime)",
    MotifReponse.AUCUNE_DONNEE: "Aucune donnée sur cette personne",
}
Choix = Sequence[tuple[str, str]]


class ReceptionVolet(Volet):
    """A letter came in: which right, from whom, when; the ledger does not name the person."""

    formulaire = "demande_droit"
    titre = "Enregistrer une demande"
    explication = (
        "Le registre garde la référence du courrier, jamais un nom. Reliez la demande à la situation si la personne est "
        "suivie\u00a0: le lien disparaît avec elle. La réponse est due sous un mois."
    )

    def __init__(self, context: Context, instances: Choix, situations: Mapping[str, Choix]) -> None:
        self._instances, self._situations = list(instances), situations
        super().__init__(context, "")

    def build(self) -> None:
        """Body, right, who asks, when, which letter, which situation."""
        add = self.form.add
        add("instance", "Instance", ChoiceField("gsn_demande_instance", self._instances))
        add(
            "droit",
            "Droit demandé",
            ChoiceField("gsn_demande_droit", [(str(d), t) for d, t in LIBELLES_DROIT.items()]),
        )
        qui = [(str(d), t) for d, t in LIBELLES_DEMANDEUR.items()]
        add("demandeur", "Demandeur", ChoiceField("gsn_demande_demandeur", qui))
        add("recue_le", "Reçue le", DateField("gsn_demande_recue"))
        add(
            "reference", "Référence du courrier", TextField("gsn_demande_reference", limite=REFERENCE_MAX),
            facultatif=True, aide="Numéro d’arrivée, par exemple. N’y écrivez pas de nom.",
        )  # fmt: skip
        lien = ChoiceField("gsn_demande_situation", [], vide="Aucune\u00a0: la personne n’est pas suivie")
        add("situation", "Situation concernée", lien, facultatif=True)
        texte = "Une preuve d’identité a été demandée au demandeur\u00a0: le délai l’attend"
        add("identite", "Identité", CheckField("gsn_demande_identite", texte), facultatif=True)
        self.form.rows["instance"].field.modified.connect(self._follow_instance)
        if len(self._instances) == 1:
            self.form.set_values({"instance": self._instances[0][0]})

    def _follow_instance(self) -> None:
        lien = self.form.rows["situation"].field
        if isinstance(lien, ChoiceField):
            kept = lien.value()
            lien.set_choices(self._situations.get(self.form.value("instance"), []))
            lien.set_value(kept)

    def submit(self) -> None:
        """Write it in the ledger."""
        if self.form.require("instance", "droit", "demandeur", "recue_le"):
            v = self.form.values()
            self.send(
                record_demande, v["instance"], Droit(v["droit"]), Demandeur(v["demandeur"]), recue_le=v["recue_le"],
                reference=v["reference"], situation_id=v["situation"], identite_demandee=bool(v["identite"]),
                tell="Demande enregistrée.",
            )  # fmt: skip


class IdentiteVolet(Volet):
    """The proof asked for came."""

    formulaire = "demande_identite"
    titre = "Identité établie"
    explication = (
        "Le délai d’un mois court à partir de ce jour. Ne gardez pas de copie de la pièce d’identité."
    )

    def __init__(self, context: Context, demande: DemandeDroit) -> None:
        super().__init__(context, demande.id)

    def build(self) -> None:
        """When."""
        self.form.add("le", "Établie le", DateField("gsn_demande_identite_le"))

    def submit(self) -> None:
        """Record it."""
        if self.form.require("le"):
            self.send(record_identite, self.objet_id, self.form.value("le"), tell="Identité notée.")


class ReponseVolet(Volet):
    """What was answered, why when it is not wholly yes, when."""

    formulaire = "demande_reponse"
    titre = "Noter la réponse"
    explication = (
        "Notez la réponse une fois donnée. Un refus, même partiel, dit son motif à la personne et lui rappelle qu’elle "
        "peut saisir la CNIL."
    )

    def __init__(self, context: Context, demande: DemandeDroit) -> None:
        super().__init__(context, demande.id)

    def build(self) -> None:
        """Answer, reason, day."""
        sens = [(str(s), t) for s, t in LIBELLES_REPONSE.items()]
        self.form.add("sens", "Réponse", ChoiceField("gsn_demande_sens", sens))
        motifs = [(str(m), t) for m, t in LIBELLES_MOTIF.items()]
        self.form.add(
            "motif", "Motif", ChoiceField("gsn_demande_motif", motifs, vide="Aucun\u00a0: entièrement accordée"),
            facultatif=True,
        )  # fmt: skip
        self.form.add("le", "Réponse donnée le", DateField("gsn_demande_reponse_le"))

    def submit(self) -> None:
        """Record it."""
        if self.form.require("sens", "le"):
            v = self.form.values()
            motif = MotifReponse(v["motif"]) if v["motif"] else None
            self.send(
                answer_demande,
                self.objet_id,
                SensReponse(v["sens"]),
                motif,
                le=v["le"],
                tell="Réponse notée.",
            )
