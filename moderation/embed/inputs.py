"""The inputs of the frame."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PairWindow:
    """Pair the frame with a window."""

    nonce: str


@dataclass(frozen=True)
class Redeem:
    """Log the frame in.

    :param code: the code of the way back; empty where a window was paired.
    """

    code: str = ""


@dataclass(frozen=True)
class AddArticle:
    """Add an article for a page of the publisher."""

    key: str
    url: str


@dataclass(frozen=True)
class SignIn:
    """Log the frame in with a publisher's signed token; empty if there is none."""

    token: str = ""
