"""Letters that a commune may word itself: plain text with closed placeholders and a legal core that stays.

    paragraph    lines between two blank lines; one that begins with « ## » is a heading
    placeholder  {champ}, from the closed list of its model; a brace anywhere else is refused
    core         {mention_legale}: what the law wants said, written in the program, alone in its paragraph, exactly once

Values are put in after the text is cut: a name that holds « {nom} » stays letters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from gsn_app.domain.texte import validate_texte
from gsn_app.errors import Damaged, InvalidInput

LIMITE_MODELE: Final = 4000
PARAGRAPHES_MAX: Final = 40
NOYAU: Final = "mention_legale"
TITRE: Final = "## "
_CHAMP = re.compile(r"\{([a-z_]{2,40})\}")
_NOM = re.compile(r"[a-z][a-z0-9_]{2,39}")
_PONCTUATION = re.compile(r" (?=[;:!?»])|(?<=«) ")


class ModeleDamaged(Damaged):
    """Le modèle « {nom} » livré avec le programme est illisible : réinstallez le programme."""

    code = "MOD-01"


class ModeleChampUnknown(InvalidInput):
    """« {champ} » n’est pas un champ de ce modèle. Champs permis : {permis}."""

    code = "MOD-02"


class ModeleChampMissing(InvalidInput):
    """Ce modèle doit garder « {champ} » : {raison}"""

    code = "MOD-03"


class ModeleChampRepeated(InvalidInput):
    """« {champ} » ne peut paraître qu’une fois dans ce modèle."""

    code = "MOD-04"


class ModeleBraceStray(InvalidInput):
    """Une accolade n’ouvre ou ne ferme aucun champ, près de « {autour} » : écrivez un champ comme ceci : {exemple}."""

    code = "MOD-05"


class ModeleBlocNotAlone(InvalidInput):
    """« {champ} » doit être seul dans son paragraphe : laissez une ligne vide avant et après."""

    code = "MOD-06"


class ModeleTooManyParagraphs(InvalidInput):
    """Ce modèle compte {nombre} paragraphes ; la limite est de {limite}."""

    code = "MOD-07"


class ModeleUnknown(InvalidInput):
    """Ce modèle n’existe pas."""

    code = "MOD-08"


@dataclass(frozen=True)
class Champ:
    """One placeholder: what it becomes, whether the letter must keep it and stand alone in its paragraph."""

    code: str
    sens: str
    obligatoire: bool = False
    bloc: bool = False


@dataclass(frozen=True)
class Modele:
    """One letter that may be worded: its closed placeholders and the text shipped with the program."""

    code: str
    titre: str
    champs: tuple[Champ, ...]
    texte: str


@dataclass(frozen=True)
class Paragraphe:
    """One paragraph ready to draw; ``bloc`` names the placeholder that stood alone in it, else ""."""

    texte: str
    titre: bool = False
    bloc: str = ""


def parse_modele(octets: bytes, nom: str) -> Modele:
    """Read one file of ``charter/modeles``; raises ModeleDamaged, and what :func:`validate_modele` says of its text."""
    try:
        brut = tomllib.loads(octets.decode("utf-8"))
        champs = tuple(
            Champ(
                str(c["code"]), str(c["sens"]), bool(c.get("obligatoire", False)), bool(c.get("bloc", False))
            )
            for c in brut["champs"]
        )
        modele = Modele(str(brut["modele"]), str(brut["titre"]), champs, str(brut["texte"]).strip())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ModeleDamaged(nom=nom) from None
    codes = [champ.code for champ in champs]
    noyau = next((champ for champ in champs if champ.code == NOYAU), None)
    sound = noyau is not None and noyau.obligatoire and noyau.bloc and len(codes) == len(set(codes))
    if not sound or not all(_NOM.fullmatch(code) for code in (modele.code, *codes)):
        raise ModeleDamaged(nom=nom)
    return replace(modele, texte=validate_modele(modele, modele.texte))


def validate_modele(modele: Modele, texte: str) -> str:
    """The text to keep, typography set. Raises TexteTooLong and the errors of this module."""
    propre = set_typography(validate_texte("Texte", texte, LIMITE_MODELE, lignes=True).replace("\t", " "))
    reste = _CHAMP.sub("", propre)
    for place, caractere in enumerate(reste):
        if caractere in "{}":
            raise ModeleBraceStray(autour=reste[max(0, place - 12) : place + 12].strip(), exemple="{nom}")
    paragraphes = _cut(propre)
    if len(paragraphes) > PARAGRAPHES_MAX:
        raise ModeleTooManyParagraphs(nombre=len(paragraphes), limite=PARAGRAPHES_MAX)
    permis = {champ.code: champ for champ in modele.champs}
    vus = _CHAMP.findall(propre)
    for code in vus:
        if code not in permis:
            raise ModeleChampUnknown(champ=f"{{{code}}}", permis=", ".join(f"{{{c}}}" for c in permis))
    for champ in modele.champs:
        nom = f"{{{champ.code}}}"
        if champ.obligatoire and champ.code not in vus:
            raise ModeleChampMissing(champ=nom, raison=champ.sens)
        if champ.bloc and vus.count(champ.code) > 1:
            raise ModeleChampRepeated(champ=nom)
        if champ.bloc and champ.code in vus and nom not in paragraphes:
            raise ModeleBlocNotAlone(champ=nom)
    return propre


def fill_modele(modele: Modele, texte: str, valeurs: Mapping[str, str]) -> tuple[Paragraphe, ...]:
    """The paragraphs to draw, values in place; a block whose value is empty is left out.

    Raises KeyError when a placeholder of the text has no value: the caller's mistake, never the writer's.
    """
    blocs = {champ.code for champ in modele.champs if champ.bloc}
    found = []
    for brut in _cut(validate_modele(modele, texte)):
        seul = _CHAMP.fullmatch(brut)
        if seul and seul[1] in blocs:
            if valeurs[seul[1]]:
                found.append(Paragraphe(valeurs[seul[1]], bloc=seul[1]))
            continue
        titre = brut.startswith(TITRE)
        rempli = _CHAMP.sub(lambda trouve: valeurs[trouve[1]], brut.removeprefix(TITRE)).strip()
        if rempli:
            found.append(Paragraphe(rempli, titre))
    return tuple(found)


def set_typography(texte: str) -> str:
    """French printing: apostrophes, no-break spaces inside « » and before ; : ! ?."""
    return _PONCTUATION.sub("\u00a0", texte.replace("'", "’"))


def _cut(texte: str) -> list[str]:
    """Paragraphs; a single line break inside one is a space, a heading keeps its own line."""
    found: list[str] = []
    for bloc in re.split(r"\n[ ]*\n+", texte.strip()):
        lignes = [ligne.strip() for ligne in bloc.split("\n") if ligne.strip()]
        while lignes and lignes[0].startswith(TITRE):
            found.append(lignes.pop(0))
        if lignes:
            found.append(" ".join(lignes))
    return found
