"""What a person does, screen after screen, told in the words of the work; only clicks, keys and eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.parcours import mains
from tests.parcours.programme import Programme

COMMUNE = "Saint-Exemple-lès-Œuvres"


@dataclass(frozen=True)
class Personnage:
    """A fictitious member: name, function, institution, label of the role in the enrolment form."""

    nom: str
    fonction: str
    institution: str
    role: str
    phrase: str


COORDO = Personnage(
    "Coralie Testard",
    "Coordonnatrice CLSPD",
    "Commune",
    "Coordonnateur",
    "lanterne cobalt verger tambour dragée",
)
DPO = Personnage(
    "Delphine Garde",
    "Déléguée à la protection des données",
    "Commune",
    "",
    "granit papaye ruisseau fenouil moulin",
)
ECOLE = Personnage(
    "Émilie Tableau", "Principale", "Éducation nationale", "Membre", "craie buvard marelle cartable préau"
)
SOCIAL = Personnage(
    "Sofiane Entraide", "Assistant social", "Département", "Membre", "tilleul bambou noisette galet averse"
)
BAILLEUR = Personnage(
    "Béatrice Loyer",
    "Responsable de secteur",
    "Bailleur social",
    "Membre",
    "palier sonnette ficelle cerise tournevis",
)
MAIRE = Personnage("Maïté Écharpe", "Maire", "Commune", "Élu", "clocher fanfare platane médaille tambourin")
POLICE = Personnage(
    "Paul Rondier",
    "Chef de la police municipale",
    "Commune",
    "Signalant",
    "sifflet képi ronde boussole carnet",
)
ENROLES = (ECOLE, SOCIAL, BAILLEUR, MAIRE, POLICE)


@dataclass(frozen=True)
class Jeune:
    """Somebody signalled; ``motif`` and ``origine`` are the labels of the lists."""

    nom: str
    prenom: str
    naissance: str
    sexe: str
    origine: str
    motif: str


# -- creation and enrolment ---------------------------------------------------------------------


def create_vault(dossier: Path) -> int:
    """The creation assistant, from the opening screen to the new session; returns the words of a share."""
    mains.click("gsn_ouverture_creer")
    mains.fill("gsn_creation_commune", COMMUNE)
    mains.tick("gsn_creation_instances_GSN")
    mains.click("gsn_creation_continuer")
    mains.tick("gsn_creation_charte_adoptee")
    mains.click("gsn_creation_continuer")
    _fill_person("gsn_creation_coordonnateur", COORDO)
    mains.click("gsn_creation_continuer")
    mains.tick("gsn_creation_auditeur_quand_maintenant")
    _fill_person("gsn_creation_auditeur", DPO)
    mains.click("gsn_creation_continuer")
    gardiens = ((MAIRE.nom, "Maire"), (DPO.nom, "DPO"), ("Denis Général", "Directeur général des services"))
    for rang, (nom, qualite) in enumerate(gardiens):
        mains.fill(f"gsn_creation_gardien_{rang}_nom", nom)
        mains.fill(f"gsn_creation_gardien_{rang}_qualite", qualite)
    mains.choose("gsn_creation_seuil", "2 gardiens sur 3")
    mains.click("gsn_creation_continuer")
    words = [_prove_share(rang) for rang in range(len(gardiens))]
    mains.click("gsn_creation_continuer")
    mains.fill("gsn_creation_dossier", str(dossier))
    mains.click("gsn_creation_continuer")
    return min(words)


def _fill_person(prefixe: str, qui: Personnage) -> None:
    mains.fill(f"{prefixe}_nom", qui.nom)
    mains.fill(f"{prefixe}_fonction", qui.fonction)
    mains.fill(f"{prefixe}_institution", qui.institution)
    mains.fill(f"{prefixe}_phrase", qui.phrase)
    mains.fill(f"{prefixe}_confirmation", qui.phrase)


def _prove_share(rang: int) -> int:
    """Read a share on the screen, hide it, type it again."""
    mains.click(f"gsn_creation_part_{rang}_montrer")
    shown = mains.find(f"gsn_creation_part_{rang}_mots").findChildren(QLabel)
    words = [label.text().partition(".\u00a0")[2] for label in shown if label.isVisible()]
    mains.click(f"gsn_creation_part_{rang}_cacher")
    told = mains.read_screen().split()
    assert sum(word in told for word in words[4:]) <= 2  # a word of the list may be French too
    mains.fill(f"gsn_creation_part_{rang}_saisie", " ".join(words))
    mains.click(f"gsn_creation_part_{rang}_verifier")
    mains.wait_text(f"gsn_creation_part_{rang}_etat", "Part vérifiée")
    return len(words)


def enrol(qui: Personnage) -> None:
    """The coordonnateur fills the line, the new member types their own passphrase, the fingerprint is confirmed."""
    mains.click("gsn_aller_membres")
    mains.click("gsn_membre_enroler")
    mains.fill("gsn_enrolement_nom", qui.nom)
    mains.fill("gsn_enrolement_fonction", qui.fonction)
    mains.fill("gsn_enrolement_institution", qui.institution)
    mains.choose("gsn_enrolement_role_gsn-1", qui.role)
    mains.click("gsn_enrolement_preparer")
    mains.fill("gsn_enrolement_phrase", qui.phrase)
    mains.fill("gsn_enrolement_confirmation", qui.phrase)
    mains.click("gsn_enrolement_valider")
    mains.wait_for(
        lambda: any(qui.nom in row for row in mains.rows("gsn_membre_table")),
        f"{qui.nom} is not in the table",
    )
    mains.wait_text("gsn_membre_fiche_nom", qui.nom)
    words = mains.find("gsn_membre_fiche_empreinte").property("text").partition(":")[2].strip()

    def confirm() -> None:
        mains.wait_for(
            lambda: mains.focused().objectName() == "gsn_membre_confirmer_question_reponse",
            "no focus on the question",
        )
        mains.write(words)
        mains.key(Qt.Key.Key_Return)

    mains.click("gsn_membre_confirmer", confirm)
    mains.wait_text("gsn_membre_fiche_etat", "Charte à signer")


def sign_charter() -> None:
    """Read the charter and sign it with one's own key."""
    mains.click("gsn_aller_membres")

    def sign() -> None:
        mains.tick("gsn_charte_lu")
        mains.click("gsn_charte_signer")

    mains.click("gsn_membre_signer", sign)
    mains.wait_text("gsn_membre_charte_etat", "Vous l’avez signée")


