"""The installation's keys: made once, readable by their owner alone, and missed in plain words."""

import base64
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tepat.platform import crypto
from tepat.platform.crypto import keys


@pytest.fixture
def place(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """An installation that has no keys yet."""
    settings.DATA = tmp_path
    keys.forget()
    yield tmp_path / "keys"
    keys.forget()


def test_keys_are_made_once_and_never_overwritten(place: Path) -> None:
    made = crypto.ensure_keys()
    before = {path.name: path.read_bytes() for path in made}

    again = crypto.ensure_keys()

    assert {path.name for path in made} == {"master.key", "index.key", "session.key"}
    assert again == []
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    assert crypto.keys_present()


def test_keys_are_readable_by_their_owner_alone(place: Path) -> None:
    made = crypto.ensure_keys()

    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_a_lost_key_is_made_anew_without_touching_the_others(place: Path) -> None:
    crypto.ensure_keys()
    index = (place / "index.key").read_bytes()
    (place / "session.key").unlink()

    made = crypto.ensure_keys()

    assert [path.name for path in made] == ["session.key"]
    assert (place / "index.key").read_bytes() == index


def test_a_missing_key_says_where_it_should_be_and_what_to_do(place: Path) -> None:
    with pytest.raises(crypto.KeysMissing) as refusal:
        crypto.blind_index("nik", "1")

    assert str(place / "index.key") in str(refusal.value)
    assert "Pulihkan dari cadangan" in str(refusal.value)
    assert "tepat init" in str(refusal.value)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"bukan base64!", id="not-base64"),
        pytest.param(b"\xff\xfe", id="not-text"),
        pytest.param(base64.b64encode(b"pendek"), id="too-short"),
    ],
)
def test_a_damaged_key_is_refused_in_plain_words(place: Path, content: bytes) -> None:
    place.mkdir()
    (place / "index.key").write_bytes(content)

    with pytest.raises(crypto.KeysMissing, match="rusak"):
        crypto.hmac_of("x", b"")


def test_a_key_from_the_environment_needs_no_file(place: Path, settings: Any) -> None:
    settings.TEPAT_MASTER_KEY = base64.b64encode(os.urandom(32)).decode()
    settings.TEPAT_INDEX_KEY = base64.b64encode(os.urandom(32)).decode()

    made = crypto.ensure_keys()

    assert [path.name for path in made] == ["session.key"]
    assert len(crypto.blind_index("nik", "1")) == 16


def test_the_two_keys_have_ids_that_differ_and_stay(place: Path) -> None:
    crypto.ensure_keys()
    ids = {keys.key_id("master"), keys.key_id("index")}
    keys.forget()

    assert len(ids) == 2
    assert ids == {keys.key_id("master"), keys.key_id("index")}
