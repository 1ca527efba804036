"""Checks of the NIK: what is wrong with the number itself, with its being shared, and with what it says."""

import polars as pl

from tepat.engine.checks.batch import NOTHING, Batch, Hits, Pair, check, hits
from tepat.engine.checks.proposals import agrees_with_nik
from tepat.engine.identity import nik, number


def _having(batch: Batch, *kinds: str, detail: str = "") -> Hits:
    """Rows whose number was seen to be of one of the kinds; what the other file says is proposed.

    `detail` is the pattern that is taken out of the kinds as the detail.
    """
    pattern = rf"\b({'|'.join(kinds)})\b"
    return [
        hits(
            pair.subject,
            frame,
            pl.col(f"{pair.nik}__kinds").str.contains(pattern) & ~pl.col(f"{pair.nik}__suspect"),
            pair.nik,
            detail=pl.col(f"{pair.nik}__kinds").str.extract(detail) if detail else NOTHING,
            proposal=pl.col(f"{pair.nik}__elsewhere"),
            confidence=_agreement(pair),
        )
        for pair, frame in batch.pairs()
    ]


def _agreement(pair: Pair) -> pl.Expr:
    """How sure the other file's number is: more where what is left here begins alike."""
    left = pl.col(f"{pair.nik}__raw").str.replace_all("[^0-9]", "").str.head(6)
    alike = pl.col(f"{pair.nik}__elsewhere").str.starts_with(left) & (left.str.len_bytes() == 6)
    return pl.when(alike).then(0.97).otherwise(0.85)


@check("NIK-001")
def wrong_length(batch: Batch) -> Hits:
    """Digits, but not sixteen. Detail: how many."""
    return [
        hits(
            pair.subject,
            frame,
            pl.col(f"{pair.nik}__kinds").str.contains(r"\blength\b"),
            pair.nik,
            detail=pl.col(f"{pair.nik}__raw").str.count_matches("[0-9]"),
            proposal=pl.col(f"{pair.nik}__elsewhere"),
            confidence=_agreement(pair),
        )
        for pair, frame in batch.pairs()
    ]


@check("NIK-002")
def impossible(batch: Batch) -> Hits:
    """Sixteen characters that cannot be a NIK: letters, no such province, no such day, serial 0000."""
    kinds = ("characters", "province", "birth", "serial")
    return _having(batch, *kinds, detail=rf"\b({'|'.join(kinds)})\b")


@check("NIK-003")
def shared(batch: Batch) -> Hits:
    """One NIK on several people; among heads only when the batch has no people. Detail: how many.

    Numbers that a spreadsheet rounded to the same are told by NIK-012 alone.
    """
    pair, frame = list(batch.pairs())[-1]
    key = "person_key" if pair.subject == "person" else "family_key"
    owner = pl.coalesce(key, pl.format("row {}", "row_ref"))
    owners = (
        frame.lazy()
        .filter(pl.col(pair.nik).is_not_null())
        .group_by(pair.nik)
        .agg(owners=owner.n_unique())
        .filter(pl.col("owners") > 1)
        .collect()
    )
    several = frame.join(owners, on=pair.nik, how="inner", maintain_order="left")
    rounded = pl.col(f"{pair.nik}__suspect")
    return [hits(pair.subject, several, ~rounded, pair.nik, detail=pl.col("owners"))]


@check("NIK-004")
def blank(batch: Batch) -> Hits:
    """No number, or a placeholder for none. Where one is said to be known, NIK-013 tells so alone."""
    return _absent(batch, said_to_be_known=False)


def _absent(batch: Batch, *, said_to_be_known: bool) -> Hits:
    return [
        hits(
            pair.subject,
            frame,
            (pl.col(f"{pair.nik}__status") == "blank") & (_matched(pair, frame) == said_to_be_known),
            pair.nik,
            proposal=pl.col(f"{pair.nik}__elsewhere"),
            confidence=0.85,
        )
        for pair, frame in batch.pairs()
    ]


def _matched(pair: Pair, frame: pl.DataFrame) -> pl.Expr:
    """Whether the row says that the civil registry knows the number; a layout may have no column for that."""
    column = f"{pair.nik.removesuffix('nik')}civil_match"
    return (pl.col(column) == "matched").fill_null(False) if column in frame.columns else pl.lit(False)


@check("NIK-005")
def equal_to_key(batch: Batch) -> Hits:
    """The NIK stands in a key column as well, so one of the two was filled by mistake."""
    found: Hits = []
    for pair, frame in batch.pairs():
        keys = [key for key in ("family_key", "person_key") if key in frame.columns]
        same = pl.any_horizontal(
            [
                (pl.col(key).str.strip_chars() == pl.col(pair.nik))
                & ~pl.col("layout").is_in(batch.layouts_having(key, made_of=pair.nik))
                for key in keys
            ]
        )
        found.append(hits(pair.subject, frame, same, pair.nik))
    return found


