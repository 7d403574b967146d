"""The charter: complete, hashed as one, refused when it gives what the law or the rules C1–C11 forbid."""

from __future__ import annotations

import hashlib
import re
from datetime import date

import pytest

from gsn_app.domain import charte as module_charte
from gsn_app.domain import parametre, regle_acte
from gsn_app.domain.acte import Acte
from gsn_app.domain.charte import (
    REGLES_DEONTOLOGIQUES,
    Charte,
    CharteActeMissing,
    CharteActeUnknown,
    CharteRegleMissing,
    CharteRoleUnknown,
    CharteUnreadable,
    CharteVersionMismatch,
    CharteVigilanceInvalid,
    compute_empreinte,
    parse,
)
from gsn_app.domain.membre import Role
from gsn_app.domain.parametre import (
    CharteDivulgationInconsistent,
    CharteInvalid,
    CharteKeyMismatch,
    CharteRetentionBeyondCap,
    CharteValueOutOfBounds,
)
from gsn_app.domain.regle_acte import AUTEUR, REFERENT_PARCOURS, RESERVES, TOUS, CharteActeReserved
from gsn_app.ressources import read_ressource

TEXTE = read_ressource("charte.md")
REGLES = read_ressource("regles.toml")
CHARTE = parse(TEXTE, REGLES)


def with_rules(avant: str, apres: str) -> Charte:
    """The charter with one passage of its rules replaced; the passage must be there once."""
    regles = REGLES.decode("utf-8")
    assert regles.count(avant) == 1, avant
    return parse(TEXTE, regles.replace(avant, apres).encode("utf-8"))


def with_roles(acte: Acte, roles: str, suite: str = "") -> Charte:
    """The charter with the roles of one act replaced."""
    entete = f'[actes."{acte.value}"]\n'
    regles, n = re.subn(
        re.escape(entete) + r"roles = \[[^\]]*\]", f"{entete}roles = {roles}{suite}", REGLES.decode("utf-8")
    )
    assert n == 1
    return parse(TEXTE, regles.encode("utf-8"))


# --- the text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("regle", REGLES_DEONTOLOGIQUES)
def test_each_rule_has_exactly_one_article_and_its_absence_is_refused(regle: str) -> None:
    marque = f"[{regle}]".encode()
    assert TEXTE.count(marque) == 1
    with pytest.raises(CharteRegleMissing) as refus:
        parse(TEXTE.replace(marque, b""), REGLES)
    assert refus.value.details["regles"] == regle


def test_a_rule_quoted_in_a_paragraph_is_not_an_article() -> None:
    texte = TEXTE.replace(b" [C4]", b"") + b"\nVoir [C4].\n"
    with pytest.raises(CharteRegleMissing):
        parse(texte, REGLES)


def test_the_articles_are_numbered_without_a_gap() -> None:
    numeros = [int(n) for n in re.findall(r"^### Article (\d+)", CHARTE.texte, re.MULTILINE)]
    assert numeros == list(range(1, len(numeros) + 1))
    assert len(numeros) >= 20


@pytest.mark.parametrize(
    "base", ["L132-5", "L132-7", "L141-1", "L121-6-2", "L2122-18", "44-1", "226-13", "2016/679", "78-17"]
)
def test_the_text_cites_its_legal_bases(base: str) -> None:
    assert base in CHARTE.texte


def test_the_text_and_the_rules_state_the_same_durations() -> None:
    assert CHARTE.conservation.apres_cloture_mois == 3 and "**trois mois**" in CHARTE.texte
    assert CHARTE.conservation.age_maximum == 25 and "**vingt-cinquième anniversaire**" in CHARTE.texte
    assert CHARTE.conservation.journal_mois == 12 and "conservé douze mois" in CHARTE.texte
    assert (
        CHARTE.conservation.avertissements_jours == (60, 30)
        and "soixante jours puis trente jours" in CHARTE.texte
    )


def test_the_typography_is_french() -> None:
    assert not re.findall(r"['\"]", CHARTE.texte)
    assert not re.findall(r"(?<!\u00a0)[:;!?»]", CHARTE.texte)
    assert not re.findall(r"«(?!\u00a0)", CHARTE.texte)


# --- the hash ---------------------------------------------------------------------------------------


def test_the_hash_is_the_documented_one_and_is_stable() -> None:
    attendu = hashlib.sha256(
        b"gsn-charte-v1" + len(TEXTE).to_bytes(8, "big") + TEXTE + len(REGLES).to_bytes(8, "big") + REGLES
    ).hexdigest()
    assert CHARTE.empreinte == attendu == parse(TEXTE, REGLES).empreinte


