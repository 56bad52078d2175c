"""How a moderator's changes to their desk come in."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, pre_load

from auth.access.forms import InputSchema
from auth.core.schemas import Flag
from moderation.review.items.queue_views import QueueView
from moderation.review.queue.inputs import SaveQueueView, SetDesk, WatchArticle


class SavedViewForm(InputSchema):
    """A view to keep, and its name."""

    name = fields.String(load_default="")
    view = fields.String(load_default="")
    is_shared = Flag(load_default=False)

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> SaveQueueView:
        """Return the input."""
        return SaveQueueView(**values | {"view": QueueView.from_text(values["view"])})


class WatchForm(InputSchema):
    """An article to watch, or to watch no longer."""

    input_type = WatchArticle

    article = fields.String(load_default="")
    is_watched = Flag(load_default=True)

    @pre_load
    def read_button(self, body: dict[str, Any], **_arguments: Any) -> dict[str, Any]:
        """Turn the pressed button into what is wanted."""
        return body | {
            "article": body.get("article", "").strip(),
            "is_watched": body.get("action") != "remove",
        }


class DeskForm(InputSchema):
    """How the desk looks."""

    input_type = SetDesk

    veils_violence = Flag(load_default=False)
