"""One returned workbook: found whose it is, held against the pack that was sent, the registry and the checks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl

from tepat.engine import checks
from tepat.engine.reading import UnreadableFile, refusals
from tepat.engine.sentences import Sentence
from tepat.intake.models import Pack, PackReturn, PackRound, ReturnedLine
from tepat.intake.severities.queries import severities_in
from tepat.platform import crypto, files
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import scope_of
from tepat.platform.regions.clock import today_in
from tepat.registry.fields import DWELLING, NUMBERS
from tepat.registry.models import Dwelling, Family, IdentityNumber, Person
from tepat.registry.services import Claimed

from .comparing import Change, Comparison, Said, compare
from .layouts import ASKED, CONTEXT, REMARK, layout_of, pack_layouts
from .sheets import Book, Row, header_of, read_book

_GRAVEST = {"hold": 0, "warning": 1, "note": 2}
_LONGEST = 500


@dataclass(frozen=True)
class Line:
    """A line to keep: a trouble, a remark or a new row."""

    kind: str
    row: Row | None
    content: dict[str, Any]


@dataclass
class Outcome:
    """What came of a return, ready to be kept; the claims name their rows by the rows' numbers."""

    pack: Pack
    claims: list[tuple[Claimed, Row]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    rows: int = 0
    missing: int = 0
    filled: int = 0


def read_return(returned: PackReturn, context: checks.Context) -> Outcome:
    """Raises UnreadableFile where the file is no pack's, or nobody can tell whose."""
    with files.plain_copy(returned.file) as path:
        back = read_book(path, returned.file.name)
    pack = returned.pack or _pack_of(returned, back)
    with files.plain_copy(pack.workbook) as path:
        sent = read_book(path, pack.workbook.name)
    found = compare(sent, back)
    outcome = Outcome(pack, rows=found.returned, missing=found.missing)
    outcome.filled = len(found.changes) + len(found.unread)
    _say_foreign(found)
    findings = _findings(back, found, pack, context)
    _claim(found, findings, outcome)
    _say(found, findings, outcome)
    return outcome


def context_of(round_: PackRound) -> checks.Context:
    """What the checks must know; the regions of the packs' families are the registry's and need no names."""
    codes = frozenset(Pack.objects.filter(round=round_).values_list("region_code", flat=True))
    return checks.Context(
        known_regions=frozenset({*codes, *(code[:8] for code in codes), *(code[:5] for code in codes)}),
        scope=round_.region_code[:5],
        today=today_in(round_.region_code),
        severities=severities_in(round_.region_code),
        layouts=pack_layouts(),
    )


def _pack_of(returned: PackReturn, back: Book) -> Pack:
    """The pack of this round, in the giver's reach, in whose region most of the families stand."""
    packs = {pack.region_code: pack for pack in reachable_packs(returned.by, returned.round)}
    if len(packs) == 1:
        return next(iter(packs.values()))
    told = {
        UUID(key)
        for row in back.rows
        for key in (row.key if row.subject == "family" else "", row.family_key)
        if _is_id(key)
    }
    places = Family.objects.filter(id__in=told).values_list("region_code", flat=True)
    counted = Counter(code[:length] for code in places for length in (13, 8) if code[:length] in packs)
    for code, _count in counted.most_common(1):
        return packs[code]
    raise UnreadableFile(
        refusals.NO_HEADER,
        Sentence(
            "Tidak dapat diketahui desa mana yang mengisi berkas {file}: ID Tepat di dalamnya tidak ada atau bukan "
            "dari paket ini. Unggah berkasnya pada baris desa itu.",
            {"file": returned.file.name},
        ),
        file=returned.file.name,
    )


def reachable_packs(user: User, round_: PackRound) -> Iterable[Pack]:
    """The packs of a round that the user may give back."""
    return Pack.objects.filter(scope_of(user, Permission.PACK_RETURN).q(), round=round_).select_related(
        "workbook__data_key"
    )


def _is_id(text: str) -> bool:
    return len(text) == 32 and all(letter in "0123456789abcdef" for letter in text)


def _say_foreign(found: Comparison) -> None:
    """Rows whose reference is not of this pack: another village's, or nobody's."""
    ids: dict[str, set[UUID]] = {"family": set(), "person": set()}
    for row in found.foreign:
        ids[row.subject].add(UUID(row.key))
    known = {
        *Family.objects.filter(id__in=ids["family"]).values_list("id", flat=True),
        *Person.objects.filter(id__in=ids["person"]).values_list("id", flat=True),
    }
    for row in found.foreign:
        other = UUID(row.key) in known
        found.said.append(Said(_OF_ANOTHER if other else _OF_NOBODY, row))


_OF_ANOTHER = Sentence(
    "Baris ini dari paket desa atau putaran lain. Barisnya tidak dibaca. Unggah lembar kerja desa itu sendiri."
)
_OF_NOBODY = Sentence(
    "ID Tepat baris ini tidak ada di registri. Barisnya tidak dibaca. Salin ID Tepat dari lembar kerja semula."
)


def _findings(
    back: Book, found: Comparison, pack: Pack, context: checks.Context
) -> dict[int, list[tuple[str, str, str, Sentence]]]:
    """What the checks say of the rows in which something was filled in, by row: column, check, severity, sentence."""
    asked = {row.ref for *_rest, row in found.unread} | {change.row.ref for change in found.changes}
    asked |= {row.ref for row in found.new}
    if not asked:
        return {}
    frames = {
        subject: frame.with_columns(
            region_code=pl.lit(pack.region_code), region_code__raw=pl.lit(pack.region_code)
        )
        for subject in ("family", "person")
        if (frame := back.frame(subject)) is not None
    }
    told = checks.run(frames.get("family"), frames.get("person"), context)
    catalogue = checks.catalogue()
    by_row: dict[int, list[tuple[str, str, str, Sentence]]] = {}
    for subject, ref, check, column, value, detail, severity in told.select(
        "subject", "row_ref", "check", "column", "value", "detail", "severity"
    ).iter_rows():
        if ref in asked and column in ASKED[subject]:
            sentence = catalogue[check].told(
                column=header_of(subject, column), value=value or "", detail=detail or ""
            )
            by_row.setdefault(ref, []).append((column, check, severity, sentence))
    for lines in by_row.values():
        lines.sort(key=lambda line: (_GRAVEST[line[2]], line[1]))
    return by_row


def _claim(
    found: Comparison, findings: Mapping[int, list[tuple[str, str, str, Sentence]]], outcome: Outcome
) -> None:
    """What differs from the registry as it is now becomes a claim."""
    present = _present(found.changes)
    for change in found.changes:
        stands = present.get((change.subject, change.key))
        if stands is None:
            found.said.append(Said(_GONE, change.row))
            continue
        value = _as_kept(change)
        if _same(change, value, stands):
            continue
        said = [line for line in findings.get(change.row.ref, []) if line[0] == change.field]
        claimed = Claimed(
            change.field, value, None,
            family_id=change.key if change.subject == "family" else None,
            person_id=change.key if change.subject == "person" else None,
        )  # fmt: skip
        if said:
            claimed = replace(claimed, severity=said[0][2], remark=said[0][3])
        outcome.claims.append((claimed, change.row))


_GONE = Sentence(
    "Keluarga atau orang pada baris ini tidak ada lagi di registri: batchnya ditarik kembali. Isiannya tidak diusulkan."
)


def _as_kept(change: Change) -> Any:
    """Text no longer than its column holds."""
    if not isinstance(change.value, str) or change.field in NUMBERS:
        return change.value
    model: Any = Family if change.subject == "family" else Person
    if change.field in DWELLING:
        model = Dwelling
    length = model._meta.get_field(change.field).max_length
    return change.value[:length] if length else change.value


def _same(change: Change, value: Any, stands: Mapping[str, Any]) -> bool:
    held = stands.get(change.field)
    if change.field in NUMBERS:
        return bool(held == crypto.blind_index(change.field, value).hex())
    if isinstance(held, date):
        held = held.isoformat()
    return held == value or (held is not None and str(held) == str(value))


def _present(changes: Iterable[Change]) -> dict[tuple[str, str], dict[str, Any]]:
    """What the registry holds of everyone the changes speak of; four queries."""
    ids: dict[str, set[UUID]] = {"family": set(), "person": set()}
    for change in changes:
        ids[change.subject].add(UUID(change.key))
    told: dict[tuple[str, str], dict[str, Any]] = {}
    families = Family.objects.filter(id__in=ids["family"], region_code__gt="")
    for row in families.values("id", "head_name", "address"):
        told["family", row["id"].hex] = {**row}
    for house in Dwelling.objects.filter(family__in=ids["family"]).values("family_id", *DWELLING):
        if (family := told.get(("family", house["family_id"].hex))) is not None:
            family.update(house)
    persons = Person.objects.filter(id__in=ids["person"], family__isnull=False)
    for person in persons.values("id", *(name for name in ASKED["person"] if name != "nik")):
        told["person", person["id"].hex] = {**person}
    for kind, subject, owner in (("nik", "person", "person_id"), ("kk", "family", "family_id")):
        numbers = IdentityNumber.objects.filter(
            kind=kind, ended_by__isnull=True, **{f"{subject}__in": ids[subject]}
        )
        for bearer, index in numbers.values_list(owner, "index"):
            if (held := told.get((subject, bearer.hex))) is not None:
                held[kind] = index
    return told


def _say(
    found: Comparison, findings: Mapping[int, list[tuple[str, str, str, Sentence]]], outcome: Outcome
) -> None:
    for subject, _key, name, row in found.unread:
        said = [line for line in findings.get(row.ref, []) if line[0] == name]
        sentence = said[0][3] if said else _unreadable(subject, name)
        found.said.append(Said(sentence, row, name))
    outcome.lines += [
        Line(ReturnedLine.Kind.TOLD, one.row, {"said": one.sentence.kept(), "whose": _whose(one.row)})
        for one in found.said
    ]
    outcome.lines += [
        Line(
            ReturnedLine.Kind.REMARK, row,
            {"text": row.cell(REMARK).text[:_LONGEST], "whose": _whose(row), "key": key, "subject": row.subject},
        )
        for key, row in found.remarks
    ]  # fmt: skip
    for row in found.new:
        checked = [line[3].kept() for line in findings.get(row.ref, [])]
        content = {"subject": row.subject, "cells": _cells(row), "checks": checked, "whose": _whose(row)}
        outcome.lines.append(Line(ReturnedLine.Kind.NEW, row, content))


def _unreadable(subject: str, name: str) -> Sentence:
    return Sentence(
        "Isian {column} tidak dapat dibaca. Isian itu tidak diusulkan. Betulkan pada lembar kerja, lalu unggah lagi.",
        {"column": header_of(subject, name)},
    )


def _whose(row: Row | None) -> str:
    if row is None:
        return ""
    return str(row.cell("name").value or row.cell("head_name").value or "")


def _cells(row: Row) -> dict[str, str]:
    """What a new row says, by heading."""
    layout = layout_of(row.subject)
    names = (*ASKED[row.subject], *CONTEXT[row.subject], REMARK)
    return {layout.header(name): row.cell(name).text[:_LONGEST] for name in names if not row.cell(name).blank}
