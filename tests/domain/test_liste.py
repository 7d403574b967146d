"""Closed lists: the codes of the design, AUT last, nothing stored that is not offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from gsn_app.domain.liste import (
    ListeFermee,
    NecessiteMissing,
    TooManyLocales,
    ValeurAlreadyThere,
    ValeurInactive,
    ValeurUnknown,
    parse_liste,
)
from gsn_app.domain.rappel_ordre_valeur import LIBELLES, Fait
from gsn_app.domain.texte import TexteEmpty, TexteForbiddenCharacter, TexteTooLong
from gsn_app.domain.valeur import ListeInvalid
from gsn_app.ressources import RessourceMissing, list_ressources, read_police, read_ressource

LISTES = {Path(nom).stem: parse_liste(read_ressource(nom)) for nom in list_ressources("listes")}

#: codes as the design writes them (domain 9 and 4), in order
CODES = {
    "origine": "EN PM PN BAIL DEP CCAS PREV PJJ SPIP PARQ VE ML MUN MED TRANS FAM HAB CVO ELU AUT",
    "motif": "ABS DEC DSC CMP EXC INC GRP VOI DEG NUI ABE ARR CAR DES PAR PRE HAR PRI REI SOR AUT",
    "mesure": "SUI RAO CCTP CDDF TRA ENT ENG PAR ESF MDS MSC RSP TIG RPN ACX PRE PSP ML CHA VVV SAN REL IP AEMO SIG AUC AUT",
    "suite": "REA COU REF ABSN PNO POK HOM NHO EXE NEX AME SOL AUT",
    "sortie_positive": "EMP FOR SCO SCV INS DIS DC AUT",
    "cloture": "SOL REL JUD FIN DEM REF AGE ERR DEC AUT",
    "acte_rappel": "DEM REPA REPB TENU NPR AUT",
    "tranche_age": "M12 A12_15 A16_17 A18_20 A21_25 A26 AUT",
    "fait": "VOISIN NUIT DEGRAD ABORDS ARRETE ABSENT INCIV TAPAGE ORDURES ANIMAUX AUT",
    "sexe": "F M AUT",
}

#: families as the design writes them (domain 9)
FAMILLES = {
    "motif": [
        ("Assiduité", "ABS DEC"),
        ("Vie scolaire", "CMP EXC HAR"),
        ("Fragilités", "DSC CAR DES PAR PRE"),
        ("Espace public", "INC GRP VOI DEG NUI ABE ARR"),
        ("Justice", "PRI REI SOR"),
        ("Autre", "AUT"),
    ],
    "origine": [
        ("Éducation", "EN VE"),
        ("Social", "DEP CCAS PREV ML MED"),
        ("Sécurité", "PM PN"),
        ("Justice", "PJJ SPIP PARQ"),
        ("Habitants et commune", "BAIL TRANS FAM HAB MUN CVO ELU"),
        ("Autre", "AUT"),
    ],
    "mesure": [
        ("Accompagnement", "SUI MDS PSP PRE ML CHA VVV REL"),
        ("Médiation et responsabilisation", "MSC RSP TIG RPN ACX"),
        ("Protection", "IP AEMO SIG SAN"),
        ("Autorité du maire", "RAO CCTP CDDF TRA ENT ENG PAR ESF"),
        ("Aucune", "AUC"),
        ("Autre", "AUT"),
    ],
}

PETITE = """
liste = "essai"
version = 1
libelle = "Essai"
[[familles]]
code = "FAM"
label = "Famille"
[[valeurs]]
code = "UN"
label = "Un"
famille = "FAM"
source = "projet"
[[valeurs]]
code = "AUT"
label = "Autre"
famille = "FAM"
source = "projet"
"""


@pytest.mark.parametrize("nom", sorted(LISTES))
def test_a_list_bears_the_name_of_its_file_and_ends_with_aut(nom: str) -> None:
    liste = LISTES[nom]
    assert liste.liste == nom
    assert liste.valeurs[-1].code == "AUT"
    assert liste.valeurs[-1].label.startswith("Autre")
    assert all(v.source for v in liste.valeurs)


@pytest.mark.parametrize("nom", sorted(CODES))
def test_the_codes_are_those_of_the_design_in_its_order(nom: str) -> None:
    assert [v.code for v in LISTES[nom].valeurs] == CODES[nom].split()


@pytest.mark.parametrize("nom", sorted(FAMILLES))
def test_the_families_are_those_of_the_design(nom: str) -> None:
    liste = LISTES[nom]
    vues = [(f.label, {v.code for v in liste.valeurs if v.famille == f.code}) for f in liste.familles]
    assert vues == [(label, set(codes.split())) for label, codes in FAMILLES[nom]]


@pytest.mark.parametrize(
    "nom", ["quartier", "moyen_information", "niveau_scolaire", "situation_professionnelle"]
)
def test_the_other_lists_of_the_forms_are_shipped(nom: str) -> None:
    assert len(LISTES[nom].actives) >= 4


def test_offence_data_and_open_facts_are_off_by_default() -> None:
    inactives = {f"{n}.{v.code}" for n, liste in LISTES.items() for v in liste.valeurs if not v.actif}
    assert {"motif.PRI", "motif.REI", "motif.SOR", "fait.AUT"} <= inactives
    assert inactives == {"motif.PRI", "motif.REI", "motif.SOR", "fait.AUT", "sexe.AUT", "niveau_scolaire.SEG"}


def test_the_facts_offered_are_those_the_rappel_a_l_ordre_accepts() -> None:
    assert {f"fait.{v.code}": v.label for v in LISTES["fait"].actives} == {f.value: LIBELLES[f] for f in Fait}


def test_the_return_to_a_signalant_does_not_tell_who_is_followed() -> None:
    assert [v.label for v in LISTES["retour_saisine"].valeurs] == [
        "Prise en compte",
        "Orientée",
        "Sans suite",
        "Autre",
    ]


def test_what_may_betray_is_marked_sensitive() -> None:
    assert {n for n, liste in LISTES.items() if liste.sensible} == {
        "motif", "origine", "mesure", "suite", "partenaire", "fait",
    }  # fmt: skip
    assert {v.code for v in LISTES["mesure"].valeurs if v.sensible} == {
        "SAN",
        "IP",
        "AEMO",
        "SIG",
        "TIG",
        "RPN",
    }


def test_the_age_bands_cover_every_age_once() -> None:
    bandes = LISTES["tranche_age"]
    for age in range(111):
        assert bandes.for_age(age).code in "M12 A12_15 A16_17 A18_20 A21_25 A26"
        assert (
            sum(v.age_min is not None and v.age_min <= age <= (v.age_max or 999) for v in bandes.valeurs) == 1
        )
    with pytest.raises(ValeurUnknown):
        bandes.for_age(-1)


def test_only_the_full_form_of_an_offered_value_is_stored() -> None:
    motif = LISTES["motif"]
    assert motif.validate("motif.ABS") == "motif.ABS" == motif.stored("ABS")
    for code in (
        "ABS",
        "origine.EN",
        "mesure.PAR",
        "motif.abs",
        "motif.ZZZ",
        "motif.",
        "",
        "motif.ABS ",
        "x.motif.ABS",
    ):
        with pytest.raises(ValeurUnknown):
            motif.validate(code)
    with pytest.raises(ValeurInactive):
        motif.validate("motif.PRI")


def test_a_code_shared_by_two_lists_is_never_taken_for_the_other() -> None:
    assert LISTES["motif"].valeur("motif.PAR").label != LISTES["mesure"].valeur("mesure.PAR").label
    with pytest.raises(ValeurUnknown):
        LISTES["motif"].valeur("mesure.PAR")


def test_a_value_switched_off_stays_readable_with_its_family() -> None:
    motif = LISTES["motif"].disable("ABS")
    assert motif.valeur("motif.ABS").label == "Absentéisme"
    assert motif.famille_of("motif.ABS").label == "Assiduité"
    assert "ABS" not in {v.code for v in motif.actives}
    with pytest.raises(ValeurInactive):
        motif.validate("motif.ABS")


def test_aut_is_never_switched_off() -> None:
    with pytest.raises(ListeInvalid):
        LISTES["motif"].disable("AUT")


def test_a_sensitive_value_is_switched_on_only_with_a_written_need() -> None:
    motif = LISTES["motif"]
    for necessite in ("", "   ", "utile"):
        with pytest.raises(NecessiteMissing):
            motif.enable("PRI", necessite)
    active = motif.enable("PRI", "Convention signée avec le parquet le 3 mars")
    assert active.validate("motif.PRI") == "motif.PRI"
    assert active.version == motif.version + 1
    assert active.valeur("PRI").necessite.startswith("Convention")
    assert motif.valeur("PRI").actif is False


def test_a_local_value_comes_before_aut_and_never_reuses_a_code() -> None:
    quartier = LISTES["quartier"]
    plus = quartier.add_local("  Les Acacias ", "HAM").add_local("Le Port", "CEN")
    assert [v.code for v in plus.valeurs[-3:]] == ["L01", "L02", "AUT"]
    assert plus.valeur("L01").label == "Les Acacias" and plus.valeur("L01").locale
    assert plus.version == quartier.version + 2
    assert plus.validate("quartier.L02") == "quartier.L02"


def test_a_local_value_is_a_label_and_nothing_else() -> None:
    quartier = LISTES["quartier"]
    with pytest.raises(ValeurAlreadyThere):
        quartier.add_local("CENTRE", "CEN")
    with pytest.raises(ValeurUnknown):
        quartier.add_local("Le Port", "XXX")
    with pytest.raises(TexteEmpty):
        quartier.add_local("\u00a0 ", "CEN")
    with pytest.raises(TexteTooLong):
        quartier.add_local("x" * 61, "CEN")
    with pytest.raises(TexteForbiddenCharacter):
        quartier.add_local("Le\u202ePort", "CEN")
    plein = quartier
    for n in range(40):
        plein = plein.add_local(f"Rue {n}", "CEN")
    with pytest.raises(TooManyLocales):
        plein.add_local("Rue 40", "CEN")


@pytest.mark.parametrize("nom", sorted(LISTES))
def test_a_list_written_and_read_again_is_the_same(nom: str) -> None:
    assert parse_liste(LISTES[nom].encode()) == LISTES[nom]


def test_a_changed_list_with_awkward_labels_is_read_again_the_same() -> None:
    liste: ListeFermee = LISTES["quartier"].add_local('L’« Île » \\ "Nord" = [x] # é', "HAM")
    liste = liste.disable("QB")
    assert parse_liste(liste.encode()) == liste


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        ('code = "UN"', 'code = "AUT"', "double"),
        ('label = "Un"', 'label = "autre"', "double"),
        ('code = "AUT"', 'code = "DEUX"', "AUT"),
        ('famille = "FAM"\nsource = "projet"\n[[', 'famille = "FAN"\nsource = "projet"\n[[', "inconnue"),
        ('code = "UN"', 'code = "un"', "mal écrit"),
        ('code = "UN"', 'code = "U.N"', "mal écrit"),
        ('code = "UN"', "code = 1", "inattendue"),
        ('label = "Un"\n', "", "incomplète"),
        ('label = "Un"', 'label = "Un"\nurl = "x"', "inattendue"),
        ('label = "Un"', 'label = "Un"\nactif = 1', "inattendue"),
        ("version = 1", "version = 0", "version"),
        ("version = 1", 'version = "1"', "version"),
        ("version = 1", "version = true", "version"),
        ('liste = "essai"', 'liste = "Essai.x"', "nom"),
        ('libelle = "Essai"', "libelle = 3", "libellé"),
        ('libelle = "Essai"', 'libelle = "Essai"\nautre = 1', "inconnue"),
        ('label = "Famille"', 'label = "Famille"\n[[familles]]\ncode = "VID"\nlabel = "Vide"', "sans valeur"),
        ('label = "Famille"', 'label = "Famille"\n[[familles]]\ncode = "FAM"\nlabel = "Deux"', "double"),
    ],
)
def test_a_badly_written_list_is_refused_whole_and_says_why(avant: str, apres: str, dit: str) -> None:
    assert parse_liste(PETITE.encode()).valeur("UN").label == "Un"
    assert avant in PETITE
    with pytest.raises(ListeInvalid) as refus:
        parse_liste(PETITE.replace(avant, apres, 1).encode())
    assert dit in str(refus.value)


def test_bytes_that_are_no_list_are_refused() -> None:
    for octets in (
        b"",
        b"\xff",
        b"liste = [",
        b"x" * 100_000,
        PETITE.encode() + b"#" * 70_000,
        b"valeurs = 3\n",
    ):
        with pytest.raises(ListeInvalid):
            parse_liste(octets)


def test_shipped_files_are_read_only_inside_their_folder() -> None:
    assert read_police("NotoSans-Regular.ttf")[:4] == b"\x00\x01\x00\x00"
    for nom in (
        "../pyproject.toml",
        "/etc/passwd",
        "listes/../../pyproject.toml",
        "absent.toml",
        "c:x",
        "a\\b",
        "",
        "\0",
    ):
        with pytest.raises(RessourceMissing):
            read_ressource(nom)
    with pytest.raises(RessourceMissing):
        list_ressources("nulle_part")
    assert "listes/motif.toml" in list_ressources("listes")
    assert ".gitattributes" not in list_ressources()
