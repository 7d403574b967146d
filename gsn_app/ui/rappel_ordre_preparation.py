"""Prepares a rappel à l'ordre: identity, facts, three exclusions each answered, representatives of a minor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gsn_app.actions.rappel_ordre import prepare_rappel
from gsn_app.actions.situation import read_situation
from gsn_app.domain.rappel_ordre_regle import DECLARATIONS, MAJORITE
from gsn_app.domain.rappel_ordre_valeur import (
    LIMITE_ADRESSE,
    LIMITE_DESCRIPTION,
    LIMITE_LIEU,
    LIMITE_NOM,
    LIMITE_REFERENCE,
    LIMITE_SERVICE,
    Fait,
    MesureRappel,
    QualiteRepresentant,
    Representant,
    libelle,
    validate_choix,
)
from gsn_app.domain.situation import SituationComplete, age_on
from gsn_app.errors import GsnError
from gsn_app.ui.kit.check import RadioField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField, LongTextField, TextField
from gsn_app.ui.kit.label import hint, rule, subtitle
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.kit.volet import Volet, VoletScreen
from gsn_app.ui.situation_ligne import parse_iso

if TYPE_CHECKING:
    from gsn_app.actions.session import Session

OUI_NON = [("oui", "Oui"), ("non", "Non")]
REPRESENTANTS = ("Premier", "Second")


class PreparationVolet(Volet):
    """The fields of the fiche-navette, nothing else: no school, social or health remark, no other person."""

    formulaire = "rappel_preparation"
    titre = "Préparer un rappel à l’ordre"
    explication = (
        "Cette fiche ira au parquet. Rien de scolaire, social ou médical, rien des échanges du groupe, "
        "aucune autre personne."
    )
    enregistrer = "&Préparer la fiche"

    def __init__(self, context: Context, situation: SituationComplete) -> None:
        self.situation = situation
        super().__init__(context, situation.id)

    def build(self) -> None:
        """Who, what, exclusions, representatives."""
        form = self.form
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
        self._build_representants()
        personne = self.situation.personne
        if personne is not None:
            form.set_values(
                {
                    "nom": personne.nom,
                    "prenom": personne.prenom,
                    "date_naissance": personne.date_naissance,
                    "adresse": personne.adresse,
                }
            )

    def _build_faits(self) -> None:
        form = self.form
        form.add_widget(rule())
        form.add_widget(subtitle("Les faits"))
        form.add("fait", "Fait", ChoiceField("gsn_preparation_fait", self.choices()))
        form.add(
            "description",
            "Description",
            LongTextField("gsn_preparation_description", limite=LIMITE_DESCRIPTION),
            aide="Ce qui a été fait, précisément, et par qui.",
        )
        form.add("date_fait", "Date des faits", DateField("gsn_preparation_date_fait"))
        form.add(
            "heure_fait",
            "Heure",
            TextField("gsn_preparation_heure", limite=5, exemple="22:15"),
            facultatif=True,
        )
        form.add("lieu", "Lieu des faits", TextField("gsn_preparation_lieu", limite=LIMITE_LIEU))
        form.add(
            "service", "Service qui a constaté", TextField("gsn_preparation_service", limite=LIMITE_SERVICE)
        )
        form.add(
            "reference_rapport",
            "Référence du rapport",
            TextField("gsn_preparation_reference", limite=LIMITE_REFERENCE),
            facultatif=True,
        )
        form.add(
            "commune_victime",
            "La commune est-elle victime\u00a0?",
            RadioField("gsn_preparation_victime", OUI_NON),
        )
        pair_rows(form, "date_fait", "heure_fait")
        pair_rows(form, "service", "reference_rapport")
        mesures = [(m.value, libelle(m)) for m in MesureRappel]
        form.add("acte_envisage", "Acte envisagé", ChoiceField("gsn_preparation_acte", mesures, vide=""))

    def choices(self) -> list[tuple[str, str]]:
        """Facts of the closed list, in the protocol's order."""
        return [(f.value, libelle(f)) for f in Fait]

    def _build_exclusions(self) -> None:
        form = self.form
        form.add_widget(rule())
        form.add_widget(subtitle("Trois questions"))
        form.add_widget(
            hint(
                "Répondez à chacune. Un seul «\u00a0oui\u00a0» exclut le rappel à l’ordre, et vous dit où vont ces faits."
            )
        )
        for champ, question, _refus in DECLARATIONS:
            row = form.add(champ, question, RadioField(f"gsn_preparation_{champ}", OUI_NON))
            row.field.modified.connect(lambda c=champ: self._judge(c))

    def _build_representants(self) -> None:
        form = self.form
        form.add_widget(rule())
        form.add_widget(subtitle("Représentants légaux"))
        form.add_widget(hint("Au moins un pour un mineur\u00a0; deux au plus."))
        qualites = [(q.value, libelle(q).capitalize()) for q in QualiteRepresentant]
        for rang, mot in enumerate(REPRESENTANTS, 1):
            nom = f"gsn_preparation_representant{rang}"
            mention = f"{mot} représentant"
            form.add(
                f"r{rang}_nom",
                f"{mention}\u00a0: nom",
                TextField(f"{nom}_nom", limite=LIMITE_NOM),
                facultatif=True,
            )
            form.add(
                f"r{rang}_prenom",
                f"{mention}\u00a0: prénom",
                TextField(f"{nom}_prenom", limite=LIMITE_NOM),
                facultatif=True,
            )
            form.add(
                f"r{rang}_qualite",
                f"{mention}\u00a0: qualité",
                ChoiceField(f"{nom}_qualite", qualites),
                facultatif=True,
            )
            form.add(
                f"r{rang}_adresse",
                f"{mention}\u00a0: adresse",
                LongTextField(f"{nom}_adresse", limite=LIMITE_ADRESSE, lignes=2),
                facultatif=True,
            )
            pair_rows(form, f"r{rang}_nom", f"r{rang}_prenom")

    def _judge(self, champ: str) -> None:
        """Say at once what a « oui » means."""
        refus = next(r for c, _question, r in DECLARATIONS if c == champ)
        if self.form.value(champ) == "oui":
            self.form.rows[champ].set_fault(refus().sentence)

    def is_minor(self) -> bool:
        """Under 18 on the day of the facts, as typed."""
        ne_le, jour = parse_iso(self.form.value("date_naissance")), parse_iso(self.form.value("date_fait"))
        return ne_le is not None and jour is not None and age_on(ne_le, jour) < MAJORITE

    def read_representants(self) -> tuple[Representant, ...]:
        """The representatives typed; raises the errors of the domain on an incomplete one."""
        v = self.form.values()
        return tuple(
            Representant(
                v[f"r{rang}_nom"],
                v[f"r{rang}_prenom"],
                validate_choix("Qualité du représentant", v[f"r{rang}_qualite"], QualiteRepresentant),
                v[f"r{rang}_adresse"],
            )
            for rang in (1, 2)
            if any(v[f"r{rang}_{champ}"] for champ in ("nom", "prenom", "adresse"))
        )

    def submit(self) -> None:
        """Prepare; a « oui » is sent too, so that the vault says and journals the refusal."""
        requis = ["nom", "prenom", "date_naissance", "fait", "description", "date_fait", "lieu", "service"]
        exclusions = [champ for champ, _question, _refus in DECLARATIONS]
        if self.is_minor():
            exclusions += ["r1_nom", "r1_prenom", "r1_qualite"]
        if not self.form.require(*requis, "commune_victime", *exclusions):
            return
        v = self.form.values()
        donnees: dict[str, Any] = {
            champ: v[champ] for champ in (*requis, "heure_fait", "reference_rapport", "adresse")
        }
        donnees["acte_envisage"] = v["acte_envisage"]
        for champ in ("commune_victime", *(c for c, _q, _r in DECLARATIONS)):
            donnees[champ] = v[champ] == "oui"
        try:
            donnees["representants"] = self.read_representants()
        except GsnError as error:
            self.show_refusal(error)
            return
        self.send(prepare_rappel, self.objet_id, tell="Fiche préparée.", **donnees)


