"""Uploads are sealed while they stream; too large, cut off or no room is met by the view, as a sentence."""

import io
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from tepat.platform import files
from tepat.platform.files.upload import SealedUpload

MEBIBYTE = 1024 * 1024
BOUNDARY = "batas-uji"
OPEN: list[WSGIRequest] = []


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.FILE_UPLOAD_HANDLERS = ["tepat.platform.files.upload.SealedUploadHandler"]
    return tmp_path


def body(*contents: bytes) -> bytes:
    parts = [b'--%s\r\nContent-Disposition: form-data; name="list_name"\r\n\r\nP3KE 2023\r\n' % mark()]
    for number, content in enumerate(contents):
        head = f'Content-Disposition: form-data; name="files"; filename="berkas{number}.csv"'
        parts.append(b"--%s\r\n%s\r\nContent-Type: text/csv\r\n\r\n" % (mark(), head.encode()))
        parts.append(content + b"\r\n")
    return b"".join([*parts, b"--%s--\r\n" % mark()])


def mark() -> bytes:
    return BOUNDARY.encode()


@pytest.fixture(autouse=True)
def _requests() -> Iterator[None]:
    """Requests end, as the server ends them."""
    yield
    while OPEN:
        OPEN.pop().close()


def sent(content: bytes, announced: int | None = None) -> WSGIRequest:
    """A request as the server hands it over; `announced` is the length that the browser promised."""
    request = RequestFactory().generic(
        "POST",
        "/masuk/unggah/",
        content,
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        **{"CONTENT_LENGTH": str(announced or len(content)), "wsgi.input": io.BytesIO(content)},
    )
    OPEN.append(request)
    return request


def uploads(request: WSGIRequest) -> list[SealedUpload]:
    return request.FILES.getlist("files")


def named_files(data: Path) -> list[Path]:
    return [path for path in data.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, 70_000, MEBIBYTE, 2 * MEBIBYTE + 3])
def test_an_upload_reads_as_it_was_sent(size: int) -> None:
    plain = os.urandom(size)

    (upload,) = uploads(sent(body(plain)))

    assert upload.size == size
    assert upload.name == "berkas0.csv"
    assert upload.read() == plain
    assert b"".join(upload.chunks()) == plain


def test_nothing_plain_and_nothing_named_touches_the_disk(data: Path) -> None:
    (upload,) = uploads(sent(body(b"Sulastri Kembangarum " * 100_000)))

    spill = upload.file.raw._source  # type: ignore[union-attr]
    spill.seek(0)

    assert named_files(data) == []
    assert os.path.realpath(f"/proc/self/fd/{spill.fileno()}").startswith(str(data / "spill"))
    assert b"Sulastri" not in spill.read()
    upload.close()
    assert spill.closed


def test_a_file_over_the_limit_is_met_by_who_reads_it_and_the_form_stays(settings: Any) -> None:
    settings.TEPAT_MAX_UPLOAD = MEBIBYTE
    request = sent(body(b"x" * (MEBIBYTE + 1), b"kecil"))

    large, small = uploads(request)

    assert request.POST["list_name"] == "P3KE 2023"
    assert small.read() == b"kecil"
    for read in (large.read, lambda: list(large.chunks())):
        with pytest.raises(files.FileTooLarge, match="batas 1 MB"):
            read()


def test_the_disk_holds_no_more_than_the_limit_of_a_file_that_is_over_it(settings: Any, data: Path) -> None:
    settings.TEPAT_MAX_UPLOAD = MEBIBYTE

    (large,) = uploads(sent(body(b"x" * (8 * MEBIBYTE))))

    assert large.size == 8 * MEBIBYTE
    assert isinstance(large.file, io.BytesIO), "the spill was given back"


def test_many_files_at_once_have_a_limit_together(settings: Any) -> None:
    settings.TEPAT_MAX_UPLOAD = 100_000

    given = uploads(sent(body(*[b"x" * 90_000] * 6)))

    assert [upload.trouble is None for upload in given] == [True] * 4 + [False] * 2


@pytest.mark.parametrize("cut", [200, 40_000, -3])
def test_an_upload_cut_off_is_not_taken_for_whole(cut: int, data: Path) -> None:
    whole = body(b"a" * 30_000, b"b" * 30_000)

    request = sent(whole[:cut], announced=len(whole))

    for upload in uploads(request):
        with pytest.raises(files.UploadCut, match="terputus"):
            upload.read()
    assert named_files(data) == []


def test_a_full_disk_is_met_by_who_reads_it(data: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEBIBYTE // 2, hard))
    try:
        (upload,) = uploads(sent(body(os.urandom(3 * MEBIBYTE))))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    with pytest.raises(files.StorageFull, match="Tidak ada ruang"):
        upload.read()
    assert named_files(data) == []


def test_a_strangers_file_is_not_kept_for_a_moment() -> None:
    from django.contrib.auth.models import AnonymousUser

    request = sent(body(b"x" * 1_000))
    request.user = AnonymousUser()

    (upload,) = uploads(request)

    assert isinstance(upload.file, io.BytesIO)
    with pytest.raises(files.FileRefused):
        upload.read()
