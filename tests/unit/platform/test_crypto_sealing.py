"""Sealed values open at their place under their key, and nowhere else."""

import os
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tepat.platform import crypto
from tepat.platform.crypto.sealing import OVERHEAD, Sealer
from tepat.platform.database.ids import uuid7

SECRET = bytes(range(32))
KEY_ID = UUID("01890000-0000-7000-8000-000000000001")
PLACE = "registry.identity_number:1"


def sealer() -> Sealer:
    return Sealer(SECRET, KEY_ID)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_what_was_sealed_opens_at_its_place(plain: bytes, place: str) -> None:
    token = sealer().seal(place, plain)

    assert sealer().open(place, token) == plain
    assert len(token) == len(plain) + OVERHEAD


def test_two_seals_of_one_value_differ() -> None:
    assert sealer().seal(PLACE, b"sama") != sealer().seal(PLACE, b"sama")


def test_a_value_copied_to_another_row_does_not_open() -> None:
    token = sealer().seal(PLACE, b"9908014501900001")

    with pytest.raises(crypto.SealBroken, match="bukan milik baris ini"):
        sealer().open("registry.identity_number:2", token)


def test_a_change_of_any_byte_is_noticed() -> None:
    token = sealer().seal(PLACE, b"abc")

    for place in range(len(token)):
        changed = bytearray(token)
        changed[place] ^= 1
        with pytest.raises(crypto.SealBroken):
            sealer().open(PLACE, bytes(changed))


@pytest.mark.parametrize("length", [0, 1, 16, 17, 28, 29, 44])
def test_a_token_cut_short_is_refused(length: int) -> None:
    token = sealer().seal(PLACE, b"")

    with pytest.raises(crypto.SealBroken):
        sealer().open(PLACE, token[:length])


def test_another_key_is_named_in_the_refusal() -> None:
    other = uuid7()
    token = Sealer(os.urandom(32), other).seal(PLACE, b"x")

    with pytest.raises(crypto.SealBroken, match=str(other)):
        sealer().open(PLACE, token)


def test_the_right_id_with_the_wrong_key_is_refused() -> None:
    token = Sealer(os.urandom(32), KEY_ID).seal(PLACE, b"x")

    with pytest.raises(crypto.SealBroken):
        sealer().open(PLACE, token)


def test_many_are_sealed_and_opened_in_their_order() -> None:
    values = [(f"baris:{n}", str(n).encode()) for n in range(1_000)]

    tokens = sealer().seal_many(iter(values))

    assert sealer().open_many((place, token) for (place, _), token in zip(values, tokens, strict=True)) == [
        plain for _, plain in values
    ]
    assert len({token[17:29] for token in tokens}) == len(tokens), "a nonce was used twice"


def test_an_ephemeral_key_is_new_each_time() -> None:
    token = crypto.ephemeral_sealer().seal(PLACE, b"x")

    with pytest.raises(crypto.SealBroken):
        crypto.ephemeral_sealer().open(PLACE, token)


def test_a_blind_index_is_the_same_for_the_same_value_of_one_kind_only() -> None:
    number = "9908014501900001"

    assert crypto.blind_index("nik", number) == crypto.blind_index("nik", number)
    assert crypto.blind_index("nik", number) != crypto.blind_index("kk", number)
    assert crypto.blind_indexes("nik", [number, "2"]) == [
        crypto.blind_index("nik", number),
        crypto.blind_index("nik", "2"),
    ]


def test_an_hmac_for_one_purpose_is_no_other() -> None:
    assert crypto.hmac_of("audit.seal", b"x") != crypto.hmac_of("files", b"x")
