"""The pages of readers, and of follows and mutes."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access import forms
from auth.access.declarations import limited, needs, public, takes_form
from auth.access.identity import acting, current_actor
from auth.core.errors import InvalidError, NotFoundError
from auth.core.models import Site
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.community.rules import FollowAct, Target
from moderation.community.schemas import FollowForm
from moderation.community.services import feeds, follows, lists
from moderation.discussion.services import articles
from moderation.web.request import (
    current_site,
    query_choice,
    way_back,
)

PLACE = re.compile(r"[a-z0-9-]{1,40}")

FOLLOWED = {
    Target.READER: lazy_gettext(
        "You follow this reader. You are notified when they comment."
    ),
    Target.ARTICLE: lazy_gettext(
        "You follow this article. You are notified of new comments."
    ),
    Target.THREAD: lazy_gettext(
        "You follow this thread. You are notified of new replies."
    ),
}
UNFOLLOWED = {
    Target.READER: lazy_gettext("You no longer follow this reader."),
    Target.ARTICLE: lazy_gettext("You no longer follow this article."),
    Target.THREAD: lazy_gettext("You no longer follow this thread."),
}

blueprint = Blueprint("community", __name__, template_folder="templates")


@blueprint.get("/readers/<slug>")
@public
def reader(slug: str) -> str:
    """Show a reader's published comments, each with what it answers."""
    actor = current_actor()
    with unit_of_work(write=False) as work:
        site = _site_with_readers(work.session)
        found = feeds.reader_named(work.session, slug)
        views, next_key = feeds.written_by(
            work.session,
            site_id=site.id,
            reader_id=found.id,
            before=query_number("before"),
        )
        mine = actor.account_id if actor else 0
        return render_template(
            "community/reader.html",
            reader=found,
            views=views,
            next_key=next_key,
            articles=feeds.articles_of(work.session, [each.id for each in views]),
            is_followed=follows.follows(work.session, mine, Target.READER, found.id),
            is_muted=follows.has_muted(work.session, mine, found.id),
        )


@blueprint.get("/following")
@needs(Permission.OWN_ACCOUNT)
def following() -> str:
    """Show new comments from everything that the reader follows."""
    with unit_of_work(write=False) as work:
        views, next_key = feeds.followed(
            work.session,
            site_id=_site_with_readers(work.session).id,
            follower_id=acting().account_id,
            before=query_number("before"),
        )
        articles = feeds.articles_of(work.session, [each.id for each in views])
        return render_template(
            "community/following.html",
            views=views,
            next_key=next_key,
            articles=articles,
        )


@blueprint.get("/account/following")
@needs(Permission.OWN_ACCOUNT)
def show_lists() -> str:
    """List the reader's follows and mutes, each with a button to end it.

    The query string may name one list and the key of its page.
    """
    only = query_choice("list", lists.ReaderList)
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        kinds = (
            list(lists.ReaderList)
            if site.has_reader_pages
            else [lists.ReaderList.MUTED]
        )
        pages = {
            kind: lists.page(
                work.session,
                kind,
                account_id=acting().account_id,
                site_id=site.id,
                before=query_number("before") if only else None,
            )
            for kind in kinds
            if only in (None, kind)
        }
        return render_template("community/lists.html", pages=pages, only=only)


@blueprint.post("/follows")
@needs(Permission.COMMENT)
@limited("own")
@takes_form(lazy_gettext("Change what you follow"))
def change_follow() -> ResponseReturnValue:
    """Follow, unfollow, mute or unmute, and return to the reader's page."""
    change = forms.read(FollowForm)
    if change.is_muting and change.target is not Target.READER:
        raise InvalidError(_("Only a reader can be muted."))
    with unit_of_work(write=True) as work:
        if not change.is_muting:
            _site_with_readers(work.session)
        ACTS[change.act](work.session, change.target, change.target_id, work.now)
    place = forms.text("place")
    fragment = f"#{place}" if PLACE.fullmatch(place) else ""
    return redirect(way_back("/") + fragment, 303)


def _site_with_readers(session: Session) -> Site:
    site = current_site(session)
    if not site.has_reader_pages:
        raise NotFoundError(_("This site has no reader pages."))
    return site


def _follow(session: Session, target: Target, target_id: int, now: datetime) -> None:
    # Readers belong to the newsroom; threads and articles to one of its sites.
    site_id = current_site(session).id
    if target is Target.THREAD:
        articles.of_thread(session, target_id, site_id=site_id)
    elif target is Target.ARTICLE:
        articles.numbered(session, target_id, site_id=site_id)
    follows.follow(
        session,
        follower_id=acting().account_id,
        target=target,
        target_id=target_id,
        now=now,
    )
    flash(str(FOLLOWED[target]))


def _unfollow(session: Session, target: Target, target_id: int, _now: datetime) -> None:
    follows.unfollow(
        session, follower_id=acting().account_id, target=target, target_id=target_id
    )
    flash(str(UNFOLLOWED[target]))


def _mute(session: Session, _target: Target, target_id: int, now: datetime) -> None:
    follows.mute(
        session,
        muter_id=acting().account_id,
        muted_id=target_id,
        now=now,
    )
    flash(
        _(
            "You have muted this reader. Their comments are collapsed, they cannot "
            "reply to you, and you are not notified of them."
        )
    )


def _unmute(session: Session, _target: Target, target_id: int, _now: datetime) -> None:
    follows.unmute(session, muter_id=acting().account_id, muted_id=target_id)
    flash(_("You no longer mute this reader."))


ACTS = {
    FollowAct.FOLLOW: _follow,
    FollowAct.UNFOLLOW: _unfollow,
    FollowAct.MUTE: _mute,
    FollowAct.UNMUTE: _unmute,
}
