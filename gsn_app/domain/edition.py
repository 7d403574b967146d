"""What leaves the machine and what is remembered of it: editions, published cells, register of releases.

Only opaque identifiers and codes of closed lists live here, never a name. Counts are of distinct youths
(``jeune``) unless said otherwise. Source: charter rule C7; domain.md 8; anonymity.md R0-R8.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gsn_app.errors import Damaged

#: version written in every serialised object of this module
VERSION = 1

T = typing.TypeVar("T")

#: coordinate of a margin in a crossed table ("every category of this variable")
TOUS = "*"


class EditionUnreadable(Damaged):
    """Le registre des éditions ou une édition est illisible ({detail}). Rien n'a été publié ; restaurez la
    dernière sauvegarde du coffre."""

    code = "ANO-90"


@dataclass(frozen=True, slots=True)
class Parametres:
    """Thresholds of the method, from ``charter/regles.toml`` (anonymity.md, "The method")."""

    #: counts below this print « moins de {seuil} » (zero included)
    seuil: int = 8
    base: int = 5
    large_seuil: int = 15
    large_base: int = 10
    #: G1: reject when 1 <= L, U < k and U - L < w
    k: int = 5
    w: int = 3
    #: G2: reject when all members of a line but at most g surely share a category
    g: int = 1
    #: R4: smallest number of differing youths between two editions
    d: int = 5
    population_minimale: int = 8
    #: R8: largest share, in percent, of cells under the threshold
    part_sous_seuil: int = 80

    def reading_notes(self) -> tuple[str, str]:
        """The two French lines printed under every table: how to read « environ » and « moins de »."""
        return (
            f"« environ N » : nombre arrondi à {self.base} près (à {self.large_base} près dans un tableau "
            "marqué « classes larges »). Les lignes ne s’additionnent donc pas exactement.",
            f"« moins de {self.seuil} » : de 0 à {self.seuil - 1}, zéro compris ; « moins de {self.seuil} "
            "jeunes » : trop peu de jeunes, ou un seul totalise plus de la moitié des actes.",
        )


@dataclass(frozen=True, slots=True)
class LigneCodee:
    """One situation, coded, as the report receives it.

    ``situation`` and ``jeune`` are opaque and stable; ``attributs`` maps an attribute to its codes (several
    only for attributes with several values; none when empty); ``actes`` counts acts (R3), not youths.
    ``fin`` is the closure's date, ``None`` while the situation is open.
    """

    situation: str
    jeune: str
    instance: str
    debut: date
    fin: date | None
    attributs: Mapping[str, tuple[str, ...]]
    actes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Categorie:
    """One printed line: a code, its French label and the elementary codes it gathers."""

    code: str
    libelle: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nomenclature:
    """A closed list as the report needs it: elementary codes with labels, and its families."""

    code: str
    libelle: str
    valeurs: tuple[tuple[str, str], ...]
    familles: tuple[Categorie, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """One crossed variable of a table, at a level (« famille » or « detail »).

    ``multiple``: a youth may be in several categories. ``sensible``: group disclosure (G2) is looked for.
    ``exclusifs``: codes that exclude every other (« aucune »); the empty code stands for "no value".
    """

    attribut: str
    niveau: str
    libelle: str
    categories: tuple[Categorie, ...]
    multiple: bool = False
    sensible: bool = False
    exclusifs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecificationTableau:
    """A declared table. ``unite`` is « jeunes », or « actes » (R3: one variable, its codes are acts)."""

    code: str
    titre: str
    variables: tuple[Variable, ...]
    unite: str = "jeunes"


@dataclass(frozen=True, slots=True)
class CellulePubliee:
    """A printed figure: what the reader may conclude (minimum..maximum) and the words printed.

    ``maximum`` is ``None`` for masked acts (R3), about which nothing is known.
    """

    coordonnees: tuple[str, ...]
    minimum: int
    maximum: int | None
    libelle: str


@dataclass(frozen=True, slots=True)
class TableauPublie:
    """A table as printed, margins included (coordinate ``*``); ``large``: coarse classes (R1)."""

    specification: SpecificationTableau
    large: bool
    cellules: tuple[CellulePubliee, ...]


@dataclass(frozen=True, slots=True)
class Compte:
    """An exact count of things that are not youths: meetings, signatures, purges (R0).

    ``nombre`` is ``None`` for a figure that nobody vouches for, « non communiqué » (C10), and for acts towards people
    whom the group does not follow: ``classe`` then gives the words of their class (R1), never their number.
    """

    code: str
    libelle: str
    nombre: int | None
    classe: str = ""

    @property
    def publie(self) -> str:
        """The words printed."""
        if self.classe:
            return self.classe
        return "non communiqué" if self.nombre is None else str(self.nombre)


@dataclass(frozen=True, slots=True)
class TexteLibre:
    """One of the two free texts of a report, checked before it leaves: « difficultes » or « positifs »."""

    code: str
    titre: str
    texte: str


@dataclass(frozen=True, slots=True)
class Periode:
    """A closed period, both days included; ``exercices`` names the yearly counters it covers wholly."""

    libelle: str
    debut: date
    fin: date
    exercices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One release: exactly what the receiver reads. ``ancre``: the journal's anchor, printed at the foot."""

    numero: int
    titre: str
    instance: str
    periode: Periode
    date: date
    total: CellulePubliee
    tableaux: tuple[TableauPublie, ...]
    comptes: tuple[Compte, ...] = ()
    parametres: Parametres = field(default_factory=Parametres)
    ancre: str = ""
    textes: tuple[TexteLibre, ...] = ()


