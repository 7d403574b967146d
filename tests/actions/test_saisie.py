"""Bad input to every public act: a French sentence with its code, nothing written, the vault still sound.

One open session serves the whole module: since nothing may be written, every case meets the same vault, and its
journal is verified at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from gsn_app.actions.apport import add_apport, add_sans_information, withdraw_apport
from gsn_app.actions.creation import prepare_creation
from gsn_app.actions.epreuve import Gardien
from gsn_app.actions.impression import confirm_impression
from gsn_app.actions.journal import count_entrees, verify_journal
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.mesure import end_mesure, propose_mesure, take_mesure
from gsn_app.actions.ouverture import open_session
from gsn_app.actions.rappel_ordre import (
    convene,
    deliver,
    permitted_acts,
    postpone,
    prepare_rappel,
    print_convocations,
    print_fiche_navette,
    print_retour,
    read_rappel,
    record_absence,
    record_consultation,
    record_reponse,
)
from gsn_app.actions.rapport import preview_rapport
from gsn_app.actions.referent_parcours import designate_referent, end_referent
from gsn_app.actions.reglage import Reglages, save_reglages
from gsn_app.actions.saisine import dismiss_saisine, submit_saisine
from gsn_app.actions.session import Session
from gsn_app.actions.situation import (
    admit_membre,
    change_personne,
    close_situation,
    defer_information,
    open_situation,
    read_situation,
    record_information,
    set_echeance,
)
from gsn_app.domain.membre import NouveauMembre, Role, TypeInstance
from gsn_app.errors import GsnError, InvalidInput, Refused
from tests.actions.exemples import ANSWER, PERSONNE, day, expect_sound, facts, logged, open_one, prepare_one
from tests.actions.exemples_rappel import SPOKEN, SUMMONS
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase

World = SimpleNamespace
Try = Callable[[Session, World, Any], object]
LONG = "x" * 10_000
EMPTY = ["", "   ", "\u00a0\n"]
HIDDEN = [
    LONG, "a\x00b", "a\x1bb", "a\u202eb", "\u2066a", "a\u200bb", "\ufeffa", "a\ud800", "a\U000e0041", "\x85a\x85b", 12, None, b"a"
]  # fmt: skip
IMPOSSIBLE = ["2026-02-30", "2026-13-01", "30/02/2026", "20260101", "2026-W10-1", "demain", LONG, "1899-12-31",
              "0001-01-01", "9999-12-31", "２０２６-01-01", 20260101, None]  # fmt: skip
CODES = ["", "XXX", "motif.XXX", "moti.ABS", ".", "motif.", "motif.PRI", "cercle", LONG, "a\u202eb", 12]
IDS = ["", "zz", "0" * 31, "00" * 16, "é", "../../etc", LONG, "a\ud800", " ", "-", "00" * 16 + "-00"]


def personne(**changes: Any) -> Any:
    return replace(PERSONNE, **changes)


def saisine(session: Session, **changes: Any) -> str:
    said = {"origine": "origine.EN", "motif": "motif.ABS", "personne": PERSONNE}
    return submit_saisine(session, GSN, **{**said, **changes})


def opened(session: Session, **changes: Any) -> str:
    said = {
        "origine": "origine.EN",
        "motif": "motif.ABS",
        "personne": PERSONNE,
        "cercle": [session.membre.id],
    }
    return open_situation(session, GSN, **{**said, **changes})


def enrolled(session: Session, **changes: Any) -> object:
    who = {"nom": "Nom", "fonction": "Fonction", "institution": "Institution", "roles": {GSN: Role.MEMBRE}}
    return enrol_membre(session, NouveauMembre(**{**who, **changes}), phrase("x"), kdf=BON_MARCHE)


def settings_of(session: Session, **changes: Any) -> None:
    save_reglages(session, Reglages(**{"commune": "Saint-Exemple", **changes}))


def replied(session: Session, world: World, **changes: Any) -> None:
    said = {"reponse": "reponse_parquet.B", "date_reponse": day(), **ANSWER}
    record_reponse(session, world.rappel, **{**said, **changes})


def consulted(session: Session, world: World, **changes: Any) -> None:
    said = {"date_consultation": day(), "deja_suivie": True, "compatible": True}
    record_consultation(session, world.rappel, **{**said, **changes})


REQUIRED: dict[str, Try] = {
    "saisine nom": lambda s, w, x: saisine(s, personne=personne(nom=x)),
    "saisine prénom": lambda s, w, x: saisine(s, personne=personne(prenom=x)),
    "situation nom": lambda s, w, x: opened(s, personne=personne(nom=x)),
    "situation corrigée": lambda s, w, x: change_personne(s, w.situation, personne(prenom=x)),
    "sexe": lambda s, w, x: opened(s, personne=personne(sexe=x)),
    "informé par": lambda s, w, x: record_information(
        s, w.situation, date=day(), moyen="moyen_information.ENT", par=x
    ),
    "apport": lambda s, w, x: add_apport(s, w.situation, x),
    "membre nom": lambda s, w, x: enrolled(s, nom=x),
    "membre fonction": lambda s, w, x: enrolled(s, fonction=x),
    "membre institution": lambda s, w, x: enrolled(s, institution=x),
    "commune": lambda s, w, x: settings_of(s, commune=x),
    "rappel nom": lambda s, w, x: prepare_rappel(s, w.situation, **facts(nom=x)),
    "rappel description": lambda s, w, x: prepare_rappel(s, w.situation, **facts(description=x)),
    "rappel lieu": lambda s, w, x: prepare_rappel(s, w.situation, **facts(lieu=x)),
    "magistrat": lambda s, w, x: replied(s, w, magistrat_nom=x),
    "lieu de convocation": lambda s, w, x: convene(s, w.rappel, **{**SUMMONS, "lieu": x}),
    "heure de convocation": lambda s, w, x: convene(s, w.rappel, **{**SUMMONS, "heure": x}),
    "receveur": lambda s, w, x: preview_rapport(s, GSN, debut=day(-9), fin=day(), receveur=x),
}
OPTIONAL: dict[str, Try] = {
    "adresse": lambda s, w, x: saisine(s, personne=personne(adresse=x)),
    "téléphone": lambda s, w, x: saisine(s, personne=personne(telephone=x)),
    "courriel": lambda s, w, x: opened(s, personne=personne(courriel=x)),
    "description": lambda s, w, x: saisine(s, description=x),
    "motif d’admission": lambda s, w, x: admit_membre(s, w.situation, w.membres["social"], x),
    "dit par": lambda s, w, x: add_apport(s, w.situation, "Texte.", dit_par=x),
    "motif de vigilance": lambda s, w, x: add_apport(s, w.situation, "À l’hôpital.", vigilance_motif=x),
    "motif de fin": lambda s, w, x: end_referent(s, w.situation, date=day(), motif=x),
    "tribunal": lambda s, w, x: settings_of(s, tribunal=x),
    "adresse de la commune": lambda s, w, x: settings_of(s, adresse=x),
    "contact": lambda s, w, x: settings_of(s, contact=x),
    "référence du rapport": lambda s, w, x: prepare_rappel(s, w.situation, **facts(reference_rapport=x)),
    "remarque": lambda s, w, x: consulted(s, w, remarque=x),
    "motif d’impression": lambda s, w, x: confirm_impression(s, w.feuille, reussie=False, motif=x),
}
DATES: dict[str, Try] = {
    "naissance": lambda s, w, x: saisine(s, personne=personne(date_naissance=x)),
    "information": lambda s, w, x: record_information(
        s, w.situation, date=x, moyen="moyen_information.ENT", par="x"
    ),
    "report": lambda s, w, x: defer_information(s, w.situation, date=x, motif="motif_report_information.DAN"),
    "désignation": lambda s, w, x: designate_referent(
        s, w.situation, w.membres["coordo"], date=x, accord=True
    ),
    "accord": lambda s, w, x: designate_referent(
        s, w.situation, w.membres["coordo"], date=day(), accord=True, accord_date=x or "?"
    ),
    "fin de désignation": lambda s, w, x: end_referent(s, w.situation, date=x),
    "mesure proposée": lambda s, w, x: propose_mesure(s, w.situation, "mesure.SUI", date=x),
    "mesure prise": lambda s, w, x: take_mesure(s, w.situation, w.mesure, date=x),
    "mesure terminée": lambda s, w, x: end_mesure(s, w.situation, w.mesure, date=x, resultat="suite.REA"),
    "clôture": lambda s, w, x: close_situation(s, w.situation, "cloture.SOL", date=x or "?"),
    "protocole": lambda s, w, x: settings_of(s, protocole_date=x or "?"),
    "échéance": lambda s, w, x: set_echeance(s, w.situation, x or "?"),
    "faits": lambda s, w, x: prepare_rappel(s, w.situation, **facts(date_fait=x)),
    "réponse": lambda s, w, x: replied(s, w, date_reponse=x),
    "consultation": lambda s, w, x: consulted(s, w, date_consultation=x),
    "convocation": lambda s, w, x: convene(s, w.rappel, **{**SUMMONS, "date_convocation": x}),
    "absence": lambda s, w, x: record_absence(s, w.rappel, date_constat=x),
    "ajournement": lambda s, w, x: postpone(s, w.rappel, date_report=x),
}
CODED: dict[str, Try] = {
    "origine": lambda s, w, x: saisine(s, origine=x),
    "motif": lambda s, w, x: opened(s, motif=x),
    "motif secondaire": lambda s, w, x: opened(s, motifs_secondaires=[x]),
    "quartier": lambda s, w, x: saisine(s, personne=personne(quartier=x or "?")),
    "clôture": lambda s, w, x: close_situation(s, w.situation, x),
    "sortie positive": lambda s, w, x: close_situation(
        s, w.situation, "cloture.SOL", sortie_positive=x or "?"
    ),
    "moyen": lambda s, w, x: record_information(s, w.situation, date=day(), moyen=x, par="x"),
    "motif de report": lambda s, w, x: defer_information(s, w.situation, date=day(), motif=x),
    "mesure": lambda s, w, x: propose_mesure(s, w.situation, x, date=day()),
    "suite": lambda s, w, x: end_mesure(s, w.situation, w.mesure, date=day(), resultat=x),
    "retour": lambda s, w, x: dismiss_saisine(s, w.saisine, x),
    "fait": lambda s, w, x: prepare_rappel(s, w.situation, **facts(fait=x)),
    "réponse": lambda s, w, x: replied(s, w, reponse=x),
    "destinataire": lambda s, w, x: convene(s, w.rappel, **{**SUMMONS, "destinataires": (x,)}),
}
NAMED: dict[str, Try] = {
    "read_situation": lambda s, w, x: read_situation(s, x),
    "change_personne": lambda s, w, x: change_personne(s, x, PERSONNE),
    "set_echeance": lambda s, w, x: set_echeance(s, x, day(9)),
    "close_situation": lambda s, w, x: close_situation(s, x, "cloture.SOL"),
    "add_apport": lambda s, w, x: add_apport(s, x, "Texte."),
    "add_sans_information": lambda s, w, x: add_sans_information(s, x),
    "withdraw_apport": lambda s, w, x: withdraw_apport(s, x, w.apport),
    "propose_mesure": lambda s, w, x: propose_mesure(s, x, "mesure.SUI", date=day()),
    "prepare_rappel": lambda s, w, x: prepare_rappel(s, x, **facts()),
    "admit_membre situation": lambda s, w, x: admit_membre(s, x, w.membres["social"]),
    "admit_membre membre": lambda s, w, x: admit_membre(s, w.situation, x),
    "designate_referent": lambda s, w, x: designate_referent(s, w.situation, x, date=day(), accord=True),
    "cercle": lambda s, w, x: opened(s, cercle=[x]),
    "lecteurs": lambda s, w, x: add_apport(s, w.situation, "Texte.", lecteurs=[x]),
    "dismiss_saisine": lambda s, w, x: dismiss_saisine(s, x, "retour_saisine.SSU"),
    "saisine d’une situation": lambda s, w, x: opened(s, saisine_id=x or "?"),
    "apport": lambda s, w, x: withdraw_apport(s, w.situation, x),
    "mesure": lambda s, w, x: take_mesure(s, w.situation, x, date=day()),
    "fin de mesure": lambda s, w, x: end_mesure(s, w.situation, x, date=day(), resultat="suite.REA"),
    "instance d’une saisine": lambda s, w, x: submit_saisine(
        s, x, origine="origine.EN", motif="motif.ABS", personne=PERSONNE
    ),
    "instance d’une situation": lambda s, w, x: open_situation(
        s, x, origine="origine.EN", motif="motif.ABS", personne=PERSONNE, cercle=[s.membre.id]
    ),
    "instance d’un membre": lambda s, w, x: enrolled(s, roles={x: Role.MEMBRE}),
    "instance d’un rapport": lambda s, w, x: preview_rapport(
        s, x, debut=day(-9), fin=day(), receveur="Conseil"
    ),
    "read_rappel": lambda s, w, x: read_rappel(s, x),
    "permitted_acts": lambda s, w, x: permitted_acts(s, x),
    "print_fiche_navette": lambda s, w, x: print_fiche_navette(s, x),
    "print_convocations": lambda s, w, x: print_convocations(s, x),
    "print_retour": lambda s, w, x: print_retour(s, x),
    "record_reponse": lambda s, w, x: replied(s, World(rappel=x)),
}


@pytest.fixture(scope="module")
def world(modele: Prepare, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One object of each kind and the coordonnateur's session; the journal is verified when the module ends."""
    copied = modele.copy(tmp_path_factory.mktemp("saisie"))
    coffre = replace(copied, membres=dict(copied.membres))
    situation = open_one(coffre)
    session = coffre.open("coordo")
    found = World(
        coffre=coffre, session=session, membres=coffre.membres, situation=situation, saisine=saisine(session),
        apport=add_apport(session, situation, "Texte."), rappel=prepare_one(session, situation),
        mesure=propose_mesure(session, situation, "mesure.SUI", date=day()),
    )  # fmt: skip
    found.feuille = print_fiche_navette(session, found.rappel)
    yield found
    found.session.close()
    for nom in ("dpo", "coordo"):
        expect_sound(coffre, nom)


