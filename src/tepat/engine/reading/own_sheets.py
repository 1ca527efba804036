"""Sheets that Tepat adds to the workbooks it writes, and that are no data when such a workbook comes back."""

MARK_SHEET = "Tanda Tepat"
