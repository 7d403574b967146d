"""Around the youth: legal representatives with their own addresses, siblings whose situation is open to the reader too."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from gsn_app.actions.famille import link_fratrie, save_representants, unlink_fratrie
from gsn_app.actions.situation import list_situations
from gsn_app.domain.acte import Acte
from gsn_app.domain.representant_legal import LIMITE_ADRESSE, LIMITE_NOM, NOMBRE_MAX, RepresentantLegal
from gsn_app.domain.situation import SituationComplete, SituationResume
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.field import ChoiceField, LongTextField, TextField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.label import format_date, rule, subtitle
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.kit.section import Facts, Section
from gsn_app.ui.situation_acte import _SituationVolet

if TYPE_CHECKING:
    from collections.abc import Callable

    from gsn_app.errors import GsnError
    from gsn_app.ui.kit.context import Context
    from gsn_app.ui.kit.volet import Volet
    from gsn_app.ui.situation_referentiel import Referentiel

RANGS = ("Premier représentant", "Second représentant")
CHAMPS = ("nom", "prenom", "adresse", "telephone", "courriel")


class Bandeau(Protocol):
    """The strip that says whose page it is."""

    @property
    def masque(self) -> bool:
        """True while the identity is hidden."""


class Page(Protocol):
    """What the section asks of the page that holds it."""

    situation: SituationComplete | None
    referentiel: Referentiel | None
    situation_id: str

    @property
    def context(self) -> Context:
        """The session and its worker."""

    @property
    def identite(self) -> Bandeau:
        """The strip of the identity."""

    def open_volet(self, volet: Volet, on_saved: Callable[[Any], object] | None = None) -> None:
        """Show a form in place of the page."""

    def refresh(self) -> None:
        """Read the situation again."""

    def show_error(self, error: GsnError) -> None:
        """Tell a refusal above the page."""


class FamilleSection(Section):
    """Representatives, then siblings; the page gives it the rights of the reader."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.representer = Button("&Représentants légaux…", "gsn_famille_representants", self._represent)
        self.lier = Button("Lier un frère ou une sœur…", "gsn_famille_lier", self._link)
        super().__init__("gsn_famille", "Famille", self.representer, self.lier)

    def show_famille(
        self, situation: SituationComplete, may: Callable[[Acte], bool], *, cercle: bool
    ) -> None:
        """Replace the content; the section leaves the page of who holds no identity."""
        self.clear()
        self.setVisible(situation.personne is not None and not self.page.identite.masque)
        self.representer.setVisible(may(Acte.SITUATION_MODIFIEE))
        self.lier.setVisible(cercle and may(Acte.FRATRIE_LIEE))
        if not situation.representants:
            self.add_empty("Aucun représentant légal noté.")
        for rang, r in enumerate(situation.representants):
            faits = Facts(f"gsn_famille_representant_{rang}")
            joindre = ", ".join(x for x in (r.telephone, r.courriel) if x)
            faits.show_facts([
                ("Représentant légal", f"{r.nom} {r.prenom}"), ("Adresse", r.adresse), ("Joindre", joindre),
            ])  # fmt: skip
            self.add(faits, filet=rang > 0)
        for rang, frere in enumerate(situation.fratrie):
            self._add_sibling(rang, frere, may, cercle=cercle)

    def follow_mask(self, masque: bool) -> None:
        """Their names tell whose page it is: they leave with the identity."""
        known = self.page.situation is not None and self.page.situation.personne is not None
        self.setVisible(known and not masque)

    def _add_sibling(
        self, rang: int, frere: SituationResume, may: Callable[[Acte], bool], *, cercle: bool
    ) -> None:
        p = frere.personne
        mot = "Sœur" if p.sexe == "F" else "Frère"
        lien = LinkButton(
            f"{mot}\u00a0: {p.nom} {p.prenom}, {format_date(p.date_naissance)}", f"gsn_famille_frere_{rang}",
            partial(self.page.context.go, "situation", frere.id),
        )  # fmt: skip
        delier = Button("Délier", f"gsn_famille_delier_{rang}", partial(self._unlink, frere.id))
        delier.setAccessibleName(f"Délier {p.prenom} {p.nom}")
        delier.setVisible(cercle and may(Acte.FRATRIE_DELIEE))
        self.add(FlowRow(lien, delier), filet=rang == 0)

    def _represent(self) -> None:
        if self.page.situation is not None and self.page.referentiel is not None:
            self.page.open_volet(
                RepresentantsVolet(self.page.context, self.page.referentiel, self.page.situation)
            )

    def _link(self) -> None:
        if self.page.situation is not None and self.page.referentiel is not None:
            self.page.open_volet(FratrieVolet(self.page.context, self.page.referentiel, self.page.situation))

    def _unlink(self, avec: str) -> None:
        self.page.context.run(
            unlink_fratrie, self.page.situation_id, avec, on_success=lambda _none: self.page.refresh(),
            on_error=self.page.show_error,
        )  # fmt: skip


