"""The leak check of the report's texts: every name, place, date and rare word that this session's keys open."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gsn_app.actions.liste import read_liste
from gsn_app.actions.session import Session
from gsn_app.anonymat.fuite import Lexique, Personne, find_fuites, split_words
from gsn_app.anonymat.lexique import gather_lexique, list_ordinary_words
from gsn_app.domain.edition import SpecificationTableau, TexteLibre
from gsn_app.domain.texte import validate_texte
from gsn_app.errors import InvalidInput, Refused
from gsn_app.ressources import list_ressources, read_ressource
from gsn_app.store import relecture as store

Progress = Callable[[int, int], bool]
#: the free texts of the report: code, title, most characters
TEXTES = (("difficultes", "Difficultés rencontrées"), ("positifs", "Points positifs"))
TEXTE_MAX = 2000
RAISON_MIN = 10
#: what a small number may count besides the categories of the tables
_UNITES = (
    "jeune",
    "situation",
    "mineur",
    "majeur",
    "élève",
    "enfant",
    "fille",
    "garçon",
    "famille",
    "rappel",
    "personne",
)


class TexteUnconfirmed(Refused):
    """Un texte du rapport garde {nombre} passage(s) à relire : corrigez-le, ou dites pour chacun pourquoi il ne désigne personne."""

    code = "RAP-04"


class RaisonLeaks(InvalidInput):
    """Votre raison reprend elle-même un mot à protéger ({nature}) : dites pourquoi sans le citer."""

    code = "RAP-05"


class RaisonTooShort(InvalidInput):
    """Dites en quelques mots pourquoi ce passage ne désigne personne ({minimum} caractères au moins)."""

    code = "RAP-06"


@dataclass(frozen=True)
class Alerte:
    """One passage to look at again: which text, where (characters, end excluded), the words, what they may be.

    ``rang``: how many earlier passages of the same text have the same words and nature. ``empreinte``: digest of the
    whole text: a passage let out is let out in this very text, and looked at again after any change.
    """

    texte: str
    debut: int
    fin: int
    extrait: str
    nature: str
    rang: int
    empreinte: str

    @property
    def cle(self) -> str:
        """What names this passage of this text, for its ``FausseAlerte``."""
        return f"{self.texte}:{self.debut}:{self.fin}:{self.nature}:{self.empreinte}"


@dataclass(frozen=True)
class FausseAlerte:
    """The choice to let one passage leave: which one (``Alerte.cle``), and why, in the words of who decides."""

    cle: str
    raison: str


def validate_textes(textes: dict[str, str]) -> tuple[TexteLibre, ...]:
    """The texts that are not empty, in the order of the report; raises the errors of ``domain.texte``."""
    found = []
    for code, titre in TEXTES:
        texte = validate_texte(titre, textes.get(code, ""), TEXTE_MAX, obligatoire=False, lignes=True)
        if texte:
            found.append(TexteLibre(code, titre, texte))
    return tuple(found)


def collect_lexique(session: Session, progress: Progress | None = None) -> Lexique:
    """Everything this session's keys open that may not be named, members and their institutions included."""
    report = progress or (lambda *_: True)
    total = store.count_pieces(session.coffre)

    def contents() -> Iterator[tuple[str, dict[str, Any]]]:
        for rank, (dossier, contenu) in enumerate(store.read_contenus(session.coffre)):
            if rank % 500 == 0:
                report(rank, total)
            if contenu:
                yield dossier, contenu

    annuaire = session.coffre.annuaire
    members = [(m.nom, m.institution) for m in annuaire.membres]
    people = [Personne(nom.partition(" ")[0], nom.partition(" ")[2]) for nom, _ in members]
    local = list_ordinary_words((session.commune, *(i.nom for i in annuaire.instances)))
    return gather_lexique(
        contents(),
        personnes=people,
        etablissements=[institution for _, institution in members],
        communs=_shipped_words() | local,
    )


@functools.cache
def _shipped_words() -> frozenset[str]:
    """Words of the charter, of its glossary and of the closed lists: they belong to every commune."""
    texts = [read_ressource(nom).decode("utf-8") for nom in ("charte.md", "glossaire.toml")]
    for nom in list_ressources("listes"):
        liste = read_liste(nom.removeprefix("listes/").removesuffix(".toml"))
        texts += [
            liste.libelle,
            *(f.label for f in liste.familles),
            *(f"{v.code} {v.label}" for v in liste.valeurs),
        ]
    return list_ordinary_words(texts)


def find_alertes(
    textes: Sequence[TexteLibre], lexique: Lexique, specs: Iterable[SpecificationTableau]
) -> tuple[Alerte, ...]:
    """Every passage of the texts to look at again, in reading order."""
    labels = [c.libelle for spec in specs for v in spec.variables for c in v.categories]
    found: list[Alerte] = []
    for texte in textes:
        ranks: dict[tuple[str, str], int] = {}
        digest = hashlib.sha256(texte.texte.encode()).hexdigest()
        hits = find_fuites(
            texte.texte,
            lexique.mots,
            lexique.personnes,
            lexique.dates,
            lexique.telephones,
            (*labels, *_UNITES),
        )
        places: dict[tuple[int, int, str], list[str]] = {}
        for hit in hits:
            places.setdefault((hit.debut, hit.fin, hit.extrait), []).append(hit.nature)
        for (debut, fin, extrait), natures in places.items():
            nature = ", ".join(natures)
            same = (" ".join(split_words(extrait)), nature)
            rank = ranks.get(same, 0)
            ranks[same] = rank + 1
            found.append(Alerte(texte.code, debut, fin, extrait, nature, rank, digest))
    return tuple(found)


def check_raison(raison: str, lexique: Lexique) -> str:
    """The reason of a false alarm, fit for the journal: long enough, and naming nobody itself.

    Raises RaisonTooShort, RaisonLeaks, and the errors of ``domain.texte``.
    """
    clean = validate_texte("Raison", raison, 300, obligatoire=False)
    if len(clean) < RAISON_MIN:
        raise RaisonTooShort(minimum=RAISON_MIN)
    hits = find_fuites(clean, lexique.mots, lexique.personnes, lexique.dates, lexique.telephones)
    if hits:
        raise RaisonLeaks(nature=hits[0].nature)
    return clean


def match_fausses_alertes(
    alertes: Sequence[Alerte], fausses: Sequence[FausseAlerte], lexique: Lexique
) -> list[tuple[Alerte, str]]:
    """``(passage, reason)`` of every passage. Raises TexteUnconfirmed when one has none, and those of ``check_raison``."""
    raisons = {one.cle: one.raison for one in fausses}
    waiting = [alerte for alerte in alertes if not raisons.get(alerte.cle, "").strip()]
    if waiting:
        raise TexteUnconfirmed(nombre=len(waiting))
    return [(alerte, check_raison(raisons[alerte.cle], lexique)) for alerte in alertes]
