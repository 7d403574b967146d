"""Events keep every fact through their stored form; malformed, foreign or newer ones are refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from gsn_app.domain import rappel_ordre_refus as refus
from gsn_app.domain.rappel_ordre import (
    Convoque,
    Evenement,
    FormeEntretien,
    MotifImpossibilite,
    MotifReport,
    Protocole,
    Reponse,
    Representant,
    from_dict,
    to_dict,
)
from gsn_app.domain.situation import DateImpossible
from gsn_app.domain.texte import TexteEmpty, TexteForbiddenCharacter, TexteTooLong
from gsn_app.errors import GsnError
from tests.domain.rappel_ordre_exemples import (
    COORDONNATEUR,
    ELU,
    absence,
    answer,
    convene,
    deliver,
    path,
    postpone,
    prepare,
    return_part,
    send,
    submit_partners,
)

EVERY_EVENT: list[Evenement] = [
    *path(),
    send(protocole=Protocole("2024-03-12", 30)),  # type: ignore[arg-type]
    send(protocole=None),
    answer(reponse=Reponse.SILENCE, magistrat_nom="", magistrat_qualite=""),
    prepare(date_envisagee="2026-11-18", representants=()),
    deliver(representants_presents=(), motif_impossibilite=MotifImpossibilite.ELOIGNEMENT),
    absence(),
    postpone(motif=MotifReport.FAMILLE),
]


@pytest.mark.parametrize("evenement", EVERY_EVENT, ids=lambda e: str(e.acte))
def test_every_fact_comes_back_through_json(evenement: Evenement) -> None:
    lu = json.loads(json.dumps(to_dict(evenement), ensure_ascii=False))
    assert from_dict(lu, auteur_id=evenement.auteur_id, auteur_roles=evenement.auteur_roles) == evenement


def test_roles_never_come_from_the_stored_form() -> None:
    stored = to_dict(deliver(roles=ELU))
    assert "roles" not in json.dumps(stored)
    assert from_dict(stored, auteur_id="m-1", auteur_roles=COORDONNATEUR).auteur_roles == COORDONNATEUR
    with pytest.raises(refus.RappelOrdreEvenementIllegible):
        from_dict({**stored, "auteur_roles": ["elu"]}, auteur_id="m-1", auteur_roles=COORDONNATEUR)


def test_another_author_than_the_signer_is_tampering() -> None:
    with pytest.raises(refus.RappelOrdreAuteurMismatch):
        from_dict(to_dict(deliver()), auteur_id="m-2", auteur_roles=ELU)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"acte": "rappel_ordre.autre"},
        {"intrus": 1},
        {"representants": [{"nom": "x"}]},
        {"representants": 3},
        {"horodatage": "hier"},
        {"nom": 12},
        {"protocole": 1},
    ],
)
def test_a_malformed_stored_event_is_said_illegible(change: dict[str, object]) -> None:
    with pytest.raises(refus.RappelOrdreEvenementIllegible):
        from_dict({**to_dict(prepare()), **change}, auteur_id="m-1", auteur_roles=COORDONNATEUR)


def test_a_missing_field_is_said_illegible() -> None:
    stored = to_dict(prepare())
    del stored["lieu"]
    with pytest.raises(refus.RappelOrdreEvenementIllegible):
        from_dict(stored, auteur_id="m-1", auteur_roles=COORDONNATEUR)


@pytest.mark.parametrize("champ", ["nom", "prenom", "description", "lieu", "service"])
def test_an_empty_too_long_or_hidden_text_is_refused(champ: str) -> None:
    for texte, erreur in (
        ("", TexteEmpty),
        (" \u00a0 ", TexteEmpty),
        ("x" * 601, TexteTooLong),
        ("x" * 200_000, TexteTooLong),
        ("a\u202eb", TexteForbiddenCharacter),
        ("a\u200bb", TexteForbiddenCharacter),
        ("a\x00b", TexteForbiddenCharacter),
    ):
        with pytest.raises(erreur):
            prepare(**{champ: texte})


def test_names_hold_100_characters_and_descriptions_600() -> None:
    assert len(prepare(nom="É" * 100).nom) == 100
    assert len(prepare(description="x" * 600).description) == 600
    with pytest.raises(TexteTooLong):
        prepare(nom="É" * 101)
    with pytest.raises(TexteTooLong):
        Representant("É" * 101, "Zoé", "qualite_representant.MERE")  # type: ignore[arg-type]


def test_a_description_stands_on_one_line() -> None:
    assert prepare(description="ligne une\n\nligne\tdeux").description == "ligne une ligne deux"


@pytest.mark.parametrize(
    ("champ", "valeur", "erreur"),
    [
        ("date_fait", "2026-02-30", DateImpossible),
        ("date_fait", "14/10/2026", DateImpossible),
        ("date_fait", "1812-01-01", DateImpossible),
        ("date_fait", "2026-11-23", refus.RappelOrdreDateFuture),
        ("date_fait", None, DateImpossible),
        ("date_naissance", "2031-01-01", refus.RappelOrdreDateFuture),
        ("heure_fait", "25:00", DateImpossible),
        ("heure_fait", "9h", DateImpossible),
        ("fait", "fait.AUT", refus.RappelOrdreFaitUnknown),
        ("fait", "", refus.RappelOrdreFaitUnknown),
        ("commune_victime", None, refus.RappelOrdreChoixInvalid),
        ("commune_victime", "non", refus.RappelOrdreChoixInvalid),
        ("plainte_deposee", 0, refus.RappelOrdreChoixInvalid),
        ("acte_envisage", "AMENDE", refus.RappelOrdreChoixInvalid),
        ("adresse", "\n".join("1234567"), refus.RappelOrdreChoixInvalid),
    ],
)
def test_an_impossible_value_is_refused(champ: str, valeur: object, erreur: type[GsnError]) -> None:
    with pytest.raises(erreur):
        prepare(**{champ: valeur})


def test_a_third_representative_is_refused() -> None:
    tous = (*prepare().representants, Representant("Exemple", "Tiers", "qualite_representant.AUT"))  # type: ignore[arg-type]
    with pytest.raises(refus.RappelOrdreRepresentantTooMany):
        prepare(representants=tous)


def test_an_answer_names_its_magistrate() -> None:
    for champ in ("magistrat_nom", "magistrat_qualite"):
        with pytest.raises(TexteEmpty):
            answer(**{champ: ""})


def test_what_is_neither_a_protocol_nor_a_representative_is_refused() -> None:
    with pytest.raises(refus.RappelOrdreChoixInvalid):
        send(protocole=1)
    with pytest.raises(refus.RappelOrdreChoixInvalid):
        prepare(representants=("Zoé",))


@pytest.mark.parametrize("choix", [(), ("inconnu",), ("destinataire.AUTEUR",) * 2])
def test_recipients_are_chosen_once_among_the_known(choix: tuple[str, ...]) -> None:
    with pytest.raises((refus.RappelOrdreDestinataireUnknown, refus.RappelOrdreChoixInvalid)):
        convene(destinataires=choix)


def test_the_author_is_no_representative() -> None:
    with pytest.raises(refus.RappelOrdreDestinataireUnknown):
        deliver(representants_presents=("destinataire.AUTEUR",))


def test_a_summons_may_look_forward_and_a_return_may_not() -> None:
    assert convene(date_convocation="2027-01-10").date_convocation.year == 2027
    with pytest.raises(refus.RappelOrdreDateFuture):
        return_part(date_retour="2027-01-10")
    with pytest.raises(refus.RappelOrdreDateFuture):
        submit_partners(date_consultation="2027-01-10")


@pytest.mark.parametrize(
    "quand",
    [
        datetime(2026, 11, 21),
        datetime(2026, 11, 21, tzinfo=timezone(timedelta(hours=1))),
        "2026-11-21",
    ],
)
def test_a_timestamp_is_aware_utc(quand: Any) -> None:
    with pytest.raises(refus.RappelOrdreChoixInvalid):
        prepare(horodatage=quand)
    assert prepare(horodatage=datetime(2026, 11, 21, tzinfo=UTC)).numero == 1


def test_a_summons_written_before_the_form_of_the_interview_existed_is_still_read() -> None:
    stored = {
        "v": 1, "acte": "rappel_ordre.convoque", "numero": 5, "auteur_id": "m", "horodatage": "2026-01-02T10:00:00+00:00",
        "date_convocation": "2026-02-03", "heure": "10:00", "lieu": "Mairie", "destinataires": ["destinataire.AUTEUR"],
        "remise_en_main_propre": False,
    }  # fmt: skip
    event = from_dict(stored, auteur_id="m", auteur_roles=frozenset({"coordonnateur"}))
    assert isinstance(event, Convoque) and event.forme is FormeEntretien.SIMPLE
