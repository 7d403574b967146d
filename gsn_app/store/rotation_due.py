"""Marks of the table ``coffre`` that say which keys wait to be renewed or handed back, never for whom.

rotation_due.<dossier>.<compartment>   a restricted apport; value « a_renouveler » by a reader, « a_remettre » to
                                       a reader who could receive nothing that day, « sequestre »: no reader left
rotation_due.<dossier>                 a situation whose exchanges the session that closed an access did not read;
                                       value « a_verifier <member>… »: a dossier the session that pronounced a
                                       departure does not hold at all, of which the members named may hold keys
remise_due.<member>                    how many accesses of a member wait for their key
"""

from __future__ import annotations

from typing import Final

from gsn_app.store.coffre import Coffre
from gsn_app.store.unite import Unite

DUE, REMISE = "rotation_due", "remise_due"
A_RENOUVELER: Final = b"a_renouveler"
A_REMETTRE: Final = b"a_remettre"
SEQUESTRE: Final = b"sequestre"
A_VERIFIER: Final = b"a_verifier"
#: what the situation shows until it is done
SENTENCES: Final = {
    A_RENOUVELER: "Un apport réservé attend sa nouvelle clé : l’un de ses lecteurs la renouvellera en ouvrant le coffre.",
    A_REMETTRE: "Un lecteur d’un apport réservé attend sa clé : elle lui sera remise dès qu’il pourra la recevoir.",
    SEQUESTRE: "Un apport réservé n’a plus de lecteur : seule la récupération par les gardiens l’ouvrira.",
    A_VERIFIER: "Un membre est parti : un coordonnateur admis au cercle vérifiera les clés en ouvrant le coffre, et les renouvellera.",
    b"": "Les clés de cette situation attendent d’être renouvelées par un coordonnateur admis au cercle.",
}


def mark(dossier_id: bytes, comp: bytes = b"") -> str:
    """Name of the mark of a dossier, or of one of its restricted apports."""
    return f"{DUE}.{dossier_id.hex()}" + (f".{comp.hex()}" if comp else "")


def list_dues(coffre: Coffre, dossier_id: bytes | None = None) -> list[tuple[bytes, bytes, bytes]]:
    """``(dossier, compartment or b"", value)`` of each rotation waiting, of one dossier or of all."""
    prefix = f"{DUE}." + (dossier_id.hex() if dossier_id else "")
    rows = coffre.conn.execute(
        "SELECT id, valeur FROM coffre WHERE id >= ? AND id < ?",
        (prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)),
    ).fetchall()
    found = []
    for name, value in rows:
        _, dossier, *comp = name.split(".")
        found.append((bytes.fromhex(dossier), bytes.fromhex(comp[0]) if comp else b"", bytes(value)))
    return found


def leavers(value: bytes) -> list[bytes]:
    """Members whose departure a mark « a_verifier » tells; none for any other mark."""
    kind, *ids = value.split(b" ")
    return [bytes.fromhex(one.decode()) for one in ids] if kind == A_VERIFIER else []


def mark_unheld(u: Unite, gone: bytes) -> None:
    """Mark every dossier this session does not hold: a departed member may hold keys of any of them."""
    coffre = u.coffre
    rows = coffre.conn.execute("SELECT id FROM dossier").fetchall()
    for dossier_id in (bytes(row) for (row,) in rows if bytes(row) not in coffre.dossiers):
        before = coffre.read_valeur(mark(dossier_id)) or A_VERIFIER
        if before != A_RENOUVELER:  # that one is renewed in any case, without everybody who left
            u.save_valeur(mark(dossier_id), before + b" " + gone.hex().encode())


def count_waiting(u: Unite, membre_id: str, change: int) -> None:
    """Number of accesses of a member that wait for a key; nothing says of which dossiers."""
    name = f"{REMISE}.{membre_id}"
    left = int(u.coffre.read_valeur(name) or b"0") + change
    if left > 0:
        u.save_valeur(name, b"%d" % left)
    elif u.coffre.read_valeur(name) is not None:
        u.delete("coffre", name)


def list_waiting(coffre: Coffre) -> list[bytes]:
    """Members some of whose accesses wait for a key."""
    rows = coffre.conn.execute(
        "SELECT id FROM coffre WHERE id >= ? AND id < ?", (f"{REMISE}.", f"{REMISE}/")
    ).fetchall()
    return [bytes.fromhex(name.partition(".")[2]) for (name,) in rows]


def describe(coffre: Coffre, dossier_id: bytes) -> tuple[str, ...]:
    """French sentences on what waits for one dossier."""
    values = [
        value if comp else A_VERIFIER if leavers(value) else b""
        for _, comp, value in list_dues(coffre, dossier_id)
    ]
    return tuple(dict.fromkeys(SENTENCES[value] for value in values if value in SENTENCES))
