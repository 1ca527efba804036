"""An office's own layout: made of a corrected mapping, proved in words, and carried to others as a YAML file.

A definition holds what people decide: title, what a row is, whose keys, which header is which field. Kinds,
code lists and value maps follow from the fields, so that a file from elsewhere can say nothing about them. Such
a file is hostile until read: small, plain YAML without references, and no key that is not named here.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from tepat.engine.layouts.fields import KnownField, known_fields, known_values
from tepat.engine.layouts.layout import Layout, LayoutError, from_mapping
from tepat.engine.layouts.matching import LEAST_KNOWN
from tepat.engine.layouts.spelling import header_form
from tepat.engine.sentences import Sentence

FORMAT = 1
LARGEST_FILE = 64_000
MOST_COLUMNS, MOST_SYNONYMS, LONGEST_TEXT = 500, 50, 300
SOURCES = ("p3ke", "dtsen", "siks", "desa")
_PARTS: dict[str, type] = {
    "tepat_layout": int,
    "title": str,
    "subject": str,
    "source": str,
    "region_code": str,
    "valid_from": date,
    "legal_source": str,
    "columns": dict,
}
_CHOICES = {
    "subject": ("family", "person"),
    "source": SOURCES,
    "region_code": ("kemendagri", "bps", "names"),
}
Definition = dict[str, Any]


@dataclass(frozen=True)
class _Need:
    """One of these fields must have a column; without a `refusal` it is only told of."""

    fields: tuple[str, ...]
    label: Sentence
    refusal: Sentence | None = None


# The number that stands for a key no column holds; without either, nobody could be known again.
_NUMBER_OF = {"family_key": "kk", "person_key": "nik"}
_FAMILY_KEY = _Need(
    ("family_key", "kk"),
    Sentence("kunci keluarga (ID keluarga atau nomor KK)"),
    Sentence("Tidak ada kolom yang mengenali keluarga. Tunjuk kolom ID keluarga atau kolom nomor KK."),
)
_PERSON_KEY = _Need(
    ("person_key", "nik"),
    Sentence("kunci orang (ID individu atau NIK)"),
    Sentence("Tidak ada kolom yang mengenali orang. Tunjuk kolom ID individu atau kolom NIK."),
)
_NO_NAME = Sentence("Tidak ada kolom nama. Tunjuk kolom yang berisi nama kepala keluarga atau nama orang.")
# Members live where their family does, if its row comes in the same batch.
_REGION = _Need(("village_name", "region_code", "district_code"), Sentence("wilayah"))
_NEEDS = {
    "family": (_FAMILY_KEY, _Need(("head_name",), Sentence("nama kepala keluarga"), _NO_NAME), _REGION),
    "person": (_FAMILY_KEY, _PERSON_KEY, _Need(("name",), Sentence("nama orang"), _NO_NAME), _REGION),
}


def define(
    *,
    title: str,
    subject: str,
    source: str,
    region_code: str,
    legal_source: str,
    valid_from: date,
    fields: Iterable[tuple[str, str]],
) -> Definition:
    """A definition of (header, field) pairs. Raises LayoutError, whose Sentence is for people."""
    pairs = list(fields)
    twice = [name for name, count in Counter(name for _, name in pairs).items() if count > 1]
    if twice:
        headers = [header for header, name in pairs if name == twice[0]]
        raise LayoutError(
            Sentence(
                "Dua kolom menunjuk isian yang sama: {headers}. Pilih satu saja.",
                {"headers": [_quoted(h) for h in headers]},
            )
        )
    definition: Definition = {
        "tepat_layout": FORMAT,
        "title": " ".join(title.split()),
        "subject": subject,
        "source": source,
        "region_code": region_code,
        "valid_from": valid_from,
        "legal_source": " ".join(legal_source.split()),
        "columns": {name: {"header": " ".join(header.split())} for header, name in pairs},
    }
    layout_of(definition, "baru")
    return definition


def lacking(subject: str, fields: Collection[str]) -> list[Sentence]:
    """What a layout of these fields alone would still need, in short words."""
    return [need.label for need in _NEEDS[subject] if not any(name in fields for name in need.fields)]


def layout_of(definition: Mapping[str, Any], layout_id: str) -> Layout:
    """The layout that a definition means. Raises LayoutError, whose Sentence is for people."""
    _prove_form(definition)
    known = known_fields(definition["subject"])
    columns = {name: _column(name, entry, known) for name, entry in definition["columns"].items()}
    _prove_headers(columns)
    _prove_needs(definition["subject"], columns)
    keys = {"family": ["family_key"], "person": ["person_key", "family_key"]}[definition["subject"]]
    key_from = {key: _NUMBER_OF[key] for key in keys if key not in columns}
    required = [name for name in ("family_key", "person_key") if name in columns and name in keys]
    return from_mapping(
        {
            **{
                name: definition[name]
                for name in ("title", "subject", "source", "valid_from", "legal_source")
            },
            "id": layout_id,
            "version": str(definition["valid_from"].year),
            "region_code": definition["region_code"],
            "keys": keys,
            "key_from": key_from,
            "required": [*required, *key_from.values()],
            "marks": list(columns),
            "columns": columns,
            "values": {
                codes: known_values()[codes] for column in columns.values() if (codes := column.get("codes"))
            },
        }
    )


def written(definition: Mapping[str, Any]) -> bytes:
    """The definition as the file that offices share."""
    text = yaml.safe_dump(dict(definition), allow_unicode=True, sort_keys=False, width=110)
    return (
        "# Tata letak daftar untuk Tepat. Judul kolom saja; tidak memuat data seorang pun.\n" + text
    ).encode()


def read(content: bytes) -> Definition:
    """The definition in a file from another office. Raises LayoutError, whose Sentence is for people."""
    if len(content) > LARGEST_FILE:
        raise LayoutError(
            Sentence(
                "Berkas tata letak terlalu besar: {size} bita, batasnya {limit}. Minta berkas yang asli.",
                {"size": len(content), "limit": LARGEST_FILE},
            )
        )
    try:
        text = content.decode("utf-8-sig")
        definition = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a SafeLoader that refuses more
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        raise LayoutError(
            Sentence("Isi berkas tata letak tidak dapat dibaca. Minta berkas .yaml yang diunduh dari Tepat.")
        ) from error
    _prove_form(definition)
    layout_of(definition, "baru")
    return dict(definition)


class _PlainLoader(yaml.SafeLoader):
    """YAML without references, which could unfold without end, and without a key told twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("references are not taken")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        found: dict[Hashable, Any] = super().construct_mapping(node, deep)
        if len(found) != len(node.value):
            raise yaml.YAMLError("a key is told twice")
        return found


