"""Pages of the creation assistant about people: commune and bodies, charter, coordonnateur, auditeur."""

from __future__ import annotations

from gsn_app.actions.creation import read_charte_texte
from gsn_app.domain.membre import NOMS_INSTANCE, NouveauMembre, Role, TypeInstance
from gsn_app.ui.charte_lecture import CharteDialog
from gsn_app.ui.creation_page import CreationStep
from gsn_app.ui.kit.button import Button
from gsn_app.ui.kit.check import BoxesField, CheckField, RadioField
from gsn_app.ui.kit.field import TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, subtitle
from gsn_app.ui.phrase_passe import PassphraseChoice

PLUS_TARD = "plus_tard"
MAINTENANT = "maintenant"


class CommuneStep(CreationStep):
    """Which commune, which bodies."""

    titre = "La commune et ses instances"
    explication = "Un coffre sert une commune. Chaque instance y garde ses membres et ses situations à part."

    def build(self) -> None:
        """Name and bodies."""
        carte = Card()
        self.form = Form()
        self.form.add(
            "commune",
            "Nom de la &commune",
            TextField("gsn_creation_commune", limite=100, exemple="Saint-Exemple"),
        )
        self.instances = BoxesField(
            "gsn_creation_instances", [(t.value, f"{NOMS_INSTANCE[t]} ({t.value})") for t in TypeInstance]
        )
        self.instances.set_value(TypeInstance.GSN.value)
        self.form.add(
            "instances",
            "&Instances suivies dans ce coffre",
            self.instances,
            aide="La CMER demande un coffre à elle seule.",
        )
        carte.corps.addWidget(self.form)
        self.corps.addWidget(carte)

    def accept(self) -> bool:
        """A name, at least one body, a CMER alone."""
        self.form.clear_faults()
        if not self.form.require("commune", "instances"):
            return False
        codes = self.instances.codes()
        if TypeInstance.CMER in codes and len(codes) > 1:
            self.form.set_fault("instances", "La CMER ne partage son coffre avec aucune autre instance.")
            return False
        self.saisie.commune = self.form.value("commune")
        self.saisie.instances = [(TypeInstance(c), NOMS_INSTANCE[TypeInstance(c)]) for c in codes]
        return True


class CharteStep(CreationStep):
    """The charter the commune adopts."""

    titre = "La charte déontologique"
    explication = (
        "Le logiciel applique la charte que vos instances ont adoptée. Chaque membre la signera avec sa clé avant "
        "que quoi que ce soit lui soit ouvert."
    )

    def build(self) -> None:
        """Read it, and say it was adopted."""
        carte = Card()
        carte.corps.addWidget(
            FlowRow(Button("&Lire la charte", "gsn_creation_charte_lire", self.read_charter, icone="journal"))
        )
        self.form = Form()
        self.adopted = CheckField(
            "gsn_creation_charte_adoptee", "Les instances de la commune ont adopté cette charte"
        )
        self.form.add("adoptee", "&Adoption", self.adopted)
        carte.corps.addWidget(self.form)
        self.corps.addWidget(carte)

    def read_charter(self) -> None:
        """Show the text shipped with the program."""
        CharteDialog(self, read_charte_texte(), signer=False).exec()

    def accept(self) -> bool:
        """The box must be ticked."""
        if not self.adopted.value():
            self.form.set_fault("adoptee", "Le coffre s’ouvre après l’adoption de la charte.")
            return False
        return True


class CoordonnateurStep(CreationStep):
    """The first member."""

    titre = "Le premier coordonnateur"
    explication = "C’est vous, qui créez ce coffre. Vous enrôlerez ensuite les autres membres sur ce poste."

    def build(self) -> None:
        """Who, and their passphrase."""
        carte = Card()
        self.form = _person_form("gsn_creation_coordonnateur")
        carte.corps.addWidget(self.form)
        carte.corps.addWidget(subtitle("Votre phrase de passe"))
        self.passphrase = PassphraseChoice("gsn_creation_coordonnateur")
        carte.corps.addWidget(self.passphrase)
        self.corps.addWidget(carte)

    def accept(self) -> bool:
        """Three lines and a strong passphrase typed twice."""
        if not self.form.require("nom", "fonction", "institution"):
            return False
        phrase = self.passphrase.accept()
        if not phrase:
            return False
        self.saisie.coordonnateur = NouveauMembre(
            self.form.value("nom"), self.form.value("fonction"), self.form.value("institution"), {}
        )
        self.saisie.passphrase = phrase
        return True


class AuditeurStep(CreationStep):
    """The auditeur, now or within thirty days."""

    titre = "L’auditeur (DPO)"
    explication = (
        "Il contrôle le journal et ne lit jamais les situations. S’il n’est pas là aujourd’hui, vous gardez sa place "
        "trente jours au plus, et l’écran le rappelle."
    )

    def build(self) -> None:
        """Now or later, then who."""
        carte = Card()
        self.when = Form()
        self.choice = RadioField(
            "gsn_creation_auditeur_quand",
            [
                (MAINTENANT, "Il est là et choisit sa phrase de passe maintenant"),
                (PLUS_TARD, "Il viendra plus tard"),
            ],
        )
        self.when.add("quand", "Présence de l’&auditeur", self.choice)
        carte.corps.addWidget(self.when)
        self.form = _person_form("gsn_creation_auditeur")
        self.passphrase = PassphraseChoice("gsn_creation_auditeur")
        carte.corps.addWidget(self.form)
        carte.corps.addWidget(self.passphrase)
        self.corps.addWidget(carte)
        self.choice.modified.connect(self._show)
        self._show()

    def _show(self) -> None:
        present = self.choice.value() == MAINTENANT
        self.form.setVisible(present)
        self.passphrase.setVisible(present)

    def accept(self) -> bool:
        """Nothing for later; otherwise three lines and a passphrase of their own."""
        if not self.when.require("quand"):
            return False
        if self.choice.value() == PLUS_TARD:
            self.saisie.auditeur, self.saisie.passphrase_auditeur = None, ""
            return True
        if not self.form.require("nom", "fonction", "institution"):
            return False
        phrase = self.passphrase.accept()
        if not phrase:
            return False
        self.saisie.auditeur = NouveauMembre(
            self.form.value("nom"),
            self.form.value("fonction"),
            self.form.value("institution"),
            {"*": Role.AUDITEUR},
        )
        self.saisie.passphrase_auditeur = phrase
        return True


def _person_form(prefixe: str) -> Form:
    form = Form()
    form.add("nom", "&Nom et prénom", TextField(f"{prefixe}_nom", limite=100))
    form.add("fonction", "F&onction", TextField(f"{prefixe}_fonction", limite=100))
    form.add("institution", "&Institution", TextField(f"{prefixe}_institution", limite=100))
    return form
