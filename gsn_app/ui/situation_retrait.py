"""Withdrawing a member from the circle: who, why, and what it does not undo."""

from __future__ import annotations

from gsn_app.actions.retrait import withdraw_membre
from gsn_app.ui.apport import readers_of
from gsn_app.ui.kit.field import ChoiceField, TextField
from gsn_app.ui.situation_acte import _SituationVolet


class RetirerVolet(_SituationVolet):
    """Withdraws one member of the circle; the keys are renewed at once (C9)."""

    formulaire = "retrait"
    titre = "Retirer un membre"
    explication = (
        "Cette personne ne lira plus rien de cette situation\u00a0: ses clés sont renouvelées pour ceux qui restent. Ce "
        "qu’elle a déjà lu lui reste connu."
    )
    enregistrer = "&Retirer"

    def build(self) -> None:
        """Who and why."""
        moi = self.context.session.membre.id
        noms = [(m, self.ref.membre(m)) for m in readers_of(self.situation) if m != moi]
        self.form.add("membre", "Membre", ChoiceField("gsn_retrait_membre", noms))
        self.form.add("motif", "Motif", TextField("gsn_retrait_motif", limite=120))

    def submit(self) -> None:
        """Withdraw."""
        if self.form.require("membre", "motif"):
            v = self.form.values()
            self.send(
                withdraw_membre,
                self.objet_id,
                v["membre"],
                v["motif"],
                tell="Membre retiré, clés renouvelées.",
            )
