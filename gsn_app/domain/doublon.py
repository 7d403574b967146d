"""Is it the same person? Names folded of accents, case, particles and hyphens, swapped or not; loose dates of birth.

Pure comparison of two identities; who may compare is decided elsewhere (coordonnateurs alone, no index on disk:
security 2). Siblings, same name and address under another first name, are told apart and never called duplicates.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, TypeVar

from gsn_app.domain.situation import Personne
from gsn_app.domain.texte import PARTICULES, fold, fold_nom

T = TypeVar("T")


class Ressemblance(StrEnum):
    """How close two identities are, the closest first."""

    IDENTIQUE = "identique"
    DATE_VOISINE = "date_voisine"
    NOM_VOISIN = "nom_voisin"
    HOMONYME = "homonyme"
    FRATRIE = "fratrie"


#: as screens and the audit of a sheet say it
LIBELLES: dict[Ressemblance, str] = {
    Ressemblance.IDENTIQUE: "mêmes nom, prénom et date de naissance",
    Ressemblance.DATE_VOISINE: "mêmes nom et prénom, date de naissance très proche",
    Ressemblance.NOM_VOISIN: "même date de naissance, nom ou prénom voisin",
    Ressemblance.HOMONYME: "mêmes nom et prénom, autre date de naissance",
    Ressemblance.FRATRIE: "même nom et même adresse, autre prénom : frère ou sœur possible",
}


@dataclass(frozen=True)
class Identite:
    """What is compared of a person, folded once; a name has several forms, with its particles and without."""

    noms: frozenset[str]
    prenoms: frozenset[str]
    naissance: str
    adresse: str

    @classmethod
    def of(cls, personne: Personne) -> Identite:
        """Fold a person: « de La Tour », « Latour » and « Tour » meet, so do « Jean-Paul » and « jean paul »."""
        return cls(
            _forms(personne.nom), _forms(personne.prenom), personne.date_naissance, fold(personne.adresse)
        )

    def empreintes(self, sel: str) -> frozenset[str]:
        """Digests of this identity under a salt (the id of what it was compared with): they keep a decision, no name."""
        return frozenset(
            hashlib.sha256(
                f"distincte-v1|{sel}|{'|'.join(sorted((n, p)))}|{self.naissance}".encode()
            ).hexdigest()[:32]
            for n in self.noms
            for p in self.prenoms
        )


def compare(a: Identite, b: Identite) -> Ressemblance | None:
    """How two identities resemble each other, or None."""
    if (a.noms & b.noms and a.prenoms & b.prenoms) or (a.noms & b.prenoms and a.prenoms & b.noms):
        if a.naissance == b.naissance:
            return Ressemblance.IDENTIQUE
        if dates_close(a.naissance, b.naissance):
            return Ressemblance.DATE_VOISINE
        return Ressemblance.HOMONYME
    straight = (_close(a.noms, b.noms), _close(a.prenoms, b.prenoms))
    crossed = (_close(a.noms, b.prenoms), _close(a.prenoms, b.noms))
    if a.noms & b.noms and not straight[1] and a.adresse and a.adresse == b.adresse:
        return Ressemblance.FRATRIE
    if a.naissance == b.naissance and (any(straight) or any(crossed)):
        return Ressemblance.NOM_VOISIN
    if dates_close(a.naissance, b.naissance) and (all(straight) or all(crossed)):
        return Ressemblance.NOM_VOISIN
    return None


def dates_close(a: str, b: str) -> bool:
    """True for two ISO dates that a hand could mistake: day and month swapped, or one digit of difference."""
    if len(a) != 10 or len(b) != 10:
        return False
    if a[:4] == b[:4] and (a[5:7], a[8:]) == (b[8:], b[5:7]):
        return True
    return sum(x != y for x, y in zip(a, b, strict=True)) <= 1


@dataclass
class Voisinage(Generic[T]):
    """Identities already met, looked up by name or day; in memory only, for the time of one search.

    ``adresse_of`` reads the address of who shares a name, when it was not given: it tells a brother from a double.
    """

    adresse_of: Callable[[T], str] | None = None
    _par_cle: dict[str, list[tuple[Identite, T]]] = field(default_factory=lambda: defaultdict(list))
    _adresses: dict[int, str] = field(default_factory=dict)

    def add(self, personne: Personne, valeur: T) -> None:
        """Keep a person under what finds them."""
        identite = Identite.of(personne)
        for cle in _keys(identite):
            self._par_cle[cle].append((identite, valeur))

    def find(self, personne: Personne) -> list[tuple[Ressemblance, T]]:
        """Who resembles, the closest first."""
        identite = Identite.of(personne)
        seen: dict[int, tuple[Ressemblance, T]] = {}
        for cle in _keys(identite):
            for other, valeur in self._par_cle.get(cle, ()):
                if id(other) in seen:
                    continue
                how = compare(identite, self._at_home(identite, other, valeur))
                if how is not None:
                    seen[id(other)] = (how, valeur)
        order = list(Ressemblance)
        return sorted(seen.values(), key=lambda found: order.index(found[0]))

    def _at_home(self, identite: Identite, other: Identite, valeur: T) -> Identite:
        if self.adresse_of is None or other.adresse or not identite.adresse or not identite.noms & other.noms:
            return other
        if id(other) not in self._adresses:
            self._adresses[id(other)] = fold(self.adresse_of(valeur))
        return replace(other, adresse=self._adresses[id(other)])


def _keys(identite: Identite) -> Iterable[str]:
    return {f"n{nom}" for nom in identite.noms | identite.prenoms} | {f"d{identite.naissance}"}


def _forms(nom: str) -> frozenset[str]:
    """« de La Tour » → delatour, latour, tour, and what is left when every particle is dropped."""
    mots = fold(nom).split() or [""]
    found = {"".join(mots), fold_nom(nom).replace(" ", "")}
    while len(mots) > 1 and mots[0] in PARTICULES:
        mots = mots[1:]
        found.add("".join(mots))
    return frozenset(found)


def _close(left: frozenset[str], right: frozenset[str]) -> bool:
    return any(_one_slip(a, b) for a in left for b in right)


def _one_slip(a: str, b: str) -> bool:
    """Equal, or one letter more, less, changed or swapped with its neighbour; short names must be equal."""
    if a == b:
        return True
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) != len(b):
        short, long = sorted((a, b), key=len)
        return short[start:] == long[start + 1 :]
    if a[start + 1 :] == b[start + 1 :]:
        return True
    return a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
