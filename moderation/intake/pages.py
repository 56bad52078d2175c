"""The forms by which comments come in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from auth.database import unit_of_work
from auth.identity import acting, needs
from auth.permissions import Permission
from moderation.discussion.rules import Status
from moderation.discussion.services import articles
from moderation.discussion.text import read
from moderation.edge import config, current_site, form_number, wake_worker
from moderation.intake.services import submission

blueprint = Blueprint("intake", __name__)

RECEIVED = {
    Status.WAITING: "Thank you. Your comment is being checked and will appear shortly.",
    Status.AWAITING_AUTHOR: (
        "Thank you. Please confirm your e-mail address: your comment is published"
        " after that."
    ),
}


@blueprint.post("/articles/<key>/comments")
@needs(Permission.COMMENT)
def post_comment(key: str) -> ResponseReturnValue:
    """Take a comment or a reply and return to the article."""
    text = read(request.form.get("text", ""), longest=config().comment_max_characters)
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        article = articles.get(work.session, site_id=site.id, key=key)
        comment = submission.submit(
            work.session,
            actor=acting(),
            article=article,
            parent_id=form_number("parent_id"),
            text=text,
            now=work.now,
        )
        work.after_commit(wake_worker)
        flash(RECEIVED[comment.status])
    return redirect(url_for("discussion.article", key=key) + "#comments", 303)
