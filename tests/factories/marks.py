"""The mark of a file that a test writes."""

from tepat.platform.files.marking import Mark

MARK = Mark("Uji (uji)", "1 Januari 2026 08.00 WITA", "menguji")
