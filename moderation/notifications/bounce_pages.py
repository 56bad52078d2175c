"""The address that a mail relay tells of mail that came back."""

from __future__ import annotations

import hmac

import requests
import structlog
from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from urllib3.exceptions import HTTPError

from auth.access.declarations import by_key, limited, public, query_key
from auth.core.errors import InvalidError, NotFoundError, UnauthenticatedError
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from auth.sso.protocol.fetching import session_for
from moderation.notifications import bounces
from moderation.notifications.services import bouncing
from moderation.web.request import config

log = structlog.get_logger()

blueprint = Blueprint("notifications_bounces", __name__)


@blueprint.post("/mail/bounces")
@by_key
@public
@limited("machine")
def take() -> ResponseReturnValue:
    """Count mail that came back. The key is ``BOUNCE_KEY``, sent as a bearer token.

    A relay that cannot send one has it in the address, as ``?key=``.

    :raises NotFoundError: if no key is set.
    :raises UnauthenticatedError: without the key.
    :raises InvalidError: if the body is not a JSON object.
    """
    key = config().bounce_key
    if not key:
        raise NotFoundError
    if not hmac.compare_digest(query_key().encode(), key.encode()):
        raise UnauthenticatedError(_("The key is missing or wrong."))
    # Amazon SNS calls its JSON plain text.
    body = request.get_json(silent=True, force=True)
    if not isinstance(body, dict):
        raise InvalidError(_("The body must be a JSON object."))
    if link := bounces.confirmation_link(body):
        confirm(link)
    bounce = bounces.of_webhook(body)
    if bounce is not None:
        with unit_of_work(write=True) as work:
            bouncing.note(work.session, bounce, now=work.now)
    # A relay sends an event again until it is accepted.
    return "", 204


def confirm(link: str) -> None:
    """Open the link with which Amazon SNS asks whether its messages are wanted."""
    try:
        with session_for(allows_private=False) as session:
            answer = session.get(link, allow_redirects=False)
    except (requests.RequestException, HTTPError) as error:
        log.warning("bounces.not_confirmed", error=type(error).__name__)
        return
    log.info("bounces.confirmed", status=answer.status_code)
