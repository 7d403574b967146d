"""A body large enough for an edition to leave; its first situation bears a canary of each kind."""

from __future__ import annotations

from gsn_app.actions.apport import add_apport
from gsn_app.actions.situation import open_situation
from gsn_app.domain.situation import Personne
from tests.actions.exemples import logged, prepare_one, send
from tests.coffre_prepare import GSN, Prepare

CANARI = Personne(
    "Lœuillet-Brasséac", "Maëlys", "2012-05-03", "F", adresse="12 bis, rue des Églantiers-Fictifs",
    telephone="06 39 98 00 01", courriel="zebulon.fictif@exemple.test",
)  # fmt: skip
NOMS = [f"Xyl{letter}on" for letter in "abcdefghij"]


def populate(coffre: Prepare) -> None:
    """Forty situations, one rappel sent to the parquet."""
    with logged(coffre, "coordo") as session:
        cercle = [coffre.membres["coordo"], coffre.membres["ecole"]]
        for rang in range(40):
            autre = Personne(NOMS[rang % 10], "Oph", "2010-01-30", "FM"[rang % 2])
            found = open_situation(
                session, GSN, personne=autre if rang else CANARI, origine="origine.EN",
                motif=("motif.ABS", "motif.INC")[rang % 2], cercle=cercle,
            )  # fmt: skip
            if not rang:
                add_apport(
                    session, found, "Il retrouve des camarades au skatepark de la Bergerie, après les cours."
                )
                send(
                    session, prepare_one(session, found, lieu="Passage Quincampoix", service="Brigade Zéphyr")
                )
