"""Every byte of the header file changed: healed from the other copy, or refused; never a content, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from gsn_app.actions.creation import prepare_creation
from gsn_app.actions.epreuve import Gardien
from gsn_app.actions.ouverture import open_session, read_porte
from gsn_app.actions.situation import list_situations
from gsn_app.config import KDF, KdfPolicy
from gsn_app.crypto import entete as slots
from gsn_app.domain.membre import NouveauMembre, TypeInstance
from gsn_app.domain.phrase_passe import encode_passphrase
from gsn_app.errors import Damaged, GsnError
from tests.attaques.adverse import read_keys
from tests.attaques.conftest import Modele, told
from tests.coffre_prepare import BON_MARCHE, Prepare, phrase


@pytest.fixture(scope="module")
def lone(tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """A vault of one member: its whole header is short enough to change every byte of."""
    folder = tmp_path_factory.mktemp("seul")
    creation = prepare_creation(
        commune="Saint-Seul-sur-Test", instances=[(TypeInstance.GSN, "Groupe")],
        coordonnateur=NouveauMembre("Coordo Testard", "Coordonnateur", "Commune", {}), passphrase=phrase("coordo"),
        auditeur=None, gardiens=[Gardien("A Testard", "maire"), Gardien("B Testard", "DGS")],
    )  # fmt: skip
    for rang, part in enumerate(creation.parts):
        creation.prove(rang, part)
    creation.finish(folder / "coffre", folder / "poste", kdf=BON_MARCHE).close()
    made = read_porte(folder / "coffre", folder / "poste", kdf=BON_MARCHE)
    return Prepare(folder / "coffre", folder / "poste", {"coordo": made.membres[0].id})


def _write(coffre: Prepare, a: bytes, b: bytes) -> None:
    (coffre.coffre / "entete.a").write_bytes(a)
    (coffre.coffre / "entete.b").write_bytes(b)


def test_every_byte_of_both_copies_changed_alike_never_opens(lone: Prepare) -> None:
    whole = (lone.coffre / "entete.a").read_bytes()
    codes: dict[str, int] = {}
    for at in range(len(whole)):
        forged = bytearray(whole)
        forged[at] ^= 1 << (at % 8)
        _write(lone, bytes(forged), bytes(forged))
        answer = told(lambda: lone.open("coordo"))
        code = answer.split(":")[0]
        codes[code] = codes.get(code, 0) + 1
    _write(lone, whole, whole)
    assert set(codes) <= {"END-01", "END-02", "ALT-01", "OUV-01", "CRY-01"}, codes
    assert sum(codes.values()) == len(whole)
    lone.open("coordo").close()


def test_every_byte_of_one_copy_changed_leaves_the_other_to_open(lone: Prepare) -> None:
    """Whatever the byte, the copy does not pass for whole; every ninth is healed end to end."""
    whole = (lone.coffre / "entete.a").read_bytes()
    secret = (lone.poste / "secret_de_poste").read_bytes()
    accepted = []
    for at in range(len(whole)):
        forged = bytearray(whole)
        forged[at] ^= 0x80 >> (at % 8)
        try:
            header = slots.parse(bytes(forged), BON_MARCHE)
            slot = header.slots[0]
            _, file_key = slots.open_slot(slot, header.vault_id, encode_passphrase(phrase("coordo")), secret)
            slots.verify_header(header, file_key)
            accepted.append(at)
        except GsnError:
            pass
        if at % 9 == 0:
            copy = (bytes(forged), whole) if at % 2 else (whole, bytes(forged))
            _write(lone, *copy)
            session = lone.open("coordo")
            told_of = session.anomalies
            session.close()
            assert any("refaite" in a for a in told_of), at
            assert (lone.coffre / "entete.a").read_bytes() == (lone.coffre / "entete.b").read_bytes() == whole
    assert accepted == []


def test_a_copy_cut_at_any_length_is_healed_or_refused(lone: Prepare) -> None:
    whole = (lone.coffre / "entete.a").read_bytes()
    for size in [0, 1, 7, 8, 11, 12, 100, 194, 195, len(whole) - 33, len(whole) - 1]:
        _write(lone, whole[:size], whole[:size])
        assert told(lambda: lone.open("coordo")).startswith("END-01: "), size
        _write(lone, whole[:size], whole)
        lone.open("coordo").close()
        assert (lone.coffre / "entete.a").read_bytes() == whole


def _forge(header: slots.Header, **changes: object) -> slots.Header:
    from dataclasses import replace

    return replace(header, slots=tuple(replace(s, **changes) for s in header.slots))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("memory_kib", (0, 1, 7, 256 * 1024 - 1, 2 * 1024 * 1024 + 1, 2**32 - 1)),
        ("passes", (0, 1, 11, 2**32 - 1)),
        ("lanes", (0, 9, 2**24, 2**32 - 1)),
    ],
)
def test_key_derivation_out_of_bounds_is_refused_before_any_work(
    lone: Prepare, field: str, values: tuple[int, ...]
) -> None:
    """With the production policy; 2³²−1 KiB or passes would freeze the machine if one call were made."""
    header, _, file_key = read_keys(lone, "coordo")
    sound = _forge(header, memory_kib=KDF.memory_kib, passes=KDF.passes, lanes=KDF.lanes)
    assert slots.parse(slots.serialize(sound, file_key), KDF)
    for value in values:
        raw = slots.serialize(_forge(sound, **{field: value}), file_key)
        with pytest.raises(slots.HeaderDamaged) as refusal:
            slots.parse(raw, KDF)
        assert "hors limites" in refusal.value.sentence


def test_no_setting_weakens_the_production_policy() -> None:
    assert KdfPolicy() == KDF
    assert KDF.memory_kib >= 256 * 1024 and KDF.passes >= 2
    assert KDF.memory_bounds[0] >= 256 * 1024


def test_the_cheap_vault_of_the_tests_is_refused_by_the_production_policy(lone: Prepare) -> None:
    with pytest.raises(Damaged) as refusal:
        open_session(lone.coffre, lone.poste, lone.membres["coordo"], phrase("coordo"))
    assert refusal.value.code == "END-01"


def test_a_header_of_another_vault_is_refused(lone: Prepare, coffre: Modele) -> None:
    foreign = (coffre.coffre / "entete.a").read_bytes()
    whole = (lone.coffre / "entete.a").read_bytes()
    _write(lone, foreign, foreign)
    answer = told(lambda: lone.open("coordo"))
    _write(lone, whole, whole)
    assert answer.startswith(("OUV-01: ", "ALT-01: "))


def test_a_slot_of_another_member_put_under_my_name_does_not_open(coffre: Modele, tmp_path: Path) -> None:
    """A member writes their own slot in the place of another's; the directory says whose keys are whose."""
    from dataclasses import replace

    header, _, file_key = read_keys(coffre, "ecole")
    mine = header.slot_of(bytes.fromhex(coffre.membres["ecole"]))
    target = bytes.fromhex(coffre.membres["coordo"])
    assert mine is not None
    keys = slots.open_slot(
        mine, header.vault_id, encode_passphrase(phrase("ecole")), (coffre.poste / "secret_de_poste").read_bytes()
    )[0]  # fmt: skip
    forged = slots.seal_slot(
        keys, vault_id=header.vault_id, member_id=target, sequence=1, passphrase=encode_passphrase(phrase("ecole")),
        poste_secret=(coffre.poste / "secret_de_poste").read_bytes(), file_key=file_key, name="Coordo", policy=BON_MARCHE,
    )  # fmt: skip
    raw = slots.serialize(
        replace(header, slots=tuple(forged if s.member_id == target else s for s in header.slots)), file_key
    )
    _write(coffre, raw, raw)
    with pytest.raises(slots.HeaderForged):
        open_session(coffre.coffre, coffre.poste, coffre.membres["coordo"], phrase("ecole"), kdf=BON_MARCHE)


def test_after_every_refusal_the_vault_still_opens(coffre: Modele) -> None:
    session = coffre.open("coordo")
    assert len(list_situations(session)) == 2
    session.close()
