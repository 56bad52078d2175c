"""The page on which a reader reports a comment."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.database import unit_of_work
from auth.errors import InvalidError
from auth.identity import acting, acting_verified, needs
from auth.permissions import Permission
from moderation.community.services import follows
from moderation.discussion.services import articles, threads
from moderation.edge import current_site, form_choice
from moderation.review.rules import REPORT_WORDS, ReportReason
from moderation.review.services import reports

blueprint = Blueprint("reporting", __name__, template_folder="templates")

REPORTED = "Thank you. A moderator will look at this comment."
REPORTED_BEFORE = "You have already reported this comment. A moderator will look at it."


@blueprint.get("/comments/<int:comment_id>/report")
@needs(Permission.COMMENT)
def show_report(comment_id: int) -> str:
    """Show the form of a report, or that the reader has sent one already."""
    me = acting().account_id
    with unit_of_work(write=False) as work:
        view = threads.get_published(work.session, comment_id)
        site = current_site(work.session)
        articles.of_comment(work.session, comment_id, site_id=site.id)
        return render_template(
            "intake/report.html",
            view=view,
            reasons=REPORT_WORDS.items(),
            longest=reports.NOTE_LENGTH,
            is_reported=bool(reports.reported_among(work.session, me, [comment_id])),
            is_muted=follows.blocks(work.session, me, view.author_id),
        )


@blueprint.post("/comments/<int:comment_id>/report")
@needs(Permission.COMMENT)
def report(comment_id: int) -> ResponseReturnValue:
    """Take a reader's report; one that was sent before is taken as it stands."""
    reporter = acting_verified()
    reason = form_choice("reason", ReportReason)
    if reason is None:
        raise InvalidError("Please say why you report the comment.")
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        articles.of_comment(work.session, comment_id, site_id=site.id)
        is_known = reports.reported_among(
            work.session, reporter.account_id, [comment_id]
        )
        if not is_known:
            reports.report(
                work.session,
                comment_id=comment_id,
                reporter_id=reporter.account_id,
                reason=reason,
                note=request.form.get("note", ""),
                now=work.now,
            )
    flash(REPORTED_BEFORE if is_known else REPORTED)
    return redirect(url_for("discussion.comment", comment_id=comment_id), 303)
