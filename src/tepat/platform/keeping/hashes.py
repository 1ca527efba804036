"""Proof that two installations hold the same: a hash of each table's rows, of the files, of the audit chains' heads.

A table's hash adds up its rows' hashes, so that it does not matter in which order a database gives them, and each
row is hashed in the one form of rows.py, so that it does not matter which database it is.
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson
from django.apps import apps
from django.conf import settings
from django.db import connection

from tepat.platform.audit.models import AuditChain

from . import installation
from .rows import Row, Rows, rows_of
from .snapshot import Progress

# Of the moment: who works now, and what pages keep for a while.
_OF_THE_MOMENT = {"jobs_worker", "platform_cache"}
_WIDTH = 32
Told = dict[str, Any]


def tell(on_progress: Progress = lambda stage, done, total: None) -> Told:
    """All hashes of this installation."""
    with rows_of(connection) as rows:
        tables = of_tables(rows, on_progress)
    return {"tables": tables, "files": _of_files(Path(settings.DATA)), "audit": _of_audit()}


def of_tables(rows: Rows, on_progress: Progress = lambda stage, done, total: None) -> Told:
    """Each table's number of rows and hash."""
    told = {}
    tables = rows.tables()
    for done, (table, columns) in enumerate(tables.items()):
        on_progress(table, done, len(tables))
        if table not in _OF_THE_MOMENT:
            told[table] = _of_table(rows, table, sorted(columns))
    return told


def _of_table(rows: Rows, table: str, columns: Sequence[str]) -> Told:
    kinds = _kinds().get(table, {})
    special = [
        (place, kinds[column]) for place, column in enumerate(columns) if kinds.get(column) is not None
    ]
    total, count = 0, 0
    for step in rows.read(table, columns):
        count += len(step)
        for row in step:
            total += _of_row(row, special)
    return {"rows": count, "hash": f"{total % 2 ** (8 * _WIDTH):0{2 * _WIDTH}x}"}


def _of_row(row: Row, special: Sequence[tuple[int, Callable[[Any], Any]]]) -> int:
    if special:
        row = list(row)
        for place, plain in special:
            if row[place] is not None:
                row[place] = plain(row[place])
    text = "\x1f".join(["\x00" if value is None else str(value) for value in row])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_WIDTH).digest(), "big")


def _plain_json(text: str) -> bytes:
    return orjson.dumps(orjson.loads(text), option=orjson.OPT_SORT_KEYS)


def _plain_moment(text: str) -> str:
    return text.removesuffix(".000000")


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "JSONField": _plain_json,
    "DateTimeField": _plain_moment,
    "FloatField": float,
    "BinaryField": bytes.hex,
}


def _kinds() -> dict[str, dict[str, Callable[[Any], Any]]]:
    """How values are brought to one text, by table and column; most are that text already."""
    return {
        model._meta.db_table: {
            str(field.column): _PLAIN[field.get_internal_type()]
            for field in model._meta.local_concrete_fields
            if field.get_internal_type() in _PLAIN
        }
        for model in apps.get_models(include_auto_created=True)
    }


def _of_files(data: Path) -> Told:
    """How many files an installation keeps, and a hash over their names and contents."""
    whole, count = hashlib.sha256(), 0
    for count, (name, path) in enumerate(installation.files(data), 1):  # noqa: B007 - the last one is the number
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{name}\x1f{content}\n".encode())
    return {"count": count, "hash": whole.hexdigest()}


def _of_audit() -> Told:
    return {head.chain: {"seq": head.seq, "hash": head.hash} for head in AuditChain.objects.order_by("chain")}
