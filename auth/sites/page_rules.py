"""The kinds of a site's pages, and the format of their text.

The text is plain. A blank line ends a paragraph, and a line that begins with ``# `` is
a heading. On the page of house rules each paragraph is a rule, numbered from 1. It may
begin with the reason for rejection that it explains, in brackets: ``[spam]``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from auth.core.translation import LazyText, lazy_gettext

LONGEST_TEXT = 40_000
"""The most characters of one page."""

_TAG = re.compile(r"\[([a-z_]+)\]\s*")


class PageKind(StrEnum):
    """The kind of a site's page."""

    RULES = "rules"
    TERMS = "terms"
    PRIVACY = "privacy"
    CONTACT = "contact"


TITLES: dict[PageKind, LazyText] = {
    PageKind.RULES: lazy_gettext("House rules"),
    PageKind.TERMS: lazy_gettext("Terms of use"),
    PageKind.PRIVACY: lazy_gettext("Privacy"),
    PageKind.CONTACT: lazy_gettext("Contact"),
}

ACCEPTED = (PageKind.RULES, PageKind.TERMS)
"""The pages that a reader accepts by registering."""


@dataclass(frozen=True)
class Block:
    """A block of a page: a heading, a paragraph, or a rule with its number.

    :param reason: the reason for rejection that a rule explains; empty if none.
    """

    text: str
    is_heading: bool = False
    number: int | None = None
    reason: str = ""


def blocks(kind: PageKind, text: str) -> Sequence[Block]:
    """Return the blocks of a page in order."""
    found: list[Block] = []
    number = 0
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        words = " ".join(paragraph.split())
        if words.startswith("# "):
            found.append(Block(words.removeprefix("# "), is_heading=True))
        elif kind is PageKind.RULES and words:
            tag = _TAG.match(words)
            number += 1
            found.append(
                Block(
                    words[tag.end() :] if tag else words,
                    number=number,
                    reason=tag[1] if tag else "",
                )
            )
        elif words:
            found.append(Block(words))
    return found


def rule_for(text: str, reason: str) -> Block | None:
    """Return the first rule that explains a rejection for *reason*."""
    for block in blocks(PageKind.RULES, text):
        if block.reason == reason:
            return block
    return None
