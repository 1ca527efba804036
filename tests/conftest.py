"""The ground every test stands on: its own data folder and keys, one of both databases, no outside network.

TEPAT_TEST_DATABASE chooses sqlite (the default) or postgres; TEPAT_TEST_POSTGRES_URL names a server to use
instead of the one that comes in a wheel. What a single area needs lives in tests/factories.
"""

import gc
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import databases

# Each process, also each of pytest-xdist's, has a folder of its own: Django's settings read it once, below.
_FOLDER = Path(tempfile.mkdtemp(prefix="tepat-test-"))
for name in [name for name in os.environ if name.startswith("TEPAT_") and name not in databases.CHOICES]:
    del os.environ[name]
os.environ["TEPAT_DATA"] = str(_FOLDER / "data")
os.environ["TEPAT_DEMO"] = "1"
os.environ["TEPAT_PASSKEYS"] = "1"
for name in ("spill", "static"):
    (_FOLDER / "data" / name).mkdir(parents=True)
databases.choose()
# Frames of a few rows: threads would only wait for each other. Read when Polars is first imported.
os.environ["POLARS_MAX_THREADS"] = "1"

os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
from django.conf import settings  # noqa: E402

databases.prepare(settings)
settings.PASSWORD_HASHERS = ["tests.passwords.QuickArgon2"]
# Each test client would look through all assets as it starts; it looks for one when asked.
settings.WHITENOISE_AUTOREFRESH = True
# Not left behind: a worker process would load the settings before it has a folder.
del os.environ["DJANGO_SETTINGS_MODULE"]

# Minutes each: `make soak` asks for them.
collect_ignore = [] if os.environ.get("TEPAT_SOAK") else ["soak"]


def pytest_configure() -> None:
    from hypothesis import settings as hypothesis_settings

    hypothesis_settings.register_profile("tepat", derandomize=True, deadline=None, database=None)
    hypothesis_settings.load_profile("tepat")


def pytest_collection_finish() -> None:
    # What is loaded by now stays to the end; looking through it again and again finds no garbage.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_unconfigure() -> None:
    databases.stop()
    shutil.rmtree(_FOLDER, ignore_errors=True)


def pytest_runtest_setup() -> None:
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
    random.seed(20_240_201)
    # Seals outlive a test's database and would call the next one rewritten.
    shutil.rmtree(settings.DATA / "seals", ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    """Master and index key, made once as `tepat init` does."""
    from tepat.platform.crypto import ensure_keys

    ensure_keys()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database with its tables, and the regions that nearly every test stands on, written once."""
    from tests.factories import places

    with django_db_blocker.unblock():
        places.load()


@pytest.fixture
def regions(db: None) -> None:
    """Kutai Timur and its neighbours, see tests/factories/places.py; again where a test cleared everything."""
    from tests.factories import places

    places.load()


@pytest.fixture
def no_regions(db: None) -> None:
    """A country that nobody has described yet."""
    from tepat.platform.regions.models import Region

    Region.objects.all().delete()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Lets a transactional test's clearing pass the triggers that keep the audit trail whole."""
    with databases.clearing_allowed():
        yield
