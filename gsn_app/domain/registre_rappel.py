"""One line of the numbered register of the rappels à l'ordre: number, day, codes; nobody's name (domain 4)."""

from __future__ import annotations

from dataclasses import dataclass

from gsn_app.domain.rappel_ordre import RappelOrdre


@dataclass(frozen=True)
class LigneRegistre:
    """One numbered line. ``date`` is ISO; codes are stored ``liste.CODE``, "" while unknown."""

    numero: str
    date: str
    fait: str
    reponse: str = ""
    issue: str = ""
    public: str = ""


def ligne_of(rappel: RappelOrdre) -> LigneRegistre:
    """The line of a rappel whose sheet has left."""
    fait = str(rappel.prepare.fait) if rappel.prepare else ""
    issue = "suite.REA" if rappel.prononce else "suite.ABSN" if rappel.non_presente else ""
    return LigneRegistre(
        rappel.numero_fiche, rappel.envois[0].date_envoi.isoformat(), fait,
        str(rappel.reponse.reponse) if rappel.reponse else "", issue, "mineur" if rappel.mineur else "majeur",
    )  # fmt: skip
