"""What a NIK, a KK number, a name and a date say by themselves: structure, damage and repair.

Pure functions, each for one value (`nik.read`) and for a whole column (`nik.read_column`) by the same rules.
Which findings follow from them is decided in tepat.engine.checks.
"""