@check("NIK-006")
def rounded(batch: Batch) -> Hits:
    """A number cell, whose sixteenth digit the spreadsheet may have made 0."""
    return _having(batch, "rounded")


@check("NIK-007")
def exponent(batch: Batch) -> Hits:
    """Written as 6.40805E+15: the digits after the sixth are gone."""
    return _having(batch, "exponent")


@check("NIK-008")
def temporary(batch: Batch) -> Hits:
    """Begins with 0, as numbers made up by village applications do."""
    return _having(batch, "temporary")


@check("NIK-009")
def tidied(batch: Batch) -> Hits:
    """Usable after a safe repair: spaces, dots, apostrophes, a trailing .0."""
    return [
        hits(
            pair.subject,
            frame,
            pl.col(pair.nik).is_not_null()
            & pl.col(f"{pair.nik}__kinds").str.contains(r"\b(invisible|separators|decimal)\b"),
            pair.nik,
            proposal=pl.col(pair.nik),
        )
        for pair, frame in batch.pairs()
    ]


@check("NIK-010")
def letters(batch: Batch) -> Hits:
    """A number if O is 0 and I or l is 1; whether it is, a person must say."""
    return [
        hits(
            pair.subject,
            frame,
            pl.col(f"{pair.nik}__kinds").str.contains(r"\bletters\b"),
            pair.nik,
            proposal=number.letters_as_digits(pl.col(f"{pair.nik}__raw")),
            confidence=pl.when(
                pl.col(f"{pair.nik}__elsewhere") == number.letters_as_digits(pl.col(f"{pair.nik}__raw"))
            )
            .then(0.99)
            .otherwise(0.9),
        )
        for pair, frame in batch.pairs()
    ]


@check("NIK-011")
def birth_date_disagrees(batch: Batch) -> Hits:
    """The NIK says another birth date than the row; an invented day (TGL-003) is not told twice.

    Day and month in each other's place are proposed back where the NIK then agrees. Otherwise the NIK is no
    better witness than the row, for it is not changed when a birth date is corrected.
    """
    found: Hits = []
    for pair, frame in batch.pairs():
        born = pl.col(pair.birth_date)
        swapped = pl.concat_str([born.dt.year(), born.dt.day(), born.dt.month()], separator="-").str.to_date(
            "%Y-%m-%d", strict=False
        )
        found.append(
            hits(
                pair.subject,
                frame,
                disagrees_with_date(pair) & ~pl.col(f"{pair.birth_date}__doubted"),
                pair.birth_date,
                proposal=pl.when(agrees_with_nik(pair, swapped)).then(swapped),
                confidence=0.97,
            )
        )
    return found


@check("NIK-012")
def rounded_column(batch: Batch) -> Hits:
    """Ends in 0 where too many numbers of the village, or of the whole list, do."""
    return [
        hits(pair.subject, frame, pl.col(f"{pair.nik}__suspect"), pair.nik) for pair, frame in batch.pairs()
    ]


@check("NIK-013")
def matched_without_number(batch: Batch) -> Hits:
    """The civil registry is said to know a number that is not there."""
    return _absent(batch, said_to_be_known=True)


@check("KK-001")
def card_number_as_key(batch: Batch) -> Hits:
    """Sixteen digits for the family's key on a ministry's sheet that has a key of its own."""
    own_key = [layout.id for layout in batch.context.layouts if layout.source == "p3ke"]
    digits = pl.col("family_key").str.replace_all("[ .'’-]", "").str.contains(r"^[0-9]{16}(?:[.,]0+)?$")
    return [
        hits(subject, frame, pl.col("layout").is_in(own_key) & digits, "family_key")
        for subject, frame in batch.subjects()
    ]


@check("JK-001")
def sex_disagrees(batch: Batch) -> Hits:
    """The NIK says another sex than the row."""
    return [
        hits(
            pair.subject,
            frame,
            nik.says_a_date(pl.col(pair.nik)) & (nik.sex(pl.col(pair.nik)) != pl.col(pair.sex)),
            pair.sex,
            proposal=nik.sex(pl.col(pair.nik)),
            confidence=0.6,
        )
        for pair, frame in batch.pairs()
    ]


@check("JK-002")
def sex_not_filled(batch: Batch) -> Hits:
    """Not filled in, though the NIK says it."""
    return [
        hits(
            pair.subject,
            frame,
            pl.col(pair.sex).is_null() & ~pl.col(f"{pair.sex}__unknown") & nik.says_a_date(pl.col(pair.nik)),
            pair.sex,
            proposal=nik.sex(pl.col(pair.nik)),
            confidence=0.9,
        )
        for pair, frame in batch.pairs()
    ]


def disagrees_with_date(pair: Pair) -> pl.Expr:
    """Whether a usable NIK says another birth date than the row; null when one of the two is absent."""
    return nik.says_a_date(pl.col(pair.nik)) & ~pl.col(f"{pair.birth_date}__agrees")
