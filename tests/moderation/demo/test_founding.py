"""The demo newsroom, created once for all of these tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, select, true
from sqlalchemy.orm import aliased

from auth.access.key_models import ApiKey
from auth.core.models import Account, RoleGrant, Site
from auth.db.base import Base
from auth.db.database import Database
from auth.sites.page_models import SitePage
from moderation.community.models import Follow, Mute
from moderation.community.rules import Target
from moderation.demo import founding
from moderation.demo.comments import COMMENTS
from moderation.demo.readers import MODERATORS, READERS
from moderation.demo.templates import TONES
from moderation.discussion.models import Article, Comment, Revision
from moderation.event_table import open_database
from moderation.intake.models import ListedPhrase
from moderation.notifications.models import Notification
from moderation.policy.coverage_models import UNDER_WAY, Coverage
from moderation.policy.models import (
    PENDING,
    ProfileVersion,
    ScheduledVersion,
    Verdict,
)
from moderation.review.appeals.models import Appeal
from moderation.review.appeals.sanction_appeal_models import SanctionAppeal
from moderation.review.authors.note_models import AccountNote
from moderation.review.decisions.batch_models import Batch
from moderation.review.items.models import Decision, Report, ReviewItem
from moderation.review.items.rules import Action
from moderation.review.quality.sampling_models import AuditDraw
from moderation.review.quality.second_review_models import SecondReview
from moderation.review.queue.models import SavedView, WatchedArticle
from moderation.review.reports.visitor_report_models import VisitorReport
from moderation.review.sanctions.models import Sanction
from moderation.running import doctor
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom

OLDER = 40
TIMES = ("created_at", "at", "opened_at", "imposed_at", "set_at", "granted_at")
WAITS = ReviewItem.closed_at.is_(None)


class CutOffError(Exception):
    """The creation was interrupted."""


def found(database: Database, folder: Path, *, cut_off_at: str = "") -> list[str]:
    """Create the demo with a few older comments; return the messages."""
    told: list[str] = []

    def report(line: str) -> None:
        told.append(line)
        if cut_off_at and cut_off_at in line:
            raise CutOffError

    with database.unit_of_work(write=True) as work:
        known = work.session.scalar(select(Site.id))
        site_id = known or newsroom.ensure_newsroom(work.session, now=work.now).id
    founding.create_demo(
        database,
        FixedScorer,
        site_id=site_id,
        instance_path=folder,
        older_comments=OLDER,
        report=report,
    )
    return told


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo keeps its database and its sign-ins."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(template_file: Path, folder: Path) -> Iterator[Database]:
    """The founded demo. The tests only read it."""
    path = folder / "demo.sqlite"
    shutil.copy(template_file, path)
    database = open_database(f"sqlite:///{path}")
    found(database, folder)
    yield database
    database.dispose()


def test_a_founded_demo_counts_right(demo: Database) -> None:
    with demo.unit_of_work(write=False) as work:
        assert set(doctor.recount(work.session).values()) == {0}


def test_the_demo_is_founded_once(demo: Database, folder: Path) -> None:
    assert found(demo, folder) == []


def test_every_comment_of_the_demo_is_there(demo: Database) -> None:
    written = sum(len(comments) for comments in COMMENTS.values())
    with demo.unit_of_work(write=False) as work:
        assert work.session.scalar(select(func.count(Comment.id))) == OLDER + written


def test_a_founding_that_is_cut_off_leaves_nothing_behind(
    sqlite_database: Database, tmp_path: Path
) -> None:
    with pytest.raises(CutOffError):
        found(sqlite_database, tmp_path, cut_off_at="Six thousand")

    with sqlite_database.unit_of_work(write=False) as work:
        assert work.session.scalar(select(func.count(Account.id))) == 0
        assert work.session.scalar(select(func.count(Article.id))) == 0
    assert not (tmp_path / founding.SIGN_INS).exists()


def timed() -> Iterator[tuple[Table, Any]]:
    """Yield every table that is numbered, with the column of its time."""
    for table in Base.metadata.sorted_tables:
        times = [table.c[name] for name in TIMES if name in table.c]
        if times and "id" in table.c:
            yield table, times[0]


@pytest.mark.parametrize(("table", "at"), list(timed()), ids=lambda each: each.name)
def test_everything_is_stored_in_the_order_of_its_times(
    demo: Database, table: Table, at: Any
) -> None:
    with demo.unit_of_work(write=False) as work:
        times = work.session.scalars(select(at).order_by(table.c.id)).all()
        assert times == sorted(times)
        assert all(each <= work.now for each in times)


@cache
def spoken_for() -> frozenset[str]:
    """Return the comments that the demo leaves in the queue on purpose."""
    return frozenset(
        comment.text
        for comments in COMMENTS.values()
        for comment in comments
        if comment.waits or comment.escalation or comment.appeal or comment.decision
    )


def is_abuse(text: str) -> bool:
    """Whether an older comment is of a tone that moderators reject."""
    ends = [end for tone in TONES if tone.reason for end in tone.ends]
    return any(text.endswith(f" {end}") for end in ends)


def test_no_verdict_is_older_than_the_version_that_it_names(demo: Database) -> None:
    with demo.unit_of_work(write=False) as work:
        older = work.session.scalar(
            select(func.count())
            .select_from(Verdict)
            .join(ProfileVersion, ProfileVersion.id == Verdict.profile_version_id)
            .where(Verdict.created_at < ProfileVersion.created_at)
        )

    assert older == 0


def test_no_harmless_comment_is_among_the_first_ten_of_the_queue(
    demo: Database,
) -> None:
    first = (
        select(Revision.text)
        .join(ReviewItem, ReviewItem.revision_id == Revision.id)
        .where(WAITS)
        .order_by(ReviewItem.rank.desc())
        .limit(10)
    )
    with demo.unit_of_work(write=False) as work:
        texts = work.session.scalars(first).all()
    assert len(texts) == 10
    assert [
        text for text in texts if text not in spoken_for() and not is_abuse(text)
    ] == []


SHOWN = {
    "an escalated comment with a note": (
        Decision,
        (Decision.action == Action.ESCALATE) & (Decision.note != ""),
    ),
    "an appeal that waits": (Appeal, Appeal.outcome.is_(None)),
    "an appeal that was answered": (Appeal, Appeal.outcome.is_not(None)),
    "an appeal against a sanction": (SanctionAppeal, SanctionAppeal.outcome.is_(None)),
    "a ban to confirm": (Sanction, Sanction.starts_at.is_(None)),
    "a sanction in force": (Sanction, Sanction.starts_at.is_not(None)),
    "approvals": (Decision, Decision.action == Action.APPROVE),
    "rejections": (Decision, Decision.action == Action.REJECT),
    "words to an author": (Decision, Decision.words_to_author != ""),
    "a second review that is done": (SecondReview, SecondReview.second_id.is_not(None)),
    "near-duplicates": (ReviewItem, WAITS & ReviewItem.lead_id.is_not(None)),
    "an audit sample": (AuditDraw, true()),
    "marked words": (Verdict, func.json_array_length(Verdict.spans) > 0),
    "a report that waits": (
        Report,
        Report.comment_id.in_(select(ReviewItem.comment_id).where(WAITS)),
    ),
    "a visitor's report": (VisitorReport, true()),
    "a batch": (Batch, true()),
    "a note on an author": (AccountNote, true()),
    "a view that all share": (SavedView, SavedView.is_shared),
    "a watched article": (WatchedArticle, true()),
    "a word list": (ListedPhrase, true()),
    "house rules of the site's own": (SitePage, true()),
    "a coverage under way": (Coverage, UNDER_WAY),
    "a scheduled version": (ScheduledVersion, PENDING),
    "a key": (ApiKey, true()),
    "roles": (RoleGrant, true()),
    "a muted reader": (Mute, true()),
    "a followed thread": (Follow, Follow.target == Target.THREAD),
    "a followed article": (Follow, Follow.target == Target.ARTICLE),
    "an unread notification": (Notification, Notification.read_at.is_(None)),
}


@pytest.mark.parametrize(("model", "is_so"), SHOWN.values(), ids=SHOWN)
def test_the_demo_shows(demo: Database, model: type[Base], is_so: Any) -> None:
    with demo.unit_of_work(write=False) as work:
        count = work.session.scalar(
            select(func.count()).select_from(model).where(is_so)
        )
    assert count


def test_the_moderator_with_a_sign_in_may_decide_what_goes_first(
    demo: Database,
) -> None:
    with demo.unit_of_work(write=False) as work:
        moderator_id = work.session.scalar(
            select(Account.id).where(Account.display_name == MODERATORS[0])
        )
        ahead = work.session.scalars(
            select(ReviewItem).where(
                WAITS,
                ReviewItem.appealed_at.is_not(None)
                | ReviewItem.escalated_at.is_not(None),
            )
        ).all()
        assert len(ahead) >= 2
        assert all(moderator_id not in item.left_out for item in ahead)


def test_a_member_of_staff_writes_in_a_thread(demo: Database) -> None:
    by_staff = select(func.count()).where(
        Comment.author_id.in_(
            select(Account.id).where(Account.display_name.in_(MODERATORS))
        )
    )
    with demo.unit_of_work(write=False) as work:
        assert work.session.scalar(by_staff)


def test_the_reader_with_a_sign_in_has_unread_notifications_and_an_appeal(
    demo: Database,
) -> None:
    with demo.unit_of_work(write=False) as work:
        reader_id = work.session.scalar(
            select(Account.id).where(Account.display_name == READERS[0])
        )
        unread = select(func.count()).where(
            Notification.account_id == reader_id, Notification.read_at.is_(None)
        )
        appeals = select(func.count()).where(Appeal.author_id == reader_id)
        assert work.session.scalar(unread)
        assert work.session.scalar(appeals) == 1


def test_replies_answer_earlier_comments_of_their_article(demo: Database) -> None:
    answered = aliased(Comment)
    with demo.unit_of_work(write=False) as work:
        pairs = work.session.execute(
            select(Comment, answered).join(answered, answered.id == Comment.parent_id)
        ).all()
        assert len(pairs) > 30
        for reply, parent in pairs:
            assert reply.article_id == parent.article_id
            assert reply.created_at >= parent.created_at
