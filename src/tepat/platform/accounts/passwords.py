"""Passwords that are handed over by word of mouth or on a slip of paper."""

import secrets

# No 0/o, 1/l/i: they are read aloud and typed from paper.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def generated() -> str:
    """Four groups of four signs, about 79 bits: "k3pw-7hdz-qm2x-9tfa"."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
