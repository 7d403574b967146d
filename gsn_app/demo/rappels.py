"""Chapters of the rappels à l'ordre: nine sheets, one in each state that a board may show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gsn_app.actions.impression import Feuille, confirm_impression
from gsn_app.actions.rappel_ordre import (
    confirm_fiche_navette,
    confirm_retour,
    convene,
    deliver,
    prepare_rappel,
    print_fiche_navette,
    print_retour,
    record_absence,
    record_consultation,
    record_reponse,
)
from gsn_app.actions.session import Session
from gsn_app.demo.membres import PAR_CLE
from gsn_app.demo.recit import Dossier, Recit
from gsn_app.demo.textes import FAITS
from gsn_app.domain.rappel_ordre_valeur import QualiteRepresentant, Representant

MAGISTRAT = {"magistrat_nom": "Parquetine Fictif-Balance", "magistrat_qualite": "Substitute de la procureure"}
LIEU = "Mairie de Fictif-sur-Éxemple, salle des Maquettes"


class Fiches:
    """The sheets of the story, by the number of their row; a row the story does not hold is passed over."""

    def __init__(self, recit: Recit) -> None:
        self._recit = recit
        self._ids: dict[int, str] = {}

    def prepare(self, session: Session, jour: int, numero: int, fait: str) -> None:
        """Prepare one sheet, the facts four days earlier."""
        dossier = self._recit.dossier(numero)
        if dossier is None:
            return
        self._recit.horloge.go(jour)
        description, lieu, service = FAITS[fait]
        self._ids[numero] = prepare_rappel(
            session, dossier.id, nom=dossier.personne.nom, prenom=dossier.personne.prenom,
            date_naissance=dossier.personne.date_naissance, fait=fait, description=description,
            date_fait=self._recit.horloge.jour(jour + 4), heure_fait="17:30", lieu=lieu, service=service,
            reference_rapport=f"MC-{numero:04d}", commune_victime=fait == "fait.DEGRAD", crime_ou_delit=False,
            plainte_deposee=False, enquete_judiciaire=False, representants=_parents(dossier),
            adresse=dossier.personne.adresse,
        )  # fmt: skip

    def send(self, session: Session, jour: int, numero: int) -> None:
        """Temps 1: the sheet is printed and leaves."""
        self._print(session, jour, numero, print_fiche_navette, confirm_fiche_navette)

    def answer(self, session: Session, jour: int, numero: int, reponse: str) -> None:
        """Temps 2: the paper answer is typed in."""
        today = self._recit.horloge.go(jour)
        self._act(
            record_reponse,
            session,
            numero,
            reponse=f"reponse_parquet.{reponse}",
            date_reponse=today,
            **MAGISTRAT,
        )

    def consult(self, session: Session, jour: int, numero: int) -> None:
        """The group is asked whether the act fits the work under way."""
        today = self._recit.horloge.go(jour)
        remark = "Le suivi continue ; le rappel est compatible avec le travail engagé."
        self._act(
            record_consultation, session, numero, date_consultation=today, deja_suivie=True, compatible=True,
            remarque=remark,
        )  # fmt: skip

    def summon(
        self, session: Session, jour: int, numero: int, pour: int, *, seuls_parents: bool = False
    ) -> None:
        """The summons for a day of the story, its letters printed."""
        if numero not in self._ids:
            return
        self._recit.horloge.go(jour)
        guests = ["destinataire.AUTEUR"] if not seuls_parents else []
        dossier = self._recit.dossier(numero)
        if dossier is not None and dossier.ligne.mineur:
            guests.append("destinataire.REPRESENTANT_1")
        letters = convene(
            session, self._ids[numero], date_convocation=self._recit.horloge.jour(pour), heure="17:00", lieu=LIEU,
            destinataires=tuple(guests), remise_en_main_propre=True,
        )  # fmt: skip
        for letter in letters:
            confirm_impression(session, letter, reussie=True)

    def deliver(self, session: Session, jour: int, numero: int) -> None:
        """The elu speaks the rappel before the parents."""
        today = self._recit.horloge.go(jour)
        elu = PAR_CLE["maire"]
        self._act(
            deliver, session, numero, date_prononce=today, elu_nom=elu.nom, elu_qualite=elu.fonction,
            representants_presents=("destinataire.REPRESENTANT_1",), engagement_ecrit=True,
        )  # fmt: skip

    def note_absence(self, session: Session, jour: int, numero: int) -> None:
        """Nobody came."""
        today = self._recit.horloge.go(jour)
        self._act(record_absence, session, numero, date_constat=today)

    def inform(self, session: Session, jour: int, numero: int) -> None:
        """Temps 3: the return part leaves, the sheet is closed."""
        self._print(session, jour, numero, print_retour, confirm_retour)

    def _act(self, gesture: Callable[..., Any], session: Session, numero: int, **donnees: Any) -> None:
        if numero in self._ids:
            gesture(session, self._ids[numero], **donnees)

    def _print(
        self, session: Session, jour: int, numero: int, ask: Callable[[Session, str], Feuille],
        confirm: Callable[[Session, str, Feuille], None],
    ) -> None:  # fmt: skip
        if numero not in self._ids:
            return
        self._recit.horloge.go(jour)
        sheet = ask(session, self._ids[numero])
        confirm_impression(session, sheet, reussie=True)
        confirm(session, self._ids[numero], sheet)


def _parents(dossier: Dossier) -> tuple[Any, ...]:
    if not dossier.ligne.mineur:
        return ()
    mother = Representant(
        dossier.personne.nom, "Parentine", QualiteRepresentant.MERE, dossier.personne.adresse
    )
    return (mother,)
