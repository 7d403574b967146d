"""The journal: verify it, see its anomalies and what to do, and, for the auditeur, read it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.actions.journal import (
    EtatJournal,
    LigneJournal,
    Portee,
    RepereJournal,
    count_entrees,
    read_journal,
    read_repere,
    verify_journal,
)
from gsn_app.actions.membre import auditeur_provisoire
from gsn_app.actions.session import Session
from gsn_app.domain.membre import Role
from gsn_app.errors import GsnError
from gsn_app.ui.journal_dpo import DpoCard
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.field import ChoiceField, LongTextField, TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form, FormRow
from gsn_app.ui.kit.label import Card, Label, format_count, format_moment, hint
from gsn_app.ui.kit.progress import ProgressPanel
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.table import Column, Table

PAGE = 200
CONDUITE = "N’enregistrez plus rien, copiez le dossier du coffre sur un support mis de côté, et suivez ce que dit chaque ligne."
#: seconds for a million entries, on an ordinary machine: said before choosing, never promised
SECONDES = {Portee.NOUVEAU: 130, Portee.SUITE: 10, Portee.COMPLETE: 150}

COLONNES: tuple[Column[LigneJournal], ...] = (
    Column("N°", lambda x: str(x.n), lambda x: x.n, largeur=70, chiffres=True),
    Column("Quand", lambda x: format_moment(x.horodatage), lambda x: x.horodatage, largeur=190),
    Column("Membre", lambda x: x.membre, largeur=190),
    Column("Acte", lambda x: label_acte(x.acte), largeur=240),
    Column("Référence", lambda x: x.reference, largeur=150),
    Column("Motif", lambda x: x.motif, largeur=220, etire=True),
)


def label_acte(acte: str) -> str:
    """« rappel_ordre.prononce » → « rappel ordre\u00a0: prononce »: the stored name, readable."""
    concept, _, verbe = acte.replace("_", " ").partition(".")
    return f"{concept}\u00a0: {verbe}" if verbe else concept


def word_portee(portee: str, entrees: int) -> str:
    """An extent with its number of entries and about how long it takes."""
    compte = format_count(entrees, "entrée")
    secondes = entrees * SECONDES[Portee(portee)] / 1_000_000
    duree = "un instant" if secondes < 2 else f"environ {round(secondes)}\u00a0s" if secondes < 90 else (
        f"environ {round(secondes / 60)}\u00a0min"
    )  # fmt: skip
    mots = {
        Portee.COMPLETE: "Tout, signatures comprises",
        Portee.SUITE: "Toute la suite, sans revoir les signatures d’avant le repère",
        Portee.NOUVEAU: "Ce qui est nouveau seulement",
    }
    return f"{mots[Portee(portee)]} ({compte}, {duree})"


def word_done(etat: EtatJournal) -> str:
    """What the count covers, when it is not everything."""
    told = f" depuis l’entrée {etat.premiere}" if etat.premiere > 1 else ""
    if etat.effaces:
        told += f", dont {etat.effaces} au contenu effacé au terme"
    return told


def may_read(session: Session) -> bool:
    """The auditeur, or the coordonnateur who stands in until one is enrolled."""
    if session.has_role(Role.AUDITEUR):
        return True
    return session.has_role(Role.COORDONNATEUR) and auditeur_provisoire(session)


def read_page_before(session: Session, premiere: int) -> list[LigneJournal]:
    """The page of entries before number ``premiere`` (0 = the last ones), newest first."""
    fin = (premiere or count_entrees(session) + 1) - 1
    debut = max(1, fin - PAGE + 1)
    return read_journal(session, debut=debut, nombre=fin - debut + 1)[::-1]


class JournalScreen(Screen):
    """Verification for everyone; reading for the auditeur alone (C6)."""

    titre = "Journal"
    largeur = 1500
    aide = (
        "Chaque acte laisse une trace qui dépend de toutes les précédentes\u00a0: effacer ou changer une ligne se "
        "voit.\n\n«\u00a0Vérifier le journal\u00a0» relit toutes les entrées. Recopiez les ancres notées au pied de vos "
        "feuilles\u00a0: elles seules révèlent qu’un ancien coffre a été remis en place.\n\nUne vérification sans anomalie "
        "laisse un repère signé de vous\u00a0: la suivante peut partir de là. «\u00a0Toute la suite\u00a0» relit tout mais ne "
        "revoit pas les signatures d’avant le repère\u00a0; «\u00a0ce qui est nouveau\u00a0» ne relit rien d’avant.\n\nSeul "
        "l’auditeur (le DPO) lit qui a fait quoi. Lui seul emporte le journal, pour le vérifier sur son propre poste."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._lines: list[LigneJournal] = []
        self.verify_button = PrimaryButton(
            "&Vérifier le journal", "gsn_journal_verifier", self.verify, icone="bouclier"
        )
        self.add_head_button(self.verify_button)
        self.progress = ProgressPanel("gsn_journal_progression", "Vérification du journal", cancellable=True)
        self.corps.addWidget(self.progress)
        self._build_extent()
        self.outcome = Banner(nom="gsn_journal_resultat")
        self.corps.addWidget(self.outcome)
        self.anomalies = QVBoxLayout()
        self.anomalies.setSpacing(10)
        self.corps.addLayout(self.anomalies)
        self._build_anchors()
        self._build_reading()
        self.dpo = DpoCard(context)
        self.corps.addWidget(self.dpo)
        self.corps.addStretch(1)

    def _build_extent(self) -> None:
        carte = Card("Étendue de la vérification")
        self.repere = Label("")
        self.repere.setObjectName("gsn_journal_repere")
        carte.corps.addWidget(self.repere)
        self.portee = ChoiceField("gsn_journal_portee", [(Portee.COMPLETE, "Tout")], vide="")
        carte.corps.addWidget(FormRow("É&tendue", self.portee))
        self.corps.addWidget(carte)

    def _build_anchors(self) -> None:
        carte = Card("Ancres notées sur papier")
        self.ancre_actuelle = Label("")
        self.ancre_actuelle.setObjectName("gsn_journal_ancre")
        carte.corps.addWidget(self.ancre_actuelle)
        self.form = Form()
        self.ancres = LongTextField("gsn_journal_ancres", limite=2000, lignes=2)
        self.ancres.counter.hide()
        self.form.add(
            "ancres",
            "&Ancres à comparer",
            self.ancres,
            aide="Une par ligne, comme 1204·K7QDM2XWPA4RT5BC. Le point peut être tapé comme un tiret.",
            facultatif=True,
        )
        carte.corps.addWidget(self.form)
        self.corps.addWidget(carte)

    def _build_reading(self) -> None:
        self.reading = Card("Lecture des entrées")
        self.refusal = hint("")
        self.refusal.setObjectName("gsn_journal_refus")
        self.reading.corps.addWidget(self.refusal)
        self.tools = QWidget()
        outils = QHBoxLayout(self.tools)
        outils.setContentsMargins(0, 0, 0, 0)
        outils.setSpacing(14)
        self.search = TextField("gsn_journal_recherche", exemple="Membre, acte, référence…")
        self.acte = ChoiceField("gsn_journal_acte", vide="Tous les actes")
        outils.addWidget(FormRow("&Rechercher", self.search), 2)
        outils.addWidget(FormRow("Acte (&filtre)", self.acte), 1)
        self.reading.corps.addWidget(self.tools)
        self.count = hint("")
        self.count.setObjectName("gsn_journal_compte")
        self.reading.corps.addWidget(self.count)
        self.table: Table[LigneJournal] = Table("gsn_journal_table", "Entrées du journal", COLONNES)
        self.table.setMinimumHeight(360)
        self.reading.corps.addWidget(self.table)
        self.more = Button("&Lire les dernières entrées", "gsn_journal_suite", self._read_more)
        self.reading.corps.addWidget(FlowRow(self.more))
        self.corps.addWidget(self.reading)
        self.search.modified.connect(self._filter)
        self.acte.modified.connect(self._filter)

    # -- verification --------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the anchor, and the reading tools to those who hold the journal's key: nothing is read yet."""
        self.ancre_actuelle.setText(f"Ancre de la dernière entrée\u00a0: {self.context.session.ancre}")
        self.context.run(may_read, on_success=self._show_right)
        self._read_repere()
        self.dpo.refresh()

    def _read_repere(self) -> None:
        self.context.run(
            lambda s: (read_repere(s), count_entrees(s)), on_success=lambda x: self._show_repere(*x)
        )

    def _show_repere(self, repere: RepereJournal | None, total: int) -> None:
        """Say where this member stands, and what each extent would cost."""
        counts = {Portee.COMPLETE: total}
        if repere is None:
            self.repere.setText("Vous n’avez pas encore vérifié ce journal\u00a0: tout sera relu.")
        else:
            depuis = format_count(repere.depuis, "entrée")
            self.repere.setText(
                f"Votre dernière vérification sans anomalie\u00a0: {format_moment(repere.instant)}, jusqu’à l’entrée "
                f"{repere.n}. Depuis\u00a0: {depuis}."
            )
            counts |= {Portee.SUITE: total, Portee.NOUVEAU: repere.depuis}
        self.portee.set_choices([(p, word_portee(p, n)) for p, n in counts.items()])

    def _show_right(self, allowed: bool) -> None:
        self.refusal.setText(
            "Chaque lecture est elle-même tracée."
            if allowed
            else "Le contenu des entrées est réservé à l’auditeur (DPO). Vous pouvez en vérifier l’intégrité."
        )
        self.more.setVisible(allowed and (not self._lines or self._lines[-1].n > 1))
        for widget in (self.tools, self.count, self.table):
            widget.setVisible(allowed and bool(self._lines))

    def verify(self) -> None:
        """Verify the whole chain on the worker, with its count."""
        self.outcome.clear()
        self._show_anomalies(())
        ancres = tuple(a.replace("-", "·").upper() for a in self.ancres.value().split())
        self.context.run(
            verify_journal,
            ancres=ancres,
            portee=self.portee.value() or Portee.COMPLETE,
            on_success=self._show_outcome,
            on_error=self._verification_failed,
            boutons=(self.verify_button,),
            panneau=self.progress,
        )

    def _verification_failed(self, error: GsnError) -> None:
        self.outcome.show_error(error)

    def _show_outcome(self, etat: EtatJournal) -> None:
        compte = format_count(etat.entrees, "entrée")
        dernier = format_moment(etat.derniere)
        if etat.interrompu:
            self.outcome.announce(
                "info", f"Vérification interrompue après {compte}\u00a0: elle ne prouve rien."
            )
        elif etat.integre:
            self.outcome.announce(
                "succes",
                f"Le journal est intègre\u00a0: {compte}{word_done(etat)}, la dernière le {dernier}.",
                f"Ancre\u00a0: {etat.ancre}",
            )
            self._read_repere()
        else:
            anomalies = format_count(len(etat.anomalies), "anomalie")
            self.outcome.announce("erreur", f"Le journal présente {anomalies} sur {compte}.", CONDUITE)
        self._show_anomalies(etat.anomalies, etat.conduites)

    def _show_anomalies(self, anomalies: tuple[str, ...], conduites: tuple[str, ...] = ()) -> None:
        """One banner for each; what to do is said under the first of its kind."""
        while (item := self.anomalies.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        said: set[str] = set()
        for rang, (phrase, conduite) in enumerate(zip(anomalies, conduites, strict=True)):
            bandeau = Banner(nom=f"gsn_journal_anomalie_{rang}")
            bandeau.announce("alerte", phrase, "" if conduite in said else conduite)
            said.add(conduite)
            self.anomalies.addWidget(bandeau)

    # -- reading -------------------------------------------------------------------------------

    def _read_more(self) -> None:
        self.context.run(
            read_page_before,
            self._lines[-1].n if self._lines else 0,
            on_success=self._show_lines,
            on_error=self.show_error,
            boutons=(self.more,),
        )

    def _show_lines(self, lines: list[LigneJournal]) -> None:
        self._lines += lines
        for widget in (self.tools, self.count, self.table):
            widget.show()
        self.more.setText("Lire les entrées &plus anciennes")
        self.more.setVisible(bool(self._lines) and self._lines[-1].n > 1)
        self.table.set_rows(self._lines)
        self.acte.set_choices([(a, label_acte(a)) for a in sorted({x.acte for x in self._lines})])
        self._filter()

    def _filter(self) -> None:
        acte = self.acte.value()
        self.table.source.filter(self.search.value(), (lambda x: x.acte == acte) if acte else None)
        self.count.setText(format_count(self.table.source.rowCount(), "entrée affichée", "entrées affichées"))
