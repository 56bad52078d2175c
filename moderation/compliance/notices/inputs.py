"""The inputs of notices, one frozen dataclass for each change."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.compliance.notices.rules import MisuseAct, NoticeKind


@dataclass(frozen=True, kw_only=True)
class SendNotice:
    """Say that some comments are illegal.

    :param comments: addresses of comments.
    :param law: the law, in the notifier's words.
    :param country: an ISO 3166 code; empty if the notifier did not say.
    :param flagger: the secret of a trusted flagger's address.
    """

    comments: tuple[str, ...]
    kind: NoticeKind
    explanation: str
    name: str = ""
    email: str = ""
    law: str = ""
    country: str = ""
    good_faith: bool = False
    flagger: str = ""


@dataclass(frozen=True, kw_only=True)
class SenderFacts:
    """What the edge knows about who sends a notice.

    :param origin: the origin of links in mail.
    :param secret: the key of digests.
    """

    network: str
    language: str
    origin: str
    secret: str


@dataclass(frozen=True)
class Complain:
    """Complain that a comment of one's notice stayed.

    :param token: the secret part of the notice's address.
    """

    token: str
    notice_item_id: int
    text: str


@dataclass(frozen=True)
class NameFlagger:
    """Name an organization as a trusted flagger of the site."""

    name: str
    email: str


@dataclass(frozen=True)
class MarkUnfounded:
    """Mark a decided notice as manifestly unfounded, or take the mark back."""

    notice_id: int
    is_unfounded: bool = False


@dataclass(frozen=True)
class AnswerMisuse:
    """Warn or suspend the notifier of a notice, or lift the suspension.

    :param days: how long a suspension lasts.
    """

    notice_id: int
    act: MisuseAct
    days: int = 30
