"""The targets of follows, and the changes to follows, reactions and picks."""

from __future__ import annotations

from enum import StrEnum


class Target(StrEnum):
    """The kind of thing that a reader follows."""

    READER = "reader"
    THREAD = "thread"
    ARTICLE = "article"


class FollowAct(StrEnum):
    """The changes to what a reader follows or mutes."""

    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    MUTE = "mute"
    UNMUTE = "unmute"


class ReactionAct(StrEnum):
    """The changes to a reader's reaction."""

    RECOMMEND = "recommend"
    WITHDRAW = "withdraw"


class PickAct(StrEnum):
    """The changes to what editors show first."""

    PICK = "pick"
    UNPICK = "unpick"
    PIN = "pin"
    UNPIN = "unpin"
