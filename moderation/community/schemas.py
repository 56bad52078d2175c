"""The schemas of follows, and of a site's settings."""

from __future__ import annotations

from marshmallow import fields

from auth.access.forms import InputSchema, Lines
from auth.core.schemas import Choice, Count, Flag, RowNumber
from auth.core.translation import marked
from auth.sites.inputs import AddSite, ChangeSite
from moderation.community.inputs import ChangeFollow, ChangePick, ChangeReaction
from moderation.community.rules import FollowAct, PickAct, ReactionAct, Target

NO_NUMBER = marked("Enter a whole number.")


class FollowForm(InputSchema):
    """A follow or mute, or its end."""

    input_type = ChangeFollow

    act = Choice(FollowAct, required=True)
    target = Choice(Target, required=True)
    target_id = RowNumber(required=True)


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
    allowed_origins = Lines(fields.String(), load_default=())
    adds_articles = Flag(load_default=False)
    has_reactions = Flag(load_default=False)
    has_picks = Flag(load_default=False)
    has_author_badges = Flag(load_default=False)
    closing_days = Count(load_default=None, error_messages={"invalid": NO_NUMBER})
    has_previews = Flag(load_default=False)
    has_thread_tools = Flag(load_default=False)
    has_mentions = Flag(load_default=False)
    has_nudges = Flag(load_default=False)
    wants_proof_of_work = Flag(load_default=False)


class PickForm(InputSchema):
    """Whether to pick or pin a comment, or to end that."""

    input_type = ChangePick

    act = Choice(PickAct, required=True)


class ReactionForm(InputSchema):
    """Whether to recommend a comment, or to take that back."""

    input_type = ChangeReaction

    act = Choice(ReactionAct, required=True)
