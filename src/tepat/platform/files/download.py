"""Every way in which a file leaves through a page: made for one answer and never kept, or kept and sent.

A view that uses one of them wears `exports`, so that the list of all exports is the URL table itself.
"""

import tempfile
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from typing import IO, Any

from django.http import FileResponse

from .marking import NOTE, Mark
from .models import StoredFile
from .reading import open_plain, spill_folder

View = Callable[..., Any]


def exports(processing: str) -> Callable[[View], View]:
    """Say of a view that it gives a file away, and for which entry of the register of processing."""

    def decorate(view: View) -> View:
        view.exports = processing  # type: ignore[attr-defined]  # marks.py and the tests read it off the view
        return view

    return decorate


def download(name: str, mark: Mark, fill: Callable[[IO[bytes], Mark], int]) -> FileResponse:
    """What `fill` writes and marks, as a file of that name to save; it returns how many rows and records the export.

    The file has no name on the disk, so that nothing of it is left there, whatever happens.
    """
    with ExitStack() as until_answered:
        file = until_answered.enter_context(tempfile.TemporaryFile(dir=spill_folder()))
        count = fill(file, mark)
        file.seek(0)
        until_answered.pop_all()  # from here on the answer closes it
    answer = FileResponse(file, as_attachment=True, filename=name)
    answer["X-Row-Count"] = str(count)
    return answer


def send_kept(stored: StoredFile) -> FileResponse:
    """A kept file, as it was marked when it was made. Raises FileErased, FileLost and crypto.SealBroken."""
    return FileResponse(open_plain(stored), as_attachment=True, filename=stored.name)


def new_archive(file: IO[bytes], mark: Mark) -> zipfile.ZipFile:
    """An archive in `file` that says, in a note and in its comment, who took it."""
    archive = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
    archive.comment = mark.line.encode()[:65_000]
    archive.writestr(NOTE, "".join(f"{label:<14} {text}\n" for label, text in mark.facts))
    return archive
