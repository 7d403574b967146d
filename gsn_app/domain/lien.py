"""What ties a situation to another: a transfer towards or from another body, a fusion with the same person's other one."""

from __future__ import annotations

from dataclasses import dataclass

#: states of a transfer, kept in the dossier that carries it
EN_ATTENTE, ACCEPTE, REFUSE, REVOQUE = (
    "transfert",
    "transfert_accepte",
    "transfert_refuse",
    "transfert_revoque",
)


@dataclass(frozen=True)
class TraceTransfert:
    """What each side keeps: ``sens`` « envoi » or « reception », the other body, day, who, how it ended."""

    sens: str
    instance_id: str
    le: str
    par: str
    etat: str = EN_ATTENTE


@dataclass(frozen=True)
class Lien:
    """The link of a fusion, written in each of the two: the other's id, the day, who made it."""

    avec: str
    le: str
    par: str
