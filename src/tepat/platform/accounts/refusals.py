"""What the account services refuse, in the words a user reads."""


class AccountRefused(Exception):
    """A change of accounts that cannot be; its message says what, why and what to do."""

    for_people = True
