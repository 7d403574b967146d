"""What a vault holds that no text of the report may name, gathered from everything its reader's keys open.

The contents of the dossiers are walked whole, whatever their kind: a field is known by its name (``nom``, ``adresse``,
``date_naissance``…), so that a new kind of dossier is protected from its first day. Sentences give their rare words:
a name of place or of person written with a capital, or a word that one dossier alone uses and that nothing shipped
with the program nor the ordinary endings of French explain.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from gsn_app.anonymat.fuite import Lexique, MotProtege, Personne, split_words

#: natures told on the screen
NOM, ADRESSE, ETABLISSEMENT, COURRIEL, RARE = "nom", "adresse", "établissement", "courriel", "mot rare"
_LIEUX = ("adresse", "lieu")
_ETABLISSEMENTS = ("etablissement", "institution", "service", "ecole", "organisme", "employeur")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = re.compile(r"[a-z_]+\.[A-Z0-9_]+|[0-9a-f]{16,}|[0-9T:.+\-]{10,}")
_IDENTIFIER = re.compile(r"[0-9a-f]{8,}")
_WORD = re.compile(r"[^\W_]+")
#: what may stand before the first word of a sentence
_OPENINGS = frozenset('.!?…:;«»"“”(\n•-–—')
_MIN_NAME = 3
_MIN_RARE = 6
#: endings of ordinary words: what they end is rarely a name that points at somebody
_TERMINAISONS = (
    "tion tions sion sions ment ments ites ite ance ances ence ences ique iques able ables ible ibles age ages eur eurs "
    "euse euses rice rices aire aires if ifs ive ives eux ant ante ants antes ent ente ents entes oire oires el elle els "
    "elles al ale aux ales er ers ere eres ir oir re ez ons ait aient ais ee ees es isme iste istes esse ure ures ude udes "
    "ain aine ains aines ois oise ien ienne iens iennes eau eaux ie ies ve ves"
)
_ENDINGS = tuple(_TERMINAISONS.split())
_COURANTS = (
    "depuis apres avant encore toujours souvent parfois jamais beaucoup autour autres chaque plusieurs certains chez "
    "maison travail matin semaine week end retard retards absent absents presse besoin besoins appel soutien suivis "
    "progres effort efforts debut printemps automne hiver janvier fevrier avril juillet septembre octobre novembre "
    "decembre lundi mardi mercredi jeudi vendredi samedi dimanche monsieur madame mademoiselle bonjour merci"
)
_ORDINARY = frozenset(_COURANTS.split())


def gather_lexique(
    contenus: Iterable[tuple[str, Mapping[str, object]]],
    *,
    personnes: Iterable[Personne] = (),
    etablissements: Iterable[str] = (),
    communs: Collection[str] = (),
) -> Lexique:
    """The lexicon of ``(dossier, content)`` pairs; ``communs``: folded words that point at nobody.

    ``personnes``: people the contents do not name (members). ``etablissements``: their institutions.
    """
    collector = _Collector(frozenset(communs) | _ORDINARY)
    for dossier, contenu in contenus:
        collector.walk(dossier, contenu)
    for nom in etablissements:
        collector.add_place(nom, ETABLISSEMENT)
    return collector.lexique(personnes)


def list_ordinary_words(textes: Iterable[str]) -> frozenset[str]:
    """Folded words of texts that everybody may read."""
    return frozenset(word for texte in textes for word in split_words(texte))


class _Collector:
    def __init__(self, communs: frozenset[str]) -> None:
        self._ordinary = communs
        self._personnes: dict[Personne, None] = {}
        self._mots: dict[MotProtege, None] = {}
        self._dates: set[date] = set()
        self._telephones: set[str] = set()
        self._rares: dict[str, str] = {}
        self._seen: dict[str, set[str]] = {}
        self._known: dict[str, tuple[str, bool]] = {}

    def walk(self, dossier: str, contenu: Mapping[str, object]) -> None:
        """Every field, by its name; a person is a ``nom`` beside a ``prenom``."""
        nom, prenom = contenu.get("nom"), contenu.get("prenom")
        if isinstance(nom, str) and isinstance(prenom, str):
            self._personnes[Personne(prenom, nom)] = None
        for key, value in contenu.items():
            for one in value if isinstance(value, list | tuple) else (value,):
                if isinstance(one, Mapping):
                    self.walk(dossier, one)
                elif isinstance(one, str) and one:
                    self._keep(dossier, key, one)

    def _keep(self, dossier: str, key: str, value: str) -> None:
        if _ISO.fullmatch(value):
            try:
                self._dates.add(date.fromisoformat(value))
            except ValueError:
                return
        elif key == "telephone":
            self._telephones.add(value)
        elif key == "courriel":
            self._mots[MotProtege(value.partition("@")[0], COURRIEL)] = None
        elif key in ("nom", "prenom") or key.endswith("_nom"):
            self._mots[MotProtege(value, NOM)] = None
        elif key.startswith(_LIEUX):
            self._mots[MotProtege(value, ADRESSE)] = None
        elif key.startswith(_ETABLISSEMENTS):
            self.add_place(value, ETABLISSEMENT)
        elif not _CODE.fullmatch(value) and len(value) < 20_000:
            self._read_sentence(dossier, value)

    def add_place(self, nom: str, nature: str) -> None:
        """The words of an institution that are its own: « mairie » or « service » name nobody."""
        for word in _WORD.findall(nom):
            if len(word) >= _MIN_NAME and not self._fold(word)[1]:
                self._mots[MotProtege(word, nature)] = None

    def _read_sentence(self, dossier: str, texte: str) -> None:
        for match in _WORD.finditer(texte):
            word = match[0]
            folded, ordinary = self._fold(word)
            if ordinary or folded.isdecimal() or _IDENTIFIER.fullmatch(word):
                continue
            before = texte[: match.start()].rstrip(" \u00a0\u202f’'")
            inside = before and before[-1] not in _OPENINGS
            named = word[0].isupper() and inside and len(word) >= _MIN_NAME
            lone = len(folded) >= _MIN_RARE and not folded.endswith(_ENDINGS)
            if named or lone or (any(c.isdigit() for c in word) and len(word) >= _MIN_NAME):
                self._rares.setdefault(folded, word)
                self._seen.setdefault(folded, set()).update({dossier} if not named else {dossier, ""})

    def _fold(self, word: str) -> tuple[str, bool]:
        """The word without accents nor case, and whether it belongs to everybody; each word is folded once."""
        known = self._known.get(word)
        if known is None:
            folded = "".join(split_words(word))
            stems = {folded, folded.rstrip("s"), folded.rstrip("x"), folded + "s"}
            known = self._known[word] = (folded, bool(stems & self._ordinary))
        return known

    def lexique(self, personnes: Iterable[Personne]) -> Lexique:
        """A word written without a capital in several dossiers is of the place's ordinary speech."""
        for folded, word in self._rares.items():
            where = self._seen[folded]
            if "" in where or len(where) == 1:
                self._mots[MotProtege(word, RARE)] = None
        people = dict.fromkeys((*self._personnes, *personnes))
        return Lexique(tuple(self._mots), tuple(people), frozenset(self._dates), frozenset(self._telephones))
