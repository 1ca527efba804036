"""Packs that come back: a village's completed workbook is read against the one that was sent, and becomes claims.

layouts.py says what the sheets look like, sheets.py reads them, comparing.py finds what was filled in, reading.py
holds that against the registry and the checks, services.py keeps what came of it.
"""
