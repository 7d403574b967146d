"""What the fictitious members say: short, decent, about facts and next steps, never about health or offences."""

from __future__ import annotations

APPORTS = {
    "ecole": (
        "Douze demi-journées manquées depuis la rentrée. La famille a été reçue et garde le lien avec l’établissement.",
        "De retour en classe deux matinées par semaine depuis le dernier point. Le tuteur volontaire l’accompagne.",
        "Participe de nouveau à l’atelier du midi. Les notes de français progressent.",
        "Deux retenues pour bavardages ce mois-ci. Un contrat de vie scolaire a été signé avec la famille.",
        "Demande une autre voie ; un rendez-vous d’orientation est pris avant les vacances.",
        "Présent à tous les cours depuis trois semaines. Les professeurs notent un vrai effort.",
    ),
    "pjj": (
        "Rencontres tous les quinze jours ; présent aux trois derniers rendez-vous.",
        "Le projet d’activité avance ; une place est gardée pour le chantier de printemps.",
        "La famille vient aux entretiens et pose des questions précises sur la suite.",
        "Rendez-vous déplacé deux fois à sa demande ; le lien reste bon.",
    ),
    "mds": (
        "Les parents demandent un appui pour organiser les soirées ; une visite à domicile est prévue.",
        "Le dossier d’aide à la cantine est déposé ; réponse attendue le mois prochain.",
        "Un relais avec l’assistante sociale scolaire est en place depuis la dernière réunion.",
        "La mère a rencontré l’équipe ; elle souhaite être associée aux prochaines décisions.",
    ),
    "prevention": (
        "Vu en soirée sur la placette avec ses amis ; échange calme, accepte de repasser au local.",
        "Vient à l’atelier vélo le mercredi ; régulier depuis un mois.",
        "Son groupe s’est dispersé ; il cherche une activité pour les vacances.",
        "Inscrit au chantier éducatif de deux semaines ; la famille est d’accord.",
    ),
    "mission": (
        "Inscription faite ; un atelier de découverte des métiers du bois commence la semaine prochaine.",
        "Stage de cinq jours trouvé dans une boulangerie ; l’employeur est satisfait.",
        "Prépare un dossier de service civique ; entretien le mois prochain.",
    ),
    "mediation": (
        "Deux médiations tenues au collège ; les deux élèves se parlent de nouveau.",
        "Le bailleur constate moins de bruit dans l’escalier depuis l’échange sur le palier.",
        "Accueil chaque matin devant l’établissement ; arrive à l’heure trois jours sur quatre.",
    ),
}  # fmt: skip
DITS = {
    "ecole": "la principale du collège", "mds": "l’assistante sociale de secteur", "pjj": "l’éducateur",
    "prevention": "l’équipe de rue", "mission": "la conseillère", "mediation": "le médiateur",
}  # fmt: skip
SAISINES = (
    "Absences répétées le lundi ; la famille, jointe par téléphone, demande conseil.",
    "Petit groupe présent tard sous le porche ; dialogue possible avec l’un d’eux.",
    "Arrivées tardives et conflits à la grille ; les parents souhaitent un rendez-vous.",
    "Ne vient plus à l’atelier depuis un mois ; ses amis disent qu’il cherche un stage.",
)
#: what each rappel is about: description, place, service
FAITS = {
    "fait.INCIV": (
        "Jets de bouteilles en plastique et cris répétés dans la halle, malgré deux demandes d’arrêter.",
        "Halle du marché", "Police municipale",
    ),
    "fait.ABORDS": (
        "Bousculade à la grille à la sortie des cours ; passage des élèves gêné pendant dix minutes.",
        "Abords du collège de l’Exemple", "Police municipale",
    ),
    "fait.NUIT": (
        "Présent seul à deux heures du matin sur la place ; raccompagné, parents joints.",
        "Place Fictive", "Police municipale",
    ),
    "fait.DEGRAD": (
        "Inscription au feutre sur le banc et la fontaine, effacée le lendemain par les services.",
        "Jardin des Maquettes", "Police municipale",
    ),
    "fait.VOISIN": (
        "Musique forte dans le hall trois soirs de suite ; deux échanges avec les voisins sans effet.",
        "Résidence des Spécimens, hall B", "Médiation sociale",
    ),
    "fait.ABSENT": (
        "Vingt-deux demi-journées d’absence sans motif en deux mois, malgré deux courriers de l’établissement.",
        "Collège de l’Exemple", "Établissement scolaire",
    ),
    "fait.ARRETE": (
        "Usage de pétards dans le parc, interdit par l’arrêté municipal affiché à l’entrée.",
        "Parc de l’Exemple", "Police municipale",
    ),
    "fait.TAPAGE": (
        "Cris et musique sur le parking après vingt-trois heures, deux soirs de la même semaine.",
        "Parking des Maquettes", "Police municipale",
    ),
}  # fmt: skip
