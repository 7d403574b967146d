"""The mayor's other acts on the page of a situation: begin a transaction or a referral to the CDDF, open those begun."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from gsn_app.domain.acte import Acte
from gsn_app.domain.situation import EtatSituation, SituationComplete
from gsn_app.ui.cddf import SaisirVolet
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.section import Section
from gsn_app.ui.transaction_preparation import TransactionVolet


class MaireSection(Section):
    """Links to the sheets, by kind. ``begin`` opens a form over the page, then goes to the sheet of that screen."""

    def __init__(self, context: Context, begin: Callable[[type[Any], str], object]) -> None:
        self.transiger = Button(
            "Préparer une transaction…",
            "gsn_situation_transiger",
            partial(begin, TransactionVolet, "transaction"),
        )
        self.saisir = Button(
            "Saisir le conseil des familles…", "gsn_situation_cddf", partial(begin, SaisirVolet, "cddf")
        )
        super().__init__(
            "gsn_situation_maire", "Transaction et conseil des familles", self.transiger, self.saisir
        )
        self.context = context

    def show_actes(self, situation: SituationComplete) -> None:
        """Show what was begun and what this member may begin; hidden from who sees and begins nothing."""
        quoi = situation.typologie
        ouverte = quoi is not None and quoi.etat is EtatSituation.OUVERTE
        instance_id = quoi.instance_id if quoi is not None else ""
        boutons = ((self.transiger, Acte.TRANSACTION_PREPAREE), (self.saisir, Acte.CDDF_SAISI))
        permis = [ouverte and self.context.session.permits(acte, instance_id) for _, acte in boutons]
        for (bouton, _), oui in zip(boutons, permis, strict=True):
            bouton.setVisible(oui)
        self.clear()
        lignes = [("transaction", "Ouvrir la transaction", i) for i in situation.transactions]
        lignes += [("cddf", "Ouvrir la saisine du conseil", i) for i in situation.cddf]
        for rang, (ecran, mots, objet_id) in enumerate(lignes):
            nom = f"gsn_situation_{ecran}_{rang}"
            self.add(LinkButton(mots, nom, partial(self.context.go, ecran, objet_id)))
        if not lignes:
            self.add_empty("Ni transaction, ni saisine du conseil.")
        self.setVisible(bool(lignes) or any(permis))