class RepresentantsVolet(_SituationVolet):
    """Two at most, the same few fields for each."""

    formulaire = "representants"
    titre = "Représentants légaux"
    explication = "Les parents, ou qui exerce l’autorité parentale, chacun à son adresse. Laissez vide le second s’il n’y en a pas."

    def build(self) -> None:
        """Filled with what is recorded."""
        form = self.form
        for rang in range(NOMBRE_MAX):
            if rang:
                form.add_widget(rule())
            form.add_widget(subtitle(RANGS[rang]))
            nom = f"gsn_representant_{rang}"
            form.add(f"nom_{rang}", "Nom", TextField(f"{nom}_nom", limite=LIMITE_NOM), facultatif=rang > 0)
            form.add(
                f"prenom_{rang}", "Prénom", TextField(f"{nom}_prenom", limite=LIMITE_NOM), facultatif=rang > 0
            )
            form.add(
                f"adresse_{rang}", "Adresse", LongTextField(f"{nom}_adresse", limite=LIMITE_ADRESSE, lignes=2),
                facultatif=True,
            )  # fmt: skip
            form.add(
                f"telephone_{rang}", "Téléphone", TextField(f"{nom}_telephone", limite=30), facultatif=True
            )
            form.add(
                f"courriel_{rang}", "Courriel", TextField(f"{nom}_courriel", limite=120), facultatif=True
            )
            pair_rows(form, f"nom_{rang}", f"prenom_{rang}")
            pair_rows(form, f"telephone_{rang}", f"courriel_{rang}")
        for rang, r in enumerate(self.situation.representants):
            form.set_values({f"{champ}_{rang}": getattr(r, champ) for champ in CHAMPS})

    def submit(self) -> None:
        """Save those of which something is typed; none at all clears them."""
        found = []
        for rang in range(NOMBRE_MAX):
            valeurs = {champ: self.form.value(f"{champ}_{rang}") for champ in CHAMPS}
            if any(valeurs.values()):
                if not self.form.require(f"nom_{rang}", f"prenom_{rang}"):
                    return
                found.append(RepresentantLegal(**valeurs))
        self.send(save_representants, self.objet_id, found, tell="Représentants légaux enregistrés.")


class FratrieVolet(_SituationVolet):
    """Chooses another situation open to the member; the link is written on both sides."""

    formulaire = "fratrie"
    titre = "Lier un frère ou une sœur"
    explication = (
        "Le lien est montré sur les deux situations, à qui les lit toutes les deux. Il ne donne à personne "
        "rien de plus à lire, et il disparaît avec l’une d’elles."
    )
    enregistrer = "&Lier"

    def build(self) -> None:
        """One choice, read on the worker."""
        self.choix = ChoiceField("gsn_fratrie_avec", [])
        self.form.add("avec", "Situation du frère ou de la sœur", self.choix)
        self.context.run(list_situations, on_success=self._offer)

    def _offer(self, resumes: list[SituationResume]) -> None:
        liees = {self.objet_id, *(f.id for f in self.situation.fratrie)}
        moi = self.situation.personne
        libres = sorted(
            (r for r in resumes if r.id not in liees),
            key=lambda r: (
                moi is None or r.personne.nom.casefold() != moi.nom.casefold(),
                r.personne.nom.casefold(),
            ),
        )
        self.choix.set_choices(
            [
                (r.id, f"{r.personne.nom} {r.personne.prenom}, {format_date(r.personne.date_naissance)}")
                for r in libres
            ]
        )

    def submit(self) -> None:
        """Link; the vault refuses a situation the member does not follow."""
        if self.form.require("avec"):
            self.send(link_fratrie, self.objet_id, self.form.value("avec"), tell="Situations liées.")
