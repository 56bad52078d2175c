"""A view of the queue: its order, what is left out, and where its page begins.

A view is written in the address of a page, so it can be kept, sent and gone back to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from auth.errors import InvalidError

TEXT_LENGTH = 2_000


@dataclass(frozen=True)
class Seat:
    """Who sits at which publication's desk, and the moment it counts as."""

    site_id: int
    moderator_id: int
    now: datetime


class Order(StrEnum):
    """Which item comes first."""

    HARM = "harm"
    OLDEST = "oldest"
    NEWEST = "newest"


ORDER_WORDS = {
    Order.HARM: "expected harm",
    Order.OLDEST: "longest waiting",
    Order.NEWEST: "newest",
}


@dataclass(frozen=True)
class View:
    """One way to look at the queue. The empty one is all of it, by expected harm."""

    order: Order = Order.HARM
    article: str = ""
    """The publisher's key of an article."""
    author: int | None = None
    is_reviewing: bool = False
    """Whether the items are handed out one at a time."""
    after: str = ""
    """The key of the page, as the page before gives it."""

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> View:
        """Return the view that an address or a form asks for.

        :raises InvalidError: if it names an order that there is not.
        """
        order = given.get("order") or Order.HARM
        if order not in set(Order):
            raise InvalidError("There is no such order.", {"field": "order"})
        return cls(
            order=Order(order),
            article=given.get("article", ""),
            author=_number(given.get("author", "")),
            is_reviewing=given.get("reviewing") == "yes",
            after=given.get("after", "")[:TEXT_LENGTH],
        )

    @classmethod
    def from_text(cls, text: str) -> View:
        """Return the view that :attr:`text` was written from."""
        return cls.parse(dict(parse_qsl(text[:TEXT_LENGTH])))

    @property
    def listed(self) -> View:
        """The same view as a list, from its beginning."""
        return replace(self, is_reviewing=False, after="")

    def from_key(self, key: str) -> View:
        """Return the same view from the page with *key* on."""
        return replace(self, after=key)

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address, without what goes without saying."""
        written = {"order": self.order.value, "after": self.after}
        written |= {"article": self.article, "author": str(self.author or "")}
        written["reviewing"] = "yes" if self.is_reviewing else ""
        return {
            name: value
            for name, value in written.items()
            if value and (name, value) != ("order", Order.HARM.value)
        }

    @property
    def text(self) -> str:
        """The view as the query of an address."""
        return urlencode(self.query)


def _number(text: str) -> int | None:
    """Return the number that *text* is, ``None`` if it is empty.

    :raises InvalidError: if it is none that a row can have.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InvalidError("There is no such view of the queue.")
    return int(text)
