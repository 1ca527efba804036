"""Which days a form takes: those that become a moment in any zone, with a day before and a day after."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator

# The calendar's first and last day have no such neighbours; a year typed wrong is seldom meant either.
IN_REASON = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31)))
