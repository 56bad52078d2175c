"""The admin pages of articles: list, register, change, close and reopen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.errors import (
    CeasefireError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import UnitOfWork, unit_of_work
from moderation.discussion.inputs import PutArticle
from moderation.discussion.models import Article
from moderation.discussion.schemas import ArticleForm, OpeningForm
from moderation.discussion.services import article_authors, articles, opening
from moderation.policy.services import profiles
from moderation.web.request import current_site

blueprint = Blueprint("discussion_articles", __name__, template_folder="templates")

ARTICLE_LABELS = {
    "key": lazy_gettext("Article key"),
    "headline": lazy_gettext("Headline"),
    "url": lazy_gettext("Address"),
    "section": lazy_gettext("Section"),
    "standfirst": lazy_gettext("Standfirst"),
    "body_html": lazy_gettext("Text"),
    "language": lazy_gettext("Language"),
    "subjects": lazy_gettext("Subjects"),
    "authors": lazy_gettext("Authors"),
    "closing_days": lazy_gettext("Days until comments close"),
}

FIELDS = ("url", "headline", "section", "standfirst", "body_html", "language")


@blueprint.get("/admin/articles")
@needs(Permission.RUN_SITE)
def show_articles() -> str:
    """List the articles, the newest first."""
    with unit_of_work(write=False) as work:
        found, next_key = articles.page(
            work.session,
            site_id=current_site(work.session).id,
            before=query_number("before"),
        )
        return render_template(
            "discussion/articles.html", articles=found, next_key=next_key
        )


@blueprint.get("/admin/articles/new")
@needs(Permission.RUN_SITE, fresh=True)
def new_article() -> str:
    """Show an empty form."""
    with unit_of_work(write=False) as work:
        site_id = current_site(work.session).id
        language = articles.language_of(work.session, site_id)
        return _form(work.session, {"language": language})


@blueprint.post("/admin/articles/new")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Register the article"), ARTICLE_LABELS)
def create_article() -> ResponseReturnValue:
    """Register an article."""
    try:
        change = forms.read(ArticleForm)
        with unit_of_work(write=True) as work:
            _put(work, change, must_be_new=True)
    except (InvalidError, ConflictError, NotFoundError) as error:
        return _refused(error)
    flash(_("The article is registered."))
    return redirect(url_for("discussion_articles.show_articles"), 303)


@blueprint.get("/admin/articles/<key>")
@needs(Permission.RUN_SITE, fresh=True)
def edit_article(key: str) -> str:
    """Show an article's form."""
    with unit_of_work(write=False) as work:
        article = _get(work.session, key)
        form = {name: getattr(article, name) for name in FIELDS} | {
            "subjects": "\n".join(article.subjects),
            "tags": "\n".join(article.tags or ()),
            "authors": "\n".join(article_authors.names_of(work.session, article.id)),
            "profile_key": article.profile_key or "",
            "closing_days": ""
            if article.closing_days is None
            else str(article.closing_days),
        }
        return _form(work.session, form, key=key)


@blueprint.post("/admin/articles/<key>")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Save the article"), ARTICLE_LABELS)
def change_article(key: str) -> ResponseReturnValue:
    """Change an article."""
    try:
        with unit_of_work(write=True) as work:
            _get(work.session, key)
            _put(work, forms.read(ArticleForm))
    except InvalidError as error:
        return _refused(error, key=key)
    flash(_("Saved."))
    return redirect(url_for("discussion_articles.show_articles"), 303)


@blueprint.post("/admin/articles/<key>/comments")
@needs(Permission.REVIEW)
@limited("newsroom")
@takes_form(lazy_gettext("Open or close the comments"))
def open_or_close(key: str) -> ResponseReturnValue:
    """Close or reopen the comments of an article. Moderators may do this, too."""
    change = forms.read(OpeningForm)
    with unit_of_work(write=True) as work:
        article = _get(work.session, key)
        if not acting().may_in(Permission.REVIEW, article.section):
            raise ForbiddenError(_("Your role is for other sections."))
        opening.set_open(work.session, article, is_open=change.is_open, now=work.now)
        _record(work, "article.open" if change.is_open else "article.close", key)
    flash(
        _("Open for comments again.") if change.is_open else _("Closed for comments.")
    )
    if forms.text("back") == "article":
        return redirect(url_for("discussion.article", key=key) + "#comments", 303)
    return redirect(url_for("discussion_articles.show_articles"), 303)


def _get(session: Session, key: str) -> Article:
    return articles.get(session, site_id=current_site(session).id, key=key)


def _put(work: UnitOfWork, change: PutArticle, *, must_be_new: bool = False) -> None:
    """Register or change an article."""
    if change.facts.profile_key:
        profiles.check_known(work.session, change.facts.profile_key)
    site = current_site(work.session)
    _article, is_new = articles.put(work.session, change, site_id=site.id, now=work.now)
    if must_be_new and not is_new:
        message = _("An article with this key is registered already.")
        raise ConflictError(message, {"field": "key"})
    _record(work, "article.create" if is_new else "article.change", change.key)


def _record(work: UnitOfWork, action: str, key: str) -> None:
    audit.record(
        work.session,
        actor_id=acting().account_id,
        action=action,
        subject=("article", key),
        site_id=current_site(work.session).id,
        now=work.now,
    )


def _refused(error: CeasefireError, key: str | None = None) -> tuple[str, int]:
    with unit_of_work(write=False) as work:
        status = 409 if isinstance(error, ConflictError) else 422
        return _form(work.session, forms.sent(), key=key, error=error), status


def _form(
    session: Session,
    form: Any,
    *,
    key: str | None = None,
    error: CeasefireError | None = None,
) -> str:
    choices = [("", _("By subject, section or site"))] + [
        (version.profile.key, version.profile.name)
        for version in profiles.all_current(session)
    ]
    return render_template(
        "discussion/article_form.html", form=form, key=key, error=error, choices=choices
    )
