"""The inputs of a reader's changes, one frozen dataclass for each."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.community.rules import FollowAct, PickAct, ReactionAct, Target


@dataclass(frozen=True)
class ChangeFollow:
    """Follow, unfollow, mute or unmute; only a reader can be muted."""

    act: FollowAct
    target: Target
    target_id: int

    @property
    def is_muting(self) -> bool:
        """Whether it mutes or unmutes, instead of following or unfollowing."""
        return self.act in (FollowAct.MUTE, FollowAct.UNMUTE)


@dataclass(frozen=True)
class ChangeReaction:
    """Recommend a comment, or take that back."""

    act: ReactionAct
    comment_id: int


@dataclass(frozen=True)
class ChangePick:
    """Pick or pin a comment, or end that."""

    act: PickAct
    comment_id: int