def expect_nothing_written(world: World, attempt: Try, values: list[Any]) -> None:
    """Each value is refused with a sentence and a code; nothing but a refusal's own entry is written."""
    session = world.session
    accepted = []
    for value in values:
        root, before = session.coffre.racine.root(), count_entrees(session)
        try:
            attempt(session, world, value)
            accepted.append(repr(value)[:60])
        except (InvalidInput, Refused) as error:
            assert re.fullmatch(r"[A-Z]{3}-\d{2}", error.code)
            assert error.sentence[0].isupper() or error.sentence[0] == "«", error.sentence
            assert len(error.sentence) < 1_000, "what was typed is not thrown back whole"
            assert session.coffre.racine.root() == root, f"{value!r} wrote something"
            assert count_entrees(session) - before <= 2
            if isinstance(error, InvalidInput) and "-00" in error.code:
                accepted.append(f"{value!r} has no code of its own")
    assert not accepted, accepted
    assert not session.coffre.conn.in_transaction


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_text_empty_long_hidden_or_of_another_type(world: World, name: str) -> None:
    expect_nothing_written(world, REQUIRED[name], EMPTY + HIDDEN)


@pytest.mark.parametrize("name", OPTIONAL)
def test_an_optional_text_long_hidden_or_of_another_type(world: World, name: str) -> None:
    expect_nothing_written(world, OPTIONAL[name], [x for x in HIDDEN if x is not None])


