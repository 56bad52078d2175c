"""What a moderator asks for about their desk: each change as one frozen input."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.review.items.queue_views import QueueView


@dataclass(frozen=True)
class SaveQueueView:
    """Keep a view of the queue under a name, for oneself or for the whole desk."""

    name: str
    view: QueueView
    is_shared: bool = False


@dataclass(frozen=True)
class WatchArticle:
    """Put an article on the desk's watch list, or take it off.

    :param article: the publisher's key.
    """

    article: str
    is_watched: bool = True


@dataclass(frozen=True)
class SetDesk:
    """Choose how the desk looks to oneself."""

    veils_violence: bool
