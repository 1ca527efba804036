"""Families and members that villages write below their packs' lists, and how they come into the registry.

rows.py says what a new row is and where it belongs, recognising.py whether the registry has it already, services.py
decides. Whatever the registry knows by then is no addition: reading (returns/) makes claims of it.
"""
