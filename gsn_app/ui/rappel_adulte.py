"""Prepares an adult's rappel à l'ordre: the same facts and questions, no situation, no representative."""

from __future__ import annotations

from typing import Any

from gsn_app.actions.rappel_adulte import prepare_rappel_adulte
from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre_regle import DECLARATIONS
from gsn_app.domain.rappel_ordre_valeur import LIMITE_ADRESSE, LIMITE_NOM, Fait, libelle
from gsn_app.domain.situation import SituationComplete
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField, LongTextField, TextField
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.kit.volet import VoletScreen
from gsn_app.ui.rappel_ordre_preparation import PreparationVolet

#: name of the object in the navigation and in the draft: no dossier exists yet
ADULTE = "adulte"
#: facts that only a minor, or a pupil's parents in the pupil's situation, can be reproached with
MINEURS = frozenset({Fait.ABSENT, Fait.NUIT, Fait.INCIV})


class AdulteVolet(PreparationVolet):
    """The fields of the fiche-navette for an adult, a parent or a neighbour."""

    titre = "Préparer un rappel à l’ordre pour un adulte"
    explication = (
        "Pour un parent ou un voisin majeur. Aucune situation n’est ouverte\u00a0: la fiche est gardée à part, lue par le "
        "coordonnateur et le maire seuls, et effacée trois mois après le retour au parquet."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, SituationComplete(ADULTE, None, None))

    def build(self) -> None:
        """Who, what, exclusions."""
        form = self.form
        moi = self.context.session
        instances = [
            (i.id, i.nom) for i in moi.instances if moi.permits(Acte.RAPPEL_ORDRE_ADULTE_PREPARE, i.id)
        ]
        form.add("instance", "Instance", ChoiceField("gsn_preparation_instance", instances, vide=""))
        form.rows["instance"].setVisible(len(instances) > 1)
        form.add("nom", "Nom", TextField("gsn_preparation_nom", limite=LIMITE_NOM))
        form.add("prenom", "Prénom", TextField("gsn_preparation_prenom", limite=LIMITE_NOM))
        form.add("date_naissance", "Date de naissance", DateField("gsn_preparation_naissance"))
        form.add(
            "adresse",
            "Adresse",
            LongTextField("gsn_preparation_adresse", limite=LIMITE_ADRESSE, lignes=2),
            aide="Pour la convocation seulement\u00a0: elle n’est pas sur la fiche-navette.",
            facultatif=True,
        )
        pair_rows(form, "nom", "prenom")
        self._build_faits()
        self._build_exclusions()

    def choices(self) -> list[tuple[str, str]]:
        """Facts that an adult can answer for."""
        return [(f.value, libelle(f)) for f in Fait if f not in MINEURS]

    def submit(self) -> None:
        """Prepare; a « oui » is sent too, so that the vault says and journals the refusal."""
        requis = ["nom", "prenom", "date_naissance", "fait", "description", "date_fait", "lieu", "service"]
        exclusions = [champ for champ, _question, _refus in DECLARATIONS]
        if not self.form.require("instance", *requis, "commune_victime", *exclusions):
            return
        v = self.form.values()
        donnees: dict[str, Any] = {
            champ: v[champ]
            for champ in (*requis, "heure_fait", "reference_rapport", "adresse", "acte_envisage")
        }
        for champ in ("commune_victime", *exclusions):
            donnees[champ] = v[champ] == "oui"
        self.send(prepare_rappel_adulte, v["instance"], tell="Fiche préparée.", **donnees)


class AdulteScreen(VoletScreen):
    """The form at once; back to the board, or on to the sheet once prepared."""

    titre = "Rappel à l’ordre d’un adulte"
    largeur = 860
    aide = (
        "Un parent ou un voisin majeur peut être rappelé à l’ordre comme un jeune\u00a0: même fiche-navette, même réponse du "
        "parquet, même entretien. Ce qui change\u00a0: aucune situation n’est ouverte, le groupe n’en sait rien, et tout est "
        "effacé trois mois après le retour au parquet.\n\n"
        "Ce que vous tapez est gardé au fil de la saisie\u00a0; Échap revient sans rien perdre."
    )

    def refresh(self) -> None:
        """Open the form unless it is already there."""
        if self.volet is None and self.isVisible():
            volet = AdulteVolet(self.context)
            volet.closed.connect(self._leave)
            self.open_volet(volet)

    def _leave(self, resultat: object) -> None:
        if isinstance(resultat, str):
            self.context.go("rappel_ordre", resultat)
        else:
            self.context.go("rappels")