# -- saisine and situation ----------------------------------------------------------------------


def submit_saisine(jeune: Jeune, description: str = "") -> None:
    """Ctrl+N and the keyboard alone: Tab from field to field, Ctrl+Entrée to deposit."""
    mains.ctrl(Qt.Key.Key_N)
    mains.find("gsn_saisine_nom")
    mains.wait_for(lambda: mains.focused().objectName() == "gsn_saisine_nom", "the name has not the focus")
    mains.type_over(jeune.nom)
    mains.key(Qt.Key.Key_Tab)
    mains.type_over(jeune.prenom)
    mains.key(Qt.Key.Key_Tab)
    mains.type_over(jeune.naissance)
    mains.key(Qt.Key.Key_Tab)
    pick("gsn_saisine_sexe", jeune.sexe)
    mains.key(Qt.Key.Key_Tab)
    pick("gsn_saisine_origine", jeune.origine)
    mains.key(Qt.Key.Key_Tab)
    pick("gsn_saisine_motif", jeune.motif)
    if description:
        mains.key(Qt.Key.Key_Tab)
        assert mains.focused().objectName() == "gsn_saisine_description"
        mains.type_over(description)
    mains.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    mains.wait_for(
        lambda: (
            mains.seen("gsn_saisines_table")
            and any(any(jeune.nom in cell for cell in row) for row in mains.rows("gsn_saisines_table"))
        ),
        f"the saisine of {jeune.nom} is not in the list",
    )


def pick(nom: str, label: str) -> None:
    """Choose in the focused closed list with the arrows."""
    combo = mains.focused()
    assert combo.objectName() == nom, f"the keyboard is in « {combo.objectName()} », not in « {nom} »"
    mains.key(Qt.Key.Key_Home)
    for _line in range(60):
        if mains.text_of(combo).startswith(label):
            return
        mains.key(Qt.Key.Key_Down)
    raise mains.NotSeen(f"« {nom} » does not offer « {label} »")


