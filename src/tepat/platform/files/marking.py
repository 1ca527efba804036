"""Who took a file out of the house, when and what for: one line that every file bears, whatever its shape.

A mark is in the way of nobody who sends a file back: workbooks bear it in the foot of each sheet and on a sheet of its
own that no reader takes for data, tables of commas in a last column, papers across and at the foot of each page,
archives in a note. What a mark says of the purpose comes from the register of processing (platform.privacy.marks).
"""

from dataclasses import dataclass

from tepat.engine.reading.own_sheets import MARK_SHEET as SHEET

__all__ = ["COLUMN", "NOTE", "SHEET", "Mark"]

COLUMN = "Tanda unduhan"
NOTE = "TANDA-UNDUHAN.txt"
# A sheet's foot takes 255 signs, its own codes included.
_MOST_IN_A_FOOT = 240


@dataclass(frozen=True)
class Mark:
    """Who (name and account), when (on the region's clock) and what for. `made`: made for others to fetch."""

    who: str
    at: str
    purpose: str
    made: bool = False

    @property
    def line(self) -> str:
        """All of it in one line."""
        return f"{self.short} · untuk {self.purpose}"

    @property
    def short(self) -> str:
        """Who and when."""
        return f"{'Dibuat' if self.made else 'Diunduh'} oleh {self.who} · {self.at}"

    @property
    def foot(self) -> str:
        """The line as a spreadsheet's foot writes it."""
        plain = self.line.replace("&", "&&")
        whole = plain if len(plain) <= _MOST_IN_A_FOOT else plain[: _MOST_IN_A_FOOT - 1].rstrip("&") + "…"
        return f"&L&8{whole}"

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The lines of its sheet or note."""
        return (
            ("Dibuat oleh" if self.made else "Diunduh oleh", self.who),
            ("Pada", self.at),
            ("Keperluan", self.purpose),
            ("", "Pakai hanya untuk keperluan itu, jangan disebarkan, dan hapus bila sudah selesai."),
        )
