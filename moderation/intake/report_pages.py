"""The page for reporting a comment, with or without an account."""

from __future__ import annotations

import hmac

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.browser import count_try, network
from auth.access.declarations import for_people, limited, public, takes_form
from auth.access.identity import current_actor
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.community.services import follows
from moderation.discussion.services import articles, comment_views
from moderation.intake.schemas import ReportBody
from moderation.review.items.rules import REPORT_WORDS
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import reports, visitor_reports
from moderation.review.sanctions.rules import Act
from moderation.review.sanctions.services import sanctions_in_force
from moderation.web.request import current_site

blueprint = Blueprint("intake_reports", __name__, template_folder="templates")

REPORTED = lazy_gettext("Thank you. A moderator will look at this comment.")
REPORTED_BEFORE = lazy_gettext(
    "You have already reported this comment. A moderator will look at it."
)


@blueprint.get("/comments/<int:comment_id>/report")
@public
def show_report(comment_id: int) -> ResponseReturnValue:
    """Show the form of a report, or say that the reader has already sent one."""
    actor = current_actor()
    with unit_of_work(write=False) as work:
        session = work.session
        view = comment_views.get_published(session, comment_id)
        site = current_site(session)
        articles.of_comment(session, comment_id, site_id=site.id)
        me = actor.account_id if actor else 0
        page = render_template(
            "intake/report.html",
            view=view,
            reasons=REPORT_WORDS.items(),
            longest=reports.NOTE_LENGTH,
            is_reported=bool(reports.reported_among(session, me, [comment_id])),
            is_muted=follows.has_muted(session, me, view.author_id),
            refusal=sanctions_in_force.refusal(
                session,
                account_id=me,
                site_id=site.id,
                now=work.now,
                act=Act.REPORT,
            ),
        )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/comments/<int:comment_id>/report")
@public
@for_people
@limited("report")
@takes_form(
    lazy_gettext("Report the comment"),
    {"note": lazy_gettext("What should the moderator know?")},
)
def report(comment_id: int) -> ResponseReturnValue:
    """Store a report. A repeated one changes nothing.

    A report without a confirmed account counts as a visitor's.
    """
    actor, change = current_actor(), forms.read(ReportBody)
    if actor is not None and actor.is_verified:
        is_new = _by_reader(actor.account_id, change)
    else:
        count_try("visitor-report", network())
        is_new = _by_visitor(change)
    flash(str(REPORTED if is_new else REPORTED_BEFORE))
    return redirect(url_for("discussion.comment", comment_id=comment_id), 303)


def _by_reader(reader_id: int, change: ReportComment) -> bool:
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        articles.of_comment(work.session, change.comment_id, site_id=site.id)
        if reports.reported_among(work.session, reader_id, [change.comment_id]):
            return False
        reports.report(work.session, change, reporter_id=reader_id, now=work.now)
    return True


def _by_visitor(change: ReportComment) -> bool:
    secret = str(current_app.secret_key).encode()
    digest = hmac.new(secret, network().encode(), "sha256").hexdigest()
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        articles.of_comment(work.session, change.comment_id, site_id=site.id)
        return visitor_reports.report(
            work.session, change, network_digest=digest, now=work.now
        )
