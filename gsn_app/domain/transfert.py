"""Passing a situation from one body to another: what the sender selects goes along as a copy, and nothing else.

The identity needed to recognise the person, the main reason and the origin always go. An apport goes only when it is
the sender's own: what another member brought was for the circle they knew (C5, C6).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gsn_app.domain.lien import EN_ATTENTE
from gsn_app.domain.parcours import Orientation
from gsn_app.domain.situation import (
    Apport,
    InformationPersonne,
    Mesure,
    Personne,
    SituationComplete,
    SituationUnknown,
)
from gsn_app.errors import InvalidInput, Refused


class TransfertSameInstance(InvalidInput):
    """La situation est déjà dans cette instance."""

    code = "TRF-01"


class TransfertWithoutReceiver(Refused):
    """Aucun coordonnateur de « {instance} » ne peut recevoir ce transfert : il faut qu’il ait signé la charte."""

    code = "TRF-02"


class TransfertAnswered(Refused):
    """Ce transfert n’attend plus de réponse : il a été accepté, refusé ou repris."""

    code = "TRF-03"


class TransfertUnknown(Refused):
    """Ce transfert n’existe pas, ou ne vous est pas adressé."""

    code = "TRF-04"


class TransfertNotOwn(Refused):
    """Seule la personne qui a proposé ce transfert peut le reprendre."""

    code = "TRF-05"


class SelectionImpossible(InvalidInput):
    """Un élément choisi n’est pas dans cette situation, ou c’est l’apport d’un autre membre, qui ne peut pas partir (C5)."""

    code = "TRF-06"


class TransfertUnderWay(Refused):
    """Un transfert de cette situation attend déjà une réponse."""

    code = "TRF-07"


@dataclass(frozen=True)
class Selection:
    """What the sender ticks. Ids of the situation; each flag is a group of fields of the person."""

    coordonnees: bool = False
    scolarite: bool = False
    quartier: bool = False
    motifs_secondaires: bool = False
    information: bool = False
    mesures: tuple[str, ...] = ()
    orientations: tuple[str, ...] = ()
    apports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Envoi:
    """The copy that crosses. No id, no member, no access, no history of the situation it comes from."""

    personne: Personne
    motif: str
    origine: str
    motifs_secondaires: tuple[str, ...] = ()
    information: tuple[InformationPersonne, ...] = ()
    mesures: tuple[Mesure, ...] = ()
    orientations: tuple[Orientation, ...] = ()
    apports: tuple[Apport, ...] = ()


@dataclass(frozen=True)
class Transfert:
    """One proposal as its two sides see it; ``envoi`` is None once it was answered. ``situation_id``: the copy."""

    id: str
    de: str
    vers: str
    par: str
    le: str
    etat: str
    envoi: Envoi | None = None
    motif: str = ""
    situation_id: str = ""

    @property
    def en_attente(self) -> bool:
        """True until it is accepted, refused or taken back."""
        return self.etat == EN_ATTENTE


def build_envoi(situation: SituationComplete, selection: Selection, membre_id: str) -> Envoi:
    """Copy what is selected and nothing more; raises SelectionImpossible, SituationUnknown.

    ``membre_id``: the sender, whose own apports alone may go.
    """
    qui, quoi = situation.personne, situation.typologie
    if qui is None or quoi is None:
        raise SituationUnknown()
    mesures = {m.id: m for m in situation.mesures}
    orientations = {o.id: o for o in situation.parcours.orientations}
    apports = {
        a.id: a
        for a in situation.apports
        if a.auteur_id == membre_id and a.texte and not a.retire and not a.dit_par
    }
    for wanted, there in (
        (selection.mesures, mesures), (selection.orientations, orientations), (selection.apports, apports),
    ):  # fmt: skip
        if not set(wanted) <= set(there):
            raise SelectionImpossible()
    personne = Personne(
        qui.nom, qui.prenom, qui.date_naissance, qui.sexe,
        **({"adresse": qui.adresse, "telephone": qui.telephone, "courriel": qui.courriel} if selection.coordonnees else {}),
        **({"niveau_scolaire": qui.niveau_scolaire, "situation_professionnelle": qui.situation_professionnelle}
           if selection.scolarite else {}),
        **({"quartier": qui.quartier} if selection.quartier else {}),
    )  # fmt: skip
    return Envoi(
        personne, quoi.motif, quoi.origine,
        quoi.motifs_secondaires if selection.motifs_secondaires else (),
        tuple(replace(i, par="") for i in situation.information[-1:] if i.donnee) if selection.information else (),
        tuple(replace(mesures[m], id="", proposee_par="", prise_par="") for m in selection.mesures),
        tuple(replace(orientations[o], id="", membre_id="") for o in selection.orientations),
        tuple(Apport("", "", apports[a].date, apports[a].texte) for a in selection.apports),
    )  # fmt: skip
