"""What is left to destroy once an old spreadsheet was taken up: shown on the screen and printed on the certificate."""

from __future__ import annotations

from typing import Final

#: where an old spreadsheet is found, in the order in which it is looked for
GESTES: Final = (
    "Le fichier lui-même, sur ce poste et sur les dossiers partagés, puis la corbeille de chacun.",
    "Ses autres versions : copies datées, brouillons, fichiers « ~ » et récupérations automatiques du tableur.",
    "Les messages qui l’ont porté : boîtes d’envoi et de réception de tous les destinataires, et leurs archives.",
    "Les clés USB et disques externes : effacez puis remplissez d’autres fichiers, ou détruisez le support.",
    "Les espaces en ligne et les postes personnels de celles et ceux qui l’ont reçu : demandez-leur une réponse écrite.",
    "Les exemplaires imprimés : au destructeur de papier.",
    "Les sauvegardes de la commune : demandez au service informatique le jour où la dernière copie aura disparu.",
)
