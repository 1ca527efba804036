"""The civil registry by file: whom it is asked about, and what it answers.

A referral names people and goes out as a workbook; its answer becomes claims of the registry, decided like all others.
"""
