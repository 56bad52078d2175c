"""The inputs of changes to a site, one frozen dataclass for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ChangeSite:
    """Change the name, host, colour and features of a site.

    :param allowed_origins: the origins whose pages may embed its discussions.
    :param adds_articles: whether the embed adds articles for pages that have none.
    :param has_author_badges: whether articles' authors and staff have a badge, and the
        newsroom's comments a tab.
    :param closing_days: after how many days the comments of an article close; ``None``
        for never.
    :param has_previews: whether readers have help with writing: a preview, a count of
        the characters that are left, and Ctrl+Enter.
    :param has_thread_tools: whether links can be copied and replies collapsed.
    :param has_mentions: whether people of a thread are told of comments that name them.
    :param has_nudges: whether readers are asked to read a comment again that would be
        held.
    :param has_picks: whether moderators can pick and pin comments.
    :param has_reactions: whether readers can recommend comments.
    :param wants_proof_of_work: whether forms without an account need one.
    :param remove_logo: whether to remove the logo, if no new one is sent.
    """

    name: str
    host: str
    colour: str = ""
    has_reader_pages: bool = False
    remove_logo: bool = False
    allowed_origins: Sequence[str] = ()
    adds_articles: bool = False
    has_reactions: bool = False
    has_picks: bool = False
    has_author_badges: bool = False
    closing_days: int | None = None
    has_previews: bool = False
    has_thread_tools: bool = False
    has_mentions: bool = False
    has_nudges: bool = False
    wants_proof_of_work: bool = False


SWITCHES = (
    "adds_articles",
    "has_reader_pages",
    "has_reactions",
    "has_picks",
    "has_author_badges",
    "has_previews",
    "has_thread_tools",
    "has_mentions",
    "has_nudges",
    "wants_proof_of_work",
)
"""The fields of :class:`ChangeSite` that switch something on or off."""


@dataclass(frozen=True)
class AddSite:
    """Add a site to the newsroom."""

    name: str
    host: str


@dataclass(frozen=True)
class ChangeLanguages:
    """Set the language of a site, and the others that it offers to readers."""

    language: str
    others: Sequence[str] = ()


@dataclass(frozen=True)
class NameReviewer:
    """Say who has reviewed the translation of a language; empty for nobody."""

    language: str
    reviewer: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishPage:
    """Publish a new version of one of a site's pages.

    :param after: the version that was edited.
    """

    text: str
    after: int = 0
