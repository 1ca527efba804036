"""PostgreSQL for a benchmark: an empty database of its own that writes to the disk as an office's does.

The server is the one TEPAT_TEST_POSTGRES_URL names, or the wheel's, as the tests start it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier
from tests import databases


@contextmanager
def postgres_database() -> Iterator[None]:
    """TEPAT_DATABASE_URL names the database inside; it is dropped afterwards."""
    named = os.environ.get("TEPAT_TEST_POSTGRES_URL")
    os.environ["TEPAT_TEST_DATABASE"] = "postgres"
    databases.choose()
    server = os.environ["TEPAT_TEST_POSTGRES_URL"]
    database = Identifier(name := f"tepat_bench_{os.getpid()}")
    with psycopg.connect(server, autocommit=True) as connection:
        if not named:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(SQL("ALTER SYSTEM RESET {}").format(Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")
        connection.execute(SQL("CREATE DATABASE {}").format(database))
        os.environ["TEPAT_DATABASE_URL"] = urlsplit(server)._replace(path=f"/{name}").geturl()
        try:
            yield
        finally:
            del os.environ["TEPAT_DATABASE_URL"], os.environ["TEPAT_TEST_DATABASE"]
            if not named:
                del os.environ["TEPAT_TEST_POSTGRES_URL"]
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(database))
    databases.stop()
