"""Second step of an import: what each column of the old sheet becomes, and what none may bring in."""

from __future__ import annotations

import hashlib

from gsn_app.domain.import_colonne import LIBELLES, Cible, Colonne
from gsn_app.domain.import_tableau import Choix
from gsn_app.domain.texte import fold
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, PrimaryButton
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.draft import bind_brouillon
from gsn_app.ui.kit.field import ChoiceField
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.label import Card, Label, hint, rule, subtitle
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.situation_referentiel import Referentiel

EXEMPLE_MAX = 60
CHOIX = [(cible.value, libelle) for cible, libelle in LIBELLES.items()]


def field_of(titre: str, rang: int) -> str:
    """Name of a column's field in the draft: the same sheet finds its choices again, whatever its order."""
    mots = fold(titre) or f"sans titre {rang}"
    return f"c{hashlib.sha256(mots.encode()).hexdigest()[:12]}"


class ColonnesCard(Card):
    """One choice a column, kept as a draft of the body; forbidden columns are told and offer none."""

    def __init__(
        self, context: Context, referentiel: Referentiel, instance_id: str, colonnes: tuple[Colonne, ...],
        examine: PrimaryButton, back: Button,
    ) -> None:  # fmt: skip
        super().__init__("2. Les colonnes")
        self.colonnes = colonnes
        self.corps.addWidget(
            hint(
                "Dites ce que devient chaque colonne. Ce qui n’a pas de champ ici reste dans l’ancien fichier, et "
                "disparaîtra avec lui."
            )
        )
        interdites = [c for c in colonnes if c.interdite]
        if interdites:
            mots = "\n".join(f"{c.titre or 'Sans titre'}\u00a0: {c.interdite}" for c in interdites)
            self.interdites = Banner("alerte", nom="gsn_import_interdites")
            self.interdites.announce(
                "alerte",
                "Ces colonnes ne sont pas reprises\u00a0: la charte et la loi les interdisent.",
                mots,
            )
            self.corps.addWidget(self.interdites)
        self.form = Form()
        self.noms: dict[int, str] = {}
        for colonne in colonnes:
            if not colonne.interdite:
                self._add(colonne)
        self._add_defaults(referentiel)
        self.corps.addWidget(self.form)
        self.corps.addWidget(FlowRow(back, examine))
        self.premier = next(iter(self.form.rows.values())).field
        self.draft = bind_brouillon(self.form, context, "import_tableau", instance_id)

    def _add(self, colonne: Colonne) -> None:
        nom = field_of(colonne.titre, colonne.rang)
        while nom in self.form.rows:
            nom += "b"
        self.noms[colonne.rang] = nom
        exemple = colonne.exemple[:EXEMPLE_MAX] + ("…" if len(colonne.exemple) > EXEMPLE_MAX else "")
        champ = ChoiceField(f"gsn_import_colonne_{colonne.rang}", CHOIX, vide="")
        champ.set_value(colonne.cible.value)
        titre = (colonne.titre[:EXEMPLE_MAX] or f"Colonne {colonne.rang + 1}, sans titre").replace("&", "&&")
        self.form.add(
            nom, f"«\u00a0{titre}\u00a0» devient", champ, aide=f"Exemple\u00a0: {exemple}" if exemple else ""
        )
        noms = list(self.noms.values())
        if len(noms) % 2 == 0:
            pair_rows(self.form, noms[-2], noms[-1])

    def _add_defaults(self, ref: Referentiel) -> None:
        self.form.add_widget(rule())
        self.form.add_widget(subtitle("Quand la ligne ne le dit pas"))
        self.form.add_widget(Label("Une situation a toujours un motif et une origine.", "indication"))
        self.form.add("motif", "Motif", ChoiceField("gsn_import_motif", ref.choix["motif"]), facultatif=True)
        self.form.add(
            "origine", "Origine", ChoiceField("gsn_import_origine", ref.choix["origine"]), facultatif=True
        )
        pair_rows(self.form, "motif", "origine")

    def choix(self) -> Choix:
        """What was chosen, as the audit takes it."""
        cibles = {rang: Cible(self.form.value(nom) or "ignoree") for rang, nom in self.noms.items()}
        colonnes = tuple(
            Colonne(c.rang, c.titre, cibles.get(c.rang, Cible.IGNOREE), c.interdite, c.exemple)
            for c in self.colonnes
        )
        defauts = {nom: self.form.value(nom) for nom in ("motif", "origine") if self.form.value(nom)}
        return Choix(colonnes, defauts)
