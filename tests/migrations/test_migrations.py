"""The migrations are complete, reversible, and safe to start twice."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, table, text

from auth.db.base import Base
from auth.db.database import Database
from auth.sites.lookup import ensure_site
from moderation import event_table
from moderation.demo import founding
from moderation.policy.services import profiles
from moderation.running.migrate import (
    TableInUseError,
    alembic_config,
    downgrade,
    missing,
    upgrade,
)
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.conftest import BACKENDS
from tests.founded import fresh_postgresql

ROOT = Path(__file__).parents[2]
AT_ONCE = 4
START = (
    "import sys; from auth.db.database import Database;"
    " from moderation.running.migrate import upgrade; upgrade(Database(sys.argv[1]))"
)


@pytest.fixture(params=BACKENDS)
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    url = f"sqlite:///{tmp_path}/blank.sqlite"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        worker_id = request.getfixturevalue("worker_id")
        url = fresh_postgresql(server, f"migrations_{worker_id}")
    database = event_table.open_database(url)
    yield database
    database.dispose()


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, *_: not is_of_search(name),
            },
        )
        return list(compare_metadata(context, Base.metadata))


def is_of_search(name: str | None) -> bool:
    """Whether a table or index belongs to the search, which no model describes."""
    return name is not None and "revision_words" in name


def described(database: Database) -> dict[str, list[str]]:
    """Return the database's own description of its tables, as sorted lines."""
    with database.engine.connect() as connection:
        seen = inspect(connection)
        return {
            name: sorted(lines_of(seen, name))
            for name in seen.get_table_names()
            if name != "alembic_version" and not is_of_search(name)
        }


def lines_of(seen: Any, name: str) -> Iterator[str]:
    for each in seen.get_columns(name):
        yield plain("column", each, "name", "type", "nullable", "default")
    yield plain("key", seen.get_pk_constraint(name), "constrained_columns", "name")
    for each in seen.get_foreign_keys(name):
        yield plain(
            *("reference", each, "name", "constrained_columns"),
            *("referred_table", "referred_columns", "options"),
        )
    for each in seen.get_unique_constraints(name):
        yield plain("unique", each, "name", "column_names")
    for each in seen.get_check_constraints(name):
        yield plain("check", each, "name", "sqltext")
    for each in seen.get_indexes(name):
        if is_of_search(each["name"]):
            continue
        options = each.get("dialect_options", {})
        where = {key: str(value) for key, value in options.items() if "where" in key}
        yield plain("index", each | {"w": where}, "name", "column_names", "unique", "w")


def plain(kind: str, found: Any, *keys: str) -> str:
    """Return one line of what was found, without white space and quotes."""
    return re.sub(r"[\s\"]+", "", f"{kind}:" + ";".join(f"{found[k]}" for k in keys))


def fill(database: Database, instance_path: Path) -> None:
    """Create comments, verdicts and decisions, as the demo does."""
    with database.unit_of_work(write=True) as work:
        site = ensure_site(work.session, name="Courier", host="localhost", now=work.now)
        profiles.ensure_built_in(work.session, now=work.now)
        site_id = site.id
    instance_path.mkdir()
    founding.create_demo(
        database,
        FixedScorer,
        site_id=site_id,
        instance_path=instance_path,
        older_comments=60,
        report=lambda _: None,
    )


def counts(database: Database) -> dict[str, int]:
    """Return the number of rows of each existing table."""
    with database.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table(name))) or 0
            for name in inspect(connection).get_table_names()
            if name != "alembic_version" and not is_of_search(name)
        }


def revisions() -> list[str]:
    """Return every revision but the first, the newest first."""
    script = ScriptDirectory.from_config(alembic_config(Database("sqlite://")))
    return [each.revision for each in script.walk_revisions()]


def test_the_history_is_one_line(sqlite_database: Database) -> None:
    script = ScriptDirectory.from_config(alembic_config(sqlite_database))

    assert len(script.get_heads()) == 1


def test_the_newest_schema_is_what_the_models_say(database: Database) -> None:
    assert differences(database) == []


def test_the_migrations_build_what_the_models_would_to_the_last_check(
    blank: Database, request: pytest.FixtureRequest
) -> None:
    kind = "sqlite" if blank.is_sqlite else "postgresql"
    migrated: Database = request.getfixturevalue(f"{kind}_database")
    Base.metadata.create_all(blank.engine)

    by_models, by_migrations = described(blank), described(migrated)

    assert by_models.keys() == by_migrations.keys()
    for name, lines in by_models.items():
        assert lines == by_migrations[name], name


def test_checks_and_partial_indexes_are_seen_where_they_are_compared(
    database: Database,
) -> None:
    seen = "\n".join(line for lines in described(database).values() for line in lines)

    assert re.search(r"check:ck_mute_not_oneself;", seen)
    assert re.search(r"index:uq_account_email_canonical_verified;.*IS", seen)


def test_down_and_up_again_leads_to_the_same_schema(blank: Database) -> None:
    upgrade(blank)
    before = described(blank)
    downgrade(blank, "base")
    assert described(blank) == {}

    upgrade(blank)

    assert described(blank) == before
    assert differences(blank) == []


def test_down_to_the_first_schema_and_up_again_keeps_what_people_wrote(
    blank: Database, tmp_path: Path
) -> None:
    upgrade(blank)
    fill(blank, tmp_path / "instance")
    before = counts(blank)
    assert min(before["account"], before["comment"], before["decision"]) > 0
    *later, first = revisions()
    for revision in [*later[1:], first]:
        downgrade(blank, revision)
    at_first = counts(blank)

    upgrade(blank)

    after = counts(blank)
    assert at_first.items() <= before.items()
    assert {name: after[name] for name in at_first} == at_first
    assert differences(blank) == []


@pytest.fixture
def blank_postgresql(postgresql_server: str, worker_id: str) -> Iterator[Database]:
    """An empty PostgreSQL database."""
    database = Database(fresh_postgresql(postgresql_server, f"locked_{worker_id}"))
    yield database
    database.dispose()


def test_a_migration_does_not_queue_up_behind_a_table_in_use(
    blank_postgresql: Database,
) -> None:
    first = revisions()[-1]
    upgrade(blank_postgresql, first)
    with blank_postgresql.engine.connect() as somebody:
        somebody.execute(text("LOCK TABLE revision IN ACCESS EXCLUSIVE MODE"))

        with pytest.raises(TableInUseError, match="goes on where it stopped"):
            upgrade(blank_postgresql, lock_seconds=0.1)

    assert len(missing(blank_postgresql)) < len(revisions()) - 1, "some are kept"
    upgrade(blank_postgresql)
    assert differences(blank_postgresql) == []


def test_starts_at_the_same_moment_do_not_race(blank: Database) -> None:
    url = blank.url.render_as_string(hide_password=False)
    command = [sys.executable, "-W", "error", "-c", START, url]

    starts = [
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(AT_ONCE)
    ]
    said = [start.communicate(timeout=120)[1].decode() for start in starts]

    assert [start.returncode for start in starts] == [0] * AT_ONCE, said
    assert differences(blank) == []
