"""Every entry in order: sequence, chain, commitments, session signatures, anchors, erased payloads; never raises on content.

From a point of control signed earlier by whoever verifies, signatures up to it are not verified again: the chain, hashed
anew, must come back to the very value that was signed. Or nothing before it is read at all, and only what is new is proved.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from gsn_app.crypto import attestation
from gsn_app.crypto import journal as chain
from gsn_app.errors import GsnError
from gsn_app.verificateur.annuaire import Directory
from gsn_app.verificateur.anomalie import Anomalie, Genre, typeset
from gsn_app.verificateur.signature import WORTH_A_CHILD, Signatures
from gsn_app.verificateur.temoin import Witness

Entry = tuple[int, bytes, bytes | None, bytes]
Progress = Callable[[int, int], bool]
REPORT_EVERY = 2_000
ANOMALIES_MAX = 200
_SIGNATURE = 64


@dataclass
class Verdict:
    """Outcome. ``premiere``: first entry read; ``prouvee_jusqua``: signatures up to there were taken from the point."""

    entrees: int = 0
    ancre: str = ""
    derniere_ms: int = 0
    niveau: int = 0
    premiere: int = 1
    prouvee_jusqua: int = 0
    effaces: int = 0
    derniere: int = 0
    chaine: bytes = b""
    session_public: bytes = b""
    session_membre: str = ""
    anomalies: list[Anomalie] = field(default_factory=list)
    interrompu: bool = False

    @property
    def integre(self) -> bool:
        """True when nothing was found."""
        return not self.anomalies and not self.interrompu

    def add(self, n: int, phrase: str, genre: Genre) -> None:
        """Keep an anomaly; beyond a bound only the first ones are kept."""
        if len(self.anomalies) < ANOMALIES_MAX:
            self.anomalies.append(Anomalie(n, typeset(phrase), genre))


def verify(
    directory: Directory, entries: Iterable[Entry], *, ancres: Iterable[str] = (), audit_private: bytes | None = None,
    total: int = 0, progress: Progress | None = None, point: attestation.PointControle | None = None,
    depuis_point: bool = False, signatures: bool = True, enfant: bool | None = None,
) -> Verdict:  # fmt: skip
    """Check every entry in order.

    ``point``: a point whose signature the caller verified, of the same level at least; with ``depuis_point``, entries
    start right after it. ``signatures`` False hashes the chain alone. ``enfant`` forces or forbids the child.
    """
    run = _Run(directory, audit_private, point, depuis_point, signatures)
    wanted = run.parse_ancres(ancres)
    directory.verify(run.verdict.add)
    waiting = max(0, total - (point.n if point else 0))
    share = waiting >= WORTH_A_CHILD if enfant is None else enfant
    checks = Signatures(with_child=share) if signatures else None
    try:
        run.read(entries, checks, wanted, total, progress)
        if run.verdict.interrompu:
            return run.verdict
        for n in checks.finish() if checks else ():
            text = f"La signature de l’entrée {n} est fausse : elle n’a pas été écrite par l’application."
            run.verdict.add(n, text, Genre.SIGNATURE_FAUSSE)
    finally:
        if checks is not None:
            checks.stop()
    run.conclude(wanted)
    return run.verdict


class _Run:
    """One verification under way."""

    def __init__(
        self, directory: Directory, audit_private: bytes | None, point: attestation.PointControle | None,
        depuis_point: bool, signatures: bool,
    ) -> None:  # fmt: skip
        self.directory = directory
        self.verdict = Verdict(niveau=1 if audit_private else 0)
        self.point = point
        self.effacement = directory.read_effacement(self.verdict.add)
        self.root = directory.root_public()
        self.witness = Witness(directory, audit_private) if audit_private and signatures else None
        self.proved = point.n if point else 0
        self.previous, self.expected = chain.genesis(directory.vault_id), 1
        self.latest_ms = point.time_ms if point else 0
        self._missing = (array("q"), array("q"))
        self.verdict.prouvee_jusqua = self.proved
        if point is not None and self.witness is not None:
            self.witness.know(point.session_public, point.session_membre.hex())
        if point is not None and depuis_point:
            self.previous, self.expected = point.chaine, point.n + 1
            self.verdict.premiere = self.expected
            self.verdict.session_public = point.session_public

    def read(
        self, entries: Iterable[Entry], checks: Signatures | None, wanted: dict[int, str], total: int,
        progress: Progress | None,
    ) -> None:  # fmt: skip
        """The loop: a sound entry takes the short way, any doubt is explained apart."""
        vault_id, proved, witness, verdict = self.directory.vault_id, self.proved, self.witness, self.verdict
        erased = self.effacement.n if self.effacement else 0
        sha256, unpack, size = hashlib.sha256, chain.ENVELOPE.unpack, chain.ENVELOPE.size
        previous, expected, latest = self.previous, self.expected, self.latest_ms
        for n, env, sealed, signature in entries:
            head = sha256(env).digest()
            if len(env) != size:
                self._count(n, expected)
                verdict.add(n, f"L’entrée {n} est illisible.", Genre.ENTREE_ILLISIBLE)
            else:
                version, vault, number, time_ms, session, before, commitment, _ = unpack(env)
                if n != expected or number != n or vault != vault_id or version != 1 or before != previous:
                    genuine = before == previous or _is_signed(session, signature, head)
                    self._explain(n, expected, (version, vault, number), before == previous, genuine)
                if sealed is None or n <= erased or sha256(sealed).digest() != commitment:
                    self._payload(n, time_ms, sealed, commitment)
                verdict.derniere_ms, verdict.session_public = time_ms, session
                if time_ms > latest:
                    latest = time_ms
                if n > proved and checks is not None:
                    if n > 0 and len(signature) == _SIGNATURE:
                        checks.add((n, session, signature, head))
                    else:
                        verdict.add(n, f"La signature de l’entrée {n} est fausse.", Genre.SIGNATURE_FAUSSE)
                    if witness is not None and sealed is not None and n > 0:
                        fault = witness.check(n, before, session, sealed)
                        if fault:
                            verdict.add(n, fault, Genre.AUTEUR_NON_PROUVE)
            if n == proved:
                self._compare_point(n, head)
            if n == erased:
                self._compare_effacement(n, head)
            previous = head
            if wanted:
                self._compare_ancre(n, head, wanted)
            expected = n + 1
            verdict.entrees += 1
            if progress is not None and n % REPORT_EVERY == 0 and not progress(n, total):
                verdict.interrompu = True
                return
        self.previous, self.expected, self.latest_ms = previous, expected, latest

    def conclude(self, wanted: dict[int, str]) -> None:
        """What only the end tells: anchors beyond it, payloads gone, the anchor reached."""
        verdict, last = self.verdict, self.expected - 1
        if self.point is not None and last < self.point.n:
            text = f"Vous aviez vérifié ce journal jusqu’à l’entrée {self.point.n} : sa fin a été coupée."
            verdict.add(last, text, Genre.FIN_COUPEE)
        for n, text in wanted.items():
            if n >= verdict.premiere:
                said = f"L’ancre {text} désigne l’entrée {n}, absente : la fin du journal a été coupée."
                verdict.add(n, said, Genre.FIN_COUPEE)
        self._judge_missing()
        verdict.derniere, verdict.chaine = last, self.previous
        if self.witness is not None:
            verdict.session_membre = self.witness.member_of(verdict.session_public)
        verdict.ancre = chain.anchor(self.directory.vault_id, last, self.previous, self.root)
        verdict.anomalies.sort(key=lambda anomalie: anomalie.n)

    def parse_ancres(self, ancres: Iterable[str]) -> dict[int, str]:
        """Anchors by entry number; one badly typed is told."""
        wanted: dict[int, str] = {}
        for text in ancres:
            clean = "".join("·" if c in ".-•" else c for c in text.upper() if not c.isspace())
            number, _, code = clean.partition("·")
            if number.isascii() and number.isdecimal() and len(number) < 19 and len(code) == 16:
                wanted[int(number)] = clean
            else:
                said = (
                    f"L’ancre « {text[:40]} » n’a pas la forme attendue : un nombre, un point, seize lettres."
                )
                self.verdict.add(0, said, Genre.ANCRE_MAL_TAPEE)
        return wanted

    def _count(self, n: int, expected: int) -> None:
        if n < expected:
            said = f"L’entrée {n} est en double, ou déplacée après l’entrée {expected - 1}."
            self.verdict.add(n, said, Genre.ENTREE_DEPLACEE)
        elif n == expected + 1:
            self.verdict.add(expected, f"L’entrée {expected} manque.", Genre.ENTREE_MANQUANTE)
        elif n > expected:
            self.verdict.add(expected, f"Les entrées {expected} à {n - 1} manquent.", Genre.ENTREE_MANQUANTE)

    def _explain(
        self, n: int, expected: int, told: tuple[int, bytes, int], follows: bool, genuine: bool
    ) -> None:
        """``genuine``: the entry is as its session signed it; one that does not follow then accuses the one before."""
        self._count(n, expected)
        version, vault, number = told
        if version != 1:
            self.verdict.add(n, f"L’entrée {n} est illisible.", Genre.ENTREE_ILLISIBLE)
        elif number != n or vault != self.directory.vault_id:
            said = f"L’entrée {n} porte un autre numéro ou vient d’un autre coffre : elle a été déplacée."
            self.verdict.add(n, said, Genre.ENTREE_DEPLACEE)
        if not follows and n == expected:
            guilty = n - 1 if genuine and n > 1 else n
            said = (
                f"L’entrée {guilty} a été modifiée ou remplacée : l’entrée {n}, intacte, ne la suit pas."
                if guilty < n
                else f"L’entrée {n} a été modifiée ou remplacée : elle ne suit pas la précédente."
            )
            self.verdict.add(guilty, said, Genre.CHAINE_ROMPUE)

    def _payload(self, n: int, time_ms: int, sealed: bytes | None, commitment: bytes) -> None:
        if sealed is None:
            self._missing[0].append(max(-(2**62), min(n, 2**62)))
            self._missing[1].append(min(time_ms, 2**62))
        elif hashlib.sha256(sealed).digest() == commitment:
            said = f"Le contenu de l’entrée {n} était effacé au terme : une ancienne copie a été remise."
            self.verdict.add(n, said, Genre.CONTENU_REMIS)
        else:
            said = f"Le contenu scellé de l’entrée {n} a été modifié."
            self.verdict.add(n, said, Genre.CONTENU_MODIFIE)

    def _compare_point(self, n: int, head: bytes) -> None:
        if self.point is not None and head != self.point.chaine:
            said = f"L’entrée {n} n’est plus celle que vous aviez vérifiée : le journal a été réécrit depuis."
            self.verdict.add(n, said, Genre.REECRIT)

    def _compare_effacement(self, n: int, head: bytes) -> None:
        if self.effacement is not None and head != self.effacement.chaine:
            said = f"L’effacement signé jusqu’à l’entrée {n} parle d’une autre entrée {n} que celle-ci."
            self.verdict.add(n, said, Genre.EFFACEMENT_FORGE)

    def _compare_ancre(self, n: int, head: bytes, wanted: dict[int, str]) -> None:
        text = wanted.pop(n, None)
        if text is not None and text not in self._ancres_of(n, head):
            said = f"L’ancre {text} ne correspond pas à l’entrée {n} : le journal a été réécrit depuis."
            self.verdict.add(n, said, Genre.REECRIT)

    def _ancres_of(self, n: int, head: bytes) -> set[str]:
        """The anchor of an entry under each root that the vault had: paper outlives a renewal of the root."""
        return {chain.anchor(self.directory.vault_id, n, head, root) for root in self.directory.roots}

    def _judge_missing(self) -> None:
        """A payload gone is « effacé au terme » only under a signed erasure that reaches it, its term over."""
        record = self.effacement
        if record and record.time_ms > self.latest_ms:
            said = (
                "L’effacement des contenus anciens est daté d’après la dernière entrée : il ne prouve rien."
            )
            self.verdict.add(record.n, said, Genre.EFFACEMENT_FORGE)
            record = None
        for n, time_ms in zip(*self._missing, strict=True):
            # an entry dated after its own erasure bears a false clock: it is judged by its place alone
            if record and n <= record.n and (time_ms <= record.limite_ms or time_ms > record.time_ms):
                self.verdict.effaces += 1
            else:
                said = f"Le contenu de l’entrée {n} a été retiré avant son terme."
                self.verdict.add(n, said, Genre.CONTENU_RETIRE)


def _is_signed(session: bytes, signature: bytes, head: bytes) -> bool:
    try:
        chain.verify_entry(session, signature, head)
    except GsnError:
        return False
    return True
