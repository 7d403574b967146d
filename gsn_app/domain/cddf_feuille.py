"""The sheets of the CDDF: the invitation that tells the family of the referral, and the attestation (CASF L141-1, L141-2).

Neither decides nor threatens: the conseil hears and recommends, and the invitation says so to the parents.
"""

from __future__ import annotations

from gsn_app.domain.cddf import Cddf
from gsn_app.domain.cddf_evenement import Recommandation, libelle
from gsn_app.domain.feuille_maire import FeuilleMaire, Paragraphe
from gsn_app.domain.fiche_navette import ReglagesRappel, Tirage
from gsn_app.domain.rappel_ordre_valeur import Representant
from gsn_app.errors import Refused


class CddfSheetUntimely(Refused):
    """Cette feuille ne s’imprime pas à cette étape : invitez d’abord la famille, ou commencez l’accompagnement."""

    code = "CDD-12"


def saisine_of(c: Cddf, reglages: ReglagesRappel, tirage: Tirage) -> FeuilleMaire:
    """The referral told to the parents, with the invitation; raises CddfSheetUntimely before it is set."""
    if c.saisi is None or not c.convocations:
        raise CddfSheetUntimely()
    s, seance = c.saisi, c.convocations[-1]
    enfant = f"{s.enfant_prenom} {s.enfant_nom}"
    venue = f"avec {enfant}" if seance.enfant_invite else "sans l’enfant"
    textes = (
        Paragraphe("Madame, Monsieur,"),
        Paragraphe(
            f"Le conseil pour les droits et devoirs des familles est saisi le {s.date_saisine:%d/%m/%Y} au sujet de "
            f"{enfant}. Origine : {libelle(s.saisi_par).lower()}. Motif : {libelle(s.motif).lower()}."
        ),
        Paragraphe("Je vous invite à venir en parler :"),
        Paragraphe(
            f"Le {seance.date_convocation:%d/%m/%Y} à {seance.heure.replace(':', ' h ')}, {seance.lieu}, {venue}",
            gras=True,
        ),
        Paragraphe(
            "Le conseil entend les parents, leur rappelle leurs droits et leurs devoirs et peut leur recommander une "
            "aide. Il ne décide rien et ne sanctionne personne. Vous pouvez vous faire accompagner par la personne de "
            "votre choix. Si vous ne venez pas, aucune suite n’en est tirée."
        ),
        Paragraphe(
            "Si la date ne convient pas, prévenez la mairie pour en convenir d’une autre"
            + (f" : {reglages.contact}." if reglages.contact else ".")
        ),
        Paragraphe(
            "Les informations qui vous concernent servent à préparer cet entretien. Vous pouvez demander à y accéder, à "
            "les rectifier ou à les effacer en écrivant à la mairie, au délégué à la protection des données."
        ),
    )
    return FeuilleMaire(
        reglages.commune, "Conseil pour les droits et devoirs des familles : saisine et invitation",
        "Article L141-1 du code de l’action sociale et des familles",
        _addressees(s.representants),
        textes, (), "Saisine CDDF", tirage, signature="Le maire, président du conseil",
    )  # fmt: skip


def attestation_of(c: Cddf, reglages: ReglagesRappel, tirage: Tirage) -> FeuilleMaire:
    """The attestation with the parents' solemn engagement; raises CddfSheetUntimely without an accompagnement."""
    if c.saisi is None or c.accompagnement is None:
        raise CddfSheetUntimely()
    s = c.saisi
    parents = " et ".join(f"{r.prenom} {r.nom}" for r in s.representants)
    fin = c.atteste.date_attestation if c.atteste else tirage.imprime_le
    textes = (
        Paragraphe(
            f"Le maire atteste que {parents}, pour {s.enfant_prenom} {s.enfant_nom}, ont suivi l’accompagnement parental "
            f"proposé du {c.accompagnement.date_debut:%d/%m/%Y} au {fin:%d/%m/%Y}."
        ),
        Paragraphe(
            "Recommandations du conseil : "
            + " ; ".join(
                libelle(r).lower()
                for r in (c.recommande.recommandations if c.recommande else (Recommandation.AUCUNE,))
            )
            + "."
        ),
        Paragraphe(
            "Engagement des parents : nous nous engageons solennellement à respecter les obligations liées à l’exercice "
            "de l’autorité parentale.",
            gras=True,
        ),
        Paragraphe("Cette attestation ne mentionne aucun fait reproché ; elle ne décide d’aucun droit."),
    )
    signataires = tuple(f"{r.prenom} {r.nom}" for r in s.representants)
    return FeuilleMaire(
        reglages.commune, "Attestation d’accompagnement parental",
        "Article L141-2 du code de l’action sociale et des familles", (), textes,
        (("Fait à, le", *signataires, "Le maire ou son délégué"),), "Attestation CDDF", tirage,
    )  # fmt: skip


def _addressees(parents: tuple[Representant, ...]) -> tuple[str, ...]:
    """Both parents above their address; of parents who live apart the names alone: neither learns the other's address."""
    if len({r.adresse for r in parents}) < 2:
        noms = " et ".join(f"{r.prenom} {r.nom}" for r in parents)
        return (noms, *_lines(parents[0].adresse if parents else ""))
    return (*(f"{r.prenom} {r.nom}" for r in parents), "À chacun, sous pli séparé")


def _lines(adresse: str) -> list[str]:
    return [ligne for ligne in adresse.split("\n") if ligne]
