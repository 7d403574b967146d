"""Who may do what, and what no version of the rules may give."""

from __future__ import annotations

import re

import pytest

from gsn_app.domain.acte import Acte
from gsn_app.domain.charte import CharteActeMissing, CharteActeUnknown, CharteRoleUnknown, parse
from gsn_app.domain.membre import Role
from gsn_app.domain.regle_acte import AUTEUR, REFERENT_PARCOURS, RESERVES, TOUS, CharteActeReserved
from tests.domain.modele_charte import CHARTE, REGLES, TEXTE, with_roles, with_rules


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
    assert permitted(Role.AUDITEUR) == {
        "journal.consulte", "journal.verifie", "journal.exporte", "journal.cle_exportee", "journal.cle_remise",
        "journal.purge",
    }  # fmt: skip


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
