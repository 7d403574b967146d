"""What the screens of the mayor's paths share: the form of an act, and the sheet with steps, next act and reasons to wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsn_app.domain.acte import Acte
from gsn_app.domain.chemin import Chemin, Parcouru
from gsn_app.domain.rappel_ordre_garde import ActePossible
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.check import BoxesField, RadioField
from gsn_app.ui.kit.colonnes import TwoColumns
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.field import Field
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import FormRow
from gsn_app.ui.kit.frise import A_VENIR, COURANT, FAIT, Frise, Jalon
from gsn_app.ui.kit.label import Label, hint
from gsn_app.ui.kit.section import Facts, Section, clear_layout
from gsn_app.ui.kit.volet import Volet, VoletScreen
from gsn_app.ui.rappel_ordre_etape import show_day

if TYPE_CHECKING:
    from datetime import date

    from gsn_app.actions.impression import Feuille
    from gsn_app.actions.session import Session

OUI_NON = [("oui", "Oui"), ("non", "Non")]
Lu = tuple[str, Any, tuple[ActePossible, ...]]
Imprime = Callable[..., "Feuille"]


class ActeVolet(Volet):
    """The form of one act: fields put by ``ask``, all required unless said; the action takes them by name."""

    action: ClassVar[Callable[..., Any]]
    tell = "Enregistré."

    def __init__(self, context: Context, objet_id: str, objet: Any = None) -> None:
        self.objet = objet
        self._requis: list[str] = []
        self._nombres: set[str] = set()
        super().__init__(context, objet_id)

    def ask(
        self,
        nom: str,
        libelle: str,
        field: Field,
        *,
        aide: str = "",
        facultatif: bool = False,
        nombre: bool = False,
    ) -> FormRow:
        """One field; ``nombre``: typed digits, sent as a whole number."""
        if not facultatif:
            self._requis.append(nom)
        if nombre:
            self._nombres.add(nom)
        return self.form.add(nom, libelle, field, aide=aide, facultatif=facultatif)

    def read(self) -> dict[str, Any] | None:
        """What was typed, as the action takes it; None when something is missing or is no number."""
        shown = [nom for nom in self._requis if not self.form.rows[nom].isHidden()]
        if not self.form.require(*shown):
            return None
        found: dict[str, Any] = {}
        for nom, row in self.form.rows.items():
            if row.isHidden():
                continue
            texte = row.field.value()
            if isinstance(row.field, BoxesField):
                found[nom] = tuple(texte.split())
            elif isinstance(row.field, RadioField) and texte in {"oui", "non"}:
                found[nom] = texte == "oui"
            elif nom in self._nombres:
                if not texte.strip().isdecimal():
                    self.form.set_fault(nom, "Écrivez un nombre entier.")
                    return None
                found[nom] = int(texte)
            elif texte or nom in self._requis:
                found[nom] = texte
        return found

    def submit(self) -> None:
        """Record."""
        donnees = self.read()
        if donnees is not None:
            self.send(type(self).action, self.objet_id, tell=self.tell, **donnees)


class CheminScreen(VoletScreen):
    """Base of the sheets: who, state and acts on top, facts and reasons on the left, steps on the right."""

    prefixe: ClassVar[str]
    chemin: ClassVar[Chemin[Any]]
    read: ClassVar[Callable[..., tuple[Any, tuple[ActePossible, ...]]]]
    volets: ClassVar[dict[Acte, type[ActeVolet]]]
    impressions: ClassVar[Sequence[tuple[str, str, Imprime, frozenset[str]]]] = ()
    largeur = 1320

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.objet_id = ""
        self.objet: Any = None
        self._waiting: Lu | None = None
        p = self.prefixe
        self.avertissement = Banner("alerte", nom=f"{p}_avertissement")
        self.qui = Section(f"{p}_qui", "")
        self.etat = Label("", "indication")
        self.etat.setObjectName(f"{p}_etat")
        self.qui.contenu.addWidget(self.etat)
        self.actes = QVBoxLayout()
        self.actes.setSpacing(8)
        self.qui.contenu.addLayout(self.actes)
        self.faits = Facts(f"{p}_faits")
        dossier = Section(f"{p}_dossier", "Le dossier")
        dossier.contenu.addWidget(self.faits)
        self.attente = Section(f"{p}_attente", "Pas maintenant")
        self.frise = Frise(f"{p}_frise", "Étapes")
        chemin = Section(f"{p}_chemin", "Étapes")
        chemin.contenu.addWidget(self.frise)
        colonnes = TwoColumns()
        colonnes.gauche.addWidget(dossier)
        colonnes.gauche.addWidget(self.attente)
        colonnes.droite.addWidget(chemin)
        for widget in (self.avertissement, self.qui, colonnes):
            self.page_corps.addWidget(widget)
        self.page.hide()

    # -- what each path says ---------------------------------------------------------------------

    def name_of(self, objet: Any) -> str:
        """Whose sheet it is."""
        raise NotImplementedError

    def facts_of(self, objet: Any) -> list[tuple[str, str]]:
        """What the sheet says, label and text."""
        raise NotImplementedError

    def steps_of(self, objet: Any) -> list[tuple[str, date | None, str]]:
        """The ordinary path: words, day when done, detail."""
        raise NotImplementedError

    def warn_of(self, objet: Any) -> str:
        """The day that counts, or a consequence, or nothing."""
        raise NotImplementedError

    # -- reading ---------------------------------------------------------------------------------

    def open_objet(self, objet_id: str) -> None:
        """Another sheet: nothing of the former one stays on screen."""
        if objet_id != self.objet_id:
            self.close_volet()
            self.page.hide()
            self.banner.clear()
            self.objet = self._waiting = None
        self.objet_id = objet_id

    def refresh(self) -> None:
        """Read the sheet again; the journal keeps the consultation."""
        if not self.objet_id:
            self.context.go("actes_maire")
        elif self.volet is None:
            self.context.run(
                _load, type(self).read, self.objet_id, on_success=self._show, on_error=self.show_error
            )

    def page_shown(self) -> None:
        """Show what was read while a form was open."""
        if self._waiting is not None:
            self._show(self._waiting)

    def _show(self, lu: Lu) -> None:
        objet_id, objet, possibles = lu
        if objet_id != self.objet_id:
            return
        self._waiting = lu if self.volet is not None else None
        if self.volet is not None:
            return
        self.objet = objet
        self.qui.titre.setText(self.name_of(objet))
        self.etat.setText(self.chemin.libelles_etat[objet.etat])
        self.avertissement.announce("alerte", self.warn_of(objet))
        self.faits.show_facts(self.facts_of(objet))
        self.frise.show_jalons(self._build_steps(objet))
        self._show_acts(objet, possibles)
        self.page.show()

    def _build_steps(self, objet: Parcouru) -> list[Jalon]:
        found, courant = [], objet.etat in self.chemin.finaux
        for mots, jour, detail in self.steps_of(objet):
            etat = FAIT if jour else A_VENIR if courant else COURANT
            courant = courant or not jour
            found.append(Jalon(mots, show_day(jour), detail, etat))
        return found

    def _show_acts(self, objet: Parcouru, possibles: tuple[ActePossible, ...]) -> None:
        """The next permitted act alone is primary; the others permitted are plain; what is still to come says why."""
        clear_layout(self.actes)
        self.attente.clear()
        refus: dict[str, list[str]] = {}
        faits = {evenement.acte for evenement in objet.evenements}
        boutons: list[Button] = []
        for possible in possibles:
            if possible.acte not in self.volets:
                continue
            mots = self.chemin.libelles_acte[possible.acte]
            if possible.permis:
                boutons.append(self._build_button(mots, possible))
            elif objet.etat not in self.chemin.finaux and possible.acte not in faits:
                refus.setdefault(possible.motif_refus, []).append(mots)
        boutons.sort(key=lambda b: not isinstance(b, PrimaryButton))
        if self.context.session.permits(Acte.IMPRESSION_DEMANDEE):
            boutons += [
                Button(mots, f"{self.prefixe}_{nom}", partial(self.print_one, imprime), icone="imprimante")
                for nom, mots, imprime, etats in self.impressions
                if objet.etat in etats
            ]
        if boutons:
            self.actes.addWidget(FlowRow(*boutons))
        elif objet.etat in self.chemin.finaux:
            self.actes.addWidget(hint("Ce dossier est clos\u00a0: plus aucun acte ne peut suivre."))
        else:
            self.actes.addWidget(hint("Aucun acte ne vous revient à cette étape."))
        for raison, actes in refus.items():
            self._add_refusal(raison, actes)
        self.attente.setVisible(bool(refus))

    def _build_button(self, mots: str, possible: ActePossible) -> Button:
        acte = possible.acte
        genre = PrimaryButton if possible.principal else Button
        nom = f"{self.prefixe}_acte_{acte.value.partition('.')[2]}"
        return genre(
            mots, nom, lambda: self.open_volet(self.volets[acte](self.context, self.objet_id, self.objet))
        )

    def _add_refusal(self, raison: str, actes: list[str]) -> None:
        bloc = QWidget()
        lignes = QVBoxLayout(bloc)
        lignes.setContentsMargins(0, 0, 0, 0)
        lignes.setSpacing(1)
        for mots in actes:
            label = Label(mots, "etiquette")
            label.setAccessibleDescription(raison)
            lignes.addWidget(label)
        lignes.addWidget(hint(raison))
        self.attente.add(bloc)

    def print_one(self, imprime: Imprime) -> None:
        """Print one sheet; the act it goes with is recorded apart."""
        self.context.run(
            imprime, self.objet_id, on_success=self.context.print_sheet, on_error=self.show_error
        )


def _load(session: Session, read: Callable[..., Any], objet_id: str) -> Lu:
    """Read on the worker."""
    objet, possibles = read(session, objet_id)
    return objet_id, objet, possibles
