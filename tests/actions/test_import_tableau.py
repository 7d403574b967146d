"""Leaving the spreadsheet: nothing before the confirmed preview, one batch, one entry a person, undone whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.brouillon import save_brouillon
from gsn_app.actions.doublon import compare_personne, tell_apart
from gsn_app.actions.import_certificat import print_certificat
from gsn_app.actions.import_tableau import (
    Apercu,
    CercleEmpty,
    ColonneForbidden,
    ColonneMissing,
    ColonneTwice,
    ImportCancelled,
    ImportEmpty,
    ImportOutdated,
    LotChanged,
    LotUnknown,
    TableauEmpty,
    import_lignes,
    list_lots,
    preview_import,
    propose_import,
    read_tableau,
    undo_lot,
)
from gsn_app.actions.journal import count_entrees
from gsn_app.actions.session import ActeForbidden, Session
from gsn_app.actions.situation import list_situations, read_situation
from gsn_app.domain.doublon import Ressemblance
from gsn_app.domain.import_colonne import Cible
from gsn_app.domain.import_tableau import Choix
from gsn_app.errors import GsnError
from tests.actions.exemples import expect_sound, logged, read_all
from tests.coffre_prepare import GSN, Prepare
from tests.documents.page import Page, squeeze
from tests.tableaux.generateur import TITRES, generate, write_csv, write_ods

TABLES = ("dossier", "piece", "cle_scellee", "historique", "brouillon")


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    """Sixty lines, dirty ones among them."""
    found = tmp_path / "Suivi jeunes.ods"
    found.write_bytes(write_ods(generate(date.today(), 60)))
    return found


def preview(session: Session, fichier: Path, **choix: Any) -> Apercu:
    """Read, take the columns proposed, judge."""
    tableau = read_tableau(session, GSN, fichier)
    colonnes = propose_import(session, GSN, tableau.feuilles[0])
    return preview_import(session, GSN, tableau, 0, Choix(colonnes, **choix))


def rows(session: Session) -> dict[str, int]:
    """Rows of every table that an import fills, of any member."""
    conn = session.coffre.conn
    return {t: conn.execute(f"SELECT COUNT(*) FROM {t}").fetchone()[0] for t in TABLES}


def test_nothing_is_written_before_the_preview_is_confirmed_but_the_journals_entries(
    coffre: Prepare, fichier: Path
) -> None:
    with logged(coffre, "coordo") as session:
        root, before = session.coffre.racine.root(), count_entrees(session)
        apercu = preview(session, fichier)
        assert apercu.audit.reprises and apercu.audit.refusees
        assert session.coffre.racine.root() == root
        assert count_entrees(session) == before + 2
        assert list_situations(session) == []


def test_a_batch_is_one_go_with_one_entry_a_person_and_is_undone_without_a_trace(
    coffre: Prepare, fichier: Path
) -> None:
    circle = [coffre.membres["coordo"], coffre.membres["ecole"]]
    with logged(coffre, "coordo") as session:
        names = {n for (n,) in session.coffre.conn.execute("SELECT id FROM coffre")}
        before = rows(session)
        apercu = preview(session, fichier)
        told: list[tuple[int, int]] = []
        lot = import_lignes(session, apercu, circle, lambda done, total: told.append((done, total)) is None)
        nombre = len(apercu.audit.reprises)
        assert lot.reprises == nombre and told == [(n, nombre) for n in range(nombre)]
        found = list_situations(session)
        wanted = {x.personne for x in apercu.audit.reprises}
        assert {replace(r.personne, adresse=p.adresse, telephone=p.telephone) for r in found for p in wanted
                if p and p.nom == r.personne.nom and p.prenom == r.personne.prenom} == wanted  # fmt: skip
        one = next(x for x in apercu.audit.reprises if x.observation)
        situation = next(r.id for r in found if one.personne and r.personne.nom == one.personne.nom)
        complete = read_situation(session, situation)
        assert [a.texte for a in complete.apports] == [one.observation]
        assert complete.personne == one.personne and len(complete.acces) == 2
    with logged(coffre, "ecole") as session:
        assert len(list_situations(session)) == nombre, "the circle chosen reads them"
        save_brouillon(session, "apport", situation, {"texte": "à revoir"})
    with logged(coffre, "social") as session:
        assert list_situations(session) == [], "nobody else does"
    with logged(coffre, "coordo") as session:
        (listed,) = list_lots(session)
        assert listed.annulable and (listed.reprises, listed.lues) == (nombre, 60)
        assert undo_lot(session, lot.id) == nombre
        assert list_situations(session) == [] and list_lots(session) == []
        assert rows(session) == before, "a row of the batch is left"
        left = {n for (n,) in session.coffre.conn.execute("SELECT id FROM coffre")} - names
        assert {n for n in left if not n.startswith(("session.", "import.colonnes."))} == set()
        with pytest.raises(LotUnknown):
            undo_lot(session, lot.id)
    lines = read_all(coffre)
    imported = [x.reference for x in lines if x.acte == "situation.importee"]
    assert len(set(imported)) == nombre and {x.motif for x in lines if x.acte == "situation.importee"} == {
        f"lot {lot.id}"
    }
    assert sorted(imported) == sorted(x.reference for x in lines if x.acte == "situation.import_annule")
    batch = [x.acte for x in lines if x.acte in {"import_tableau.fait", "import_tableau.annule"}]
    assert batch == ["import_tableau.fait", "import_tableau.annule"]
    expect_sound(coffre)


def test_a_batch_changed_by_another_act_is_no_longer_undone(coffre: Prepare, fichier: Path) -> None:
    with logged(coffre, "coordo") as session:
        lot = import_lignes(
            session, preview(session, fichier), [coffre.membres["coordo"], coffre.membres["ecole"]]
        )
        resume = list_situations(session)[0]
        read_situation(session, resume.id)
        assert list_lots(session)[0].annulable, "reading changes nothing"
    with logged(coffre, "ecole") as session:
        add_apport(session, resume.id, "Venu en permanence.")
    with logged(coffre, "coordo") as session:
        assert list_lots(session)[0].touchees == 1
        root = session.coffre.racine.root()
        with pytest.raises(LotChanged, match="1 de ses situations"):
            undo_lot(session, lot.id)
        assert session.coffre.racine.root() == root
        assert len(list_situations(session)) == lot.reprises


def test_a_stop_a_changed_vault_and_an_empty_circle_write_nothing(coffre: Prepare, fichier: Path) -> None:
    with logged(coffre, "coordo") as session:
        apercu = preview(session, fichier)
        circle = [coffre.membres["coordo"]]
        root = session.coffre.racine.root()
        with pytest.raises(ImportCancelled):
            import_lignes(session, apercu, circle, lambda done, _total: done < 5)
        with pytest.raises(CercleEmpty):
            import_lignes(session, apercu, [])
        with pytest.raises(ImportEmpty):
            import_lignes(session, replace(apercu, audit=replace(apercu.audit, lignes=())), circle)
        assert session.coffre.racine.root() == root and list_situations(session) == []
        import_lignes(session, apercu, circle)
        with pytest.raises(ImportOutdated):
            import_lignes(session, apercu, circle)
        again = preview(session, fichier)
        assert not again.audit.reprises, "the same sheet a second time: everybody is already there"
        assert all("déjà dans le coffre" in str(x.refus) for x in again.audit.lignes if x.doublon_de)


def test_columns_that_miss_repeat_or_are_forbidden_are_refused(coffre: Prepare, fichier: Path) -> None:
    with logged(coffre, "coordo") as session:
        tableau = read_tableau(session, GSN, fichier)
        colonnes = propose_import(session, GSN, tableau.feuilles[0])

        def with_target(titre: str, cible: Cible) -> Choix:
            return Choix(tuple(replace(c, cible=cible) if c.titre == titre else c for c in colonnes))

        for choix, error in (
            (with_target("Nationalité", Cible.QUARTIER), ColonneForbidden),
            (with_target("Adresse", Cible.NOM), ColonneTwice),
            (with_target("Sexe", Cible.IGNOREE), ColonneMissing),
        ):
            with pytest.raises(error):
                preview_import(session, GSN, tableau, 0, choix)
        lied = Choix(
            tuple(
                replace(c, interdite="", cible=Cible.QUARTIER if c.titre == "N° sécu" else c.cible)
                for c in colonnes
            )
        )
        with pytest.raises(ColonneForbidden):
            preview_import(session, GSN, tableau, 0, lied)


def test_the_columns_chosen_are_remembered_for_the_body(coffre: Prepare, tmp_path: Path) -> None:
    texte = write_csv(generate(date.today(), 4)).decode("utf-8-sig").replace(TITRES[6], "Zzz")
    (tmp_path / "a.csv").write_text(texte, encoding="utf-8")
    with logged(coffre, "coordo") as session:
        tableau = read_tableau(session, GSN, tmp_path / "a.csv")
        colonnes = propose_import(session, GSN, tableau.feuilles[0])
        assert next(c for c in colonnes if c.titre == "Zzz").cible is Cible.IGNOREE
        chosen = Choix(tuple(replace(c, cible=Cible.MOTIF) if c.titre == "Zzz" else c for c in colonnes))
        import_lignes(session, preview_import(session, GSN, tableau, 0, chosen), [coffre.membres["coordo"]])
        again = propose_import(session, GSN, tableau.feuilles[0])
        assert next(c for c in again if c.titre == "Zzz").cible is Cible.MOTIF


def test_a_decision_of_the_vault_is_heeded_by_the_import(coffre: Prepare, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(write_csv(generate(date.today(), 3)))
    with logged(coffre, "coordo") as session:
        apercu = preview(session, tmp_path / "a.csv")
        import_lignes(session, apercu, [coffre.membres["coordo"]])
        personne = apercu.audit.lignes[0].personne
        assert personne is not None
        (proche,) = compare_personne(session, personne)
        assert proche.ressemblance is Ressemblance.IDENTIQUE and not proche.ecarte_par
        tell_apart(session, proche.resume.id, personne)
        again = preview(session, tmp_path / "a.csv")
        assert [x.reprise for x in again.audit.lignes] == [True, False, False]
        assert compare_personne(session, personne)[0].ecarte_par == "Coordo Testard"


def test_an_empty_sheet_says_so(coffre: Prepare, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Nom;Prénom\n", encoding="utf-8")
    with logged(coffre, "coordo") as session, pytest.raises(TableauEmpty):
        preview(session, tmp_path / "a.csv")


@pytest.mark.parametrize("nom", ["ecole", "maire", "police", "dpo"])
def test_nobody_else_imports_previews_lists_nor_undoes(coffre: Prepare, fichier: Path, nom: str) -> None:
    with logged(coffre, "coordo") as session:
        apercu = preview(session, fichier)
    acts: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
        (read_tableau, (GSN, fichier)), (propose_import, (GSN, apercu.tableau.feuilles[0])),
        (preview_import, (GSN, apercu.tableau, 0, apercu.choix)), (import_lignes, (apercu, [coffre.membres[nom]])),
        (list_lots, ()), (undo_lot, ("x",)), (print_certificat, ("x",)),
    ]  # fmt: skip
    with logged(coffre, nom) as session:
        root = session.coffre.racine.root()
        for action, args in acts:
            with pytest.raises(ActeForbidden):
                action(session, *args)
        assert session.coffre.racine.root() == root


def test_the_certificate_counts_and_names_nobody(coffre: Prepare, fichier: Path) -> None:
    with logged(coffre, "coordo") as session:
        apercu = preview(session, fichier)
        lot = import_lignes(session, apercu, [coffre.membres["coordo"]])
        feuille = print_certificat(session, lot.id)
        told = Page(feuille.pdf).texte
        counts = f"{lot.reprises} personnes ont été reprises et {lot.refusees} lignes écartées"
        assert all(squeeze(mots) in told for mots in (counts, lot.id, "Les clés USB", feuille.numero))
        for ligne in apercu.audit.reprises:
            assert ligne.personne and squeeze(ligne.personne.nom) not in told
        assert "Suivijeunes" not in told, "a file's name may name somebody"
        with pytest.raises(GsnError):
            print_certificat(session, "x")
