"""What stands above the headers of a sheet: the desa and kecamatan that a printed list names in its title."""

import re
from collections.abc import Iterable, Sequence

_WORDS = {
    "desa": "village_name",
    "kelurahan": "village_name",
    "kel": "village_name",
    "kecamatan": "district_name",
    "kec": "district_name",
    "kabupaten": "regency_name",
    "kab": "regency_name",
    "provinsi": "province_name",
}
_WORD = re.compile(rf"(?<![\w])(?<!kepala )({'|'.join(_WORDS)}|kota|prov)\b[\s.:/-]*", re.IGNORECASE)
_NAME = re.compile(r"^[^\W\d_][^\d,;:()|]*")
_AFTER = re.compile(r"\b(?:tahun|bulan|periode|tanggal|per|tgl|rt|rw|dusun|se)\b.*$", re.IGNORECASE)
_LONGEST = 40


def places_above(rows: Iterable[Sequence[str]]) -> dict[str, str]:
    """village_name, district_name, regency_name and province_name, each as first named; most lists name some."""
    found: dict[str, str] = {}
    for row in rows:
        line = " ".join(cell.strip() for cell in row if cell.strip())
        words = list(_WORD.finditer(line))
        ends = [*(word.start() for word in words[1:]), len(line)]
        for word, end in zip(words, ends, strict=False):
            field = _WORDS.get(word[1].lower())
            name = _name(line[word.end() : end])
            if field and name:
                found.setdefault(field, name)
    return found


def _name(text: str) -> str:
    written = _NAME.match(text.strip())
    name = _AFTER.sub("", written[0]).strip(" .-–/") if written else ""
    return name if len(name) <= _LONGEST else ""
