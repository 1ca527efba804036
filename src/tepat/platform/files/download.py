"""A file made for one answer and never kept."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from typing import IO

from django.http import FileResponse

from .reading import spill_folder


def download(name: str, fill: Callable[[IO[bytes]], int]) -> FileResponse:
    """What `fill` writes, as a file of that name to save; `fill` returns how many rows and records the export.

    The file has no name on the disk, so that nothing of it is left there, whatever happens.
    """
    with ExitStack() as until_answered:
        file = until_answered.enter_context(tempfile.TemporaryFile(dir=spill_folder()))
        count = fill(file)
        file.seek(0)
        until_answered.pop_all()  # from here on the answer closes it
    answer = FileResponse(file, as_attachment=True, filename=name)
    answer["X-Row-Count"] = str(count)
    return answer
