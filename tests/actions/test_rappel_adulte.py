"""The adult's rappel lives in a dossier apart: who opens it, who may not, how long it lasts, what follows a departure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gsn_app.actions.charte import sign_charte
from gsn_app.actions.depart import revoke_membre
from gsn_app.actions.effacement import erase_batch, list_echeances, preview_effacement
from gsn_app.actions.impression import confirm_impression
from gsn_app.actions.membre import enrol_membre
from gsn_app.actions.rappel_adulte import prepare_rappel_adulte
from gsn_app.actions.rappel_feuille import print_engagement, print_relance, print_remise
from gsn_app.actions.rappel_ordre import (
    confirm_retour,
    convene,
    deliver,
    list_rappels,
    print_retour,
    read_rappel,
)
from gsn_app.actions.registre_rappel import list_registre
from gsn_app.actions.sauvegarde import make_sauvegarde
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.actions.situation import list_situations
from gsn_app.domain.membre import NouveauMembre, Role
from gsn_app.domain.rappel_ordre import Destinataire, EtatRappel
from gsn_app.domain.rappel_ordre_refus import (
    RappelOrdreMineurApart,
    RappelOrdreNotConvoque,
    RappelOrdreNotPrononce,
    RelanceNotDue,
)
from gsn_app.domain.situation import SituationUnknown
from gsn_app.errors import GsnError
from tests.actions.exemples import Horloge, day, expect_sound, facts, logged, send
from tests.actions.exemples_rappel import SPOKEN, answer, consult
from tests.coffre_prepare import BON_MARCHE, GSN, Prepare, phrase

CANARI = "Zzadultecanari"
ADULTE: dict[str, Any] = facts(
    nom=CANARI, prenom="Pierrot", date_naissance="1970-02-03", representants=(), fait="fait.VOISIN",
    description="Musique tous les soirs sous les fenêtres.",
)  # fmt: skip
SEUL: dict[str, Any] = {
    "date_convocation": day(), "heure": "18:00", "lieu": "Hôtel de ville", "destinataires": (Destinataire.AUTEUR,),
    "forme": "forme_entretien.CCTP", "remise_en_main_propre": True,
}  # fmt: skip
DIT: dict[str, Any] = {**SPOKEN, "representants_presents": ()}


def prepare(coffre: Prepare, clock: Any = None, **more: Any) -> str:
    with logged(coffre, "coordo", clock) as session:
        return prepare_rappel_adulte(session, GSN, **{**ADULTE, **more})


def close(coffre: Prepare, rappel_id: str) -> None:
    """The whole path, to the return to the parquet."""
    with logged(coffre, "coordo") as session:
        send(session, rappel_id)
        answer(session, rappel_id)
        consult(session, rappel_id, deja_suivie=False)
        for feuille in convene(session, rappel_id, **SEUL):
            confirm_impression(session, feuille, reussie=True)
    with logged(coffre, "maire") as session:
        deliver(session, rappel_id, **DIT)
    with logged(coffre, "coordo") as session:
        feuille = print_retour(session, rappel_id)
        confirm_impression(session, feuille, reussie=True)
        confirm_retour(session, rappel_id, feuille)


def reads(session: Session, rappel_id: str) -> bool:
    try:
        return read_rappel(session, rappel_id).prepare is not None
    except GsnError:
        return False


def test_the_coordonnateur_and_the_elu_open_it_and_nobody_else(coffre: Prepare) -> None:
    rappel_id = prepare(coffre)
    for nom, expected in {
        "coordo": True,
        "maire": True,
        "ecole": False,
        "social": False,
        "police": False,
    }.items():
        with logged(coffre, nom) as session:
            assert reads(session, rappel_id) is expected, nom
            held = bytes.fromhex(rappel_id.partition("-")[0]) in session.coffre.dossiers
            assert held is expected, nom
            if nom == "coordo":
                assert list_situations(session) == [], "no situation is opened on an adult"
                [one] = list_rappels(session)
                assert one.adulte and one.nom == CANARI
    expect_sound(coffre)


@pytest.mark.parametrize("nom", ["maire", "ecole", "police"])
def test_the_coordonnateur_alone_opens_a_dossier_apart(coffre: Prepare, nom: str) -> None:
    with logged(coffre, nom) as session, pytest.raises(ActeForbidden):
        prepare_rappel_adulte(session, GSN, **ADULTE)


def test_a_minor_never_enters_an_adult_s_dossier(coffre: Prepare) -> None:
    with logged(coffre, "coordo") as session:
        before = len(session.coffre.dossiers)
        with pytest.raises(GsnError):
            prepare_rappel_adulte(session, GSN, **{**ADULTE, "date_naissance": "2012-05-03"})
        assert len(session.coffre.dossiers) == before


def test_the_whole_path_is_walked_then_it_is_erased_three_months_after(
    coffre: Prepare, tmp_path: Path
) -> None:
    rappel_id = prepare(coffre)
    close(coffre, rappel_id)
    with logged(coffre, "coordo") as session:
        assert read_rappel(session, rappel_id).etat is EtatRappel.PARQUET_INFORME
        [ligne] = list_registre(session)
        assert (ligne.fait, ligne.reponse, ligne.issue, ligne.public) == (
            "fait.VOISIN", "reponse_parquet.B", "suite.REA", "majeur",
        )  # fmt: skip
        assert list_echeances(session) == [] or list_echeances(session)[0].genre == "rappel_adulte"
    now = datetime.now(UTC)
    from gsn_app.domain.conservation import add_months

    limite = add_months(now.astimezone().date(), 3)
    last = datetime(limite.year, limite.month, limite.day, 12, tzinfo=UTC)
    with logged(coffre, "coordo", Horloge(last)) as session:
        [due] = [e for e in list_echeances(session) if e.genre == "rappel_adulte"]
        assert due.jour == limite.isoformat() and CANARI in due.libelle
        assert reads(session, rappel_id), "the last day is still readable"
    with logged(coffre, "coordo", Horloge(last + timedelta(days=1))) as session:
        assert not reads(session, rappel_id), "the day after nothing is read"
        [due] = [e for e in list_echeances(session) if e.genre == "rappel_adulte"]
        assert CANARI not in due.libelle
        seen = preview_effacement(session, [due.id])
        assert seen.rappels == 1 and seen.situations == 0 and seen.cles >= 3
        assert erase_batch(session, [due.id]).lignes
        assert bytes.fromhex(rappel_id.partition("-")[0]) not in session.coffre.dossiers
        names = session.coffre.conn.execute("SELECT COUNT(*) FROM dossier").fetchone()
        assert [x.numero for x in list_registre(session)] == [ligne.numero], "the nameless line stays"
        assert rappel_id not in repr(list_registre(session)) and names is not None
    with logged(coffre, "maire", Horloge(last + timedelta(days=2))) as session:
        assert not reads(session, rappel_id)
        assert list_rappels(session) == []


def test_an_adult_s_rappel_without_end_goes_a_year_after_its_last_act(coffre: Prepare) -> None:
    rappel_id = prepare(coffre)
    with logged(coffre, "coordo", Horloge(datetime.now(UTC) + timedelta(days=364))) as session:
        assert reads(session, rappel_id)
    with logged(coffre, "coordo", Horloge(datetime.now(UTC) + timedelta(days=368))) as session:
        assert not reads(session, rappel_id)


def test_an_answer_a_starts_the_short_retention(coffre: Prepare) -> None:
    rappel_id = prepare(coffre)
    with logged(coffre, "coordo") as session:
        send(session, rappel_id)
        answer(session, rappel_id, "A")
        assert [x.reponse for x in list_registre(session)] == ["reponse_parquet.A"]
    with logged(coffre, "coordo", Horloge(datetime.now(UTC) + timedelta(days=93))) as session:
        assert not reads(session, rappel_id)


def test_an_elu_who_leaves_loses_it_and_the_successor_receives_it(coffre: Prepare) -> None:
    rappel_id = prepare(coffre)
    dossier_id = bytes.fromhex(rappel_id.partition("-")[0])
    with logged(coffre, "coordo") as session:
        epoch, key = (
            session.coffre.dossiers[dossier_id].epoque,
            dict(session.coffre.dossiers[dossier_id].cles),
        )
        revoke_membre(session, coffre.membres["maire"])
        after = session.coffre.dossiers[dossier_id]
        assert after.epoque == epoch + 1 and after.cles != key, "the keys the elu knew open nothing any more"
        assert reads(session, rappel_id)
        who = NouveauMembre("Adjoint Testard", "Adjoint au maire", "Commune", {GSN: Role.ELU})
        enrol_membre(session, who, phrase("adjoint"), kdf=BON_MARCHE)
        membre = next(m for m in session.coffre.annuaire.membres if m.nom == "Adjoint Testard")
    coffre.membres["adjoint"] = membre.id
    with logged(coffre, "adjoint") as session:
        sign_charte(session)
        assert not reads(session, rappel_id), "no key before a coordonnateur's next act"
    with logged(coffre, "coordo") as session:
        send(session, rappel_id)
    with logged(coffre, "adjoint") as session:
        assert reads(session, rappel_id)
    with logged(coffre, "ecole") as session:
        assert not reads(session, rappel_id)
    expect_sound(coffre)


def test_no_copy_of_an_adult_s_name_stands_in_clear_in_files_or_backup(
    coffre: Prepare, tmp_path: Path
) -> None:
    prepare(coffre)
    support = tmp_path / "support"
    support.mkdir()
    with logged(coffre, "coordo") as session:
        make_sauvegarde(session, support)
    assert list(support.rglob("*.sauv"))
    for path in (*coffre.coffre.rglob("*"), *coffre.poste.rglob("*"), *support.rglob("*")):
        if path.is_file():
            assert CANARI.encode() not in path.read_bytes(), path


def test_engagement_and_note_come_after_the_summons_and_from_who_may_print(coffre: Prepare) -> None:
    rappel_id = prepare(coffre)
    with logged(coffre, "coordo") as session:
        with pytest.raises(RappelOrdreNotPrononce):
            print_engagement(session, rappel_id)
        with pytest.raises(RappelOrdreNotConvoque):
            print_remise(session, rappel_id)
        with pytest.raises(RelanceNotDue):
            print_relance(session, GSN)
        send(session, rappel_id)
        answer(session, rappel_id)
        consult(session, rappel_id)
        convene(session, rappel_id, **SEUL)
        for function in (print_engagement, print_remise):
            feuille = function(session, rappel_id)
            assert (
                feuille.pdf.startswith(b"%PDF")
                and feuille.numero == read_rappel(session, rappel_id).numero_fiche
            )
            confirm_impression(session, feuille, reussie=True)
    for nom in ("maire", "ecole"):
        with logged(coffre, nom) as session, pytest.raises((ActeForbidden, SituationUnknown)):
            print_engagement(session, rappel_id)


def test_the_reminder_names_sheets_past_the_delay_and_nobody(coffre: Prepare) -> None:
    rappel_id = prepare(coffre)
    with logged(coffre, "coordo") as session:
        numero = send(session, rappel_id).numero
    for days, due in ((29, False), (30, True)):
        with logged(coffre, "coordo", Horloge(datetime.now(UTC) + timedelta(days=days))) as session:
            if not due:
                with pytest.raises(RelanceNotDue):
                    print_relance(session, GSN)
                continue
            feuille = print_relance(session, GSN)
            from io import BytesIO

            from pypdf import PdfReader

            text = PdfReader(BytesIO(feuille.pdf)).pages[0].extract_text()
            assert numero in text and CANARI not in text and "ne vaut pas accord" in text


def test_mineur_apart_says_where_to_go() -> None:
    assert "situation" in RappelOrdreMineurApart().sentence
