"""The rules NIK and KK share: sixteen digits, what spreadsheets and clerks do to them, and what is undone.

`read` judges one value and `read_column` a column; a property test holds the two to the same answer. What the
parts of a sound number say lives in nik.py and kk.py.

Statuses: `sound` (possible), `generated` (province 99, which no region has: made for tests and
demonstrations, never a finding), `damaged` (nothing that could be used) and `blank` (no number was given).
Kinds say what was seen. Repairs that leave the number usable: `invisible` (characters nobody sees),
`separators`, `decimal`. Damage: `exponent`, `characters`, `letters` (a number if O is 0 and I is 1, which a
person must say), `length`, `temporary`, `rounded`, `province`, `birth`, `serial`. `placeholder` is a blank
written as zeros, nines, a dash or a word.
"""

import re
from dataclasses import dataclass
from typing import Literal

import polars as pl

from tepat.engine.identity.invisible import INVISIBLE

Status = Literal["sound", "generated", "damaged", "blank"]
USABLE: tuple[Status, ...] = ("sound", "generated")
REPAIRS = ("invisible", "separators", "decimal")

# Provinces as Kemendagri codes them (the four Papua provinces of 2022 included), with 54 for people
# registered in East Timor before 1999.
PROVINCES = (
    *("11", "12", "13", "14", "15", "16", "17", "18", "19", "21"),
    *("31", "32", "33", "34", "35", "36", "51", "52", "53", "54"),
    *("61", "62", "63", "64", "65", "71", "72", "73", "74", "75", "76"),
    *("81", "82", "91", "92", "93", "94", "95", "96", "97"),
)
GENERATED = "99"
# A float holds every whole number up to 2**53 and only even ones above; Excel keeps 15 digits in any case, so
# that the 16th becomes 0.
EXACT_UP_TO = str(2**53)

# The patterns are written out so that Python's and Polars' regular expressions read them alike.
_SPACES = "[ \t\n\r\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
_SEPARATORS = "[.,'’‘`´\"“”:;/_*#+()–—-]+"
_QUOTES = r"^[='’‘`\"“”]+|['’‘`\"“”]+$"
# 6.40805E+15, 6,40805e15, 64.0805E+14, 6.40805 x 10^15.
_EXPONENT = r"^[0-9]{1,6}(?:[.,][0-9]*)?(?:[eE]|[xX×*·]10[\^]?)[+]?[0-9]{1,4}$"
_DECIMAL = r"^([0-9]{5,})[.,]0+$"
_DIGITS = r"^[0-9]+$"
_LETTERS = r"^[0-9OoIiLl]{16}$"
_LEAST_DIGITS_AMONG_LETTERS = 10
_PROVINCE = "^(?:" + "|".join(PROVINCES) + ")"


def _either_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter}]" for letter in word)


_WORDS = (
    *("kosong", "nihil", "null", "none", "na", "nan", "xxx"),
    *("tidakada", "belumada", "tdkada", "blmada", "tidakpunya", "belumpunya"),
)
_PLACEHOLDER = (
    "^(?:0+|9+|9{8,}0|10{15,}|[xX]+|"
    + "|".join(f"{digit}{{8,}}" for digit in range(1, 9))
    + "|"
    + "|".join(_either_case(word) for word in _WORDS)
    + ")$"
)


@dataclass(frozen=True)
class Reading:
    """What a cell that should hold a number says. `value` is sixteen digits when usable, else None."""

    value: str | None
    status: Status
    kinds: tuple[str, ...] = ()


def read(text: str | None, *, numeric: bool, dated: str) -> Reading:
    """Judge one value; `numeric`: its cell was stored as a number, `dated`: the pattern its date must fit."""
    if text is None:
        return Reading(None, "blank")
    visible = re.sub(INVISIBLE, "", text)
    bare = re.sub(_SPACES, "", visible)
    if not bare:
        return Reading(None, "blank")
    if re.search(_EXPONENT, re.sub(_QUOTES, "", bare)):
        return Reading(None, "damaged", ("exponent",))
    whole = re.sub(_DECIMAL, r"\1", bare)
    joined = re.sub(_SEPARATORS, "", whole)
    if not joined or re.search(_PLACEHOLDER, joined):
        return Reading(None, "blank", ("placeholder",))
    repairs: tuple[str, ...] = ()
    if visible != text:
        repairs += ("invisible",)
    if bare != visible or joined != whole:
        repairs += ("separators",)
    if whole != bare:
        repairs += ("decimal",)
    letters = _reads_as_letters(joined)
    if letters:
        joined = joined.translate(_AS_DIGITS)
    damage = _damage(joined, numeric=numeric, dated=dated) or ("letters" if letters else None)
    if damage is not None:
        return Reading(None, "damaged", (*repairs, damage))
    return Reading(joined, "generated" if joined.startswith(GENERATED) else "sound", repairs)


_AS_DIGITS = str.maketrans("OoIiLl", "001111")


