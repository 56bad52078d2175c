"""Data whose time is over goes, and no earlier."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from auth.db.base import Base
from auth.db.database import Database
from moderation.privacy.services import expiry
from moderation.privacy.services.expiry import KEPT
from tests import rows

TABLES = {
    "outbox_message": ("created_at", KEPT.mail, {"state": "sent"}),
    "notification": ("created_at", KEPT.notifications, {}),
    "audit_entry": ("at", KEPT.audit_log, {}),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_row_goes_when_its_time_is_over(sqlite_database: Database, name: str) -> None:
    column, kept, given = TABLES[name]
    table = Base.metadata.tables[name]
    with sqlite_database.unit_of_work(write=True) as work:
        for age in (kept - timedelta(days=1), kept + timedelta(days=1)):
            rows.make(work.session, table, **{column: work.now - age}, **given)

        expiry.remove_old(work.session, kept=KEPT, now=work.now)

        left = work.session.scalar(select(func.count()).select_from(table))
    assert left == 1


def test_mail_that_waits_is_never_removed(sqlite_database: Database) -> None:
    table = Base.metadata.tables["outbox_message"]
    with sqlite_database.unit_of_work(write=True) as work:
        old = work.now - 2 * KEPT.mail
        rows.make(work.session, table, created_at=old, state="queued")

        expiry.remove_old(work.session, kept=KEPT, now=work.now)

        left = work.session.scalar(select(func.count()).select_from(table))
    assert left == 1


def test_much_goes_in_several_rounds(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "AT_ONCE", 2)
    table = Base.metadata.tables["notification"]
    with sqlite_database.unit_of_work(write=True) as work:
        for _ in range(3):
            old = work.now - 2 * KEPT.notifications
            rows.make(work.session, table, created_at=old)

        rounds = [
            expiry.remove_old(work.session, kept=KEPT, now=work.now) for _ in range(2)
        ]

        left = work.session.scalar(select(func.count()).select_from(table))
    assert (rounds, left) == ([True, False], 0)
