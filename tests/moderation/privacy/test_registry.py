"""Every table with personal data is copied, erased, or kept for a stated reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from auth.db.base import Base
from auth.db.database import Database
from moderation.privacy import registry
from moderation.privacy.registry import TABLES, Erasure
from moderation.privacy.services import copying, erasing
from tests import rows
from tests.counting import statements

METADATA = Base.metadata
ENTRIES = [pytest.param(name, id=name) for name in TABLES]


WORDS = [
    pytest.param("appeal", "text", id="an appeal"),
    pytest.param("hold_appeal", "text", id="a review that was asked for"),
    pytest.param("sanction_appeal", "text", id="an appeal against a sanction"),
    pytest.param("imported_record", "email", id="an address that was imported"),
    pytest.param("report", "note", id="a report"),
    pytest.param("revision", "text", id="a comment"),
]


def belonging(
    session: Session, table: Table, owner: str, account_id: int, **given: Any
) -> None:
    """Insert a row of *table* that leads to the account by *owner*."""
    own, _, rest = owner.partition(">")
    if not rest:
        rows.make(session, table, **{own: account_id}, **given)
        return
    name, _, further = rest.partition(".")
    parent = METADATA.tables[name]
    belonging(session, parent, further, account_id)
    [key] = parent.primary_key.columns
    newest = session.scalar(select(func.max(key)))
    rows.make(session, table, **{own: newest}, **given)


def test_every_table_that_refers_to_an_account_has_an_entry() -> None:
    assert registry.personal_tables(METADATA) == set(TABLES)


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_names_real_columns_and_says_why(name: str) -> None:
    handling, table = TABLES[name], METADATA.tables[name]

    assert handling.copied or handling.not_copied
    assert handling.erasure is Erasure.DELETE or handling.kept
    assert set(handling.emptied) <= set(table.columns.keys())
    assert bool(handling.emptied) == (handling.erasure is Erasure.EMPTY)
    assert str(registry.rows_of(table, 1))


def test_the_copy_has_exactly_the_sections_that_the_entries_name() -> None:
    named = {handling.copied for handling in TABLES.values()} - {""}

    assert named == set(copying.SECTIONS)


@pytest.mark.parametrize("section", copying.SECTIONS)
def test_a_section_reads_every_table_that_it_stands_for(
    sqlite_database: Database, section: str
) -> None:
    expected = {name for name, each in TABLES.items() if each.copied == section}
    with sqlite_database.unit_of_work(write=True) as work:
        account_id = rows.make(work.session, METADATA.tables["account"])["id"]
        with statements(sqlite_database) as sent:
            copying.SECTIONS[section](work.session, account_id)

    words = {word for sql in sent for word in sql.split()}
    read = words & TABLES.keys()
    assert expected <= read


@pytest.mark.parametrize(("name", "column"), WORDS)
def test_what_a_reader_wrote_stands_in_the_copy(
    sqlite_database: Database, name: str, column: str
) -> None:
    words, table = "Seventy chrysanthemums", METADATA.tables[name]
    [owner] = TABLES[name].owners
    with sqlite_database.unit_of_work(write=True) as work:
        account_id = rows.make(work.session, METADATA.tables["account"])["id"]
        belonging(work.session, table, owner, account_id, **{column: words})
        copy = copying.of_account(work.session, account_id, now=work.now)

    assert words in json.dumps(copy)


def test_every_text_that_the_erasure_empties_is_tried_in_the_copy() -> None:
    derived = {"account", "revision"}
    emptied = {
        name
        for name, each in TABLES.items()
        if each.erasure is Erasure.EMPTY and name not in derived
    }

    assert emptied <= {each.values[0] for each in WORDS}


@pytest.mark.parametrize(
    "name", [name for name, each in TABLES.items() if each.erasure is Erasure.DELETE]
)
def test_no_row_of_an_erased_table_is_left(database: Database, name: str) -> None:
    table = METADATA.tables[name]
    with database.unit_of_work(write=True) as work:
        account_id = rows.make(work.session, METADATA.tables["account"])["id"]
        for owner in TABLES[name].owners:
            belonging(work.session, table, owner, account_id)
        erasing.erase_account(work.session, account_id, now=work.now)

        assert left(work.session, table, account_id) == []


@pytest.mark.parametrize(
    "name", [name for name, each in TABLES.items() if each.erasure is Erasure.EMPTY]
)
def test_the_texts_of_a_kept_row_are_emptied(database: Database, name: str) -> None:
    table = METADATA.tables[name]
    with database.unit_of_work(write=True) as work:
        account_id = rows.make(work.session, METADATA.tables["account"])["id"]
        if name != "account":
            [owner] = TABLES[name].owners
            belonging(work.session, table, owner, account_id)
        erasing.erase_account(work.session, account_id, now=work.now)

        [row] = left(work.session, table, account_id)
    assert {row[column] for column in TABLES[name].emptied} == {""}


def left(session: Session, table: Table, account_id: int) -> list[Any]:
    own = registry.rows_of(table, account_id)
    return list(session.execute(select(table).where(own)).mappings())
