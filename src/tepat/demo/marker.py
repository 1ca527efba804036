"""What a data folder remembers of being a demonstration: how far its filling is, and its accounts.

Passwords are kept here readable, so that every start can print them; that is why a demonstration never shares
a folder with real data. The file is its owner's alone (0600).
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Account:
    """One account of the demonstration with its password."""

    username: str
    full_name: str
    role: str
    region: str
    job_title: str
    password: str


@dataclass(frozen=True)
class Marker:
    """`ready` once everything is filled; a start that was cut off goes on where it stopped."""

    ready: bool
    families: int
    accounts: tuple[Account, ...]


def path() -> Path:
    """Where it stands."""
    return Path(settings.DATA) / "demo.json"


def read() -> Marker | None:
    """The marker, None when this folder is no demonstration."""
    try:
        told = json.loads(path().read_text("utf-8"))
    except FileNotFoundError:
        return None
    accounts = tuple(Account(**account) for account in told["accounts"])
    return Marker(told["ready"], told["families"], accounts)


def write(marker: Marker) -> None:
    """Write it whole or not at all."""
    new = path().with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(marker), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path())
