"""The forms for posting, editing and deleting comments, and for the word list."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.errors import InvalidError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import UnitOfWork, unit_of_work
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.discussion.services import articles, own_comments
from moderation.intake import insults
from moderation.intake import phrases as phrase_rules
from moderation.intake.before_posting import nudge_page
from moderation.intake.inputs import ChangeWordList, DeleteComment
from moderation.intake.schemas import CommentBody, EditForm, WordListForm
from moderation.intake.services import checks, deletion, submission
from moderation.review.sanctions.inputs import AcknowledgeWarning
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from moderation.web.repeats import once
from moderation.web.request import (
    config,
    current_site,
    wake_workers,
    way_back,
)

blueprint = Blueprint("intake", __name__, template_folder="templates")

RECEIVED = {
    Status.WAITING: lazy_gettext(
        "Thank you. We will check your comment before it is published."
    ),
    Status.AWAITING_AUTHOR: (
        lazy_gettext(
            "Thank you. Please confirm your e-mail address so that your comment can "
            "be published."
        )
    ),
}
TO_BE_HELD = lazy_gettext(
    "Thank you. A moderator will read your comment before it is published."
)


@blueprint.post("/articles/<key>/comments")
@needs(Permission.COMMENT)
@limited("post")
@takes_form(lazy_gettext("Post comment"), {"text": lazy_gettext("Your comment")})
def post_comment(key: str) -> ResponseReturnValue:
    """Post a comment or a reply, and return to the article.

    A reader may be asked first to read it again, once.
    """
    change = forms.read(CommentBody)
    if (page := nudge_page.page_before(change, key)) is not None:
        return page
    with unit_of_work(write=True) as work:
        session = work.session

        def act() -> dict[str, Any]:
            _confirm_warning(work)
            site = current_site(session)
            comment = submission.submit(
                session,
                change,
                actor=acting(),
                article=articles.get(session, site_id=site.id, key=key),
                most_a_minute=config().comments_a_minute,
                now=work.now,
            )
            nudge_page.note_posted(work, change)
            wake_workers(work)
            return submission.receipt(comment)

        known = once(work, change, act)
        is_held = checks.is_to_be_held(session, known["revision_id"])
    is_held = is_held and acting().is_verified
    flash(str(TO_BE_HELD if is_held else RECEIVED[Status(known["status"])]))
    place = way_back(url_for("discussion.article", key=key))
    return redirect(f"{place}#comment-{known['comment_id']}", 303)


@blueprint.get("/comments/<int:comment_id>/edit")
@needs(Permission.COMMENT)
def edit(comment_id: int) -> str:
    """Show the form for editing one's own comment, or why it cannot be edited."""
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
@limited("edit")
@takes_form(lazy_gettext("Save the comment"), {"text": lazy_gettext("Your comment")})
def edit_submit(**_address: int) -> ResponseReturnValue:
    """Store a new text. The published one stays visible until its verdict."""
    change = forms.read(EditForm)
    with unit_of_work(write=True) as work:
        _confirm_warning(work)
        comment = submission.edit(work.session, change, actor=acting(), now=work.now)
        place = _place_of(work.session, comment)
        wake_workers(work)
    flash(_("Thank you. We will check the new text before readers see it."))
    return redirect(place, 303)


@blueprint.get("/comments/<int:comment_id>/delete")
@needs(Permission.COMMENT)
def confirm_delete(comment_id: int) -> str:
    """Ask for confirmation before deleting the comment."""
    with unit_of_work(write=False) as work:
        found = own_comments.get(
            work.session, comment_id=comment_id, author_id=acting().account_id
        )
        return render_template("intake/delete.html", own=found)


@blueprint.post("/comments/<int:comment_id>/delete")
@needs(Permission.COMMENT)
@limited("own")
@takes_form(lazy_gettext("Delete the comment"))
def delete(comment_id: int) -> ResponseReturnValue:
    """Delete one's own comment, and return to its position."""
    with unit_of_work(write=True) as work:
        comment = deletion.delete(
            work.session,
            DeleteComment(comment_id),
            author_id=acting().account_id,
            now=work.now,
        )
        place = _place_of(work.session, comment)
    flash(_("Your comment has been deleted."))
    return redirect(place, 303)


@blueprint.get("/admin/word-list")
@needs(Permission.RUN_SITE, fresh=True)
def word_list() -> str:
    """Show the site's word list, one phrase per line."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        phrases = checks.phrases_of(work.session, site.id)
    return _word_list("\n".join(phrases))


@blueprint.post("/admin/word-list")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(
    lazy_gettext("Save the list"),
    {"phrases": lazy_gettext("Word list"), "language": lazy_gettext("Language")},
)
def change_word_list() -> ResponseReturnValue:
    """Replace the site's word list, or try it on the comments of the last month."""
    change = forms.read(WordListForm)
    try:
        if change.insults_in is not None:
            return _with_insults(change, change.insults_in)
        if change.is_trial:
            return _tried(change)
        _save(change)
    except InvalidError as error:
        return _word_list(forms.text("phrases"), error=error), 422
    flash(_("Saved. New comments are checked against this list from now on."))
    return redirect(url_for("intake.word_list"), 303)


def _word_list(typed: str, **shown: Any) -> str:
    return render_template(
        "intake/word_list.html", typed=typed, languages=insults.choices(), **shown
    )


def _with_insults(change: ChangeWordList, language: str) -> str:
    """Return the page with the insults of *language* below what was typed."""
    known = {phrase_rules.normalised(phrase) for phrase in change.phrases}
    added = [each for each in insults.insults_in(language) if each not in known]
    typed = "\n".join([*filter(str.strip, change.phrases), *added])
    return _word_list(typed, added=len(added), language=language)


def _tried(change: ChangeWordList) -> str:
    with unit_of_work(write=False) as work:
        matches, looked_at = checks.try_phrases(
            work.session,
            site_id=current_site(work.session).id,
            phrases=change.phrases,
            now=work.now,
        )
    return _word_list(forms.text("phrases"), matches=matches, looked_at=looked_at)


def _save(change: ChangeWordList) -> None:
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        checks.set_phrases(
            work.session,
            site_id=site.id,
            phrases=change.phrases,
            actor_id=acting().account_id,
            now=work.now,
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="word_list.change",
            subject=("site", site.id),
            site_id=site.id,
            now=work.now,
            detail={"phrases": len(change.phrases)},
        )


def _confirm_warning(work: UnitOfWork) -> None:
    """Record that the author has read the warning above the form, if so."""
    sanction_id = forms.number("read_warning")
    if sanction_id is not None:
        sanctions.acknowledge(
            work.session,
            AcknowledgeWarning(sanction_id=sanction_id),
            account_id=acting().account_id,
            now=work.now,
        )


def _refusal(work: UnitOfWork) -> str | None:
    """Return the reason why the reader cannot write on this site, if any."""
    return sanctions_in_force.refusal(
        work.session,
        account_id=acting().account_id,
        site_id=current_site(work.session).id,
        now=work.now,
    )


def _place_of(session: Session, comment: Comment) -> str:
    """Return the URL at which the author finds the changed comment."""
    if comment.is_listed:
        return url_for("discussion.comment", comment_id=comment.id)
    article = session.get_one(Article, comment.article_id)
    is_gone = comment.status is Status.DELETED
    place = "comments" if is_gone else f"comment-{comment.id}"
    return url_for("discussion.article", key=article.key) + f"#{place}"