@pytest.mark.parametrize("name", DATES)
def test_an_impossible_date(world: World, name: str) -> None:
    future = [] if name in {"échéance", "convocation"} else [day(3), day(400)]
    expect_nothing_written(world, DATES[name], [*IMPOSSIBLE, "", *future])


@pytest.mark.parametrize("name", CODED)
def test_an_unknown_inactive_or_foreign_code(world: World, name: str) -> None:
    expect_nothing_written(world, CODED[name], CODES)


@pytest.mark.parametrize("name", NAMED)
def test_an_unknown_id_or_the_id_of_another_kind(world: World, name: str) -> None:
    known = {
        "situation": world.situation, "saisine": world.saisine, "apport": world.apport, "mesure": world.mesure,
        "rappel": world.rappel, "membre": world.membres["police"], "instance": GSN,
    }  # fmt: skip
    own = {
        "admit_membre membre": set(), "designate_referent": set(), "cercle": set(), "lecteurs": set(),
        "dismiss_saisine": {"saisine"}, "saisine d’une situation": {"saisine"}, "apport": {"apport"},
        "mesure": {"mesure"}, "fin de mesure": {"mesure"},
    }.get(name, {"instance"} if name.startswith("instance") else {"situation"})  # fmt: skip
    if name in {"read_rappel", "permitted_acts", "record_reponse"} or name.startswith("print_"):
        own = {"rappel"}
    others = [value for kind, value in known.items() if kind not in own]
    cased = [world.situation.upper(), f" {world.situation}"]
    expect_nothing_written(world, NAMED[name], [*IDS, *others, *cased])


