"""The schemas of changes to a moderator's desk."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, pre_load

from auth.access.forms import InputSchema
from auth.core.schemas import Flag
from moderation.review.items.queue_views import QueueView
from moderation.review.queue.inputs import SaveQueueView, SetDesk, WatchArticle


class SavedViewForm(InputSchema):
    """A view to save, and its name."""

    name = fields.String(load_default="")
    view = fields.String(load_default="")
    is_shared = Flag(load_default=False)

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> SaveQueueView:
        """Return the input."""
        return SaveQueueView(**values | {"view": QueueView.from_text(values["view"])})


class WatchForm(InputSchema):
    """An article to add to the watch list, or to remove."""

    input_type = WatchArticle

    article = fields.String(load_default="")
    is_watched = Flag(load_default=True)

    @pre_load
    def read_button(self, body: dict[str, Any], **_arguments: Any) -> dict[str, Any]:
        """Turn the pressed button into a value."""
        return body | {
            "article": body.get("article", "").strip(),
            "is_watched": body.get("action") != "remove",
        }


class DeskForm(InputSchema):
    """The settings of a desk."""

    input_type = SetDesk

    veils_violence = Flag(load_default=False)
