"""The open session of one member: who acts, under which charter, and the gate every act passes.

Order of every act: gate → load → rule → save and journal. A refusal is journaled too, in a transaction of
its own, before it is shown (charter rules C1 and C6).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar, cast

from gsn_app.domain.acte import Acte
from gsn_app.domain.charte import Charte, parse
from gsn_app.domain.membre import Instance, Membre, Role
from gsn_app.errors import Refused
from gsn_app.store.charte import read_charte, read_signature
from gsn_app.store.coffre import Coffre
from gsn_app.store.connection import DatabaseError, translate
from gsn_app.store.journal import Entree
from gsn_app.store.unite import Unite

P = ParamSpec("P")
R = TypeVar("R")
REFERENT = "referent_parcours"
AUTEUR = "auteur"
#: between two entries of one session, a clock that goes back this much or forth that much (a sleeping
#: machine over holidays stays below) is journaled
RECUL_MS = 60_000
AVANCE_MS = 31 * 86_400_000
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,80}")


class ActeForbidden(Refused):
    """Votre rôle ne permet pas cet acte. La charte le réserve à : {roles}."""

    code = "REF-01"


class ActeUnadopted(ActeForbidden):
    """La charte adoptée par la commune ne connaît pas encore cet acte : un coordonnateur fera adopter la nouvelle version."""

    code = "REF-04"


class CharteUnsigned(Refused):
    """Signez d’abord la charte en vigueur : c’est elle qui ouvre l’accès (article C1)."""

    code = "REF-02"


class InstanceForeign(Refused):
    """Cette instance n’est pas de ce coffre."""

    code = "REF-03"


class Session:
    """One member's open vault. Not for two threads at once; closing it ends every access."""

    def __init__(self, coffre: Coffre) -> None:
        self.coffre = coffre
        _, texte, regles = read_charte(coffre)
        self.charte: Charte = parse(texte, regles, adoptee=True)
        self.closed = False

    @property
    def membre(self) -> Membre:
        """Who acts."""
        return self.coffre.membre

    @property
    def vault_id(self) -> str:
        """Identifier of the vault, hexadecimal."""
        return self.coffre.vault_id.hex()

    @property
    def commune(self) -> str:
        """Name of the commune."""
        return (self.coffre.read_valeur("commune") or b"").decode()

    @property
    def demonstration(self) -> bool:
        """True for a vault marked as a demonstration: fictitious people, known passphrases."""
        return bool(self.coffre.header.flags & 1)

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Bodies in which this member holds a role; all of them for the auditeur."""
        found = self.coffre.annuaire.instances
        return tuple(i for i in found if self.membre.role_in(i.id) is not None)

    @property
    def coffre_instances(self) -> tuple[Instance, ...]:
        """Every body of the vault: their names are in the directory that every member reads."""
        return self.coffre.annuaire.instances

    @property
    def ancre(self) -> str:
        """Anchor of the last journal entry."""
        return self.coffre.ancre

    @property
    def anomalies(self) -> tuple[str, ...]:
        """One French sentence for each oddity met since the opening."""
        return tuple(dict.fromkeys(self.coffre.anomalies))

    @property
    def derniere_session(self) -> str:
        """« votre dernière session »: ISO instant of this member's previous login, or ""."""
        raw = self.coffre.read_valeur(f"session.{self.membre.id}.precedente") or b""
        return raw.decode()

    @property
    def essais_manques(self) -> int:
        """Failed openings on this machine before this one, absorbed into its login entry."""
        return self.coffre.failed_attempts

    @property
    def charte_a_signer(self) -> bool:
        """True until this member has signed the version in force."""
        return not self.signed(self.membre.id)

    def signed(self, membre_id: str) -> str:
        """Date a member signed the version in force, or ""."""
        return read_signature(self.coffre, bytes.fromhex(membre_id), bytes.fromhex(self.charte.empreinte))

    def role_in(self, instance_id: str) -> Role | None:
        """Role of this member in a body."""
        return self.membre.role_in(instance_id)

    def has_role(self, role: Role) -> bool:
        """True when this member holds the role in some body."""
        return role in self.membre.roles.values()

    def now(self) -> datetime:
        """The session's clock, aware, UTC."""
        return self.coffre.clock()

    def today(self) -> str:
        """Today on this machine, ISO."""
        return self.coffre.clock().astimezone().date().isoformat()

    def permits(self, acte: Acte, instance_id: str = "", *extra: str) -> bool:
        """True when the role allows the act (the charter must also be signed)."""
        return self.charte.permits(acte, self._roles(instance_id, extra))

    def gate(self, acte: Acte, instance_id: str = "", *extra: str) -> None:
        """Raise ActeForbidden or CharteUnsigned unless this member may do the act in this body.

        ``extra``: roles held on the object itself (« auteur », « referent_parcours »). Without a body, any
        role held anywhere counts.
        """
        if not self.charte.permits(acte, self._roles(instance_id, extra)):
            if acte in self.charte.absents:
                raise ActeUnadopted()
            raise ActeForbidden(roles=", ".join(sorted(self.charte.actes[acte].roles)))
        if self.charte.requires_signature(acte) and self.charte_a_signer:
            raise CharteUnsigned()

    def gate_instance(self, acte: Acte, instance_id: str) -> None:
        """Gate an act that names its body itself: the body must be one of this vault's; raises InstanceForeign."""
        self.gate(acte)
        if all(instance.id != instance_id for instance in self.coffre.annuaire.instances):
            raise InstanceForeign()
        self.gate(acte, instance_id)

    def _roles(self, instance_id: str, extra: tuple[str, ...]) -> set[str]:
        held = self.membre.roles
        if instance_id:
            role = self.membre.role_in(instance_id)
            roles = {str(role)} if role else set()
        else:
            roles = {str(role) for role in held.values()}
        return roles | set(extra)

    def unit(self, acte: Acte, reference: str = "", *, motif: str = "", document: str = "") -> Unite:
        """Unit of work of one act: entry and data become durable together; a clock jump is journaled before."""
        self._journal_jump()
        return Unite(self.coffre, Entree(str(acte), reference, motif, document))

    def _journal_jump(self) -> None:
        """An entry of its own when the clock went back, or a month forth, since the last entry."""
        gap = self.coffre.now_ms() - self.coffre.tail.time_ms
        if not -RECUL_MS <= gap <= AVANCE_MS:
            with Unite(self.coffre, Entree(str(Acte.HORLOGE_SAUT), motif=describe_jump(gap))):
                pass

    def trace(self, acte: Acte, reference: str = "", *, motif: str = "", document: str = "") -> None:
        """A durable entry without data: consultations, prints, refusals."""
        with self.unit(acte, reference, motif=motif, document=document):
            pass

    def close(self, verrouillage: bool = False) -> None:
        """Write the closing entry and give everything back; safe to call twice."""
        if self.closed:
            return
        self.closed = True
        try:
            self.trace(Acte.SESSION_VERROUILLEE if verrouillage else Acte.SESSION_FERMEE)
        finally:
            self.coffre.close()


