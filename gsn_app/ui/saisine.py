"""A new saisine: who signals whom, why, in closed lists and at most 600 characters (Ctrl+N)."""

from __future__ import annotations

from gsn_app.actions.saisine import submit_saisine
from gsn_app.domain.acte import Acte
from gsn_app.ui.kit.check import RadioField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.empty import EmptyState
from gsn_app.ui.kit.field import ChoiceField, LongTextField
from gsn_app.ui.kit.label import rule, subtitle
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.kit.volet import Volet, VoletScreen
from gsn_app.ui.saisine_personne import OBLIGATOIRES, add_coordonnees, add_identite, read_personne
from gsn_app.ui.saisine_recevabilite import COMMUNE, RecevabilitePanel
from gsn_app.ui.situation_referentiel import Referentiel, load_referentiel

LIMITE_DESCRIPTION = 600


def instances_for(context: Context) -> list[tuple[str, str]]:
    """Bodies in which the member may bring a situation."""
    session = context.session
    return [(i.id, i.nom) for i in session.instances if session.permits(Acte.SAISINE_DEPOSEE, i.id)]


class SaisineVolet(Volet):
    """The form of a saisine; its draft is the member's own."""

    formulaire = "saisine"
    titre = "Qui souhaitez-vous signaler\u00a0?"
    explication = (
        "Uniquement ce qui est utile, dans l’intérêt de la personne. Ni santé, ni religion, ni origine, "
        "ni infraction. Ce que vous écrivez est gardé au fil de la saisie."
    )
    enregistrer = "&Déposer la saisine"

    def __init__(self, context: Context, referentiel: Referentiel) -> None:
        self.referentiel = referentiel
        super().__init__(context, "")

    def build(self) -> None:
        """Person first, then the reason, then where to write to."""
        form, ref = self.form, self.referentiel
        instances = instances_for(self.context)
        if len(instances) > 1:
            form.add("instance", "Instance saisie", ChoiceField("gsn_saisine_instance", instances))
        add_identite(form, "gsn_saisine")
        self.recevabilite = RecevabilitePanel(self.context, ref, form)
        form.add_widget(self.recevabilite)
        form.add(
            "besoin", "De quoi la personne a-t-elle besoin\u00a0?", ChoiceField("gsn_saisine_besoin", ref.choix["besoin"]),
            aide="Pour vous dire où l’orienter. Ce choix n’est pas enregistré.", facultatif=True,
        )  # fmt: skip
        form.rows["besoin"].hide()
        form.add_widget(self.recevabilite.ou)
        form.add_widget(rule())
        form.add_widget(subtitle("Pourquoi\u00a0?"))
        form.add("origine", "Origine de la saisine", ChoiceField("gsn_saisine_origine", ref.choix["origine"]))
        form.add("motif", "Motif principal", ChoiceField("gsn_saisine_motif", ref.choix["motif"]))
        pair_rows(form, "origine", "motif")
        form.add(
            "description",
            "Description",
            LongTextField("gsn_saisine_description", limite=LIMITE_DESCRIPTION),
            aide="Des faits observés, courts et datés. Pas de jugement, pas de nom d’autres personnes.",
            facultatif=True,
        )
        form.add_widget(rule())
        form.add_widget(subtitle("Pour la joindre"))
        form.add(
            "commune",
            "Habite la commune, ou y est scolarisée\u00a0?",
            RadioField("gsn_saisine_commune", COMMUNE),
            facultatif=True,
        )
        add_coordonnees(form, "gsn_saisine", ref)

    def submit(self) -> None:
        """Deposit the saisine; the vault validates every field."""
        instances = instances_for(self.context)
        requis = [*OBLIGATOIRES, "origine", "motif"]
        if not self.form.require(*(["instance"] if len(instances) > 1 else []), *requis):
            return
        self.send(
            submit_saisine,
            self.form.value("instance") if len(instances) > 1 else instances[0][0],
            origine=self.form.value("origine"),
            motif=self.form.value("motif"),
            personne=read_personne(self.form),
            description=self.form.value("description"),
            tell="Saisine déposée. Le coordonnateur l’examinera.",
        )


class SaisineScreen(VoletScreen):
    """Ctrl+N: the form at once, on top of the list it goes back to."""

    titre = "Nouvelle saisine"
    largeur = 820
    aide = (
        "Une saisine dit qui vous préoccupe et pourquoi. Elle n’ouvre pas de situation\u00a0: le coordonnateur "
        "vérifie d’abord si la personne est déjà suivie, puis ouvre une situation ou écarte la saisine.\n\n"
        "Tout ce que vous tapez est gardé chiffré dans le coffre en moins de deux secondes. Si l’ordinateur "
        "s’arrête ou se verrouille, vous retrouverez votre saisie ici.\n\n"
        "Clavier\u00a0: Tab avance, Ctrl+Entrée dépose, Échap revient à la liste sans rien perdre."
    )

    def refresh(self) -> None:
        """Open the form unless it is already there."""
        if self.volet is None:
            self.context.run(load_referentiel, on_success=self._open)

    def _open(self, referentiel: Referentiel) -> None:
        if self.volet is not None or not self.isVisible():
            return
        if not instances_for(self.context):
            self.page_corps.addWidget(
                EmptyState(
                    "saisine",
                    "Votre rôle ne permet pas de déposer une saisine",
                    "Adressez-vous au coordonnateur de l’instance.",
                )
            )
            return
        volet = SaisineVolet(self.context, referentiel)
        volet.entete.setObjectName("gsn_saisine_titre")
        self.open_volet(volet)
        volet.closed.connect(lambda _resultat: self.context.go("saisines"))
