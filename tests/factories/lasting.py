"""What all tests of a module look at, made once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from tests.factories import places


@contextmanager
def for_the_module(django_db_blocker: Any) -> Iterator[None]:
    """A transaction around all tests of a module, for a fixture of that scope; each takes back its own changes.

    Needs `django_db_setup`. Not for tests that commit or look from another connection: they would wait for it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        places.load()
        yield
        transaction.set_rollback(True)


def made_once(make: Callable[[], Any]) -> Any:
    """A module's fixture that is what `make` returns: built before its first test, taken back after its last."""

    @pytest.fixture(scope="module")
    def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        with for_the_module(django_db_blocker):
            yield make()

    return made