def _reads_as_letters(joined: str) -> bool:
    return (
        re.search(_LETTERS, joined) is not None
        and re.search(_DIGITS, joined) is None
        and len(re.findall("[0-9]", joined)) >= _LEAST_DIGITS_AMONG_LETTERS
    )


def _damage(digits: str, *, numeric: bool, dated: str) -> str | None:
    if not re.search(_DIGITS, digits):
        return "characters"
    if len(digits) != 16:
        return "length"
    if digits.startswith("0"):
        return "temporary"
    if numeric and (digits.endswith("0") or digits > EXACT_UP_TO):
        return "rounded"
    if digits.startswith(GENERATED):
        return None
    if not re.search(_PROVINCE, digits):
        return "province"
    if not re.search(dated, digits):
        return "birth"
    return "serial" if digits.endswith("0000") else None


def read_column(text: pl.Series, numeric: pl.Series | None, *, dated: str) -> pl.DataFrame:
    """`read` for a column: value, status and kinds (joined with spaces, "" when there are none)."""
    stored = pl.Series([False] * len(text), dtype=pl.Boolean) if numeric is None else numeric
    frame = pl.DataFrame({"text": text.cast(pl.String), "numeric": stored.fill_null(False)})
    t, bare, whole, joined = pl.col("text"), pl.col("bare"), pl.col("whole"), pl.col("joined")
    frame = (
        frame.with_columns(visible=t.fill_null("").str.replace_all(INVISIBLE, ""))
        .with_columns(bare=pl.col("visible").str.replace_all(_SPACES, ""))
        .with_columns(whole=bare.str.replace(_DECIMAL, "${1}"))
        .with_columns(joined=whole.str.replace_all(_SEPARATORS, ""))
        .with_columns(
            blank=bare == "",
            exponent=bare.str.replace_all(_QUOTES, "").str.contains(_EXPONENT),
            placeholder=(joined == "") | joined.str.contains(_PLACEHOLDER),
            invisible=pl.col("visible") != t.fill_null(""),
            separators=(bare != pl.col("visible")) | (joined != whole),
            decimal=whole != bare,
            letters=joined.str.contains(_LETTERS)
            & ~joined.str.contains(_DIGITS)
            & (joined.str.count_matches("[0-9]") >= _LEAST_DIGITS_AMONG_LETTERS),
        )
        .with_columns(joined=pl.when("letters").then(_translated(joined)).otherwise(joined))
        .with_columns(
            damage=pl.coalesce(_damage_expression(joined, dated), pl.when("letters").then(pl.lit("letters")))
        )
    )
    usable = ~pl.col("blank") & ~pl.col("exponent") & ~pl.col("placeholder") & pl.col("damage").is_null()
    repairs = [pl.when(name).then(pl.lit(name)) for name in REPAIRS]
    return frame.select(
        value=pl.when(usable).then(joined),
        status=pl.when(pl.col("blank") | (pl.col("placeholder") & ~pl.col("exponent")))
        .then(pl.lit("blank"))
        .when(~usable)
        .then(pl.lit("damaged"))
        .when(joined.str.starts_with(GENERATED))
        .then(pl.lit("generated"))
        .otherwise(pl.lit("sound")),
        kinds=pl.when("blank")
        .then(pl.lit(""))
        .when("exponent")
        .then(pl.lit("exponent"))
        .when("placeholder")
        .then(pl.lit("placeholder"))
        .otherwise(pl.concat_str([*repairs, pl.col("damage")], separator=" ", ignore_nulls=True)),
    )


def letters_as_digits(text: pl.Expr) -> pl.Expr:
    """What a number of the kind `letters` says when O is read as 0 and I or l as 1."""
    bare = text.str.replace_all(INVISIBLE, "").str.replace_all(_SPACES, "")
    return _translated(bare.str.replace_all(_SEPARATORS, ""))


def _translated(joined: pl.Expr) -> pl.Expr:
    return joined.str.replace_all("[Oo]", "0").str.replace_all("[IiLl]", "1")


def _damage_expression(digits: pl.Expr, dated: str) -> pl.Expr:
    rounded = pl.col("numeric") & (digits.str.ends_with("0") | (digits > EXACT_UP_TO))
    return (
        pl.when(~digits.str.contains(_DIGITS))
        .then(pl.lit("characters"))
        .when(digits.str.len_bytes() != 16)
        .then(pl.lit("length"))
        .when(digits.str.starts_with("0"))
        .then(pl.lit("temporary"))
        .when(rounded)
        .then(pl.lit("rounded"))
        .when(digits.str.starts_with(GENERATED))
        .then(pl.lit(None, dtype=pl.String))
        .when(~digits.str.contains(_PROVINCE))
        .then(pl.lit("province"))
        .when(~digits.str.contains(dated))
        .then(pl.lit("birth"))
        .when(digits.str.ends_with("0000"))
        .then(pl.lit("serial"))
    )
