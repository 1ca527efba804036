"""Sealed files read back whole, from any place, and every tampering is noticed."""

import io
import os
from pathlib import Path

import pytest

from tepat.platform import crypto
from tepat.platform.crypto.sealing import OVERHEAD
from tepat.platform.files.frames import FRAME, STRIDE, FrameReader, FrameWriter

FILE = "0189"
SEALER = crypto.Sealer(bytes(32))
SIZES = [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, 2 * FRAME + 7]


def sealed(path: Path, plain: bytes, pieces: int = 300_000) -> Path:
    with path.open("wb") as file:
        writer = FrameWriter(file, FILE, SEALER)
        for start in range(0, len(plain), pieces):
            writer.write(plain[start : start + pieces])
        writer.finish()
    return path


def opened(path: Path, file_id: str = FILE) -> io.BufferedReader:
    return io.BufferedReader(FrameReader(path.open("rb"), file_id, SEALER))


def plain_of(size: int) -> bytes:
    return os.urandom(size)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_as_it_was(tmp_path: Path, size: int) -> None:
    plain = plain_of(size)
    path = sealed(tmp_path / "f", plain)

    with opened(path) as file:
        assert file.raw.size == size  # type: ignore[attr-defined]
        assert file.read() == plain
        assert file.read() == b""
    assert path.stat().st_size == size + max(1, -(-size // FRAME)) * OVERHEAD


@pytest.mark.parametrize("start", [0, 5, FRAME - 3, FRAME, FRAME + 3, 2 * FRAME + 6, 2 * FRAME + 7])
def test_a_file_is_read_from_any_place(tmp_path: Path, start: int) -> None:
    plain = plain_of(2 * FRAME + 7)

    with opened(sealed(tmp_path / "f", plain)) as file:
        file.seek(start)
        assert file.read(10) == plain[start : start + 10]
        file.seek(-4, os.SEEK_END)
        assert file.read() == plain[-4:]
        file.seek(0)
        assert file.read(3) == plain[:3]


def test_nothing_plain_is_in_the_file(tmp_path: Path) -> None:
    path = sealed(tmp_path / "f", b"Sulastri Kembangarum " * 1_000)

    assert b"Sulastri" not in path.read_bytes()


@pytest.mark.parametrize("place", [0, 20, STRIDE - 1, STRIDE, STRIDE + 30, 2 * STRIDE + 10])
def test_a_changed_byte_is_refused(tmp_path: Path, place: int) -> None:
    path = sealed(tmp_path / "f", plain_of(2 * FRAME + 7))
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)

    with opened(path) as file, pytest.raises(crypto.SealBroken):
        file.read()


@pytest.mark.parametrize("kept", [0, 10, STRIDE, 2 * STRIDE, 2 * STRIDE + 20])
def test_a_file_cut_off_is_refused(tmp_path: Path, kept: int) -> None:
    path = sealed(tmp_path / "f", plain_of(2 * FRAME + 7))
    os.truncate(path, kept)

    with opened(path) as file, pytest.raises(crypto.SealBroken):
        file.read()


def test_frames_in_another_order_are_refused(tmp_path: Path) -> None:
    path = sealed(tmp_path / "f", plain_of(2 * FRAME + 7))
    content = path.read_bytes()
    path.write_bytes(content[STRIDE : 2 * STRIDE] + content[:STRIDE] + content[2 * STRIDE :])

    with opened(path) as file, pytest.raises(crypto.SealBroken):
        file.read()


def test_something_put_behind_the_end_is_refused(tmp_path: Path) -> None:
    path = sealed(tmp_path / "f", plain_of(FRAME))
    path.write_bytes(path.read_bytes() + b"x" * 100)

    with opened(path) as file, pytest.raises(crypto.SealBroken):
        file.read()


def test_another_files_content_is_refused(tmp_path: Path) -> None:
    path = sealed(tmp_path / "f", b"x")

    with opened(path, file_id="018a") as file, pytest.raises(crypto.SealBroken):
        file.read()
