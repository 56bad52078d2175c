"""The reactions of readers and moderators to a comment of the demo."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import partial

from moderation.demo.comments import VISITOR, DemoComment, DemoReport
from moderation.demo.newsroom import Newsroom
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.policy.rules import CauseKind
from moderation.review.appeals.inputs import AppealComment
from moderation.review.appeals.services import appeals
from moderation.review.decisions.inputs import DecideItem, RemoveComment
from moderation.review.decisions.services import decisions, reopening
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action, Reason
from moderation.review.items.services import items
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import reports, visitor_reports

REPORTED_EVERY = timedelta(minutes=3)
DECIDED_AFTER = timedelta(minutes=10)
APPEALED_AFTER = timedelta(minutes=30)
ANSWERED_AFTER = timedelta(hours=5)
SECOND_AFTER = timedelta(minutes=45)

SAMPLE_LEFT_OPEN = timedelta(hours=3)
SECOND_LEFT_OPEN = timedelta(hours=48)
LEFT_OPEN = timedelta(hours=18)
"""Items younger than this may still wait in the queue. Older ones are decided."""

NETWORK = hashlib.sha256(b"a visitor of the demo").hexdigest()
UPHELD = "We have read this again, as another person. It stays removed."


def react(
    newsroom: Newsroom, demo: DemoComment, comment_id: int, place: int, at: datetime
) -> None:
    """Plan the reactions to a comment written by hand."""
    plan = newsroom.timeline.add
    for number, each in enumerate(demo.reports, start=1):
        plan(at + number * REPORTED_EVERY, partial(_report, newsroom, each, comment_id))
    # The moderator with a sign-in is the second person for these two.
    moderator_id = newsroom.moderator(
        1 if demo.appeal or demo.escalation else place + 1
    )
    if demo.escalation:
        act = partial(_escalate, newsroom, comment_id, moderator_id, demo.escalation)
        plan(at + DECIDED_AFTER, act)
    elif not demo.waits:
        act = partial(settle, newsroom, comment_id, moderator_id, demo.decision)
        plan(at + DECIDED_AFTER, partial(act, words=demo.words))
    if demo.appeal:
        act = partial(_appeal, newsroom, comment_id, moderator_id, demo.appeal)
        plan(at + DECIDED_AFTER + APPEALED_AFTER, act)


def settle(
    newsroom: Newsroom,
    comment_id: int,
    moderator_id: int,
    reason: Reason | None,
    at: datetime,
    *,
    words: str = "",
) -> None:
    """Reject the comment for *reason*, or approve it if it waits for a person.

    Nobody decides on their own comment. Items of the audit sample may keep waiting.
    """
    comment = newsroom.session.get_one(Comment, comment_id)
    if comment.author_id == moderator_id:
        moderator_id = newsroom.colleague(moderator_id)
    item = items.open_for(newsroom.session, comment_id)
    if item is not None:
        if reason is None and is_left_to_sample(newsroom, item, at):
            return
        _decide(newsroom, item, moderator_id, reason, words, at)
    elif reason is not None:
        reopening.remove(
            newsroom.session,
            RemoveComment(
                comment_id=comment_id,
                reason=reason,
                note="",
                words=words,
                revision_id=None,
            ),
            context=newsroom.desk_context(moderator_id, at),
        )
    review_again(newsroom, comment_id, moderator_id, reason, at)


def is_left_to_sample(newsroom: Newsroom, item: ReviewItem, at: datetime) -> bool:
    """Whether an item of the audit sample is recent enough to keep waiting."""
    is_drawn = CauseKind.AUDIT_SAMPLE in (item.marks or "").split()
    return is_drawn and newsroom.timeline.until - at < SAMPLE_LEFT_OPEN


def review_again(
    newsroom: Newsroom,
    comment_id: int,
    moderator_id: int,
    reason: Reason | None,
    at: datetime,
) -> None:
    """Confirm the decision in a second review by the colleague, if one is drawn.

    A recent one keeps waiting: for the moderator with a log-in, if it is a rejection.
    """
    if not _waits_for_second(newsroom, comment_id):
        return
    is_young = newsroom.timeline.until - at < SECOND_LEFT_OPEN
    if is_young and reason is not None and moderator_id == newsroom.moderator(1):
        return
    colleague_id = newsroom.colleague(moderator_id)
    act = partial(_second, newsroom, comment_id, colleague_id, reason)
    newsroom.timeline.add(at + SECOND_AFTER, act)


def _waits_for_second(newsroom: Newsroom, comment_id: int) -> bool:
    """Whether the comment waits only for a second review."""
    item = items.open_for(newsroom.session, comment_id)
    return (
        item is not None
        and item.first_decider_id is not None
        and item.appealed_at is None
        and item.escalated_at is None
    )


def _second(
    newsroom: Newsroom,
    comment_id: int,
    moderator_id: int,
    reason: Reason | None,
    at: datetime,
) -> None:
    item = items.open_for(newsroom.session, comment_id)
    if item is not None and _waits_for_second(newsroom, comment_id):
        _decide(newsroom, item, moderator_id, reason, "", at)


def _decide(
    newsroom: Newsroom,
    item: ReviewItem,
    moderator_id: int,
    reason: Reason | None,
    words: str,
    at: datetime,
) -> None:
    """Decide as this moderator, or as the first other one who is allowed to."""
    staff = (moderator_id, newsroom.colleague(moderator_id), newsroom.admin_id)
    decider_id = next(each for each in staff if each not in item.left_out)
    decisions.decide(
        newsroom.session,
        DecideItem(
            item_id=item.id,
            action=Action.APPROVE if reason is None else Action.REJECT,
            reason=reason,
            note="",
            words=words,
            revision_id=item.revision_id,
        ),
        moderator_id=decider_id,
        now=at,
    )


def _report(
    newsroom: Newsroom, said: DemoReport, comment_id: int, at: datetime
) -> None:
    """Report the comment if the classifier published it."""
    comment = newsroom.session.get_one(Comment, comment_id)
    if comment.status is not Status.PUBLISHED:
        return
    if said.reporter == VISITOR:
        visitor_reports.report(
            newsroom.session,
            ReportComment(comment_id=comment_id, reason=said.reason, note=said.note),
            network_digest=NETWORK,
            now=at,
        )
        return
    reports.report(
        newsroom.session,
        ReportComment(comment_id=comment_id, reason=said.reason, note=said.note),
        reporter_id=newsroom.ids[said.reporter],
        now=at,
    )


def _escalate(
    newsroom: Newsroom, comment_id: int, moderator_id: int, note: str, at: datetime
) -> None:
    item = items.open_for(newsroom.session, comment_id)
    if item is None:
        return
    decisions.decide(
        newsroom.session,
        DecideItem(
            item_id=item.id,
            action=Action.ESCALATE,
            reason=None,
            note=note,
            revision_id=item.revision_id,
        ),
        moderator_id=moderator_id,
        now=at,
    )


def _appeal(
    newsroom: Newsroom, comment_id: int, moderator_id: int, text: str, at: datetime
) -> None:
    """Appeal as the author. An appeal of some days ago is answered as well."""
    comment = newsroom.session.get_one(Comment, comment_id)
    if comment.status is not Status.REJECTED:
        return
    appeals.open_appeal(
        newsroom.session,
        AppealComment(comment_id=comment_id, text=text),
        author_id=comment.author_id,
        now=at,
    )
    if newsroom.timeline.until - at > LEFT_OPEN:
        colleague_id = newsroom.colleague(moderator_id)
        act = partial(_uphold, newsroom, comment_id, colleague_id)
        newsroom.timeline.add(at + ANSWERED_AFTER, act)


def _uphold(
    newsroom: Newsroom, comment_id: int, moderator_id: int, at: datetime
) -> None:
    item = items.open_for(newsroom.session, comment_id)
    if item is not None:
        _decide(newsroom, item, moderator_id, Reason.THREAT, UPHELD, at)
