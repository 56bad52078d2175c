"""Concurrent inserts, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core.models import Site, Throttle
from auth.db import upserts
from auth.db.database import Database

KEY = {"key": "post:account-1", "window": 7}


def site(host: str, now: datetime) -> dict[str, object]:
    return {"name": host, "host": host, "allowed_origins": [], "created_at": now}


def hosts(session: Session) -> list[str]:
    return list(session.scalars(select(Site.host).order_by(Site.host)))


def test_the_first_of_two_rows_with_the_same_key_is_stored(database: Database) -> None:
    with database.unit_of_work(write=True) as work:
        row = site("courier.example", work.now)

        stored = [upserts.add_once(work.session, Site, row) for _ in range(2)]

        assert stored == [True, False]
        assert hosts(work.session) == ["courier.example"]


def test_a_row_that_is_there_is_found_and_keeps_its_values(database: Database) -> None:
    with database.unit_of_work(write=True) as work:
        values = site("courier.example", work.now)
        key = {"host": values.pop("host")}
        first = upserts.find_or_add(work.session, Site, key, values)

        second = upserts.find_or_add(work.session, Site, key, values | {"name": "B"})

        assert (second.id, second.name) == (first.id, "courier.example")


def test_counters_start_with_what_is_added_and_grow_by_it(database: Database) -> None:
    with database.unit_of_work(write=True) as work:
        rest = {"expires_at": work.now}

        counted = [
            upserts.count_up(work.session, Throttle, KEY, {"count": 2}, rest)
            for _ in range(3)
        ]

        assert [list(each) for each in counted] == [[2], [4], [6]]


def test_a_put_row_replaces_the_one_with_its_key(database: Database) -> None:
    with database.unit_of_work(write=True) as work:
        for count in (1, 9):
            row = {**KEY, "count": count, "expires_at": work.now}
            upserts.put(work.session, Throttle, row, key=list(KEY))

        assert work.session.scalars(select(Throttle.count)).all() == [9]


def test_selected_rows_are_stored_but_for_those_that_are_there(
    database: Database,
) -> None:
    with database.unit_of_work(write=True) as work:
        row = {**KEY, "count": 1, "expires_at": work.now}
        upserts.add_once(work.session, Throttle, row)
        columns = [Throttle.key, Throttle.window, Throttle.count, Throttle.expires_at]
        rows = select(*columns).where(Throttle.window == KEY["window"])

        upserts.add_selected(work.session, Throttle, columns, rows)

        assert work.session.scalar(select(func.count()).select_from(Throttle)) == 1


@pytest.mark.parametrize(
    ("host", "is_accepted"), [("post.example", True), ("courier.example", False)]
)
def test_a_change_that_a_constraint_refuses_is_undone_alone(
    database: Database, host: str, *, is_accepted: bool
) -> None:
    with database.unit_of_work(write=True) as work:
        for each in ("courier.example", "news.example"):
            upserts.add_once(work.session, Site, site(each, work.now))
        news = select(Site).where(Site.host == "news.example")
        changed = work.session.scalars(news).one()

        accepted = upserts.is_accepted(
            work.session, lambda: setattr(changed, "host", host)
        )

        assert accepted == is_accepted
        other = host if is_accepted else "news.example"
        assert hosts(work.session) == sorted(["courier.example", other])
