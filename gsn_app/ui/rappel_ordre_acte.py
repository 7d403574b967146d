"""One form per act of the path; the rules are the domain's, the vault judges again."""

from __future__ import annotations

from gsn_app.actions.rappel_ordre import (
    convene,
    deliver,
    postpone,
    record_absence,
    record_consultation,
    record_reponse,
)
from gsn_app.domain.rappel_ordre import RappelOrdre
from gsn_app.domain.rappel_ordre_valeur import (
    LIMITE_LIEU,
    LIMITE_NOM,
    LIMITE_PRECISION,
    LIMITE_QUALITE,
    REPRESENTANTS,
    Destinataire,
    FormeEntretien,
    MesureRappel,
    MotifImpossibilite,
    MotifReport,
    Reponse,
    libelle,
)
from gsn_app.ui.kit.check import BoxesField, CheckField, RadioField
from gsn_app.ui.kit.context import Context
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField, LongTextField, TextField
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.kit.volet import Volet
from gsn_app.ui.situation_referentiel import today

OUI_NON = [("oui", "Oui"), ("non", "Non")]


def representants_of(rappel: RappelOrdre) -> list[tuple[str, str]]:
    """The legal representatives written on the sheet, as choices."""
    if rappel.prepare is None:
        return []
    return [
        (code.value, f"{r.prenom} {r.nom}, {libelle(r.qualite)}")
        for code, r in zip(REPRESENTANTS, rappel.prepare.representants, strict=False)
    ]


class RappelVolet(Volet):
    """Base: a volet on one rappel."""

    def __init__(self, context: Context, rappel_id: str, rappel: RappelOrdre) -> None:
        self.rappel = rappel
        super().__init__(context, rappel_id)


class ReponseVolet(RappelVolet):
    """Temps 2: the paper answer, typed in."""

    formulaire = "rappel_reponse"
    titre = "Enregistrer la réponse du parquet"
    explication = (
        "Recopiez la partie «\u00a0réponse\u00a0» de la fiche-navette signée. La réponse A est définitive."
    )

    def build(self) -> None:
        """Answer, date, magistrate."""
        form = self.form
        choix = [(r.value, libelle(r)) for r in (Reponse.A, Reponse.B)]
        protocole = self.rappel.envois[0].protocole if self.rappel.envois else None
        if protocole is not None and protocole.silence_jours is not None:
            choix.append((Reponse.SILENCE.value, libelle(Reponse.SILENCE)))
        form.add("reponse", "Réponse", RadioField("gsn_rappel_reponse", choix))
        form.add("date_reponse", "Date de la réponse", DateField("gsn_rappel_reponse_date"))
        self.magistrat = [
            form.add(
                "magistrat_nom", "Nom du magistrat", TextField("gsn_rappel_magistrat_nom", limite=LIMITE_NOM)
            ),
            form.add(
                "magistrat_qualite",
                "Qualité du magistrat",
                TextField("gsn_rappel_magistrat_qualite", limite=LIMITE_QUALITE),
            ),
        ]
        pair_rows(form, "magistrat_nom", "magistrat_qualite")
        form.add(
            "precisions",
            "Précisions",
            LongTextField("gsn_rappel_precisions", limite=LIMITE_PRECISION, lignes=3),
            facultatif=True,
        )
        form.rows["reponse"].field.modified.connect(self._show_magistrat)

    def _show_magistrat(self) -> None:
        for row in self.magistrat:
            row.setVisible(self.form.value("reponse") != Reponse.SILENCE.value)

    def submit(self) -> None:
        """Record."""
        silence = self.form.value("reponse") == Reponse.SILENCE.value
        signe = [] if silence else ["magistrat_nom", "magistrat_qualite"]
        if self.form.require("reponse", "date_reponse", *signe):
            self.send(record_reponse, self.objet_id, **self.form.values(), tell="Réponse enregistrée.")