def open_situation(jeune: Jeune, *cercle: Personnage) -> None:
    """From the list of the saisines, examine one and open a situation for a circle."""
    mains.click("gsn_aller_saisines")
    mains.open_row("gsn_saisines_table", jeune.nom)
    mains.click("gsn_saisines_ouvrir")
    mains.tick_only("gsn_ouverture_cercle", *(qui.nom for qui in cercle))
    mains.click("gsn_ouverture_enregistrer")
    mains.wait_text("gsn_identite_nom", jeune.nom)


def go_to_situation(jeune: Jeune) -> None:
    """Ctrl+K, the beginning of the name, Entrée on the row."""
    mains.ctrl(Qt.Key.Key_K)
    mains.wait_for(lambda: mains.focused().objectName() == "gsn_situations_recherche", "no search field")
    mains.type_over(jeune.nom)
    mains.wait_for(lambda: len(mains.rows("gsn_situations_table")) == 1, f"{jeune.nom} is not found alone")
    mains.open_row("gsn_situations_table", jeune.nom)
    mains.wait_text("gsn_identite_nom", jeune.nom)


def french(day: date) -> str:
    """A date as it is typed."""
    return day.strftime("%d/%m/%Y")


def open_program(programme: Programme, qui: Personnage) -> None:
    """Enter as somebody, after whoever was there."""
    if programme.flow is not None and programme.flow.window is not None:
        programme.switch(qui.nom, qui.phrase)
    else:
        programme.enter(qui.nom, qui.phrase)


# -- on the page of a situation -----------------------------------------------------------------


def record_information(day: date) -> None:
    """C8: the person was informed."""
    mains.click("gsn_information_noter")
    mains.fill("gsn_information_date", french(day))
    mains.choose("gsn_information_moyen", "Entretien")
    mains.click("gsn_information_enregistrer")
    mains.wait_text("gsn_information_etat", "Personne informée le")


def add_apport(texte: str, *lecteurs: Personnage) -> None:
    """Bring something to the circle, or to a few of its members."""
    mains.click("gsn_situation_apporter")
    mains.fill("gsn_apport_texte", texte)
    for words, box in mains.boxes_in("gsn_apport_lecteurs").items():
        mains.tick(box.objectName(), on=words.startswith(tuple(qui.nom for qui in lecteurs) or ("\0",)))
    mains.click("gsn_apport_enregistrer")
    mains.wait_text("gsn_apports", texte)


def designate_referent(qui: Personnage, day: date) -> None:
    """A référent de parcours, with the agreement of the person."""
    mains.click("gsn_referent_designer")
    mains.choose("gsn_referent_membre", qui.nom)
    mains.tick("gsn_referent_accord_oui")
    mains.fill("gsn_referent_accord_date", french(day))
    mains.click("gsn_referent_enregistrer")
    mains.wait_text("gsn_referent_nom", qui.nom)


def propose_and_take(mesure: str) -> None:
    """Propose a measure, then volunteer for it."""
    mains.click("gsn_mesures_proposer")
    mains.choose("gsn_mesure_code", mesure)
    mains.click("gsn_mesure_enregistrer")
    mains.wait_text("gsn_mesures_etat_0", "Personne ne l’a encore prise en charge")
    mains.click("gsn_mesures_prendre_0")
    mains.click("gsn_mesure_prise_enregistrer")
    mains.wait_text("gsn_mesures_etat_0", "Prise en charge par")


# -- rappel à l'ordre ---------------------------------------------------------------------------


