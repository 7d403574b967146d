"""Marks of the table ``coffre`` that say which keys wait to be renewed or handed back, never for whom.

rotation_due.<dossier>.<compartment>   a restricted apport; value « a_renouveler » by a reader, « a_remettre » to
                                       a reader who could receive nothing that day, « sequestre »: no reader left
rotation_due.<dossier>                 a situation whose exchanges the session that closed an access did not read
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
#: what the situation shows until it is done
SENTENCES: Final = {
    A_RENOUVELER: "Un apport réservé attend sa nouvelle clé : l’un de ses lecteurs la renouvellera en ouvrant le coffre.",
    A_REMETTRE: "Un lecteur d’un apport réservé attend sa clé : elle lui sera remise dès qu’il pourra la recevoir.",
    SEQUESTRE: "Un apport réservé n’a plus de lecteur : seule la récupération par les gardiens l’ouvrira.",
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
    values = [value if comp else b"" for _, comp, value in list_dues(coffre, dossier_id)]
    return tuple(dict.fromkeys(SENTENCES[value] for value in values if value in SENTENCES))
