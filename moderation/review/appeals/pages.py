"""The pages for authors: statements of reasons, appeals and warnings.

They are shown in frames as well. Somebody whom a publisher's token logs in there has no
other way to learn the reasons and to appeal.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.browser import safe_next
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.errors import InvalidError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.discussion.services import own_comments
from moderation.review.appeals.hold_appeal_models import HoldAppeal
from moderation.review.appeals.rules import OUTCOME_WORDS, TEXT_LENGTH
from moderation.review.appeals.schemas import AppealBody, SanctionAppealBody
from moderation.review.appeals.services import appeals, sanction_appeals
from moderation.review.sanctions.inputs import AcknowledgeWarning
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from moderation.review.statements.services import statements
from moderation.web.request import current_site

RECEIVED = lazy_gettext(
    "We have received your appeal. Another moderator will decide, and we will notify "
    "you."
)

blueprint = Blueprint("appeals", __name__, template_folder="../templates")


@blueprint.get("/my-comments/<int:comment_id>/statement")
@needs(Permission.COMMENT)
def show_statement(comment_id: int) -> str:
    """Show why a comment is not visible, and how to appeal."""
    return _statement(comment_id)


@blueprint.post("/my-comments/<int:comment_id>/appeal")
@needs(Permission.COMMENT)
@limited("appeal")
@takes_form(lazy_gettext("Send the appeal"), {"text": lazy_gettext("Your appeal")})
def appeal(comment_id: int) -> ResponseReturnValue:
    """Make an appeal against a rejection or a hold. An invalid form is shown again."""
    try:
        with unit_of_work(write=True) as work:
            taken = appeals.open_appeal(
                work.session,
                forms.read(AppealBody),
                author_id=acting().account_id,
                now=work.now,
            )
            is_review = isinstance(taken, HoldAppeal)
    except InvalidError as error:
        return _statement(comment_id, error), 422
    flash(
        _(
            "A moderator will read what you wrote together with your comment. We will "
            "notify you of the outcome."
        )
        if is_review
        else str(RECEIVED)
    )
    return redirect(url_for("appeals.show_statement", comment_id=comment_id), 303)


@blueprint.get("/my-sanctions")
@needs(Permission.COMMENT)
def show_own_sanctions() -> str:
    """Show the sanctions against the reader's account, each with its statement."""
    return _own_sanctions()


@blueprint.post("/my-sanctions/<int:sanction_id>/appeal")
@needs(Permission.COMMENT)
@limited("appeal")
@takes_form(lazy_gettext("Send the appeal"), {"text": lazy_gettext("Your appeal")})
def appeal_sanction(sanction_id: int) -> ResponseReturnValue:
    """Make an appeal against a sanction. An invalid form is shown again."""
    try:
        with unit_of_work(write=True) as work:
            sanction_appeals.open_appeal(
                work.session,
                forms.read(SanctionAppealBody, names={"text": f"text-{sanction_id}"}),
                account_id=acting().account_id,
                now=work.now,
            )
    except InvalidError as error:
        error.details["field"] = f"text-{sanction_id}"
        return _own_sanctions(error), 422
    flash(str(RECEIVED))
    return redirect(url_for("appeals.show_own_sanctions"), 303)


@blueprint.post("/my-sanctions/<int:sanction_id>/acknowledge")
@needs(Permission.COMMENT)
@limited("own")
@takes_form(lazy_gettext("Confirm the warning"))
def acknowledge(sanction_id: int) -> ResponseReturnValue:
    """Confirm that a warning was read, which allows writing again."""
    with unit_of_work(write=True) as work:
        sanctions.acknowledge(
            work.session,
            AcknowledgeWarning(sanction_id=sanction_id),
            account_id=acting().account_id,
            now=work.now,
        )
        refusal = sanctions_in_force.refusal(
            work.session,
            account_id=acting().account_id,
            site_id=current_site(work.session).id,
            now=work.now,
        )
    # Not as a success, which would make the page delete the typed text.
    if refusal:
        flash(_("Thank you. %(why)s", why=refusal), "notice")
    else:
        flash(_("Thank you. You can write again."), "notice")
    page = url_for("appeals.show_own_sanctions")
    return redirect(safe_next(forms.text("next") or page), 303)


def _own_sanctions(error: InvalidError | None = None) -> str:
    account_id = acting().account_id
    with unit_of_work(write=False) as work:
        in_force = {
            each.id
            for each in sanctions_in_force.in_force(
                work.session, account_id=account_id, now=work.now
            )
        }
        own_sanctions = [
            (each, statements.of_sanction(work.session, each), each.id in in_force)
            for each in sanctions_in_force.all_of(work.session, account_id=account_id)
            if each.starts_at is not None
        ]
        return render_template(
            "review/own_sanctions.html",
            own_sanctions=own_sanctions,
            appeals=sanction_appeals.of_sanctions(
                work.session, [each.id for each, _, _ in own_sanctions]
            ),
            outcomes=OUTCOME_WORDS,
            longest=TEXT_LENGTH,
            form=forms.sent(),
            error=error,
        )


def _statement(comment_id: int, error: InvalidError | None = None) -> str:
    account_id = acting().account_id
    with unit_of_work(write=False) as work:
        session = work.session
        found = own_comments.get(
            session, comment_id=comment_id, author_id=account_id, or_deleted=True
        )
        statement = statements.of_comment(
            session, comment_id=comment_id, author_id=account_id
        )
        return render_template(
            "review/statement.html",
            own=found,
            statement=statement,
            appeal=appeals.of_comments(session, [comment_id]).get(comment_id),
            word=statements.word_against_hold(session, comment_id),
            outcomes=OUTCOME_WORDS,
            longest=TEXT_LENGTH,
            form=forms.sent(),
            error=error,
        )
