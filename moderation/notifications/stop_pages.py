"""The links that end mail without logging in (RFC 8058).

Providers of mail send the form by themselves, without a cookie, a form token or an
origin. The key in the address is what allows it, so nothing else is asked.
"""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from auth.access.declarations import by_key, limited, public, takes_form
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.mailed_links import private
from moderation.notifications.services import stopping

blueprint = Blueprint("notifications_stop", __name__)


@blueprint.get("/mail/stop/<key>/<kind>")
@public
def show(key: str, kind: str) -> ResponseReturnValue:
    """Ask whether to stop this kind of mail. Mail scanners open links, so it waits."""
    words = stopping.words_for(kind)
    return private(
        render_template(
            "notifications/stop.html", key=key, kind=kind, words=words, is_done=False
        )
    )


@blueprint.post("/mail/stop/<key>/<kind>")
@by_key
@public
@limited("open")
@takes_form(lazy_gettext("Stop this mail"))
def stop(key: str, kind: str) -> ResponseReturnValue:
    """Stop this kind of mail. An unknown key gets the same answer."""
    with unit_of_work(write=True) as work:
        stopping.stop(work.session, key=key, kind=kind)
    words = stopping.words_for(kind)
    return private(
        render_template(
            "notifications/stop.html", key=key, kind=kind, words=words, is_done=True
        )
    )
