"""The one library in which every tag and filter registers, and how a part reads what it is given."""

from collections.abc import Mapping
from typing import Any

from django.template import Library

register = Library()


def read(thing: object, name: str, default: Any = None) -> Any:
    """`thing[name]` of a mapping, `thing.name` of anything else, or the default."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)
