"""Migrations of a version that must not come out: the first spoils rows for good, the second fails."""
