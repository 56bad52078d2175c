"""What identity providers call themselves: a person has logged out there.

The forms of this blueprint carry no token, because no browser sends them.
"""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from marshmallow import fields

from auth.access import forms
from auth.access.declarations import limited, public
from auth.access.forms import InputSchema
from auth.core.errors import InvalidError, UnavailableError
from auth.db.database import unit_of_work
from auth.pages.sso import visits
from auth.sso.inputs import EndByProvider
from auth.sso.protocol import logout_tokens
from auth.sso.services import sessions

blueprint = Blueprint("auth_machines", __name__)
NO_STORE = {"Cache-Control": "no-store"}


class LogoutForm(InputSchema):
    """The token with which a provider says whose sessions have ended."""

    input_type = EndByProvider

    logout_token = fields.String(load_default="")


@blueprint.post("/sso/<slug>/logout")
@public
@limited("machine")
def end_by_provider(slug: str) -> ResponseReturnValue:
    """End the sessions that the provider names (back-channel logout).

    A provider tries again after an error, so a repeated token is no error.
    """
    change: EndByProvider = forms.read(LogoutForm)
    with unit_of_work(write=False) as work:
        provider = visits.provider_of(work.session, slug)
        client = visits.client_of(work.session, provider, work.now)
        provider_id, now = provider.id, work.now
    try:
        metadata = visits.directory().metadata(
            client.issuer, allows_private=client.allows_private, now=now
        )
        found = logout_tokens.read(
            change.logout_token,
            lambda kid: visits.directory().keys(
                metadata.keys_url,
                kid=kid,
                allows_private=client.allows_private,
                now=now,
            ),
            issuer=client.issuer,
            client_id=client.client_id,
            now=now,
        )
    except (InvalidError, UnavailableError) as error:
        return {"error": "invalid_request", "error_description": error.message}, 400
    with unit_of_work(write=True) as work:
        is_new = sessions.use_token(
            work.session,
            provider_id=provider_id,
            jti=found.jti,
            expires_at=found.expires_at,
        )
        if is_new:
            sessions.end(
                work.session,
                issuer=client.issuer,
                subject=found.subject,
                sid=found.sid,
                now=work.now,
            )
    return "", 200, NO_STORE
