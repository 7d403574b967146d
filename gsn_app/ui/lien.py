"""Ties of a situation on its page: transfers to and from other bodies, the other situation of the same person."""

from __future__ import annotations

from collections.abc import Callable

from gsn_app.actions.situation import list_situations
from gsn_app.domain.acte import Acte
from gsn_app.domain.lien import ACCEPTE, EN_ATTENTE, REFUSE, REVOQUE, TraceTransfert
from gsn_app.domain.situation import EtatSituation, SituationComplete, SituationResume
from gsn_app.domain.texte import fold_nom
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.field import ChoiceField
from gsn_app.ui.kit.label import Label, format_date, set_tooltip
from gsn_app.ui.kit.section import Section
from gsn_app.ui.kit.volet import Volet, VoletScreen
from gsn_app.ui.situation_referentiel import Referentiel
from gsn_app.ui.transfert_volet import TransfererVolet

ETATS_TRANSFERT = {
    EN_ATTENTE: "en attente de réponse",
    ACCEPTE: "accepté",
    REFUSE: "refusé",
    REVOQUE: "repris",
}
May = Callable[[Acte], bool]


class LiensSection(Section):
    """Transfers and fusion; shown when there is something to read or to do."""

    def __init__(self, page: VoletScreen) -> None:
        self._page = page
        self._lu: tuple[SituationComplete, Referentiel] | None = None
        self.transferer = Button("&Transférer…", "gsn_liens_transferer", self._transfer)
        self.reunir = Button("Réunir à une autre situation…", "gsn_liens_reunir", self._gather)
        self.ensemble = LinkButton("Lire les deux ensemble", "gsn_liens_ensemble", self._read_both)
        super().__init__("gsn_liens", "Autres instances", self.transferer, self.reunir, self.ensemble)

    def show_liens(self, situation: SituationComplete, ref: Referentiel, may: May, *, cercle: bool) -> None:
        """Replace every line."""
        self._lu = (situation, ref)
        self.clear()
        instances = self._page.context.session.coffre_instances
        ailleurs = len(instances) > 1
        lie = situation.fusion is not None
        self.transferer.setVisible(cercle and ailleurs and may(Acte.TRANSFERT_PROPOSE))
        waits = any(t.sens == "envoi" and t.etat == EN_ATTENTE for t in situation.transferts)
        self.transferer.setEnabled(not waits)
        set_tooltip(self.transferer, "Un transfert attend déjà une réponse." if waits else "")
        self.reunir.setVisible(cercle and not lie and may(Acte.FUSION_FAITE))
        self.ensemble.setVisible(cercle and lie)
        noms = {i.id: i.nom for i in instances}
        for rang, trace in enumerate(situation.transferts):
            ligne = Label(word_trace(trace, noms, ref))
            ligne.setObjectName(f"gsn_liens_transfert_{rang}")
            self.add(ligne)
        if situation.fusion is not None:
            ligne = Label(
                f"Réunie le {format_date(situation.fusion.le)} à une autre situation de la même personne par "
                f"{ref.membre(situation.fusion.par)}."
            )
            ligne.setObjectName("gsn_liens_fusion")
            self.add(ligne)
        if not situation.transferts and not lie:
            self.add_empty("Ni transfert, ni autre situation réunie à celle-ci.")
        boutons = (self.transferer, self.reunir, self.ensemble)
        self.setVisible(bool(situation.transferts) or lie or any(not b.isHidden() for b in boutons))

    def _transfer(self) -> None:
        if self._lu is not None:
            situation, ref = self._lu
            self._page.open_volet(TransfererVolet(self._page.context, ref, situation))

    def _gather(self) -> None:
        self._page.context.run(list_situations, on_success=self._offer, on_error=self._page.show_error)

    def _offer(self, resumes: list[SituationResume]) -> None:
        if self._lu is None:
            return
        situation, ref = self._lu
        proches = rank_proches(situation, resumes)
        self._page.open_volet(
            ReunirVolet(self._page.context, ref, situation, proches),
            lambda autre: self._page.context.go("fusion", f"{situation.id}:{autre}"),
        )

    def _read_both(self) -> None:
        if self._lu is not None:
            self._page.context.go("fusion", self._lu[0].id)


def word_trace(trace: TraceTransfert, noms: dict[str, str], ref: Referentiel) -> str:
    """« Proposée à … le …, par … : accepté »."""
    nom, jour, qui = (
        noms.get(trace.instance_id, trace.instance_id),
        format_date(trace.le),
        ref.membre(trace.par),
    )
    if trace.sens == "reception":
        return f"Reçue de «\u00a0{nom}\u00a0» le {jour}, transfert de {qui}."
    etat = ETATS_TRANSFERT.get(trace.etat, trace.etat)
    return f"Proposée à «\u00a0{nom}\u00a0» le {jour} par {qui}\u00a0: {etat}."


def rank_proches(situation: SituationComplete, resumes: list[SituationResume]) -> list[SituationResume]:
    """Other open situations, those that look like the same person first."""
    moi = situation.personne

    def distance(resume: SituationResume) -> tuple[int, str]:
        qui = resume.personne
        if moi is None:
            return 2, qui.nom
        same = {fold_nom(qui.nom), fold_nom(qui.prenom)} == {fold_nom(moi.nom), fold_nom(moi.prenom)}
        day = qui.date_naissance == moi.date_naissance
        return (0 if same and day else 1 if same or day else 2), qui.nom

    autres = [r for r in resumes if r.id != situation.id and r.typologie.etat is EtatSituation.OUVERTE]
    return sorted(autres, key=distance)


class ReunirVolet(Volet):
    """Chooses the other situation; they are then shown side by side before anything is done."""

    formulaire = "fusion"
    titre = "Réunir à une autre situation de la même personne"
    explication = (
        "Les deux situations seront d’abord montrées côte à côte. Réunies, elles gardent chacune leur cercle et leurs "
        "clés\u00a0: seule une personne admise aux deux les lit ensemble. Elles peuvent être séparées jusqu’à la clôture."
    )
    enregistrer = "&Comparer"

    def __init__(
        self, context: Context, ref: Referentiel, situation: SituationComplete, autres: list[SituationResume]
    ) -> None:
        self.ref = ref
        self.autres = autres
        super().__init__(context, situation.id)

    def build(self) -> None:
        """The others, the closest first."""
        choix = [
            (r.id, f"{r.personne.nom} {r.personne.prenom}, {format_date(r.personne.date_naissance)} "
                   f"({self.ref.instance(r.typologie.instance_id)})")
            for r in self.autres
        ]  # fmt: skip
        self.form.add("autre", "Autre situation", ChoiceField("gsn_fusion_autre", choix))

    def submit(self) -> None:
        """Go on to the comparison."""
        if self.form.require("autre"):
            autre = self.form.value("autre")
            self.draft.erase()
            self.closed.emit(autre)
