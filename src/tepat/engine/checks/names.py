"""Checks of names as they stand in a list; how names are compared is tepat.engine.identity.names'."""

import polars as pl

from tepat.engine.checks.batch import Batch, Hits, check, hits

LONGEST = 60
_INVENTED = (
    r"(?i)^(?:n\.? ?n\.?|no ?name|tanpa nama|tidak (?:ada|tahu|diketahui)|(?:belum|blm) (?:ada|punya|diberi) nama"
    r"|bayi(?: .*)?|by\.? ?ny\.? .*|x{2,}|tes(?:t|ting)?|contoh|nama|anak (?:ke ?-?)?[0-9]*)$"
)
# What Windows-1252 makes of UTF-8, and signs that stand for letters nobody could read.
_BROKEN = "\ufffd|Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ]|Â[\u00a0-\u00bf]|â€|\\?{2,}|&(?:amp|#[0-9]+|quot);"


@check("NAMA-001")
def no_name(batch: Batch) -> Hits:
    """Blank, or without a single letter."""
    return [
        hits(pair.subject, frame, ~pl.col(pair.name).str.contains(r"\p{L}").fill_null(False), pair.name)
        for pair, frame in batch.pairs()
    ]


@check("NAMA-002")
def digits_in_name(batch: Batch) -> Hits:
    """Letters and digits mixed: often a column that slipped."""
    mixed = [r"\p{L}", "[0-9]"]
    return [
        hits(
            pair.subject,
            frame,
            pl.all_horizontal([pl.col(pair.name).str.contains(pattern) for pattern in mixed]),
            pair.name,
        )
        for pair, frame in batch.pairs()
    ]


@check("NAMA-003")
def invented_name(batch: Batch) -> Hits:
    """Words for "no name yet": NN, BAYI NY. …, TANPA NAMA."""
    return [
        hits(pair.subject, frame, pl.col(pair.name).str.contains(_INVENTED), pair.name)
        for pair, frame in batch.pairs()
    ]


@check("NAMA-004")
def broken_letters(batch: Batch) -> Hits:
    """Letters lost when a file was opened in the wrong encoding."""
    return [
        hits(pair.subject, frame, pl.col(pair.name).str.contains(_BROKEN), pair.name)
        for pair, frame in batch.pairs()
    ]


@check("NAMA-005")
def odd_length(batch: Batch) -> Hits:
    """One letter alone, or more than a name may have."""
    length = r"^\P{L}*\p{L}\P{L}*$"
    return [
        hits(
            pair.subject,
            frame,
            pl.col(pair.name).str.contains(length) | (pl.col(pair.name).str.len_chars() > LONGEST),
            pair.name,
        )
        for pair, frame in batch.pairs()
    ]
