"""The checks of a new comment: some refuse it, some hold it for a person.

A rule never rejects: it holds the comment and names itself, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from auth.core.errors import ClosedError, ConflictError, TooManyError
from auth.core.translation import gettext as _
from auth.db.upserts import take_turn
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import opening
from moderation.discussion.text import CommentText
from moderation.intake import phrases as word_list
from moderation.intake.models import ListedPhrase
from moderation.intake.rules import REPEAT_WINDOW, held_by
from moderation.policy.services import profiles

TRIED_SINCE = timedelta(days=30)
TRIED_COMMENTS = 2_000
SHOWN_EXAMPLES = 3
EXAMPLE_LENGTH = 200
ALL_HELD = "all comments by this author are reviewed first"
# Every comment asks these, so they are written once.
_SINCE = Comment.created_at > bindparam("since", type_=Comment.created_at.type)
_RECENT = (
    select(func.count())
    .select_from(Comment)
    .where(Comment.author_id == bindparam("author_id"), _SINCE)
)
_REPEATED = (
    select(Comment.id)
    .join(Revision, Revision.id == Comment.latest_revision_id)
    .where(
        Comment.author_id == bindparam("author_id"),
        Comment.article_id == bindparam("article_id"),
        Comment.status != Status.DELETED,
        _SINCE,
        Revision.text == bindparam("text"),
    )
    .limit(1)
)
_PHRASES = (
    select(ListedPhrase.phrase)
    .where(ListedPhrase.site_id == bindparam("site_id"))
    .order_by(ListedPhrase.phrase)
)
_PUBLISHED = select(func.count()).select_from(
    select(Comment.id)
    .where(
        Comment.author_id == bindparam("author_id"),
        Comment.status == Status.PUBLISHED,
    )
    .limit(10)
    .subquery()
)


def refuse_closed(session: Session, article: Article, *, now: datetime) -> None:
    """Refuse a comment under an article that is closed, or due to close.

    :raises ClosedError: if the article is closed.
    """
    if article.closed_at is not None or opening.is_over(session, article, now=now):
        raise ClosedError(_("Comments on this article are closed."))


def refuse_haste(
    session: Session, *, author_id: int, most_a_minute: int, now: datetime
) -> None:
    """Refuse a comment of an author who posts too fast.

    :raises TooManyError: if the author has posted *most_a_minute* within a minute.
    """
    by_author = {"author_id": author_id, "since": now - timedelta(minutes=1)}
    recent = session.scalar(_RECENT, by_author)
    if (recent or 0) >= most_a_minute:
        raise TooManyError(
            _("You are posting very fast. Please wait a minute."), {"retry_after": 60}
        )


def refuse_repeat(
    session: Session,
    *,
    author_id: int,
    article_id: int,
    text: CommentText,
    now: datetime,
) -> None:
    """Refuse an exact repeat under the same article.

    :raises ConflictError: with the id of the comment that it repeats.
    """
    said = {
        "author_id": author_id,
        "article_id": article_id,
        "since": now - REPEAT_WINDOW,
        "text": text.written,
    }
    repeated = session.scalar(_REPEATED, said)
    if repeated is not None:
        raise ConflictError(
            _("You have already posted this under this article."),
            {"comment_id": repeated},
        )


def held_for(
    session: Session,
    *,
    article: Article,
    author_id: int,
    text: CommentText,
    is_sanctioned: bool,
) -> list[str]:
    """Return the rules that hold *text* for a person; empty if none does.

    :param is_sanctioned: whether a sanction holds all that the author writes.
    """
    handling = profiles.version_for(session, article).handling
    return [ALL_HELD] * is_sanctioned + held_by(
        text,
        phrases=phrases_of(session, article.site_id),
        most_links=handling.get("most_links"),
        published_before=_published(session, author_id),
        first_held=handling.get("first_held", 0),
    )


def is_to_be_held(session: Session, revision_id: int) -> bool:
    """Whether a rule already holds a text for a person."""
    causes = select(Revision.rule_causes).where(Revision.id == revision_id)
    return bool(session.scalar(causes))


def phrases_of(session: Session, site_id: int) -> Sequence[str]:
    """Return the site's word list, in alphabetical order."""
    return session.scalars(_PHRASES, {"site_id": site_id}).all()


def set_phrases(
    session: Session,
    *,
    site_id: int,
    phrases: Iterable[str],
    actor_id: int,
    now: datetime,
) -> None:
    """Replace the site's word list.

    :raises InvalidError: if a phrase is too long or can never match.
    """
    wanted = set(word_list.checked(phrases))
    take_turn(session, f"word list {site_id}")
    known = session.scalars(
        select(ListedPhrase).where(ListedPhrase.site_id == site_id)
    ).all()
    for each in known:
        if each.phrase not in wanted:
            session.delete(each)
    for phrase in sorted(wanted - {each.phrase for each in known}):
        session.add(
            ListedPhrase(
                site_id=site_id, phrase=phrase, created_at=now, created_by_id=actor_id
            )
        )
    session.flush()


@dataclass
class PhraseMatches:
    """What one phrase would have held lately: how many comments, and the newest."""

    phrase: str
    count: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)


def try_phrases(
    session: Session, *, site_id: int, phrases: Iterable[str], now: datetime
) -> tuple[list[PhraseMatches], int]:
    """Return what each phrase would have held in the last month, and out of how many.

    Searches the newest 2,000 comments at most, so that it never takes long.

    :raises InvalidError: if a phrase is too long or can never match.
    """
    matches = {phrase: PhraseMatches(phrase) for phrase in word_list.checked(phrases)}
    rows = session.execute(
        select(Comment.id, Revision.plain_text, Revision.text)
        .join(Revision, Revision.id == Comment.latest_revision_id)
        .join(Article, Article.id == Comment.article_id)
        .where(
            Article.site_id == site_id,
            Comment.created_at > now - TRIED_SINCE,
            Comment.status != Status.DELETED,
        )
        .order_by(Comment.id.desc())
        .limit(TRIED_COMMENTS)
    ).all()
    for comment_id, plain, written in rows:
        for phrase in word_list.matching(list(matches), [plain, written]):
            match = matches[phrase]
            match.count += 1
            if len(match.examples) < SHOWN_EXAMPLES:
                match.examples.append((comment_id, plain[:EXAMPLE_LENGTH]))
    return list(matches.values()), len(rows)


def _published(session: Session, author_id: int) -> int:
    return session.scalar(_PUBLISHED, {"author_id": author_id}) or 0
