"""Whose data an account, or anybody in a period, saw, revealed, exported or changed: what a breach is answered with.

A family is named where it was touched by itself: its page, a number of it, a file that kept whom it held, a
change. Lists and other files are told as what they were: which filter, how many. Areas above register which of
their events took whom out of the house (`sources.EXPORTED`, `sources.NAMED`).
"""
