"""« Personne ne peut plus ouvrir ? »: the custodians type their words, then the vault is given to a coordonnateur."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from gsn_app.actions.creation import read_charte_texte
from gsn_app.actions.recuperation import Examen, Rendu, examine_parts, recover_coffre
from gsn_app.config import KdfPolicy
from gsn_app.domain.membre import NouveauMembre
from gsn_app.errors import GsnError
from gsn_app.ui.charte_lecture import CharteDialog
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, LinkButton, PrimaryButton
from gsn_app.ui.kit.check import CheckField
from gsn_app.ui.kit.dialog import inform
from gsn_app.ui.kit.field import ChoiceField, TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, Label, format_count, hint, subtitle, title
from gsn_app.ui.kit.operation import Operations
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.kit.screen import ScrollBody
from gsn_app.ui.parts_saisie import PartsEntry
from gsn_app.ui.phrase_passe import PassphraseChoice

AUTRE = "autre"
#: an action, its arguments by place and by name
Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class RecuperationPage(ScrollBody):
    """Two cards one after the other: the shares, then who takes the vault back. Nothing is written before the end."""

    titre = "Rouvrir le coffre avec les gardiens"
    explication = (
        "Pour le cas où plus personne ne peut ouvrir. Les gardiens réunis rendent le coffre à un coordonnateur, "
        "qui reçoit de nouvelles clés\u00a0; tous les membres en verront la trace. Rien n’est écrit avant la fin."
    )
    recovered = Signal(object)
    abandoned = Signal()

    def __init__(self, operations: Operations, dossier: Path, poste: Path | None, kdf: KdfPolicy) -> None:
        super().__init__(largeur=720)
        self.setObjectName("gsn_recuperation")
        self.operations, self.dossier, self.poste, self.kdf = operations, dossier, poste, kdf
        self._parts: list[str] = []
        self.corps.addWidget(title(self.titre))
        self.corps.addWidget(hint(self.explication))
        self.banner = Banner(nom="gsn_recuperation_bandeau")
        self.corps.addWidget(self.banner)
        self._build_source()
        self._build_parts()
        self._build_who()
        self.corps.addWidget(
            FlowRow(LinkButton("&Revenir à l’ouverture", "gsn_recuperation_revenir", self.abandon))
        )
        self.corps.addStretch(1)

    def _build_source(self) -> None:
        """What the custodians open: here the chosen vault."""
        self.corps.addWidget(Label(f"Coffre\u00a0: {self.dossier.name}", "etiquette"))

    def _require_source(self) -> bool:
        """True when what the custodians open is known."""
        return True

    def _examination(self, parts: list[str]) -> Call:
        """The action that proves the shares, its arguments; nothing is written."""
        return examine_parts, (self.dossier, self.poste, parts), {"kdf": self.kdf}

    def _gift(self, membre_id: str, nouveau: NouveauMembre | None, phrase: str) -> Call:
        """The action that gives the vault back, its arguments."""
        mots = {"membre_id": membre_id, "nouveau": nouveau, "passphrase": phrase, "kdf": self.kdf}
        return recover_coffre, (self.dossier, self.poste, self._parts), mots

    def _build_parts(self) -> None:
        self.parts_card = Card("1. Les mots des gardiens")
        self.entry = PartsEntry("gsn_recuperation")
        self.parts_card.corps.addWidget(self.entry)
        self.progress = ProgressPanel("gsn_recuperation_verification", "Vérification des parts…")
        self.parts_card.corps.addWidget(self.progress)
        self.check = PrimaryButton("&Vérifier ces parts", "gsn_recuperation_verifier", self.examine)
        self.parts_card.corps.addWidget(FlowRow(self.check))
        self.corps.addWidget(self.parts_card)

    def _build_who(self) -> None:
        self.who_card = Card("2. Le coordonnateur à qui le coffre est rendu")
        self.found = hint("")
        self.found.setObjectName("gsn_recuperation_trouve")
        self.who_card.corps.addWidget(self.found)
        self.form = Form()
        self.choice = ChoiceField("gsn_recuperation_qui", vide="Choisir…")
        self.form.add("qui", "&Coordonnateur", self.choice)
        self.form.add("nom", "&Nom et prénom", TextField("gsn_recuperation_nom", limite=100))
        self.form.add("fonction", "&Fonction", TextField("gsn_recuperation_fonction", limite=100))
        self.form.add("institution", "&Institution", TextField("gsn_recuperation_institution", limite=100))
        self.who_card.corps.addWidget(self.form)
        self.who_card.corps.addWidget(subtitle("Sa nouvelle phrase de passe"))
        self.passphrase = PassphraseChoice("gsn_recuperation")
        self.who_card.corps.addWidget(self.passphrase)
        self.charter = Form()
        self.charter.add(
            "lu",
            "Charte",
            CheckField("gsn_recuperation_charte", "J’ai lu la charte et je la signe en reprenant le coffre"),
        )
        self.who_card.corps.addWidget(self.charter)
        self.wait = ProgressPanel("gsn_recuperation_attente", "Remise des clés, quelques secondes…")
        self.who_card.corps.addWidget(self.wait)
        self.give = PrimaryButton("Rendre le c&offre", "gsn_recuperation_rendre", self.recover, icone="cle")
        self.who_card.corps.addWidget(
            FlowRow(self.give, Button("&Lire la charte", "gsn_recuperation_charte_lire", self.read_charter))
        )
        self.who_card.hide()
        self.corps.addWidget(self.who_card)
        self.choice.modified.connect(self._show_person)

    def _show_person(self) -> None:
        for nom in ("nom", "fonction", "institution"):
            self.form.rows[nom].setVisible(self.choice.value() == AUTRE)

    def read_charter(self) -> None:
        """The text to be signed."""
        CharteDialog(self, read_charte_texte(), signer=False).exec()

    def examine(self) -> None:
        """Prove the shares on this vault; nothing is written."""
        self.banner.clear()
        parts = self.entry.parts() if self._require_source() else []
        if not parts:
            return
        self._parts = parts
        action, arguments, mots = self._examination(parts)
        self.operations.run(
            action,
            *arguments,
            **mots,
            on_success=self._examined,
            on_error=self._refused,
            boutons=(self.check,),
            panneau=self.progress,
            compte=False,
        )

    def _examined(self, examen: Examen) -> None:
        gardiens = ", ".join(examen.gardiens)
        self.found.setText(
            f"Ces parts ouvrent le coffre de {examen.commune}. Gardiens\u00a0: {gardiens}. Rien n’a encore été écrit."
        )
        self.choice.set_choices(
            [
                *((m.id, f"{m.nom} — {m.fonction}") for m in examen.coordonnateurs),
                (AUTRE, "Une autre personne"),
            ]
        )
        self._show_person()
        self.parts_card.hide()
        self.who_card.show()
        self.choice.control.setFocus()

    def recover(self) -> None:
        """Check what is typed, then give the vault back on the worker."""
        self.banner.clear()
        other = self.choice.value() == AUTRE
        if not self.form.require("qui", *(("nom", "fonction", "institution") if other else ())):
            return
        phrase = self.passphrase.accept()
        if not phrase:
            return
        if not self.charter.value("lu"):
            self.charter.set_fault("lu", "La charte ouvre l’accès\u00a0: lisez-la, puis cochez.")
            return
        values = self.form.values()
        nouveau = (
            NouveauMembre(values["nom"], values["fonction"], values["institution"], {}) if other else None
        )
        action, arguments, mots = self._gift("" if other else self.choice.value(), nouveau, phrase)
        self.operations.run(
            action,
            *arguments,
            **mots,
            on_success=self._recovered,
            on_error=self._refused,
            boutons=(self.give,),
            panneau=self.wait,
            compte=False,
        )

    def _recovered(self, found: tuple[object, Rendu]) -> None:
        session, rendu = found
        self.forget()
        inform(self, "Le coffre est rendu", tell_rendu(rendu), nom="gsn_recuperation_rendu", icone="succes")
        self.recovered.emit(session)

    def _refused(self, error: GsnError) -> None:
        self.banner.show_error(error)
        self.ensureVisible(0, 0)

    def abandon(self) -> None:
        """Leave: nothing was written, nothing typed is kept."""
        self.forget()
        self.abandoned.emit()

    def forget(self) -> None:
        """Drop the words and the passphrase."""
        self._parts = []
        self.entry.erase()
        self.passphrase.erase()


def tell_rendu(rendu: Rendu) -> str:
    """What came back, in plain words, and what to do next."""
    phrases = [f"{format_count(rendu.dossiers, 'dossier rendu', 'dossiers rendus')}."]
    if rendu.orphelines:
        phrases.append(
            f"{format_count(rendu.orphelines, 'situation', 'situations')} que plus personne ne détenait vous "
            "sont confiées avec leurs échanges."
        )
    if rendu.fermees:
        phrases.append(
            f"{format_count(rendu.fermees, 'clé')} du séquestre n’ont pas fait leur preuve et sont laissées "
            "de côté\u00a0: prévenez le DPO."
        )
    if rendu.a_reenroler:
        phrases.append("À enrôler de nouveau sur ce poste\u00a0: " + ", ".join(rendu.a_reenroler) + ".")
    phrases.append(
        "Les mots des gardiens ont été tapés ici\u00a0: renouvelez les parts («\u00a0Membres et charte\u00a0», "
        "«\u00a0Renouveler les parts\u00a0»), puis faites une sauvegarde."
    )
    return "\n\n".join(phrases)
