"""The desk's list of notices, and what staff do about misuse."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import UnitOfWork, unit_of_work
from moderation.compliance.notices.rules import KIND_WORDS, OUTCOME_WORDS
from moderation.compliance.notices.schemas import MarkForm, MisuseForm
from moderation.compliance.notices.services import misuse, reading
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.services import section_access
from moderation.web.request import current_site

blueprint = Blueprint(
    "compliance_notices_desk", __name__, template_folder="../templates"
)


@blueprint.get("/staff/notices")
@needs(Permission.REVIEW)
def show() -> str:
    """Show the site's notices, to a moderator of the whole site."""
    with unit_of_work(write=False) as work:
        notices = reading.newest(
            work.session,
            site_id=_whole_site(work),
            before=query_number("before"),
        )
        return render_template(
            "compliance/notices.html",
            notices=notices,
            kinds=KIND_WORDS,
            outcomes=OUTCOME_WORDS,
            now=work.now,
            next_id=notices[-1].notice.id
            if len(notices) == reading.NOTICES_A_PAGE
            else None,
        )


@blueprint.post("/staff/notices/<int:notice_id>/mark")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Mark the notice"))
def mark(notice_id: int) -> ResponseReturnValue:
    """Mark a notice as manifestly unfounded, or take the mark back."""
    with unit_of_work(write=True) as work:
        misuse.mark(
            work.session,
            forms.read(MarkForm),
            site_id=_whole_site(work),
            moderator_id=acting().account_id,
            now=work.now,
        )
    flash(_("Saved."))
    return redirect(
        url_for("compliance_notices_desk.show", _anchor=_at(notice_id)), 303
    )


@blueprint.post("/staff/notices/<int:notice_id>/notifier")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Warn or suspend the notifier"))
def answer_misuse(notice_id: int) -> ResponseReturnValue:
    """Warn or suspend the person who sent a notice, or lift the suspension."""
    with unit_of_work(write=True) as work:
        misuse.act(
            work.session,
            forms.read(MisuseForm),
            site_id=_whole_site(work),
            moderator_id=acting().account_id,
            now=work.now,
        )
    flash(_("Saved. The notifier is told by e-mail."))
    return redirect(
        url_for("compliance_notices_desk.show", _anchor=_at(notice_id)), 303
    )


def _at(notice_id: int) -> str:
    return f"notice-{notice_id}"


def _whole_site(work: UnitOfWork) -> int:
    """Return the site of a moderator whose role covers all of it.

    :raises ForbiddenError: if the role is limited to some sections.
    """
    site_id, actor = current_site(work.session).id, acting()
    section_access.refuse_section(
        DeskContext(site_id, actor.account_id, work.now, actor.sections)
    )
    return site_id
