"""What a saisine is worth, told while it is typed: receivable or not, and where the person goes otherwise."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.parcours import propose_dispositifs
from gsn_app.domain.recevabilite import Recevabilite, Verdict, judge
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Label
from gsn_app.ui.situation_referentiel import Referentiel, today

GENRES = {Verdict.RECEVABLE: "succes", Verdict.A_VERIFIER: "alerte", Verdict.HORS_CHAMP: "alerte"}
COMMUNE = [("oui", "Oui"), ("non", "Non")]


class RecevabilitePanel(QWidget):
    """Follows the form; nothing of it is sent. The field « besoin » shows only out of scope, ``ou`` answers under it."""

    def __init__(self, context: Context, referentiel: Referentiel, form: Form) -> None:
        super().__init__()
        self.context, self.referentiel, self.form = context, referentiel, form
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 0, 0, 0)
        self.banner = Banner("info", nom="gsn_saisine_recevabilite")
        colonne.addWidget(self.banner)
        self.ou = Label("")
        self.ou.setObjectName("gsn_saisine_orientation")
        self.ou.hide()
        form.modified.connect(self.follow)

    def follow(self) -> None:
        """Judge what is typed now."""
        valeurs = self.form.values()
        naissance = None
        with suppress(ValueError):
            naissance = date.fromisoformat(valeurs["date_naissance"])
        found = judge(naissance, today(), valeurs.get("commune", ""))
        self._show(found)
        orienter = found is not None and found.orienter
        self.form.rows["besoin"].setVisible(orienter)
        besoin = valeurs.get("besoin", "")
        self.ou.setVisible(orienter and bool(besoin))
        if orienter and besoin:
            jour = valeurs["date_naissance"] if naissance is not None else today().isoformat()
            self._ask(besoin, jour)

    def _show(self, found: Recevabilite | None) -> None:
        if found is None:
            self.banner.clear()
        else:
            phrase = found.phrase.replace(" :", "\u00a0:")
            self.banner.announce(GENRES[found.verdict], phrase)

    def _ask(self, besoin: str, naissance: str) -> None:
        self.context.run(propose_dispositifs, besoin, naissance, on_success=self._tell)

    def _tell(self, codes: tuple[str, ...]) -> None:
        noms = [self.referentiel.code(code) for code in codes if not code.endswith(".AUT")]
        if noms:
            self.ou.setText(f"Orientez plutôt vers\u00a0: {', puis '.join(noms)}.")
        else:
            self.ou.setText(
                "Aucun dispositif de la table ne reçoit à cet âge\u00a0: orientez vers le service social du département ou "
                "le centre communal d’action sociale."
            )
