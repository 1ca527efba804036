"""A log line never holds a NIK, a KK number or a person's name, whatever was done.

Names cannot be recognised by a pattern, so the whole way is driven with names and numbers of its own, and
every line written at DEBUG is searched for them.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

from tests.integration import samples
from tests.integration.samples import HEAD, NIK, SPOUSE, addresses

pytestmark = pytest.mark.django_db


@contextmanager
def _log_lines() -> Iterator[io.StringIO]:
    """All that the product's own formatter writes, of every logger."""
    lines, root = io.StringIO(), logging.getLogger()
    formatter = import_string(settings.LOGGING["formatters"]["json"]["()"])
    handler = logging.StreamHandler(lines)
    handler.setFormatter(formatter())
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def _found(text: str) -> list[str]:
    planted = {word.casefold() for name in (HEAD, SPOUSE) for word in name.split()} | {NIK, "99080114"}
    return [line for line in text.splitlines() if any(word in line.casefold() for word in planted)]


def test_an_import_and_every_page_log_nothing_personal(regions: None) -> None:
    with _log_lines() as lines:
        world = samples.build()
        client = Client(raise_request_exception=False)
        client.force_login(world.officer)
        for address in addresses():
            path = address.filled(world)
            b"".join(client.get(path))
            b"".join(client.get(path, {"q": HEAD}))
            client.post(path, {"q": NIK, "list_name": SPOUSE, "reason": HEAD})
            client.force_login(world.officer)
        client.get(f"/daftar/?q={SPOUSE}&desil=x")

    assert lines.getvalue(), "nothing was logged at all: the test would pass on silence"
    assert not _found(lines.getvalue())


def test_a_fault_logs_where_but_not_what(regions: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library's exception may quote the row it failed on."""
    world = samples.build()

    def fail(*_: object, **__: object) -> None:
        raise ValueError(f"could not write {HEAD} {NIK}")

    monkeypatch.setattr("tepat.registry.views.family_record", fail)
    client = Client(raise_request_exception=False)
    client.force_login(world.officer)
    with _log_lines() as lines:
        answer = client.get(f"/daftar/{world.family.id}/")

    assert answer.status_code == 500
    assert "ValueError" in lines.getvalue()
    assert not _found(lines.getvalue())
    assert HEAD not in answer.content.decode()