def test_any_byte_changed_in_the_text_or_in_the_rules_changes_the_hash() -> None:
    vus = {CHARTE.empreinte}
    essais = 1
    for rang, octets in enumerate((TEXTE, REGLES)):
        for place in range(0, len(octets), 7):
            change = bytearray(octets)
            change[place] ^= 1
            paire = (bytes(change), REGLES) if rang == 0 else (TEXTE, bytes(change))
            vus.add(compute_empreinte(*paire))
            essais += 1
    assert len(vus) == essais


def test_a_byte_moved_from_the_text_to_the_rules_changes_the_hash() -> None:
    assert compute_empreinte(TEXTE + REGLES[:1], REGLES[1:]) != CHARTE.empreinte
    assert compute_empreinte(TEXTE + REGLES, b"") != CHARTE.empreinte
    assert compute_empreinte(REGLES, TEXTE) != CHARTE.empreinte


def test_the_charter_keeps_the_very_bytes_it_was_read_from() -> None:
    assert (CHARTE.texte.encode("utf-8"), CHARTE.regles) == (TEXTE, REGLES)


# --- who may do what --------------------------------------------------------------------------------


def test_every_act_has_a_rule_and_every_rule_an_act() -> None:
    assert set(CHARTE.actes) == set(Acte)


@pytest.mark.parametrize("acte", list(Acte))
def test_an_act_without_a_rule_is_refused(acte: Acte) -> None:
    regles, n = re.subn(
        rf'\[actes\."{re.escape(acte.value)}"\]\nroles = .*\n(avant_signature = true\n)?',
        "",
        REGLES.decode("utf-8"),
    )
    assert n == 1
    with pytest.raises(CharteActeMissing) as refus:
        parse(TEXTE, regles.encode("utf-8"))
    assert refus.value.details["actes"] == acte.value


def test_a_rule_for_an_unknown_act_is_refused() -> None:
    with pytest.raises(CharteActeUnknown):
        with_rules(
            '[actes."mesure.proposee"]',
            '[actes."mesure.imposee"]\nroles = ["elu"]\n[actes."mesure.proposee"]',
        )


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(CharteRoleUnknown):
        with_roles(Acte.MESURE_PROPOSEE, '["membre", "administrateur"]')


def test_roles_that_are_not_a_list_of_words_are_refused() -> None:
    for roles in ('"membre"', "[1]", '[["membre"]]'):
        with pytest.raises(CharteRoleUnknown):
            with_roles(Acte.MESURE_PROPOSEE, roles)


def permitted(*roles: str) -> set[str]:
    """Acts a holder of these roles may do, those open to every member left out."""
    return {a.value for a in Acte if CHARTE.permits(a, roles) and TOUS not in CHARTE.actes[a].roles}


def test_the_signalant_only_brings_a_saisine() -> None:
    assert permitted(Role.SIGNALANT) == {"saisine.deposee"}
    assert permitted(Role.SIGNALANT, AUTEUR) == {"saisine.deposee", "saisine.consultee", "apport.retire"}


def test_the_auditeur_only_meets_the_journal() -> None:
    assert permitted(Role.AUDITEUR) == {"journal.consulte", "journal.verifie"}


def test_only_the_elu_delivers_a_rappel_and_does_not_read_the_exchanges() -> None:
    assert [r for r in Role if CHARTE.permits(Acte.RAPPEL_ORDRE_PRONONCE, [r])] == [Role.ELU]
    assert not permitted(Role.ELU) & {"situation.consultee", "apport.ajoute", "journal.consulte"}


def test_a_member_contributes_and_neither_opens_admits_closes_nor_prints() -> None:
    permis = permitted(Role.MEMBRE)
    assert {"apport.ajoute", "apport.sans_information", "mesure.proposee", "mesure.prise_en_charge"} <= permis
    assert not permis & {
        "situation.ouverte",
        "situation.membre_admis",
        "situation.cloturee",
        "impression.demandee",
    }
    assert not [a for a in permis if a.startswith(("rappel_ordre.", "rapport.", "membre.", "instance."))]


def test_only_the_author_withdraws_an_apport() -> None:
    for role in Role:
        assert not CHARTE.permits(Acte.APPORT_RETIRE, [role])
    assert CHARTE.permits(Acte.APPORT_RETIRE, [Role.MEMBRE, AUTEUR])


