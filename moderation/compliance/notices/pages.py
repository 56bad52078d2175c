"""The public pages of notices: the form, and the notice with its decision.

They need neither an account nor JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.browser import count_try, network
from auth.access.declarations import for_people, limited, public, takes_form
from auth.access.identity import current_actor
from auth.core.errors import CeasefireError, InvalidError
from auth.core.models import Account
from auth.core.translation import lazy_gettext
from auth.db.database import UnitOfWork, unit_of_work
from moderation.compliance.notices import countries
from moderation.compliance.notices.inputs import SenderFacts, SendNotice
from moderation.compliance.notices.rules import (
    KIND_WORDS,
    LEAST_EXPLANATION,
    LONGEST_EXPLANATION,
    OUTCOME_WORDS,
    NoticeOutcome,
    comments_in,
    may_complain,
)
from moderation.compliance.notices.schemas import ComplaintForm, NoticeForm
from moderation.compliance.notices.services import (
    complaints,
    flaggers,
    reading,
    sending,
)
from moderation.review.appeals.rules import TEXT_LENGTH
from moderation.web.languages.choosing import page_language
from moderation.web.request import current_site, origin_of

blueprint = Blueprint("compliance_notices", __name__, template_folder="../templates")

RECEIVED = lazy_gettext(
    "We have received your notice. Keep the address of this page: the decision will "
    "be here."
)
COMPLAINED = lazy_gettext(
    "We have received your complaint. Another person will decide, and we will tell "
    "you by e-mail."
)


@blueprint.get("/notices/new")
@public
def show_form() -> ResponseReturnValue:
    """Show the form of a notice, with the comment that the link names."""
    number = request.args.get("comment", "")
    form: dict[str, Any] = {"flagger": request.args.get("flagger", "")}
    if number.isascii() and number.isdigit():
        form["comments"] = url_for(
            "discussion.comment", comment_id=number, _external=True
        )
    actor = current_actor()
    with unit_of_work(write=False) as work:
        flagger = flaggers.of_secret(
            work.session, form["flagger"], site_id=current_site(work.session).id
        )
        if flagger is not None:
            form |= {"name": flagger.name, "email": flagger.email}
        elif actor is not None:
            account = work.session.get_one(Account, actor.account_id)
            form["email"] = account.email
    return _form(form)


@blueprint.post("/notices")
@public
@for_people
@limited("notice")
@takes_form(
    lazy_gettext("Send the notice"),
    {
        "comments": lazy_gettext("Addresses of the comments"),
        "law": lazy_gettext("The law"),
        "explanation": lazy_gettext("Why is it illegal?"),
        "name": lazy_gettext("Your name"),
        "email": lazy_gettext("Your e-mail address"),
    },
)
def send() -> ResponseReturnValue:
    """Store a notice, and open its page. An invalid form is shown again."""
    try:
        change = forms.read(NoticeForm)
        with unit_of_work(write=False) as work:
            sending.named_comments(
                work.session, change, site_id=current_site(work.session).id
            )
        _count(change)
        with unit_of_work(write=True) as work:
            notice = sending.send(
                work.session,
                change,
                site=current_site(work.session),
                sender=_sender(work),
                now=work.now,
            )
            token = notice.token
    except InvalidError as error:
        return _form(forms.sent(), error), 422
    flash(str(RECEIVED))
    return redirect(url_for("compliance_notices.show", token=token), 303)


@blueprint.get("/notices/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show a notice to the person who sent it, with the decision."""
    return _own(token)


@blueprint.post("/notices/<token>/comments/<int:notice_item_id>/complaint")
@public
@limited("notice")
@takes_form(
    lazy_gettext("Send the complaint"), {"text": lazy_gettext("Your complaint")}
)
def complain(token: str, notice_item_id: int) -> ResponseReturnValue:
    """Store a complaint about a refused notice. An invalid form is shown again."""
    try:
        with unit_of_work(write=True) as work:
            complaints.complain(
                work.session,
                forms.read(ComplaintForm),
                site_id=current_site(work.session).id,
                now=work.now,
            )
    except InvalidError as error:
        return _own(token, error, notice_item_id), 422
    flash(str(COMPLAINED))
    return redirect(url_for("compliance_notices.show", token=token), 303)


def _count(change: SendNotice) -> None:
    """Count the notice against its network, its address and each of its comments.

    :raises TooManyError: if one of them has had too many.
    """
    count_try("notice-network", network())
    if change.email.strip():
        count_try("notice-address", change.email.strip().lower())
    for comment_id in comments_in(change.comments)[0]:
        count_try("notice-comment", str(comment_id))


def _sender(work: UnitOfWork) -> SenderFacts:
    return SenderFacts(
        network=network(),
        language=page_language(),
        origin=origin_of(work.session, current_site(work.session)),
        secret=str(current_app.secret_key),
    )


def _form(form: Mapping[str, Any], error: CeasefireError | None = None) -> Response:
    page = render_template(
        "compliance/notice_form.html",
        form=form,
        error=error,
        kinds=KIND_WORDS.items(),
        countries=countries.choices(),
        least=LEAST_EXPLANATION,
        longest=LONGEST_EXPLANATION,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _own(
    token: str, error: CeasefireError | None = None, complained_id: int | None = None
) -> Response:
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        found = reading.of_token(work.session, token, site_id=site.id)
        page = render_template(
            "compliance/notice.html",
            own=found,
            kinds=KIND_WORDS,
            outcomes=OUTCOME_WORDS,
            open_ids={
                item.id
                for item, complaint in found.items
                if complaint is None
                and item.outcome is NoticeOutcome.NO_ACTION
                and item.decided_at is not None
                and may_complain(item.decided_at, now=work.now)
            },
            longest=TEXT_LENGTH,
            form=forms.sent(),
            error=error,
            complained_id=complained_id,
        )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    # Its address is a secret that no other site should learn.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
