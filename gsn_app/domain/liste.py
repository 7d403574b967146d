"""Closed lists: the coded values a member picks instead of writing (charter rule C2).

A value is stored ``liste.CODE``. Values may be switched off, never removed: a stored code stays readable
for ever. Every list ends with ``AUT``. A commune may add local values (label only) and switch on a
sensitive one by writing why it is needed; each change is a new version of the list.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, replace

from gsn_app.domain.texte import fold, validate_texte
from gsn_app.domain.valeur import (
    CLES_VALEUR,
    Famille,
    ListeInvalid,
    Valeur,
    parse_famille,
    parse_label,
    parse_valeur,
    require,
)
from gsn_app.errors import InvalidInput

AUTRE = "AUT"
LIMITE_LABEL_LOCAL = 60
LIMITE_NECESSITE = 300
NECESSITE_MIN = 10
LOCALES_MAX = 40
TAILLE_MAX = 64 * 1024
_NOM = re.compile(r"[a-z][a-z_]{2,39}")


class ValeurUnknown(InvalidInput):
    """La valeur « {valeur} » n’appartient pas à la liste fermée « {liste} »."""

    code = "LIS-02"


class ValeurInactive(InvalidInput):
    """La valeur « {label} » est désactivée : l’instance doit d’abord en écrire la nécessité."""

    code = "LIS-03"


class ValeurAlreadyThere(InvalidInput):
    """La liste « {liste} » contient déjà « {label} »."""

    code = "LIS-04"


class NecessiteMissing(InvalidInput):
    """Écrivez en une phrase pourquoi « {label} » est nécessaire : elle reste désactivée sans cela."""

    code = "LIS-05"


class TooManyLocales(InvalidInput):
    """La liste « {liste} » a déjà {nombre} valeurs locales : regroupez-les, le bilan doit rester lisible."""

    code = "LIS-06"


@dataclass(frozen=True)
class ListeFermee:
    """One version of a closed list; ``sensible`` marks the variables of which a category reveals someone."""

    liste: str
    version: int
    libelle: str
    familles: tuple[Famille, ...]
    #: in printing order, ``AUT`` last
    valeurs: tuple[Valeur, ...]
    sensible: bool = False

    @property
    def actives(self) -> tuple[Valeur, ...]:
        """Values offered for entry; a report prints every one of them, even when empty (R0)."""
        return tuple(v for v in self.valeurs if v.actif)

    def valeur(self, code: str) -> Valeur:
        """Value of a stored ``liste.CODE`` or of a bare code, active or not; raises ValeurUnknown."""
        liste, _, nu = code.rpartition(".")
        for v in self.valeurs:
            if v.code == nu and liste in ("", self.liste):
                return v
        raise ValeurUnknown(valeur=code[:40], liste=self.liste)

    def famille_of(self, code: str) -> Famille:
        """Family of a value; raises ValeurUnknown."""
        famille = self.valeur(code).famille
        return next(f for f in self.familles if f.code == famille)

    def validate(self, code: str) -> str:
        """Return the ``liste.CODE`` given when it may be stored; raises ValeurUnknown or ValeurInactive."""
        if not code.startswith(f"{self.liste}."):
            raise ValeurUnknown(valeur=code[:40], liste=self.liste)
        v = self.valeur(code)
        if not v.actif:
            raise ValeurInactive(label=v.label)
        return f"{self.liste}.{v.code}"

    def stored(self, code: str) -> str:
        """``liste.CODE`` of a bare code of this list; raises ValeurUnknown."""
        return f"{self.liste}.{self.valeur(code).code}"

    def for_age(self, age: int) -> Valeur:
        """Band of an age in completed years; raises ValeurUnknown outside every band."""
        for v in self.valeurs:
            if v.age_min is not None and v.age_min <= age and (v.age_max is None or age <= v.age_max):
                return v
        raise ValeurUnknown(valeur=str(age), liste=self.liste)

    def add_local(self, label: str, famille: str) -> ListeFermee:
        """New version with one local value before ``AUT``; its code is ``Lnn``, never used twice."""
        propre = validate_texte("Libellé", label, LIMITE_LABEL_LOCAL)
        if fold(propre) in {fold(v.label) for v in self.valeurs}:
            raise ValeurAlreadyThere(liste=self.libelle, label=propre)
        if famille not in {f.code for f in self.familles}:
            raise ValeurUnknown(valeur=famille[:40], liste=self.liste)
        numeros = [int(v.code[1:]) for v in self.valeurs if v.locale and re.fullmatch(r"L\d{2}", v.code)]
        if len(numeros) >= LOCALES_MAX:
            raise TooManyLocales(liste=self.libelle, nombre=len(numeros))
        ajout = Valeur(f"L{max(numeros, default=0) + 1:02}", propre, famille, "commune", locale=True)
        return replace(self, version=self.version + 1, valeurs=(*self.valeurs[:-1], ajout, self.valeurs[-1]))

    def enable(self, code: str, necessite: str) -> ListeFermee:
        """New version with a value switched on for a written necessity; raises NecessiteMissing."""
        voulue = self.valeur(code)
        raison = validate_texte("Nécessité", necessite, LIMITE_NECESSITE, obligatoire=False)
        if len(raison) < NECESSITE_MIN:
            raise NecessiteMissing(label=voulue.label)
        return self._with(replace(voulue, actif=True, necessite=raison))

    def disable(self, code: str) -> ListeFermee:
        """New version with a value switched off; what was stored stays readable. ``AUT`` always stays."""
        voulue = self.valeur(code)
        if voulue.code == AUTRE:
            raise ListeInvalid(liste=self.liste, raison="la valeur « Autre » ne se désactive pas")
        return self._with(replace(voulue, actif=False, necessite=""))

    def encode(self) -> bytes:
        """The list as TOML bytes that ``parse_liste`` reads back to an equal list."""
        lignes = [
            f"liste = {_toml(self.liste)}",
            f"version = {self.version}",
            f"libelle = {_toml(self.libelle)}",
            f"sensible = {_toml(self.sensible)}",
        ]
        for f in self.familles:
            lignes += ["", "[[familles]]", f"code = {_toml(f.code)}", f"label = {_toml(f.label)}"]
        for v in self.valeurs:
            lignes += ["", "[[valeurs]]"]
            lignes += [f"{c} = {_toml(getattr(v, c))}" for c in CLES_VALEUR if getattr(v, c) is not None]
        return ("\n".join(lignes) + "\n").encode()

    def _with(self, changee: Valeur) -> ListeFermee:
        valeurs = tuple(changee if v.code == changee.code else v for v in self.valeurs)
        return replace(self, version=self.version + 1, valeurs=valeurs)


def parse_liste(octets: bytes) -> ListeFermee:
    """Read and check one list; raises ListeInvalid naming what is wrong, never a partial list."""
    try:
        table = tomllib.loads(octets[: TAILLE_MAX + 1].decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise ListeInvalid(liste="", raison="le fichier TOML est mal formé") from None
    nom = table.get("liste")
    if not isinstance(nom, str) or not _NOM.fullmatch(nom):
        raise ListeInvalid(liste="", raison="son nom manque ou n’est pas écrit en minuscules")
    if len(octets) > TAILLE_MAX:
        raise ListeInvalid(liste=nom, raison=f"elle dépasse {TAILLE_MAX // 1024} Kio")
    require(
        nom,
        not table.keys() - {"liste", "version", "libelle", "sensible", "familles", "valeurs"},
        "clé inconnue",
    )
    version, libelle, sensible = table.get("version"), table.get("libelle"), table.get("sensible", False)
    require(nom, type(version) is int and version >= 1, "sa version doit être un entier à partir de 1")
    require(nom, type(sensible) is bool, "« sensible » vaut true ou false")
    liste = ListeFermee(
        liste=nom,
        version=int(version or 0),
        libelle=parse_label(nom, libelle),
        familles=tuple(parse_famille(nom, f) for f in _tables(nom, table.get("familles"))),
        valeurs=tuple(parse_valeur(nom, v) for v in _tables(nom, table.get("valeurs"))),
        sensible=bool(sensible),
    )
    _check_whole(liste)
    return liste


def _check_whole(liste: ListeFermee) -> None:
    nom = liste.liste
    codes = [v.code for v in liste.valeurs]
    familles = [f.code for f in liste.familles]
    require(nom, len(set(familles)) == len(familles), "une famille est en double")
    doubles = sorted({c for c in codes if codes.count(c) > 1})
    require(nom, not doubles, f"code en double : {', '.join(doubles)}")
    require(nom, len({fold(v.label) for v in liste.valeurs}) == len(codes), "un libellé est en double")
    orphelines = sorted({v.famille for v in liste.valeurs} - set(familles))
    require(nom, not orphelines, f"famille inconnue : {', '.join(orphelines)}")
    vides = sorted(set(familles) - {v.famille for v in liste.valeurs})
    require(nom, not vides, f"famille sans valeur : {', '.join(vides)}")
    require(nom, bool(codes) and codes[-1] == AUTRE, "la dernière valeur doit être AUT (autre)")


def _tables(nom: str, brut: object) -> list[dict[str, object]]:
    require(nom, isinstance(brut, list) and all(isinstance(t, dict) for t in brut), "tables attendues")
    return list(brut) if isinstance(brut, list) else []


def _toml(valeur: str | int | bool) -> str:
    """A TOML scalar; JSON's string escapes are all valid TOML."""
    return json.dumps(valeur, ensure_ascii=False)
