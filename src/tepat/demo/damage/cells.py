"""Damage to one cell of one file: what spreadsheets and retyping do, and harmless ways to write the same."""

import random
from datetime import date

from tepat.demo.damage.kinds import Kind, carries_out
from tepat.demo.data import load
from tepat.demo.rows import FAMILY, PERSON, Row, layout, shown
from tepat.demo.workbook import Cell
from tepat.engine.identity.dates import PLACEHOLDER_DAYS

# Columns an office leaves blank without the row losing its place.
_HOUSE = ("house_tenure", "roof", "wall", "floor", "lighting", "drinking_water", "toilet", "cooking_fuel")
_LEFT_BLANK = {
    FAMILY: (
        "address",
        "percentile",
        "head_education",
        "head_occupation",
        "head_marital",
        *_HOUSE,
    ),
    PERSON: ("address", "percentile", "education", "occupation", "marital", "employment", "prog_bst"),
}


def _number(row: Row) -> tuple[str, str] | None:
    """The column of the row's NIK and the NIK, while it is sound text."""
    name, birth = ("head_nik", "head_birth_date") if row.subject == FAMILY else ("nik", "birth_date")
    value = row[name]
    # What stands beside the number would no longer disagree with it.
    beside = (name, birth, "head_sex", "sex", "person_key")
    if any(row.marked(one) for one in beside) or not isinstance(value, str):
        return None
    return name, value


def _birth(row: Row) -> tuple[str, date] | None:
    name, number = ("head_birth_date", "head_nik") if row.subject == FAMILY else ("birth_date", "nik")
    value = row[name]
    # A date that cannot be read would hide what is wrong with the number or the age.
    if any(row.marked(one) for one in (name, number, "age")) or not isinstance(value, str):
        return None
    day, month, year = value.split("/")
    return name, date(int(year), int(month), int(day))


def _rewrite(row: Row, kind: Kind, found: "tuple[str, object] | None", value: Cell) -> bool:
    if found is None:
        return False
    row.spoil(found[0], value, kind.code)
    return True


@carries_out("nik_exponent")
def exponent(rng: random.Random, row: Row, kind: Kind) -> bool:
    """9.90801E+15 as text: saved once as CSV with a narrow column."""
    found = _number(row)
    if found is None:
        return False
    kept = f"{int(found[1]) / 10**15:.5f}".rstrip("0")
    return _rewrite(row, kind, found, f"{kept}E+15")


@carries_out("nik_number_cell")
def number_cell(rng: random.Random, row: Row, kind: Kind) -> bool:
    """A number, of which a spreadsheet keeps fifteen digits."""
    found = _number(row)
    return _rewrite(row, kind, found, int(found[1][:15] + "0") if found else None)


@carries_out("nik_decimal")
def decimal(rng: random.Random, row: Row, kind: Kind) -> bool:
    """A program read the number as a fraction."""
    found = _number(row)
    return _rewrite(row, kind, found, f"{found[1]}.0" if found else None)


@carries_out("nik_separated")
def separated(rng: random.Random, row: Row, kind: Kind) -> bool:
    """Dots, spaces or an apostrophe that a clerk put in to keep the digits."""
    found = _number(row)
    if found is None:
        return False
    n = found[1]
    ways = (
        f"{n[:2]}.{n[2:4]}.{n[4:6]}.{n[6:12]}.{n[12:]}",
        f"{n[:4]} {n[4:8]} {n[8:12]} {n[12:]}",
        f"{n[:6]}-{n[6:12]}-{n[12:]}",
        f"'{n}",
        f"{n} ",
        f"\u00a0{n}",
    )
    return _rewrite(row, kind, found, rng.choice(ways))


@carries_out("nik_letters")
def letters(rng: random.Random, row: Row, kind: Kind) -> bool:
    """O typed for 0."""
    found = _number(row)
    if found is None or "0" not in found[1]:
        return False
    return _rewrite(row, kind, found, found[1].replace("0", "O", rng.randint(1, 3)))


@carries_out("birth_date_cell")
def date_cell(rng: random.Random, row: Row, kind: Kind) -> bool:
    """A real date."""
    found = _birth(row)
    return _rewrite(row, kind, found, found[1] if found else None)


@carries_out("birth_iso")
def iso(rng: random.Random, row: Row, kind: Kind) -> bool:
    """As databases write it."""
    found = _birth(row)
    return _rewrite(row, kind, found, found[1].isoformat() if found else None)


