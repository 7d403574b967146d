"""Settings of the commune: what the fiche-navette and the summons print, and when a sheet is reminded."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from gsn_app.actions.modele_texte import ModeleEnVigueur, list_modeles
from gsn_app.actions.reglage import Reglages, read_reglages, save_reglages
from gsn_app.domain.acte import Acte
from gsn_app.errors import GsnError
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.check import CheckField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.draft import Draft, bind_brouillon
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.field import LongTextField, TextField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card
from gsn_app.ui.kit.volet import VoletScreen
from gsn_app.ui.logo import LogoCard
from gsn_app.ui.modele_texte import ModelesCard, ModeleVolet

_NOMBRES = ("delai_relance_jours", "silence_jours")
_CHOIX = ("transaction_mineurs", "cddf_enfant")


class ReglageScreen(VoletScreen):
    """Letterhead, tribunal, protocol, reminder delay; only a coordonnateur changes them."""

    titre = "Réglages"
    largeur = 820
    aide = (
        "Ces renseignements et le logo paraissent en tête des feuilles imprimées.\n\n"
        "Le protocole est l’accord signé entre le procureur de la République et le maire sur les rappels à l’ordre. "
        "Sans lui, la fiche porte un avertissement.\n\n"
        "Le silence du parquet n’est jamais un accord, sauf si le protocole le dit\u00a0: notez alors le nombre de jours "
        "qu’il prévoit. Zéro veut dire que le silence n’est jamais un accord."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        if not context.session.permits(Acte.REGLAGES_MODIFIES):
            self.page_corps.addWidget(
                EmptyState(
                    "maintenance", "Les réglages reviennent au coordonnateur", "Vous pouvez les lui signaler."
                )
            )
            return
        self.add_head_button(
            Button("Reprendre un ancien tableau…", "gsn_reglage_import", lambda: context.go("import"))
        )
        carte = Card("La commune et le parquet")
        self.form = Form()
        self.form.add("commune", "Commune", TextField("gsn_reglage_commune", limite=100))
        self.form.add(
            "service",
            "Service, sous le nom de la commune",
            TextField("gsn_reglage_service", limite=100),
            facultatif=True,
        )
        self.form.add(
            "adresse",
            "Adresse de la mairie",
            LongTextField("gsn_reglage_adresse", limite=250, lignes=3),
            facultatif=True,
        )
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
        self.form.add(
            "transaction_mineurs", "Transaction", facultatif=True,
            field=CheckField("gsn_reglage_transaction_mineurs", "Elle peut être proposée à un mineur"),
            aide="Les sources se contredisent\u00a0: par défaut, aux majeurs seulement.",
        )  # fmt: skip
        self.form.add(
            "cddf_enfant", "Conseil des familles", facultatif=True,
            field=CheckField("gsn_reglage_cddf_enfant", "L’enfant peut être invité avec ses parents"),
        )  # fmt: skip
        carte.corps.addWidget(self.form)
        self.enregistrer = PrimaryButton("&Enregistrer", "gsn_reglage_enregistrer", self.save)
        pied = QHBoxLayout()
        pied.addStretch(1)
        pied.addWidget(self.enregistrer)
        carte.corps.addLayout(pied)
        self.page_corps.addWidget(carte)
        self.logo = LogoCard(context)
        self.page_corps.addWidget(self.logo)
        self.modeles = ModelesCard(self._open_modele)
        self.page_corps.addWidget(self.modeles)
        self._base = Reglages()
        self._loaded = False
        self._own: Draft | None = None

    def refresh(self) -> None:
        """Show the settings in force, once; what is being typed comes back from its draft."""
        if not hasattr(self, "form"):
            return
        if not self._loaded:
            self.context.run(read_reglages, on_success=self._show)
            self.logo.refresh()
        self.context.run(list_modeles, on_success=self.modeles.show_modeles)

    def _open_modele(self, one: ModeleEnVigueur) -> None:
        self.open_volet(ModeleVolet(self.context, one))

    def page_shown(self) -> None:
        """The settings' own draft is bound again."""
        self.drafts = [self._own] if self._own is not None else []

    def _show(self, reglages: Reglages) -> None:
        self._base = reglages
        told = {nom: getattr(reglages, nom) for nom in self.form.values()}
        self.form.set_values(
            {n: str(v) if not isinstance(v, bool) else "oui" if v else "" for n, v in told.items()}
        )
        if not self._loaded:
            self._loaded = True
            self._own = bind_brouillon(self.form, self.context, "reglage")
            if self.volet is None:
                self.drafts = [self._own]

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
        for nom in _CHOIX:
            values[nom] = values[nom] == "oui"
        self.banner.clear()
        self.context.run(
            save_reglages, Reglages(**{**self._base.__dict__, **values}), on_success=lambda _: self._saved(),
            on_error=self._refused, boutons=(self.enregistrer,),
        )  # fmt: skip

    def _saved(self) -> None:
        if self._own is not None:
            self._own.erase()
        self.context.refresh_state()
        self.show_success("Réglages enregistrés.")

    def _refused(self, error: GsnError) -> None:
        self.show_error(error)