def test_a_weak_passphrase_enrols_nobody(world: World) -> None:
    weak = [
        "",
        " ",
        "azerty",
        "motdepasse" * 4,
        "a" * 10_000,
        "1234567890" * 4,
        "\ud800",
        "lapin lapin lapin lapin",
    ]
    who = NouveauMembre("Nom", "Fonction", "Institution", {GSN: Role.MEMBRE})
    expect_nothing_written(world, lambda s, w, x: enrol_membre(s, who, x, kdf=BON_MARCHE), weak)


def test_settings_out_of_bounds_change_nothing(world: World) -> None:
    bad = [0, -1, 181, 10**30, "30", None, 1.5, True]
    expect_nothing_written(world, lambda s, w, x: settings_of(s, delai_relance_jours=x), bad)
    expect_nothing_written(world, lambda s, w, x: settings_of(s, silence_jours=x), [-1, 366, "", None, 0.0])


def test_what_the_elu_says_at_the_interview_is_checked_too(world: World) -> None:
    world.session.close()
    elu = world.coffre.open("maire")
    try:
        there = World(**{**vars(world), "session": elu})
        for field, values in (
            ("elu_nom", EMPTY + HIDDEN), ("elu_qualite", EMPTY + HIDDEN), ("date_prononce", [*IMPOSSIBLE, day(3)]),
            ("mesure", CODES), ("motif_impossibilite", CODES), ("engagement_ecrit", [None, 1, "oui"]),
        ):  # fmt: skip
            expect_nothing_written(
                there, lambda s, w, x, field=field: deliver(s, w.rappel, **{**SPOKEN, field: x}), values
            )
    finally:
        elu.close()
        world.session = world.coffre.open("coordo")