class PartenairesVolet(RappelVolet):
    """The group's opinion, before any summons."""

    formulaire = "rappel_partenaires"
    titre = "Consulter les partenaires"
    explication = (
        "Le groupe dit si la personne est déjà suivie et si l’acte convient au travail engagé. Aucun nom ici."
    )

    def build(self) -> None:
        """Date, two explicit answers, remark."""
        form = self.form
        form.add("date_consultation", "Date de la consultation", DateField("gsn_rappel_consultation_date"))
        form.add(
            "deja_suivie",
            "La personne est-elle déjà suivie\u00a0?",
            RadioField("gsn_rappel_deja_suivie", OUI_NON),
        )
        form.add(
            "compatible",
            "Le rappel à l’ordre convient-il au suivi en cours\u00a0?",
            RadioField("gsn_rappel_compatible", OUI_NON),
        )
        form.add(
            "remarque",
            "Remarque",
            LongTextField("gsn_rappel_remarque", limite=LIMITE_PRECISION, lignes=3),
            facultatif=True,
        )
        form.set_values({"date_consultation": today().isoformat()})

    def submit(self) -> None:
        """Record."""
        if self.form.require("date_consultation", "deja_suivie", "compatible"):
            v = self.form.values()
            self.send(
                record_consultation,
                self.objet_id,
                date_consultation=v["date_consultation"],
                deja_suivie=v["deja_suivie"] == "oui",
                compatible=v["compatible"] == "oui",
                remarque=v["remarque"],
                tell="Consultation enregistrée.",
            )


class ConvocationVolet(RappelVolet):
    """The summons; its letters are printed at once."""

    formulaire = "rappel_convocation"
    titre = "Convoquer"
    explication = (
        "Les lettres s’impriment à la suite. Pour un mineur, au moins un représentant légal est convoqué."
    )
    enregistrer = "&Convoquer et imprimer"

    def build(self) -> None:
        """When, where, who; the right people are ticked beforehand."""
        form, rappel = self.form, self.rappel
        form.add("date_convocation", "Date de l’entretien", DateField("gsn_rappel_convocation_date"))
        form.add("heure", "Heure", TextField("gsn_rappel_convocation_heure", limite=5, exemple="14:30"))
        form.add("lieu", "Lieu", TextField("gsn_rappel_convocation_lieu", limite=LIMITE_LIEU))
        pair_rows(form, "date_convocation", "heure")
        choix = representants_of(rappel)
        proposes = [code for code, _nom in choix] if rappel.mineur or rappel.absenteisme else []
        if not rappel.absenteisme and rappel.prepare is not None:
            auteur = Destinataire.AUTEUR.value
            choix.insert(0, (auteur, f"{rappel.prepare.prenom} {rappel.prepare.nom}"))
            proposes.insert(0, auteur)
        aide = "Absentéisme\u00a0: les parents sont convoqués sans l’élève." if rappel.absenteisme else ""
        form.add(
            "destinataires", "Personnes convoquées", BoxesField("gsn_rappel_destinataires", choix), aide=aide
        )
        form.add(
            "forme",
            "Forme de l’entretien",
            RadioField("gsn_rappel_forme", [(f.value, libelle(f)) for f in FormeEntretien]),
        )
        form.add(
            "remise",
            "Remise",
            CheckField("gsn_rappel_remise", "Convocation remise en main propre"),
            facultatif=True,
        )
        form.set_values({"destinataires": " ".join(proposes), "forme": FormeEntretien.SIMPLE.value})

    def submit(self) -> None:
        """Summon; the letters come back, to be printed by the screen."""
        if self.form.require("date_convocation", "heure", "lieu", "destinataires"):
            v = self.form.values()
            self.send(
                convene,
                self.objet_id,
                date_convocation=v["date_convocation"],
                heure=v["heure"],
                lieu=v["lieu"],
                destinataires=tuple(v["destinataires"].split()),
                remise_en_main_propre=v["remise"] == "oui",
                forme=v["forme"],
                tell="Convocation enregistrée.",
            )


