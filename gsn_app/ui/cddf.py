"""The sheet of one referral to the CDDF: hear, recommend, accompany with its checks, attest; nothing decides (CASF L141-1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from gsn_app.actions.cddf import (
    attest,
    close_cddf,
    invite_family,
    print_attestation_cddf,
    print_saisine,
    propose_accompagnement,
    read_cddf,
    record_family_absence,
    record_hearing,
    record_recommandations,
    refer_cddf,
    request_aesf,
)
from gsn_app.domain.acte import Acte
from gsn_app.domain.cddf import ACCOMPAGNE, ATTESTE, CDDF, CLOS, CONVOQUE, Cddf
from gsn_app.domain.cddf_evenement import (
    INFORMES,
    IssueCddf,
    MotifCddf,
    Recommandation,
    SaisiPar,
    libelle,
)
from gsn_app.domain.rappel_ordre_valeur import (
    LIMITE_ADRESSE,
    LIMITE_LIEU,
    LIMITE_NOM,
    LIMITE_QUALITE,
    REPRESENTANTS,
    QualiteRepresentant,
    Representant,
    validate_choix,
)
from gsn_app.domain.rappel_ordre_valeur import libelle as qualite_of
from gsn_app.domain.situation import SituationComplete
from gsn_app.errors import GsnError
from gsn_app.ui.chemin import OUI_NON, ActeVolet, CheminScreen
from gsn_app.ui.kit.check import BoxesField, RadioField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField, LongTextField, TextField
from gsn_app.ui.kit.label import rule, subtitle
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.rappel_ordre_etape import show_day
from gsn_app.ui.situation_referentiel import Referentiel, today

_PARENT = ("nom", "prenom", "qualite", "adresse")


class SaisirVolet(ActeVolet):
    """From the page of the child's situation: who refers, why, which parents."""

    formulaire = "cddf_saisine"
    titre = "Saisir le conseil pour les droits et devoirs des familles"
    explication = "Le conseil entend les parents, rappelle leurs droits et leurs devoirs et recommande une aide. Il ne décide rien."
    enregistrer = "&Saisir le conseil"
    tell = "Conseil saisi."
    action: ClassVar[Callable[..., Any]] = refer_cddf

    def __init__(self, context: Context, _ref: Referentiel, situation: SituationComplete) -> None:
        self.personne = situation.personne
        super().__init__(context, situation.id)

    def build(self) -> None:
        """Who refers, why, the parents."""
        self.ask(
            "saisi_par",
            "Saisi par",
            ChoiceField("gsn_cddf_saisi_par", [(s.value, libelle(s)) for s in SaisiPar]),
        )
        self.ask("motif", "Motif", ChoiceField("gsn_cddf_motif", [(m.value, libelle(m)) for m in MotifCddf]))
        self.ask("date_saisine", "Date de la saisine", DateField("gsn_cddf_date_saisine"))
        qualites = [(q.value, qualite_of(q).capitalize()) for q in QualiteRepresentant]
        for rang, mot in enumerate(("Premier parent", "Second parent"), 1):
            self.form.add_widget(rule())
            self.form.add_widget(subtitle(mot))
            nom, facultatif = f"gsn_cddf_parent{rang}", rang == 2
            for champ, libelle_champ in (("nom", "Nom"), ("prenom", "Prénom")):
                zone = TextField(f"{nom}_{champ}", limite=LIMITE_NOM)
                self.ask(f"r{rang}_{champ}", libelle_champ, zone, facultatif=facultatif)
            self.ask(
                f"r{rang}_qualite", "Qualité", ChoiceField(f"{nom}_qualite", qualites), facultatif=facultatif
            )
            adresse = LongTextField(f"{nom}_adresse", limite=LIMITE_ADRESSE, lignes=2)
            self.ask(f"r{rang}_adresse", "Adresse", adresse, facultatif=True)
            pair_rows(self.form, f"r{rang}_nom", f"r{rang}_prenom")
        self.form.set_values({"date_saisine": today().isoformat()})

    def submit(self) -> None:
        """Refer; the child's identity is the situation's."""
        donnees, v, p = self.read(), self.form.values(), self.personne
        if donnees is None or p is None:
            return
        try:
            parents = tuple(
                Representant(
                    v[f"r{n}_nom"], v[f"r{n}_prenom"],
                    validate_choix("Qualité", v[f"r{n}_qualite"], QualiteRepresentant), v[f"r{n}_adresse"],
                )
                for n in (1, 2)
                if v[f"r{n}_nom"] or v[f"r{n}_prenom"]
            )  # fmt: skip
        except GsnError as error:
            self.show_refusal(error)
            return
        self.send(
            refer_cddf, self.objet_id, enfant_nom=p.nom, enfant_prenom=p.prenom, date_naissance=p.date_naissance,
            representants=parents, saisi_par=v["saisi_par"], motif=v["motif"], date_saisine=v["date_saisine"],
            tell=self.tell,
        )  # fmt: skip


