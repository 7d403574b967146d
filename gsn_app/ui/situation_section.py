"""The reading parts of the page of a situation: identity strip, synthèse, information, access, history."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsn_app.domain.acte import Acte
from gsn_app.domain.situation import Acces, EtatSituation, SituationComplete
from gsn_app.ui.kit.banner import Banner
from gsn_app.ui.kit.button import Button, LinkButton
from gsn_app.ui.kit.flow import FlowRow
from gsn_app.ui.kit.frise import Frise
from gsn_app.ui.kit.label import Card, Label, format_date, format_moment, hint, title
from gsn_app.ui.kit.section import Facts, Section
from gsn_app.ui.referent_parcours import current_referent
from gsn_app.ui.situation_ligne import NOMS_ETAT, format_age
from gsn_app.ui.situation_parcours import build_parcours
from gsn_app.ui.situation_referentiel import Referentiel, today

MASQUE = "Identité masquée"
LIBELLES_ACTE = {
    Acte.SITUATION_OUVERTE: "Situation ouverte",
    Acte.SITUATION_IMPORTEE: "Reprise d’un ancien tableau",
    Acte.DOUBLON_ECARTE: "Une autre personne écartée",
    Acte.SITUATION_MODIFIEE: "Identité ou attributs modifiés",
    Acte.SITUATION_CLOTUREE: "Situation clôturée",
    Acte.SITUATION_ARCHIVEE: "Mise en archive intermédiaire",
    Acte.SITUATION_EFFACEMENT_AVANCE: "Date d’effacement avancée",
    Acte.MEMBRE_ADMIS: "Membre admis",
    Acte.MEMBRE_RETIRE: "Membre retiré",
    Acte.INFORMATION_DONNEE: "Information donnée",
    Acte.INFORMATION_DIFFEREE: "Information différée",
    Acte.APPORT_AJOUTE: "Apport ajouté",
    Acte.APPORT_CONFIRME: "Apport confirmé",
    Acte.DECISION_NOTEE: "Décision de séance",
    Acte.APPORT_RETIRE: "Apport retiré",
    Acte.APPORT_SANS_INFORMATION: "N’apporte pas d’information",
    Acte.REFERENT_DESIGNE: "Référent désigné",
    Acte.REFERENT_FIN: "Fin de mission du référent",
    Acte.MESURE_PROPOSEE: "Mesure proposée",
    Acte.MESURE_PRISE_EN_CHARGE: "Mesure prise en charge",
    Acte.MESURE_TERMINEE: "Mesure terminée",
    Acte.CONTACT_NOTE: "Rencontre notée",
    Acte.ORIENTATION_PROPOSEE: "Orientation",
    Acte.ORIENTATION_SUIVIE: "Suite d’une orientation",
    Acte.MESURE_JUDICIAIRE_NOTEE: "Mesure judiciaire notée",
    Acte.MESURE_JUDICIAIRE_FINIE: "Fin de la mesure judiciaire",
    Acte.TRANSFERT_PROPOSE: "Transfert proposé",
    Acte.TRANSFERT_ACCEPTE: "Ouverte par un transfert",
    Acte.FUSION_FAITE: "Réunie à une autre situation",
    Acte.FUSION_DEFAITE: "Séparée de l’autre situation",
    Acte.IMPRESSION_DEMANDEE: "Impression demandée",
    Acte.IMPRESSION_FAITE: "Impression faite",
    Acte.IMPRESSION_ECHOUEE: "Impression échouée",
    Acte.RAPPEL_ORDRE_PREPARE: "Rappel à l’ordre préparé",
    Acte.RAPPEL_ORDRE_PARQUET_CONSULTE: "Fiche-navette envoyée au parquet",
    Acte.RAPPEL_ORDRE_REPONSE_PARQUET: "Réponse du parquet notée",
    Acte.RAPPEL_ORDRE_PARTENAIRES_CONSULTES: "Partenaires consultés",
    Acte.RAPPEL_ORDRE_CONVOQUE: "Convocation au rappel à l’ordre",
    Acte.RAPPEL_ORDRE_PRONONCE: "Rappel à l’ordre prononcé",
    Acte.RAPPEL_ORDRE_NON_PRESENTE: "Absence à la convocation",
    Acte.RAPPEL_ORDRE_REPORTE: "Rappel à l’ordre reporté",
    Acte.RAPPEL_ORDRE_PARQUET_INFORME: "Parquet informé",
    Acte.TRANSACTION_PREPAREE: "Transaction préparée",
    Acte.TRANSACTION_PROPOSEE: "Transaction proposée",
    Acte.TRANSACTION_REPONDUE: "Réponse à la transaction",
    Acte.TRANSACTION_SILENCE: "Silence sur la transaction",
    Acte.TRANSACTION_TRANSMISE: "Transaction transmise",
    Acte.TRANSACTION_DECIDEE: "Homologation notée",
    Acte.TRANSACTION_EXECUTEE: "Exécution de la transaction notée",
    Acte.TRANSACTION_PARQUET_AVISE: "Parquet avisé de la transaction",
    Acte.CDDF_SAISI: "Conseil des familles saisi",
    Acte.CDDF_CONVOQUE: "Famille invitée au conseil",
    Acte.CDDF_FAMILLE_ENTENDUE: "Famille entendue",
    Acte.CDDF_FAMILLE_ABSENTE: "Famille absente au conseil",
    Acte.CDDF_RECOMMANDE: "Recommandations du conseil",
    Acte.CDDF_ACCOMPAGNEMENT: "Accompagnement parental proposé",
    Acte.CDDF_AESF_DEMANDEE: "AESF demandée",
    Acte.CDDF_ATTESTE: "Attestation remise",
    Acte.CDDF_CLOS: "Saisine du conseil close",
}
LIGNES_HISTORIQUE = 8


class IdentiteBandeau(Card):
    """Who the page is about; hidden in a gesture, and in meeting mode until asked."""

    masked = Signal(bool)

    def __init__(self, corriger: Button, cloturer: Button) -> None:
        super().__init__()
        self.setObjectName("gsn_identite")
        self.masque = False
        self._lu: tuple[SituationComplete, Referentiel] | None = None
        self.corriger = corriger
        self.bascule = LinkButton(
            "Masquer l’identité", "gsn_identite_bascule", self.toggle, icone="oeil_barre"
        )
        self.nom = title("")
        self.nom.setObjectName("gsn_identite_nom")
        self.etat = Label("", "indication")
        self.etat.setObjectName("gsn_identite_etat")
        self.joindre = Label("")
        self.joindre.setObjectName("gsn_identite_joindre")
        tete = QHBoxLayout()
        colonne = QVBoxLayout()
        colonne.setSpacing(2)
        colonne.addWidget(self.nom)
        colonne.addWidget(self.etat)
        colonne.addWidget(self.joindre)
        tete.addLayout(colonne, 1)
        self.corps.addLayout(tete)
        self.corps.addWidget(FlowRow(self.bascule, corriger, cloturer))

    def show_identite(self, situation: SituationComplete, ref: Referentiel) -> None:
        """Show the person, or the mask."""
        self._lu = (situation, ref)
        self._renew()

    def toggle(self) -> None:
        """Hide or show."""
        self.masque = not self.masque
        self._renew()
        self.masked.emit(self.masque)

    def _renew(self) -> None:
        if self._lu is None:
            return
        situation, ref = self._lu
        qui = situation.personne
        self.bascule.setText("Afficher l’identité" if self.masque else "Masquer l’identité")
        self.bascule.setAccessibleName(self.bascule.text())
        self.bascule.setVisible(qui is not None)
        self.corriger.setVisible(not self.masque and qui is not None and self.corriger.isEnabled())
        if qui is None or self.masque:
            self.nom.setText(MASQUE)
            self.etat.setText(
                "Votre clé n’ouvre pas l’identité de cette personne."
                if qui is None
                else "Projection ou passage."
            )
            self.joindre.hide()
            return
        self.nom.setText(f"{qui.nom} {qui.prenom}")
        ne = "née" if qui.sexe == "F" else "né"
        mots = [format_age(qui.date_naissance, today()), f"{ne} le {format_date(qui.date_naissance)}"]
        mots += [ref.code(c) for c in (qui.niveau_scolaire, qui.situation_professionnelle, qui.quartier) if c]
        self.etat.setText(" · ".join(mots))
        coordonnees = [c.replace("\n", ", ") for c in (qui.adresse, qui.telephone, qui.courriel) if c]
        self.joindre.setText(" · ".join(coordonnees))
        self.joindre.setVisible(bool(coordonnees))


class SyntheseSection(Section):
    """What one must know at a glance."""

    def __init__(self, *boutons: Button) -> None:
        super().__init__("gsn_synthese", "Synthèse", *boutons)
        self.faits = Facts("gsn_synthese_faits")
        self.contenu.addWidget(self.faits)

    def show_synthese(self, situation: SituationComplete, ref: Referentiel) -> None:
        """Replace the facts."""
        quoi = situation.typologie
        if quoi is None:
            self.faits.show_facts([("Attributs", "Votre clé ne les ouvre pas.")])
            return
        referent = current_referent(situation)
        en_cours = [m for m in situation.mesures if m.prise_par and not m.fin]
        proposees = [m for m in situation.mesures if not m.prise_par and not m.fin]
        faits = [
            ("État", NOMS_ETAT[quoi.etat]),
            ("Instance", ref.instance(quoi.instance_id)),
            ("Motif principal", ref.code(quoi.motif)),
            ("Autres motifs", ", ".join(ref.code(m) for m in quoi.motifs_secondaires)),
            ("Origine", ref.code(quoi.origine)),
            ("Référent", ref.membre(referent.membre_id) if referent else "Aucun référent désigné"),
            ("Mesures", f"{len(en_cours)} en cours, {len(proposees)} à prendre en charge"),
            ("Prochain point", format_date(quoi.echeance) if quoi.echeance else "Aucune date prévue"),
        ]
        if quoi.etat is EtatSituation.CLOTUREE:
            faits.append(("Clôture", f"{ref.code(quoi.cloture)}, le {format_date(quoi.date_cloture)}"))
        self.faits.show_facts([(nom, valeur) for nom, valeur in faits if valeur])


class ParcoursSection(Section):
    """The timeline."""

    def __init__(self) -> None:
        super().__init__("gsn_parcours", "Parcours")
        self.frise = Frise("gsn_parcours_frise", "Parcours", ecrit_etat=True)
        self.contenu.addWidget(self.frise)

    def show_parcours(self, situation: SituationComplete, ref: Referentiel) -> None:
        """Replace the steps."""
        self.frise.show_jalons(build_parcours(situation, ref.libelles))


class InformationSection(Section):
    """C8: has the person been informed, how, or why not yet; and the rights they have."""

    def __init__(self, *boutons: Button) -> None:
        super().__init__("gsn_information", "Information et droits", *boutons)

    def show_information(self, situation: SituationComplete, ref: Referentiel) -> None:
        """Replace every line."""
        self.clear()
        etat = Banner(nom="gsn_information_etat")
        dernier = situation.information[-1] if situation.information else None
        if dernier is None:
            etat.announce(
                "alerte",
                "La personne n’a pas encore été informée.",
                "L’information est à donner avant la première séance, ou à différer avec un motif.",
            )
        elif dernier.donnee:
            moyen = f" ({ref.code(dernier.moyen).lower()})" if dernier.moyen else ""
            par = f" par {ref.membre(dernier.par)}" if dernier.par else ""
            etat.announce("succes", f"Personne informée le {format_date(dernier.date)}{moyen}{par}.")
        else:
            etat.announce(
                "alerte",
                f"Information différée le {format_date(dernier.date)}\u00a0: {ref.code(dernier.motif_report)}.",
                "Ce report est à réexaminer à chaque séance.",
            )
        self.add(etat)
        self.add(
            hint(
                "La personne, ou ses représentants légaux, peut demander à la mairie l’accès à ses données, leur "
                "rectification, leur limitation, et s’opposer au suivi."
            )
        )


class AccesSection(Section):
    """Who reads, why, since when."""

    def __init__(self, *boutons: Button) -> None:
        super().__init__("gsn_acces", "Accès", *boutons)

    def show_acces(self, situation: SituationComplete, ref: Referentiel) -> None:
        """Members admitted now, then those who were."""
        self.clear()
        for rang, acces in enumerate(sorted(situation.acces, key=lambda a: bool(a.jusqu_au))):
            nom = Label(ref.membre(acces.membre_id), "indication" if acces.jusqu_au else "etiquette")
            nom.setObjectName(f"gsn_acces_nom_{rang}")
            fin = f" au {format_date(acces.jusqu_au)}" if acces.jusqu_au else ""
            depuis = (
                f"du {format_date(acces.depuis)}{fin}" if fin else f"depuis le {format_date(acces.depuis)}"
            )
            bloc = QWidget()
            lignes = QVBoxLayout(bloc)
            lignes.setContentsMargins(0, 0, 0, 0)
            lignes.setSpacing(1)
            lignes.addWidget(nom)
            lignes.addWidget(hint(f"{depuis}, {_reach(acces, ref)}"))
            self.add(bloc, filet=rang > 0)
        for phrase in situation.rotations:
            self.add(hint(phrase), filet=True)


class HistoriqueSection(Section):
    """Changes, grants and prints; consultations are the auditeur's to see."""

    def __init__(self) -> None:
        self.tout = LinkButton("Tout l’historique", "gsn_historique_tout", self.show_all)
        super().__init__("gsn_historique", "Historique", self.tout)
        self._lu: tuple[SituationComplete, Referentiel] | None = None
        self._faits = Facts("gsn_historique_faits")
        self.contenu.addWidget(self._faits)

    def show_historique(
        self, situation: SituationComplete, ref: Referentiel, *, entier: bool = False
    ) -> None:
        """The latest lines first."""
        self._lu = (situation, ref)
        lignes = sorted(situation.historique, key=lambda ligne: ligne.horodatage, reverse=True)
        self.tout.setVisible(len(lignes) > LIGNES_HISTORIQUE and not entier)
        faits = []
        for ligne in lignes if entier else lignes[:LIGNES_HISTORIQUE]:
            acte = LIBELLES_ACTE.get(ligne.acte, ligne.acte)  # type: ignore[call-overload]
            detail = f"{ref.code(ligne.detail)}, " if ligne.detail else ""
            faits.append((format_moment(ligne.horodatage), f"{acte} ({detail}{ref.membre(ligne.membre_id)})"))
        self._faits.show_facts(faits or [("Rien encore", "Les changements s’inscriront ici.")])

    def show_all(self) -> None:
        """Every line."""
        if self._lu is not None:
            self.show_historique(*self._lu, entier=True)


def _reach(acces: Acces, ref: Referentiel) -> str:
    """What this member reads: all with the circle, the rappel alone for an elu, else identity and attributes."""
    if acces.rappel_seul:
        return "ne lit que le rappel à l’ordre"
    motif = f"\u00a0: {acces.motif}" if acces.motif else ""
    if acces.cercle:
        return f"lit les échanges\u00a0; admission par {ref.membre(acces.par)}{motif}"
    return f"ne lit que l’identité et les attributs{motif}"
