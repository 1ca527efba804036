"""How heavy an office takes each check: the catalogue's word, unless its region says otherwise from a day on.

services.py writes it, queries.py says what holds for a region, views.py is the page. The checks themselves and
their defaults are the engine's.
"""
