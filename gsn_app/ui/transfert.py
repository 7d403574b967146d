"""« Transferts »: those that wait for an answer here, those one proposed, and how each ended."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from gsn_app.actions.session import Session
from gsn_app.actions.transfert import list_transferts, revoke_transfert
from gsn_app.domain.membre import Role
from gsn_app.domain.transfert import Transfert
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.label import format_date
from gsn_app.ui.kit.section import Facts, Section, clear_layout
from gsn_app.ui.kit.volet import VoletScreen
from gsn_app.ui.lien import ETATS_TRANSFERT
from gsn_app.ui.situation_referentiel import Referentiel, load_referentiel
from gsn_app.ui.transfert_volet import AccepterVolet, RefuserVolet, word_envoi


def load_transferts(session: Session) -> tuple[list[Transfert], Referentiel]:
    """Read on the worker."""
    found = list_transferts(session)
    codes = [c for t in found if t.envoi for c in (t.envoi.motif, t.envoi.origine, t.envoi.personne.quartier)]
    return found, load_referentiel(session, *codes, *(t.motif for t in found if "." in t.motif))


class TransfertsScreen(VoletScreen):
    """One card a transfer, those that wait first."""

    titre = "Transferts"
    largeur = 1000
    aide = (
        "Un transfert est une copie de ce que l’autre instance a choisi de vous confier. L’accepter ouvre ici une "
        "nouvelle situation\u00a0; le refuser détruit la copie.\n\n"
        "Tant que personne n’a répondu, la personne qui l’a proposé peut le reprendre. Les deux instances en gardent la "
        "trace."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.liste = QVBoxLayout()
        self.liste.setSpacing(16)
        self.page_corps.addLayout(self.liste)
        self.referentiel: Referentiel | None = None

    def refresh(self) -> None:
        """Read them again."""
        if self.volet is None:
            self.context.run(load_transferts, on_success=self._show, on_error=self.show_error)

    def _show(self, lu: tuple[list[Transfert], Referentiel]) -> None:
        transferts, self.referentiel = lu
        clear_layout(self.liste)
        for rang, transfert in enumerate(sorted(transferts, key=lambda t: not t.en_attente)):
            self.liste.addWidget(self._build(rang, transfert, self.referentiel))
        if not transferts:
            self.liste.addWidget(
                EmptyState("succes", "Aucun transfert", "On en propose un depuis la page d’une situation.")
            )

    def _build(self, rang: int, transfert: Transfert, ref: Referentiel) -> Section:
        session = self.context.session
        noms = {i.id: i.nom for i in session.coffre_instances}
        mien = transfert.par == session.membre.id
        ici = session.role_in(transfert.vers) is Role.COORDONNATEUR
        boutons: list[Button] = []
        if transfert.en_attente and ici:
            boutons.append(
                PrimaryButton(
                    "&Accepter…", f"gsn_transfert_accepter_{rang}", partial(self._accept, transfert)
                )
            )
            boutons.append(
                Button("&Refuser…", f"gsn_transfert_refuser_{rang}", partial(self._refuse, transfert))
            )
        if transfert.en_attente and mien:
            boutons.append(
                Button("Re&prendre", f"gsn_transfert_reprendre_{rang}", partial(self._revoke, transfert))
            )
        envoi = transfert.envoi
        titre = (
            f"{envoi.personne.nom} {envoi.personne.prenom}"
            if envoi
            else f"Transfert du {format_date(transfert.le)}"
        )
        section = Section(f"gsn_transfert_{rang}", titre, *boutons)
        for bouton in boutons:
            bouton.setAccessibleName(f"{bouton.text().replace('&', '')} {titre}")
        faits = Facts(f"gsn_transfert_{rang}_faits")
        lignes = [
            ("De", noms.get(transfert.de, transfert.de)),
            ("Vers", noms.get(transfert.vers, transfert.vers)),
            ("Proposé", f"le {format_date(transfert.le)} par {ref.membre(transfert.par)}"),
            ("État", ETATS_TRANSFERT.get(transfert.etat, transfert.etat)),
        ]
        if "." in transfert.motif:
            lignes.append(("Motif", ref.code(transfert.motif)))
        faits.show_facts([*lignes, *word_envoi(transfert, ref)])
        section.add(faits)
        return section

    def _accept(self, transfert: Transfert) -> None:
        if self.referentiel is not None:
            volet = AccepterVolet(self.context, self.referentiel, transfert)
            self.open_volet(volet, lambda nouvelle: self.context.go("situation", str(nouvelle)))

    def _refuse(self, transfert: Transfert) -> None:
        if self.referentiel is not None:
            self.open_volet(RefuserVolet(self.context, self.referentiel, transfert))

    def _revoke(self, transfert: Transfert) -> None:
        self.context.run(
            revoke_transfert, transfert.id, on_success=lambda _none: self._revoked(), on_error=self.show_error
        )

    def _revoked(self) -> None:
        self.context.tell("Transfert repris, copie détruite.")
        self.refresh()
