from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from moderation.demo import history
from moderation.demo.articles import CEASEFIRE
from moderation.demo.comments import COMMENTS, VISITOR
from moderation.demo.readers import FOLLOWS, MODERATORS, MUTES, READERS
from moderation.review.items.rules import Reason

ORDINARY = {*READERS, *MODERATORS}


def test_the_older_comments_are_the_same_every_time() -> None:
    assert list(history.compose_all(count=50)) == list(history.compose_all(count=50))


def test_the_older_comments_are_hardly_ever_the_same_text() -> None:
    texts = [older.text for older in history.compose_all()]

    assert len(set(texts)) > 0.99 * len(texts)


def test_the_older_comments_come_in_order() -> None:
    ages = [older.age for older in history.compose_all()]

    assert all(one >= other for one, other in pairwise(ages))
    assert ages[-1] > timedelta(hours=1)


def test_no_reader_whom_a_newspaper_likes_to_print_is_given_abuse_or_advertising() -> (
    None
):
    written = [older for older in history.compose_all() if older.reason is not None]
    spam = {
        comment.author
        for comments in COMMENTS.values()
        for comment in comments
        if comment.decision is Reason.SPAM or "https://" in comment.text
    }

    assert {older.author for older in written}.isdisjoint(ORDINARY)
    assert spam.isdisjoint(ORDINARY)


def test_the_first_article_reports_the_day() -> None:
    told = " ".join(CEASEFIRE.paragraphs)

    facts = (
        "17 September 2016",
        "62",
        "more than 80",
        "Jebel Tharda",
        "Turkish border",
    )
    assert [fact for fact in facts if fact not in told] == []


def test_every_hand_written_reply_answers_an_earlier_comment() -> None:
    for comments in COMMENTS.values():
        assert [each.minutes for each in comments] == sorted(
            each.minutes for each in comments
        )
        for place, comment in enumerate(comments):
            assert comment.parent is None or comment.parent < place


def test_nobody_answers_what_a_moderator_has_yet_to_let_through() -> None:
    for comments in COMMENTS.values():
        for comment in comments:
            answered = comments[comment.parent] if comment.parent is not None else None
            if answered is None or answered.author == comment.author:
                continue
            # What is reported was published before; a decision takes ten minutes.
            assert not answered.waits or answered.reports
            if answered.decision is not None:
                assert comment.minutes < answered.minutes + 10


def test_nobody_reports_follows_or_mutes_themselves() -> None:
    assert all(each.reader != each.followed for each in (*FOLLOWS, *MUTES))
    for comments in COMMENTS.values():
        for comment in comments:
            assert comment.author not in {each.reporter for each in comment.reports}


def test_a_visitor_reports_something() -> None:
    reports = [
        each
        for comments in COMMENTS.values()
        for comment in comments
        for each in comment.reports
    ]

    assert VISITOR in {each.reporter for each in reports}
