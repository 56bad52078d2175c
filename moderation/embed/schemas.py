"""The schemas of what the frame's script sends."""

from __future__ import annotations

from marshmallow import fields, validate
from webargs.fields import DelimitedList

from auth.access.forms import InputSchema
from auth.core.schemas import Schema
from moderation.embed.inputs import AddArticle, PairWindow, Redeem, SignIn

LONGEST = validate.Length(max=100)


class NonceForm(InputSchema):
    """The nonce of a window."""

    input_type = PairWindow

    nonce = fields.String(required=True, validate=LONGEST)


class RedeemForm(InputSchema):
    """The code of the way back, if there is one."""

    input_type = Redeem

    code = fields.String(load_default="", validate=LONGEST)


class TokenForm(InputSchema):
    """The publisher's signed token; empty if nobody is logged in there."""

    input_type = SignIn

    token = fields.String(load_default="", validate=validate.Length(max=8_000))


class ArticleForm(InputSchema):
    """The key and the URL of the page around the frame."""

    input_type = AddArticle

    key = fields.String(required=True, validate=validate.Length(max=200))
    url = fields.String(required=True, validate=validate.Length(max=1_500))


MOST_AT_ONCE = validate.Length(max=100)


class CountsQuery(Schema):
    """The articles to count: keys with commas between, or URLs, each by itself."""

    article = DelimitedList(
        fields.String(validate=validate.Length(max=200)),
        load_default=(),
        validate=MOST_AT_ONCE,
    )
    url = fields.List(
        fields.String(validate=validate.Length(max=2_000)),
        load_default=(),
        validate=MOST_AT_ONCE,
    )


class Counts(Schema):
    """The numbers of published comments, by what was asked for."""

    articles = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    urls = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
