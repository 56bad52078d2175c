"""The page on which the reader of a frame deletes a comment of their own."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access import sessions
from auth.access.declarations import limited, public, takes_form
from auth.accounts.verification import WORTHLESS
from auth.core.errors import NotFoundError
from auth.core.permissions import Role
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.discussion.models import Article
from moderation.discussion.services import own_comments
from moderation.intake.inputs import DeleteComment
from moderation.intake.services import deletion
from moderation.web.framed.deletion_links import Deletable, deletion_url, unseal

blueprint = Blueprint("embed_deletion", __name__)
blueprint.add_app_template_global(deletion_url)


@blueprint.get("/deletions/<key>")
@public
def confirm(key: str) -> ResponseReturnValue:
    """Ask for confirmation before deleting the comment."""
    with unit_of_work(write=False) as work:
        found = _found(work.session, key, now=work.now)
        own = own_comments.get(
            work.session, comment_id=found.comment_id, author_id=found.account_id
        )
        page = render_template(
            "intake/delete.html", own=own, action=url_for(".delete", key=key)
        )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.post("/deletions/<key>")
@public
@limited("open")
@takes_form(lazy_gettext("Delete the comment"))
def delete(key: str) -> ResponseReturnValue:
    """Delete the comment, and show the discussion that it was in."""
    with unit_of_work(write=True) as work:
        found = _found(work.session, key, now=work.now)
        comment = deletion.delete(
            work.session,
            DeleteComment(found.comment_id),
            author_id=found.account_id,
            now=work.now,
        )
        article = work.session.get_one(Article, comment.article_id).key
    flash(_("Your comment has been deleted."))
    return redirect(url_for("discussion.article", key=article), 303)


def _found(session: Session, key: str, *, now: datetime) -> Deletable:
    """Return what may be deleted.

    :raises NotFoundError: if the key is wrong or too old, or its session has ended.
    """
    found = unseal(key)
    reader = frozenset({Role.READER})
    if found is None or not any(
        each.id == found.session_id
        for each in sessions.active(session, found.account_id, roles=reader, now=now)
    ):
        raise NotFoundError(str(WORTHLESS))
    return found