class InviterVolet(ActeVolet):
    """When and where; the child only where the settings allow it."""

    formulaire = "cddf_invitation"
    titre = "Inviter la famille"
    explication = "Les parents sont invités par écrit. Ne pas venir n’entraîne aucune suite."
    action: ClassVar[Callable[..., Any]] = invite_family

    def build(self) -> None:
        """Day, hour, place, child."""
        self.ask("date_convocation", "Date de la séance", DateField("gsn_cddf_date_convocation"))
        self.ask("heure", "Heure", TextField("gsn_cddf_heure", limite=5, exemple="17:30"))
        self.ask("lieu", "Lieu", TextField("gsn_cddf_lieu", limite=LIMITE_LIEU))
        self.ask(
            "enfant_invite", "L’enfant est-il invité\u00a0?", RadioField("gsn_cddf_enfant_invite", OUI_NON)
        )
        pair_rows(self.form, "date_convocation", "heure")
        self.form.set_values({"enfant_invite": "non"})


class EntendreVolet(ActeVolet):
    """The hearing: which parents came."""

    formulaire = "cddf_audition"
    titre = "Enregistrer l’audition de la famille"
    explication = "Notez qui est venu. Rien de ce que la famille a dit ne s’écrit ici."
    action: ClassVar[Callable[..., Any]] = record_hearing

    def build(self) -> None:
        """Day, parents, child, rights recalled."""
        parents = self.objet.saisi.representants if self.objet is not None and self.objet.saisi else ()
        choix = [(code.value, f"{r.prenom} {r.nom}") for code, r in zip(REPRESENTANTS, parents, strict=False)]
        self.ask("date_audition", "Date de l’audition", DateField("gsn_cddf_date_audition"))
        self.ask("parents_presents", "Parents présents", BoxesField("gsn_cddf_parents_presents", choix))
        enfant = RadioField("gsn_cddf_enfant_present", OUI_NON)
        invite = bool(
            self.objet is not None and self.objet.convocations and self.objet.convocations[-1].enfant_invite
        )
        self.ask("enfant_present", "L’enfant est-il présent\u00a0?", enfant).setVisible(invite)
        droits = RadioField("gsn_cddf_droits", OUI_NON)
        self.ask("droits_rappeles", "Les droits et devoirs des parents ont-ils été rappelés\u00a0?", droits)
        self.form.set_values({"date_audition": today().isoformat()})


class AbsenceFamilleVolet(ActeVolet):
    """Nobody came."""

    formulaire = "cddf_absence"
    titre = "Constater l’absence de la famille"
    explication = "La famille peut être invitée de nouveau. Rien d’autre ne suit."
    action: ClassVar[Callable[..., Any]] = record_family_absence

    def build(self) -> None:
        """The day."""
        self.ask("date_constat", "Date", DateField("gsn_cddf_date_constat"))
        self.form.set_values({"date_constat": today().isoformat()})


class RecommanderVolet(ActeVolet):
    """What the conseil recommends."""

    formulaire = "cddf_recommandation"
    titre = "Enregistrer les recommandations"
    explication = "Ce sont des conseils et des offres d’aide\u00a0: la famille reste libre de les suivre."
    action: ClassVar[Callable[..., Any]] = record_recommandations

    def build(self) -> None:
        """Day and lines of the closed list."""
        self.ask("date_seance", "Date de la séance", DateField("gsn_cddf_date_seance"))
        choix = [(r.value, libelle(r)) for r in Recommandation]
        self.ask("recommandations", "Recommandations", BoxesField("gsn_cddf_recommandations", choix))
        self.form.set_values({"date_seance": today().isoformat()})


