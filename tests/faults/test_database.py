"""The database fails while people post: only stored comments are acknowledged.

Faults are real if a test can cause them: a full file, a lock of another process, a
connection that the server closes, a commit whose response is lost.
"""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.event_table import open_database
from tests.calling import Newsroom
from tests.faults.breaking import (
    ARTICLE,
    SAID,
    cut_every_connection,
    is_whole,
    judge,
    listening,
    post,
    stored,
)

pytestmark = pytest.mark.fault


def test_a_full_disk_is_told_and_nothing_is_acknowledged(called: Newsroom) -> None:
    reader, _ = called.person("Nour")
    assert post(reader) == 303

    def fill(connection: Any, *_: object) -> None:
        pages = connection.connection.driver_connection.execute("PRAGMA page_count")
        limit = f"PRAGMA max_page_count={pages.fetchone()[0]}"
        connection.connection.driver_connection.execute(limit)

    with listening(called.database, "begin", fill):
        statuses = [post(reader, f"{SAID} {'x' * 5000} {n}") for n in range(20)]
    called.database.dispose()

    assert 503 in statuses
    assert set(statuses) <= {303, 503}
    assert len(stored(called)) == 1 + statuses.count(303)
    assert post(reader, "There is room again.") == 303
    judge(called)
    assert is_whole(called)


def test_a_locked_database_is_read_and_refuses_what_it_cannot_keep(
    called: Newsroom,
) -> None:
    reader, _ = called.person("Nour")
    other = open_database(called.database.url.render_as_string())
    with other.unit_of_work(write=True):
        refused = post(reader)
        read = reader.client.get(ARTICLE)
    other.dispose()

    assert (refused, read.status_code) == (503, 200)
    assert stored(called) == []
    assert post(reader) == 303


def test_what_is_refused_is_refused_in_plain_words_and_in_the_one_error_shape(
    called: Newsroom,
) -> None:
    reader, _ = called.person("Nour")
    with called.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE login_session RENAME TO gone"))

    page = reader.client.get(ARTICLE)
    answer = reader.get("/articles/truce")

    assert (page.status_code, answer.status_code) == (503, 503)
    assert "Everything that we confirmed before is safe." in page.text
    assert answer.json["error"]["code"] == "unavailable"
    assert page.headers["Retry-After"] == answer.headers["Retry-After"] == "5"


def test_a_slow_disk_makes_posters_wait_and_loses_none(called: Newsroom) -> None:
    readers = [called.person(f"Reader {number}")[0] for number in range(6)]
    pause = threading.Event()

    with (
        listening(called.database, "commit", lambda _: pause.wait(0.2)),
        ThreadPoolExecutor(7) as pool,
    ):
        posted = [
            pool.submit(post, reader, f"{SAID} {number}")
            for number, reader in enumerate(readers)
        ]
        shown = pool.submit(called.visitor().client.get, ARTICLE).result()

    assert shown.status_code == 200
    assert [each.result() for each in posted] == [303] * 6
    assert len(stored(called)) == 6


def test_connections_that_the_server_cut_are_replaced_unseen(
    on_postgresql: Newsroom,
) -> None:
    reader, _ = on_postgresql.person("Nour")
    cut_every_connection(on_postgresql.database)

    assert post(reader) == 303
    assert stored(on_postgresql) == [SAID]


def test_a_connection_cut_within_a_post_keeps_and_acknowledges_nothing(
    on_postgresql: Newsroom,
) -> None:
    reader, _ = on_postgresql.person("Nour")
    database = on_postgresql.database

    def cut(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO comment"):
            cut_every_connection(database)

    with listening(database, "after_cursor_execute", cut):
        refused = post(reader)

    assert refused == 503
    assert stored(on_postgresql) == []
    assert post(reader) == 303
    judge(on_postgresql)
    assert is_whole(on_postgresql)


def test_a_commit_whose_answer_is_lost_is_not_done_twice_when_sent_again(
    either: Newsroom,
) -> None:
    reader, _ = either.person("Nour")
    lost = iter([True])

    def lose_the_answer(connection: Any) -> None:
        raw = connection.connection.driver_connection
        kept = "SELECT count(*) FROM revision"
        if raw.execute(kept).fetchone()[0] and next(lost, False):
            raw.execute("COMMIT")
            raise OperationalError("COMMIT", None, ConnectionError("no answer"))

    with listening(either.database, "commit", lose_the_answer):
        first = post(reader, key="the form's own key")
    again = post(reader, key="the form's own key")

    assert (first, again) == (503, 303)
    assert stored(either) == [SAID]
    judge(either)
    assert is_whole(either)


def test_when_every_connection_is_taken_the_site_says_so_and_comes_back(
    on_postgresql: Newsroom,
) -> None:
    reader, _ = on_postgresql.person("Nour")
    engine = on_postgresql.database.engine
    taken = [engine.connect() for _ in range(20)]

    refused = post(reader)
    for connection in taken:
        connection.close()

    assert refused == 503
    assert post(reader) == 303


def test_nobody_sees_a_comment_while_the_database_comes_and_goes(
    on_postgresql: Newsroom,
) -> None:
    reader, _ = on_postgresql.person("Nour")
    visitor = on_postgresql.visitor()
    for number in range(5):
        post(reader, f"{SAID} {number}")
        cut_every_connection(on_postgresql.database)

    assert not re.search(SAID, visitor.client.get(ARTICLE).text)
    with on_postgresql.database.unit_of_work(write=False) as work:
        assert set(work.session.scalars(select(Comment.status))) == {Status.WAITING}
