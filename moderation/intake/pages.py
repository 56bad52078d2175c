"""The forms by which comments come in, change, go, and are reported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth import audit
from auth.database import UnitOfWork, unit_of_work
from auth.errors import ForbiddenError, InvalidError
from auth.identity import acting, acting_verified, needs
from auth.permissions import Permission
from moderation import idempotency
from moderation.discussion.rules import Status
from moderation.discussion.services import articles, own, writing
from moderation.discussion.text import Text, read
from moderation.edge import (
    config,
    current_site,
    form_choice,
    form_number,
    wake_workers,
)
from moderation.intake.services import checks, submission
from moderation.review.rules import ReportReason
from moderation.review.services import reports, sanctions

blueprint = Blueprint("intake", __name__, template_folder="templates")

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
    """Take a comment or a reply and return to the article; a repeated form, once.

    What a measure forbids is shown again with its text, so that it can be sent later.
    """
    text, actor = _text(), acting()
    asked = {"key": key, "parent_id": form_number("parent_id"), "text": text.written}
    once = request.form.get("idempotency_key", "")
    try:
        with unit_of_work(write=True) as work:
            known = once and idempotency.find(
                work.session,
                account_id=actor.account_id,
                route="post_comment",
                key=once,
                request=asked,
            )
            status = Status(known["status"]) if known else None
            if status is None:
                _confirm_warning(work)
                status = _submit(work.session, asked, text, once, work.now)
                wake_workers(work)
    except ForbiddenError as error:
        return _refused(error, url_for("discussion.article", key=key)), 403
    flash(RECEIVED[status])
    return redirect(url_for("discussion.article", key=key) + "#comments", 303)


@blueprint.get("/comments/<int:comment_id>/edit")
@needs(Permission.COMMENT)
def edit(comment_id: int) -> str:
    """Show the author's own comment for editing."""
    with unit_of_work(write=False) as work:
        found = own.get(
            work.session, comment_id=comment_id, author_id=acting().account_id
        )
        return render_template("intake/edit.html", own=found)


@blueprint.post("/comments/<int:comment_id>/edit")
@needs(Permission.COMMENT)
def edit_submit(comment_id: int) -> ResponseReturnValue:
    """Take a new text; the published one stays until the new one is judged."""
    text = _text()
    try:
        with unit_of_work(write=True) as work:
            _confirm_warning(work)
            submission.edit(
                work.session,
                actor=acting(),
                comment_id=comment_id,
                revision_id=form_number("revision_id"),
                text=text,
                now=work.now,
            )
            wake_workers(work)
    except ForbiddenError as error:
        return _refused(error, url_for("intake.edit", comment_id=comment_id)), 403
    flash("Thank you. The new text is being checked.")
    return redirect(url_for("discussion.my_comments"), 303)


@blueprint.post("/comments/<int:comment_id>/delete")
@needs(Permission.COMMENT)
def delete(comment_id: int) -> ResponseReturnValue:
    """Delete the author's own comment."""
    with unit_of_work(write=True) as work:
        writing.delete(
            work.session,
            comment_id=comment_id,
            author_id=acting().account_id,
            now=work.now,
        )
        reports.close_deleted(work.session, comment_id, now=work.now)
    flash("Your comment is deleted.")
    return redirect(url_for("discussion.my_comments"), 303)


@blueprint.post("/comments/<int:comment_id>/report")
@needs(Permission.COMMENT)
def report(comment_id: int) -> ResponseReturnValue:
    """Take a reader's report."""
    reporter = acting_verified()
    reason = form_choice("reason", ReportReason)
    if reason is None:
        raise InvalidError("Please say why you report the comment.")
    with unit_of_work(write=True) as work:
        reports.report(
            work.session,
            comment_id=comment_id,
            reporter_id=reporter.account_id,
            reason=reason,
            note=request.form.get("note", ""),
            now=work.now,
        )
    flash("Thank you. A moderator will look at it.")
    return redirect(url_for("discussion.comment", comment_id=comment_id), 303)


@blueprint.get("/admin/word-list")
@needs(Permission.RUN_NEWSROOM)
def word_list() -> str:
    """Show the site's word list, a phrase a line."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        phrases = checks.phrases_of(work.session, site.id)
        return render_template("intake/word_list.html", phrases=phrases)


@blueprint.post("/admin/word-list")
@needs(Permission.RUN_NEWSROOM)
def change_word_list() -> ResponseReturnValue:
    """Replace the site's word list."""
    phrases = request.form.get("phrases", "").splitlines()
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
    flash("Saved. New comments are checked against this list from now on.")
    return redirect(url_for("intake.word_list"), 303)


def _text() -> Text:
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


def _refused(error: ForbiddenError, back_to: str) -> str:
    """Return a page that says why, and keeps what was typed in a form of its own."""
    return render_template(
        "intake/refused.html", error=error, form=request.form, back_to=back_to
    )


def _submit(
    session: Session, asked: dict[str, Any], text: Text, once: str, now: datetime
) -> Status:
    """Store the comment and, in the same transaction, the answer to its form."""
    actor = acting()
    article = articles.get(session, site_id=current_site(session).id, key=asked["key"])
    comment = submission.submit(
        session,
        actor=actor,
        article=article,
        parent_id=asked["parent_id"],
        text=text,
        most_a_minute=config().comments_a_minute,
        now=now,
    )
    if once:
        idempotency.keep(
            session,
            account_id=actor.account_id,
            route="post_comment",
            key=once,
            request=asked,
            answer={"comment_id": comment.id, "status": comment.status.value},
            now=now,
        )
    return comment.status
