"""The generated regency: believable people on a real tree of villages, and the damage of real lists.

`generator` writes files in the ministry's layout with the truth beside them, `regency` fills an installation
with them through the real importer. Nobody here exists: every number begins with 99, a code no province has.
"""
