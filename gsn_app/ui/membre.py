"""Members and charter: who is enrolled, who signed, enrolling someone, reading and signing the charter."""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.actions.charte import read_charte, sign_charte
from gsn_app.actions.charte_feuille import print_charte
from gsn_app.actions.cle_journal import holds_cle_journal
from gsn_app.actions.membre import auditeur_provisoire, list_auditeurs, list_membres, membre_signe
from gsn_app.actions.reenrolement import read_essai
from gsn_app.actions.session import Session
from gsn_app.domain.acte import Acte
from gsn_app.domain.charte import Charte
from gsn_app.domain.enrolement import LIBELLES_ROLE
from gsn_app.domain.membre import Membre, Role
from gsn_app.ui.adoption import AdoptionPanel
from gsn_app.ui.charte_lecture import CharteDialog, read_and_sign
from gsn_app.ui.enrolement import EnrolementCard
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Card, Label, format_count, format_date, hint
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.table import Column, Table
from gsn_app.ui.kit.visibility import set_shown
from gsn_app.ui.membre_fiche import MembreFiche
from gsn_app.ui.membre_recuperation import RecuperationPanel, word_essai


@dataclass(frozen=True)
class LigneMembre:
    """One member as the table shows them."""

    membre: Membre
    roles: str
    signe_le: str
    recuperable: str = ""
    #: an auditeur to whom nobody handed the journal's key yet
    attend_cle: bool = False

    @property
    def etat(self) -> str:
        """What the member may do now, in words."""
        if not self.membre.actif:
            return f"a quitté le {format_date(self.membre.revoque_le)}"
        if self.membre.suspendu_le:
            return f"suspendu le {format_date(self.membre.suspendu_le)}"
        if self.membre.a_confirmer:
            return "empreinte à confirmer"
        if not self.signe_le:
            return "charte à signer"
        return "attend sa clé" if self.attend_cle else "en fonction"


@dataclass(frozen=True)
class Annuaire:
    """Everything the screen shows, read in one go."""

    lignes: tuple[LigneMembre, ...]
    charte: Charte
    signee_le: str
    sans_auditeur: bool
    auditeur: str = ""


def read_annuaire(session: Session) -> Annuaire:
    """Members with their roles in words and the date of their signature."""
    instances = session.instances
    noms = {i.id: i.nom for i in instances} if len(instances) > 1 else {}
    lignes = []
    for membre in list_membres(session):
        par_role: dict[Role, list[str]] = {}
        for instance_id, role in membre.roles.items():
            par_role.setdefault(role, []).append(noms.get(instance_id, ""))
        roles = [
            f"{LIBELLES_ROLE[role]} ({', '.join(n for n in ou if n)})" if any(ou) else LIBELLES_ROLE[role]
            for role, ou in par_role.items()
        ]
        lignes.append(
            LigneMembre(
                membre,
                ", ".join(roles),
                membre_signe(session, membre.id),
                word_essai(read_essai(session, membre.id)),
                Role.AUDITEUR in membre.roles.values() and not holds_cle_journal(session, membre.id),
            )
        )
    return Annuaire(
        tuple(lignes),
        read_charte(session),
        membre_signe(session, session.membre.id),
        auditeur_provisoire(session),
        next((m.nom for m in list_auditeurs(session)), ""),
    )


COLONNES: tuple[Column[LigneMembre], ...] = (
    Column("Nom", lambda x: x.membre.nom, largeur=145, etire=True),
    Column("Fonction", lambda x: x.membre.fonction, largeur=150, etire=True),
    Column("Institution", lambda x: x.membre.institution, largeur=125, etire=True),
    Column("Rôles", lambda x: x.roles, largeur=130),
    Column("Charte signée", lambda x: format_date(x.signe_le) or "non", lambda x: x.signe_le, largeur=125),
    Column("État", lambda x: x.etat, largeur=165),
    Column("Récupérable", lambda x: x.recuperable, largeur=125),
)


