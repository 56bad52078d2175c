"""The pages of the accounts, on one blueprint."""

from __future__ import annotations

from auth.pages import account, admin, login, registration, second_factor, verification
from auth.pages.blueprint import blueprint

__all__ = [
    "account",
    "admin",
    "blueprint",
    "login",
    "registration",
    "second_factor",
    "verification",
]
