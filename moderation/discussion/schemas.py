"""The JSON of articles, threads and comments, in requests and responses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marshmallow import fields, post_load, pre_load, validate

from auth.access import forms
from auth.access.forms import InputSchema, Lines
from auth.core.errors import InvalidError
from auth.core.schemas import Count, Flag, Moment, Schema
from auth.core.translation import gettext as _
from auth.core.translation import marked
from moderation.discussion import article_input, models, ninjs
from moderation.discussion.inputs import ArticleInput, OpenArticle, PutArticle
from moderation.discussion.rules import Status
from moderation.discussion.services import orders
from moderation.discussion.text import with_origin
from moderation.discussion.thread_views import CommentView
from moderation.web.fields import Line

MOST_KEY_CHARACTERS = 110


NO_NUMBER = marked("Enter a whole number.")


class ArticleBody(InputSchema):
    """An article as a publisher registers it. ninjs is turned into this."""

    url = Line(article_input.URL_LENGTH)
    headline = Line(
        article_input.HEADLINE_LENGTH,
        required=True,
        error_messages={"required": marked("An article needs a headline.")},
    )
    section = Line(article_input.SECTION_LENGTH)
    standfirst = Line(article_input.STANDFIRST_LENGTH)
    body_html = Line(article_input.BODY_LENGTH)
    language = Line(article_input.KEY_LENGTH)
    subjects = fields.List(
        Line(article_input.SUBJECT_LENGTH),
        validate=validate.Length(max=article_input.MOST_SUBJECTS),
    )
    tags = fields.List(
        Line(article_input.SUBJECT_LENGTH),
        validate=validate.Length(max=article_input.MOST_SUBJECTS),
    )
    authors = fields.List(
        Line(article_input.KEY_LENGTH),
        validate=validate.Length(max=article_input.MOST_AUTHORS),
        metadata={"description": "The names of its authors' accounts on the site."},
    )
    profile_key = Line(article_input.KEY_LENGTH, allow_none=True)
    version_created = Moment(allow_none=True)
    published_at = Moment(allow_none=True)
    closing_days = Count(
        allow_none=True,
        error_messages={"invalid": NO_NUMBER},
        metadata={
            "description": "After how many days its comments close; 0: never, null: as"
            " on the site."
        },
    )
    is_open = Flag()
    is_withdrawn = Flag(
        metadata={
            "description": "Whether the story is withdrawn, which closes its comments"
            " until it no longer is."
        }
    )
    view_count = Count(
        allow_none=True, metadata={"description": "How often the story was opened."}
    )

    @pre_load
    def read_ninjs(self, body: Any, **_arguments: Any) -> Any:
        """Turn ninjs into plain JSON; leave everything else as it is."""
        if not isinstance(body, dict) or not ninjs.is_ninjs(body):
            return body
        return ninjs.to_plain(body)

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> PutArticle:
        """Return the input."""
        return _put_article(forms.address()["key"], values)


class ArticleForm(ArticleBody):
    """An article as an admin enters it. The form of a new one also has the key."""

    key = fields.String(load_default="")
    headline = Line(article_input.HEADLINE_LENGTH)
    subjects = Lines(Line(article_input.SUBJECT_LENGTH))
    tags = Lines(Line(article_input.SUBJECT_LENGTH))
    authors = Lines(Line(article_input.KEY_LENGTH))
    closing_days = Count(
        allow_none=True, load_default=None, error_messages={"invalid": NO_NUMBER}
    )

    @pre_load
    def read_ninjs(self, body: Any, **_arguments: Any) -> Any:
        """Leave the form as it is: it is never ninjs."""
        return body

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> PutArticle:
        """Return the input."""
        typed = values.pop("key").strip()
        key = forms.address().get("key", typed)
        if not values.get("url"):
            values["url"] = f"/articles/{key}"
        if "subjects" in values:
            words = " ".join(values["subjects"]).split()
            values["subjects"] = [ninjs.media_topic(word) for word in words]
        return _put_article(key, values)


def _put_article(key: str, given: dict[str, Any]) -> PutArticle:
    facts = ArticleInput(**{"url": f"/articles/{key}", "headline": ""} | given)
    return PutArticle(key=key, facts=facts, given=tuple(given))


class OpeningForm(InputSchema):
    """Whether to open or close the comments under an article."""

    input_type = OpenArticle

    is_open = Flag()

    @pre_load
    def read_button(self, body: dict[str, Any], **_arguments: Any) -> dict[str, Any]:
        """Turn the pressed button into a value."""
        if body.get("action") not in ("close", "open"):
            raise InvalidError(_("Please choose whether to close or to open."))
        return body | {"is_open": body["action"] == "open"}


class Article(Schema):
    """An article, in the fields that the API shows to everybody."""

    key = fields.String(required=True)
    url = fields.String(required=True)
    headline = fields.String(required=True)
    section = fields.String(required=True)
    standfirst = fields.String(required=True)
    language = fields.String(required=True)
    subjects = fields.List(fields.String(), required=True)
    tags = fields.List(fields.String(), required=True)
    authors = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "The names of its authors' accounts."},
    )
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
    closes_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "When its comments close by themselves; null: never."},
    )
    comment_count = fields.Integer(required=True)


class Author(Schema):
    """The author of a comment: a permanent number, and the name that readers see."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)


