"""The committed list of Indonesia's regions, read as it stands in the file.

Pure reading, no database: the demo generator and the loader both start here. Licence and source of the file
stand beside it in data/README.md.
"""

import csv
import io
import lzma
from collections.abc import Iterator
from importlib.resources import files


def rows() -> Iterator[tuple[str, str]]:
    """Yield (code, name) of every province, regency, district and village, sorted by code.

    Codes are Kemendagri's with dots: "64", "64.08", "64.08.01", "64.08.01.2001".
    """
    packed = (files("tepat.platform.regions") / "data" / "wilayah.csv.xz").read_bytes()
    reader = csv.reader(io.StringIO(lzma.decompress(packed).decode("utf-8")))
    next(reader)
    for code, name in reader:  # noqa: UP028 - says what a row is
        yield code, name


def rows_within(prefix: str) -> list[tuple[str, str]]:
    """The region with this code and everything below it, in code order."""
    return [row for row in rows() if row[0] == prefix or row[0].startswith(prefix + ".")]


def crosswalk() -> list[tuple[str, str]]:
    """(their code, our code) of the committed lines of BPS's codes."""
    text = (files("tepat.platform.regions") / "data" / "crosswalk_bps.csv").read_text("utf-8")
    return [(row["their_code"], row["our_code"]) for row in csv.DictReader(text.splitlines())]