def describe_jump(gap_ms: int) -> str:
    """What the journal says of a clock jump."""
    return f"{gap_ms // 1000} s depuis la dernière entrée"


def reference_of(args: tuple[object, ...]) -> str:
    """The opaque id a refused act was about; anything else typed there stays out of the journal."""
    first = args[0] if args else ""
    return first if isinstance(first, str) and _REFERENCE.fullmatch(first) else ""


def act(
    acte: Acte,
) -> Callable[[Callable[Concatenate[Session, P], R]], Callable[Concatenate[Session, P], R]]:
    """Declare the act a function carries out; its refusals are journaled under ``acces.refuse``."""

    def declare(
        function: Callable[Concatenate[Session, P], R],
    ) -> Callable[Concatenate[Session, P], R]:
        @functools.wraps(function)
        def run(session: Session, *args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return function(session, *args, **kwargs)
            except Refused as refusal:
                if not getattr(refusal, "journaled", False):
                    session.trace(Acte.ACCES_REFUSE, reference_of(args), motif=f"{acte} {refusal.code}")
                    refusal.journaled = True  # type: ignore[attr-defined]
                raise
            except DatabaseError as error:  # a page that only this act reads is damaged
                raise translate(error) from None

        run.acte = acte  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[Session, P], R], run)

    return declare
