"""Who may be the same person, shown to the coordonnateur: compare, or decide once and for all that it is not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.doublon import Proche
from gsn_app.domain.doublon import LIBELLES
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Label, format_count, format_date
from gsn_app.ui.kit.section import clear_layout
from gsn_app.ui.situation_referentiel import Referentiel


class DoublonsPanel(QWidget):
    """A banner, then one paragraph per situation that resembles: link, how, decision."""

    def __init__(self, context: Context, decide: Callable[[Proche], object]) -> None:
        super().__init__()
        self.context = context
        self._decide = decide
        colonne = QVBoxLayout(self)
        colonne.setContentsMargins(0, 0, 0, 0)
        self.banner = Banner("alerte", nom="gsn_saisines_doublons")
        colonne.addWidget(self.banner)
        self._liens = QVBoxLayout()
        self._liens.setSpacing(4)
        colonne.addLayout(self._liens)
        self.boutons: list[Button] = []

    def clear(self) -> None:
        """Say nothing."""
        self.banner.clear()
        self.boutons = []
        clear_layout(self._liens)

    def show_proches(self, proches: list[Proche], ref: Referentiel) -> None:
        """Open questions first, then brothers and sisters, then what was decided."""
        self.clear()
        doutes = [p for p in proches if not p.fratrie and not p.ecarte_par]
        if doutes:
            sujet = format_count(len(doutes), "situation")
            verbe = "pourrait" if len(doutes) == 1 else "pourraient"
            self.banner.announce(
                "alerte", f"{sujet} {verbe} concerner la même personne. Comparez avant d’ouvrir."
            )
        else:
            self.banner.announce(
                "succes", "Aucune situation ouverte à vous ne semble concerner la même personne."
            )
        rest = [p for p in proches if p not in doutes]
        for rang, proche in enumerate((*doutes, *sorted(rest, key=lambda p: bool(p.ecarte_par)))):
            self._add(rang, proche, ref)

    def _add(self, rang: int, proche: Proche, ref: Referentiel) -> None:
        p, t = proche.resume.personne, proche.resume.typologie
        mots = f"{p.nom} {p.prenom}, {format_date(p.date_naissance)} — {ref.code(t.motif)}"
        lien = LinkButton(
            mots, f"gsn_saisines_doublon_{rang}", partial(self.context.go, "situation", proche.resume.id)
        )
        self._liens.addWidget(lien, 0, Qt.AlignmentFlag.AlignLeft)
        how = LIBELLES[proche.ressemblance]
        if proche.ecarte_par:
            how = (
                f"{how}. Pas la même personne, selon {proche.ecarte_par}, le {format_date(proche.ecarte_le)}"
            )
        raison = Label(f"{how[0].upper()}{how[1:]}.".replace(" : ", "\u00a0: "), "indication")
        raison.setObjectName(f"gsn_saisines_ressemblance_{rang}")
        self._liens.addWidget(raison)
        if not proche.ecarte_par and not proche.fratrie:
            bouton = Button(
                "Ce n’est pas la même personne",
                f"gsn_saisines_distincte_{rang}",
                partial(self._decide, proche),
            )
            self.boutons.append(bouton)
            self._liens.addWidget(FlowRow(bouton))
