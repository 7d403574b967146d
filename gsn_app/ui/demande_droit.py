"""« Droits des personnes »: the ledger of requests, what each one needs next, and by when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gsn_app.actions.demande_droit import (
    erase_on_request,
    lift_limitation,
    limit_situation,
    list_demandes,
    prolong_demande,
)
from gsn_app.actions.dossier_acces import read_dossier_acces
from gsn_app.actions.effacement import Effacement
from gsn_app.actions.situation import list_situations
from gsn_app.domain.acte import Acte
from gsn_app.domain.demande_droit import (
    DemandeDroit,
    Droit,
    EtatDemande,
    MotifReponse,
    SensReponse,
    compute_echeance_reponse,
)
from gsn_app.ui.demande_droit_volet import (
    LIBELLES_DEMANDEUR,
    LIBELLES_DROIT,
    LIBELLES_MOTIF,
    LIBELLES_REPONSE,
    IdentiteVolet,
    ReceptionVolet,
    ReponseVolet,
)
from gsn_app.ui.dossier_acces import DossierAccesVolet
from gsn_app.ui.kit.button import Button, DestructiveButton, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.dialog import confirm, confirm_destruction
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import Label, format_count, format_date
from gsn_app.ui.kit.section import Facts, Section
from gsn_app.ui.kit.table import Column, Table
from gsn_app.ui.kit.volet import VoletScreen
from gsn_app.ui.situation_referentiel import today

if TYPE_CHECKING:
    from gsn_app.actions.session import Session

LIBELLES_ETAT = {
    EtatDemande.RECUE: "Reçue",
    EtatDemande.IDENTITE_ATTENDUE: "Identité attendue",
    EtatDemande.PROLONGEE: "Prolongée",
    EtatDemande.REPONDUE: "Répondue",
}
MOT = "effacer"


@dataclass(frozen=True)
class Registre:
    """What the screen needs, read once on the worker. ``noms`` and ``limitees`` by situation id."""

    demandes: list[DemandeDroit]
    instances: list[tuple[str, str]]
    noms: dict[str, str]
    limitees: set[str]
    situations: dict[str, list[tuple[str, str]]]


def load_registre(session: Session) -> Registre:
    """The ledger, and the situations a request may be linked to."""
    mine = [
        (i.id, i.nom or i.type.value)
        for i in session.instances
        if session.permits(Acte.DEMANDE_DROIT_RECUE, i.id)
    ]
    situations: dict[str, list[tuple[str, str]]] = {}
    noms, limitees = {}, set()
    for resume in list_situations(session):
        nom = f"{resume.personne.nom} {resume.personne.prenom}"
        noms[resume.id] = nom
        situations.setdefault(resume.typologie.instance_id, []).append((resume.id, nom))
        if resume.typologie.limitee_le:
            limitees.add(resume.id)
    return Registre(list_demandes(session), mine, noms, limitees, situations)


def word_due(demande: DemandeDroit) -> str:
    """« 31 déc. 2026 », with « en retard » in words once it is passed."""
    due = compute_echeance_reponse(demande)
    if due is None:
        return "—" if demande.etat is EtatDemande.REPONDUE else "À réception de l’identité"
    retard = ", en retard" if due < today() else ""
    return f"{format_date(due.isoformat())}{retard}"


class DemandeDroitScreen(VoletScreen):
    """The list above, the chosen request below with the acts it allows."""

    titre = "Droits des personnes"
    aide = (
        "Toute personne peut demander à lire ce qui la concerne, à le corriger, à l’effacer, à en limiter l’usage, ou "
        "s’opposer au suivi. Enregistrez ici chaque demande\u00a0: le registre ne garde aucun nom.\n\n"
        "La réponse est due sous un mois. Le délai se prolonge une fois, jusqu’à trois mois, pendant le premier mois. Si "
        "une preuve d’identité est demandée, le délai l’attend.\n\n"
        "Le dossier d’accès montre tout ce que vous lisez\u00a0; vous masquez ce qui concerne d’autres personnes, puis il "
        "s’imprime, numéroté. Limiter une situation la gèle\u00a0: on la lit, on n’y ajoute rien. Effacer à la demande ne "
        "peut pas être annulé."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.registre: Registre | None = None
        self.demande: DemandeDroit | None = None
        self._voulue = ""
        self.nouvelle = self.add_head_button(
            Button("&Enregistrer une demande", "gsn_demandes_nouvelle", self.receive, icone="plus")
        )
        self.nouvelle.setEnabled(False)  # until the bodies and situations it offers are read
        self.compte = Label("", "indication")
        self.compte.setObjectName("gsn_demandes_compte")
        self.table: Table[DemandeDroit] = Table("gsn_demandes_table", "Demandes", self._columns())
        self.table.opened.connect(self.show_demande)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._follow_selection())
        self.vide = EmptyState(
            "bouclier",
            "Aucune demande",
            "Quand un courrier arrive, enregistrez-le\u00a0: l’échéance est calculée.",
        )
        for widget in (self.compte, self.table, self.vide):
            self.page_corps.addWidget(widget)
        self._build_detail()

    def _columns(self) -> list[Column[DemandeDroit]]:
        return [
            Column("Numéro", lambda d: d.numero, largeur=130),
            Column(
                "Droit", lambda d: LIBELLES_DROIT[d.droit].partition("\u00a0")[0], largeur=180, etire=True
            ),
            Column("Reçue le", lambda d: format_date(d.recue_le), lambda d: d.recue_le, 130),
            Column("Réponse due le", word_due, lambda d: str(compute_echeance_reponse(d) or "9999"), 230),
            Column("État", lambda d: LIBELLES_ETAT[d.etat], largeur=160),
        ]

    def _build_detail(self) -> None:
        self.repondre = PrimaryButton("&Noter la réponse", "gsn_demandes_repondre", self.answer)
        self.identite = Button("&Identité établie…", "gsn_demandes_identite", self.prove)
        self.prolonger = Button(
            "Pro&longer le délai…", "gsn_demandes_prolonger", self.prolong, icone="horloge"
        )
        self.acces = Button("Dossier d’&accès…", "gsn_demandes_acces", self.prepare_pack, icone="imprimante")
        self.limiter = Button("Limiter la situation", "gsn_demandes_limiter", self.limit, icone="cadenas")
        self.lever = Button("Lever la limitation", "gsn_demandes_lever", self.lift)
        self.ouvrir = Button("Voir la situation", "gsn_demandes_situation", self.go_situation)
        self.effacer = DestructiveButton(
            "Effacer à la demande…", "gsn_demandes_effacer", self.erase, icone="corbeille"
        )
        self.boutons = (
            self.identite, self.acces, self.ouvrir, self.limiter, self.lever, self.prolonger, self.effacer, self.repondre,
        )  # fmt: skip
        self.detail = Section("gsn_demandes_detail", "Demande")
        self.faits = Facts("gsn_demandes_faits")
        self.detail.contenu.addWidget(self.faits)
        self.detail.contenu.addWidget(FlowRow(*self.boutons))
        self.page_corps.addWidget(self.detail)
        self.detail.hide()

    # -- reading ---------------------------------------------------------------------------------

    def open_objet(self, objet_id: str) -> None:
        """Show this request once the list is read."""
        self.close_volet()
        self._voulue = objet_id

    def refresh(self) -> None:
        """Read the ledger again, keeping the request shown."""
        if self.volet is None:
            self.context.run(load_registre, on_success=self._show, on_error=self.show_error)

    def _show(self, registre: Registre) -> None:
        self.registre = registre
        self.nouvelle.setEnabled(True)
        wanted = self._voulue or (self.demande.id if self.demande else "")
        self._voulue = ""
        rows = registre.demandes
        self.table.set_rows(rows)
        self.table.setMinimumHeight(min(340, 48 + 42 * max(2, len(rows))))
        self.table.setVisible(bool(rows))
        self.vide.setVisible(not rows)
        waiting = sum(d.etat is not EtatDemande.REPONDUE for d in rows)
        self.compte.setText(
            f"{format_count(len(rows), 'demande')}, dont {waiting} sans réponse." if rows else ""
        )
        chosen = next((d for d in rows if d.id == wanted), None)
        if chosen is None:
            self.demande = None
            self.detail.hide()
        else:
            self.table.selectRow(self.table.source.visible.index(rows.index(chosen)))
            self.show_demande(chosen)

    def _follow_selection(self) -> None:
        row = self.table.current_row()
        if row is not None and row is not self.demande:
            self.show_demande(row)

    def show_demande(self, demande: DemandeDroit) -> None:
        """The chosen request, and what may be done of it."""
        registre = self.registre
        if registre is None:
            return
        self.demande = demande
        self.detail.titre.setText(f"Demande {demande.numero}")
        nom = registre.noms.get(demande.situation_id, "")
        faits = [
            ("Droit", LIBELLES_DROIT[demande.droit]),
            ("Demandeur", LIBELLES_DEMANDEUR[demande.demandeur]),
            (
                "Reçue",
                f"le {format_date(demande.recue_le)}"
                + (f", {demande.reference}" if demande.reference else ""),
            ),
            ("Situation", nom or ("Hors de vos listes" if demande.situation_id else "Aucune")),
            ("Réponse due le", word_due(demande)),
            ("État", LIBELLES_ETAT[demande.etat]),
        ]
        if demande.reponse:
            words = LIBELLES_REPONSE[SensReponse(demande.reponse)]
            why = f" ({LIBELLES_MOTIF[MotifReponse(demande.motif)].lower()})" if demande.motif else ""
            faits.append(("Réponse", f"{words}, le {format_date(demande.repondue_le)}{why}"))
        if demande.executee_le:
            faits.append(("Effacée", f"le {format_date(demande.executee_le)}"))
        self.faits.show_facts(faits)
        self._show_acts(demande, linked=bool(nom), limited=demande.situation_id in registre.limitees)
        self.detail.show()

    def _show_acts(self, demande: DemandeDroit, *, linked: bool, limited: bool) -> None:
        pending = demande.etat is not EtatDemande.REPONDUE
        awaited = demande.etat is EtatDemande.IDENTITE_ATTENDUE
        erasing = demande.droit in (Droit.EFFACEMENT, Droit.OPPOSITION)
        freezing = demande.droit in (Droit.LIMITATION, Droit.OPPOSITION, Droit.RECTIFICATION)
        self.repondre.setVisible(pending)
        self.identite.setVisible(awaited)
        self.prolonger.setVisible(pending and not awaited and not demande.prolongee_le)
        self.acces.setVisible(linked and demande.droit is Droit.ACCES and not awaited)
        self.ouvrir.setVisible(linked)
        self.limiter.setVisible(linked and freezing and not awaited and not limited)
        self.lever.setVisible(linked and limited)
        self.effacer.setVisible(linked and erasing and demande.granted)

    # -- acts ------------------------------------------------------------------------------------

    def receive(self) -> None:
        """A letter came in."""
        if self.registre is not None:
            self.open_volet(
                ReceptionVolet(self.context, self.registre.instances, self.registre.situations), self._keep
            )

    def _keep(self, demande_id: object) -> None:
        self._voulue = str(demande_id)
        self.refresh()

    def answer(self) -> None:
        """The answer was given."""
        if self.demande is not None:
            self.open_volet(ReponseVolet(self.context, self.demande))

    def prove(self) -> None:
        """The proof of identity came."""
        if self.demande is not None:
            self.open_volet(IdentiteVolet(self.context, self.demande))

    def prolong(self) -> None:
        """Two more months, once; the person must be told."""
        texte = "Le délai passe à trois mois. La personne doit être informée du report et de ses raisons avant la fin du premier mois."
        if self.demande is not None and confirm(
            self, "Prolonger le délai", texte, "&Prolonger", nom="gsn_prolongation"
        ):
            self._run(prolong_demande, self.demande.id, "Délai prolongé.", self.prolonger)

    def limit(self) -> None:
        """Freeze the situation."""
        if self.demande is not None:
            self._run(
                limit_situation,
                self.demande.situation_id,
                "Situation gelée\u00a0: on la lit, on n’y ajoute rien.",
                self.limiter,
            )

    def lift(self) -> None:
        """End the freeze."""
        texte = "La personne doit avoir été informée avant la levée (RGPD, article 18.3)."
        if self.demande is not None and confirm(
            self, "Lever la limitation", texte, "&Lever", nom="gsn_levee"
        ):
            self._run(lift_limitation, self.demande.situation_id, "Limitation levée.", self.lever)

    def _run(self, action: Callable[..., None], objet_id: str, phrase: str, bouton: Button) -> None:
        self.context.run(
            action,
            objet_id,
            on_success=lambda _none: self._done(phrase),
            on_error=self.show_error,
            boutons=(bouton,),
        )

    def _done(self, phrase: str) -> None:
        self.show_success(phrase)
        self.context.refresh_state()
        self.refresh()

    def go_situation(self) -> None:
        """To the situation itself, to correct it."""
        if self.demande is not None:
            self.context.go("situation", self.demande.situation_id)

    def prepare_pack(self) -> None:
        """Read everything, then look it through."""
        if self.demande is not None:
            self.context.run(
                read_dossier_acces, self.demande.id, on_error=self.show_error, boutons=(self.acces,),
                on_success=lambda apercu: self.open_volet(DossierAccesVolet(self.context, apercu)),
            )  # fmt: skip

    def erase(self) -> None:
        """Erase for good, once the word is typed."""
        if self.demande is None:
            return
        texte = (
            "Disparaîtront pour tous les membres et pour toujours\u00a0: les contenus, l’historique, les brouillons et les "
            "clés de cette situation. Elle quittera aussi les totaux du rapport. Une ligne sans nom restera."
        )
        if confirm_destruction(
            self, "Effacer à la demande", texte, MOT, "&Effacer", nom="gsn_effacement_demande"
        ):
            self.context.run(
                erase_on_request,
                self.demande.id,
                on_success=self._erased,
                on_error=self.show_error,
                boutons=(self.effacer,),
            )

    def _erased(self, effacement: Effacement) -> None:
        suite = "" if effacement.compacte else " Le fichier sera réécrit à la prochaine ouverture."
        self._done(f"Situation effacée. L’attestation s’imprime depuis « Conservation ».{suite}")