def test_no_role_at_all_gives_only_what_is_open_to_every_member() -> None:
    assert permitted() == set()
    assert CHARTE.permits(Acte.CHARTE_SIGNEE, [])


def test_one_role_given_as_a_word_is_not_read_letter_by_letter() -> None:
    assert CHARTE.permits(Acte.RAPPEL_ORDRE_PRONONCE, "elu")
    assert not CHARTE.permits(Acte.RAPPEL_ORDRE_PRONONCE, "coordonnateur")


def test_signing_needs_no_signature_and_reading_a_situation_does() -> None:
    sans = {a for a in Acte if not CHARTE.requires_signature(a)}
    assert {Acte.CHARTE_SIGNEE, Acte.SESSION_OUVERTE, Acte.ACCES_REFUSE, Acte.COFFRE_CREE} <= sans
    assert not [
        a
        for a in sans
        if a.value.startswith(("situation.", "saisine.", "apport.", "rappel_ordre.", "rapport."))
    ]


@pytest.mark.parametrize("acte", sorted(RESERVES))
def test_no_rules_may_widen_a_reserved_act(acte: Acte) -> None:
    for role in sorted({*Role, TOUS} - RESERVES[acte]):
        with pytest.raises(CharteActeReserved):
            with_roles(acte, f'["{role}"]')


@pytest.mark.parametrize(
    ("acte", "role"),
    [
        (Acte.SITUATION_OUVERTE, Role.SIGNALANT),
        (Acte.SITUATION_CONSULTEE, Role.SIGNALANT),
        (Acte.SITUATION_CONSULTEE, Role.AUDITEUR),
        (Acte.SITUATION_CONSULTEE, TOUS),
        (Acte.SITUATION_CONSULTEE, AUTEUR),
        (Acte.MEMBRE_ENROLE, REFERENT_PARCOURS),
        (Acte.RAPPORT_EXPORTE, Role.AUDITEUR),
    ],
)
def test_no_rules_may_give_a_role_more_than_its_place(acte: Acte, role: str) -> None:
    with pytest.raises(CharteActeReserved):
        with_roles(acte, f'["coordonnateur", "{role}"]')


def test_an_act_given_to_nobody_is_refused() -> None:
    with pytest.raises(CharteActeReserved):
        with_roles(Acte.SITUATION_OUVERTE, "[]")


def test_no_rules_may_open_content_before_the_signature() -> None:
    with pytest.raises(CharteActeReserved):
        with_roles(Acte.SITUATION_CONSULTEE, '["membre"]', "\navant_signature = true")


def test_rules_may_be_stricter_than_the_template() -> None:
    stricte = with_roles(Acte.SITUATION_MODIFIEE, '["coordonnateur"]')
    assert not stricte.permits(Acte.SITUATION_MODIFIEE, [REFERENT_PARCOURS])
    assert stricte.empreinte != CHARTE.empreinte


# --- the numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("apres_cloture_mois = 3 ", "apres_cloture_mois = 4 "),
        ("archive_mois = 36", "archive_mois = 37"),
        ("age_maximum = 25", "age_maximum = 26"),
        ("journal_mois = 12", "journal_mois = 40"),
        ("journal_mois = 12", "journal_mois = 24"),
        ("journal_mois = 12", 'journal_mois = 24\njournal_necessite = "x"'),
        ("travail_non_remunere_heures = 30", "travail_non_remunere_heures = 31"),
    ],
)
def test_a_duration_past_its_legal_cap_is_refused(avant: str, apres: str) -> None:
    with pytest.raises(CharteRetentionBeyondCap):
        with_rules(avant, apres)


