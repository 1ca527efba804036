"""Why a demonstration is not made: sentences for the user."""


class DemoRefused(Exception):
    """What was asked cannot be done; the message says what is wrong and what to do."""

    for_people = True
