"""The version of our style and script in their addresses."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from .library import register

DIST = Path(__file__).resolve().parent.parent / "static" / "dist"
VERSION = version("tepat")


@register.simple_tag
def version_here() -> str:
    """The version of Tepat that runs here."""
    return VERSION


@register.simple_tag
def asset_version() -> str:
    """Changes when the built files do, so that an upgrade is not hidden by a browser's cache."""
    return _asset_version()


@cache
def _asset_version() -> str:
    built = [DIST / "app.css", DIST / "app.js"]
    if not all(path.exists() for path in built):
        return VERSION
    return sha256(b"".join(path.read_bytes() for path in built)).hexdigest()[:10]
