"""An import keeps states, times and threads, and may be repeated and interrupted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from auth.core.models import Account
from auth.db.database import Database
from moderation.discussion.models import Comment, Revision, StatusChange
from moderation.discussion.rules import Cause, ScoringState, Status
from moderation.exchange.imports import running
from moderation.exchange.imports.models import ImportedRecord, ImportRun, RunState
from moderation.exchange.imports.services import runs
from moderation.exchange.webhooks.models import WebhookEndpoint, WebhookMessage
from moderation.notifications.models import Notification
from moderation.platform.outbox import OutboxMessage
from moderation.review.items.models import ReviewItem
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import disqus, post, thread

STORY = thread("1", url="https://courier.example/truce")
SPAM = "<isSpam>true</isSpam>"
GONE = "<isDeleted>true</isDeleted>"
WAITING = "<isApproved>false</isApproved>"


@pytest.fixture(autouse=True)
def newsroom(database: Database) -> None:
    importing.found(database)


def test_each_state_of_disqus_has_a_status_here(
    database: Database, tmp_path: Path
) -> None:
    file = disqus(
        tmp_path,
        STORY,
        post("1", "Published"),
        post("2", "Pending", more=WAITING),
        post("3", "Spam", more=SPAM),
        post("4", "Deleted", more=GONE),
    )

    counts = importing.take_over(database, file, keeps_spam=True)

    assert counts == {"published": 1, "held": 1, "rejected": 1}
    assert importing.statuses(database) == {
        "Published": Status.PUBLISHED,
        "Pending": Status.HELD,
        "Spam": Status.REJECTED,
    }
    [held] = importing.rows(database, ReviewItem)
    assert held.closed_at is None
    changes = importing.rows(database, StatusChange)
    assert {each.cause for each in changes} == {Cause.IMPORTED}
    assert [each.detail.get("reason") for each in changes] == [None, None, "spam"]


def test_spam_and_what_waits_can_be_left_out(
    database: Database, tmp_path: Path
) -> None:
    file = disqus(
        tmp_path,
        STORY,
        post("1", "Published"),
        post("2", "Pending", more=WAITING),
        post("3", "Spam", more=SPAM),
    )

    assert importing.take_over(database, file, keeps_pending=False) == {"published": 1}


def test_what_is_left_out_stays_as_a_placeholder_above_replies(
    database: Database, tmp_path: Path
) -> None:
    file = disqus(
        tmp_path,
        STORY,
        post("1", "Deleted", more=GONE),
        post("2", "Buy this", parent="1", more=SPAM),
        post("3", "I disagree", parent="2"),
        post("4", "Nobody answered this", more=GONE),
    )

    counts = importing.take_over(database, file)

    assert counts == {"published": 1, "deleted": 1, "rejected": 1}
    assert importing.names(database) == ["Former reader", "Former reader", "Ada"]
    comments = importing.rows(database, Comment)
    assert [each.depth for each in comments] == [0, 1, 2]
    assert [each.is_listed for each in comments] == [True, True, True]


def test_nothing_is_sent_and_nothing_waits_for_the_classifier(
    database: Database, tmp_path: Path
) -> None:
    replies = [post("1", "One"), post("2", "Two", parent="1", author="<name>B</name>")]
    with database.unit_of_work(write=True) as work:
        url = "https://hooks.example.org/"
        work.session.add(WebhookEndpoint(url=url, secret="x", created_at=work.now))

    importing.take_over(database, disqus(tmp_path, STORY, *replies))

    assert importing.rows(database, Notification) == []
    assert importing.rows(database, OutboxMessage) == []
    assert importing.rows(database, WebhookMessage) == []
    states = {each.scoring_state for each in importing.rows(database, Revision)}
    assert states == {ScoringState.IMPORTED}


def test_times_are_kept_and_none_is_in_the_future(
    database: Database, tmp_path: Path
) -> None:
    file = disqus(
        tmp_path,
        STORY,
        post("1", at="2019-05-02T10:00:00Z"),
        post("2", at="2999-01-01T00:00:00Z"),
        post("3", at="0001-01-01T00:00:00Z"),
        post("4", at="2019-x5-02"),
    )

    importing.take_over(database, file)

    of_thread = datetime(2019, 5, 1, 10, tzinfo=UTC)
    written = datetime(2019, 5, 2, 10, tzinfo=UTC)
    times = [each.created_at for each in importing.rows(database, Comment)]
    assert times == [of_thread, of_thread, written, importing.LATEST]


def test_the_same_file_twice_adds_nothing(database: Database, tmp_path: Path) -> None:
    file = disqus(tmp_path, STORY, post("1", "One"), post("2", "Two", parent="1"))
    importing.take_over(database, file)
    before = len(importing.rows(database, Account))

    assert importing.take_over(database, file) == {"before": 2}
    assert importing.tree(database) == {"One": None, "Two": "One"}
    assert len(importing.rows(database, Account)) == before


def test_a_file_that_has_grown_adds_the_difference(
    database: Database, tmp_path: Path
) -> None:
    first, later = post("1", "One"), post("2", "Two", parent="1")
    importing.take_over(database, disqus(tmp_path, STORY, first))

    counts = importing.take_over(database, disqus(tmp_path, STORY, later, first))

    assert counts == {"before": 1, "published": 1}
    assert importing.tree(database) == {"One": None, "Two": "One"}


class KilledError(Exception):
    """Stands for a process that ends in the middle of an import."""


def dying_after(batches: int) -> Callable[..., object]:
    """Return what stores so many batches, and dies before it commits the next."""
    stored: list[object] = []

    def store_batch(*args: Any, **kwargs: Any) -> object:
        stored.append(runs.store_batch(*args, **kwargs))
        if len(stored) > batches:
            raise KilledError
        return stored[-1]

    return store_batch


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_an_interrupted_import_goes_on_where_it_stopped(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    batches: int,
) -> None:
    monkeypatch.setattr(running, "COMMENTS_A_BATCH", 2)
    replies = [post(str(n), f"No. {n}", parent=str(n - 1)) for n in range(2, 7)]
    file = disqus(tmp_path, STORY, *reversed(replies), post("1", "No. 1"))

    with monkeypatch.context() as patched:
        patched.setattr(running, "store_batch", dying_after(batches))
        with pytest.raises(KilledError):
            importing.take_over(database, file)
    assert len(importing.rows(database, Comment)) == 2 * batches

    importing.take_over(database, file)

    expected = {f"No. {n}": f"No. {n - 1}" if n > 1 else None for n in range(1, 7)}
    assert importing.tree(database) == expected
    assert len(importing.rows(database, ImportRun)) == 1
    states = {each.state for each in importing.rows(database, ImportRun)}
    assert states == {RunState.DONE}


def test_an_address_is_kept_only_where_there_is_a_legal_basis(
    database: Database, tmp_path: Path
) -> None:
    def file(author: str) -> Path:
        return disqus(tmp_path, STORY, post(author, author=_of(author)))

    importing.take_over(database, file("ada"))
    importing.take_over(database, file("bob"), legal_basis="Contract")

    kept = {each.email for each in importing.rows(database, ImportedRecord)}
    assert kept == {"", "bob@example.org"}
    assert {each.email for each in importing.rows(database, Account)} == {""}
    digests = [each.email_digest for each in importing.rows(database, ImportedRecord)]
    assert len([each for each in digests if len(each) == 64]) == 2


def _of(name: str) -> str:
    return f"<name>{name}</name><email>{name}@example.org</email>"
