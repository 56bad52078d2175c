"""The JSON of articles, threads and comments: what comes in and what goes out."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, pre_load, validate

from moderation.discussion import article_input, models, ninjs
from moderation.discussion.rules import Status
from moderation.discussion.services import threads
from moderation.discussion.thread_views import CommentView
from moderation.web import api_base

MOST_KEY_CHARACTERS = 110


class ArticleBody(api_base.Schema):
    """An article as a publisher registers it. ninjs is turned into this."""

    url = api_base.SingleLine(article_input.URL_LENGTH)
    headline = api_base.SingleLine(article_input.HEADLINE_LENGTH, required=True)
    section = api_base.SingleLine(article_input.SECTION_LENGTH)
    standfirst = api_base.SingleLine(article_input.STANDFIRST_LENGTH)
    body_html = api_base.SingleLine(article_input.BODY_LENGTH)
    language = api_base.SingleLine(article_input.KEY_LENGTH)
    subjects = fields.List(
        api_base.SingleLine(article_input.SUBJECT_LENGTH),
        validate=validate.Length(max=article_input.MOST_SUBJECTS),
    )
    tags = fields.List(
        api_base.SingleLine(article_input.SUBJECT_LENGTH),
        validate=validate.Length(max=article_input.MOST_SUBJECTS),
    )
    profile_key = api_base.SingleLine(article_input.KEY_LENGTH, allow_none=True)
    version_created = api_base.Moment(allow_none=True)
    published_at = api_base.Moment(allow_none=True)
    is_open = api_base.Flag()
    is_withdrawn = api_base.Flag(
        metadata={
            "description": "Whether the story is withdrawn, which closes its comments"
            " until it no longer is."
        }
    )
    view_count = api_base.Count(
        allow_none=True, metadata={"description": "How often the story was opened."}
    )

    @pre_load
    def read_ninjs(self, body: Any, **_arguments: Any) -> Any:
        """Turn ninjs into plain JSON; leave everything else as it is."""
        if not isinstance(body, dict) or not ninjs.is_ninjs(body):
            return body
        return ninjs.to_plain(body)


class Article(api_base.Schema):
    """An article as readers' programs see it."""

    key = fields.String(required=True)
    url = fields.String(required=True)
    headline = fields.String(required=True)
    section = fields.String(required=True)
    standfirst = fields.String(required=True)
    language = fields.String(required=True)
    subjects = fields.List(fields.String(), required=True)
    tags = fields.List(fields.String(), required=True)
    profile_key = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "The profile that was chosen for it; null: by its coverage,"
            " subject, section or site."
        },
    )
    published_at = fields.AwareDateTime(required=True)
    version_created = fields.AwareDateTime(required=True, allow_none=True)
    is_open = fields.Boolean(required=True)
    comment_count = fields.Integer(required=True)


class Author(api_base.Schema):
    """Who wrote a comment: a number that stays, and the name that readers see."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)


class Comment(api_base.Schema):
    """A comment. Without ``html`` it is a placeholder over replies that are shown."""

    id = fields.Integer(required=True)
    article_key = fields.String(required=True)
    url = fields.String(
        required=True, metadata={"description": "Where it is read in its thread."}
    )
    parent_id = fields.Integer(required=True, allow_none=True)
    depth = fields.Integer(required=True)
    status = fields.Enum(Status, by_value=True, required=True)
    author = fields.Nested(Author, required=True, allow_none=True)
    html = fields.String(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    edited_at = fields.AwareDateTime(required=True, allow_none=True)
    reply_count = fields.Integer(required=True)


class Thread(api_base.Schema):
    """A top-level comment with its first replies."""

    comment = fields.Nested(Comment, required=True)
    reply_count = fields.Integer(required=True)
    replies = fields.List(fields.Nested(Comment), required=True)
    more_replies_after = fields.String(required=True, allow_none=True)


class ThreadPage(api_base.Schema):
    """A page of threads and the key of the next."""

    threads = fields.List(fields.Nested(Thread), required=True)
    next_after = fields.String(required=True, allow_none=True)


class ReplyPage(api_base.Schema):
    """A page of replies and the key of the next."""

    replies = fields.List(fields.Nested(Comment), required=True)
    next_after = fields.String(required=True, allow_none=True)


class RepliesQuery(api_base.Schema):
    """Where a page begins."""

    after = fields.String(validate=validate.Length(max=MOST_KEY_CHARACTERS))


class ThreadsQuery(RepliesQuery):
    """Where a page begins, and in which order."""

    sort = fields.Enum(threads.Sort, by_value=True, load_default=threads.Sort.NEWEST)


def article_json(article: models.Article) -> dict[str, Any]:
    """Return what everybody may know of *article*."""
    return {
        "key": article.key,
        "url": article.url,
        "headline": article.headline,
        "section": article.section,
        "standfirst": article.standfirst,
        "language": article.language,
        "subjects": article.subjects,
        "tags": article.tags or [],
        "profile_key": article.profile_key,
        "published_at": article.published_at,
        "version_created": article.version_created,
        "is_open": article.closed_at is None,
        "comment_count": article.comment_count,
    }


def comment_json(
    view: CommentView, article: models.Article, origin: str
) -> dict[str, Any]:
    """Return what everybody may know of a comment that a page shows.

    :param origin: of the site that *article* is read on.
    """
    return {
        "id": view.id,
        "article_key": article.key,
        "url": f"{origin}/comments/{view.id}",
        "parent_id": view.parent_id,
        "depth": view.depth,
        "status": view.status,
        "author": _author(view) if view.is_published else None,
        "html": view.html,
        "created_at": view.created_at,
        "edited_at": view.edited_at if view.is_published else None,
        "reply_count": view.reply_count,
    }


def _author(view: CommentView) -> dict[str, Any]:
    return {"id": view.author_id, "name": view.author_name}
