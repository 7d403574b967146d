"""The access pack, looked through before it is printed: third parties masked, contributors consulted."""

from __future__ import annotations

from gsn_app.actions.dossier_acces import ApercuAcces, print_dossier_acces
from gsn_app.actions.impression import Feuille
from gsn_app.ui.kit.check import BoxesField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.label import format_count, hint
from gsn_app.ui.kit.masque import MaskField
from gsn_app.ui.kit.section import Facts
from gsn_app.ui.kit.volet import Volet


class DossierAccesVolet(Volet):
    """Every text, each with its masks; the boxes say who was consulted; then the preview and the print."""

    formulaire = "dossier_acces"
    titre = "Dossier d’accès"
    explication = (
        "Voici tout ce que vous lisez de cette situation. Masquez ce qui concerne d’autres personnes\u00a0: les noms reconnus "
        "le sont déjà. Rien d’autre ne peut être changé. Consultez ceux qui ont apporté un texte avant de le remettre."
    )
    enregistrer = "&Préparer la feuille"

    def __init__(self, context: Context, apercu: ApercuAcces) -> None:
        self.apercu = apercu
        super().__init__(context, apercu.demande.id)

    def build(self) -> None:
        """Facts first, then the texts, then who was consulted."""
        for rang, rubrique in enumerate(self.apercu.faits):
            faits = Facts(f"gsn_acces_faits_{rang}")
            faits.show_facts(list(rubrique.faits))
            self.form.add_widget(hint(rubrique.titre))
            self.form.add_widget(faits)
        for rang, texte in enumerate(self.apercu.textes):
            champ = MaskField(f"gsn_acces_texte_{rang}", texte.texte, texte.propositions)
            self.form.add(f"texte_{texte.id}", texte.titre, champ)
        if not self.apercu.textes:
            self.form.add_widget(hint("Aucun texte libre n’est conservé."))
        if self.apercu.reserves:
            nombre = format_count(self.apercu.reserves, "texte réservé n’est", "textes réservés ne sont")
            self.form.add_widget(
                hint(f"{nombre} pas lisible par vous\u00a0: la feuille le dira, leurs auteurs en répondent.")
            )
        if self.apercu.auteurs:
            choix = [(a.membre_id, f"{a.nom} ({a.institution})") for a in self.apercu.auteurs]
            self.form.add(
                "consultes", "Je les ai consultés", BoxesField("gsn_acces_consultes", choix),
                aide="Article 11 de la charte\u00a0: qui a apporté une information est consulté avant qu’elle soit remise.",
            )  # fmt: skip

    def submit(self) -> None:
        """Ask for the sheet, preview it, print it."""
        masques = {
            nom.removeprefix("texte_"): row.field.passages
            for nom, row in self.form.rows.items()
            if isinstance(row.field, MaskField)
        }
        consultes = self.form.value("consultes").split() if self.apercu.auteurs else []
        self.draft.flush()
        self.context.run(
            print_dossier_acces, self.objet_id, masques, consultes, on_success=self._show_sheet,
            on_error=self.show_refusal, boutons=(self.save, self.back),
        )  # fmt: skip

    def _show_sheet(self, feuille: Feuille) -> None:
        self.context.print_sheet(feuille, self._printed)

    def _printed(self, sortie: bool) -> None:
        if sortie:
            self._saved(True, "Dossier d’accès imprimé. Une fois remis, notez la réponse.")