def test_a_longer_journal_is_accepted_with_a_written_need() -> None:
    charte = with_rules(
        "journal_mois = 12", 'journal_mois = 24\njournal_necessite = "Contrôle de la chambre régionale"'
    )
    assert charte.conservation.journal_mois == 24


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("apres_cloture_mois = 3 ", "apres_cloture_mois = -1 "),
        ("archive_mois = 36", "archive_mois = -36"),
        ("brouillon_jours = 30", "brouillon_jours = 0"),
        ("brouillon_jours = 30", "brouillon_jours = 31"),
        ("masquage_minutes = 5 ", "masquage_minutes = 6 "),
        ("verrouillage_minutes = 15", "verrouillage_minutes = 16"),
        ("verrouillage_minutes = 15", "verrouillage_minutes = 15.0"),
        ("verrouillage_minutes = 15", "verrouillage_minutes = true"),
        ("verrouillage_minutes = 15", 'verrouillage_minutes = "15"'),
        ("apport = 600", "apport = 601"),
        ("population_min = 8", "population_min = 7"),
        ("k = 5 ", "k = 4 "),
        ("w = 3 ", "w = 2 "),
        ("g = 1 ", "g = 0 "),
        ("d = 5 ", "d = 4 "),
        ("dimensions_max = 3", "dimensions_max = 4"),
        ("avertissements_jours = [60, 30]", "avertissements_jours = [30, 60]"),
        ("avertissements_jours = [60, 30]", "avertissements_jours = [60, -30]"),
        ("avertissements_jours = [60, 30]", "avertissements_jours = []"),
        ('absence_fin_annee_scolaire = "08-31"', 'absence_fin_annee_scolaire = "02-30"'),
        ('absence_fin_annee_scolaire = "08-31"', "absence_fin_annee_scolaire = 8"),
    ],
)
def test_a_number_out_of_its_bounds_is_refused(avant: str, apres: str) -> None:
    with pytest.raises(CharteValueOutOfBounds):
        with_rules(avant, apres)


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("premiere_classe_max = 7 ", "premiere_classe_max = 8 "),
        ("premiere_classe_max = 7 ", "premiere_classe_max = 12 "),
        ("base_grossiere = 10", "base_grossiere = 11"),
    ],
)
def test_classes_that_overlap_or_a_population_within_the_first_class_are_refused(
    avant: str, apres: str
) -> None:
    with pytest.raises(CharteDivulgationInconsistent):
        with_rules(avant, apres)


def test_a_commune_may_ask_for_a_larger_population() -> None:
    assert with_rules("population_min = 8 ", "population_min = 30 ").divulgation.population_min == 30


def test_the_disclosure_parameters_are_the_audited_ones() -> None:
    d = CHARTE.divulgation
    assert (d.premiere_classe_max, d.base, d.k, d.w, d.g, d.d, d.population_min) == (7, 5, 5, 3, 1, 5, 8)
    assert (d.premiere_classe_grossiere_max, d.base_grossiere, d.total_min_pourcentage) == (14, 10, 100)


def test_absence_facts_go_on_a_real_day() -> None:
    assert date(2027, *CHARTE.conservation.absence_fin_annee_scolaire) == date(2027, 8, 31)


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("archive_mois = 36", "archives_mois = 36"),
        ("[delais]", "[delais]\nsurprise = 1"),
        ("format = 1", 'format = 1\nmot = "x"'),
        ('[actes."mesure.proposee"]', '[actes."mesure.proposee"]\npriorite = 1'),
        ("[limites]", "[limite]"),
    ],
)
def test_a_missing_or_an_unknown_key_is_refused(avant: str, apres: str) -> None:
    with pytest.raises(CharteKeyMismatch):
        with_rules(avant, apres)


# --- bad input --------------------------------------------------------------------------------------


def test_bytes_that_are_no_text_or_no_toml_are_refused_in_french() -> None:
    for texte, regles in (
        (b"\xff\xfe", REGLES),
        (TEXTE, b"\xff"),
        (TEXTE, b"[actes"),
        (TEXTE, b""),
        (TEXTE + b" " * (256 * 1024), REGLES),
        (TEXTE, b"a = " + b"[" * 5000),
    ):
        with pytest.raises(CharteInvalid) as refus:
            parse(texte, regles)
        assert re.fullmatch(r".+\(CHA-\d\d\)", str(refus.value))


def test_a_format_of_the_future_is_refused() -> None:
    with pytest.raises(CharteUnreadable):
        with_rules("format = 1", "format = 2")


def test_a_text_and_rules_of_two_versions_are_refused() -> None:
    for version in ('"1.1"', '"1"', "1.0"):
        with pytest.raises(CharteVersionMismatch):
            with_rules('version = "1.0"', f"version = {version}")


def test_every_refusal_has_its_own_code_and_a_french_sentence() -> None:
    refus = {
        c
        for m in (module_charte, parametre, regle_acte)
        for c in vars(m).values()
        if isinstance(c, type) and issubclass(c, CharteInvalid)
    }
    assert len({c.code for c in refus}) == len(refus) >= 12
    for classe in refus:
        assert re.fullmatch(r"CHA-\d\d", classe.code)
        assert classe.__doc__ and "\n" not in classe.__doc__
        assert not re.search(r" [:;!?»]|« ", classe.__doc__), classe


