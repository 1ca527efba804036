"""Lists of any size in the ministry's P3KE 2023 layout, with the truth beside them.

    keluarga.xlsx, individu.xlsx (and .csv)   the two files as a regency receives them
    kebenaran.csv                             every damaged cell: where, what kind, what it was and became
    ringkasan.json                            counts by village and by kind of damage

The same arguments give the same bytes. Families are made and written village by village and forgotten, so
that memory does not grow with the list.
"""

import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tepat.demo import livelihood
from tepat.demo.damage import Damage, Draft
from tepat.demo.drawing import seeded
from tepat.demo.files import Files
from tepat.demo.numbers import NumberBook
from tepat.demo.people import LARGEST_FAMILY, SIZES, draw_family
from tepat.demo.places import Village, draw_address, foreign_villages, villages_of
from tepat.demo.refusals import DemoRefused
from tepat.demo.rows import FAMILY, PERSON, FamilyFacts, Row, family_row, person_row

FORMATS = ("xlsx", "csv")
Progress = Callable[[str, int, int], None]
# How far below its first a row's copy may come, in rows of the file.
_COPY_DISTANCE = (1, 400)
# People of the list in excess or short of an even spread before the next families make up for it.
_DRIFT = 6


@dataclass(frozen=True)
class Written:
    """What was written. `families` and `persons` live in the truth; rows are those of the files."""

    folder: Path
    families: int
    persons: int
    family_rows: int
    person_rows: int
    family_files: tuple[Path, ...]
    person_files: tuple[Path, ...]
    truth: Path
    summary: Path
    damage: dict[str, int]

    @property
    def files(self) -> tuple[Path, ...]:
        """The family and the individual file in the first format asked for."""
        return self.family_files[0], self.person_files[0]

    def as_json(self) -> dict[str, Any]:
        """For machines; paths as texts."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    return [str(item) for item in value] if isinstance(value, tuple) else value


def generate(
    *,
    families: int,
    out: Path,
    seed: int = 1,
    regency: str = "64.08",
    persons: int | None = None,
    formats: Collection[str] = FORMATS,
    damage: float = 1.0,
    on_progress: Progress | None = None,
) -> Written:
    """Write a list of `families` families (of exactly `persons` people when given) into the folder `out`.

    `damage` multiplies the usual rates; 0 gives clean files. Raises DemoRefused when the wish cannot be met.
    """
    _refuse_nonsense(families, persons, formats)
    villages = villages_of(regency, families=families, seed=seed)
    numbers = NumberBook(seed, regency)
    spoiler = Damage(damage, foreign_villages(regency) if damage > 0 else ())
    sizes = sizes_of(seed, families, persons)
    made = people = 0
    by_village: list[dict[str, Any]] = []
    with Files(Path(out), formats) as files:
        for village in villages:
            rng = seeded(seed, village.code)
            people_before = people
            for _ in range(village.families):
                size = next(sizes)
                _write_family(rng, draft_family(rng, village, size, numbers), spoiler, files)
                made += 1
                people += size
                if on_progress is not None and made % 500 == 0:
                    on_progress("Membuat keluarga", made, families)
            by_village.append(_counts_of(village, people - people_before))
        files.finish(
            {
                "about": "Data buatan: tidak seorang pun di dalamnya nyata; setiap NIK berawalan 99.",
                "regency": regency,
                "seed": seed,
                "damage_level": damage,
                "families": families,
                "persons": people,
                "villages": by_village,
            }
        )
    if on_progress is not None:
        on_progress("Membuat keluarga", families, families)
    return Written(
        folder=Path(out),
        families=families,
        persons=people,
        family_rows=files.rows_of(FAMILY),
        person_rows=files.rows_of(PERSON),
        family_files=files.paths_of(FAMILY),
        person_files=files.paths_of(PERSON),
        truth=files.truth_path,
        summary=files.summary_path,
        damage=dict(sorted(files.damage.items())),
    )


def _refuse_nonsense(families: int, persons: int | None, formats: Collection[str]) -> None:
    if families < 1:
        raise DemoRefused("Banyaknya keluarga paling sedikit 1.")
    if persons is not None and not families <= persons <= families * LARGEST_FAMILY:
        raise DemoRefused(
            f"{families} keluarga beranggotakan {families} sampai {families * LARGEST_FAMILY} orang."
        )
    if not formats or set(formats) - set(FORMATS):
        raise DemoRefused(f"Bentuk berkas yang dikenal: {', '.join(FORMATS)}.")


def _counts_of(village: Village, persons: int) -> dict[str, Any]:
    return {"code": village.code, "name": village.name, "families": village.families, "persons": persons}


def sizes_of(seed: int, families: int, persons: int | None = None) -> Iterator[int]:
    """Sizes of the families one after another; with `persons` they add up to it."""
    rng = seeded(seed, "sizes")
    given = 0
    for place in range(families):
        size = SIZES.draw(rng)
        if persons is not None:
            drift = given + size - round(persons * (place + 1) / families)
            if abs(drift) > _DRIFT:
                size -= drift // abs(drift) * (abs(drift) - _DRIFT)
            left = families - place - 1
            size = max(1, persons - given - left * LARGEST_FAMILY, min(size, persons - given - left))
            if left == 0:
                size = persons - given
        given += size
        yield size


def draft_family(rng: random.Random, village: Village, size: int, numbers: NumberBook) -> Draft:
    """A sound family with its rows."""
    family = draw_family(rng, size, village.peoples.draw(rng), village.peoples.draw(rng))
    livelihood.settle_people(rng, family, village)
    welfare = livelihood.draw_welfare(rng, village)
    livelihood.give_programmes(rng, family, welfare)
    facts = FamilyFacts(
        key=numbers.family_key(),
        village=village,
        welfare=welfare,
        address=draw_address(rng, village),
        updated_year=2023 if rng.random() < 0.7 else 2022,
        house=livelihood.draw_house(rng, family, welfare, village),
    )
    for person in family:
        person.key = numbers.person_key()
        person.nik = numbers.nik(rng, person, village.code)
    rows: list[Row | None] = [person_row(facts, person) for person in family]
    return Draft(village, family, family_row(facts, family), rows)


def _write_family(rng: random.Random, draft: Draft, spoiler: Damage, files: Files) -> None:
    partners = spoiler.strike(rng, draft)
    for row in draft.rows:
        files.write(row)
    for copy in draft.copies:
        files.write_later(copy, rng.randint(*_COPY_DISTANCE))
    for partner, kind, row in partners:
        files.note(partner, "nik", kind.code, f"nomornya juga pada baris {row.number}")
    spoiler.remember(draft)
