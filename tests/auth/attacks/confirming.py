"""Helpers for the confirmation of addresses: the mailed link, the code, the result."""

from __future__ import annotations

import re

from sqlalchemy import select

from auth.core.models import Account
from auth.db.database import Database
from tests.auth.conftest import Mails

ADDRESS = "reader@reader.example"


def link_in(mails: Mails, address: str = ADDRESS) -> str:
    """Return the path of the link in the newest mail to an address."""
    found = re.search(r"http\S+?(/verify/\S+)", mails(address)[-1].body)
    assert found is not None
    return found.group(1)


def is_verified(database: Database, name: str = "Reader") -> bool:
    with database.unit_of_work(write=False) as work:
        query = select(Account).where(Account.display_name == name)
        return work.session.scalars(query).one().email_verified_at is not None


def code_on(page: str) -> str:
    found = re.search(r'class="code">(\w{8})<', page)
    assert found is not None
    return found.group(1)
