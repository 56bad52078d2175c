"""The address that a mail relay tells of mail that came back."""

from __future__ import annotations

import hmac

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from auth.access.declarations import by_key, limited, public, query_key
from auth.core.errors import InvalidError, NotFoundError, UnauthenticatedError
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from moderation.notifications import bounces
from moderation.notifications.services import bouncing
from moderation.web.request import config

blueprint = Blueprint("notifications_bounces", __name__)


@blueprint.post("/mail/bounces")
@by_key
@public
@limited("machine")
def take() -> ResponseReturnValue:
    """Count mail that came back. The key is ``BOUNCE_KEY``, sent as a bearer token.

    :raises NotFoundError: if no key is set.
    :raises UnauthenticatedError: without the key.
    :raises InvalidError: if the body is not a JSON object.
    """
    key = config().bounce_key
    if not key:
        raise NotFoundError
    if not hmac.compare_digest(query_key().encode(), key.encode()):
        raise UnauthenticatedError(_("The key is missing or wrong."))
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise InvalidError(_("The body must be a JSON object."))
    bounce = bounces.of_webhook(body)
    if bounce is not None:
        with unit_of_work(write=True) as work:
            bouncing.note(work.session, bounce, now=work.now)
    # A relay sends an event again until it is accepted.
    return "", 204
