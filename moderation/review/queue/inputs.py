"""The inputs of changes to a moderator's desk, one frozen dataclass for each."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.review.items.queue_views import QueueView


@dataclass(frozen=True)
class SaveQueueView:
    """Save a view of the queue under a name, for oneself or for the whole desk."""

    name: str
    view: QueueView
    is_shared: bool = False


@dataclass(frozen=True)
class WatchArticle:
    """Add an article to the desk's watch list, or remove it.

    :param article: the publisher's key.
    """

    article: str
    is_watched: bool = True


@dataclass(frozen=True)
class SetDesk:
    """Change the settings of one's own desk."""

    veils_violence: bool
