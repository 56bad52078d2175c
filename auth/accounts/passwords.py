"""Passwords: what is accepted, and argon2id.

Hashing takes 64 MiB and a tenth of a second each; no more than a few run at once, so
that a flood of logins cannot exhaust memory.
"""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from auth.accounts.common_passwords import COMMON
from auth.core.errors import InvalidError

SHORTEST, LONGEST = 8, 256
AT_ONCE = 3
NOBODYS = ""
"""Stands for a hash where no password opens: one has to be set by mail first."""

hasher = PasswordHasher()
_slots = threading.BoundedSemaphore(AT_ONCE)


def check(password: str) -> None:
    """Refuse what a guesser tries first.

    :raises InvalidError: if it is too short, too long or one of the common ones.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidError(
            f"A password must have {SHORTEST} to {LONGEST} characters. 15 or more are "
            "safer.",
            {"field": "password"},
        )
    if password.casefold() in COMMON:
        raise InvalidError(
            "This password is too common. Please choose another.",
            {"field": "password"},
        )


def hash_password(password: str) -> str:
    """Return the argon2id hash of *password*. Never within a transaction."""
    with _slots:
        return hasher.hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Whether *password* is the one; without a stored hash, the work is done anyway."""
    with _slots:
        try:
            return hasher.verify(stored or _dummy(), password) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def prove(stored: str, password: str, *, field: str = "password") -> None:
    """Check that *password* is the one in force.

    :param field: the name of the form's field that it was typed into.
    :raises InvalidError: if it is another.
    """
    if not verify(stored, password):
        raise InvalidError("This is not your current password.", {"field": field})


_dummies: dict[str, str] = {}


def _dummy() -> str:
    """Return a hash of nobody's password, made with the parameters in force."""
    if not _dummies:
        _dummies["hash"] = hasher.hash("the password of nobody at all")
    return _dummies["hash"]