class MembreScreen(Screen):
    """« Membres et charte »."""

    titre = "Membres et charte"
    largeur = 1500
    aide = (
        "Ici figurent les personnes nommées de vos instances, leurs rôles, et la date à laquelle chacune a signé la "
        "charte.\n\nTant qu’un membre n’a pas signé, rien ne lui est ouvert.\n\nUn coordonnateur enrôle un nouveau "
        "membre sur ce poste\u00a0: la personne tape elle-même sa phrase de passe, à l’abri des regards."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._charte: Charte | None = None
        self._chosen_next = ""
        self.enrol = self.add_head_button(
            Button("&Enrôler un membre", "gsn_membre_enroler", self._show_enrolment, icone="plus")
        )
        self.enrol.setVisible(context.session.has_role(Role.COORDONNATEUR))
        self.provisional = Banner("alerte", nom="gsn_membre_auditeur")
        self.corps.addWidget(self.provisional)
        self._build_charte()
        self.enrolment = EnrolementCard(context)
        self.enrolment.hide()
        self.enrolment.enrolled.connect(self._enrolled)
        self.enrolment.closed.connect(self._hide_enrolment)
        self.corps.addWidget(self.enrolment)
        self.count = hint("")
        self.count.setObjectName("gsn_membre_compte")
        self.corps.addWidget(self.count)
        self.table: Table[LigneMembre] = Table("gsn_membre_table", "Membres", COLONNES, sort_on=0)
        self.table.setMinimumHeight(300)
        self.corps.addWidget(self.table, 1)
        self.fiche = MembreFiche(context)
        self.fiche.changed.connect(self._changed)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.corps.addWidget(self.fiche)
        self.recuperation = RecuperationPanel(context, self._recovered, self.show_error, self._chosen)
        self.corps.addWidget(self.recuperation)

    def _build_charte(self) -> None:
        carte = Card("La charte")
        self.charte_state = Label("")
        self.charte_state.setObjectName("gsn_membre_charte_etat")
        carte.corps.addWidget(self.charte_state)
        self.sign = Button(
            "Lire et &signer la charte", "gsn_membre_signer", self.sign_charter, icone="crayon"
        )
        self.read = Button("&Lire la charte", "gsn_membre_lire", self.read_charter, icone="journal")
        for bouton in (self.sign, self.read):  # until the charter is read, a click could do nothing
            bouton.setEnabled(False)
        self.paper = Button(
            "I&mprimer pour signature", "gsn_membre_imprimer_charte", self.print_charter, icone="imprimante"
        )
        set_shown(self.paper, self.context.session.permits(Acte.IMPRESSION_DEMANDEE))
        carte.corps.addWidget(FlowRow(self.sign, self.read, self.paper))
        self.adoption = AdoptionPanel(self.context, self._changed, self.show_error)
        carte.corps.addWidget(self.adoption)
        self.corps.addWidget(carte)

    def print_charter(self) -> None:
        """The text and a box for each member, seen before it is printed."""
        self.context.run(
            print_charte, on_success=self.context.print_sheet, on_error=self.show_error, boutons=(self.paper,)
        )

    def refresh(self) -> None:
        """Read the directory again."""
        self.context.run(read_annuaire, on_success=self._show, on_error=self.show_error)
        self.adoption.refresh()
        self.recuperation.refresh()

    def flush(self) -> None:
        """The enrolment form keeps its draft too."""
        super().flush()
        self.enrolment.flush()

    def _show(self, annuaire: Annuaire) -> None:
        self._charte = annuaire.charte
        for bouton in (self.sign, self.read):
            bouton.setEnabled(True)
        choisi = self.table.current_row()
        self.table.set_rows(annuaire.lignes)
        self.fiche.show_membre(None, "")
        voulu = self._chosen_next or (choisi.membre.id if choisi is not None else "")
        self._chosen_next = ""
        if voulu:
            self.choose(voulu)
        self.enrolment.tell_auditeur("" if annuaire.sans_auditeur else annuaire.auditeur)
        actifs = sum(1 for ligne in annuaire.lignes if ligne.membre.actif)
        a_signer = sum(1 for ligne in annuaire.lignes if ligne.etat == "charte à signer")
        suite = f", dont {a_signer}\u00a0sans signature de la charte" if a_signer else ""
        self.count.setText(f"{format_count(actifs, 'membre')} en fonction{suite}")
        version = f"Version {annuaire.charte.version}, empreinte {annuaire.charte.empreinte[:16]}"
        if annuaire.signee_le:
            self.charte_state.setText(f"Vous l’avez signée le {format_date(annuaire.signee_le)}. {version}.")
        else:
            self.charte_state.setText(
                f"Vous ne l’avez pas encore signée\u00a0: rien ne vous est ouvert. {version}."
            )
        self.sign.setVisible(not annuaire.signee_le)
        self.provisional.announce(
            "alerte",
            "Aucun auditeur (DPO) n’est enrôlé\u00a0: un coordonnateur garde la clé du journal, au plus trente jours."
            if annuaire.sans_auditeur
            else "",
        )

    def _choose(self, *_: object) -> None:
        ligne = self.table.current_row()
        self.fiche.show_membre(ligne.membre if ligne else None, ligne.signe_le if ligne else "")
        if ligne is not None and ligne.etat == "attend sa clé":
            self.fiche.offer_cle_journal()
        if ligne is not None and ligne.membre.actif:
            self.fiche.set_recuperable(f"Récupérable\u00a0: {ligne.recuperable}")

    def choose(self, membre_id: str) -> None:
        """Select a member, as a click does."""
        for n in range(self.table.source.rowCount()):
            if self.table.source.row_at(self.table.source.index(n, 0)).membre.id == membre_id:
                self.table.setCurrentIndex(self.table.source.index(n, 0))

    def _changed(self, phrase: str) -> None:
        self.show_success(phrase)
        self.context.refresh_state()
        self.refresh()

    # -- charter -------------------------------------------------------------------------------

    def read_charter(self) -> None:
        """Show the adopted text."""
        if self._charte is not None:
            CharteDialog(self, self._charte.texte, signer=False).exec()

    def sign_charter(self) -> None:
        """Show the text, then sign with the member's own key."""
        if self._charte is None or not read_and_sign(self, self._charte.texte):
            return
        self.context.run(sign_charte, on_success=self._signed, on_error=self.show_error, boutons=(self.sign,))

    def _signed(self, _none: object) -> None:
        self.show_success("Vous avez signé la charte. Les écrans de votre rôle vous sont ouverts.")
        self.context.refresh_state()
        self.refresh()

    # -- recovery ------------------------------------------------------------------------------

    def _chosen(self) -> Membre | None:
        ligne = self.table.current_row()
        return ligne.membre if ligne is not None else None

    def _recovered(self, phrase: str) -> None:
        self.show_success(phrase)
        self.refresh()

    # -- enrolment -----------------------------------------------------------------------------

    def _show_enrolment(self) -> None:
        self.enrolment.begin()
        self.enrol.setEnabled(False)

    def _hide_enrolment(self) -> None:
        self.enrolment.hide()
        self.enrol.setEnabled(True)
        self.enrol.setFocus()

    def _enrolled(self, membre: Membre) -> None:
        self._hide_enrolment()
        self.show_success(
            f"{membre.nom} est enrôlé\u00a0: imprimez sa feuille, faites-la signer, puis confirmez l’empreinte."
        )
        self._chosen_next = membre.id
        self.refresh()