def load_personne(session: Session, situation_id: str) -> SituationComplete:
    """Read on the worker: the identity, when the reader's key opens it."""
    return read_situation(session, situation_id)


class PreparationScreen(VoletScreen):
    """The form at once, on the situation it is prepared for."""

    titre = "Rappel à l’ordre"
    largeur = 860
    aide = (
        "La fiche-navette décrit des faits précis au parquet. Un rappel à l’ordre n’est possible que pour les faits de "
        "la liste, quand ils ne sont ni un crime ni un délit, sans plainte et sans enquête. Pour un mineur, indiquez "
        "au moins un représentant légal.\n\n"
        "Ce que vous tapez est gardé au fil de la saisie\u00a0; Échap revient sans rien perdre."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.situation_id = ""

    def open_objet(self, objet_id: str) -> None:
        """Another situation, another draft."""
        if objet_id != self.situation_id:
            self.close_volet()
        self.situation_id = objet_id

    def refresh(self) -> None:
        """Open the form unless it is already there."""
        if not self.situation_id:
            self.context.go("rappels")
        elif self.volet is None and self.isVisible():
            self.context.run(
                load_personne, self.situation_id, on_success=self._open, on_error=self.show_error
            )

    def _open(self, situation: SituationComplete) -> None:
        if self.volet is not None or situation.id != self.situation_id:
            return
        volet = PreparationVolet(self.context, situation)
        volet.closed.connect(self._leave)
        self.open_volet(volet)

    def _leave(self, resultat: object) -> None:
        """On to the sheet once prepared, else back to the situation."""
        if isinstance(resultat, str):
            self.context.go("rappel_ordre", resultat)
        else:
            self.context.go("situation", self.situation_id)
