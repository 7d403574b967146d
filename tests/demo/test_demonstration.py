"""The demonstration commune: published totals, names that nobody bears, a sound journal, known passphrases."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gsn_app.actions.accueil import list_taches
from gsn_app.actions.brouillon import read_brouillon
from gsn_app.actions.cddf import list_cddf
from gsn_app.actions.consultation import read_consultations
from gsn_app.actions.demonstration import (
    NotDemonstration,
    add_consultations,
    add_situations,
    read_auditeur,
    save_auditeur,
)
from gsn_app.actions.instance import list_instances
from gsn_app.actions.journal import verify_journal
from gsn_app.actions.ouverture import open_session, read_porte
from gsn_app.actions.rappel_ordre import list_rappels, read_rappel
from gsn_app.actions.registre_rappel import list_registre
from gsn_app.actions.saisine import list_saisines
from gsn_app.actions.session import Session
from gsn_app.actions.situation import list_situations, read_situation
from gsn_app.actions.transaction import list_transactions
from gsn_app.demo import Demonstration, generate
from gsn_app.demo.membres import MEMBRES, PAR_CLE
from gsn_app.demo.noms import MOTS, PRENOMS
from gsn_app.demo.rapport import TEXTES
from gsn_app.domain.membre import TypeInstance
from gsn_app.domain.situation import EtatSituation, SituationResume, age_on
from gsn_app.domain.texte import fold
from tests.coffre_prepare import BON_MARCHE, build

MAINTENANT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Commune:
    """A demonstration on disk and what its command told."""

    dossier: Path
    poste: Path
    dit: Demonstration

    def open(self, cle: str) -> Session:
        member = next(m for m in self.dit.membres if m["cle"] == cle)
        return open_session(
            self.dossier, self.poste, member["id"], member["phrase_de_passe"], kdf=BON_MARCHE, clock=lambda: MAINTENANT
        )  # fmt: skip


def make(folder: Path, graine: int, situations: int = 46, journal: int = 0) -> Commune:
    told = generate(
        folder / "coffre", folder / "poste", situations=situations, graine=graine, journal=journal, kdf=BON_MARCHE,
        maintenant=MAINTENANT,
    )  # fmt: skip
    return Commune(folder / "coffre", folder / "poste", told)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Commune:
    return make(tmp_path_factory.mktemp("commune"), 1)


@pytest.fixture
def coordo(commune: Commune) -> Iterator[Session]:
    session = commune.open("coordo")
    yield session
    session.close()


def test_the_six_published_totals_are_there(coordo: Session) -> None:
    found = list_situations(coordo)
    counted = Counter(code for s in found for code in s.typologie.mesures)
    assert len(found) == 46
    assert counted["mesure.AEMO"] == 4
    assert counted["mesure.MSC"] == 11
    assert counted["mesure.IP"] == 9
    assert counted["mesure.MDS"] == 29
    assert counted["mesure.SAN"] == 13


def test_every_name_is_obviously_fictitious(commune: Commune, coordo: Session) -> None:
    words = "|".join(MOTS)
    prenoms = {name for names in PRENOMS.values() for name in names}
    people = [s.personne for s in list_situations(coordo)] + [s.personne for s in list_saisines(coordo)]
    for person in people:
        assert re.fullmatch(rf"Fictif(-({words}))+", person.nom), person.nom
        assert person.prenom in prenoms
    for member in commune.dit.membres:
        assert "Fictif-" in member["nom"]
    assert "fictif" in fold(commune.dit.commune)


def test_two_people_never_bear_the_same_names(coordo: Session) -> None:
    pairs = Counter((s.personne.nom, s.personne.prenom) for s in list_situations(coordo))
    assert max(pairs.values()) == 1


def test_the_journal_is_sound_up_to_who_wrote_it(commune: Commune) -> None:
    session = commune.open("dpo")
    state = verify_journal(session)
    session.close()
    assert (state.integre, state.niveau, state.anomalies) == (True, 1, ())
    assert state.entrees > commune.dit.entrees


def test_every_passphrase_told_opens_its_member_and_only_theirs(commune: Commune) -> None:
    for who in MEMBRES:
        session = commune.open(who.cle)
        assert (session.membre.nom, session.demonstration, session.charte_a_signer) == (who.nom, True, False)
        session.close()
    assert len({m["phrase_de_passe"] for m in commune.dit.membres}) == len(MEMBRES) == 10


def test_the_board_shows_each_state_of_a_rappel_and_one_sheet_late(coordo: Session) -> None:
    sheets = list_rappels(coordo)
    assert Counter(s.etat for s in sheets) == {
        "prepare": 1, "parquet_consulte": 3, "ecarte": 1, "possible": 1, "convoque": 1, "prononce": 1,
        "non_presente": 1, "parquet_informe": 1,
    }  # fmt: skip
    assert [s.attente_jours for s in sheets if s.relance] == [40]
    closed = next(s for s in sheets if s.etat == "parquet_informe")
    assert read_rappel(coordo, closed.id).prononce
    assert [s.nom for s in sheets if s.adulte] == ["Fictif-Voisinage"]


def test_the_mayor_s_other_acts_are_half_way_and_the_register_is_numbered(coordo: Session) -> None:
    assert sorted(t.etat for t in list_transactions(coordo)) == ["proposee", "transmise"]
    assert [c.etat for c in list_cddf(coordo)] == ["recommande"]
    numeros = [ligne.numero for ligne in list_registre(coordo)]
    assert len(numeros) == len(set(numeros)) == 9


def test_there_is_something_to_do_of_each_kind(coordo: Session) -> None:
    kinds = {t.genre for t in list_taches(coordo)}
    assert {"saisine", "echeance", "effacement", "navette", "rappel"} <= kinds
    assert {t.urgence for t in list_taches(coordo)} >= {0, 1}
    assert Counter(s.etat for s in list_saisines(coordo))["deposee"] == 2


def test_situations_tell_who_spoke_who_follows_and_who_was_informed(coordo: Session) -> None:
    found = [read_situation(coordo, s.id) for s in list_situations(coordo)]
    assert not [s.anomalies for s in found if s.anomalies]
    assert all(s.apports for s in found)
    assert max(len(a.texte) for s in found for a in s.apports) <= 600
    assert sum(bool(s.referents) for s in found) >= 5
    assert sum(a.retire for s in found for a in s.apports) >= 1
    assert sum(a.sans_information for s in found for a in s.apports) >= 5
    assert sum(not s.information for s in found) == 2
    assert sum(bool(i.motif_report) for s in found for i in s.information) == 1
    assert {m.resultat for s in found for m in s.mesures} >= {"suite.AME", "suite.SOL", "suite.REA"}
    assert sum(s.typologie is not None and s.typologie.etat is EtatSituation.CLOTUREE for s in found) == 24


def test_ages_stay_in_the_band_of_their_row_and_days_in_the_story(coordo: Session) -> None:
    bands = Counter(_band(s) for s in list_situations(coordo))
    assert bands == {"moins de 12": 6, "12-15": 20, "16-17": 13, "18-20": 7}
    days = [date.fromisoformat(s.typologie.date_ouverture) for s in list_situations(coordo)]
    assert max(days) < MAINTENANT.date() and (max(days) - min(days)).days > 200


def _band(situation: SituationResume) -> str:
    born = date.fromisoformat(situation.personne.date_naissance)
    ages = {
        age_on(born, MAINTENANT.date()),
        age_on(born, date.fromisoformat(situation.typologie.date_ouverture)),
    }
    for name, low, high in (("moins de 12", 0, 11), ("12-15", 12, 15), ("16-17", 16, 17), ("18-20", 18, 20)):
        if all(low <= age <= high for age in ages):
            return name
    return f"across two bands: {ages}"


def test_a_member_sees_their_circles_only_and_the_signalant_nothing(commune: Commune) -> None:
    mission = commune.open("mission")
    seen = list_situations(mission)
    mission.close()
    assert 0 < len(seen) < 46
    police = commune.open("police")
    assert len(list_saisines_of(police)) == 2
    assert police.coffre.dossiers.keys() == {bytes.fromhex(s) for s in list_saisines_of(police)}
    police.close()


def list_saisines_of(session: Session) -> list[str]:
    return [s.id for s in list_saisines(session)]


def test_the_seed_alone_decides_the_content_and_never_the_keys(tmp_path: Path) -> None:
    one, same, other = make(tmp_path / "a", 7, 5), make(tmp_path / "b", 7, 5), make(tmp_path / "c", 8, 5)
    assert _content(one) == _content(same) != _content(other)
    assert one.dit.membres[0]["id"] != same.dit.membres[0]["id"]
    assert one.dit.ancre != same.dit.ancre


def _content(commune: Commune) -> list[object]:
    session = commune.open("coordo")
    found: list[object] = []
    for resume in list_situations(session):
        whole = read_situation(session, resume.id)
        found.append((resume.personne, resume.typologie.motif, [a.texte for a in whole.apports]))
    session.close()
    return sorted(found, key=repr)


def test_thousands_go_through_the_same_journal(tmp_path: Path) -> None:
    large = make(tmp_path, 3, 120, 4_200)
    assert (large.dit.situations, large.dit.entrees) == (120, 4_200)
    session = large.open("dpo")
    state = verify_journal(session)
    session.close()
    assert (state.integre, state.niveau) == (True, 1)
    session = large.open("coordo")
    found = list_situations(session)
    assert len(found) == len({s.personne for s in found}) == 120
    assert not read_situation(session, found[-1].id).anomalies
    session.close()


def test_the_auditeur_left_beside_it_is_read_for_a_demonstration_only(
    commune: Commune, tmp_path: Path
) -> None:
    known = read_auditeur(commune.dossier, commune.poste, kdf=BON_MARCHE)
    assert known is not None and known[1] == PAR_CLE["dpo"].phrase
    real = build(tmp_path)
    (real.coffre / "auditeur.demonstration.json").write_text(
        json.dumps({"membre_id": real.membres["dpo"], "phrase_de_passe": "x"})
    )
    assert not read_porte(real.coffre, real.poste, kdf=BON_MARCHE).demonstration
    assert read_auditeur(real.coffre, real.poste, kdf=BON_MARCHE) is None


def test_a_real_vault_refuses_every_gesture_of_a_demonstration(tmp_path: Path) -> None:
    session = build(tmp_path).open("coordo")
    before = session.ancre
    for gesture in (
        lambda: add_situations(session, []),
        lambda: add_consultations(session, ["x"]),
        lambda: save_auditeur(session, "x", "x"),
    ):
        with pytest.raises(NotDemonstration):
            gesture()
    assert session.ancre == before
    session.close()


def test_a_visitor_finds_a_follow_up_a_rhythm_and_a_second_body(commune: Commune) -> None:
    session = commune.open("coordo")
    try:
        ids = [s.id for s in list_situations(session)]
        assert sum(bool(read_situation(session, one).parcours.contacts) for one in ids) == 4
        vie = list_instances(session)[0].vie
        assert vie.rythme_mois == 2 and len(vie.cercle) == 4
    finally:
        session.close()
    session = commune.open("ecole")
    try:
        assert {i.instance.type for i in list_instances(session)} == {TypeInstance.GSN, TypeInstance.CVE}
        assert [t for t in list_taches(session) if t.genre == "transfert"]
    finally:
        session.close()


def test_the_report_is_under_way_with_its_texts_and_the_year_signed_by_the_dpo(commune: Commune) -> None:
    session = commune.open("coordo")
    try:
        assert read_brouillon(session, "rapport", "")["positifs"] == TEXTES["positifs"]
        year = int(session.today()[:4])
        assert any(read_consultations(session, one) for one in (year, year - 1))
    finally:
        session.close()
