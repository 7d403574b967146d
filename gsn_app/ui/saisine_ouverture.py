"""What a coordonnateur does with a saisine: open a situation with its circle, or set the saisine aside."""

from __future__ import annotations

from gsn_app.actions.saisine import dismiss_saisine
from gsn_app.actions.situation import open_situation
from gsn_app.domain.membre import Role
from gsn_app.domain.situation import Saisine
from gsn_app.ui.kit.cases import ColumnBoxesField
from gsn_app.ui.kit.check import BoxesField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.field import ChoiceField, LongTextField
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.kit.volet import Volet
from gsn_app.ui.saisine_personne import (
    OBLIGATOIRES,
    add_coordonnees,
    add_identite,
    personne_values,
    read_personne,
)
from gsn_app.ui.situation_referentiel import Referentiel

LIMITE_MOT = 300
NOMS_ROLE = {
    Role.COORDONNATEUR: "coordonnateur",
    Role.MEMBRE: "membre",
    Role.ELU: "élu",
    Role.SIGNALANT: "signalant",
    Role.AUDITEUR: "auditeur",
}
#: roles proposed in the circle; a signalant reads none of the exchanges (C11), an auditeur no content
ROLES_CERCLE = (Role.COORDONNATEUR, Role.MEMBRE, Role.ELU)


def propose_cercle(
    referentiel: Referentiel, instance_id: str, auteur_id: str
) -> tuple[list[tuple[str, str]], list[str]]:
    """Members who may be admitted, and those proposed: the usual circle and who brought the situation."""
    possibles, proposes = [], []
    for membre in referentiel.membres_of(instance_id):
        role = membre.role_in(instance_id)
        if role not in ROLES_CERCLE:
            continue
        possibles.append((membre.id, f"{membre.nom}, {membre.fonction} ({membre.institution})"))
        habituel = referentiel.cercles.get(instance_id)
        usual = membre.id in habituel if habituel else role in {Role.COORDONNATEUR, Role.MEMBRE}
        if usual or membre.id == auteur_id:
            proposes.append(membre.id)
    return possibles, proposes


class OuvertureVolet(Volet):
    """Opens a situation from a saisine; each proposed reader can be taken out before."""

    formulaire = "ouverture"
    titre = "Ouvrir une situation"
    explication = (
        "Vérifiez l’identité, le motif et qui pourra lire. Les personnes cochées sont le cercle habituel de "
        "l’instance et l’auteur de la saisine\u00a0: décochez celles qui n’ont pas à connaître cette situation."
    )
    enregistrer = "&Ouvrir la situation"

    def __init__(self, context: Context, referentiel: Referentiel, saisine: Saisine) -> None:
        self.referentiel = referentiel
        self.saisine = saisine
        super().__init__(context, saisine.id)

    def build(self) -> None:
        """Identity as signalled, then the reasons, then the circle, all filled in."""
        form, ref, saisine = self.form, self.referentiel, self.saisine
        add_identite(form, "gsn_ouverture")
        form.add("origine", "Origine", ChoiceField("gsn_ouverture_origine", ref.choix["origine"]))
        form.add("motif", "Motif principal", ChoiceField("gsn_ouverture_motif", ref.choix["motif"]))
        pair_rows(form, "origine", "motif")
        form.add(
            "motifs_secondaires",
            "Autres motifs",
            ColumnBoxesField("gsn_ouverture_motifs", ref.choix["motif"]),
            facultatif=True,
        )
        possibles, proposes = propose_cercle(ref, saisine.instance_id, saisine.auteur_id)
        form.add("cercle", "Qui pourra lire et contribuer", BoxesField("gsn_ouverture_cercle", possibles))
        add_coordonnees(form, "gsn_ouverture", ref)
        form.set_values(
            {
                **personne_values(saisine.personne),
                "origine": saisine.origine,
                "motif": saisine.motif,
                "cercle": " ".join(proposes),
            }
        )

    def submit(self) -> None:
        """Open; the vault refuses a circle without its coordonnateur."""
        if not self.form.require(*OBLIGATOIRES, "origine", "motif", "cercle"):
            return
        motif = self.form.value("motif")
        autres = tuple(m for m in self.form.value("motifs_secondaires").split() if m != motif)
        self.send(
            open_situation,
            self.saisine.instance_id,
            personne=read_personne(self.form),
            origine=self.form.value("origine"),
            motif=motif,
            motifs_secondaires=autres,
            cercle=self.form.value("cercle").split(),
            saisine_id=self.saisine.id,
            tell="Situation ouverte.",
        )


class EcartVolet(Volet):
    """Sets a saisine aside, with the short return its author will read."""

    formulaire = "ecart"
    titre = "Écarter la saisine"
    explication = "L’auteur de la saisine lira ce retour, et rien d’autre."
    enregistrer = "É&carter la saisine"

    def __init__(self, context: Context, referentiel: Referentiel, saisine: Saisine) -> None:
        self.referentiel = referentiel
        super().__init__(context, saisine.id)

    def build(self) -> None:
        """One choice."""
        self.form.add(
            "motif",
            "Retour à l’auteur",
            ChoiceField("gsn_ecart_motif", self.referentiel.choix["retour_saisine"]),
        )
        self.form.add(
            "texte",
            "Mot à l’auteur",
            LongTextField("gsn_ecart_texte", limite=LIMITE_MOT, lignes=2),
            aide="Où il peut s’adresser, par exemple. N’écrivez pas si la personne est suivie.",
            facultatif=True,
        )

    def submit(self) -> None:
        """Set aside."""
        if self.form.require("motif"):
            self.send(
                dismiss_saisine, self.objet_id, self.form.value("motif"), self.form.value("texte"),
                tell="Saisine écartée.",
            )  # fmt: skip
