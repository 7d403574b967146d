"""Settings of the commune: what the fiche-navette and the summons print, and when a sheet is reminded."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from gsn_app.actions.reglage import Reglages, read_reglages, save_reglages
from gsn_app.domain.acte import Acte
from gsn_app.errors import GsnError
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.draft import bind_brouillon
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.field import TextField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card
from gsn_app.ui.kit.screen import Screen

_NOMBRES = ("delai_relance_jours", "silence_jours")


class ReglageScreen(Screen):
    """Letterhead, tribunal, protocol, reminder delay; only a coordonnateur changes them."""

    titre = "Réglages"
    largeur = 820
    aide = (
        "Ces renseignements paraissent sur la fiche-navette et les convocations.\n\n"
        "Le protocole est l’accord signé entre le procureur de la République et le maire sur les rappels à l’ordre. "
        "Sans lui, la fiche porte un avertissement.\n\n"
        "Le silence du parquet n’est jamais un accord, sauf si le protocole le dit\u00a0: notez alors le nombre de jours "
        "qu’il prévoit. Zéro veut dire que le silence n’est jamais un accord."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        if not context.session.permits(Acte.REGLAGES_MODIFIES):
            self.corps.addWidget(
                EmptyState(
                    "maintenance", "Les réglages reviennent au coordonnateur", "Vous pouvez les lui signaler."
                )
            )
            self.corps.addStretch(1)
            return
        self.add_head_button(
            Button("Reprendre un ancien tableau…", "gsn_reglage_import", lambda: context.go("import"))
        )
        carte = Card("La commune et le parquet")
        self.form = Form()
        self.form.add("commune", "Commune", TextField("gsn_reglage_commune", limite=100))
        self.form.add("tribunal", "Tribunal judiciaire de", TextField("gsn_reglage_tribunal", limite=100))
        self.form.add(
            "protocole_date",
            "Date du protocole procureur–maire",
            DateField("gsn_reglage_protocole"),
            facultatif=True,
        )
        self.form.add(
            "silence_jours", "Silence valant accord, en jours (0\u00a0: jamais)",
            TextField("gsn_reglage_silence", limite=3), facultatif=True,
        )  # fmt: skip
        self.form.add(
            "delai_relance_jours", "Relancer une fiche sans réponse après (jours)",
            TextField("gsn_reglage_relance", limite=3),
        )  # fmt: skip
        self.form.add(
            "retour",
            "Adresse de retour du parquet",
            TextField("gsn_reglage_retour", limite=160),
            facultatif=True,
        )
        self.form.add(
            "contact", "Contact en mairie", TextField("gsn_reglage_contact", limite=160), facultatif=True
        )
        carte.corps.addWidget(self.form)
        self.enregistrer = PrimaryButton("&Enregistrer", "gsn_reglage_enregistrer", self.save)
        pied = QHBoxLayout()
        pied.addStretch(1)
        pied.addWidget(self.enregistrer)
        carte.corps.addLayout(pied)
        self.corps.addWidget(carte)
        self.corps.addStretch(1)
        self._base = Reglages()
        self._loaded = False

    def refresh(self) -> None:
        """Show the settings in force, once; what is being typed comes back from its draft."""
        if hasattr(self, "form") and not self._loaded:
            self.context.run(read_reglages, on_success=self._show)

    def _show(self, reglages: Reglages) -> None:
        self._base = reglages
        self.form.set_values({nom: str(getattr(reglages, nom)) for nom in self.form.values()})
        if not self._loaded:
            self._loaded = True
            self.drafts = [bind_brouillon(self.form, self.context, "reglage")]

    def save(self) -> None:
        """Check the numbers here, where the field can say it; the rest is the action's."""
        if not self.form.require("commune", "tribunal", "delai_relance_jours"):
            return
        values: dict[str, object] = dict(self.form.values())
        for nom in _NOMBRES:
            text = str(values[nom]).strip() or "0"
            if not text.isdecimal():
                self.form.set_fault(nom, "Écrivez un nombre de jours.")
                return
            values[nom] = int(text)
        self.banner.clear()
        self.context.run(
            save_reglages, Reglages(**{**self._base.__dict__, **values}), on_success=lambda _: self._saved(),
            on_error=self._refused, boutons=(self.enregistrer,),
        )  # fmt: skip

    def _saved(self) -> None:
        for draft in self.drafts:
            draft.erase()
        self.context.refresh_state()
        self.show_success("Réglages enregistrés.")

    def _refused(self, error: GsnError) -> None:
        self.show_error(error)
