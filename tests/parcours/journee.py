"""The day of a commune, from an empty folder to the exported report: each step is a person's, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.parcours import gestes, mains
from tests.parcours.gestes import BAILLEUR, COORDO, DPO, ECOLE, ENROLES, MAIRE, POLICE, SOCIAL, Jeune
from tests.parcours.imprimante import Bac
from tests.parcours.programme import Programme

ZOE = Jeune("Exemplaire-Œuvré", "Zoé", "04/05/2011", "Féminin", "Établissement scolaire", "Présence tardive")
#: signalled by the police, so that the signalant has something of their own
SACHA = Jeune("Figurant-Sifflet", "Sacha", "02/03/2010", "Masculin", "Police municipale", "Incivilités")
#: alike, so that one class of the report is large enough to leave
FIGURANTS = tuple(
    Jeune(f"Figurant-{mot}", prenom, f"0{n + 1}/09/2012", "Masculin", "Établissement scolaire", "Absentéisme")
    for n, (mot, prenom) in enumerate(
        [
            ("Ardoise", "Noé"),
            ("Bâton", "Ilan"),
            ("Çédille", "Aël"),
            ("Dédale", "Loïc"),
            ("Écrin", "Ugo"),
            ("Fève", "Léo"),
            ("Givre", "Naïm"),
            ("Hêtre", "Élie"),
        ]
    )
)
APPORT = "Rencontre avec la mère le 12, elle demande de l’aide."
APPORT_REDUIT = "À reprendre à deux avec l’établissement avant la séance."
MERE = ("Exemplaire-Œuvré", "Anne")


@dataclass
class Journee:
    """What the day left: folders, printed sheets, exit codes of the sessions, sentences read on the screen."""

    coffre: Path
    poste: Path
    rapport: Path
    bac: Bac
    mots_par_part: int = 0
    sorties: list[int] = field(default_factory=list)
    lu: dict[str, str] = field(default_factory=dict)


def live_the_day(folder: Path, bac: Bac) -> Journee:
    """Nine people, one workstation, one day."""
    jour = Journee(folder / "coffre", folder / "poste", folder / "remis", bac)
    jour.rapport.mkdir()
    programme = Programme(jour.poste)

    def enter(qui: gestes.Personnage) -> None:
        """Ctrl+L, then the next person."""
        jour.sorties.append(programme.lock())
        programme.enter(qui.nom, qui.phrase)

    programme.start()
    jour.mots_par_part = gestes.create_vault(jour.coffre)
    programme.choose_code()
    for qui in ENROLES:
        gestes.enrol(qui)
    for qui in (ECOLE, SOCIAL, BAILLEUR, MAIRE, DPO):
        enter(qui)
        gestes.sign_charter()
    enter(POLICE)
    gestes.sign_charter()
    gestes.submit_saisine(SACHA, "Regroupement bruyant devant l’école, rappel verbal sans effet.")

    enter(COORDO)
    follow_zoe()
    jour.lu["acces"] = mains.read("gsn_acces")
    send_to_the_parquet()
    enter(MAIRE)
    mains.click("gsn_aller_rappels")
    mains.click("gsn_rappels_entretien_0")
    gestes.deliver()

    enter(COORDO)
    mains.click("gsn_aller_rappels")
    mains.click("gsn_rappels_retour_0")
    gestes.print_sheet("gsn_rappel_acte_parquet_informe")
    jour.lu["rappel"] = mains.wait_text("gsn_rappel_etat", "Parquet informé")
    gestes.open_situation(SACHA, COORDO, SOCIAL)
    for jeune in FIGURANTS:
        gestes.submit_saisine(jeune)
        gestes.open_situation(jeune, COORDO, ECOLE)
    gestes.preview_report("Formation plénière du CLSPD", f"Année {date.today().year}")
    jour.lu["apercu"] = mains.read_screen()
    gestes.export_report(jour.rapport)
    jour.lu["journal"] = gestes.verify_journal()
    jour.lu["ancre"] = mains.read("gsn_entete_ancre")
    jour.sorties.append(programme.lock())
    return jour


def follow_zoe() -> None:
    """Saisine, situation with its circle, information, apports, référent, mesure."""
    today = date.today()
    gestes.submit_saisine(ZOE, "Seule au square après minuit, à trois reprises depuis septembre.")
    gestes.open_situation(ZOE, COORDO, ECOLE)
    gestes.record_information(today)
    gestes.add_apport(APPORT)
    gestes.add_apport(APPORT_REDUIT, ECOLE)
    gestes.designate_referent(ECOLE, today)
    gestes.propose_and_take("Médiation scolaire")


def send_to_the_parquet() -> None:
    """The rappel à l'ordre, from its preparation to the printed summons."""
    today = date.today()
    gestes.prepare_rappel(today, MERE)
    gestes.print_sheet("gsn_rappel_acte_parquet_consulte")
    gestes.record_answer_b(today)
    gestes.consult_partners()
    gestes.convene(today)
    gestes.print_sheet()
    mains.wait_text("gsn_rappel_etat", "Convoqué")