@pytest.mark.parametrize("value", [*EMPTY, *HIDDEN])
def test_a_vault_is_not_created_from_bad_names(value: Any) -> None:
    good: dict[str, Any] = {
        "commune": "Saint-Exemple", "instances": [(TypeInstance.GSN, "Groupe")],
        "coordonnateur": NouveauMembre("Coordo", "x", "x", {}), "passphrase": phrase("coordo"), "auditeur": None,
        "gardiens": [Gardien("A", "maire"), Gardien("B", "DPO")],
    }  # fmt: skip
    prepare_creation(**good)
    for changes in (
        {"commune": value},
        {"instances": [(TypeInstance.GSN, value)]},
        {"coordonnateur": NouveauMembre(value, "x", "x", {})},
        {"gardiens": [Gardien(value, "maire"), Gardien("B", "DPO")]},
        {"gardiens": [Gardien("A", value), Gardien("B", "DPO")]},
    ):
        with pytest.raises(InvalidInput) as caught:
            prepare_creation(**{**good, **changes})
        assert caught.value.code.startswith("SAI-")


@pytest.mark.parametrize("membre_id", ["", "zz", "00" * 16, "é", LONG])
def test_an_unknown_member_opens_nothing(coffre: Prepare, membre_id: str) -> None:
    with pytest.raises(GsnError) as caught:
        open_session(coffre.coffre, coffre.poste, membre_id, phrase("coordo"), kdf=BON_MARCHE)
    assert caught.value.sentence


@pytest.mark.parametrize(
    "passphrase", ["", LONG, "\ud800", "a\x00b", phrase("coordo") + "x", phrase("ecole")]
)
def test_a_wrong_passphrase_opens_nothing_and_is_counted(coffre: Prepare, passphrase: str) -> None:
    with pytest.raises(GsnError) as caught:
        open_session(coffre.coffre, coffre.poste, coffre.membres["coordo"], passphrase, kdf=BON_MARCHE)
    assert caught.value.code == "OUV-01"
    with logged(coffre, "coordo") as session:
        assert session.coffre.failed_attempts == 1


@pytest.mark.parametrize("ancre", ["", "x", LONG, "9" * 5_000, "9" * 5_000 + "·" + "A" * 16, "é·" + "A" * 16])
def test_a_mistyped_anchor_is_said_and_breaks_nothing(world: World, ancre: str) -> None:
    etat = verify_journal(world.session, ancres=[ancre])
    assert not etat.integre and len(etat.anomalies) == 1
    assert verify_journal(world.session).integre
