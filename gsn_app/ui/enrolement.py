"""Enrolling a member at the workstation: who they are, their roles, then their own passphrase."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.membre import enrol_membre
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.errors import GsnError
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.check import CheckField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.draft import Draft, bind_brouillon
from gsn_app.ui.kit.field import ChoiceField, TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, hint, subtitle
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.kit.visibility import set_shown
from gsn_app.ui.phrase_passe import PassphraseChoice

CHOIX_ROLE = (
    (Role.MEMBRE.value, "Membre"),
    (Role.COORDONNATEUR.value, "Coordonnateur"),
    (Role.ELU.value, "Élu (prononce les rappels à l’ordre)"),
    (Role.SIGNALANT.value, "Signalant (saisit seulement)"),
)


class EnrolementCard(Card):
    """Shown in « Membres et charte » to coordonnateurs. The passphrase never enters a draft."""

    enrolled = Signal(object)
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("Enrôler un membre")
        self.setObjectName("gsn_enrolement")
        self.context = context
        self._draft: Draft | None = None
        self.banner = Banner(nom="gsn_enrolement_bandeau")
        self.corps.addWidget(self.banner)
        self.form = Form()
        self.form.add("nom", "&Nom et prénom", TextField("gsn_enrolement_nom", limite=100))
        self.form.add(
            "fonction",
            "F&onction",
            TextField("gsn_enrolement_fonction", limite=100, exemple="Assistante sociale"),
        )
        self.form.add(
            "institution",
            "&Institution",
            TextField("gsn_enrolement_institution", limite=100, exemple="Conseil départemental"),
        )
        for instance in context.session.instances:
            self.form.add(
                f"role_{instance.id}",
                f"Rôle dans «\u00a0{instance.nom}\u00a0»",
                ChoiceField(f"gsn_enrolement_role_{instance.id}", CHOIX_ROLE, vide="Aucun rôle"),
            )
        self.auditeur = CheckField(
            "gsn_enrolement_auditeur", "Auditeur (DPO)\u00a0: lit le journal, jamais les situations"
        )
        self.form.add("auditeur", "Contrôle", self.auditeur)
        #: the auditeur in office, whom the person would succeed; told by the screen
        self._en_fonction = ""
        self.succession = hint("")
        self.succession.setObjectName("gsn_enrolement_succession")
        self.succession.hide()
        self.corps.addWidget(self.form)
        self.corps.addWidget(self.succession)
        self.second = QWidget()
        colonne = QVBoxLayout(self.second)
        colonne.setContentsMargins(0, 0, 0, 0)
        self.place = subtitle("")
        self.place.setObjectName("gsn_enrolement_place")
        colonne.addWidget(self.place)
        colonne.addWidget(hint("Laissez la place à la personne\u00a0: elle seule doit connaître sa phrase."))
        self.passphrase = PassphraseChoice("gsn_enrolement")
        colonne.addWidget(self.passphrase)
        self.corps.addWidget(self.second)
        self.progress = ProgressPanel("gsn_enrolement_attente", "Enrôlement, une à deux secondes…")
        self.corps.addWidget(self.progress)
        self.submit = PrimaryButton("En&rôler", "gsn_enrolement_valider", self.enrol)
        self.prepare = PrimaryButton(
            "&Continuer avec la personne", "gsn_enrolement_preparer", self.begin_second
        )
        self.retour = Button("&Modifier la fiche", "gsn_enrolement_modifier", self.begin_first)
        fermer = Button("&Fermer", "gsn_enrolement_fermer", self.close_card)
        self.corps.addWidget(FlowRow(self.prepare, self.submit, self.retour, fermer))
        self.begin_first()
        self.auditeur.modified.connect(self._show_roles)

    def begin(self) -> None:
        """Show the card at its first step, with what was being typed last time."""
        self.begin_first()
        if self._draft is None:
            self._draft = bind_brouillon(self.form, self.context, "enrolement")
        self.show()
        self.form.rows["nom"].field.control.setFocus()

    def begin_first(self) -> None:
        """Step 1, the coordonnateur: who, and with which roles."""
        self.passphrase.erase()
        for widget, shown in (
            (self.form, True), (self.prepare, True), (self.second, False), (self.submit, False), (self.retour, False),
        ):  # fmt: skip
            set_shown(widget, shown)
        self._show_roles()

    def begin_second(self) -> None:
        """Step 2, the member alone at the workstation: their passphrase, seen by nobody else."""
        self.banner.clear()
        if not self.form.require("nom", "fonction", "institution"):
            return
        self.place.setText(f"{self.form.value('nom')}, à vous\u00a0: choisissez votre phrase de passe")
        for widget, shown in (
            (self.succession, False),
            (self.form, False), (self.prepare, False), (self.second, True), (self.submit, True), (self.retour, True),
        ):  # fmt: skip
            set_shown(widget, shown)
        self.passphrase.first.control.setFocus()

    def flush(self) -> None:
        """Save the draft now."""
        if self._draft is not None:
            self._draft.flush()

    def close_card(self) -> None:
        """Hide; the draft stays, the passphrase goes."""
        self.flush()
        self.begin_first()
        self.closed.emit()

    def tell_auditeur(self, nom: str) -> None:
        """Say who the auditeur in office is, "" when there is none."""
        self._en_fonction = nom
        self._show_roles()

    def _show_roles(self) -> None:
        """The auditeur holds no other role: their rows go away, and what a succession asks is said."""
        self.succession.setText(
            f"{self._en_fonction} est auditeur en fonction\u00a0: cette personne lui succédera. Une fois sa charte signée et son "
            f"empreinte confirmée, {self._en_fonction} lui remettra la clé du journal depuis sa session\u00a0; vous "
            "prononcerez ensuite son départ."
        )
        set_shown(
            self.succession, bool(self._en_fonction and self.auditeur.value()) and not self.form.isHidden()
        )
        for nom, row in self.form.rows.items():
            if nom.startswith("role_"):
                row.setVisible(not self.auditeur.value())

    def _roles(self) -> dict[str, Role]:
        if self.auditeur.value():
            return {"*": Role.AUDITEUR}
        chosen = {i.id: self.form.value(f"role_{i.id}") for i in self.context.session.instances}
        return {instance_id: Role(code) for instance_id, code in chosen.items() if code}

    def enrol(self) -> None:
        """Check, then enrol on the worker."""
        self.banner.clear()
        if not self.form.require("nom", "fonction", "institution"):
            return
        phrase = self.passphrase.accept()
        if not phrase:
            return
        values = self.form.values()
        nouveau = NouveauMembre(values["nom"], values["fonction"], values["institution"], self._roles())
        self.context.run(
            enrol_membre,
            nouveau,
            phrase,
            kdf=self.context.kdf,
            a_confirmer=True,
            succession=bool(self._en_fonction),
            on_success=self._enrolled,
            on_error=self._refused,
            boutons=(self.submit,),
            panneau=self.progress,
            compte=False,
        )

    def _enrolled(self, membre: object) -> None:
        self.begin_first()
        self.form.set_values(dict.fromkeys(self.form.rows, ""))
        self.form.clear_faults()
        if self._draft is not None:
            self._draft.erase()
        self.enrolled.emit(membre)

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)
