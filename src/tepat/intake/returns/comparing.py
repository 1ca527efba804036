"""A returned workbook held against the one that was sent: what was filled in, and what cannot be taken as it is.

Pure: no database. A row is known by our reference; without one, by its locked cells where these are one row's alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tepat.engine.sentences import Sentence

from .layouts import ASKED, CONTEXT, REMARK
from .sheets import BLANK, Book, Cell, Row, header_of, is_reference

# The locked cells by which a row without reference is known again; the first must be filled.
_TOLD_BY = {
    "family": ("head_name", "village_name", "address"),
    "person": ("name", "head_name", "nik_known", "birth_date", "sex"),
}
Key = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """A cell that says something other than the workbook that was sent."""

    subject: str
    key: str
    field: str
    value: object
    row: Row


@dataclass(frozen=True)
class Said:
    """Something to tell of a row (or of the file as a whole), in a sentence."""

    sentence: Sentence
    row: Row | None = None
    field: str = ""


@dataclass
class Comparison:
    """What came back: changed cells, sentences, rows the list does not know, remarks, and references of other packs."""

    changes: list[Change] = field(default_factory=list)
    unread: list[tuple[str, str, str, Row]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    new: list[Row] = field(default_factory=list)
    remarks: list[tuple[str, Row]] = field(default_factory=list)
    foreign: list[Row] = field(default_factory=list)
    returned: int = 0
    missing: int = 0
    keys: dict[int, str] = field(default_factory=dict)
    """The reference of each row that was known, by the row's own number."""


def compare(sent: Book, back: Book) -> Comparison:
    """What of `back` differs from `sent`; the order of rows, columns and sheets does not matter."""
    found = Comparison()
    known = {(row.subject, row.key): row for row in sent.rows}
    grouped: dict[Key, list[Row]] = {}
    stray: list[Row] = []
    for row in back.rows:
        if (row.subject, row.key) in known:
            grouped.setdefault((row.subject, row.key), []).append(row)
        elif is_reference(row.key):
            found.foreign.append(row)
        else:
            stray.append(row)
    _match_back(stray, known, grouped, found)
    for key in known:
        if rows := grouped.get(key):
            _hold_against(known[key], rows, found)
    found.returned = len(grouped)
    found.missing = len(known) - len(grouped)
    # The pack's own sheet of choices holds data too.
    ours = {sheet.first for sheet in sent.unknown}
    for sheet in (one for one in back.unknown if one.first not in ours):
        found.said.append(
            Said(
                Sentence(
                    "Lembar {sheet} tidak dikenali judul kolomnya: {n} barisnya tidak dibaca.",
                    {"sheet": sheet.name, "n": sheet.rows},
                )
            )
        )
    return found


def _match_back(
    stray: Sequence[Row], known: Mapping[Key, Row], grouped: dict[Key, list[Row]], found: Comparison
) -> None:
    """Rows without our reference: known again by their locked cells, new, or told of."""
    free: dict[tuple[str, str], list[Row]] = {}
    for key, row in known.items():
        if key not in grouped:
            free.setdefault((row.subject, _form(row.cell(_TOLD_BY[row.subject][0]))), []).append(row)
    fits = {
        row.ref: [one for one in free.get((row.subject, _first(row)), []) if _first(row) and _fits(one, row)]
        for row in stray
    }
    asked_for = Counter(one.key for several in fits.values() for one in several)
    for row in stray:
        fitting = fits[row.ref]
        if len(fitting) == 1 and asked_for[fitting[0].key] == 1:
            grouped[row.subject, fitting[0].key] = [row]
        elif fitting:
            found.said.append(Said(_AMBIGUOUS, row))
        elif row.key:
            found.said.append(Said(_NO_REFERENCE, row))
        elif row.has_key:
            if row.filled:
                found.new.append(row)
        else:
            found.said.append(Said(_UNKNOWN_ROW, row))


_AMBIGUOUS = Sentence(
    "Baris ini tanpa ID Tepat, dan isinya cocok dengan lebih dari satu baris paket. Barisnya tidak dibaca. Salin ID "
    "Tepat dari lembar kerja semula."
)
_NO_REFERENCE = Sentence(
    "ID Tepat baris ini rusak. Barisnya tidak dibaca. Salin ID Tepat dari lembar kerja semula."
)
_UNKNOWN_ROW = Sentence(
    "Kolom ID Tepat terhapus, dan baris ini tidak cocok dengan baris paket mana pun. Barisnya tidak dibaca. Salin "
    "kolom ID Tepat dari lembar kerja semula."
)


def _first(row: Row) -> str:
    return _form(row.cell(_TOLD_BY[row.subject][0]))


def _form(cell: Cell) -> str:
    return " ".join(str(cell.value or "").casefold().split())


def _fits(sent: Row, row: Row) -> bool:
    """Whether every locked cell of the row that was sent stands in the other, as far as its columns are there."""
    if sent.family_key and row.family_key and sent.family_key != row.family_key:
        return False
    return all(
        _form(row.cell(name)) == _form(sent.cell(name))
        for name in _TOLD_BY[sent.subject]
        if name in row.cells and not sent.cell(name).blank
    )


def _hold_against(sent: Row, rows: Sequence[Row], found: Comparison) -> None:
    for row in rows:
        found.keys[row.ref] = sent.key
    for name in ASKED[sent.subject]:
        filled = [(row, cell) for row in rows if not (cell := row.cell(name)).blank]
        if len({_told(cell) for _row, cell in filled}) > 1:
            found.said += _twice(sent.subject, name, filled)
        elif not filled:
            if not sent.cell(name).blank and any(name in row.cells for row in rows):
                found.said.append(Said(_emptied(sent.subject, name), rows[0], name))
        elif _told(filled[0][1]) != _told(sent.cell(name)):
            row, cell = filled[0]
            if cell.unread:
                found.unread.append((sent.subject, sent.key, name, row))
            else:
                found.changes.append(Change(sent.subject, sent.key, name, cell.value, row))
    for row in rows:
        for name in CONTEXT[sent.subject]:
            cell = row.cells.get(name, BLANK)
            if not cell.blank and _form(cell) != _form(sent.cell(name)):
                found.said.append(Said(_locked(sent.subject, name), row, name))
        if not row.cell(REMARK).blank:
            found.remarks.append((sent.key, row))


def _told(cell: Cell) -> object:
    """What a cell says, comparable: a value, or the text that could not be read as one."""
    return cell.text.strip() if cell.unread else cell.value


def _twice(subject: str, name: str, filled: Iterable[tuple[Row, Cell]]) -> list[Said]:
    rows = list({row.ref: row for row, _cell in filled}.values())
    places = [
        Sentence("{sheet} baris {row}", {"sheet": row.sheet or "CSV", "row": str(row.number)}) for row in rows
    ]
    sentence = Sentence(
        "Satu ID Tepat ada di {places} dengan {column} yang berbeda. Isian itu tidak dibaca. Sisakan yang benar, lalu "
        "unggah lagi.",
        {"places": places, "column": header_of(subject, name)},
    )
    return [Said(sentence, row, name) for row in rows]


def _emptied(subject: str, name: str) -> Sentence:
    return Sentence(
        "Isian {column} dikosongkan. Nilai di registri tetap. Bila keliru, tulis nilai yang benar.",
        {"column": header_of(subject, name)},
    )


def _locked(subject: str, name: str) -> Sentence:
    return Sentence(
        "Kolom {column} diubah; kolom itu hanya penunjuk dan tidak dibaca. Tulis perubahannya di Keterangan.",
        {"column": header_of(subject, name)},
    )
