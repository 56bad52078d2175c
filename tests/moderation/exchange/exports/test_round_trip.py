"""What is exported and imported into an empty newsroom is exported identically."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.models import Site
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.event_table import open_database
from moderation.exchange.exports import coral_csv, json_lines, reading
from moderation.intake.worker import Worker
from moderation.policy.rules import CauseKind, VerdictCause, VerdictKind
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.rules import Action, Reason
from moderation.review.items.services import items
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.moderation.exchange.imports import importing

BEGIN = datetime(2024, 3, 31, 0, 59, tzinfo=UTC)
PEOPLE = ("Ada", "Bob", "Al")
STATES = ("published", "approved", "held", "rejected", "deleted")
TEXTS = (
    "Well said.",
    "*No* [link](https://a.example)",
    "שלום 👍",
    "a\n\n- b\n- c",
    "x" * 9_000,
)


@st.composite
def exports(draw: st.DrawFn) -> str:
    """Draw a discussion, as an export of ours writes it."""
    lines: list[dict[str, Any]] = [
        {"kind": "export", "format": "ceasefire", "version": 1}
    ]
    lines += [
        {
            "kind": "article",
            "key": key,
            "url": f"https://courier.example/{key}",
            "headline": f"Story {key}",
            "section": draw(st.sampled_from(["", "world"])),
            "tags": draw(st.sampled_from([[], ["truce", "gaza"]])),
            "published_at": "2024-03-30T10:00:00Z",
            "is_open": draw(st.booleans()),
        }
        for key in ("a", "b")
    ]
    lines += [
        {"kind": "person", "id": name, "name": name} for name in ("Ada", "Bob", "Al")
    ]
    number = draw(st.integers(1, 12))
    for at in range(number):
        lines.append(_comment(draw, at, [each for each in lines if "state" in each]))
    return "".join(f"{json.dumps(each)}\n" for each in lines)


def _comment(draw: st.DrawFn, at: int, others: list[dict[str, Any]]) -> dict[str, Any]:
    state = draw(st.sampled_from(STATES))
    above = draw(st.sampled_from([None, *others]))
    article = above["article"] if above else draw(st.sampled_from(["a", "b"]))
    moment = BEGIN + timedelta(
        seconds=draw(st.integers(0, 3)) * 1800, microseconds=at % 2
    )
    found: dict[str, Any] = {
        "kind": "comment",
        "id": draw(st.sampled_from(["{0:012d}", "c{0}"])).format(at + 1),
        "article": article,
        "state": state,
        "text": "",
        "created_at": moment.isoformat(),
    }
    if above:
        found["parent"] = above["id"]
    if state == "deleted":
        return found
    found |= {
        "text": draw(st.sampled_from(TEXTS)),
        "author": draw(st.sampled_from(["Ada", "Bob"])),
    }
    if state == "rejected":
        found["reason"] = draw(st.sampled_from(["insult", "spam", "other"]))
    if draw(st.booleans()):
        found["edited_at"] = (moment + timedelta(hours=2)).isoformat()
        found["earlier"] = [{"text": "Before", "at": moment.isoformat()}]
    return found


@given(exports())
@settings(max_examples=8, deadline=None)
def test_any_discussion_is_the_same_after_the_way_out_and_in(
    template_file: Path, export: str
) -> None:
    with newsrooms(template_file) as (first, second, folder):
        taken = _take(first, folder, export)
        again = _take(second, folder, taken)

    assert again == taken
    assert taken.count('"kind": "comment"') == export.count('"kind": "comment"')


def test_a_lived_in_newsroom_is_the_same_too(
    template_file: Path, live: Callable[[Database], None]
) -> None:
    with newsrooms(template_file) as (first, second, folder):
        live(first)
        taken = _export(first)
        again = _take(second, folder, taken)

    assert again == taken
    states = [each.get("state") for each in map(json.loads, taken.splitlines())]
    assert list(filter(None, states)) == ["approved", "published", "rejected"]


def test_corals_files_can_be_imported(
    template_file: Path, live: Callable[[Database], None]
) -> None:
    with newsrooms(template_file) as (first, second, folder):
        live(first)
        for name in coral_csv.FILES:
            comments = reading.comments(
                first,
                site_id=_site(first),
                base_url="https://courier.example",
                with_addresses=True,
            )
            (folder / name).write_text("".join(coral_csv.lines(comments, name)))
        importing.take_over(second, folder, "coral")

        assert importing.tree(second) == {
            "Who signs?": None,
            "Nobody, I fear.": "Who signs?",
            "You lie.": "Nobody, I fear.",
        }
        assert "Ada@reader.example" in (folder / "users.csv").read_text()


def test_addresses_are_left_out_unless_asked_for(
    template_file: Path, live: Callable[[Database], None]
) -> None:
    with newsrooms(template_file) as (first, _, _):
        live(first)

        assert "@example" not in _export(first)


@pytest.fixture
def live() -> Callable[[Database], None]:
    """Fill a newsroom with comments as readers write them and moderators decide."""

    def fill(database: Database) -> None:
        with database.unit_of_work(write=True) as work:
            newsroom.article(work.session, now=work.now)
            ada, bob, ruth = (
                newsroom.person(work.session, name, now=work.now, role=role)
                for name, role in (
                    ("Ada", Role.READER),
                    ("Bob", Role.READER),
                    ("Ruth Calder", Role.MODERATOR),
                )
            )
            work.session.expunge_all()
        above = None
        for author, text, action in (
            (ada, "Who signs?", Action.APPROVE),
            (bob, "Nobody, I fear.", None),
            (ada, "You lie.", Action.REJECT),
        ):
            with database.unit_of_work(write=True) as work:
                under = newsroom.article(work.session, now=work.now)
                parent = work.session.get(Comment, above) if above else None
                above = newsroom.post(
                    work.session, author, under, text, now=work.now, parent=parent
                ).id
            Worker(database, FixedScorer()).run_once()
            if action:
                _decide(database, above, ruth, action)

    return fill


def _decide(database: Database, comment_id: int, ruth: Actor, action: Action) -> None:
    with database.unit_of_work(write=True) as work:
        comment = work.session.get_one(Comment, comment_id)
        item = items.open_item(
            work.session,
            comment=comment,
            revision=newsroom.latest(work.session, comment),
            causes=[VerdictCause(CauseKind.RULE, rule="test", level=VerdictKind.FLAG)],
            now=work.now,
        )
        work.session.flush()
        decisions.decide(
            work.session,
            DecideItem(
                item_id=item.id,
                action=action,
                revision_id=item.revision_id,
                reason=Reason.INSULT if action is Action.REJECT else None,
            ),
            moderator_id=ruth.account_id,
            now=work.now,
        )


@contextmanager
def newsrooms(template: Path) -> Iterator[tuple[Database, Database, Path]]:
    """Yield two empty newsrooms, and a folder."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "files"
        folder.mkdir()
        databases = []
        for number in (1, 2):
            path = Path(name) / f"{number}.sqlite"
            shutil.copy(template, path)
            databases.append(open_database(f"sqlite:///{path}"))
            importing.found(databases[-1])
        yield databases[0], databases[1], folder
        for each in databases:
            each.dispose()


def _take(database: Database, folder: Path, export: str) -> str:
    """Import an export, and return the next one."""
    path = folder / "export.jsonl"
    path.write_text(export, encoding="utf-8", newline="")
    latest = datetime.now(UTC) + timedelta(days=1)
    importing.take_over(database, path, "ceasefire", latest=latest)
    return _export(database)


def _export(database: Database) -> str:
    return "".join(
        json_lines.lines(
            reading.comments(
                database, site_id=_site(database), base_url="https://courier.example"
            )
        )
    )


def _site(database: Database) -> int:
    with database.unit_of_work(write=False) as work:
        return work.session.scalars(select(Site.id)).one()
