"""The charter a commune adopts: its text and its machine-readable rules, checked and hashed as one.

What a member signs is what the software enforces. ``empreinte`` is the SHA-256 of::

    "gsn-charte-v1" | u64 len(texte) | texte | u64 len(regles) | regles          (big-endian, bytes as given)

so that any byte changed in either file is another charter, to be signed again (C1). Rules may be more
protective than the template, never past the caps of the law: parsing refuses them.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gsn_app.domain.acte import Acte
from gsn_app.domain.membre import Role
from gsn_app.domain.parametre import (
    CharteInvalid,
    Conservation,
    Delais,
    Divulgation,
    Limites,
    parse_conservation,
    parse_delais,
    parse_divulgation,
    parse_limites,
    require_keys,
    require_table,
)
from gsn_app.domain.regle_acte import (
    AUTEUR,
    REFERENT_PARCOURS,
    TOUS,
    RegleActe,
    absent_rule,
    check_reserves,
)
from gsn_app.domain.vigilance import MotVigilance, Vigilance

FORMAT = 1
TAILLE_MAX = 256 * 1024
REGLES_DEONTOLOGIQUES = tuple(f"C{n}" for n in range(1, 12))
#: themes that no version of the rules may drop (domain 6)
THEMES_OBLIGATOIRES = ("sante", "religion", "origine", "infraction", "insulte")
_PREFIXE = b"gsn-charte-v1"
_ROLES_CONNUS = frozenset({*(r.value for r in Role), AUTEUR, REFERENT_PARCOURS, TOUS})
_SECTIONS = frozenset(
    {"format", "version", "actes", "conservation", "divulgation", "delais", "limites", "vigilance"}
)


class CharteUnreadable(CharteInvalid):
    """« {fichier} » est illisible ({raison}). La charte en vigueur n’est pas changée."""

    code = "CHA-01"


class CharteVersionMismatch(CharteInvalid):
    """Le texte de la charte ne porte pas la version « {version} » de ses règles : corrigez-les."""

    code = "CHA-02"


class CharteRegleMissing(CharteInvalid):
    """Le texte n’a pas d’article pour : {regles}. Chacune des règles C1 à C11 doit avoir le sien."""

    code = "CHA-03"


class CharteActeUnknown(CharteInvalid):
    """Les règles nomment un acte que le logiciel ne connaît pas : « {acte} »."""

    code = "CHA-04"


class CharteActeMissing(CharteInvalid):
    """Les règles ne disent pas qui peut faire : {actes}."""

    code = "CHA-05"


class CharteRoleUnknown(CharteInvalid):
    """L’acte « {acte} » est confié à un rôle que le logiciel ne connaît pas : « {role} »."""

    code = "CHA-06"


class CharteVigilanceInvalid(CharteInvalid):
    """Le thème de vigilance « {theme} » veut un libellé et une liste de mots sans doublon."""

    code = "CHA-12"


@dataclass(frozen=True)
class Charte:
    """One version of the charter, whole and valid: build it with ``parse`` only."""

    texte: str
    regles: bytes
    version: str
    #: SHA-256, 64 hexadecimal characters, of the encoding drawn at the top of the module
    empreinte: str
    actes: Mapping[Acte, RegleActe]
    conservation: Conservation
    divulgation: Divulgation
    delais: Delais
    limites: Limites
    vigilance: Vigilance
    #: acts of the program that this version does not name: see ``regle_acte.absent_rule``
    absents: tuple[Acte, ...] = ()

    def permits(self, acte: Acte, roles: Iterable[str]) -> bool:
        """True when one of the roles may do the act.

        ``roles`` are those held in the body, plus ``AUTEUR`` when the object is the member's own and
        ``REFERENT_PARCOURS`` when they follow the situation. Admission to the circle, signature of the
        charter and the guards of each act are checked elsewhere, besides.
        """
        regle = self.actes[acte]
        tenus = {roles} if isinstance(roles, str) else set(roles)
        return TOUS in regle.roles or not regle.roles.isdisjoint(tenus)

    def requires_signature(self, acte: Acte) -> bool:
        """True when only a member who signed this version may do the act (C1)."""
        return not self.actes[acte].avant_signature

    def find_vigilance(self, texte: str) -> list[MotVigilance]:
        """Words of a free text to rephrase or confirm (C2), in reading order."""
        return self.vigilance.find(texte)


def parse(texte: bytes, regles: bytes, *, adoptee: bool = False) -> Charte:
    """Check and hash a charter; raises a subclass of CharteInvalid (CHA-01 to CHA-12) at the first fault.

    ``adoptee``: a commune adopted it under an older program; acts it does not name are kept apart (``absents``).
    A charter to adopt names them all.
    """
    lisible = _decode("charte.md", texte)
    table = _load(regles)
    require_keys("regles.toml", table, _SECTIONS)
    if table["format"] != FORMAT:
        raise CharteUnreadable(fichier="regles.toml", raison=f"format {table['format']}, attendu {FORMAT}")
    version = table["version"]
    if not isinstance(version, str) or not re.search(rf"\*\*Version {re.escape(version)}\*\*", lisible):
        raise CharteVersionMismatch(version=version)
    presentes = set(re.findall(r"^#+ .*\[(C\d+)\]\s*$", lisible, re.MULTILINE))
    absentes = [r for r in REGLES_DEONTOLOGIQUES if r not in presentes]
    if absentes:
        raise CharteRegleMissing(regles=", ".join(absentes))
    actes, absents = _parse_actes(require_table("actes", table["actes"]), adoptee=adoptee)
    return Charte(
        texte=lisible,
        regles=regles,
        version=version,
        empreinte=compute_empreinte(texte, regles),
        actes=actes,
        absents=absents,
        conservation=parse_conservation(table["conservation"]),
        divulgation=parse_divulgation(table["divulgation"]),
        delais=parse_delais(table["delais"]),
        limites=parse_limites(table["limites"]),
        vigilance=_parse_vigilance(require_table("vigilance", table["vigilance"])),
    )


def compute_empreinte(texte: bytes, regles: bytes) -> str:
    """Hash drawn at the top of the module, in hexadecimal; the lengths keep the two parts apart."""
    corps = b"".join(len(part).to_bytes(8, "big") + part for part in (texte, regles))
    return hashlib.sha256(_PREFIXE + corps).hexdigest()


def _decode(fichier: str, octets: bytes) -> str:
    if len(octets) > TAILLE_MAX:
        raise CharteUnreadable(fichier=fichier, raison=f"plus de {TAILLE_MAX // 1024} Kio")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        raise CharteUnreadable(fichier=fichier, raison="le texte n’est pas en UTF-8") from None


def _load(regles: bytes) -> dict[str, object]:
    try:
        return tomllib.loads(_decode("regles.toml", regles))
    except (tomllib.TOMLDecodeError, RecursionError):
        raise CharteUnreadable(fichier="regles.toml", raison="le fichier TOML est mal formé") from None


def _parse_actes(
    table: dict[str, object], *, adoptee: bool
) -> tuple[Mapping[Acte, RegleActe], tuple[Acte, ...]]:
    connus = {a.value for a in Acte}
    for nom in table:
        if nom not in connus:
            raise CharteActeUnknown(acte=nom)
    absents = tuple(a for a in Acte if a.value not in table)
    if absents and not adoptee:
        raise CharteActeMissing(actes=", ".join(absents))
    regles = {
        a: absent_rule(a) if a in absents else _parse_acte(a, require_table(a.value, table[a.value]))
        for a in Acte
    }
    return MappingProxyType(regles), absents


def _parse_acte(acte: Acte, table: dict[str, object]) -> RegleActe:
    champ = f"actes.{acte.value}"
    require_keys(champ, table, frozenset({"roles"}), facultatives=frozenset({"avant_signature"}))
    roles = table["roles"]
    avant = table.get("avant_signature", False)
    if not isinstance(roles, list) or not isinstance(avant, bool):
        raise CharteRoleUnknown(acte=acte.value, role=roles)
    for role in roles:
        if not isinstance(role, str) or role not in _ROLES_CONNUS:
            raise CharteRoleUnknown(acte=acte.value, role=role)
    regle = RegleActe(frozenset(roles), avant or TOUS in roles)
    check_reserves(acte, regle)
    return regle


def _parse_vigilance(table: dict[str, object]) -> Vigilance:
    for theme in THEMES_OBLIGATOIRES:
        if theme not in table:
            raise CharteVigilanceInvalid(theme=theme)
    themes: dict[str, tuple[str, tuple[str, ...]]] = {}
    for theme, brut in table.items():
        corps = require_table(f"vigilance.{theme}", brut)
        require_keys(f"vigilance.{theme}", corps, frozenset({"libelle", "mots"}))
        libelle, mots = corps["libelle"], corps["mots"]
        if not isinstance(libelle, str) or not libelle or not isinstance(mots, list) or not mots:
            raise CharteVigilanceInvalid(theme=theme)
        valides = [m for m in mots if isinstance(m, str) and re.search(r"\w", m)]
        if len(valides) != len(mots) or len(set(valides)) != len(valides):
            raise CharteVigilanceInvalid(theme=theme)
        themes[theme] = (libelle, tuple(valides))
    return Vigilance(MappingProxyType(themes))
