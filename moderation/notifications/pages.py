"""The page of a reader's notifications."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access.browser import PREFETCH
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.models import Site
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.notifications.rules import OF_ONES_OWN, NotificationKind
from moderation.notifications.services import inbox
from moderation.review.appeals.services import appeals
from moderation.web.request import current_site, origin_of

DECIDED_AGAINST = (Status.HELD, Status.REJECTED, Status.DELETED)
"""States of a comment that a statement of reasons may explain."""

blueprint = Blueprint("notifications", __name__, template_folder="templates")


@blueprint.get("/notifications")
@needs(Permission.OWN_ACCOUNT)
def show() -> str:
    """Show the newest notifications."""
    actor = acting()
    with unit_of_work(write=False) as work:
        lines, next_key = inbox.newest(
            work.session,
            actor.account_id,
            before=query_number("before"),
        )
        return render_template(
            "notifications/list.html",
            lines=lines,
            next_key=next_key,
            origins={
                each: _origin_of(work.session, each)
                for each in {line.site_id for line in lines}
            },
            appealed=appeals.answered_among(
                work.session, [line.comment_id for line in lines]
            ),
        )


@blueprint.get("/notifications/<int:notification_id>")
@needs(Permission.OWN_ACCOUNT)
def open_one(notification_id: int) -> ResponseReturnValue:
    """Mark a notification as read, and redirect to what it is about.

    A browser's prefetch marks nothing.
    """
    is_ahead = request.headers.get("Sec-Purpose", "").startswith(PREFETCH)
    if is_ahead:
        abort(503)
    with unit_of_work(write=True) as work:
        kind, comment = inbox.open_one(
            work.session, acting().account_id, notification_id, now=work.now
        )
        is_appeal = comment.id in appeals.answered_among(work.session, [comment.id])
        place = _place_of(kind, comment, is_appeal=is_appeal)
        if place is None:
            return redirect(url_for("notifications.show"), 303)
        article = work.session.get_one(Article, comment.article_id)
        origin = _origin_of(work.session, article.site_id)
    return redirect(origin + place, 303)


@blueprint.post("/notifications/read")
@needs(Permission.OWN_ACCOUNT)
@limited("own")
@takes_form(lazy_gettext("Mark all as read"))
def mark_read() -> ResponseReturnValue:
    """Mark all notifications as read."""
    with unit_of_work(write=True) as work:
        inbox.mark_read(work.session, acting().account_id, now=work.now)
    return redirect(url_for("notifications.show"), 303)


def _origin_of(session: Session, site_id: int) -> str:
    """Return the origin of a site; for that of this request nothing."""
    if site_id == current_site(session).id:
        return ""
    return origin_of(session, session.get_one(Site, site_id))


def _place_of(
    kind: NotificationKind, comment: Comment, *, is_appeal: bool
) -> str | None:
    """Return what a notification is about, at the comment's own site.

    :returns: ``None`` if the reader may not see it.
    """
    is_shown = comment.status is Status.PUBLISHED
    if kind in OF_ONES_OWN:
        if comment.status in DECIDED_AGAINST or (is_shown and is_appeal):
            return url_for("appeals.show_statement", comment_id=comment.id)
        if not is_shown:
            return url_for("discussion.my_comments") + f"#comment-{comment.id}"
    if not is_shown:
        return None
    return url_for("discussion.comment", comment_id=comment.id)
