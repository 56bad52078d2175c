"""A view of the queue: its order, what is left out, and where its page begins.

A view is written in the address of a page, so it can be kept, sent and gone back to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from urllib.parse import parse_qsl, urlencode

from auth.core.errors import InvalidError
from moderation.policy.rules import CauseKind
from moderation.scoring.base.labels import Label

TEXT_LENGTH = 2_000


@dataclass(frozen=True)
class DeskContext:
    """Who sits at which site's desk, and the moment it counts as."""

    site_id: int
    moderator_id: int
    now: datetime
    sections: frozenset[str] | None = None
    """The sections that their role is for; ``None``: every section."""


class Order(StrEnum):
    """Which item comes first."""

    HARM = "harm"
    OLDEST = "oldest"
    NEWEST = "newest"


ANYBODY, NOBODY, ME = "", "nobody", "me"
ESCALATED = "escalated"
"""Stands among the causes in a view: a colleague escalated the item."""


@dataclass(frozen=True)
class QueueView:
    """One way to look at the queue. The empty one is all of it, by expected harm.

    The fields are written as they are named, but for those of :data:`SWITCHES`.
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
    """``hold`` or ``flag``: what the profile made of it."""
    language: str = ""
    claimed: str = ANYBODY
    """Whose claim it is: ``me``, ``nobody``, or ``others``."""
    author: str = ""
    """The number of an account."""
    text_sought: str = ""
    """Words of the comment."""
    is_watched: bool = False
    """Whether the article is on the watch list."""
    is_skipped: bool = False
    """Whether it shows what the moderator passed by, and nothing else."""
    is_reviewing: bool = False
    """Whether the items are handed out one at a time."""
    after: str = ""
    """The key of the page, as the page before gives it."""

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> QueueView:
        """Return the view that an address or a form asks for.

        :raises InvalidError: if it asks for something that there is not.
        """
        words = {name: given.get(name, "").strip() for name in WORDS}
        sought = words.pop("text")
        for name, allowed in CHOICES.items():
            if words[name] not in allowed:
                message = "There is no such filter of the queue."
                raise InvalidError(message, {"field": name})
        if any(len(word) > WORD_LENGTH for word in (sought, *words.values())):
            raise InvalidError("There is no such filter of the queue.")
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
        """Return the view that :attr:`text` was written from."""
        return cls.parse(dict(parse_qsl(text[:TEXT_LENGTH])))

    @cached_property
    def query(self) -> dict[str, str]:
        """What stands in the address, without what goes without saying."""
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
        """The view as the query of an address."""
        return urlencode(self.query)

    @property
    def listed(self) -> QueueView:
        """The same view as a list, from its beginning."""
        return replace(self, is_reviewing=False, after="")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(set(self.listed.query) - {"order"})

    @property
    def shows_copies(self) -> bool:
        """Whether near-duplicates stand for themselves: a filter may miss one."""
        alone = (self.article, self.section, self.author, self.claimed, self.cause)
        return self.is_watched or any(alone)

    def described(self) -> list[str]:
        """Return in words what the view leaves out by."""
        said = []
        for name, word in self.listed.query.items():
            words = CHOICE_WORDS.get(name, {}).get(word, word)
            said.append(f"{FIELD_WORDS[name]} {words}".strip())
        return said

    def but(self, **changes: str) -> QueueView:
        """Return the same view with some of its words changed, from its beginning."""
        return QueueView.parse(self.listed.query | changes)

    def from_key(self, key: str) -> QueueView:
        """Return the same view from the page with *key* on."""
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


CHOICE_WORDS: dict[str, dict[str, str]] = {
    "order": {
        Order.HARM: "expected harm",
        Order.OLDEST: "longest waiting",
        Order.NEWEST: "newest",
    },
    "label": {label.value: label.value.replace("_", " ") for label in Label},
    "cause": {
        CauseKind.CLASSIFIER: "the classifier",
        CauseKind.REPORT: "readers' reports",
        CauseKind.RULE: "a rule",
        CauseKind.UNSCORED: "no scores",
        CauseKind.UNREADABLE: "a language it cannot read",
        CauseKind.APPEAL: "an appeal",
        CauseKind.STAFF: "a colleague, who opened it again",
        ESCALATED: "a colleague, who escalated it",
    },
    "level": {"hold": "held", "flag": "flagged"},
    "claimed": {NOBODY: "nobody", ME: "me", "others": "someone else"},
}
"""What the form of filters offers, in words."""

FIELD_WORDS = {
    "order": "first by",
    "article": "article",
    "section": "section",
    "profile": "profile",
    "label": "label",
    "cause": "asked for by",
    "level": "",
    "language": "language",
    "claimed": "with",
    "author": "author number",
    "text": "with the words",
    "watched": "on the watch list:",
    "skipped": "skipped by me:",
}


def _number(text: str) -> str:
    """Return *text* if it is empty or the number of a row.

    :raises InvalidError: if it is neither.
    """
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InvalidError("There is no such filter of the queue.", {"field": "author"})
    return text
