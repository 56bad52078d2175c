"""A view of the queue: its order, its filters, and the key of its page.

A view is written into the query string of a page, so that it can be saved and sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from urllib.parse import parse_qsl, urlencode

from auth.core.errors import InvalidError
from auth.core.translation import LazyText, lazy_gettext
from auth.core.translation import gettext as _
from moderation.policy.labels import LABEL_WORDS
from moderation.policy.rules import CauseKind
from moderation.review.items.rules import SKIPPED_FOR
from moderation.scoring.base.labels import Label

TEXT_LENGTH = 2_000


@dataclass(frozen=True)
class DeskContext:
    """The moderator, the site and the current time of an act at the desk."""

    site_id: int
    moderator_id: int
    now: datetime
    sections: frozenset[str] | None = None
    """The sections of the moderator's role; ``None`` for every section."""

    @property
    def skipped_since(self) -> datetime:
        """The time before which a skipped item is shown again."""
        return self.now - SKIPPED_FOR


class Order(StrEnum):
    """The order of items."""

    HARM = "harm"
    OLDEST = "oldest"
    NEWEST = "newest"


ANYBODY, NOBODY, ME = "", "nobody", "me"
ESCALATED = "escalated"
"""Used like a cause in a view: a colleague escalated the item."""


@dataclass(frozen=True)
class QueueView:
    """A view of the queue. The default is the whole queue by expected harm.

    The query string uses the names of the fields, except for :data:`SWITCHES`.
    """

    order: Order = Order.HARM
    article: str = ""
    """The publisher's key of an article."""
    section: str = ""
    profile: str = ""
    """The key of the profile that the item's article has."""
    label: str = ""
    cause: str = ""
    """A kind of cause, or :data:`ESCALATED`."""
    level: str = ""
    """``hold`` or ``flag``: the verdict of the profile."""
    language: str = ""
    claimed: str = ANYBODY
    """The holder of the claim: ``me``, ``nobody``, or ``others``."""
    author: str = ""
    """The id of an account."""
    text_sought: str = ""
    """Words of the comment."""
    is_watched: bool = False
    """Whether the article is on the watch list."""
    is_skipped: bool = False
    """Whether it shows only items that the moderator skipped."""
    is_reviewing: bool = False
    """Whether items are assigned one at a time."""
    after: str = ""
    """The key that the previous page returned."""

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> QueueView:
        """Return the view in a query string or a form.

        :raises InvalidError: if it has an unknown value.
        """
        words = {name: given.get(name, "").strip() for name in WORDS}
        sought = words.pop("text")
        for name, allowed in CHOICES.items():
            if words[name] not in allowed:
                message = _("There is no such filter of the queue.")
                raise InvalidError(message, {"field": name})
        if any(len(word) > WORD_LENGTH for word in (sought, *words.values())):
            raise InvalidError(_("There is no such filter of the queue."))
        return cls(
            order=Order(words.pop("order") or Order.HARM),
            author=_number(words.pop("author")),
            text_sought=sought,
            is_watched=given.get("watched") == "yes",
            is_skipped=given.get("skipped") == "yes",
            is_reviewing=given.get("reviewing") == "yes",
            **words,
        )

    @classmethod
    def from_text(cls, text: str) -> QueueView:
        """Return the view that *text* represents, the inverse of :attr:`text`."""
        return cls.parse(dict(parse_qsl(text[:TEXT_LENGTH])))

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters of the query string, without default values."""
        written = {
            name: str(getattr(self, "text_sought" if name == "text" else name))
            for name in WORDS
        }
        written["order"] = "" if self.order is Order.HARM else self.order.value
        for name, field in SWITCHES.items():
            written[name] = "yes" if getattr(self, field) else ""
        return {name: value for name, value in written.items() if value}

    @cached_property
    def text(self) -> str:
        """The view as a query string."""
        return urlencode(self.query)

    @property
    def listed(self) -> QueueView:
        """The same view as a list, from the first page."""
        return replace(self, is_reviewing=False, after="")

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(set(self.listed.query) - {"order"})

    @property
    def shows_copies(self) -> bool:
        """Whether near-duplicates are listed singly, because a filter may miss some."""
        alone = (self.article, self.section, self.author, self.claimed, self.cause)
        return self.is_watched or any(alone)

    def described(self) -> list[str]:
        """Return the filters in words."""
        said = []
        for name, word in self.listed.query.items():
            words = str(CHOICE_WORDS.get(name, {}).get(word, word))
            said.append(FIELD_WORDS[name] % {"value": words})
        return said

    def but(self, **changes: str) -> QueueView:
        """Return the same view with some fields changed, from the first page."""
        return QueueView.parse(self.listed.query | changes)

    def from_key(self, key: str) -> QueueView:
        """Return the same view, starting at the page with *key*."""
        return replace(self, after=key)


WORDS = (
    *("order", "article", "section", "profile", "label", "cause", "level"),
    *("language", "claimed", "author", "text", "after"),
)
SWITCHES = {
    "watched": "is_watched",
    "skipped": "is_skipped",
    "reviewing": "is_reviewing",
}
WORD_LENGTH = 200
CHOICES = {
    "order": {"", *Order},
    "label": {"", *Label},
    "cause": {"", *CauseKind, ESCALATED},
    "level": {"", "hold", "flag"},
    "claimed": {ANYBODY, ME, NOBODY, "others"},
}


CHOICE_WORDS: dict[str, dict[str, LazyText]] = {
    "order": {
        Order.HARM: lazy_gettext("expected harm"),
        Order.OLDEST: lazy_gettext("longest waiting"),
        Order.NEWEST: lazy_gettext("newest"),
    },
    "label": {label.value: LABEL_WORDS[label] for label in Label},
    "cause": {
        CauseKind.CLASSIFIER: lazy_gettext("the classifier"),
        CauseKind.REPORT: lazy_gettext("readers' reports"),
        CauseKind.RULE: lazy_gettext("a rule"),
        CauseKind.UNSCORED: lazy_gettext("no scores"),
        CauseKind.UNREADABLE: lazy_gettext("a language it cannot read"),
        CauseKind.APPEAL: lazy_gettext("an appeal"),
        CauseKind.STAFF: lazy_gettext("a colleague, who opened it again"),
        CauseKind.NOTICE: lazy_gettext("a notice of illegal content"),
        ESCALATED: lazy_gettext("a colleague, who escalated it"),
    },
    "level": {"hold": lazy_gettext("held"), "flag": lazy_gettext("flagged")},
    "claimed": {
        NOBODY: lazy_gettext("nobody"),
        ME: lazy_gettext("me"),
        "others": lazy_gettext("someone else"),
    },
}
"""The choices of the filter form, in words."""

FIELD_WORDS = {
    "order": lazy_gettext("first by %(value)s"),
    "article": lazy_gettext("article %(value)s"),
    "section": lazy_gettext("section %(value)s"),
    "profile": lazy_gettext("profile %(value)s"),
    "label": lazy_gettext("label %(value)s"),
    "cause": lazy_gettext("asked for by %(value)s"),
    "level": LazyText("%(value)s"),
    "language": lazy_gettext("language %(value)s"),
    "claimed": lazy_gettext("with %(value)s"),
    "author": lazy_gettext("author number %(value)s"),
    "text": lazy_gettext("with the words %(value)s"),
    "watched": lazy_gettext("on the watch list"),
    "skipped": lazy_gettext("skipped by me"),
}


def _number(text: str) -> str:
    """Return *text* if it is empty or a row's id.

    :raises InvalidError: if it is neither.
    """
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InvalidError(
            _("There is no such filter of the queue."), {"field": "author"}
        )
    return text
