"""The inputs of verdicts from outside."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.exchange.verdicts.rules import OutsideAction


@dataclass(frozen=True, kw_only=True)
class BringVerdict:
    """Bring a verdict on a comment.

    :param revision_id: the text that was judged. It must still be the newest.
    :param source: what judged it, such as the name of a model and its version.
    :param is_shadow: whether it is only noted.
    """

    comment_id: int
    revision_id: int
    action: OutsideAction
    source: str
    reason: str
    is_shadow: bool = False


@dataclass(frozen=True)
class BroughtBy:
    """The key that brings a verdict, and its owner."""

    key_id: int
    key_name: str
    owner_id: int