class Comment(Schema):
    """A comment. Without ``html`` it is a placeholder above visible replies."""

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
    reaction_count = fields.Integer(
        required=True, metadata={"description": "How many readers recommend it."}
    )

    is_pick = fields.Boolean(
        required=True, metadata={"description": "Whether it is an editors' pick."}
    )


class Thread(Schema):
    """A top-level comment with its first replies."""

    comment = fields.Nested(Comment, required=True)
    reply_count = fields.Integer(required=True)
    replies = fields.List(fields.Nested(Comment), required=True)
    more_replies_after = fields.String(required=True, allow_none=True)


class ThreadPage(Schema):
    """A page of threads and the key of the next."""

    threads = fields.List(fields.Nested(Thread), required=True)
    next_after = fields.String(required=True, allow_none=True)


class ReplyPage(Schema):
    """A page of replies and the key of the next."""

    replies = fields.List(fields.Nested(Comment), required=True)
    next_after = fields.String(required=True, allow_none=True)


class RepliesQuery(Schema):
    """The position at which a page begins."""

    after = fields.String(validate=validate.Length(max=MOST_KEY_CHARACTERS))


class ThreadsQuery(RepliesQuery):
    """The position at which a page begins, and its order."""

    sort = fields.Enum(orders.Sort, by_value=True, load_default=orders.Sort.NEWEST)


def article_json(
    article: models.Article, authors: Sequence[str], closes_at: datetime | None
) -> dict[str, Any]:
    """Return the public fields of *article*.

    :param authors: their names.
    :param closes_at: when its comments close by themselves.
    """
    return {
        "key": article.key,
        "url": article.url,
        "headline": article.headline,
        "section": article.section,
        "standfirst": article.standfirst,
        "language": article.language,
        "subjects": article.subjects,
        "tags": article.tags or [],
        "authors": list(authors),
        "profile_key": article.profile_key,
        "published_at": article.published_at,
        "version_created": article.version_created,
        "is_open": article.closed_at is None,
        "closes_at": closes_at,
        "comment_count": article.comment_count,
    }


def comment_json(
    view: CommentView, article: models.Article, origin: str
) -> dict[str, Any]:
    """Return the public fields of a comment on a page.

    :param origin: the origin of the site of *article*.
    """
    return {
        "id": view.id,
        "article_key": article.key,
        "url": f"{origin}/comments/{view.id}",
        "parent_id": view.parent_id,
        "depth": view.depth,
        "status": view.status,
        "author": _author(view) if view.is_published else None,
        "html": with_origin(view.html, origin) if view.html else view.html,
        "created_at": view.created_at,
        "edited_at": view.edited_at if view.is_published else None,
        "reply_count": view.reply_count,
        "reaction_count": view.reaction_count if view.is_published else 0,
        "is_pick": view.is_pick and view.is_published,
    }


def _author(view: CommentView) -> dict[str, Any]:
    return {"id": view.author_id, "name": view.author_name}
