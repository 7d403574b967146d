"""Two situations of the same person side by side, before they are read together and while they are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from gsn_app.actions.fusion import compare_situations, merge_situations, read_fusion, split_situations
from gsn_app.actions.session import Session
from gsn_app.domain.acte import Acte
from gsn_app.domain.fusion import Decompte, Fusion
from gsn_app.domain.situation import EtatSituation, SituationComplete
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, LinkButton, PrimaryButton
from gsn_app.ui.kit.colonnes import TwoColumns
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.label import format_count, format_date
from gsn_app.ui.kit.screen import Screen
from gsn_app.ui.kit.section import Facts, Section
from gsn_app.ui.mesure import word_mesure
from gsn_app.ui.situation_ligne import NOMS_ETAT
from gsn_app.ui.situation_referentiel import Referentiel, load_referentiel

MOTS_DECOMPTE = (
    ("acces", "personne admise", "personnes admises"), ("referents", "période de référent", "périodes de référent"),
    ("mesures", "mesure", "mesures"), ("orientations", "orientation", "orientations"),
    ("saisines", "saisine", "saisines"), ("contacts", "rencontre", "rencontres"), ("apports", "apport", "apports"),
    ("information", "information donnée ou différée", "informations données ou différées"),
)  # fmt: skip


def load_fusion(session: Session, premiere: str, seconde: str) -> tuple[Fusion, Referentiel]:
    """Read on the worker: two situations chosen, or the pair that a link joins."""
    found = compare_situations(session, premiere, seconde) if seconde else read_fusion(session, premiere)
    codes = [
        code
        for one in (found.premiere, found.seconde)
        for code in (
            *([one.typologie.motif, one.typologie.origine] if one.typologie else ()),
            *(m.code for m in one.mesures), *(m.resultat for m in one.mesures),
        )
    ]  # fmt: skip
    return found, load_referentiel(session, *(c for c in codes if "." in c))


class FusionScreen(Screen):
    """``open_objet`` takes « id:id » for two situations to compare, « id » for one already joined."""

    titre = "Deux situations d’une même personne"
    largeur = 1200
    aide = (
        "Comparez avant de réunir\u00a0: noms, naissance, motifs, mesures. Réunir ne déplace et n’efface rien\u00a0: le compte "
        "de chaque chose est le même avant et après.\n\n"
        "Chaque situation garde son cercle et ses clés. Seule une personne admise aux deux les lit ensemble. On peut les "
        "séparer jusqu’à la clôture\u00a0; elles se clôturent ensemble."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.premiere = self.seconde = ""
        self.reunir = self.add_head_button(PrimaryButton("&Réunir", "gsn_fusion_reunir", self.merge))
        self.separer = self.add_head_button(Button("&Séparer", "gsn_fusion_separer", self.split))
        self.etat = Banner(nom="gsn_fusion_etat")
        self.corps.addWidget(self.etat)
        self.colonnes = TwoColumns(egales=True)
        self.cotes = (Section("gsn_fusion_gauche", ""), Section("gsn_fusion_droite", ""))
        self.colonnes.gauche.addWidget(self.cotes[0])
        self.colonnes.droite.addWidget(self.cotes[1])
        self.corps.addWidget(self.colonnes)
        self.total = Section("gsn_fusion_total", "Les deux ensemble")
        self.corps.addWidget(self.total)
        self.corps.addStretch(1)
        self._hide()

    def _hide(self) -> None:
        for widget in (self.reunir, self.separer, self.colonnes, self.total, self.etat):
            widget.hide()

    def open_objet(self, objet_id: str) -> None:
        """Which two; nothing of the former ones stays on screen."""
        self.premiere, _, self.seconde = objet_id.partition(":")
        self._hide()

    def refresh(self) -> None:
        """Read both again."""
        if not self.premiere:
            self.context.go("situations")
            return
        self.context.run(
            load_fusion, self.premiere, self.seconde, on_success=self._show, on_error=self.show_error
        )

    def _show(self, lu: tuple[Fusion, Referentiel]) -> None:
        fusion, ref = lu
        paires = zip(self.cotes, (fusion.premiere, fusion.seconde), fusion.decomptes, strict=True)
        for rang, (section, situation, decompte) in enumerate(paires):
            self._show_side(section, rang, situation, decompte, ref)
        self.total.clear()
        faits = Facts("gsn_fusion_total_faits")
        faits.show_facts([("Ensemble", word_decompte(fusion.total)), *_mesures(fusion, ref)])
        self.total.add(faits)
        self._show_state(fusion, ref)
        self.colonnes.show()
        self.total.show()

    def _show_side(
        self, section: Section, rang: int, situation: SituationComplete, decompte: Decompte, ref: Referentiel
    ) -> None:
        qui, quoi = situation.personne, situation.typologie
        section.clear()
        if qui is None or quoi is None:
            return
        section.titre.setText(f"{qui.nom} {qui.prenom}")
        faits = Facts(f"gsn_fusion_faits_{rang}")
        faits.show_facts(
            [
                ("Instance", ref.instance(quoi.instance_id)),
                ("Naissance", format_date(qui.date_naissance)),
                ("Motif", ref.code(quoi.motif)),
                ("Origine", ref.code(quoi.origine)),
                ("Ouverte le", format_date(quoi.date_ouverture)),
                ("État", NOMS_ETAT[quoi.etat]),
                ("Contient", word_decompte(decompte)),
            ]
        )
        section.add(faits)
        ouvrir = LinkButton(
            "Ouvrir cette situation",
            f"gsn_fusion_ouvrir_{rang}",
            partial(self.context.go, "situation", situation.id),
        )
        ouvrir.setAccessibleName(f"Ouvrir la situation {rang + 1}")
        section.add(ouvrir)
        section.contenu.setAlignment(ouvrir, Qt.AlignmentFlag.AlignLeft)

    def _show_state(self, fusion: Fusion, ref: Referentiel) -> None:
        both = [s.typologie for s in (fusion.premiere, fusion.seconde) if s.typologie]
        ouvertes = all(quoi.etat is EtatSituation.OUVERTE for quoi in both)
        permits = self.context.session.permits
        libre = fusion.premiere.fusion is None and fusion.seconde.fusion is None
        may = libre and ouvertes and all(permits(Acte.FUSION_FAITE, q.instance_id) for q in both)
        undo = all(permits(Acte.FUSION_DEFAITE, q.instance_id) for q in both)
        self.reunir.setVisible(may)
        self.separer.setVisible(fusion.lien is not None and undo and ouvertes)
        if fusion.lien is not None:
            phrase = f"Réunies le {format_date(fusion.lien.le)} par {ref.membre(fusion.lien.par)}."
            self.etat.announce(
                "succes", phrase, "" if ouvertes else "Clôturées\u00a0: elles ne se séparent plus."
            )
        elif libre:
            self.etat.announce("info", "Comparez avant de réunir\u00a0: rien n’est encore fait.")
        else:
            self.etat.announce("alerte", "L’une de ces situations est déjà réunie à une autre.")

    def merge(self) -> None:
        """Link them."""
        self.context.run(
            merge_situations, self.premiere, self.seconde, on_success=lambda _f: self._done("Situations réunies."),
            on_error=self.show_error, boutons=(self.reunir,),
        )  # fmt: skip

    def split(self) -> None:
        """Undo the link; both stay on screen to be compared again."""
        self.context.run(
            split_situations, self.premiere, on_success=lambda _n: self._done("Situations séparées."),
            on_error=self.show_error, boutons=(self.separer,),
        )  # fmt: skip

    def _done(self, phrase: str) -> None:
        self.context.tell(phrase)
        if not self.seconde and "séparées" in phrase:
            self.context.go("situation", self.premiere)
        else:
            self.refresh()


def word_decompte(decompte: Decompte) -> str:
    """« 2 personnes admises, 3 mesures »; zeros are left out."""
    mots = [
        format_count(getattr(decompte, nom), un, plusieurs)
        for nom, un, plusieurs in MOTS_DECOMPTE
        if getattr(decompte, nom)
    ]
    return ", ".join(mots) or "rien encore"


def _mesures(fusion: Fusion, ref: Referentiel) -> list[tuple[str, str]]:
    mesures = sorted((*fusion.premiere.mesures, *fusion.seconde.mesures), key=lambda m: m.proposee_le)
    return [(ref.code(m.code), word_mesure(m, ref)) for m in mesures]
