"""Statements that are compiled once, and run within a transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Float,
    bindparam,
    cast,
    column,
    literal,
    null,
    select,
    table,
    text,
)
from sqlalchemy.exc import DataError, OperationalError

from auth.core.models import Account, RoleGrant, Site
from auth.core.permissions import Role
from auth.db.compiled_reads import Read, rows_within
from auth.db.database import Database
from tests import newsroom

ACCOUNTS = select(
    Account.id, Account.display_name, Account.created_at, Account.disabled_at
).where(Account.display_name == bindparam("name"))
STAFF = (
    select(Account.display_name, RoleGrant.role)
    .join(RoleGrant, RoleGrant.account_id == Account.id)
    .where(RoleGrant.role.in_([Role.MODERATOR, Role.ADMIN]))
    .order_by(Account.display_name)
)
SITES = select(Site.id).where(Site.id == bindparam("number"))
NUMBERED = select(Account.id).where(Account.id.in_(bindparam("ids", expanding=True)))
NAMED = select(Account.display_name).where(
    Account.display_name.in_(bindparam("names", expanding=True))
)
FOUNDED = select(Site.id).where(Site.created_at.in_(bindparam("days", expanding=True)))
SHARE = select(cast(bindparam("share", type_=Float), Float), cast(null(), Float))
_COLUMNS = table("pg_attribute", column("attrelid", BigInteger))
FIRST_COLUMNS = (
    select(_COLUMNS.c.attrelid)
    .order_by(_COLUMNS.c.attrelid)
    .limit(bindparam("most", type_=BigInteger))
)
COLUMNS_OF = select(_COLUMNS.c.attrelid).where(
    _COLUMNS.c.attrelid.in_(bindparam("ids", type_=BigInteger, expanding=True))
)
"""Queries of a large table, which PostgreSQL plans better if it knows the parameter."""
KEPT_PLANS = text(
    "SELECT generic_plans FROM pg_prepared_statements"
    " WHERE statement LIKE '%FROM pg_attribute%'"
)
TOO_LARGE = 2**70
"""No number of a site."""


@pytest.fixture
def house(database: Database, now: datetime) -> Database:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        for name, role in (
            ("Ada", Role.ADMIN),
            ("Edith", Role.MODERATOR),
            ("Nour", Role.READER),
        ):
            newsroom.person(work.session, name, now=now, role=role)
    return database


def test_rows_have_the_values_that_a_session_reads(house: Database) -> None:
    with house.unit_of_work(write=False) as work:
        [expected] = work.session.execute(ACCOUNTS, {"name": "Ada"})

        [row] = rows_within(work.session, ACCOUNTS, {"name": "Ada"})

    assert tuple(row) == tuple(expected)
    assert row[2].tzinfo is UTC


def test_a_statement_may_have_a_constant_list(house: Database) -> None:
    with house.unit_of_work(write=False) as work:
        rows = rows_within(work.session, STAFF, {})

    assert [list(row) for row in rows] == [
        ["Ada", Role.ADMIN],
        ["Edith", Role.MODERATOR],
    ]


@pytest.mark.parametrize("words", ["100%", "50%%", "It's", "%(id)s", "a ? or :b"])
def test_a_constant_stands_in_the_statement_as_it_is(
    database: Database, words: str
) -> None:
    with database.unit_of_work(write=False) as work:
        rows = rows_within(work.session, select(literal(words)), {})

    assert rows == [[words]]


def test_a_parameter_that_is_missing_is_an_error(house: Database) -> None:
    with house.unit_of_work(write=False) as work, pytest.raises(KeyError):
        rows_within(work.session, ACCOUNTS, {"nam": "Ada"})


def test_changes_of_the_session_are_seen(house: Database) -> None:
    with house.unit_of_work(write=True) as work:
        nour = select(Account).where(Account.display_name == "Nour")
        work.session.scalars(nour).one().display_name = "Nour H."

        rows = rows_within(work.session, ACCOUNTS, {"name": "Nour H."})

    assert len(rows) == 1


@pytest.mark.parametrize("names", [[], ["Ada"], ["Ada", "Nour", "It's {1, 2}"]])
def test_any_number_of_texts_is_one_parameter(
    house: Database, names: list[str]
) -> None:
    with house.unit_of_work(write=False) as work:
        rows = rows_within(work.session, NAMED, {"names": names})

    assert {name for (name,) in rows} == {"Ada", "Nour"} & set(names)


def test_a_list_of_another_kind_is_refused(house: Database, now: datetime) -> None:
    with (
        house.unit_of_work(write=False) as work,
        pytest.raises(TypeError, match="days is a list of neither ids nor texts"),
    ):
        rows_within(work.session, FOUNDED, {"days": [now]})


def test_a_number_with_a_fraction_may_be_missing(house: Database) -> None:
    with house.unit_of_work(write=False) as work:
        rows = rows_within(work.session, SHARE, {"share": 0.25})

    assert rows == [[0.25, None]]


def test_a_value_that_the_database_refuses_is_an_error_of_sqlalchemy(
    postgresql_database: Database,
) -> None:
    with (
        postgresql_database.unit_of_work(write=False) as work,
        pytest.raises(DataError),
    ):
        rows_within(work.session, SITES, {"number": TOO_LARGE})


def test_a_lost_connection_is_an_error_of_sqlalchemy(
    postgresql_database: Database,
) -> None:
    other = postgresql_database.new_engine()
    with (
        postgresql_database.unit_of_work(write=False) as work,
        other.connect() as connection,
    ):
        pid = work.session.scalar(text("SELECT pg_backend_pid()"))
        connection.execute(text(f"SELECT pg_terminate_backend({pid}, 5000)"))

        with pytest.raises(OperationalError):
            rows_within(work.session, SITES, {"number": 1})
    other.dispose()


@pytest.mark.parametrize("names", [[], ["Ada"], ["Ada", "Nour"]], ids=len)
def test_any_number_of_ids_is_one_parameter(house: Database, names: list[str]) -> None:
    with house.unit_of_work(write=False) as work:
        ids = set(
            work.session.scalars(
                select(Account.id).where(Account.display_name.in_(names))
            )
        )

        rows = rows_within(work.session, NUMBERED, {"ids": ids})

    assert {number for (number,) in rows} == ids
    assert len(ids) == len(names)


@pytest.mark.parametrize(
    ("query", "given"),
    [
        pytest.param(FIRST_COLUMNS, {"most": 1}, id="a limit"),
        pytest.param(COLUMNS_OF, {"ids": [1249]}, id="a list"),
    ],
)
def test_a_plan_is_kept_whatever_the_parameters_are(
    postgresql_database: Database, query: Read, given: dict[str, Any]
) -> None:
    with postgresql_database.unit_of_work(write=False) as work:
        for _ in range(20):
            rows_within(work.session, query, given)

        assert work.session.scalar(KEPT_PLANS) >= 5
