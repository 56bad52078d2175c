"""The pages of an author's record, and of sanctions against the account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.errors import CeasefireError, InvalidError
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import UnitOfWork, unit_of_work
from moderation.review.appeals.rules import TEXT_LENGTH
from moderation.review.appeals.schemas import AnswerBody
from moderation.review.appeals.services import sanction_appeals
from moderation.review.authors.services import authors, clearing
from moderation.review.items.rules import REASON_WORDS, STAFF_STATE_WORDS
from moderation.review.queue import redirects
from moderation.review.queue.services import tabs
from moderation.review.sanctions.inputs import ConfirmSanction, LiftSanction
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import SANCTION_RULES, is_in_force
from moderation.review.sanctions.schemas import SanctionForm
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from moderation.web.request import current_site

blueprint = Blueprint("authors", __name__, template_folder="../templates")


@blueprint.get("/staff/authors/<int:account_id>")
@needs(Permission.REVIEW)
def show_author(account_id: int) -> ResponseReturnValue:
    """Show an author's comments, the decisions on them, and the sanctions."""
    with unit_of_work(write=False) as work:
        return _page(work, account_id)


@blueprint.post("/staff/authors/<int:account_id>/sanctions")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(
    lazy_gettext("Impose the sanction"),
    {
        "words": lazy_gettext("Words to the author"),
        "note": lazy_gettext("Internal note"),
        "days": lazy_gettext("Days"),
    },
)
def impose(account_id: int) -> ResponseReturnValue:
    """Impose a sanction. Errors are shown beside their fields."""
    try:
        with unit_of_work(write=True) as work:
            change = forms.read(SanctionForm)
            needs_second = sanctions_in_force.needs_second(work.session, change.kind)
            sanction = sanctions.impose(
                work.session,
                change,
                site_id=redirects.site_wide(work).site_id,
                moderator_id=acting().account_id,
                needs_second=needs_second,
                now=work.now,
            )
            batch_id = _clear(work, sanction) if change.reject_waiting else None
    except InvalidError as error:
        with unit_of_work(write=False) as work:
            return _page(work, account_id, error), 422
    words = SANCTION_RULES[change.kind].name
    flash(
        _("%(words)s: proposed. Another moderator must confirm it.", words=words)
        if needs_second
        else _("%(words)s: in force. The author is told.", words=words)
    )
    if batch_id is not None:
        return redirect(url_for("decisions_batch.show", batch_id=batch_id), 303)
    return redirect(url_for("authors.show_author", account_id=account_id), 303)


def _clear(work: UnitOfWork, sanction: Sanction) -> int | None:
    """Reject the author's waiting comments if the form says so."""
    batch = clearing.reject_waiting(
        work.session, context=redirects.desk_context(work), sanction=sanction
    )
    return batch.id if batch else None


@blueprint.get("/staff/sanctions")
@needs(Permission.REVIEW)
def show_proposed() -> str:
    """Show bans and appeals against sanctions that wait for another person."""
    return _proposed()


@blueprint.post("/staff/sanctions/<int:sanction_id>/<act>")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Decide about the sanction"))
def decide_sanction(sanction_id: int, act: str) -> ResponseReturnValue:
    """Confirm a proposed sanction as the second person, or lift one."""
    if act not in ("confirm", "lift"):
        raise InvalidError(_("The form is incomplete. Please reload the page."))
    with unit_of_work(write=True) as work:
        by: dict[str, Any] = {
            "site_id": redirects.site_wide(work).site_id,
            "moderator_id": acting().account_id,
            "now": work.now,
        }
        if act == "confirm":
            change = ConfirmSanction(sanction_id)
            sanction = sanctions.confirm(work.session, change, **by)
        else:
            sanction = sanctions.lift(work.session, LiftSanction(sanction_id), **by)
        account_id = sanction.account_id
    flash(
        _("Confirmed. The sanction is now in force.")
        if act == "confirm"
        else _("Lifted.")
    )
    return redirect(url_for("authors.show_author", account_id=account_id), 303)


@blueprint.post("/staff/sanction-appeals/<int:appeal_id>")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Answer the appeal"), {"reason": lazy_gettext("Why")})
def answer_appeal(appeal_id: int) -> ResponseReturnValue:
    """Uphold or overturn a sanction. Without a reason the page is shown again."""
    try:
        with unit_of_work(write=True) as work:
            sanction_appeals.answer(
                work.session,
                forms.read(AnswerBody, names={"reason": f"reason-{appeal_id}"}),
                site_id=redirects.site_wide(work).site_id,
                moderator_id=acting().account_id,
                now=work.now,
            )
    except InvalidError as error:
        error.details["field"] = f"reason-{appeal_id}"
        return _proposed(error), 422
    flash(_("Answered. The author is notified of the outcome and the reason."))
    return redirect(url_for("authors.show_proposed"), 303)


def _proposed(error: InvalidError | None = None) -> str:
    moderator_id = acting().account_id
    with unit_of_work(write=False) as work:
        session, site_id = work.session, current_site(work.session).id
        return render_template(
            "review/sanctions.html",
            proposed=sanctions_in_force.proposed(session, site_id=site_id),
            appeals=sanction_appeals.waiting(
                session, site_id=site_id, moderator_id=moderator_id
            ),
            tabs=tabs.counts(session, context=redirects.desk_context(work)),
            error=error,
            form=forms.sent(),
            sanction_rules=SANCTION_RULES,
            reasons=REASON_WORDS,
            longest=TEXT_LENGTH,
            moderator_id=moderator_id,
        )


def _page(
    work: UnitOfWork, account_id: int, error: CeasefireError | None = None
) -> str:
    record = authors.record_of(
        work.session,
        context=redirects.desk_context(work),
        account_id=account_id,
        before=query_number("before"),
    )
    standing_ids = {
        each.id
        for each in record.sanctions
        if is_in_force(sanctions_in_force.period_of(each), work.now)
        or (each.starts_at is None and each.lifted_at is None)
    }
    return render_template(
        "review/author.html",
        record=record,
        standing_ids=standing_ids,
        because=[(decision.id, text) for decision, text in record.rejections],
        states=STAFF_STATE_WORDS,
        sanction_rules=SANCTION_RULES,
        reasons=REASON_WORDS,
        form=forms.sent() or _because(record),
        error=error,
        moderator_id=acting().account_id,
    )


def _because(record: authors.AuthorRecord) -> dict[str, str]:
    """Return the initial form for the rejection in the query string."""
    for decision, _headline in record.rejections:
        if str(decision.id) == request.args.get("because") and decision.reason:
            return {"decision_id": str(decision.id), "reason": decision.reason.value}
    return {}
