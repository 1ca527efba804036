"""One returned workbook: found whose it is, held against the pack that was sent, the registry and the checks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

import orjson
import polars as pl

from tepat.engine import checks
from tepat.engine.reading import UnreadableFile, refusals
from tepat.engine.sentences import Sentence
from tepat.intake.additions.recognising import Known
from tepat.intake.additions.rows import NewRow, new_rows
from tepat.intake.models import Pack, PackReturn, PackRound, ReturnedLine
from tepat.intake.reading import values_of
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
from .layouts import ASKED, REMARK, layout_of, pack_layouts
from .sheets import Book, Row, header_of, read_book

_GRAVEST = {"hold": 0, "warning": 1, "note": 2}
_LONGEST = 500
# What the checks say of a family as a whole at no column that a pack asks for: no members, too many.
_OF_THE_WHOLE = frozenset({"KEL-004", "KEL-015"})
_Findings = dict[int, list[tuple[str, str, str, Sentence]]]


@dataclass(frozen=True)
class Line:
    """A line to keep: a trouble or a remark."""

    kind: str
    row: Row | None
    content: dict[str, Any]


@dataclass
class Outcome:
    """What came of a return, ready to be kept; the claims name their rows by the rows' numbers."""

    pack: Pack
    claims: list[tuple[Claimed, Row]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    additions: list[NewRow] = field(default_factory=list)
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
    new, recognised = new_rows(found.new, sent, pack)
    outcome.additions = _take_up(found, new, recognised)
    frames = _frames(back, found, outcome.additions, pack)
    findings = _findings(frames, found, outcome.additions, context)
    _fill(outcome.additions, frames, findings)
    _claim(found, findings, outcome)
    outcome.filled += sum(row.ref in recognised for _claimed, row in outcome.claims)
    _say(found, findings, outcome)
    return outcome


def _take_up(found: Comparison, new: Sequence[NewRow], recognised: Mapping[int, Known]) -> list[NewRow]:
    """The new rows but for those of whom the registry knows by now: what differs of them becomes a claim too."""
    for one in new:
        if (known := recognised.get(one.row.ref)) is None:
            continue
        key = (known.person_id or known.family_id).hex
        found.keys[one.row.ref] = key
        found.said.append(Said(_KNOWN_BY_NOW, one.row))
        for name in ASKED[one.subject]:
            cell = one.row.cell(name)
            if cell.unread:
                found.unread.append((one.subject, key, name, one.row))
            elif not cell.blank:
                found.changes.append(Change(one.subject, key, name, cell.value, one.row))
    return [one for one in new if one.row.ref not in recognised]


_KNOWN_BY_NOW = Sentence(
    "Baris baru ini sudah tercatat di registri, jadi tidak diusulkan lagi. Isiannya yang berbeda menjadi usulan "
    "perubahan."
)


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


def _frames(
    back: Book, found: Comparison, additions: Sequence[NewRow], pack: Pack
) -> dict[str, pl.DataFrame]:
    """The staged rows with the keys by which they belong together, and where they live."""
    families: dict[int, str | None] = {}
    people: dict[int, str | None] = {}
    places = {one.row.ref: one.region_code for one in additions}
    for row in back.rows:
        key = found.keys.get(row.ref)
        families[row.ref] = key if row.subject == "family" else row.family_key or None
        people[row.ref] = key or f"baris {row.ref}"
    for one in additions:
        home = one.home or (one if one.subject == "family" else None)
        known = one.family_id.hex if one.family_id else None
        families[one.row.ref] = f"baris {home.row.ref}" if home else known
    frames = {}
    for subject in ("family", "person"):
        if (frame := back.frame(subject)) is not None:
            refs = frame["row_ref"].to_list()
            region = pl.Series("region_code", [places.get(ref, pack.region_code) for ref in refs], pl.String)
            keys = [pl.Series("family_key", [families[ref] for ref in refs], pl.String)]
            if subject == "person":
                keys.append(pl.Series("person_key", [people[ref] for ref in refs], pl.String))
            frames[subject] = frame.with_columns(region, region.alias("region_code__raw"), *keys)
    return frames


def _findings(
    frames: Mapping[str, pl.DataFrame],
    found: Comparison,
    additions: Sequence[NewRow],
    context: checks.Context,
) -> _Findings:
    """What the checks say of the rows in which something was filled in, by row: column, check, severity, sentence."""
    asked = {row.ref for *_rest, row in found.unread} | {change.row.ref for change in found.changes}
    new = {one.row.ref for one in additions}
    if not asked | new:
        return {}
    told = checks.run(frames.get("family"), frames.get("person"), context)
    catalogue = checks.catalogue()
    by_row: _Findings = {}
    for subject, ref, check, column, value, detail, severity in told.select(
        "subject", "row_ref", "check", "column", "value", "detail", "severity"
    ).iter_rows():
        if (ref in asked | new and column in ASKED[subject]) or (ref in new and check in _OF_THE_WHOLE):
            sentence = catalogue[check].told(
                column=header_of(subject, column), value=value or "", detail=detail or ""
            )
            by_row.setdefault(ref, []).append((column, check, severity, sentence))
    for lines in by_row.values():
        lines.sort(key=lambda line: (_GRAVEST[line[2]], line[1]))
    return by_row


def _fill(additions: Sequence[NewRow], frames: Mapping[str, pl.DataFrame], findings: _Findings) -> None:
    """Give the new rows their values as the registry takes them, and the checks' word."""
    by_ref = {one.row.ref: one for one in additions}
    for subject, frame in frames.items():
        staged = frame.filter(pl.col("row_ref").is_in(list(by_ref)))
        refs, _families, _people, regions, texts = values_of(staged, layout_of(subject))
        for ref, region, text in zip(refs, regions, texts, strict=True):
            values = {name: value for name, value in orjson.loads(text).items() if value is not None}
            values = {name: value for name, value in values.items() if name not in _KEYS}
            values["region_code"] = region
            if subject == "person":
                values.pop("head_name", None)
                values["made_key"] = True  # he may be known by his number or name under no key
            by_ref[ref].values = values
    for one in additions:
        found = findings.get(one.row.ref, [])
        # That it has no name is its trouble already.
        one.said = [
            (severity, said) for _column, check, severity, said in found if one.name or check != "NAMA-001"
        ]


_KEYS = frozenset({"family_key", "person_key"})


def _claim(found: Comparison, findings: _Findings, outcome: Outcome) -> None:
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


def _say(found: Comparison, findings: _Findings, outcome: Outcome) -> None:
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


def _unreadable(subject: str, name: str) -> Sentence:
    return Sentence(
        "Isian {column} tidak dapat dibaca. Isian itu tidak diusulkan. Betulkan pada lembar kerja, lalu unggah lagi.",
        {"column": header_of(subject, name)},
    )


def _whose(row: Row | None) -> str:
    if row is None:
        return ""
    return str(row.cell("name").value or row.cell("head_name").value or "")
