"""A database that runs out of room for real: the error comes from the database itself, in the middle of its work."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_QUOTA = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (SELECT count(*) FROM audit_auditevent) >= {events} THEN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON audit_auditevent FOR EACH ROW EXECUTE FUNCTION full_disk();
"""


@contextmanager
def room_for(*, kibibytes: int, events: int) -> Iterator[None]:
    """SQLite may take so much more.

    PostgreSQL has no such limit; there, every service's audit event comes last in its transaction, and the
    server refuses after so many more of them, with the error class of a full disk.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size")
            pages, size = cursor.fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages + kibibytes * 1024 // size}")
        else:
            cursor.execute("SELECT count(*) FROM audit_auditevent")
            cursor.execute(_QUOTA.format(events=cursor.fetchone()[0] + events))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA max_page_count = 4294967294")
            else:
                cursor.execute("DROP TRIGGER full_disk ON audit_auditevent; DROP FUNCTION full_disk()")
