"""One vault with a life of its own, made once and copied for each attack; canaries in every field that holds text."""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from gsn_app.actions.apport import add_apport
from gsn_app.actions.brouillon import save_brouillon
from gsn_app.actions.rappel_ordre import prepare_rappel
from gsn_app.actions.saisine import submit_saisine
from gsn_app.actions.situation import open_situation
from gsn_app.domain.rappel_ordre import Fait, QualiteRepresentant, Representant
from gsn_app.domain.situation import Personne
from tests.coffre_prepare import GSN, Prepare, build

#: situation A: coordonnateur and « social » admitted; « ecole » is not
CANARIS_A = {
    "nom": "Ornithoryncanari", "prenom": "Zéphirine-Canarisse", "adresse": "77 impasse du Canari-Secret",
    "telephone": "0199004477", "courriel": "canari.secret@exemple.invalid",
    "apport": "Canari bavard : chaîne de phrases inventées pour être cherchées.",
    "reduit": "Canari discret : réservé à deux lecteurs nommés.", "dit_par": "Perroquet Témoincanari",
    "brouillon": "Canari en cours de frappe, jamais enregistré.",
}  # fmt: skip
CANARIS_RAPPEL = {
    "rappel_nom": "Rappelcanariste", "rappel_fait": "Canari dessiné au feutre sur un abribus imaginaire.",
    "rappel_lieu": "Esplanade du Canari-Rappelé",
}  # fmt: skip
CANARIS_B = {
    "nom_b": "Bécassinecanari",
    "prenom_b": "Iphigénie",
    "apport_b": "Canari de l’école, tout autre.",
}
CANARIS_POLICE = {"nom_p": "Policanari", "saisine_p": "Canari du signalant, déposé un soir."}
DEMANDE = {"origine": "origine.EN", "motif": "motif.ABS"}


@dataclass(frozen=True)
class Modele(Prepare):
    """The prepared vault and what stands in it."""

    situation_a: str = ""
    situation_b: str = ""
    rappel: str = ""
    apport: str = ""
    saisine: str = ""

    def copy(self, to: Path) -> Modele:
        """An independent copy."""
        made = super().copy(to)
        return replace(self, coffre=made.coffre, poste=made.poste)

    @property
    def canaris_a(self) -> set[str]:
        """Everything of situation A: names, texts, identifier."""
        return {*CANARIS_A.values(), *CANARIS_RAPPEL.values(), self.situation_a}

    @property
    def canaris(self) -> set[str]:
        """Every canary of the vault."""
        return {
            *self.canaris_a,
            *CANARIS_B.values(),
            *CANARIS_POLICE.values(),
            self.situation_b,
            self.saisine,
        }


def live(made: Prepare) -> Modele:
    c, m = CANARIS_A, made.membres
    coordo = made.open("coordo")
    personne = Personne(c["nom"], c["prenom"], "2012-05-03", "F", c["adresse"], c["telephone"], c["courriel"])
    a = open_situation(coordo, GSN, personne=personne, cercle=[m["coordo"], m["social"]], **DEMANDE)
    autre = Personne(CANARIS_B["nom_b"], CANARIS_B["prenom_b"], "2011-02-01", "F")
    b = open_situation(coordo, GSN, personne=autre, cercle=[m["coordo"], m["ecole"]], **DEMANDE)
    r = CANARIS_RAPPEL
    rappel = prepare_rappel(
        coordo, a, nom=r["rappel_nom"], prenom="Zoé", date_naissance=date(2012, 5, 3), fait=Fait.DEGRAD,
        description=r["rappel_fait"], date_fait=date(2026, 10, 14), lieu=r["rappel_lieu"],
        service="Police municipale", commune_victime=True, crime_ou_delit=False, plainte_deposee=False,
        enquete_judiciaire=False, representants=(Representant("Exemple", "Zoé", QualiteRepresentant.MERE),),
    )  # fmt: skip
    coordo.close()
    social = made.open("social")
    apport = add_apport(social, a, c["apport"], dit_par=c["dit_par"])
    add_apport(social, a, c["reduit"], lecteurs=[m["coordo"]])
    save_brouillon(social, "apport", a, {"texte": c["brouillon"]})
    social.close()
    ecole = made.open("ecole")
    add_apport(ecole, b, CANARIS_B["apport_b"])
    ecole.close()
    police = made.open("police")
    signale = Personne(CANARIS_POLICE["nom_p"], "Aristide", "2013-01-09", "M")
    saisine = submit_saisine(
        police, GSN, origine="origine.PM", motif="motif.ABS", personne=signale,
        description=CANARIS_POLICE["saisine_p"],
    )  # fmt: skip
    police.close()
    return Modele(made.coffre, made.poste, m, a, b, rappel, apport, saisine)


@pytest.fixture(scope="session")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Modele:
    """The vault every attack starts from; never written."""
    return live(build(tmp_path_factory.mktemp("modele")))


@pytest.fixture
def coffre(modele: Modele, tmp_path: Path) -> Modele:
    """A copy to attack."""
    return modele.copy(tmp_path)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder another user may enter (those of ``tmp_path`` are closed to them)."""
    folder = Path(tempfile.mkdtemp(prefix="gsn-attaque-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def in_child() -> Callable[..., str]:
    """``in_child(gesture, uid=…, before=…)``: run a gesture in a forked child and return what it says.

    The child answers what the gesture returns, or « CODE: sentence » of a French error, or « TRACEBACK … ».
    """
    return run_in_child


def run_in_child(
    gesture: Callable[[], object], *, uid: int = 0, before: Callable[[], object] | None = None
) -> str:
    """Fork, become ``uid``, run, answer through a pipe."""
    if uid and os.geteuid() != 0:
        pytest.skip("exige d’être root")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if uid:
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
            if before is not None:
                before()
            answer = told(gesture)
        except BaseException as error:
            answer = f"TRACEBACK {error!r}"
        os.write(writing, pickle.dumps(answer))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        raw = stream.read()
    os.waitpid(child, 0)
    return str(pickle.loads(raw))


def told(gesture: Callable[[], object]) -> str:
    """What a person would be told: the result, or a French sentence with its code, or a traceback."""
    from gsn_app.errors import GsnError

    try:
        return f"OK {gesture()}"
    except GsnError as error:
        assert error.sentence
        assert not any(brace in error.sentence for brace in "{}")
        return f"{error.code}: {error.sentence}"
    except Exception as error:
        return f"TRACEBACK {error!r}"
