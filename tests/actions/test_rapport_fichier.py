"""What a release writes: four files that say the same thing, and nothing of anybody; who verifies it, without a secret."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from gsn_app.actions.effacement import erase_requested
from gsn_app.actions.essai import verify_rapports
from gsn_app.actions.fusion import merge_situations
from gsn_app.actions.ligne_codee import (
    SituationCodee,
    list_codees,
    list_tableaux,
    load_registre,
    select_tableaux,
)
from gsn_app.actions.rapport import RapportStale, export_rapport, list_editions, preview_rapport
from gsn_app.anonymat.cohorte import count_cells, merge_youths, print_table
from gsn_app.anonymat.compteur import count_erased, hand_over, select_counters
from gsn_app.anonymat.preparation import prepare_edition
from gsn_app.domain.edition import Lot, Parametres, Periode, Registre, Suivi
from gsn_app.domain.membre import Instance, TypeInstance
from tests.actions.exemples import day, logged
from tests.actions.exemples_rapport import CANARI, NOMS
from tests.cli.commande import gsn
from tests.coffre_prepare import GSN, Prepare

ANNEE = int(day()[:4])
AN = Periode(f"année {ANNEE}", date(ANNEE, 1, 1), date(ANNEE, 12, 31), (str(ANNEE),))
RECEVEUR = "Formation plénière du CLSPD"


@pytest.fixture(scope="module")
def sortie(peuple: Prepare, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four files of one release, and the ids of the situations they count, beside."""
    folder = tmp_path_factory.mktemp("sortie")
    own = peuple.copy(folder / "coffre")
    with logged(own, "coordo") as session:
        apercu = preview_rapport(
            session, GSN, debut=AN.debut.isoformat(), fin=AN.fin.isoformat(), receveur=RECEVEUR,
            textes={"positifs": "=Les partenaires se parlent."},
        )  # fmt: skip
        export_rapport(session, apercu, folder / "sortie")
        (folder / "ids").write_text("\n".join(c.id for c in list_codees(session, session.instances[0])))
        refused = [r.portee for r in apercu.refus]
        assert refused and list_editions(session, GSN)[0].destinataire == RECEVEUR
        (folder / "refuses").write_text("\n".join(refused))
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Everything readable of each file: text, then properties and names of parts."""
    sortie = folder / "sortie"
    reader = PdfReader(io.BytesIO((sortie / "rapport.pdf").read_bytes()))
    archive = zipfile.ZipFile(sortie / "rapport.ods")
    told = {
        "csv": (sortie / "rapport.csv").read_text("utf-8-sig"),
        "json": (sortie / "rapport.json").read_text("utf-8"),
        "ods": "".join(archive.read(name).decode() for name in archive.namelist()),
        "pdf": "".join(page.extract_text() for page in reader.pages)
        + str(reader.metadata)
        + str(reader.outline),
    }
    return {kind: text.replace("\u00a0", " ") for kind, text in told.items()}


def test_no_file_names_a_youth_a_situation_a_member_or_a_refused_table(sortie: Path) -> None:
    ids = (sortie / "ids").read_text().split()
    names = {*NOMS, *CANARI.nom.split("-"), CANARI.prenom, "Testard", "Coordo", CANARI.adresse, "Quincampoix"}
    declared = {spec.code: spec.titre for spec in list_tableaux()}
    refused = (sortie / "refuses").read_text().split()
    assert len(ids) == 40 and refused
    for kind, text in contents(sortie).items():
        assert not [word for word in (*ids, *names) if word in text], kind
        assert not [
            code for code in refused if f'"code": "{code}"' in text or declared[code] + "\n" in text
        ], kind


def test_no_file_keeps_who_made_it_nor_when(sortie: Path) -> None:
    reader = PdfReader(io.BytesIO((sortie / "sortie" / "rapport.pdf").read_bytes()))
    known = {key: value for key, value in (reader.metadata or {}).items() if value}
    assert (
        set(known) <= {"/Title", "/CreationDate", "/ModDate", "/Trapped"}
        and known["/Title"] == "Rapport anonymisé"
    )
    assert known["/CreationDate"].startswith("D:2000") and "/Metadata" not in reader.root_object
    assert str(reader.root_object["/Lang"]) == "fr-FR"
    archive = zipfile.ZipFile(sortie / "sortie" / "rapport.ods")
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not {name for name in archive.namelist() if "meta" in name or "settings" in name}
    assert {f.name for f in (sortie / "sortie").iterdir()} == {
        "rapport.csv",
        "rapport.json",
        "rapport.ods",
        "rapport.pdf",
    }


def test_the_four_files_say_the_same_figures_and_the_same_text(sortie: Path) -> None:
    told = contents(sortie)
    whole = json.loads(told["json"])["edition"]
    printed = {c["libelle"].replace("\u00a0", " ") for table in whole["tableaux"] for c in table["cellules"]}
    assert printed and whole["textes"][0]["texte"] == "=Les partenaires se parlent."
    for kind in ("csv", "ods", "pdf"):
        assert all(words in told[kind] for words in printed), kind
        assert "Les partenaires se parlent." in told[kind] and "non communiqué" in told[kind]
    assert ";'=Les partenaires" in told["csv"], "a text is never a formula"


def test_anyone_verifies_the_file_without_a_secret_and_a_finer_figure_is_seen(
    sortie: Path, tmp_path: Path
) -> None:
    whole = json.loads((sortie / "sortie" / "rapport.json").read_bytes())
    done = gsn("rapport", "verifier", sortie / "sortie" / "rapport.json")
    assert done.code == 0 and "aucune déduction" in done.dit
    whole["edition"]["tableaux"][0]["cellules"][0].update(minimum=3, maximum=4, libelle="3 ou 4")
    (tmp_path / "r.json").write_text(json.dumps(whole))
    assert verify_rapports([tmp_path / "r.json"]).defauts


def test_what_an_erasure_keeps_holds_every_declared_table_and_dies_with_the_edition() -> None:
    """R4 for the tables and the acts: as counts of nobody, until the year is told."""
    instance = Instance(GSN, TypeInstance.GSN, "Groupe")
    faits = ((date(ANNEE, 3, 1), "DEM"), (date(ANNEE, 3, 1), "RMIN"), (date(ANNEE - 1, 3, 1), "TENU"))

    def one(rank: int) -> SituationCodee:
        attributs = {
            "motif": ("ABS",),
            "suivi": ("OUI" if rank % 2 else "NON",),
            "cloture": ("SOL",),
            "sexe": ("F",),
        }
        return SituationCodee(f"s{rank}", "Groupe", date(ANNEE, 1, 2), date(ANNEE, 5, 1), attributs, faits)

    specs = list_tableaux("GSN")
    codees = [one(rank) for rank in range(40)]
    registre = Registre()
    for codee in codees[:9]:
        registre = count_erased(registre, [codee.ligne_of_years([str(ANNEE)])], specs, fin_annee=ANNEE)
    assert not any(codee.id in repr(registre) for codee in codees[:9])
    held = select_counters(registre, "Groupe", AN)
    assert sum(c.jeunes for c in held) == 9 and {s.code for s in specs} <= {*held[0].cellules, *held[0].actes}
    kept, refused = select_tableaux(specs, codees[9:], registre, instance, AN)
    assert not refused and {"rappel_ordre", "rappel_age", "solution", "suivi"} <= {s.code for s in kept}
    whole = merge_youths([c.ligne(AN.debut, AN.fin) for c in codees], specs)
    left = merge_youths([c.ligne(AN.debut, AN.fin) for c in codees[9:]], specs)
    for spec in kept:
        if spec.unite == "jeunes":
            assert count_cells(spec, left, held) == count_cells(spec, whole)
        assert print_table(spec, left, Parametres(), held) == print_table(spec, whole, Parametres())
    wanted = [s for s in kept if s.code in ("suivi", "solution", "rappel_ordre")]
    outcome = prepare_edition(
        wanted, Parametres(), [c.ligne(AN.debut, AN.fin) for c in codees[9:]], registre, titre="T",
        instance="Groupe", periode=AN, date_edition=AN.fin,
    )  # fmt: skip
    assert outcome.registre_suivant is not None and outcome.registre_suivant.compteurs == ()
    assert outcome.edition is not None and outcome.edition.total.minimum == 40
    assert replace(outcome.edition, ancre="") == outcome.edition


def test_a_pair_of_linked_situations_is_one_youth_who_goes_on_under_the_one_that_remains() -> None:
    both = {"a": Suivi(3, {"motif": ("ABS",)}), "b": Suivi(1, {}), "c": Suivi(3, {})}
    for parti, reste in (("a", "b"), ("b", "a")):
        after = hand_over(Registre(suivis=both), parti, reste)
        assert set(after.suivis) == {reste, "c"} and after.suivis[reste].bits == 3
        assert after.disparus == (Lot(1, 1),), "seen apart before the link: a pattern of nobody"
    alone = hand_over(Registre(suivis={"b": Suivi(1, {})}), "b", "a")
    assert dict(alone.suivis) == {"a": Suivi(1, {})} and alone.disparus == ()
    assert hand_over(Registre(), "a", "b") == Registre()


def test_two_linked_situations_count_one_youth_and_an_erasure_on_request_leaves_no_id(
    peuple: Prepare, tmp_path: Path
) -> None:
    own = peuple.copy(tmp_path)
    with logged(own, "coordo") as session:
        instance = session.instances[0]
        first, second, third = sorted(c.id for c in list_codees(session, instance))[:3]
        merge_situations(session, first, second)
        codees = list_codees(session, instance)
        assert len(codees) == 40 and len({c.jeune for c in codees}) == 39
        apercu = preview_rapport(
            session, GSN, debut=AN.debut.isoformat(), fin=AN.fin.isoformat(), receveur=RECEVEUR
        )
        assert apercu.edition is not None and apercu.edition.total.minimum == 39
        again = preview_rapport(
            session, GSN, debut=f"{ANNEE}-02-01", fin=AN.fin.isoformat(), receveur=RECEVEUR
        )
        export_rapport(session, apercu, tmp_path / "sortie")
        erase_requested(session, third)
        assert again.edition is not None
        erase_requested(session, first)
        with pytest.raises(RapportStale):  # else the register would get back the id that the erasure took out
            export_rapport(session, again, tmp_path / "tard")
        assert not (tmp_path / "tard").exists()
        registre = load_registre(session, GSN)
        assert {first, third}.isdisjoint(registre.suivis) and second in registre.suivis
        assert registre.disparus == (Lot(1, 1),) and registre.compteurs == ()