@dataclass(frozen=True, slots=True)
class Refus:
    """A table or a whole edition that does not leave: why, and what to do instead (R8). Local screen only.

    ``portee`` is « edition » or the code of a table.
    """

    code: str
    portee: str
    titre: str
    phrase: str
    conseil: str


@dataclass(frozen=True, slots=True)
class Suivi:
    """Lot pattern of one living youth: bit *n* is set when edition *n* counted them; last exported codes."""

    bits: int
    attributs: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lot:
    """How many erased youths share a pattern of presence in the editions (counters, no identity)."""

    bits: int
    jeunes: int


@dataclass(frozen=True, slots=True)
class Compteur:
    """Youths erased by retention before the edition that counts them (R4): sealed, destroyed after it.

    ``cellules`` maps a table's code to its base cells (coordinates joined by ``|``) and true counts.
    ``modifies`` maps an attribute to the number whose value changed since it was last exported;
    ``jeunes_modifies`` counts those with any change. ``actes`` maps a table of acts and its category to
    the positive numbers of acts, one per youth.
    """

    instance: str
    exercice: str
    bits: int
    jeunes: int
    cellules: Mapping[str, Mapping[str, int]]
    modifies: Mapping[str, int] = field(default_factory=dict)
    jeunes_modifies: int = 0
    actes: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditionInscrite:
    """An edition as it left, with its receiver. ``epoques`` names the version of each attribute: two editions
    with the same number hold the same value for every youth they share. ``jeunes`` is the exact total."""

    edition: Edition
    destinataire: str
    jeunes: int
    epoques: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Registre:
    """The append-only register of releases (R5)."""

    editions: tuple[EditionInscrite, ...] = ()
    suivis: Mapping[str, Suivi] = field(default_factory=dict)
    disparus: tuple[Lot, ...] = ()
    compteurs: tuple[Compteur, ...] = ()


def to_dict(value: object) -> dict[str, object]:
    """A JSON-ready dictionary of a dataclass of this module, with its ``version``."""
    encoded = _encode(value)
    if not isinstance(encoded, dict):
        raise TypeError(type(value).__name__)
    return {"version": VERSION, **encoded}


def from_dict(kind: type[T], untrusted: Mapping[str, object]) -> T:
    """Rebuild a dataclass written by ``to_dict``.

    Raises ``EditionUnreadable`` on another version, a missing or unknown key, or a value of another type.
    """
    if untrusted.get("version") != VERSION:
        raise EditionUnreadable(detail=f"version {untrusted.get('version')!r}")
    decoded = _decode(kind, {key: value for key, value in untrusted.items() if key != "version"})
    return typing.cast(T, decoded)


def _encode(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: _encode(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _encode(value[key]) for key in sorted(value)}
    if isinstance(value, tuple | list):
        return [_encode(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def _decode(kind: typing.Any, untrusted: object) -> object:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        if untrusted is None and type(None) in arguments:
            return None
        return _decode(next(item for item in arguments if item is not type(None)), untrusted)
    if origin is tuple and isinstance(untrusted, list):
        if arguments[-1] is Ellipsis:
            return tuple(_decode(arguments[0], item) for item in untrusted)
        if len(untrusted) == len(arguments):
            return tuple(_decode(part, item) for part, item in zip(arguments, untrusted, strict=True))
    if origin is Mapping and isinstance(untrusted, dict):
        return {key: _decode(arguments[1], item) for key, item in untrusted.items()}
    if dataclasses.is_dataclass(kind) and isinstance(untrusted, dict):
        hints = typing.get_type_hints(kind)
        later = {"textes", "classe"}  # in no register written before these fields were known
        if not set(hints) - later <= set(untrusted) <= set(hints):
            raise EditionUnreadable(detail=typing.cast(type, kind).__name__)
        return typing.cast(type, kind)(**{key: _decode(hints[key], untrusted[key]) for key in untrusted})
    if kind is date and isinstance(untrusted, str):
        try:
            return date.fromisoformat(untrusted)
        except ValueError as broken:
            raise EditionUnreadable(detail=untrusted) from broken
    if kind in (int, str, bool) and type(untrusted) is kind:
        return untrusted
    raise EditionUnreadable(detail=f"{getattr(kind, '__name__', kind)}")