class PrononceVolet(RappelVolet):
    """The mayor's spoken act, recorded by the elu who delivered it."""

    formulaire = "rappel_prononce"
    titre = "Prononcer le rappel à l’ordre"
    explication = "L’acte est verbal\u00a0: cet écran en garde la trace, au nom de l’élu qui l’a prononcé."
    enregistrer = "&Enregistrer l’acte"

    def build(self) -> None:
        """Who, when, before whom, what was decided."""
        form, membre = self.form, self.context.session.membre
        form.add("date_prononce", "Date du rappel à l’ordre", DateField("gsn_rappel_prononce_date"))
        form.add("elu_nom", "Nom de l’élu", TextField("gsn_rappel_elu_nom", limite=LIMITE_NOM))
        form.add(
            "elu_qualite", "Qualité de l’élu", TextField("gsn_rappel_elu_qualite", limite=LIMITE_QUALITE)
        )
        pair_rows(form, "elu_nom", "elu_qualite")
        choix = representants_of(self.rappel)
        if choix:
            form.add(
                "representants_presents",
                "Représentants légaux présents",
                BoxesField("gsn_rappel_presents", choix),
                facultatif=True,
            )
            form.add(
                "motif_impossibilite",
                "Si aucun n’était présent, pourquoi",
                ChoiceField(
                    "gsn_rappel_impossibilite",
                    [(m.value, libelle(m)) for m in MotifImpossibilite],
                    vide="Sans objet",
                ),
                facultatif=True,
            )
        mesures = [(m.value, libelle(m)) for m in MesureRappel]
        form.add("mesure", "Suite décidée", ChoiceField("gsn_rappel_mesure", mesures, vide=""))
        form.add(
            "engagement",
            "Engagement",
            CheckField("gsn_rappel_engagement", "La famille a pris un engagement écrit"),
            facultatif=True,
        )
        form.set_values(
            {"date_prononce": today().isoformat(), "elu_nom": membre.nom, "elu_qualite": membre.fonction}
        )

    def submit(self) -> None:
        """Record the act."""
        if self.form.require("date_prononce", "elu_nom", "elu_qualite", "mesure"):
            v = self.form.values()
            self.send(
                deliver,
                self.objet_id,
                date_prononce=v["date_prononce"],
                elu_nom=v["elu_nom"],
                elu_qualite=v["elu_qualite"],
                representants_presents=tuple(v.get("representants_presents", "").split()),
                motif_impossibilite=v.get("motif_impossibilite") or None,
                mesure=v["mesure"],
                engagement_ecrit=v["engagement"] == "oui",
                tell="Rappel à l’ordre enregistré.",
            )


class AbsenceVolet(RappelVolet):
    """Nobody came."""

    formulaire = "rappel_absence"
    titre = "Constater la non-présentation"
    explication = "Le parquet en sera informé avec le retour de la fiche."

    def build(self) -> None:
        """One date."""
        self.form.add("date_constat", "Date de la non-présentation", DateField("gsn_rappel_absence_date"))
        self.form.set_values({"date_constat": today().isoformat()})

    def submit(self) -> None:
        """Record."""
        if self.form.require("date_constat"):
            self.send(
                record_absence, self.objet_id, **self.form.values(), tell="Non-présentation enregistrée."
            )


class ReportVolet(RappelVolet):
    """The interview is put off; a new summons follows."""

    formulaire = "rappel_report"
    titre = "Reporter l’entretien"
    explication = "Une nouvelle convocation suivra. Le motif vient d’une liste\u00a0: rien de la santé n’a sa place ici."

    def build(self) -> None:
        """When decided, at whose request."""
        motifs = [(m.value, libelle(m).capitalize()) for m in MotifReport]
        self.form.add("date_report", "Date du report", DateField("gsn_rappel_report_date"))
        self.form.add("motif", "Motif", RadioField("gsn_rappel_report_motif", motifs))
        self.form.set_values({"date_report": today().isoformat()})

    def submit(self) -> None:
        """Put off."""
        if self.form.require("date_report", "motif"):
            self.send(postpone, self.objet_id, **self.form.values(), tell="Entretien reporté.")
