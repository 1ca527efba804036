"""Files encrypted at rest and addressed by content: what was uploaded, exactly as it came."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .refusals import FileLost, FileRefused, FileTooLarge, StorageFull, UploadCut

if TYPE_CHECKING:
    from .arriving import Arrival as Arrival
    from .arriving import arrive as arrive
    from .models import StoredFile as StoredFile
    from .reading import open_plain as open_plain
    from .reading import plain_copy as plain_copy
    from .services import store as store

_WHERE = {
    "Arrival": "arriving",
    "StoredFile": "models",
    "arrive": "arriving",
    "open_plain": "reading",
    "plain_copy": "reading",
    "store": "services",
}
__all__ = [
    "Arrival",
    "FileLost",
    "FileRefused",
    "FileTooLarge",
    "StorageFull",
    "StoredFile",
    "UploadCut",
    "arrive",
    "open_plain",
    "plain_copy",
    "store",
]


def __getattr__(name: str) -> Any:
    # Lazily, because models may be imported only after Django has set up its apps.
    if name in _WHERE:
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(name)