class AccompagnerVolet(ActeVolet):
    """The mayor's proposal, once every check is made."""

    formulaire = "cddf_accompagnement"
    titre = "Proposer l’accompagnement parental"
    explication = "Le maire vérifie d’abord\u00a0; les parents acceptent ou refusent, sans conséquence."
    action: ClassVar[Callable[..., Any]] = propose_accompagnement

    def build(self) -> None:
        """Checks, agreement, who."""
        question = "Une mesure d’assistance judiciaire est-elle en cours pour cette famille\u00a0?"
        self.ask("assistance_judiciaire", question, RadioField("gsn_cddf_assistance", OUI_NON))
        for champ, nom in INFORMES:
            self.ask(nom, f"{champ} le", DateField(f"gsn_cddf_{nom}"))
        accord = RadioField("gsn_cddf_accord", OUI_NON)
        self.ask("accord_parents", "Les parents acceptent-ils l’accompagnement\u00a0?", accord)
        self.ask("date_debut", "Début de l’accompagnement", DateField("gsn_cddf_date_debut"))
        _ask_elu(self)


class AesfVolet(ActeVolet):
    """Asked of the département, which alone grants it."""

    formulaire = "cddf_aesf"
    titre = "Demander l’AESF au département"
    explication = "L’accompagnement en économie sociale et familiale est accordé par le département seul."
    action: ClassVar[Callable[..., Any]] = request_aesf

    def build(self) -> None:
        """The day."""
        self.ask("date_demande", "Date de la demande", DateField("gsn_cddf_date_demande"))
        self.form.set_values({"date_demande": today().isoformat()})


class AttesterVolet(ActeVolet):
    """The attestation, the parents' engagement signed."""

    formulaire = "cddf_attestation"
    titre = "Remettre l’attestation"
    explication = "Faites signer l’attestation imprimée, qui porte l’engagement solennel des parents, puis notez-la ici."
    action: ClassVar[Callable[..., Any]] = attest

    def build(self) -> None:
        """Day, engagement, who."""
        self.ask("date_attestation", "Date de l’attestation", DateField("gsn_cddf_date_attestation"))
        signe = RadioField("gsn_cddf_engagement", OUI_NON)
        self.ask("engagement_parents", "Les parents ont-ils signé leur engagement\u00a0?", signe)
        _ask_elu(self)


class CloreVolet(ActeVolet):
    """The end, as the report counts it."""

    formulaire = "cddf_cloture"
    titre = "Clore"
    explication = "Rien ne suit d’un dossier clos, quelle qu’en soit l’issue."
    action: ClassVar[Callable[..., Any]] = close_cddf

    def build(self) -> None:
        """Day and outcome."""
        self.ask("date_fin", "Date de fin", DateField("gsn_cddf_date_fin"))
        self.ask("issue", "Issue", ChoiceField("gsn_cddf_issue", [(i.value, libelle(i)) for i in IssueCddf]))
        self.form.set_values({"date_fin": today().isoformat()})


def _ask_elu(volet: ActeVolet) -> None:
    """Name and quality of the elu who acts, proposed from who is logged in."""
    volet.ask("elu_nom", "Nom de l’élu", TextField("gsn_cddf_elu_nom", limite=LIMITE_NOM))
    volet.ask("elu_qualite", "Qualité de l’élu", TextField("gsn_cddf_elu_qualite", limite=LIMITE_QUALITE))
    pair_rows(volet.form, "elu_nom", "elu_qualite")
    membre = volet.context.session.membre
    volet.form.set_values({"elu_nom": membre.nom, "elu_qualite": membre.fonction})


