"""Passwords hashed as in use, by argon2, but with little work: tests make hundreds of accounts."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm with a mebibyte of memory instead of a hundred."""

    time_cost = 1
    memory_cost = 1_024
    parallelism = 1
