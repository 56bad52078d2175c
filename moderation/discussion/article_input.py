"""Checks the fields of an article that a publisher sends."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from auth.core.errors import InvalidError
from auth.core.translation import gettext as _
from auth.sites.looks import MOST_CLOSING_DAYS
from moderation.discussion.inputs import ARTICLE_FIELDS, ArticleInput
from moderation.discussion.text import article_html, cleaned

HEADLINE_LENGTH = 500
STANDFIRST_LENGTH = 2_000
BODY_LENGTH = 500_000
URL_LENGTH = 2_000
SECTION_LENGTH = 100
SUBJECT_LENGTH = 200
MOST_SUBJECTS = 200
MOST_AUTHORS = 20
KEY_LENGTH = 100
EARLIEST = datetime(1500, 1, 1, tzinfo=UTC)
LATEST = datetime(2999, 12, 31, tzinfo=UTC)

# A name before the host, as in https://ours.example@evil.example, would mislead.
_URL = re.compile(
    r"(https?://[^/?#\s\\@]+(?=[/?#]|\Z)|/(?![/\\]))[^\s\\]*", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}")


def over(
    facts: ArticleInput, known: ArticleInput, given: Collection[str]
) -> ArticleInput:
    """Return *known* with the fields that are *given* taken from *facts*."""
    return replace(
        known, **{name: getattr(facts, name) for name in ARTICLE_FIELDS & {*given}}
    )


def checked(facts: ArticleInput) -> ArticleInput:
    """Return *facts* in the form that is stored: single lines, and a sanitised body.

    :raises InvalidError: naming the field that is invalid.
    """
    headline = _line(facts.headline, "headline", HEADLINE_LENGTH)
    if not headline:
        raise InvalidError(_("An article needs a headline."), {"field": "headline"})
    if len(facts.subjects) > MOST_SUBJECTS:
        message = _("An article has at most %(most)s subjects.", most=MOST_SUBJECTS)
        raise InvalidError(message, {"field": "subjects"})
    if len(facts.tags) > MOST_SUBJECTS:
        message = _("An article has at most %(most)s tags.", most=MOST_SUBJECTS)
        raise InvalidError(message, {"field": "tags"})
    if len(facts.authors or ()) > MOST_AUTHORS:
        message = _("An article has at most %(most)s authors.", most=MOST_AUTHORS)
        raise InvalidError(message, {"field": "authors"})
    if (facts.closing_days or 0) > MOST_CLOSING_DAYS:
        message = _(
            "Comments close after at most %(most)s days.", most=MOST_CLOSING_DAYS
        )
        raise InvalidError(message, {"field": "closing_days"})
    for name in ("version_created", "published_at"):
        _refuse_odd_time(getattr(facts, name), name)
    body = cleaned(facts.body_html, field="body_html", longest=BODY_LENGTH)
    return replace(
        facts,
        url=_url(facts.url),
        headline=headline,
        section=_line(facts.section, "section", SECTION_LENGTH),
        standfirst=_line(facts.standfirst, "standfirst", STANDFIRST_LENGTH),
        body_html=article_html(body),
        language=_language(facts.language),
        subjects=[_line(each, "subjects", SUBJECT_LENGTH) for each in facts.subjects],
        tags=[_line(each, "tags", SUBJECT_LENGTH) for each in facts.tags],
        authors=None
        if facts.authors is None
        else [_line(each, "authors", KEY_LENGTH) for each in facts.authors],
        profile_key=_line(facts.profile_key or "", "profile_key", KEY_LENGTH) or None,
    )


def _line(text: str, field: str, longest: int) -> str:
    return " ".join(cleaned(text, field=field, longest=longest).split())


def _url(url: str) -> str:
    url = _line(url, "url", URL_LENGTH)
    if not _URL.fullmatch(url):
        message = _("An article's address begins with http://, https:// or one slash.")
        raise InvalidError(message, {"field": "url"})
    return url


def _language(language: str) -> str:
    language = _line(language, "language", KEY_LENGTH)
    if language and not _LANGUAGE.fullmatch(language):
        message = _("A language is a tag such as en or en-GB.")
        raise InvalidError(message, {"field": "language"})
    return language


def _refuse_odd_time(moment: datetime | None, field: str) -> None:
    if moment is None:
        return
    if moment.tzinfo is None:
        raise InvalidError(_("A time needs a time zone."), {"field": field})
    # Compared by the year alone: the first and last years overflow in another zone.
    if not EARLIEST.year <= moment.year <= LATEST.year:
        raise InvalidError(_("This time is too far away."), {"field": field})
