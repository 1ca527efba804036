"""Keeping what is here: backing up, restoring, moving between databases, upgrading, and proving that it is the same.

Everything stands on two things: one sealed file that holds a whole installation (archive.py), and the rows of
every table in one form whatever the database (rows.py). Why so: docs/adr/0021-one-file-one-form-of-rows.md.
"""
