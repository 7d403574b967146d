"""Prepares a transaction: three questions first, what is proposed, within the commune's cap (CPP 44-1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from gsn_app.actions.transaction import prepare_transaction, prepare_transaction_adulte
from gsn_app.domain.acte import Acte
from gsn_app.domain.rappel_ordre_valeur import (
    LIMITE_ADRESSE,
    LIMITE_LIEU,
    LIMITE_NOM,
    LIMITE_REFERENCE,
    LIMITE_SERVICE,
)
from gsn_app.domain.situation import SituationComplete
from gsn_app.domain.transaction import DECLARATIONS
from gsn_app.domain.transaction_evenement import Contravention, NatureTransaction, libelle
from gsn_app.ui.chemin import OUI_NON, ActeVolet
from gsn_app.ui.kit.check import RadioField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField, LongTextField, TextField
from gsn_app.ui.kit.label import rule, subtitle
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.kit.volet import VoletScreen
from gsn_app.ui.situation_referentiel import Referentiel


class TransactionVolet(ActeVolet):
    """From the page of a situation: the identity comes with it."""

    formulaire = "transaction_preparation"
    titre = "Préparer une transaction"
    explication = (
        "Une contravention que la police municipale constate, au préjudice d’un bien de la commune. Rien de scolaire, "
        "social ou médical, aucune autre personne."
    )
    enregistrer = "&Préparer la transaction"
    tell = "Transaction préparée."
    action: ClassVar[Callable[..., Any]] = prepare_transaction

    def __init__(self, context: Context, _ref: Referentiel, situation: SituationComplete) -> None:
        self.personne = situation.personne
        super().__init__(context, situation.id)

    def build(self) -> None:
        """Who, three questions, what, the offer."""
        self._build_qui()
        self.form.add_widget(rule())
        self.form.add_widget(subtitle("Trois questions"))
        for champ, question, _permis, refus in DECLARATIONS:
            row = self.ask(
                champ, question.replace(" ?", "\u00a0?"), RadioField(f"gsn_transaction_{champ}", OUI_NON)
            )
            row.field.modified.connect(lambda c=champ, r=refus: self._judge(c, r))
        self._build_faits()
        self._build_offre()
        if self.personne is not None:
            p = self.personne
            self.form.set_values(
                {"nom": p.nom, "prenom": p.prenom, "date_naissance": p.date_naissance, "adresse": p.adresse}
            )

    def _build_qui(self) -> None:
        self.ask("nom", "Nom", TextField("gsn_transaction_nom", limite=LIMITE_NOM))
        self.ask("prenom", "Prénom", TextField("gsn_transaction_prenom", limite=LIMITE_NOM))
        self.ask("date_naissance", "Date de naissance", DateField("gsn_transaction_naissance"))
        champ = LongTextField("gsn_transaction_adresse", limite=LIMITE_ADRESSE, lignes=2)
        self.ask("adresse", "Adresse", champ, facultatif=True)
        pair_rows(self.form, "nom", "prenom")

    def _build_faits(self) -> None:
        self.form.add_widget(rule())
        self.form.add_widget(subtitle("Le procès-verbal"))
        choix = [(c.value, libelle(c)) for c in Contravention]
        self.ask("contravention", "Contravention", ChoiceField("gsn_transaction_contravention", choix))
        self.ask("bien", "Bien de la commune", TextField("gsn_transaction_bien", limite=LIMITE_LIEU))
        self.ask("date_pv", "Date du procès-verbal", DateField("gsn_transaction_date_pv"))
        self.ask("reference_pv", "Référence", TextField("gsn_transaction_reference", limite=LIMITE_REFERENCE))
        self.ask(
            "service", "Service qui a constaté", TextField("gsn_transaction_service", limite=LIMITE_SERVICE)
        )
        pair_rows(self.form, "date_pv", "reference_pv")

    def _build_offre(self) -> None:
        self.form.add_widget(rule())
        self.form.add_widget(subtitle("Ce que le maire propose"))
        choix = [(n.value, libelle(n)) for n in NatureTransaction]
        row = self.ask("nature", "Proposition", RadioField("gsn_transaction_nature", choix))
        plafond = self.context.session.charte.limites.travail_non_remunere_heures
        montant = TextField("gsn_transaction_montant", limite=5)
        self.ask("montant_euros", "Montant de la réparation, en euros", montant, nombre=True).hide()
        heures = TextField("gsn_transaction_heures", limite=2)
        self.ask("heures", f"Heures de travail ({plafond} au plus)", heures, nombre=True).hide()
        delai = TextField("gsn_transaction_delai", limite=2)
        self.ask("delai_mois", "Délai d’exécution, en mois", delai, nombre=True,
                 aide="Trois mois au plus pour un travail, six pour une réparation.")  # fmt: skip
        row.field.modified.connect(self._show_nature)
        self.form.set_values({"delai_mois": "3"})

    def _show_nature(self) -> None:
        nature = self.form.value("nature")
        self.form.rows["montant_euros"].setVisible(nature == NatureTransaction.REPARATION.value)
        self.form.rows["heures"].setVisible(nature == NatureTransaction.TRAVAIL.value)

    def _judge(self, champ: str, refus: Any) -> None:
        """Say at once what an answer that excludes means."""
        exclut = "oui" if champ == "action_publique" else "non"
        if self.form.value(champ) == exclut:
            self.form.rows[champ].set_fault(refus().sentence)


class TransactionAdulteVolet(TransactionVolet):
    """For an adult the group does not follow: no situation is opened."""

    titre = "Préparer une transaction pour un adulte"
    explication = (
        "Aucune situation n’est ouverte\u00a0: le dossier est gardé à part, lu par le coordonnateur et le maire seuls, et effacé "
        "trois mois après l’avis au parquet."
    )
    action = prepare_transaction_adulte

    def __init__(self, context: Context) -> None:
        self.personne = None
        ActeVolet.__init__(self, context, "adulte")

    def _build_qui(self) -> None:
        moi = self.context.session
        instances = [(i.id, i.nom) for i in moi.instances if moi.permits(Acte.TRANSACTION_PREPAREE, i.id)]
        row = self.ask("instance", "Instance", ChoiceField("gsn_transaction_instance", instances, vide=""))
        row.setVisible(len(instances) > 1)
        super()._build_qui()

    def submit(self) -> None:
        """Prepare in a body this member coordinates."""
        instance_id, donnees = self.form.value("instance"), self.read()
        if donnees is not None:
            donnees.pop("instance", None)
            self.send(prepare_transaction_adulte, instance_id, tell=self.tell, **donnees)


class TransactionAdulteScreen(VoletScreen):
    """The form at once; back to the list, or on to the sheet once prepared."""

    titre = "Transaction d’un adulte"
    largeur = 860
    aide = (
        "La transaction d’un adulte suit le même chemin que celle d’un jeune majeur, dans un dossier à part."
    )

    def refresh(self) -> None:
        """Open the form unless it is already there."""
        if self.volet is None and self.isVisible():
            volet = TransactionAdulteVolet(self.context)
            volet.closed.connect(self._leave)
            self.open_volet(volet)

    def _leave(self, resultat: object) -> None:
        if isinstance(resultat, str):
            self.context.go("transaction", resultat)
        else:
            self.context.go("actes_maire")