def _prove_form(definition: Any) -> None:
    """Exactly the parts named above, each of its type, none overlong."""
    if not isinstance(definition, Mapping) or definition.get("tepat_layout") != FORMAT:
        raise LayoutError(
            Sentence("Berkas ini bukan tata letak Tepat. Pilih berkas .yaml yang diunduh dari Tepat.")
        )
    for part in definition:
        if part not in _PARTS:
            raise LayoutError(
                Sentence("Bagian {part} tidak dikenal pada berkas tata letak.", {"part": _quoted(part)})
            )
    for part, kind in _PARTS.items():
        value: Any = definition.get(part)
        if type(value) is not kind or (isinstance(value, str) and not 0 < len(value.strip()) <= LONGEST_TEXT):
            raise LayoutError(
                Sentence("Bagian {part} pada tata letak kosong atau tidak sah.", {"part": _quoted(part)})
            )
        if part in _CHOICES and value not in _CHOICES[part]:
            raise LayoutError(
                Sentence(
                    "Bagian {part} pada tata letak harus salah satu dari: {choices}.",
                    {"part": _quoted(part), "choices": [*_CHOICES[part]]},
                )
            )
    if not LEAST_KNOWN <= len(definition["columns"]) <= MOST_COLUMNS:
        raise LayoutError(
            Sentence(
                "Tata letak perlu paling sedikit {least} kolom dan paling banyak {most}.",
                {"least": LEAST_KNOWN, "most": MOST_COLUMNS},
            )
        )


def _column(name: Any, entry: Any, known: Mapping[str, KnownField]) -> dict[str, Any]:
    field = known.get(name) if isinstance(name, str) else None
    if field is None:
        raise LayoutError(Sentence("Isian {field} tidak dikenal.", {"field": _quoted(name)}))
    if not isinstance(entry, Mapping) or not {"header"} <= set(entry) <= {"header", "synonyms"}:
        raise LayoutError(
            Sentence(
                "Kolom untuk {field} harus menyebut judulnya, dan tidak lain dari itu.",
                {"field": _quoted(name)},
            )
        )
    synonyms = entry.get("synonyms", [])
    texts = [entry["header"], *synonyms] if isinstance(synonyms, list) else [None]
    if len(texts) > MOST_SYNONYMS or not all(
        isinstance(text, str) and header_form(text) and len(text) <= LONGEST_TEXT for text in texts
    ):
        raise LayoutError(
            Sentence("Judul kolom untuk {field} kosong atau tidak sah.", {"field": _quoted(name)})
        )
    column: dict[str, Any] = {"header": entry["header"], "synonyms": synonyms, "kind": field.kind}
    if field.codes:
        column["codes"] = field.codes
    if field.range:
        column["range"] = field.range
    return column


def _prove_headers(columns: Mapping[str, Mapping[str, Any]]) -> None:
    seen: dict[str, str] = {}
    for name, column in columns.items():
        for header in (column["header"], *column["synonyms"]):
            if seen.setdefault(header_form(header), name) != name:
                raise LayoutError(
                    Sentence(
                        "Judul {header} dipakai untuk dua isian. Bedakan judulnya, atau pilih satu isian.",
                        {"header": _quoted(header)},
                    )
                )


def _prove_needs(subject: str, columns: Mapping[str, Any]) -> None:
    for need in _NEEDS[subject]:
        if need.refusal and not any(name in columns for name in need.fields):
            raise LayoutError(need.refusal)


def _quoted(text: Any) -> Sentence:
    return Sentence("«{name}»", {"name": str(text)[:60]})
