"""Installations as earlier versions of Tepat left them, one on each database, with what they said of themselves.

part1: ce8e2a4, the first slice whole. part2: 4d2d54f, intake in full. Each archive holds the data folder with its
keys, the database (tepat.sqlite3, or database.sql for PostgreSQL) and facts.json. `make.py` made them, run by that
version's own code in a worktree of that commit:

    git worktree add --detach ../part1 ce8e2a4
    cd ../part1
    PYTHONPATH=src:. python …/earlier/make.py …/earlier/part1

It is never run on a later commit: what it would make is no earlier version's.
"""