def prepare_rappel(day: date, mere: tuple[str, str]) -> None:
    """From the page of a situation: the facts, the three exclusions answered, a representative."""
    mains.click("gsn_situation_rappeler")
    mains.choose("gsn_preparation_fait", "Incivilité commise")
    mains.fill("gsn_preparation_description", "Insultes répétées envers le gardien du square, constatées.")
    mains.fill("gsn_preparation_date_fait", french(day))
    mains.fill("gsn_preparation_lieu", "Square de l’Étoile")
    mains.fill("gsn_preparation_service", "Police municipale")
    mains.tick("gsn_preparation_victime_non")
    for exclusion in ("crime_ou_delit", "plainte_deposee", "enquete_judiciaire"):
        mains.tick(f"gsn_preparation_{exclusion}_non")
    mains.fill("gsn_preparation_representant1_nom", mere[0])
    mains.fill("gsn_preparation_representant1_prenom", mere[1])
    mains.choose("gsn_preparation_representant1_qualite", "Mère")
    mains.fill("gsn_preparation_representant1_adresse", "1 rue du Test, 00000 Saint-Exemple")
    mains.click("gsn_rappel_preparation_enregistrer")
    mains.find("gsn_rappel_acte_parquet_consulte")


def print_sheet(bouton: str = "") -> None:
    """Print the sheet a button asks for, and say that it came out."""
    if bouton:
        mains.click(bouton)
    mains.wait_text("gsn_impression_imprimante", "Accueil")
    mains.click("gsn_impression_imprimer")
    mains.wait_text("gsn_impression_question", "La feuille est-elle bien sortie")
    mains.click("gsn_impression_oui")
    mains.wait_for(lambda: mains.seen("gsn_impression") is None, "the print window stays open")


def record_answer_b(day: date) -> None:
    """The parquet lets the mayor act."""
    mains.click("gsn_rappel_acte_reponse_parquet")
    mains.tick("gsn_rappel_reponse_reponse_parquet.B")
    mains.fill("gsn_rappel_reponse_date", french(day))
    mains.fill("gsn_rappel_magistrat_nom", "Magali Fictive")
    mains.fill("gsn_rappel_magistrat_qualite", "substitute")
    mains.click("gsn_rappel_reponse_enregistrer")
    mains.find("gsn_rappel_acte_partenaires_consultes")


def consult_partners() -> None:
    """The group's opinion before any summons."""
    mains.click("gsn_rappel_acte_partenaires_consultes")
    mains.tick("gsn_rappel_deja_suivie_oui")
    mains.tick("gsn_rappel_compatible_oui")
    mains.click("gsn_rappel_partenaires_enregistrer")
    mains.find("gsn_rappel_acte_convoque")


def convene(day: date) -> None:
    """Summon; the letters print one after the other."""
    mains.click("gsn_rappel_acte_convoque")
    mains.fill("gsn_rappel_convocation_date", french(day))
    mains.fill("gsn_rappel_convocation_heure", "17:30")
    mains.fill("gsn_rappel_convocation_lieu", "Mairie, bureau du maire")
    mains.click("gsn_rappel_convocation_enregistrer")


def deliver() -> None:
    """The élu records the spoken act, a representative being there."""
    mains.click("gsn_rappel_acte_prononce")
    for _words, box in mains.boxes_in("gsn_rappel_presents").items():
        mains.tick(box.objectName())
    mains.click("gsn_rappel_prononce_enregistrer")
    mains.wait_text("gsn_rappel_etat", "Prononcé")


# -- report and journal -------------------------------------------------------------------------


def preview_report(receveur: str, periode: str) -> None:
    """Ask what would leave."""
    mains.click("gsn_aller_rapport")
    mains.choose("gsn_rapport_periode", periode)
    mains.fill("gsn_rapport_receveur", receveur)
    mains.click("gsn_rapport_preparer")
    mains.find("gsn_rapport_exporter")


def export_report(dossier: Path) -> None:
    """Choose a folder in the system's window, by its path."""
    mains.click("gsn_rapport_exporter", lambda: type_folder(dossier))
    mains.wait_text("gsn_rapport_ecrits", "rapport.csv")


def type_folder(dossier: Path) -> None:
    """Answer the folder question with the keyboard."""
    mains.find("fileNameEdit")
    mains.fill("fileNameEdit", str(dossier))
    mains.key(Qt.Key.Key_Return)


def verify_journal() -> str:
    """Verify, and read the sentence shown."""
    mains.click("gsn_aller_journal")
    mains.click("gsn_journal_verifier")
    return mains.wait_text("gsn_journal_resultat", "entrées")