class CddfScreen(CheminScreen):
    """One referral."""

    titre = "Conseil pour les droits et devoirs des familles"
    aide = (
        "Le conseil (CASF art. L141-1) entend les parents, leur rappelle leurs droits et leurs devoirs et peut recommander "
        "une aide. Il est consultatif\u00a0: il ne décide rien et ne sanctionne personne.\n\n"
        "L’accompagnement parental est proposé par le maire, si le conseil l’a recommandé, si aucune mesure d’assistance "
        "judiciaire n’est en cours, si l’avis du président du département est demandé et si la DASEN, l’établissement et "
        "l’organisme de prestations sont informés. À la fin, une attestation porte l’engagement solennel des parents."
    )
    prefixe = "gsn_cddf"
    chemin = CDDF
    read = read_cddf
    volets: ClassVar[dict[Acte, type[ActeVolet]]] = {
        Acte.CDDF_CONVOQUE: InviterVolet,
        Acte.CDDF_FAMILLE_ENTENDUE: EntendreVolet,
        Acte.CDDF_FAMILLE_ABSENTE: AbsenceFamilleVolet,
        Acte.CDDF_RECOMMANDE: RecommanderVolet,
        Acte.CDDF_ACCOMPAGNEMENT: AccompagnerVolet,
        Acte.CDDF_AESF_DEMANDEE: AesfVolet,
        Acte.CDDF_ATTESTE: AttesterVolet,
        Acte.CDDF_CLOS: CloreVolet,
    }
    impressions = (
        ("imprimer_saisine", "Imprimer la saisine et l’invitation…", print_saisine, frozenset({CONVOQUE})),
        (
            "imprimer_attestation", "Imprimer l’attestation…", print_attestation_cddf,
            frozenset({ACCOMPAGNE, ATTESTE, CLOS}),
        ),
    )  # fmt: skip

    def name_of(self, objet: Cddf) -> str:
        """The child."""
        return f"{objet.saisi.enfant_nom} {objet.saisi.enfant_prenom}" if objet.saisi else ""

    def facts_of(self, objet: Cddf) -> list[tuple[str, str]]:
        """Referral, parents, recommendations, checks."""
        s = objet.saisi
        if s is None:
            return []
        faits = [("Saisi par", libelle(s.saisi_par)), ("Motif", libelle(s.motif))]
        faits += [
            (f"Parent {n}", f"{r.prenom} {r.nom}, {qualite_of(r.qualite)}")
            for n, r in enumerate(s.representants, 1)
        ]
        if objet.recommande is not None:
            faits.append(
                ("Recommandations", " · ".join(libelle(r) for r in objet.recommande.recommandations))
            )
        if objet.accompagnement is not None:
            a = objet.accompagnement
            faits.append(("Assistance judiciaire", "Aucune en cours (déclaré)"))
            faits += [(champ, show_day(getattr(a, nom))) for champ, nom in INFORMES]
        if objet.aesf is not None:
            faits.append(("AESF demandée", show_day(objet.aesf.date_demande)))
        if objet.clos is not None:
            faits.append(("Issue", libelle(objet.clos.issue)))
        return faits

    def steps_of(self, objet: Cddf) -> list[tuple[str, date | None, str]]:
        """The path; the accompagnement only where it was recommended."""
        convoque = objet.convocations[-1] if objet.convocations else None
        steps = [
            ("Conseil saisi", objet.saisi.date_saisine if objet.saisi else None, ""),
            (
                "Famille invitée", convoque.date_convocation if convoque else None,
                f"À {convoque.heure}, {convoque.lieu}" if convoque else "",
            ),
            ("Famille entendue", objet.entendue.date_audition if objet.entendue else None, ""),
            ("Recommandations", objet.recommande.date_seance if objet.recommande else None, ""),
        ]  # fmt: skip
        if objet.recommends(Recommandation.ACCOMPAGNEMENT):
            a, t = objet.accompagnement, objet.atteste
            steps.append(("Accompagnement parental", a.date_debut if a else None, ""))
            steps.append(("Attestation remise", t.date_attestation if t else None, ""))
        return [*steps, ("Clos", objet.clos.date_fin if objet.clos else None, "")]

    def warn_of(self, objet: Cddf) -> str:
        """A family that did not come is invited again, nothing else."""
        if objet.etat == "absente":
            return "La famille n’est pas venue\u00a0: elle peut être invitée de nouveau. Aucune suite n’en est tirée."
        return ""
