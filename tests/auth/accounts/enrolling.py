"""Helpers for second factors: an enrolled account, and a member of staff's browser."""

from __future__ import annotations

from datetime import datetime

import pyotp
from flask import Flask

from auth.accounts import second_factor
from auth.core.sealing import Seal
from auth.db.database import Database
from tests.auth.visitor import Visitor

FACTOR = "/account/second-factor"
SEAL = Seal(["a secret of these tests alone"])


def enrolled(database: Database, account_id: int, now: datetime) -> tuple[str, str]:
    """Enrol an account; return its secret and one recovery code."""
    with database.unit_of_work(write=True) as work:
        secret = second_factor.begin(work.session, account_id, seal=SEAL)
        codes = second_factor.confirm(
            work.session,
            account_id,
            code=pyotp.TOTP(secret).at(now),
            seal=SEAL,
            now=now,
        )
    return secret, codes[0]


def staff(app: Flask, name: str) -> Visitor:
    visitor = Visitor(app, "https://localhost")
    visitor.log_in(f"{name}@reader.example")
    return visitor
