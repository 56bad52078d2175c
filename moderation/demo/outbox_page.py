"""The page that shows queued mail. It exists only in development."""

from __future__ import annotations

from flask import Blueprint, render_template

from auth.access.declarations import public
from auth.core.errors import NotFoundError
from auth.db.database import unit_of_work
from moderation.platform import outbox
from moderation.running import mail_delivery
from moderation.web.request import config

blueprint = Blueprint("demo", __name__)


@blueprint.get("/outbox")
@public
def show_outbox() -> str:
    """Show the newest mail with its links.

    :raises NotFoundError: in production.
    """
    if config().is_production:
        raise NotFoundError
    with unit_of_work(write=False) as work:
        mails = [
            (
                message,
                mail_delivery.letterhead(
                    work.session, site_id=message.site_id, base_url=config().base_url
                ),
            )
            for message in outbox.newest(work.session)
        ]
        return render_template("outbox.html", mails=mails)
