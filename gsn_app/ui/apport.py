"""Apports of a situation: what each member chose to bring, who may read it, or that they bring nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.actions.apport import add_apport, check_vigilance, is_to_confirm
from gsn_app.domain.situation import Apport, SituationComplete
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.check import BoxesField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.field import ChoiceField, LongTextField, TextField
from gsn_app.ui.kit.label import Label, format_date, hint
from gsn_app.ui.kit.section import Section
from gsn_app.ui.kit.volet import Volet
from gsn_app.ui.situation_referentiel import Referentiel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gsn_app.domain.vigilance import MotVigilance

LIMITE_APPORT = 600
_LEFT = Qt.AlignmentFlag.AlignLeft


def readers_of(situation: SituationComplete) -> list[str]:
    """Identifiers of the members admitted now."""
    return [acces.membre_id for acces in situation.acces if acces.cercle and not acces.jusqu_au]


def word_lecteurs(apport: Apport, ref: Referentiel) -> str:
    """Who may read one apport."""
    if not apport.lecteurs:
        return "Lu par tout le cercle"
    return "Lu par " + ", ".join(ref.membre(lecteur) for lecteur in apport.lecteurs)


class ApportsSection(Section):
    """The apports, the latest first; each author may take theirs back."""

    def __init__(self, *boutons: Button) -> None:
        super().__init__("gsn_apports", "Apports", *boutons)
        self._scans: Callable[[Apport], object] | None = None

    def show_apports(
        self, situation: SituationComplete, ref: Referentiel, moi: str, withdraw: Callable[[Apport], object],
        confirm: Callable[[Apport], object] | None = None, scans: Callable[[Apport], object] | None = None,
    ) -> None:  # fmt: skip
        """Replace every line; who spoke confirms what somebody else typed, ``scans`` opens the scans of one apport."""
        self._scans = scans
        self.clear()
        apports = sorted(situation.apports, key=lambda a: a.date, reverse=True)
        if not apports:
            self.add_empty("Aucun apport pour l’instant. Personne n’est tenu d’en faire un.")
        for rang, apport in enumerate(apports):
            mine = moi in {apport.auteur_id, apport.dit_par}
            retirable = mine and not apport.retire and not apport.sans_information
            ligne = self._build_line(rang, apport, ref, withdraw if retirable else None)
            if confirm is not None and is_to_confirm(apport, moi):
                self._offer(ligne, rang, apport, confirm)
            self.add(ligne, filet=rang > 0)

    @staticmethod
    def _offer(ligne: QWidget, rang: int, apport: Apport, confirm: Callable[[Apport], object]) -> None:
        """What was noted in this member's name waits for their word, never blocking."""
        bouton = LinkButton(
            "Confirmer ou corriger…", f"gsn_apports_confirmer_{rang}", lambda: confirm(apport)
        )
        bouton.setAccessibleName(f"Confirmer mon apport du {format_date(apport.date)}")
        colonne = ligne.layout()
        if colonne is not None:
            colonne.addWidget(bouton)
            colonne.setAlignment(bouton, _LEFT)

    def _build_line(
        self, rang: int, apport: Apport, ref: Referentiel, withdraw: Callable[[Apport], object] | None
    ) -> QWidget:
        ligne = QWidget()
        colonne = QVBoxLayout(ligne)
        colonne.setContentsMargins(0, 0, 0, 0)
        colonne.setSpacing(3)
        qui = ref.membre(apport.auteur_id)
        if apport.dit_par and apport.dit_par != apport.auteur_id:
            qui = f"{ref.membre(apport.dit_par)} (noté par {qui}, à confirmer)"
        elif apport.note_par and apport.note_par != apport.auteur_id:
            qui = f"{qui} (noté par {ref.membre(apport.note_par)}, confirmé le {format_date(apport.confirme_le)})"
        colonne.addWidget(Label(f"{qui} · {format_date(apport.date)}", "indication"))
        if apport.retire:
            texte = Label("Apport retiré par son auteur.", "indication")
        elif apport.sans_information:
            texte = Label("N’apporte pas d’information.")
        else:
            texte = Label(apport.texte)
        texte.setObjectName(f"gsn_apports_texte_{rang}")
        colonne.addWidget(texte)
        if not apport.retire and not apport.sans_information:
            colonne.addWidget(hint(word_lecteurs(apport, ref)))
        if self._scans is not None and not apport.retire and not apport.sans_information:
            scans = self._scans
            lien = LinkButton("Pièces jointes…", f"gsn_apports_jointes_{rang}", lambda: scans(apport))
            lien.setAccessibleName(f"Pièces jointes à l’apport du {format_date(apport.date)}, {qui}")
            colonne.addWidget(lien)
            colonne.setAlignment(lien, _LEFT)
        if withdraw is not None:
            bouton = LinkButton(
                "Retirer cet apport…", f"gsn_apports_retirer_{rang}", lambda: withdraw(apport)
            )
            bouton.setAccessibleName(f"Retirer mon apport du {format_date(apport.date)}")
            colonne.addWidget(bouton)
            colonne.setAlignment(bouton, _LEFT)
        return ligne


