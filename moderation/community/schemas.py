"""The schemas of a reader's settings, and of a site's settings."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from auth.access.forms import InputSchema
from auth.core.schemas import Choice, Flag, RowNumber
from auth.sites.inputs import AddSite, ChangeSite
from moderation.community.inputs import ChangeFollow, ChooseNotifications
from moderation.community.rules import FollowAct, NotificationKind, Target


class FollowForm(InputSchema):
    """A follow or mute, or its end."""

    input_type = ChangeFollow

    act = Choice(FollowAct, required=True)
    target = Choice(Target, required=True)
    target_id = RowNumber(required=True)


class NotificationsForm(InputSchema):
    """The kinds of notifications that are ticked."""

    kinds = fields.List(Choice(NotificationKind), load_default=())

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> ChooseNotifications:
        """Return the input."""
        return ChooseNotifications(tuple(values["kinds"]))


class AddSiteForm(InputSchema):
    """The name and the host of a new site."""

    input_type = AddSite

    name = fields.String(load_default="")
    host = fields.String(load_default="")


class SiteForm(InputSchema):
    """A site's settings. The logo is sent as a file with them."""

    input_type = ChangeSite

    name = fields.String(load_default="")
    host = fields.String(load_default="")
    colour = fields.String(load_default="")
    has_reader_pages = Flag(load_default=False)
    remove_logo = Flag(load_default=False)
