"""After a dismissed report, its reader can still report later texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.core.permissions import Role
from auth.db.database import Database
from moderation import app as application
from moderation.intake.worker import Worker
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Caller, Newsroom, founded


@pytest.fixture
def on_both(database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom on each database in turn."""
    config = application.testing_config(tmp_path, comments_a_minute=1_000)
    return founded(
        application.create_app(config, application.Parts(database)), database
    )


def report(reader: Caller, comment_id: int) -> str:
    """Report a comment; return the page that the reader lands on."""
    sent = reader.send(f"/comments/{comment_id}/report", reason="insult")
    assert sent.status_code == 303
    shown = reader.client.get(sent.location, follow_redirects=True)
    return str(shown.get_data(as_text=True))


def test_a_text_that_was_edited_after_a_dismissal_is_reported_again(
    on_both: Newsroom,
) -> None:
    author, ann = on_both.person("Ann")
    reader, _ = on_both.person("Rae")
    moderator, _ = on_both.person("Mo", Role.MODERATOR)
    comment_id = on_both.comment(ann, "Good morning.")
    report(reader, comment_id)
    [first] = moderator.get("/queue").json["items"]
    moderator.send(f"/queue/{first['id']}/decision", action="approve")
    assert "You have already reported" in report(reader, comment_id)
    assert moderator.get("/queue").json["items"] == []

    author.send(f"/comments/{comment_id}/edit", text="Good evening.")
    Worker(on_both.database, FixedScorer()).run_once()
    said = report(reader, comment_id)

    assert "A moderator will look at this comment." in said
    [second] = moderator.get("/queue").json["items"]
    assert second["comment_id"] == comment_id
    assert "Good evening." in str(second)
