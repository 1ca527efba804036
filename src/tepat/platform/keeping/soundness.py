"""Whether what is stored is whole: the database by its own check, stored files against the rows that name them."""

from pathlib import Path

from django.db import connection

from tepat.platform.files.models import StoredFile

# An index that PostgreSQL could not finish, or a constraint that was never checked, promises nothing.
_UNFINISHED = (
    "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
    "WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace "
    "UNION ALL SELECT conname FROM pg_constraint "
    "WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
)


def database_faults() -> str:
    """What the database finds wrong with itself, in its words; "" when nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_UNFINISHED)
            return ", ".join(name for (name,) in cursor.fetchall())
        cursor.execute("PRAGMA integrity_check(1)")
        found = cursor.fetchone()[0]
        if found != "ok":
            return str(found)
        cursor.execute("PRAGMA foreign_key_check")
        loose = cursor.fetchone()
        return f"{loose[0]} → {loose[2]}" if loose else ""


def file_faults(data: Path) -> tuple[list[str], list[str]]:
    """Paths that rows name and the folder lacks, and those that it has and no row names; erased ones may be gone."""
    wanted = StoredFile.objects.values_list("path", "data_key__destroyed_at")
    named = dict(wanted.iterator())
    there = {
        path.relative_to(data).as_posix()
        for path in (data / "files").glob("*/*")
        if path.is_file() and path.suffix != ".new"
    }
    missing = sorted(path for path, erased in named.items() if erased is None and path not in there)
    return missing, sorted(there - named.keys())
