"""How an upload comes in: sealed while it streams, so that no plain copy touches the disk.

Set as settings.FILE_UPLOAD_HANDLERS. The waiting file has no name in the spill folder and its key lives in
memory alone: whatever happens to this process, nothing is left behind. What is wrong with an upload (too
large, no room, cut off) does not break the form around it: the file comes to the view all the same, and the
view meets the refusal when it reads it, that is in files.arrive.
"""

import contextlib
import io
import tempfile
from collections.abc import Callable
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from tepat.platform import crypto

from .frames import FRAME, FrameReader, FrameWriter
from .reading import spill_folder
from .refusals import FileRefused, no_room, storage_full, too_large, upload_cut

# A list comes in two files; several of them and a margin may come at once.
_LARGEST_FILES_AT_ONCE = 4
_SPILL_ID = "spill"


class SealedUpload(UploadedFile):
    """A file that waits sealed for the view. Reading it raises the FileRefused that it met on its way."""

    trouble: FileRefused | None = None

    def read(self, size: int = -1) -> bytes:
        """Plain content."""
        self._sound()
        assert self.file is not None
        return bytes(self.file.read(size))

    def chunks(self, chunk_size: int | None = None) -> Any:
        """Plain content piece by piece."""
        self._sound()
        return super().chunks(chunk_size or FRAME)

    def _sound(self) -> None:
        if self.trouble is not None:
            raise self.trouble


class SealedUploadHandler(FileUploadHandler):
    """Takes every file of a request, sealing each under one key that is forgotten with the request."""

    chunk_size = 256 * 1024
    file: IO[
        bytes
    ]  # the spill of the file that is coming in; Django closes it by this name when parsing fails

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._sealer = crypto.ephemeral_sealer()
        self._uploads: list[SealedUpload] = []
        self._room = settings.TEPAT_MAX_UPLOAD * _LARGEST_FILES_AT_ONCE
        self._announced = self._arrived = self._size = 0
        self._trouble: FileRefused | None = None

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Count what arrives: of two files, Django takes the first for all when the second is cut off."""
        read = input_data.read

        def counted(*size: int) -> bytes:
            piece: bytes = read(*size)
            self._arrived += len(piece)
            return piece

        try:
            input_data.read = counted
        except AttributeError:
            return  # a body that somebody has read whole before: it is all there
        self._announced, self._input = content_length, input_data

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._size, self._trouble = 0, None if self._welcome() else upload_cut()
        if self._trouble is None:
            self._guarded(self._open_spill)

    def _welcome(self) -> bool:
        """Strangers' files pass by unkept: the form's stamp is read before anybody asks who it is."""
        user = getattr(self.request, "user", None)
        return user is None or bool(user.is_authenticated)

    def _open_spill(self) -> None:
        self.file = tempfile.TemporaryFile(dir=spill_folder(), prefix="unggahan-")  # noqa: SIM115 - closed with the upload
        self._writer = FrameWriter(self.file, _SPILL_ID, self._sealer)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of the file; after the first trouble the rest passes by, so that the page can answer."""
        self._size += len(raw_data)
        self._room -= len(raw_data)
        if self._trouble is not None:
            return
        if self._size > settings.TEPAT_MAX_UPLOAD or self._room < 0:
            self._drop(too_large(self.file_name or ""))
        else:
            self._guarded(lambda: self._writer.write(raw_data))

    def file_complete(self, file_size: int) -> SealedUpload:
        """A file ends."""
        if self._trouble is None:
            self._guarded(self._finish)
        content: IO[bytes] = io.BytesIO()
        if self._trouble is None:
            content = io.BufferedReader(FrameReader(self.file, _SPILL_ID, self._sealer), buffer_size=FRAME)
        upload = SealedUpload(
            content, self.file_name, self.content_type, self._size, self.charset, self.content_type_extra
        )
        upload.trouble = self._trouble
        self._uploads.append(upload)
        return upload

    def upload_complete(self) -> None:
        """Everything has been read: was it everything?"""
        if self._announced:
            del self._input.read  # else the request would hold itself, and its files, in memory
        if self._arrived < self._announced:
            for upload in self._uploads:
                upload.trouble = upload_cut()

    def upload_interrupted(self) -> None:
        """It broke off inside a file: nobody will ask for this one."""
        if self._trouble is None:
            self.file.close()

    def _finish(self) -> None:
        self._writer.finish()
        self.file.flush()

    def _guarded(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as trouble:
            if not no_room(trouble):
                raise
            self._drop(storage_full())

    def _drop(self, trouble: FileRefused) -> None:
        """Keep the trouble and give the room back at once."""
        self._trouble = trouble
        if hasattr(self, "file"):
            with contextlib.suppress(OSError):
                self.file.close()