class ApportVolet(Volet):
    """Adds an apport; words to be wary of are named, then rephrased or confirmed with a reason (C2)."""

    formulaire = "apport"
    titre = "Ajouter un apport"
    explication = (
        "Ce qui est utile au suivi, dans l’intérêt de la personne. Vous décidez qui lit, et vous pourrez retirer "
        "votre apport."
    )
    enregistrer = "&Ajouter l’apport"

    def __init__(self, context: Context, ref: Referentiel, situation: SituationComplete) -> None:
        self.ref = ref
        self.situation = situation
        self._averti = ""
        super().__init__(context, situation.id)

    def build(self) -> None:
        """Text, then voice, then readers; the reason of vigilance stays hidden until needed."""
        form = self.form
        admis = [(m, self.ref.membre(m)) for m in readers_of(self.situation)]
        moi = self.context.session.membre.id
        form.add("texte", "Apport", LongTextField("gsn_apport_texte", limite=LIMITE_APPORT, lignes=6))
        self.motif_row = form.add(
            "vigilance_motif",
            "Pourquoi garder ces mots",
            TextField("gsn_apport_vigilance", limite=120),
            aide="Ce motif est noté au journal, sans le texte de l’apport.",
        )
        self.motif_row.hide()
        autres = [paire for paire in admis if paire[0] != moi]
        form.add(
            "dit_par",
            "Qui parle",
            ChoiceField("gsn_apport_dit_par", autres, vide="Moi-même"),
            aide="En séance, une seule personne tient le clavier\u00a0: dites qui parle, il ou elle confirmera sur cette page.",
        )
        form.add(
            "lecteurs",
            "Réduire les lecteurs",
            BoxesField("gsn_apport_lecteurs", autres),
            aide="Ne cochez rien pour que tout le cercle lise.",
            facultatif=True,
        )

    def submit(self) -> None:
        """Check the words first; nothing is blocked, everything is named."""
        if not self.form.require("texte"):
            return
        if self._averti == self.form.value("texte") and self.motif_row.isVisible():
            if self.form.require("vigilance_motif"):
                self._add()
            return
        self.banner.clear()
        self.context.run(
            check_vigilance,
            self.form.value("texte"),
            on_success=self._judge,
            on_error=self.show_refusal,
            boutons=(self.save,),
        )

    def _judge(self, mots: Sequence[MotVigilance]) -> None:
        self.motif_row.setVisible(bool(mots))
        if not mots:
            self._add()
            return
        self._averti = self.form.value("texte")
        vus = {f"«\u00a0{mot.mot}\u00a0» ({mot.libelle})": None for mot in mots}
        self.banner.announce(
            "alerte",
            "À relire\u00a0: " + ", ".join(vus) + ".",
            "Reformulez avec des faits utiles au suivi, ou dites ci-dessous pourquoi ces mots sont nécessaires. "
            "Votre texte est conservé.",
        )
        self.form.rows["texte"].field.setFocus()

    def _add(self) -> None:
        moi = self.context.session.membre.id
        lecteurs = tuple(self.form.value("lecteurs").split())
        self.send(
            add_apport,
            self.situation.id,
            self.form.value("texte"),
            lecteurs=(moi, *lecteurs) if lecteurs else (),
            dit_par=self.form.value("dit_par"),
            vigilance_motif=self.form.value("vigilance_motif") if self.motif_row.isVisible() else "",
            tell="Apport ajouté.",
        )
