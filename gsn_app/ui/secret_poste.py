"""« Renouveler le secret du poste »: what it closes and what it does not, one's own passphrase, why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gsn_app.actions.secret_poste import EtatSecret, renew_secret_poste
from gsn_app.errors import GsnError
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import Dialog
from gsn_app.ui.kit.field import SecretField, TextField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import format_count, format_date
from gsn_app.ui.kit.progress import ProgressPanel

EXPLICATION = (
    "À faire si un poste a été volé, ou si quelqu’un a pu lire la trousse de récupération. Votre accès passe tout de suite "
    "sous le nouveau secret, celui de chacun à sa prochaine ouverture. La trousse est à réimprimer, l’ancienne à détruire. "
    "Une ancienne copie du coffre s’ouvre toujours avec l’ancien secret et une phrase de passe\u00a0: si une phrase a pu être "
    "vue aussi, faites-la changer et renouvelez la clé du coffre."
)


def word_secret(etat: EtatSecret) -> str:
    """Where a renewal stands, in a few words."""
    if not etat.renouvele_le:
        return "jamais renouvelé"
    le = f"renouvelé le {format_date(etat.renouvele_le)}"
    if not etat.attendent:
        return f"{le}, tous les accès ont suivi"
    return f"{le}\u00a0; {format_count(len(etat.attendent), 'accès suivra', 'accès suivront')} à l’ouverture de {', '.join(etat.attendent)}"


class SecretPosteDialog(Dialog):
    """The passphrase never enters a draft; the act runs on the worker, once."""

    def __init__(self, parent: QWidget, context: Context, on_done: Callable[[str], object]) -> None:
        super().__init__(parent, "gsn_secret_poste", "Renouveler le secret du poste", EXPLICATION, "cle")
        self.context, self.on_done = context, on_done
        self.setMinimumWidth(620)
        self.banner = Banner(nom="gsn_secret_poste_bandeau")
        self.corps.addWidget(self.banner)
        self.form = Form()
        self.form.add("phrase", "Votre &phrase de passe", SecretField("gsn_secret_poste_phrase"))
        self.form.add(
            "motif",
            "&Motif, inscrit au journal",
            TextField("gsn_secret_poste_motif", limite=200, exemple="Poste volé"),
        )
        self.corps.addWidget(self.form)
        self.progress = ProgressPanel("gsn_secret_poste_attente", "Nouveau secret, deux à trois secondes…")
        self.corps.addWidget(self.progress)
        self.add_button(Button("&Revenir", "gsn_secret_poste_revenir", self.reject))
        self.submit = PrimaryButton("Re&nouveler", "gsn_secret_poste_valider", self.renew)
        self.add_button(self.submit)

    def renew(self) -> None:
        """Check, then act on the worker."""
        self.banner.clear()
        if not self.form.require("phrase"):
            self.fit()
            return
        self.context.run(
            renew_secret_poste, self.form.value("phrase"), self.form.value("motif"), kdf=self.context.kdf,
            on_success=self._done, on_error=self._refused, boutons=(self.submit,), panneau=self.progress, compte=False,
        )  # fmt: skip

    def done(self, outcome: int) -> None:
        """Whatever the answer, the passphrase leaves the field."""
        self.form.rows["phrase"].field.set_value("")
        super().done(outcome)

    def _done(self, _etat: EtatSecret) -> None:
        self.accept()
        self.on_done(
            "Le secret du poste est renouvelé\u00a0: imprimez la nouvelle trousse et détruisez l’ancienne."
        )

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)
        self.fit()
