"""The pages of the accounts, on one blueprint."""

from __future__ import annotations

from auth.pages import (
    account,
    address,
    admin,
    audit,
    login,
    passkeys,
    registration,
    second_factor,
    site_pages,
    sso,
    verification,
    windows,
)
from auth.pages.blueprint import blueprint
from auth.pages.scripts import challenges
from auth.pages.tools import api_keys, bound_keys

__all__ = [
    "account",
    "address",
    "admin",
    "api_keys",
    "audit",
    "blueprint",
    "bound_keys",
    "challenges",
    "login",
    "passkeys",
    "registration",
    "second_factor",
    "site_pages",
    "sso",
    "verification",
    "windows",
]
