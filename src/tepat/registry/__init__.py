"""Families, people and dwellings, their numbers and their sources over time.

What a ministry's file looks like and how it is checked is intake's; here stands what is held to be true now,
and every fact it follows from.
"""
