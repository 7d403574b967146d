"""The forms of a transfer: what goes along, who will read it there, why it is refused."""

from __future__ import annotations

from gsn_app.actions.transfert import accept_transfert, propose_transfert, refuse_transfert
from gsn_app.domain.situation import Apport, SituationComplete
from gsn_app.domain.transfert import Selection, Transfert
from gsn_app.ui.kit.check import BoxesField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.field import ChoiceField
from gsn_app.ui.kit.label import format_date, hint
from gsn_app.ui.kit.section import Facts
from gsn_app.ui.kit.volet import Volet
from gsn_app.ui.saisine_ouverture import propose_cercle
from gsn_app.ui.situation_referentiel import Referentiel

GROUPES = [
    ("coordonnees", "Adresse, téléphone, courriel"),
    ("scolarite", "Niveau scolaire ou situation professionnelle"),
    ("quartier", "Quartier"),
    ("motifs_secondaires", "Autres motifs"),
    ("information", "Dernière information donnée à la personne"),
]
_EXTRAIT = 70


class TransfererVolet(Volet):
    """Nothing is ticked in advance: what is not chosen does not leave."""

    formulaire = "transfert"
    titre = "Transférer à une autre instance"
    explication = (
        "L’identité, le motif principal et l’origine partent toujours. Rien d’autre ne part si vous ne le cochez pas. "
        "L’autre instance reçoit une copie, qu’elle accepte ou refuse\u00a0; votre situation reste ici, entière. Un apport "
        "ne part que s’il est le vôtre\u00a0: celui d’un autre membre était pour ce cercle."
    )
    enregistrer = "&Proposer le transfert"

    def __init__(self, context: Context, ref: Referentiel, situation: SituationComplete) -> None:
        self.ref = ref
        self.situation = situation
        super().__init__(context, situation.id)

    def build(self) -> None:
        """Where, then each thing that may go."""
        situation, ref = self.situation, self.ref
        ici = situation.typologie.instance_id if situation.typologie else ""
        instances = [(i.id, i.nom) for i in self.context.session.coffre_instances if i.id != ici]
        self.form.add("instance", "À quelle instance", ChoiceField("gsn_transfert_instance", instances))
        self.form.add("groupes", "De la fiche", BoxesField("gsn_transfert_groupes", GROUPES), facultatif=True)
        mesures = [
            (m.id, f"{ref.code(m.code)}, proposée le {format_date(m.proposee_le)}") for m in situation.mesures
        ]
        orientations = [
            (o.id, f"{ref.code(o.dispositif)}, le {format_date(o.date)}")
            for o in situation.parcours.orientations
        ]
        moi = self.context.session.membre.id
        apports = [
            (a.id, _extract(a)) for a in situation.apports if a.auteur_id == moi and a.texte and not a.dit_par
        ]
        for nom, libelle, choix in (
            ("mesures", "Mesures", mesures),
            ("orientations", "Orientations", orientations),
            ("apports", "Vos apports", apports),
        ):
            if choix:
                self.form.add(nom, libelle, BoxesField(f"gsn_transfert_{nom}", choix), facultatif=True)

    def submit(self) -> None:
        """Propose."""
        if self.form.require("instance"):
            v = self.form.values()
            groupes = v["groupes"].split()
            selection = Selection(
                **{nom: nom in groupes for nom, _ in GROUPES},
                mesures=tuple(v.get("mesures", "").split()),
                orientations=tuple(v.get("orientations", "").split()),
                apports=tuple(v.get("apports", "").split()),
            )
            self.send(propose_transfert, self.objet_id, v["instance"], selection, tell="Transfert proposé.")


def _extract(apport: Apport) -> str:
    texte = apport.texte.replace("\n", " ")
    return f"{format_date(apport.date)}\u00a0: {texte[:_EXTRAIT]}{'…' if len(texte) > _EXTRAIT else ''}"


class AccepterVolet(Volet):
    """Shows what came, then asks who will read it here."""

    formulaire = "transfert_accepte"
    titre = "Accepter le transfert"
    explication = "Une nouvelle situation s’ouvrira dans votre instance, avec ses propres clés. Choisissez qui pourra la lire."
    enregistrer = "&Accepter et ouvrir la situation"

    def __init__(self, context: Context, ref: Referentiel, transfert: Transfert) -> None:
        self.ref = ref
        self.transfert = transfert
        super().__init__(context, transfert.id)

    def build(self) -> None:
        """What came, the circle."""
        faits = Facts("gsn_transfert_recu")
        faits.show_facts(word_envoi(self.transfert, self.ref))
        self.form.add_widget(faits)
        self.form.add_widget(hint("Ce qui n’est pas ci-dessus n’a pas été envoyé."))
        moi = self.context.session.membre.id
        possibles, proposes = propose_cercle(self.ref, self.transfert.vers, moi)
        self.form.add(
            "cercle", "Qui pourra lire et contribuer", BoxesField("gsn_transfert_cercle", possibles)
        )
        self.form.set_values({"cercle": " ".join(proposes)})

    def submit(self) -> None:
        """Accept."""
        if self.form.require("cercle"):
            cercle = self.form.value("cercle").split()
            self.send(accept_transfert, self.objet_id, cercle, tell="Transfert accepté, situation ouverte.")


class RefuserVolet(Volet):
    """The copy is destroyed at once."""

    formulaire = "transfert_refus"
    titre = "Refuser le transfert"
    explication = (
        "La copie est détruite aussitôt. La personne qui l’a proposée lit ce motif, et rien d’autre."
    )
    enregistrer = "&Refuser"

    def __init__(self, context: Context, ref: Referentiel, transfert: Transfert) -> None:
        self.ref = ref
        super().__init__(context, transfert.id)

    def build(self) -> None:
        """Why."""
        motifs = self.ref.choix["transfert_refus"]
        self.form.add("motif", "Motif", ChoiceField("gsn_transfert_motif", motifs))

    def submit(self) -> None:
        """Refuse."""
        if self.form.require("motif"):
            self.send(refuse_transfert, self.objet_id, self.form.value("motif"), tell="Transfert refusé.")


def word_envoi(transfert: Transfert, ref: Referentiel) -> list[tuple[str, str]]:
    """Everything that came, in words."""
    envoi = transfert.envoi
    if envoi is None:
        return [("Contenu", "Détruit avec la réponse.")]
    p = envoi.personne
    faits = [
        (
            "Personne",
            f"{p.nom} {p.prenom}, {'née' if p.sexe == 'F' else 'né'} le {format_date(p.date_naissance)}",
        ),
        ("Motif principal", ref.code(envoi.motif)),
        ("Origine", ref.code(envoi.origine)),
        ("Autres motifs", ", ".join(ref.code(m) for m in envoi.motifs_secondaires)),
        ("Coordonnées", ", ".join(x.replace("\n", ", ") for x in (p.adresse, p.telephone, p.courriel) if x)),
        (
            "Scolarité ou travail",
            ", ".join(ref.code(x) for x in (p.niveau_scolaire, p.situation_professionnelle) if x),
        ),
        ("Quartier", ref.code(p.quartier)),
        ("Information", ", ".join(f"donnée le {format_date(i.date)}" for i in envoi.information)),
        ("Mesures", "\n".join(ref.code(m.code) for m in envoi.mesures)),
        ("Orientations", "\n".join(ref.code(o.dispositif) for o in envoi.orientations)),
        ("Apports", "\n".join(a.texte for a in envoi.apports)),
    ]
    return [(nom, valeur) for nom, valeur in faits if valeur]
