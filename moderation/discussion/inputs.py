"""The inputs of changes to articles, one frozen dataclass for each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ArticleInput:
    """The fields of an article that a publisher sends.

    :param authors: the names of their accounts. ``None`` keeps those that are known.
    :param closing_days: after how many days the comments close; 0 for never, ``None``
        for as many as on the site.
    :param is_open: whether the comments are open. ``None`` keeps the present state; a
        new article is open.
    :param is_withdrawn: whether the publisher has withdrawn the story. This closes its
        comments until the story is back. A decision of staff about the comments in the
        meantime stays.
    """

    url: str
    headline: str
    section: str = ""
    standfirst: str = ""
    body_html: str = ""
    language: str = ""
    subjects: Sequence[str] = ()
    tags: Sequence[str] = ()
    profile_key: str | None = None
    version_created: datetime | None = None
    published_at: datetime | None = None
    is_open: bool | None = None
    is_withdrawn: bool | None = None
    view_count: int | None = None
    authors: Sequence[str] | None = None
    closing_days: int | None = None


ARTICLE_FIELDS = frozenset(each.name for each in fields(ArticleInput))
"""The names of all fields."""


@dataclass(frozen=True, kw_only=True)
class PutArticle:
    """Register or update an article.

    :param given: the names of the fields that the caller sent. Other fields of a known
        article stay unchanged.
    """

    key: str
    facts: ArticleInput
    given: Collection[str] = ARTICLE_FIELDS


@dataclass(frozen=True)
class OpenArticle:
    """Open or close the comments of an article."""

    key: str
    is_open: bool
