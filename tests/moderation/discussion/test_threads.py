"""Threads as their pages read them."""

from __future__ import annotations

import pytest

from auth.core.errors import NotFoundError
from auth.db.database import Database
from moderation.discussion.services import threads


def test_a_thread_that_has_just_been_removed_is_not_found(database: Database) -> None:
    with (
        database.unit_of_work(write=False) as work,
        pytest.raises(NotFoundError, match="no such thread"),
    ):
        threads.with_replies(work.session, thread_id=404)
