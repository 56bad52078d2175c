"""The forms by which comments come in, change and go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access.identity import acting, needs
from auth.core import audit
from auth.core.errors import InvalidError
from auth.core.permissions import Permission
from auth.db.database import UnitOfWork, unit_of_work
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.discussion.services import articles, own_comments, writing
from moderation.discussion.text import CommentText, read
from moderation.intake.inputs import EditComment, SubmitComment
from moderation.intake.services import checks, submission
from moderation.platform import idempotency
from moderation.review.reports.services import reports
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from moderation.web.request import (
    config,
    current_site,
    form_number,
    wake_workers,
    way_back,
)

blueprint = Blueprint("intake", __name__, template_folder="templates")

RECEIVED = {
    Status.WAITING: "Thank you. We will check your comment before it is published.",
    Status.AWAITING_AUTHOR: (
        "Thank you. Please confirm your e-mail address so that your comment can be "
        "published."
    ),
}
TO_BE_HELD = "Thank you. A moderator will read your comment before it is published."


@blueprint.post("/articles/<key>/comments")
@needs(Permission.COMMENT)
def post_comment(key: str) -> ResponseReturnValue:
    """Take a comment or a reply and return to the article; a repeated form, once."""
    text, actor = _text(), acting()
    asked = {"key": key, "parent_id": form_number("parent_id"), "text": text.written}
    once = request.form.get("idempotency_key", "")
    with unit_of_work(write=True) as work:
        known = once and idempotency.find(
            work.session,
            account_id=actor.account_id,
            route="post_comment",
            key=once,
            request=asked,
        )
        if not known:
            _confirm_warning(work)
            known = _submit(work.session, asked, text, once, work.now)
            wake_workers(work)
    is_held = known.get("is_held") and actor.is_verified
    flash(TO_BE_HELD if is_held else RECEIVED[Status(known["status"])])
    page = way_back(url_for("discussion.article", key=key))
    return redirect(f"{page}#comment-{known['comment_id']}", 303)


@blueprint.get("/comments/<int:comment_id>/edit")
@needs(Permission.COMMENT)
def edit(comment_id: int) -> str:
    """Show the author's own comment for editing, or why it cannot be edited."""
    actor_id = acting().account_id
    with unit_of_work(write=False) as work:
        return render_template(
            "intake/edit.html",
            own=own_comments.get(
                work.session, comment_id=comment_id, author_id=actor_id
            ),
            refusal=_refusal(work),
        )


@blueprint.post("/comments/<int:comment_id>/edit")
@needs(Permission.COMMENT)
def edit_submit(comment_id: int) -> ResponseReturnValue:
    """Take a new text; the published one stays until the new one is judged."""
    text = _text()
    with unit_of_work(write=True) as work:
        _confirm_warning(work)
        comment = submission.edit(
            work.session,
            EditComment(
                comment_id=comment_id, revision_id=form_number("revision_id"), text=text
            ),
            actor=acting(),
            now=work.now,
        )
        place = _place_of(work.session, comment)
        wake_workers(work)
    flash("Thank you. We will check the new text before readers see it.")
    return redirect(place, 303)


@blueprint.get("/comments/<int:comment_id>/delete")
@needs(Permission.COMMENT)
def confirm_delete(comment_id: int) -> str:
    """Ask the author whether to delete the comment."""
    with unit_of_work(write=False) as work:
        found = own_comments.get(
            work.session, comment_id=comment_id, author_id=acting().account_id
        )
        return render_template("intake/delete.html", own=found)


@blueprint.post("/comments/<int:comment_id>/delete")
@needs(Permission.COMMENT)
def delete(comment_id: int) -> ResponseReturnValue:
    """Delete the author's own comment, and lead to where it stood."""
    with unit_of_work(write=True) as work:
        comment = writing.delete(
            work.session,
            comment_id=comment_id,
            author_id=acting().account_id,
            now=work.now,
        )
        reports.close_deleted(work.session, comment_id, now=work.now)
        place = _place_of(work.session, comment)
    flash("Your comment has been deleted.")
    return redirect(place, 303)


@blueprint.get("/admin/word-list")
@needs(Permission.RUN_NEWSROOM, fresh=True)
def word_list() -> str:
    """Show the site's word list, a phrase a line."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        phrases = checks.phrases_of(work.session, site.id)
        return render_template("intake/word_list.html", typed="\n".join(phrases))


@blueprint.post("/admin/word-list")
@needs(Permission.RUN_NEWSROOM, fresh=True)
def change_word_list() -> ResponseReturnValue:
    """Replace the site's word list, or try it out on the comments of the last month."""
    typed = request.form.get("phrases", "")
    phrases = typed.splitlines()
    try:
        if request.form.get("act") == "try":
            return _tried(typed)
        _save(phrases)
    except InvalidError as error:
        page = render_template("intake/word_list.html", typed=typed, error=error)
        return page, 422
    flash("Saved. New comments are checked against this list from now on.")
    return redirect(url_for("intake.word_list"), 303)


def _tried(typed: str) -> str:
    with unit_of_work(write=False) as work:
        matches, looked_at = checks.try_phrases(
            work.session,
            site_id=current_site(work.session).id,
            phrases=typed.splitlines(),
            now=work.now,
        )
        return render_template(
            "intake/word_list.html", typed=typed, matches=matches, looked_at=looked_at
        )


def _save(phrases: list[str]) -> None:
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        checks.set_phrases(
            work.session,
            site_id=site.id,
            phrases=phrases,
            actor_id=acting().account_id,
            now=work.now,
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="word_list.change",
            subject=("site", site.id),
            now=work.now,
            detail={"phrases": len(phrases)},
        )


def _text() -> CommentText:
    return read(request.form.get("text", ""), longest=config().comment_max_characters)


def _confirm_warning(work: UnitOfWork) -> None:
    """Note that the author has read the warning that the form stood under, if so."""
    sanction_id = form_number("read_warning")
    if sanction_id is not None:
        sanctions.acknowledge(
            work.session,
            sanction_id=sanction_id,
            account_id=acting().account_id,
            now=work.now,
        )


def _refusal(work: UnitOfWork) -> str | None:
    """Return why the reader cannot write on this site, in words."""
    return sanctions_in_force.refusal(
        work.session,
        account_id=acting().account_id,
        site_id=current_site(work.session).id,
        now=work.now,
    )


def _place_of(session: Session, comment: Comment) -> str:
    """Return where the author finds their own comment after changing it."""
    if comment.is_listed:
        return url_for("discussion.comment", comment_id=comment.id)
    article = session.get_one(Article, comment.article_id)
    is_gone = comment.status is Status.DELETED
    place = "comments" if is_gone else f"comment-{comment.id}"
    return url_for("discussion.article", key=article.key) + f"#{place}"


def _submit(
    session: Session, asked: dict[str, Any], text: CommentText, once: str, now: datetime
) -> dict[str, Any]:
    """Store the comment and, in the same transaction, the answer to its form."""
    actor = acting()
    article = articles.get(session, site_id=current_site(session).id, key=asked["key"])
    comment = submission.submit(
        session,
        SubmitComment(key=asked["key"], parent_id=asked["parent_id"], text=text),
        actor=actor,
        article=article,
        most_a_minute=config().comments_a_minute,
        now=now,
    )
    answer = {
        "comment_id": comment.id,
        "status": comment.status.value,
        "is_held": checks.is_to_be_held(session, comment),
    }
    if once:
        idempotency.keep(
            session,
            account_id=actor.account_id,
            route="post_comment",
            key=once,
            request=asked,
            answer=answer,
            now=now,
        )
    return answer
