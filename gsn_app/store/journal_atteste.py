"""What members sign about the journal, kept among the values of the vault: points of control, and what was erased.

A point is believed by its own signer alone; an erasure drops sealed payloads for good and leaves their commitments.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from gsn_app.config import KdfPolicy
from gsn_app.crypto import attestation, cle_audit
from gsn_app.crypto import journal as chain
from gsn_app.crypto import primitives as p
from gsn_app.crypto.attestation import PointControle
from gsn_app.errors import GsnError, Tampered
from gsn_app.store.coffre import Coffre
from gsn_app.store.unite import Unite

Point = PointControle
EFFACEMENT = "journal.effacement"


class PointForged(Tampered):
    """Le repère de votre dernière vérification du journal ne porte pas votre signature : il a été remplacé."""

    code = "JOU-10"


@dataclass(frozen=True)
class Terme:
    """How far the payloads have passed their term: last entry concerned, its chain value, how many still hold one."""

    n: int
    chaine: bytes
    contenus: int


def read_point(coffre: Coffre) -> PointControle | None:
    """This member's own point, verified against the keys the directory gave them; None without one.

    Raises PointForged when it is not theirs.
    """
    raw = coffre.read_valeur(_name(coffre.member_id))
    if raw is None:
        return None
    try:
        point = attestation.parse_point(raw)
    except attestation.AttestationMalformed:
        raise PointForged() from None
    if point.signataire != coffre.member_id:
        raise PointForged()
    keys = {
        bytes.fromhex(membre.cle_signature)
        for annuaire in coffre.annuaires.values()
        for membre in annuaire.membres
        if membre.id == coffre.member_id.hex()
    }
    for key in keys:
        try:
            point.verify(key, coffre.vault_id)
            return point
        except GsnError:
            continue
    raise PointForged()


def save_point(
    u: Unite, n: int, chaine: bytes, niveau: int, session_public: bytes, session_membre: str
) -> None:
    """Sign and keep how far this member verified; ``session_membre`` "" when level 0 does not tell."""
    coffre = u.coffre
    point = PointControle(
        n, chaine, coffre.now_ms(), niveau, session_public, bytes.fromhex(session_membre).rjust(16, b"\0"),
        coffre.member_id,
    )  # fmt: skip
    u.save_valeur(_name(coffre.member_id), point.sign(coffre.keys.signature_private, coffre.vault_id))


def read_effacement(coffre: Coffre) -> bytes:
    """The erasure on record, as stored, or b""."""
    return coffre.read_valeur(EFFACEMENT) or b""


def erased_until(coffre: Coffre) -> int:
    """Last entry whose payload the record says was dropped."""
    try:
        return attestation.parse_effacement(read_effacement(coffre)).n
    except attestation.AttestationMalformed:
        return 0


def erased_on(coffre: Coffre) -> str:
    """Day of the last erasure, ISO, UTC, or ""."""
    try:
        time_ms = attestation.parse_effacement(read_effacement(coffre)).time_ms
    except attestation.AttestationMalformed:
        return ""
    return datetime.fromtimestamp(time_ms / 1000, UTC).date().isoformat()


def find_terme(coffre: Coffre, mois: int, maximum: int) -> Terme:
    """The entries that may be erased now, whole sessions only; stops at the first end of session past ``maximum``.

    An entry dated after now bears a false clock: it goes with its neighbours, never before them.
    """
    now_ms = coffre.now_ms()
    limit, done = attestation.subtract_months(now_ms, mois), erased_until(coffre)
    found, session, chaine, reached = done, b"", b"", b""
    rows = coffre.conn.execute("SELECT n, enveloppe FROM journal WHERE n > ? ORDER BY n", (done,))
    last, due = 0, False
    for n, raw in rows:
        env = chain.unpack(raw)
        if env.session_public != session:
            if due and last:
                found, reached = last, chaine
                if found - done >= maximum:
                    break
            session, due = env.session_public, False
        if limit < env.time_ms <= now_ms:
            break
        due = due or env.time_ms <= limit
        last, chaine = n, p.sha256(raw)
    return Terme(found, reached, found - done)


def erase_payloads(u: Unite, terme: Terme, mois: int) -> None:
    """Drop the sealed payloads up to there and sign that it was done."""
    coffre = u.coffre
    record = attestation.Effacement(terme.n, terme.chaine, coffre.now_ms(), mois, coffre.member_id)
    u.save_valeur(EFFACEMENT, record.sign(coffre.keys.signature_private, coffre.vault_id))
    coffre.conn.execute("UPDATE journal SET scelle = NULL WHERE n <= ? AND scelle IS NOT NULL", (terme.n,))


def seal_audit_file(coffre: Coffre, audit: bytes, passphrase: bytes, policy: KdfPolicy) -> bytes:
    """The audit key in a file that a passphrase alone opens; costs one Argon2id."""
    return cle_audit.seal_file(audit, coffre.vault_id, passphrase, policy)


def read_directory_rows(coffre: Coffre) -> tuple[list[tuple[bytes, bytes]], list[tuple[int, bytes, bytes, bytes]],
                                                 list[tuple[str, bytes, str, bytes]]]:  # fmt: skip
    """Epochs of the directory, charters and the members' signatures of them, as the verifier wants them."""
    conn = coffre.conn
    epochs = conn.execute("SELECT contenu, signature FROM annuaire ORDER BY id").fetchall()
    chartes = conn.execute("SELECT id, texte, regles, signature FROM charte ORDER BY id").fetchall()
    adhesions = conn.execute(
        "SELECT membre_id, empreinte, date_signature, signature FROM signature_charte ORDER BY date_signature, id"
    ).fetchall()
    return (
        [(bytes(c), bytes(s)) for c, s in epochs],
        [(int(n), bytes(t), bytes(r), bytes(s)) for n, t, r, s in chartes],
        [(bytes(m).hex(), bytes(e), str(d), bytes(s)) for m, e, d, s in adhesions],
    )


def _name(member_id: bytes) -> str:
    return f"journal.point.{member_id.hex()}"
