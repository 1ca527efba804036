"""Region codes as files write them (`6408012001`, `64.08.01.2001`, a number cell) into the dotted form.

And the form in which two spellings of a region's name are equal. Whether a region exists is not known here; that
is the caller's list of regions.
"""

import polars as pl

from tepat.engine.identity.invisible import INVISIBLE

# Lengths of a province, regency, district and village code without dots, and the groups of the dotted form.
_FORMS = {2: (2,), 4: (2, 2), 6: (2, 2, 2), 10: (2, 2, 2, 4)}
_JUNK = "[ \t\n\r\u00a0'’`.,_-]+"
_KINDS = r"^(desa|kelurahan|kel|kecamatan|kec|kabupaten|kab|kota|kampung|nagari|gampong)\b[. ]*"
_DECIMAL = r"^([0-9]{2,})[.,]0$"


def dotted(text: str | None) -> str | None:
    """The dotted code, or None when the text has the form of none."""
    return dotted_column(pl.Series([text], dtype=pl.String))[0]


def dotted_column(text: pl.Series) -> pl.Series:
    """`dotted` for a column."""
    name = text.name
    visible = pl.col("text").str.replace_all(INVISIBLE, "").str.strip_chars()
    digits = visible.str.replace(_DECIMAL, "${1}").str.replace_all(_JUNK, "")
    result = pl.lit(None, dtype=pl.String)
    for length, groups in _FORMS.items():
        starts = [sum(groups[:i]) for i in range(len(groups))]
        pieces = [pl.col("digits").str.slice(start, size) for start, size in zip(starts, groups, strict=True)]
        result = (
            pl.when(pl.col("digits").str.contains(rf"^[0-9]{{{length}}}$"))
            .then(pl.concat_str(pieces, separator="."))
            .otherwise(result)
        )
    frame = pl.DataFrame({"text": text.cast(pl.String)}).select(digits=digits).select(result.alias(name))
    return frame[name]


def name_form(name: pl.Expr) -> pl.Expr:
    """Names of regions compared by their letters: "Desa Ba'ay" is "BAAY"."""
    return name.str.to_lowercase().str.replace(_KINDS, "").str.replace_all("[^a-z0-9]+", "")
