"""The rules for passwords, and their hashes with argon2id.

A hash takes 64 MiB and a tenth of a second. Only a few are computed at once, so that a
flood of log-ins cannot exhaust memory.
"""

from __future__ import annotations

import threading

import bcrypt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from auth.accounts.common_passwords import COMMON
from auth.core.errors import InvalidError
from auth.core.translation import gettext as _

SHORTEST, LONGEST = 8, 256
AT_ONCE = 3
BCRYPT = ("$2a$", "$2b$", "$2y$")
"""How a hash begins that another system has made. It is replaced at the next log-in."""
MOST_BYTES_OF_BCRYPT = 72
NO_PASSWORD = ""
"""The stored value of an account without a password. One has to be set by mail."""

hasher = PasswordHasher()
_slots = threading.BoundedSemaphore(AT_ONCE)


def check(password: str) -> None:
    """Refuse passwords that are easy to guess.

    :raises InvalidError: if it is too short, too long or one of the common ones.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidError(
            _(
                "A password must have %(least)s to %(most)s characters. 15 or more "
                "are safer.",
                least=SHORTEST,
                most=LONGEST,
            ),
            {"field": "password"},
        )
    if password.casefold() in COMMON:
        raise InvalidError(
            _("This password is too common. Please choose another."),
            {"field": "password"},
        )


def hash_password(password: str) -> str:
    """Return the argon2id hash of *password*. Do not call it within a transaction."""
    with _slots:
        return hasher.hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Whether *password* matches. Takes the same time without a stored hash."""
    with _slots:
        if stored and is_foreign(stored):
            return _verify_bcrypt(stored, password)
        try:
            return hasher.verify(stored or _dummy(), password) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def prove(stored: str, password: str, *, field: str = "password") -> None:
    """Check that *password* is the current one.

    :param field: the name of the form field.
    :raises InvalidError: if it is wrong.
    """
    if not verify(stored, password):
        raise InvalidError(_("This is not your current password."), {"field": field})


def is_foreign(stored: str | None) -> bool:
    """Whether another system has made this hash."""
    return bool(stored) and str(stored).startswith(BCRYPT)


def _verify_bcrypt(stored: str, password: str) -> bool:
    # bcrypt reads no more; the library refuses what is longer.
    typed = password.encode("utf-8", "replace")[:MOST_BYTES_OF_BCRYPT]
    try:
        return bcrypt.checkpw(typed, stored.encode("ascii", "replace"))
    except ValueError:
        return False


_dummies: dict[str, str] = {}


def _dummy() -> str:
    """Return a hash that no password matches, with the current parameters."""
    if not _dummies:
        _dummies["hash"] = hasher.hash("the password of nobody at all")
    return _dummies["hash"]