@carries_out("birth_two_digit_year")
def two_digit_year(rng: random.Random, row: Row, kind: Kind) -> bool:
    """The century is gone."""
    found = _birth(row)
    return _rewrite(row, kind, found, f"{found[1]:%d/%m/%y}" if found else None)


@carries_out("birth_month_first")
def month_first(rng: random.Random, row: Row, kind: Kind) -> bool:
    """As American spreadsheets write it; only where it can be told."""
    found = _birth(row)
    if found is None or found[1].day <= 12:
        return False
    return _rewrite(row, kind, found, f"{found[1]:%m/%d/%Y}")


@carries_out("birth_swapped")
def swapped(rng: random.Random, row: Row, kind: Kind) -> bool:
    """Month before day where nobody can tell by looking."""
    found = _birth(row)
    if found is None or _number(row) is None:
        return False
    day, month = found[1].day, found[1].month
    if day > 12 or day == month or (month, day) in PLACEHOLDER_DAYS:
        return False
    return _rewrite(row, kind, found, f"{found[1]:%m/%d/%Y}")


@carries_out("birth_serial")
def serial(rng: random.Random, row: Row, kind: Kind) -> bool:
    """The day's number as a spreadsheet counts."""
    found = _birth(row)
    return _rewrite(row, kind, found, str((found[1] - date(1899, 12, 30)).days) if found else None)


@carries_out("value_out_of_range")
def out_of_range(rng: random.Random, row: Row, kind: Kind) -> bool:
    """A desil that is none, or a percentile in words."""
    name, value = rng.choice((("desil", "11"), ("desil", "0"), ("percentile", "empat")))
    row.spoil(name, value, kind.code)
    return True


@carries_out("programme_contradiction")
def contradiction(rng: random.Random, row: Row, kind: Kind) -> bool:
    """BPNT and BST both ticked."""
    if row.subject != FAMILY:
        return False
    for name in ("prog_bpnt", "prog_bst"):
        row.spoil(name, "YA", kind.code)
    return True


@carries_out("value_unknown")
def unknown_value(rng: random.Random, row: Row, kind: Kind) -> bool:
    """A word the ministry's list lacks."""
    words: dict[str, list[str]] = load("misspellings")
    known = layout(row.subject).columns
    name = rng.choice([name for name in words if name in known and not row.marked(name)])
    # A head told in another word would leave the family without one, which is damage of its own.
    if name == "relation" and row[name] == "KEPALA KELUARGA":
        return False
    row.spoil(name, rng.choice(words[name]), kind.code)
    return True


@carries_out("value_spelling")
def stray_spelling(rng: random.Random, row: Row, kind: Kind) -> bool:
    """The same value in other letters, or with spaces around or inside."""
    columns = [name for name in layout(row.subject).fields_of("code") if row[name] and not row.marked(name)]
    if not columns:
        return False
    name = rng.choice(columns)
    value = shown(row[name])
    way = rng.randrange(4)
    if way == 3 and " " in value:
        row.spoil(name, value.replace(" ", "  ", 1), kind.code)
    else:
        row.spoil(name, (value.title(), value.lower(), f" {value} ", f"{value} ")[way], kind.code)
    return True


@carries_out("value_blank")
def blank_value(rng: random.Random, row: Row, kind: Kind) -> bool:
    """Not filled in."""
    marked = {mark.field for mark in row.marks}
    columns = [name for name in _LEFT_BLANK[row.subject] if row[name] and name not in marked]
    if not columns:
        return False
    row.spoil(rng.choice(columns), None, kind.code)
    return True


@carries_out("village_misspelt")
def misspelt_village(rng: random.Random, row: Row, kind: Kind) -> bool:
    """Two letters changed places, one was lost, or one was doubled."""
    # Beside a wrong code no name is right or wrong.
    if row.marked("region_code"):
        return False
    name = shown(row["village_name"])
    letters_at = [i for i in range(1, len(name) - 1) if name[i : i + 2].isalpha()]
    if not letters_at:
        return False
    i = rng.choice(letters_at)
    ways = [name[:i] + name[i + 1 :], name[:i] + name[i] + name[i:]]
    if name[i] != name[i + 1]:
        ways.append(name[:i] + name[i + 1] + name[i] + name[i + 2 :])
    row.spoil("village_name", rng.choice(ways), kind.code)
    return True
