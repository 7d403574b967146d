"""The mayor's other acts on the page of a situation: begin a transaction or a referral to the CDDF, open those begun."""

from __future__ import annotations

from functools import partial

from gsn_app.domain.situation import SituationComplete
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.section import Section


class MaireSection(Section):
    """Links to the sheets, by kind; the buttons are the screen's."""

    def __init__(self, context: Context, transiger: Button, saisir: Button) -> None:
        super().__init__("gsn_situation_maire", "Transaction et conseil des familles", transiger, saisir)
        self.context = context
        self._boutons = (transiger, saisir)

    def show_actes(self, situation: SituationComplete) -> None:
        """Show what was begun; hidden from who neither sees nor begins anything."""
        self.clear()
        lignes = [("transaction", "Ouvrir la transaction", i) for i in situation.transactions]
        lignes += [("cddf", "Ouvrir la saisine du conseil", i) for i in situation.cddf]
        for rang, (ecran, mots, objet_id) in enumerate(lignes):
            nom = f"gsn_situation_{ecran}_{rang}"
            self.add(LinkButton(mots, nom, partial(self.context.go, ecran, objet_id)))
        if not lignes:
            self.add_empty("Ni transaction, ni saisine du conseil.")
        self.setVisible(bool(lignes) or any(not b.isHidden() for b in self._boutons))
