"""What a reader changes for themselves: each change as one frozen input."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.community.rules import FollowAct, NotificationKind, Target


@dataclass(frozen=True)
class ChangeFollow:
    """Follow, unfollow, mute or unmute; only a reader can be muted."""

    act: FollowAct
    target: Target
    target_id: int

    @property
    def is_muting(self) -> bool:
        """Whether it is about muting, and not about following."""
        return self.act in (FollowAct.MUTE, FollowAct.UNMUTE)


@dataclass(frozen=True)
class ChooseNotifications:
    """Choose which kinds of notifications one wants."""

    kinds: tuple[NotificationKind, ...]
