"""The pages for staff to search all comments, and to reopen or remove one."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.core.dates import day
from auth.core.errors import InvalidError, NotFoundError
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.discussion.rules import Status
from moderation.discussion.services import articles
from moderation.discussion.services import search as searching
from moderation.discussion.services.search import CommentQuery, FoundComments
from moderation.review.decisions.schemas import RemovalForm, ReopeningForm
from moderation.review.decisions.services import reopening
from moderation.review.items.queue_views import QueueView
from moderation.review.items.rules import REASON_WORDS, STAFF_STATE_WORDS
from moderation.review.queue import redirects
from moderation.review.queue.services import comment_search, recent, tabs

blueprint = Blueprint("decisions_comments", __name__, template_folder="../templates")

FIELDS = ("text", "author", "article", "status", "since", "until")
STATES = {
    status: words
    for status, words in STAFF_STATE_WORDS.items()
    if status is not Status.AWAITING_AUTHOR
}
TEXT_LENGTH = 200
NOBODY = -1


@blueprint.get("/staff/comments")
@needs(Permission.REVIEW)
def search() -> ResponseReturnValue:
    """Search all comments of the site, in any status."""
    asked = {name: request.args.get(name, "").strip() for name in FIELDS}
    error: InvalidError | None = None
    found = FoundComments([], None)
    with unit_of_work(write=False) as work:
        context = redirects.desk_context(work)
        try:
            wanted = _wanted(work.session, context.site_id, asked)
            found = searching.find(work.session, site_id=context.site_id, wanted=wanted)
        except InvalidError as refused:
            error = refused
        page = render_template(
            "review/search.html",
            tabs=tabs.counts(work.session, context=context),
            rows=[
                row
                for row in comment_search.found_comments(
                    work.session, context=context, ids=found.ids
                )
                # A search by status would reveal the status.
                if not (row.is_blind and asked["status"])
            ],
            found=found,
            asked=asked,
            error=error,
            states=STATES,
            reasons=REASON_WORDS,
        )
    return page, 422 if error else 200


@blueprint.get("/staff/comments/<int:comment_id>")
@needs(Permission.REVIEW)
def show(comment_id: int) -> str:
    """Show one comment with its history and the possible actions."""
    with unit_of_work(write=False) as work:
        context = redirects.desk_context(work)
        found = comment_search.whole(
            work.session, context=context, comment_id=comment_id
        )
        status, is_blind = found.row.comment.status, found.row.is_blind
        return render_template(
            "review/any_comment.html",
            found=found,
            dossier=found.history,
            states=STATES,
            reasons=REASON_WORDS,
            may_open=status in reopening.REOPENABLE and found.item is None,
            may_remove=status in reopening.REMOVABLE and not is_blind,
            recent=recent.decisions(
                work.session, moderator_id=context.moderator_id, now=work.now
            ),
            view=QueueView(),
        )


@blueprint.post("/staff/comments/<int:comment_id>/open-again")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(
    lazy_gettext("Open the comment again"),
    {"note": lazy_gettext("What should the moderator know?")},
)
def open_again(**_address: int) -> ResponseReturnValue:
    """Put a comment back into the queue, and redirect to its card."""
    with unit_of_work(write=True) as work:
        item_id = reopening.open_again(
            work.session,
            forms.read(ReopeningForm),
            context=redirects.desk_context(work),
        ).id
    flash(
        _(
            "The comment is back in the queue. Nothing changes for readers until "
            "someone decides."
        )
    )
    return redirect(url_for("queue_items.show_item", item_id=item_id), 303)


@blueprint.post("/staff/comments/<int:comment_id>/remove")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(
    lazy_gettext("Remove the comment"),
    {
        "words": lazy_gettext("Words to the author"),
        "legal_ground": lazy_gettext("The law"),
        "note": lazy_gettext("Internal note"),
    },
)
def remove(comment_id: int) -> ResponseReturnValue:
    """Reject a comment that is published or waits. Its author gets a statement."""
    with unit_of_work(write=True) as work:
        reopening.remove(
            work.session, forms.read(RemovalForm), context=redirects.desk_context(work)
        )
    flash(_("Removed. The author is told why, and can appeal."))
    return redirect(url_for("decisions_comments.show", comment_id=comment_id), 303)


def _wanted(session: Session, site_id: int, asked: dict[str, str]) -> CommentQuery:
    """Return the search in the query string. An unknown name or key matches nothing.

    :raises InvalidError: for an unknown status or an invalid date.
    """
    if len(asked["text"]) > TEXT_LENGTH:
        message = _(
            "Please search for at most %(text_length)s characters.",
            text_length=TEXT_LENGTH,
        )
        raise InvalidError(message, {"field": "text"})
    if asked["status"] not in {"", *STATES}:
        raise InvalidError(_("There is no such state."), {"field": "status"})
    author_id = article_id = None
    if asked["author"]:
        author_id = comment_search.author_id(session, asked["author"]) or NOBODY
    if asked["article"]:
        article_id = _article_id(session, site_id, asked["article"])
    until = day(asked["until"], field="until")
    return CommentQuery(
        text=asked["text"],
        author_id=author_id,
        article_id=article_id,
        status=Status(asked["status"]) if asked["status"] else None,
        since=day(asked["since"], field="since"),
        until=until + timedelta(days=1) if until else None,
        before=query_number("before"),
    )


def _article_id(session: Session, site_id: int, key: str) -> int:
    try:
        return articles.get(session, site_id=site_id, key=key).id
    except NotFoundError:
        return NOBODY
