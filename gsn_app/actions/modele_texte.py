"""Wording of the letters: shipped texts, changed by a coordonnateur within closed placeholders, seen before they are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

from gsn_app.actions.logo import read_entete
from gsn_app.actions.reglage import read_reglages
from gsn_app.actions.session import Session, act
from gsn_app.bac_a_sable import PageRendue, render_page
from gsn_app.documents.convocation import render_convocation
from gsn_app.documents.notice import render_notice
from gsn_app.domain.acte import Acte
from gsn_app.domain.fiche_navette import Tirage
from gsn_app.domain.modele_texte import Modele, ModeleUnknown, parse_modele, validate_modele
from gsn_app.domain.notice import Notice, PublicNotice
from gsn_app.domain.rappel_ordre import Fait
from gsn_app.domain.rappel_ordre_convocation import Convocation
from gsn_app.errors import InvalidInput
from gsn_app.ressources import list_ressources, read_ressource

SPECIMEN = "SPÉCIMEN"
#: a page as pixels, named here for the windows
ApercuPage: TypeAlias = PageRendue
_PREFIXE = "modele."


@dataclass(frozen=True)
class ModeleEnVigueur:
    """One letter with the text in force; ``change`` when the commune worded it."""

    modele: Modele
    livre: str
    change: bool


def list_modeles(session: Session) -> list[ModeleEnVigueur]:
    """Every letter that may be worded, with the text in force; a kept text that no longer suits gives way to the shipped."""
    return [_in_force(session, shipped) for shipped in _shipped().values()]


def find_modele(session: Session, code: str) -> Modele:
    """One letter with the text in force; raises ModeleUnknown."""
    shipped = _shipped().get(code)
    if shipped is None:
        raise ModeleUnknown()
    return _in_force(session, shipped).modele


@act(Acte.REGLAGES_MODIFIES)
def save_modele(session: Session, code: str, texte: str) -> None:
    """Keep a wording; it must satisfy the model and fit its page. Raises the errors of ``domain.modele_texte``, DOC-01, DOC-02."""
    session.gate(Acte.REGLAGES_MODIFIES)
    modele = find_modele(session, code)
    clean = validate_modele(modele, texte)
    _render_specimen(session, replace(modele, texte=clean))
    with session.unit(Acte.REGLAGES_MODIFIES, motif=f"modèle {code}") as u:
        u.save_valeur(_PREFIXE + code, clean.encode())


@act(Acte.REGLAGES_MODIFIES)
def reset_modele(session: Session, code: str) -> None:
    """Back to the text shipped with the program."""
    session.gate(Acte.REGLAGES_MODIFIES)
    find_modele(session, code)
    if session.coffre.read_valeur(_PREFIXE + code) is None:
        return
    with session.unit(Acte.REGLAGES_MODIFIES, motif=f"modèle {code} d’origine") as u:
        u.delete("coffre", _PREFIXE + code)


@act(Acte.REGLAGES_MODIFIES)
def preview_modele(session: Session, code: str, texte: str) -> ApercuPage:
    """The page that this wording would give, fictitious and marked as a specimen, as pixels."""
    session.gate(Acte.REGLAGES_MODIFIES)
    modele = find_modele(session, code)
    pdf = _render_specimen(session, replace(modele, texte=validate_modele(modele, texte)))
    return render_page(pdf, largeur=1000, hauteur=1415, octets_max=len(pdf))


def _shipped() -> dict[str, Modele]:
    found = (parse_modele(read_ressource(nom), nom) for nom in list_ressources("modeles"))
    return {modele.code: modele for modele in found}


def _in_force(session: Session, shipped: Modele) -> ModeleEnVigueur:
    kept = session.coffre.read_valeur(_PREFIXE + shipped.code)
    if kept is None:
        return ModeleEnVigueur(shipped, shipped.texte, False)
    try:
        texte = validate_modele(shipped, kept.decode("utf-8", "replace"))
    except InvalidInput:
        session.coffre.anomalies.append(
            f"Le modèle « {shipped.titre} » n’est plus lisible : celui du programme sert à sa place."
        )
        return ModeleEnVigueur(shipped, shipped.texte, False)
    return ModeleEnVigueur(replace(shipped, texte=texte), shipped.texte, True)


def _render_specimen(session: Session, modele: Modele) -> bytes:
    """A letter to nobody, in the commune's settings."""
    jour = date.fromisoformat(session.today())
    reglages, conservation = read_reglages(session), session.charte.conservation
    tirage = Tirage("0000-000", 1, SPECIMEN, SPECIMEN, jour, read_entete(session))
    if modele.code == "convocation":
        return render_convocation(Convocation(
            commune=reglages.commune, contact=reglages.contact, tirage=tirage, destinataire_nom="Claude Exemple",
            destinataire_adresse="12 rue Fictive\n00000 Exemple", representant=True, avec_personne=True,
            personne="Camille Exemple", prenom="Camille", nom="Exemple", fait=Fait.DEGRAD, date_fait=jour,
            lieu_fait="Place du Marché", date_convocation=jour + timedelta(days=15), heure="17:30",
            lieu="Hôtel de ville, bureau 12", date_lettre=jour, modele=modele,
        ))  # fmt: skip
    return render_notice(Notice(
        PublicNotice(modele.code.removeprefix("notice_")), reglages.commune, "Groupe de suivi nominatif",
        "Camille Exemple", reglages.contact, reglages.adresse, conservation.apres_cloture_mois,
        conservation.archive_mois, conservation.age_maximum, tirage, modele,
    ))  # fmt: skip
