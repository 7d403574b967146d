"""One séance: agenda to prepare, presence, then what was decided and the relevé of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.actions.instance import read_rythme
from gsn_app.actions.releve_decisions import print_releve, read_releve
from gsn_app.actions.seance import (
    PointPropose,
    SeanceLue,
    add_point,
    cancel_seance,
    list_lecteurs,
    list_signataires,
    order_points,
    propose_points,
    read_seance,
    remove_point,
)
from gsn_app.actions.situation import list_situations
from gsn_app.domain.acte import Acte
from gsn_app.domain.seance import EtatPoint, EtatSeance
from gsn_app.domain.situation import EtatSituation
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, DestructiveButton, LinkButton, PrimaryButton
from gsn_app.ui.kit.colonnes import TwoColumns
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import confirm_destruction
from gsn_app.ui.kit.label import Label, format_count, format_date, hint
from gsn_app.ui.kit.section import Section
from gsn_app.ui.kit.volet import Volet, VoletScreen
from gsn_app.ui.seance_mot import ETATS, PRESENCES, word_genre, word_jour
from gsn_app.ui.seance_volet import CloreVolet, DateVolet, OuvrirVolet, PointVolet, PresenceVolet, SeanceVolet
from gsn_app.ui.situation_referentiel import Choix, Referentiel, load_referentiel

if TYPE_CHECKING:
    from gsn_app.actions.session import Session
    from gsn_app.domain.releve_decisions import LigneReleve

RAISONS = {"echeance": "à revoir le", "nouvelle": "jamais examinée, ouverte le", "saisine": "déposée le"}


@dataclass(frozen=True)
class PageLue:
    """Everything the page shows."""

    lue: SeanceLue
    ref: Referentiel
    propositions: list[PointPropose]
    situations: Choix
    releve: list[LigneReleve]
    signataires: list[str]
    lecteurs: list[str]
    rythme_mois: int


def load_page(session: Session, seance_id: str) -> PageLue:
    """Read on the worker: the séance, its words, what may be added, what was decided."""
    lue = read_seance(session, seance_id)
    seance = lue.seance
    keeps = session.permits(Acte.SEANCE_PREPAREE, seance.instance_id)
    living = seance.etat not in {EtatSeance.CLOSE, EtatSeance.ANNULEE}
    there = {p.objet_id for p in seance.points}
    situations = [
        (s.id, f"{s.personne.nom} {s.personne.prenom}")
        for s in (list_situations(session) if keeps and living else ())
        if s.typologie.etat is EtatSituation.OUVERTE and s.typologie.instance_id == seance.instance_id
        and s.id not in there
    ]  # fmt: skip
    return PageLue(
        lue, load_referentiel(session), propose_points(session, seance_id) if keeps and living else [],
        sorted(situations, key=lambda paire: paire[1]),
        read_releve(session, seance_id) if seance.etat is EtatSeance.CLOSE else [],
        list_signataires(session, seance.instance_id), list_lecteurs(session, seance.instance_id),
        read_rythme(session, seance.instance_id),
    )  # fmt: skip


class SeanceScreen(VoletScreen):
    """The page of one séance; its forms open in place of it."""

    titre = "Séance"
    largeur = 1320
    aide = (
        "Ordre du jour\u00a0: le programme propose les situations à revoir, les nouvelles et les saisines\u00a0; ajoutez, "
        "retirez, changez l’ordre.\n\n"
        "Présences\u00a0: seuls les signataires de la charte en vigueur peuvent être notés présents. Une situation ne "
        "s’ouvre en séance que si chaque personne dans la salle y est admise, ou sort.\n\n"
        "Mode séance\u00a0: une situation à la fois, en grand, identité masquée. Après la clôture, le relevé de "
        "décisions se tire pour chaque membre\u00a0: il ne contient que ce que ce membre lit."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.seance_id = ""
        self.page_lue: PageLue | None = None
        self.annuler = self.add_head_button(
            DestructiveButton("Annuler la séance…", "gsn_seance_annuler", self._cancel)
        )
        self.fixer = self.add_head_button(
            Button("Changer la &date…", "gsn_seance_fixer", lambda: self._open(DateVolet))
        )
        self.clore = self.add_head_button(Button("&Clore la séance…", "gsn_seance_clore", self._close))
        self.ouvrir = self.add_head_button(
            PrimaryButton(
                "&Ouvrir la séance", "gsn_seance_ouvrir", lambda: self._open(OuvrirVolet, self._enter)
            )
        )
        self.tenir = self.add_head_button(
            PrimaryButton("&Mode séance", "gsn_seance_tenir", self._enter, icone="seance")
        )
        self.jour = Label("", "sous_titre")
        self.jour.setObjectName("gsn_seance_jour")
        self.etat = Label("", "indication")
        self.etat.setObjectName("gsn_seance_etat")
        self.pourquoi = Banner("info", nom="gsn_seance_pourquoi")
        self.ajouter = Button("Ajouter une situation…", "gsn_seance_ajouter", self._add_other, icone="plus")
        self.noter = Button("&Noter les présences…", "gsn_seance_noter", self._note)
        self.ordre = Section("gsn_seance_ordre", "Ordre du jour", self.ajouter)
        self.propositions = Section("gsn_seance_propositions", "À mettre à l’ordre du jour")
        self.presence = Section("gsn_seance_presence", "Présences", self.noter)
        self.releve = Section("gsn_seance_releve", "Décisions que vous lisez")
        self.tirages = Section("gsn_seance_tirages", "Relevé de décisions de chacun")
        colonnes = TwoColumns()
        for section in (self.ordre, self.propositions, self.releve):
            colonnes.gauche.addWidget(section)
        for section in (self.presence, self.tirages):
            colonnes.droite.addWidget(section)
        for widget in (self.jour, self.etat, self.pourquoi, colonnes):
            self.page_corps.addWidget(widget)
        self._hide()

    def _hide(self) -> None:
        self.page.hide()
        for bouton in (self.annuler, self.fixer, self.clore, self.ouvrir, self.tenir):
            bouton.hide()

    # -- reading ---------------------------------------------------------------------------------

    def open_objet(self, objet_id: str) -> None:
        """Another séance: nothing of the former one stays."""
        if objet_id != self.seance_id:
            self.close_volet()
            self._hide()
            self.banner.clear()
            self.page_lue = None
        self.seance_id = objet_id

    def refresh(self) -> None:
        """Read the séance again."""
        if not self.seance_id:
            self.context.go("seances")
        elif self.volet is None:
            self.context.run(load_page, self.seance_id, on_success=self._show, on_error=self.show_error)

    def page_shown(self) -> None:
        """A form closed: the acts come back as the séance stands."""
        if self.page_lue is not None:
            self._show(self.page_lue)

    def _show(self, lue: PageLue) -> None:
        seance = lue.lue.seance
        if seance.id != self.seance_id or self.volet is not None:
            return
        self.page_lue = lue
        session = self.context.session
        keeps = session.permits(Acte.SEANCE_PREPAREE, seance.instance_id)
        held = seance.etat is EtatSeance.OUVERTE
        planned = seance.etat in {EtatSeance.PREPAREE, EtatSeance.DEMANDEE}
        ready = session.membre.id in seance.presents
        self.annuler.setVisible(keeps and planned)
        self.fixer.setVisible(keeps and planned)
        self.fixer.setText("Fixer la &date…" if seance.etat is EtatSeance.DEMANDEE else "Changer la &date…")
        self.ouvrir.setVisible(keeps and seance.etat is EtatSeance.PREPAREE)
        self.ouvrir.setEnabled(ready)
        self.clore.setVisible(keeps and held)
        self.tenir.setVisible(keeps and held)
        why = (
            ""
            if ready
            else "Notez d’abord les présences, la vôtre comprise\u00a0: la séance s’ouvrira ensuite."
        )
        self.pourquoi.announce("info", why if keeps and seance.etat is EtatSeance.PREPAREE else "")
        words = f"{word_genre(seance)}, {lue.ref.instance(seance.instance_id)}\u00a0: {word_jour(seance)}"
        self.jour.setText(words)
        self.etat.setText(self._word_etat(lue))
        self.ajouter.setVisible(keeps and (planned or held) and bool(lue.situations))
        self.noter.setVisible(keeps and (planned or held))
        self._show_ordre(lue, movable=keeps and (planned or held))
        self._show_propositions(lue)
        self._show_presence(lue)
        self._show_releve(lue, keeps=keeps)
        self.page.show()

    def _word_etat(self, lue: PageLue) -> str:
        seance = lue.lue.seance
        told = ETATS[seance.etat]
        if seance.demandee_par:
            told += f" · demandée par {lue.ref.membre(seance.demandee_par)}"
        return told

    def _show_ordre(self, lue: PageLue, *, movable: bool) -> None:
        self.ordre.clear()
        points = [p for p in lue.lue.seance.points if p.etat is not EtatPoint.EFFACE]
        if not points:
            self.ordre.add_empty("L’ordre du jour est vide.")
        for rang, point in enumerate(points):
            name = lue.lue.libelles.get(point.objet_id, "Situation")
            acts: list[Button] = []
            if movable:
                acts = [
                    self._move("Monter", rang, -1, name) if rang else None,  # type: ignore[list-item]
                    self._move("Descendre", rang, 1, name) if rang + 1 < len(points) else None,  # type: ignore[list-item]
                ]
                if point.etat is EtatPoint.A_VOIR:
                    acts.append(
                        self._act("Retirer", f"gsn_seance_retirer_{rang}", name, remove_point, point.objet_id)
                    )
            detail = "examinée" if point.etat is EtatPoint.EXAMINE else ""
            if point.saisine and not lue.lue.situations.get(point.objet_id):
                detail = "saisine à examiner\u00a0: ouvrez d’abord une situation"
            line = self._line(
                f"gsn_seance_point_{rang}", f"{rang + 1}. {name}", detail, [a for a in acts if a]
            )
            self.ordre.add(line, filet=rang > 0)
        if lue.lue.seance.autres:
            count = format_count(lue.lue.seance.autres, "autre point", "autres points")
            self.ordre.add_empty(f"{count}, où vous n’êtes pas admis ou qui ont été effacés depuis.")

    def _show_propositions(self, lue: PageLue) -> None:
        self.propositions.clear()
        for rang, one in enumerate(lue.propositions):
            kind = "Saisine de " if one.saisine else ""
            detail = f"{RAISONS[one.raison]} {format_date(one.jour)}"
            act = self._act(
                "Mettre à l’ordre du jour", f"gsn_seance_mettre_{rang}", one.libelle, add_point, one.objet_id
            )
            name = f"gsn_seance_proposition_{rang}"
            self.propositions.add(self._line(name, f"{kind}{one.libelle}", detail, [act]), filet=rang > 0)
        self.propositions.setVisible(bool(lue.propositions))

    def _show_presence(self, lue: PageLue) -> None:
        self.presence.clear()
        noted = lue.lue.seance.presences
        if not noted:
            self.presence.add_empty("Aucune présence notée.")
        for code, libelle in PRESENCES.items():
            those = [lue.ref.membre(m) for m, p in noted.items() if p == code]
            if those:
                mots = libelle if len(those) < 2 else f"{libelle}s"
                self.presence.add(Label(f"{mots}\u00a0: {', '.join(sorted(those))}."))

    def _show_releve(self, lue: PageLue, *, keeps: bool) -> None:
        closed = lue.lue.seance.etat is EtatSeance.CLOSE
        self.releve.clear()
        self.tirages.clear()
        self.releve.setVisible(closed)
        self.tirages.setVisible(closed and keeps)
        if not closed:
            return
        for rang, ligne in enumerate(lue.releve):
            detail = " · ".join(
                part
                for part in (ligne.mesure, f"à revoir le {ligne.prochaine}" if ligne.prochaine else "")
                if part
            )
            said = f"{ligne.personne}\u00a0: {ligne.decision}"
            self.releve.add(self._line(f"gsn_seance_decision_{rang}", said, detail, []), filet=rang > 0)
        if not lue.releve:
            self.releve.add_empty("Aucune des situations que vous lisez n’a été examinée.")
        self.tirages.add(
            hint(
                "Chaque feuille est numérotée, inscrite au journal, et ne contient que ce que son lecteur lit."
            )
        )
        here = [m for m in lue.ref.membres_of(lue.lue.seance.instance_id) if m.id in lue.lecteurs]
        for rang, membre in enumerate(here):
            bouton = LinkButton(
                f"Imprimer pour {membre.nom}…",
                f"gsn_seance_tirer_{rang}",
                partial(self._print, membre.id),
                icone="imprimante",
            )
            self.tirages.add(bouton)

    def _line(self, nom: str, texte: str, detail: str, acts: list[Button]) -> QWidget:
        ligne = QWidget()
        rangee = QHBoxLayout(ligne)
        rangee.setContentsMargins(0, 0, 0, 0)
        mots = QVBoxLayout()
        mots.setSpacing(1)
        label = Label(texte, "etiquette")
        label.setObjectName(nom)
        mots.addWidget(label)
        if detail:
            mots.addWidget(hint(detail))
        rangee.addLayout(mots, 1)
        for act in acts:
            rangee.addWidget(act, 0, Qt.AlignmentFlag.AlignVCenter)
        return ligne

    def _act(self, texte: str, nom: str, sur: str, action: Callable[..., object], objet_id: str) -> Button:
        bouton = LinkButton(texte, nom)
        bouton.setAccessibleName(f"{texte}\u00a0: {sur}")
        bouton.clicked.connect(lambda: self._do(bouton, action, self.seance_id, objet_id))
        return bouton

    def _move(self, texte: str, rang: int, pas: int, sur: str) -> Button:
        bouton = LinkButton(texte, f"gsn_seance_{texte.lower()}_{rang}")
        bouton.setAccessibleName(f"{texte}\u00a0: {sur}")

        def move() -> None:
            lue = self.page_lue
            if lue is not None:
                ordre = [p.objet_id for p in lue.lue.seance.points if p.etat is not EtatPoint.EFFACE]
                ordre[rang], ordre[rang + pas] = ordre[rang + pas], ordre[rang]
                self._do(bouton, order_points, self.seance_id, ordre)

        bouton.clicked.connect(move)
        return bouton

    # -- acts ------------------------------------------------------------------------------------

    def _do(self, bouton: Button, action: Callable[..., object], *args: object) -> None:
        self.context.run(
            action, *args, on_success=lambda _done: self.refresh(), on_error=self.show_error, boutons=(bouton,)
        )  # fmt: skip

    def _open(self, genre: type[SeanceVolet], then: Callable[[], object] | None = None) -> None:
        if self.page_lue is not None:
            volet: Volet = genre(self.context, self.page_lue.lue.seance)
            self.open_volet(volet, (lambda _done: then()) if then is not None else None)

    def _note(self) -> None:
        lue = self.page_lue
        if lue is not None:
            self.open_volet(PresenceVolet(self.context, lue.ref, lue.lue.seance, lue.signataires))

    def _close(self) -> None:
        if self.page_lue is not None:
            self.open_volet(CloreVolet(self.context, self.page_lue.lue.seance, self.page_lue.rythme_mois))

    def _add_other(self) -> None:
        if self.page_lue is not None:
            self.open_volet(PointVolet(self.context, self.page_lue.lue.seance, self.page_lue.situations))

    def _enter(self) -> None:
        self.context.go("seance_mode", self.seance_id)

    def _cancel(self) -> None:
        sure = confirm_destruction(
            self, "Annuler la séance", "Son ordre du jour est vidé\u00a0; la date reste, avec la mention «\u00a0annulée\u00a0».",
            "annuler", "&Annuler la séance", nom="gsn_seance_annulation",
        )  # fmt: skip
        if sure:
            self._do(self.annuler, cancel_seance, self.seance_id)

    def _print(self, membre_id: str) -> None:
        self.context.run(
            print_releve,
            self.seance_id,
            membre_id,
            on_success=self.context.print_sheet,
            on_error=self.show_error,
        )
