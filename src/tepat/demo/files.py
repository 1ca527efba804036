"""The files of a generated list: the ministry's two, the truth and the summary, written side by side."""

import csv
import json
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tepat.demo.rows import FAMILY, PERSON, Mark, Row, headers, layout, shown
from tepat.demo.workbook import Workbook

STEMS = {FAMILY: "keluarga", PERSON: "individu"}
SHEETS = {FAMILY: "Keluarga", PERSON: "Individu"}
TRUTH, SUMMARY = "kebenaran.csv", "ringkasan.json"
TRUTH_COLUMNS = ("file", "sheet", "row", "column", "kind", "true", "written", "effect", "note")


class _Table:
    """One subject's rows, in every format asked for. The header is row 1 in all of them."""

    def __init__(self, folder: Path, subject: str, formats: Collection[str], stack: ExitStack) -> None:
        stem = STEMS[subject]
        self.paths = tuple(folder / f"{stem}.{ending}" for ending in ("xlsx", "csv") if ending in formats)
        self.count = 0
        self.waiting: list[tuple[int, Row]] = []
        self._sheet = SHEETS[subject]
        self._workbook: Workbook | None = None
        self._csv: Any = None
        if "xlsx" in formats:
            self._workbook = Workbook(folder / f"{stem}.xlsx", self._sheet, headers(subject))
            stack.callback(self._workbook.close)
        if "csv" in formats:
            opened = (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="")
            self._csv = csv.writer(stack.enter_context(opened), lineterminator="\r\n")
            self._csv.writerow(headers(subject))

    def write(self, row: Row) -> None:
        self.count += 1
        row.number, row.sheet = self.count + 1, ""
        if self._csv is not None:
            self._csv.writerow([shown(cell) for cell in row.cells])
        if self._workbook is not None:
            self._workbook.write(row.cells)
            row.number, row.sheet = self._workbook.row, self._workbook.sheet


class Files:
    """Opens everything in a folder; a context manager, because a workbook must be closed to be one."""

    def __init__(self, folder: Path, formats: Collection[str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.truth_path, self.summary_path = folder / TRUTH, folder / SUMMARY
        self.damage: Counter[str] = Counter()
        self._stack = ExitStack()
        self._tables = {s: _Table(folder, s, formats, self._stack) for s in (FAMILY, PERSON)}
        opened = self._stack.enter_context(self.truth_path.open("w", encoding="utf-8", newline=""))
        self._truth = csv.writer(opened, lineterminator="\r\n")
        self._truth.writerow(TRUTH_COLUMNS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def rows_of(self, subject: str) -> int:
        """Data rows written."""
        return self._tables[subject].count

    def paths_of(self, subject: str) -> tuple[Path, ...]:
        """The subject's files, XLSX first."""
        return self._tables[subject].paths

    def write(self, row: Row) -> None:
        """Write a row and its marks, and copies whose turn it is."""
        table = self._tables[row.subject]
        self._write(table, row)
        while table.waiting and table.waiting[0][0] <= table.count:
            self._write(table, table.waiting.pop(0)[1])

    def write_later(self, row: Row, distance: int) -> None:
        """Write a row that many rows further down, or at the end."""
        table = self._tables[row.subject]
        table.waiting.append((table.count + distance, row))
        table.waiting.sort(key=lambda pair: pair[0])

    def note(self, row: Row, field: str, kind: str, note: str) -> None:
        """Point at a row already written, for damage elsewhere that shows there."""
        self._tell(row, Mark(field, kind, None, None, note, effect=True))

    def finish(self, summary: Mapping[str, Any]) -> None:
        """Write what still waits, and the summary."""
        for table in self._tables.values():
            for _due, row in table.waiting:
                self._write(table, row)
            table.waiting.clear()
        told = {
            **summary,
            "rows": {STEMS[subject]: table.count for subject, table in self._tables.items()},
            "damage": dict(sorted(self.damage.items())),
        }
        self.summary_path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def _write(self, table: _Table, row: Row) -> None:
        table.write(row)
        for mark in row.marks:
            self._tell(row, mark)

    def _tell(self, row: Row, mark: Mark) -> None:
        if not mark.effect:
            self.damage[mark.kind] += 1
        name = self._tables[row.subject].paths[0].name
        header = layout(row.subject).header(mark.field)
        place = (name, row.sheet, row.number, header)
        text = shown(row[mark.field])
        true, written = (text if told is None else told for told in (mark.true, mark.written))
        self._truth.writerow((*place, mark.kind, true, written, "yes" if mark.effect else "", mark.note))
