"""Hashes the passwords of tests at low cost, because no test tests argon2."""

from __future__ import annotations

from argon2 import PasswordHasher

from auth.accounts import passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def hash_cheaply() -> None:
    """Hash at low cost in this process from now on."""
    passwords.hasher = CHEAP
