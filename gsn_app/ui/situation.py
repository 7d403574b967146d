"""One situation on one page: who, where it stands, the path, what was brought, what is done, who reads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from gsn_app.actions.apport import add_sans_information, withdraw_apport
from gsn_app.actions.conservation import ConservationExpired
from gsn_app.domain.acte import Acte
from gsn_app.domain.situation import Apport, EtatSituation, Mesure, SituationComplete
from gsn_app.errors import GsnError
from gsn_app.ui.apport import ApportsSection, ApportVolet, readers_of
from gsn_app.ui.apport_confirmation import ConfirmerVolet
from gsn_app.ui.apport_jointe import open_jointes
from gsn_app.ui.conservation_section import ConservationSection
from gsn_app.ui.conservation_volet import ArchiverVolet, AvancerVolet
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, DestructiveButton, LinkButton, PrimaryButton
from gsn_app.ui.kit.colonnes import TwoColumns
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import confirm_destruction
from gsn_app.ui.kit.label import format_count, format_date
from gsn_app.ui.kit.section import Section
from gsn_app.ui.kit.volet import Volet, VoletScreen
from gsn_app.ui.lien import LiensSection
from gsn_app.ui.mesure import MesuresSection, PrendreVolet, ProposerVolet, TerminerVolet
from gsn_app.ui.notice import NoticeVolet
from gsn_app.ui.parcours import SuiviSection
from gsn_app.ui.referent_parcours import DesignerVolet, FinReferentVolet, ReferentSection, current_referent
from gsn_app.ui.seance_mot import DecisionsSection
from gsn_app.ui.situation_acte import (
    AdmettreVolet,
    CloturerVolet,
    DiffererVolet,
    EcheanceVolet,
    InformationVolet,
    PersonneVolet,
)
from gsn_app.ui.situation_famille import FamilleSection
from gsn_app.ui.situation_lecture import load_situation
from gsn_app.ui.situation_maire import MaireSection
from gsn_app.ui.situation_referentiel import Referentiel
from gsn_app.ui.situation_retrait import RetirerVolet
from gsn_app.ui.situation_section import (
    AccesSection,
    HistoriqueSection,
    IdentiteBandeau,
    InformationSection,
    ParcoursSection,
    SyntheseSection,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class SituationScreen(VoletScreen):
    """The page; each act opens its form in place of it."""

    titre = "Situation"
    largeur = 1320
    aide = (
        "Tout ce que vous avez le droit de lire de cette situation tient sur cette page. Chaque consultation est "
        "inscrite au journal.\n\n"
        "Apports\u00a0: vous décidez qui lit le vôtre et vous pouvez le retirer. «\u00a0Je n’apporte pas d’information\u00a0» "
        "est un choix normal, que personne ne commente.\n\n"
        "Mesures\u00a0: elles se proposent\u00a0; un membre volontaire les prend en charge. Personne n’assigne une tâche "
        "à un autre.\n\n"
        "Information\u00a0: la personne est informée avant la première séance, sauf report motivé.\n\n"
        "Clavier\u00a0: Tab parcourt la page dans l’ordre de lecture, Échap quitte un formulaire sans rien perdre."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.situation_id = ""
        self.situation: SituationComplete | None = None
        self.referentiel: Referentiel | None = None
        self._waiting: tuple[SituationComplete, Referentiel] | None = None
        self._build_buttons()
        self.anomalies = Banner("erreur", nom="gsn_situation_anomalies")
        self.identite = IdentiteBandeau(self.corriger, self.cloturer)
        self.synthese = SyntheseSection(self.prevoir)
        self.apports = ApportsSection(self.sans_information)
        self.mesures = MesuresSection(self.proposer)
        self.decisions = DecisionsSection()
        self.parcours = ParcoursSection()
        self.referent = ReferentSection(self.designer, self.fin_referent)
        self.suivi = SuiviSection(self)
        self.liens = LiensSection(self)
        self.information = InformationSection(self.notice, self.informer, self.differer)
        self.rappels = Section("gsn_situation_rappels", "Rappels à l’ordre", self.rappeler)
        self.maire = MaireSection(self.context, self._begin)
        self.acces = AccesSection(self.admettre, self.retirer)
        self.famille = FamilleSection(self)
        self.identite.masked.connect(self.famille.follow_mask)
        self.conservation = ConservationSection(self.archiver, self.avancer)
        self.historique = HistoriqueSection()
        colonnes = TwoColumns()
        for section in (
            self.synthese, self.information, self.apports, self.mesures, self.decisions, self.referent, self.suivi,
            self.rappels, self.maire,
        ):  # fmt: skip
            colonnes.gauche.addWidget(section)
        for section in (
            self.parcours, self.famille, self.conservation, self.acces, self.liens, self.historique,
        ):  # fmt: skip
            colonnes.droite.addWidget(section)
        for widget in (self.anomalies, colonnes):
            self.page_corps.addWidget(widget)
        # above the page, so that one always sees whom a form is about
        self.corps.insertWidget(self.corps.indexOf(self.page), self.identite)
        self.identite.hide()
        self._hide_acts()
        self.page.hide()

    def _build_buttons(self) -> None:
        self.cloturer = DestructiveButton(
            "&Clôturer…", "gsn_situation_cloturer", lambda: self._open(CloturerVolet)
        )
        self.apporter = self.add_head_button(
            PrimaryButton(
                "&Ajouter un apport", "gsn_situation_apporter", lambda: self._open(ApportVolet), icone="plus"
            )
        )
        self.effacer = self.add_head_button(
            DestructiveButton("&Effacer…", "gsn_situation_effacer", self._go_erase, icone="corbeille")
        )
        self.corriger = LinkButton("Corriger…", "gsn_identite_corriger", lambda: self._open(PersonneVolet))
        self.prevoir = Button(
            "Prévoir le prochain point…", "gsn_synthese_prevoir", lambda: self._open(EcheanceVolet)
        )
        self.sans_information = Button(
            "Je n’apporte pas d’&information", "gsn_apports_sans_information", self.add_nothing
        )
        self.proposer = Button("&Proposer une mesure…", "gsn_mesures_proposer", self._propose)
        self.designer = Button("&Désigner…", "gsn_referent_designer", lambda: self._open(DesignerVolet))
        self.fin_referent = Button("Mettre fin…", "gsn_referent_fin", self._end_referent)
        self.informer = Button(
            "Noter l’information…", "gsn_information_noter", lambda: self._open(InformationVolet)
        )
        self.differer = Button("Différer…", "gsn_information_differer", lambda: self._open(DiffererVolet))
        self.notice = Button("Imprimer la notice…", "gsn_information_notice", self._print_notice)
        self.admettre = Button(
            "Ad&mettre un membre…", "gsn_acces_admettre", lambda: self._open(AdmettreVolet)
        )
        self.retirer = Button("&Retirer un membre…", "gsn_acces_retirer", lambda: self._open(RetirerVolet))
        self.archiver = Button(
            "Mettre en archive…", "gsn_conservation_archiver", lambda: self._decide(ArchiverVolet)
        )
        self.avancer = Button(
            "Avancer la date…", "gsn_conservation_avancer", lambda: self._decide(AvancerVolet)
        )
        self.rappeler = Button(
            "Préparer un rappel à l’ordre…", "gsn_situation_rappeler", self._prepare_rappel
        )

    # -- reading ---------------------------------------------------------------------------------

    def open_objet(self, objet_id: str) -> None:
        """Another situation: nothing of the former one stays on screen."""
        if objet_id != self.situation_id:
            self.close_volet()
            self.page.hide()
            self.identite.hide()
            self._hide_acts()
            self.banner.clear()
            self.situation = self._waiting = None
        self.situation_id = objet_id

    def refresh(self) -> None:
        """Read the situation again; the journal keeps the consultation."""
        if not self.situation_id:
            self.context.go("situations")
        elif self.volet is None:
            self.context.run(load_situation, self.situation_id, on_success=self._show, on_error=self._refused)

    def _refused(self, error: GsnError) -> None:
        """Nothing is shown; past its date, the only act left is the erasure."""
        self.show_error(error)
        may = self.context.session.permits(Acte.SITUATION_EFFACEE)
        self.effacer.setVisible(may and isinstance(error, ConservationExpired))

    def _go_erase(self) -> None:
        self.context.go("conservation", self.situation_id)

    def _show(self, lu: tuple[SituationComplete, Referentiel]) -> None:
        situation, ref = lu
        if situation.id != self.situation_id:
            return
        if self.volet is not None:
            self._waiting = lu
            return
        self._waiting = None
        self.effacer.hide()
        self.situation, self.referentiel = situation, ref
        ouverte = situation.typologie is None or situation.typologie.etat is EtatSituation.OUVERTE
        self._show_rights(ouverte=ouverte)
        moi = self.context.session.membre.id
        self.anomalies.announce("erreur", "\u00a0; ".join(situation.anomalies))
        self.identite.show_identite(situation, ref)
        self.synthese.show_synthese(situation, ref)
        scans = partial(open_jointes, self, self.context, situation)
        self.apports.show_apports(situation, ref, moi, self._withdraw, self._confirm, scans)
        self.decisions.show_decisions(situation, ref)
        self.mesures.show_mesures(
            situation,
            ref,
            moi,
            take=self._take if ouverte else None,
            end=self._end_mesure if ouverte else None,
        )
        self.parcours.show_parcours(situation, ref)
        self.referent.show_referents(situation, ref)
        self.information.show_information(situation, ref)
        self._show_rappels(situation)
        self.maire.show_actes(situation)
        self.conservation.show_conservation(self.context.session, situation)
        self.acces.show_acces(situation, ref)
        self.historique.show_historique(situation, ref)
        self.identite.show()
        self.page.show()

    def page_shown(self) -> None:
        """Show what was read while a form was open, and the acts that the form had put aside."""
        if self._waiting is not None:
            self._show(self._waiting)
        elif self.situation is not None and self.referentiel is not None:
            self._show((self.situation, self.referentiel))

    def open_volet(self, volet: Volet, on_saved: Callable[[Any], object] | None = None) -> None:
        """The identity stays above the form; its acts step aside."""
        super().open_volet(volet, on_saved)
        self.cloturer.hide()
        self.corriger.hide()

    def _hide_acts(self) -> None:
        """Nothing is offered before the situation is read, nor when reading it is refused."""
        for bouton in (self.cloturer, self.apporter, self.effacer):
            bouton.hide()

    def _show_rights(self, *, ouverte: bool) -> None:
        """Show the acts the member may do here; the vault judges again whatever is shown."""
        situation = self.situation
        quoi = situation.typologie if situation else None
        moi = self.context.session.membre.id
        cercle = situation is not None and moi in readers_of(situation)
        actuel = current_referent(situation) if situation else None
        extra = ("referent_parcours",) if quoi is not None and quoi.referent_id == moi else ()

        def may(acte: Acte) -> bool:
            return (
                ouverte and quoi is not None and self.context.session.permits(acte, quoi.instance_id, *extra)
            )

        for bouton, permis in (
            (self.cloturer, may(Acte.SITUATION_CLOTUREE)),
            (self.prevoir, may(Acte.SITUATION_MODIFIEE)),
            (self.apporter, cercle and may(Acte.APPORT_AJOUTE)),
            (self.sans_information, cercle and may(Acte.APPORT_SANS_INFORMATION)),
            (self.proposer, cercle and may(Acte.MESURE_PROPOSEE)),
            (self.designer, cercle and actuel is None and may(Acte.REFERENT_DESIGNE)),
            (self.fin_referent, cercle and actuel is not None and may(Acte.REFERENT_FIN)),
            (self.notice, cercle and may(Acte.IMPRESSION_DEMANDEE)),
            (self.informer, cercle and may(Acte.INFORMATION_DONNEE)),
            (self.differer, cercle and may(Acte.INFORMATION_DIFFEREE)),
            (self.admettre, cercle and may(Acte.MEMBRE_ADMIS)),
            (self.retirer, cercle and may(Acte.MEMBRE_RETIRE)),
            (self.rappeler, may(Acte.RAPPEL_ORDRE_PREPARE)),
        ):
            bouton.setVisible(permis)
        if situation is not None and self.referentiel is not None:
            self.suivi.show_suivi(situation, self.referentiel, may, cercle=cercle)
            self.famille.show_famille(situation, may, cercle=cercle)
            self.liens.show_liens(situation, self.referentiel, may, cercle=cercle)
        self.corriger.setEnabled(may(Acte.SITUATION_MODIFIEE))

    def _show_rappels(self, situation: SituationComplete) -> None:
        self.rappels.clear()
        if situation.rappels:
            self.rappels.add_empty(
                format_count(len(situation.rappels), "rappel à l’ordre", "rappels à l’ordre")
            )
        for rang, rappel_id in enumerate(situation.rappels):
            self.rappels.add(
                LinkButton(
                    f"Ouvrir la fiche {rang + 1}",
                    f"gsn_situation_rappel_{rang}",
                    partial(self.context.go, "rappel_ordre", rappel_id),
                )
            )
        if not situation.rappels:
            self.rappels.add_empty("Aucun rappel à l’ordre préparé.")
        self.rappels.setVisible(bool(situation.rappels) or not self.rappeler.isHidden())

    # -- acts ------------------------------------------------------------------------------------

    def _open(self, genre: type[Volet]) -> None:
        if self.situation is not None and self.referentiel is not None:
            self.open_volet(genre(self.context, self.referentiel, self.situation))  # type: ignore[call-arg, arg-type]

    def _begin(self, genre: type[Volet], ecran: str) -> None:
        """Begin one of the mayor's paths, then go to its sheet."""
        if self.situation is not None and self.referentiel is not None:
            volet = genre(self.context, self.referentiel, self.situation)  # type: ignore[call-arg, arg-type]
            self.open_volet(volet, lambda objet_id: self.context.go(ecran, objet_id))

    def _decide(self, genre: type[ArchiverVolet | AvancerVolet]) -> None:
        self.open_volet(genre(self.context, self.situation_id))

    def _propose(self) -> None:
        if self.referentiel is not None:
            self.open_volet(ProposerVolet(self.context, self.referentiel, self.situation_id))

    def _take(self, mesure: Mesure) -> None:
        if self.referentiel is not None:
            self.open_volet(PrendreVolet(self.context, self.referentiel, self.situation_id, mesure))

    def _end_mesure(self, mesure: Mesure) -> None:
        if self.referentiel is not None:
            self.open_volet(TerminerVolet(self.context, self.referentiel, self.situation_id, mesure))

    def _end_referent(self) -> None:
        self.open_volet(FinReferentVolet(self.context, self.situation_id))

    def _prepare_rappel(self) -> None:
        self.context.go("rappel_preparation", self.situation_id)

    def add_nothing(self) -> None:
        """C3: to bring nothing is a recorded, normal choice."""
        self.context.run(
            add_sans_information,
            self.situation_id,
            on_success=lambda _id: self._done("C’est noté\u00a0: vous n’apportez pas d’information."),
            on_error=self.show_error,
            boutons=(self.sans_information,),
        )

    def _print_notice(self) -> None:
        if self.situation is not None:
            self.open_volet(NoticeVolet(self.context, self.situation))

    def _confirm(self, apport: Apport) -> None:
        if self.referentiel is not None:
            self.open_volet(ConfirmerVolet(self.context, self.referentiel, self.situation_id, apport))

    def _withdraw(self, apport: Apport) -> None:
        accepte = confirm_destruction(
            self,
            "Retirer cet apport",
            f"Votre apport du {format_date(apport.date)} ne sera plus lisible par personne. "
            "Le retrait est inscrit au journal et ne peut pas être annulé.",
            "retirer",
            "&Retirer l’apport",
            nom="gsn_apport_retrait",
        )
        if accepte:
            self.context.run(
                withdraw_apport,
                self.situation_id,
                apport.id,
                on_success=lambda _none: self._done("Apport retiré."),
                on_error=self.show_error,
            )

    def _done(self, phrase: str) -> None:
        self.context.tell(phrase)
        self.refresh()
