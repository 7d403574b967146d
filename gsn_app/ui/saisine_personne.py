"""The fields of a person, shared by the saisine and the correction of an identity: AU-038 art. 3 only."""

from __future__ import annotations

from gsn_app.domain.representant_legal import LIMITE_ADRESSE, LIMITE_NOM
from gsn_app.domain.situation import Personne
from gsn_app.ui.kit.date_field import DateField
from gsn_app.ui.kit.field import ChoiceField, LongTextField, TextField
from gsn_app.ui.kit.form import Form
from gsn_app.ui.kit.paire import pair_rows
from gsn_app.ui.situation_referentiel import Referentiel

SEXES = [("F", "Féminin"), ("M", "Masculin")]
OBLIGATOIRES = ("nom", "prenom", "date_naissance", "sexe")


def add_identite(form: Form, prefixe: str) -> None:
    """Who: the four facts without which nobody can be told apart."""
    form.add("nom", "Nom", TextField(f"{prefixe}_nom", limite=LIMITE_NOM))
    form.add("prenom", "Prénom", TextField(f"{prefixe}_prenom", limite=LIMITE_NOM))
    form.add("date_naissance", "Date de naissance", DateField(f"{prefixe}_date_naissance"))
    form.add("sexe", "Sexe", ChoiceField(f"{prefixe}_sexe", SEXES))
    pair_rows(form, "nom", "prenom")
    pair_rows(form, "date_naissance", "sexe")


def add_coordonnees(form: Form, prefixe: str, referentiel: Referentiel) -> None:
    """Where to write, and school level *or* professional situation: one list, so never both."""
    parcours = referentiel.choix["niveau_scolaire"] + referentiel.choix["situation_professionnelle"]
    form.add(
        "quartier",
        "Quartier",
        ChoiceField(f"{prefixe}_quartier", referentiel.choix["quartier"]),
        facultatif=True,
    )
    form.add("parcours", "Scolarité ou emploi", ChoiceField(f"{prefixe}_parcours", parcours), facultatif=True)
    form.add(
        "adresse",
        "Adresse",
        LongTextField(f"{prefixe}_adresse", limite=LIMITE_ADRESSE, lignes=2),
        facultatif=True,
    )
    form.add("telephone", "Téléphone", TextField(f"{prefixe}_telephone", limite=30), facultatif=True)
    form.add("courriel", "Courriel", TextField(f"{prefixe}_courriel", limite=120), facultatif=True)
    pair_rows(form, "quartier", "parcours")
    pair_rows(form, "telephone", "courriel")


def read_personne(form: Form) -> Personne:
    """The person typed; the action validates it."""
    valeurs = form.values()
    parcours = valeurs.get("parcours", "")
    scolaire = parcours.startswith("niveau_scolaire.")
    return Personne(
        nom=valeurs["nom"],
        prenom=valeurs["prenom"],
        date_naissance=valeurs["date_naissance"],
        sexe=valeurs["sexe"],
        adresse=valeurs.get("adresse", ""),
        telephone=valeurs.get("telephone", ""),
        courriel=valeurs.get("courriel", ""),
        niveau_scolaire=parcours if scolaire else "",
        situation_professionnelle="" if scolaire else parcours,
        quartier=valeurs.get("quartier", ""),
    )


def personne_values(personne: Personne) -> dict[str, str]:
    """The fields of a form from a recorded person."""
    return {
        "nom": personne.nom,
        "prenom": personne.prenom,
        "date_naissance": personne.date_naissance,
        "sexe": personne.sexe,
        "adresse": personne.adresse,
        "telephone": personne.telephone,
        "courriel": personne.courriel,
        "parcours": personne.niveau_scolaire or personne.situation_professionnelle,
        "quartier": personne.quartier,
    }