# --- vigilance (C2) ---------------------------------------------------------------------------------


def hits(texte: str) -> list[tuple[str, str]]:
    return [(h.mot, h.theme) for h in CHARTE.find_vigilance(texte)]


@pytest.mark.parametrize(
    ("texte", "mot", "theme"),
    [
        ("Il serait SCHIZOPHRÈNE.", "SCHIZOPHRÈNE", "sante"),
        ("des jeunes schizophrenes", "schizophrenes", "sante"),
        ("mère dépressive", "dépressive", "sante"),
        ("de\u0301pressif depuis mars", "de\u0301pressif", "sante"),
        ("une famille musulmane", "musulmane", "religion"),
        ("familles juives", "juives", "religion"),
        ("d’origine turque", "turque", "origine"),
        ("deux demandeurs d'asile", "demandeurs d'asile", "origine"),
        ("élève étrangère", "étrangère", "origine"),
        ("père syndicaliste", "syndicaliste", "opinion"),
        ("il est homosexuel", "homosexuel", "vie_intime"),
        ("connu pour vols", "vols", "infraction"),
        ("voleuse", "voleuse", "infraction"),
        ("trafic de l’héroïne", "trafic", "infraction"),
        ("placé en garde-à-vue", "garde-à-vue", "infraction"),
        ("faits délictuels : délits", "délits", "infraction"),
        ("bonne à rien, fainéante", "fainéante", "insulte"),
        ("son compte Instagram", "Instagram", "reperage"),
        ("sou\u00adci de schizo\u200bphrénie", "schizo\u200bphrénie", "sante"),
        ("cœur : psychiatre", "psychiatre", "sante"),
    ],
)
def test_a_word_is_found_whatever_its_accents_case_or_inflection(texte: str, mot: str, theme: str) -> None:
    assert (mot, theme) in hits(texte)


@pytest.mark.parametrize(
    "texte",
    [
        "Ne vient plus depuis le 3 mars ; reçu avec sa mère dans l’enceinte du collège, préfère un stage.",
        "Volontaire, il revient au volley le mercredi. Le consul a convenu d’un contrat.",
        "Rappeler au 06 12 34 56 78 avant le 12/03/2026, dossier 2026-114.",
        "Romane et Vincent viennent à la mission locale ; médiation scolaire proposée.",
        "Armelle habite au 12, rue Foulon ; prisme, délice, crimée, racine, imamat.",
    ],
)
def test_plain_facts_and_longer_words_raise_no_alarm(texte: str) -> None:
    assert hits(texte) == []


@pytest.mark.parametrize(
    "numero",
    [
        "2 85 05 78 006 084 36",
        "285057800608436",
        "FR76 3000 6000 0112 3456 7890 189",
        "AB-123-CD",
        "4970 1012 3456 7890",
    ],
)
def test_numbers_that_have_no_field_are_found(numero: str) -> None:
    assert hits(f"noté : {numero}.") == [(numero, "numero")]


def test_each_hit_gives_its_place_in_the_text_as_typed() -> None:
    texte = "Élève « dépressif » ; e\u0301tat ok ; puis un délit\u00a0!"
    trouves = CHARTE.find_vigilance(texte)
    assert [texte[h.debut : h.fin] for h in trouves] == [h.mot for h in trouves] == ["dépressif", "délit"]
    assert [h.libelle for h in trouves] == ["santé", "infraction ou condamnation"]


def test_the_longest_expression_is_named_once() -> None:
    assert hits("son casier judiciaire") == [("casier judiciaire", "infraction")]
    assert hits("casier de la salle") == []


def test_every_signed_word_is_found_as_written() -> None:
    manques = [
        mot
        for theme, (_, mots) in CHARTE.vigilance.themes.items()
        for mot in mots
        if not any(h.debut == 0 and h.fin == len(mot) for h in CHARTE.find_vigilance(mot))
    ]
    assert manques == []


def test_a_badly_written_theme_is_refused() -> None:
    for avant, apres in (
        ('libelle = "santé"', 'libelle = ""'),
        ('"rom", ', '"rom", "rom", '),
        ('"rom", ', '"rom", "…", '),
        ('"rom", ', '"rom", 3, '),
    ):
        with pytest.raises(CharteVigilanceInvalid):
            with_rules(avant, apres)
