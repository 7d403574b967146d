"""The follow-up on the page of a situation: contacts, orientations and relais, judicial measure, bilan de parcours."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.domain.acte import Acte
from gsn_app.domain.parcours import Contact, MesureJudiciaire, Orientation
from gsn_app.domain.situation import SituationComplete
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.label import Label, format_count, format_date, hint
from gsn_app.ui.kit.section import Section
from gsn_app.ui.kit.volet import Volet, VoletScreen
from gsn_app.ui.parcours_volet import (
    BilanVolet,
    ContactVolet,
    FinJudiciaireVolet,
    JudiciaireVolet,
    OrienterVolet,
    RelaisVolet,
)
from gsn_app.ui.situation_referentiel import Referentiel

CONTACTS_MONTRES = 4
May = Callable[[Acte], bool]


class SuiviSection(Section):
    """Three lists and their acts; nothing of it for who does not read the exchanges."""

    def __init__(self, page: VoletScreen) -> None:
        self._page = page
        self._lu: tuple[SituationComplete, Referentiel] | None = None
        self.rencontrer = Button(
            "Noter une rencontre…", "gsn_suivi_rencontrer", lambda: self._open(ContactVolet)
        )
        self.orienter = Button("&Orienter…", "gsn_suivi_orienter", lambda: self._open(OrienterVolet))
        self.judiciaire = Button(
            "Mesure judiciaire…", "gsn_suivi_judiciaire", lambda: self._open(JudiciaireVolet)
        )
        self.fin_judiciaire = Button(
            "Fin de la mesure judiciaire…", "gsn_suivi_fin_judiciaire", lambda: self._open(FinJudiciaireVolet)
        )
        self.bilan = Button("&Bilan de parcours…", "gsn_suivi_bilan", lambda: self._open(BilanVolet))
        super().__init__(
            "gsn_suivi",
            "Suivi",
            self.rencontrer,
            self.orienter,
            self.judiciaire,
            self.fin_judiciaire,
            self.bilan,
        )

    def show_suivi(self, situation: SituationComplete, ref: Referentiel, may: May, *, cercle: bool) -> None:
        """Replace every line; ``may`` says the acts that the member may do on this situation, open."""
        self._lu = (situation, ref)
        self.clear()
        self.setVisible(cercle)
        parcours = situation.parcours
        running = parcours.en_justice
        instance = situation.typologie.instance_id if situation.typologie else ""
        session = self._page.context.session
        for bouton, permis in (
            (self.rencontrer, may(Acte.CONTACT_NOTE)),
            (self.orienter, may(Acte.ORIENTATION_PROPOSEE)),
            (self.judiciaire, running is None and may(Acte.MESURE_JUDICIAIRE_NOTEE)),
            (self.fin_judiciaire, running is not None and may(Acte.MESURE_JUDICIAIRE_FINIE)),
            (self.bilan, session.permits(Acte.SITUATION_CONSULTEE, instance)),
        ):
            bouton.setVisible(cercle and permis)
        for mesure in parcours.judiciaires:
            self.add(Label(word_judiciaire(mesure, ref), "etiquette" if not mesure.fin else ""))
        self._show_contacts(parcours.contacts, ref)
        for rang, orientation in enumerate(sorted(parcours.orientations, key=lambda o: o.date, reverse=True)):
            above = rang > 0 or bool(parcours.contacts or parcours.judiciaires)
            self.add(self._build_orientation(rang, orientation, ref, may), filet=above)
        if not parcours.contacts and not parcours.orientations:
            self.add_empty("Aucune rencontre ni orientation notée.")

    def _show_contacts(self, contacts: tuple[Contact, ...], ref: Referentiel) -> None:
        recents = sorted(contacts, key=lambda c: c.date, reverse=True)
        if recents:
            self.add(Label(format_count(len(recents), "rencontre"), "etiquette"))
        for contact in recents[:CONTACTS_MONTRES]:
            self.add(Label(word_contact(contact, ref)))
        if len(recents) > CONTACTS_MONTRES:
            self.add(hint("Les rencontres plus anciennes sont sur la frise du parcours."))

    def _build_orientation(self, rang: int, orientation: Orientation, ref: Referentiel, may: May) -> QWidget:
        ligne = QWidget()
        colonne = QVBoxLayout(ligne)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(3)
        colonne.addWidget(Label(ref.code(orientation.dispositif), "etiquette"))
        etat = Label(word_orientation(orientation, ref))
        etat.setObjectName(f"gsn_suivi_orientation_{rang}")
        colonne.addWidget(etat)
        if not orientation.suite and may(Acte.ORIENTATION_SUIVIE):
            bouton = LinkButton(
                "Noter la suite…", f"gsn_suivi_relais_{rang}", lambda: self._open_relais(orientation)
            )
            bouton.setAccessibleName(f"Noter la suite\u00a0: {ref.code(orientation.dispositif)}")
            colonne.addWidget(bouton)
            colonne.setAlignment(bouton, Qt.AlignmentFlag.AlignLeft)
        return ligne

    def _open(self, genre: Callable[..., Volet]) -> None:
        if self._lu is not None:
            situation, ref = self._lu
            self._page.open_volet(genre(self._page.context, ref, situation))

    def _open_relais(self, orientation: Orientation) -> None:
        if self._lu is not None:
            situation, ref = self._lu
            self._page.open_volet(RelaisVolet(self._page.context, ref, situation, orientation))


def word_contact(contact: Contact, ref: Referentiel) -> str:
    """« 12 mars 2026 : la personne, entretien (Ecole Testard) »."""
    qui, moyen = ref.code(contact.personne), ref.code(contact.moyen).lower()
    return f"{format_date(contact.date)}\u00a0: {qui}, {moyen} ({ref.membre(contact.membre_id)})"


def word_orientation(orientation: Orientation, ref: Referentiel) -> str:
    """Need, day, answer."""
    besoin = ref.code(orientation.besoin)
    debut = f"{besoin}, orientation du {format_date(orientation.date)}."
    if not orientation.suite:
        return f"{debut} Suite attendue."
    return f"{debut} {ref.code(orientation.suite)} le {format_date(orientation.relais_le)}."


def word_judiciaire(mesure: MesureJudiciaire, ref: Referentiel) -> str:
    """The service and the days, nothing else."""
    service = mesure.service.partition(".")[2]
    nom = service if service in {"PJJ", "SPIP"} else ref.code(mesure.service)
    if not mesure.fin:
        return f"Mesure judiciaire en cours depuis le {format_date(mesure.debut)} ({nom})."
    return f"Mesure judiciaire du {format_date(mesure.debut)} au {format_date(mesure.fin)} ({nom})."
