"""The pages that readers see: the front page, an article, a comment."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.access.browser import safe_next
from auth.access.declarations import needs, public
from auth.access.identity import acting, current_actor
from auth.core.actor import Actor
from auth.core.errors import InvalidError
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.db.database import UnitOfWork, unit_of_work
from moderation.community.services import mutes
from moderation.discussion.models import Article
from moderation.discussion.rules import STATE_WORDS, Status
from moderation.discussion.services import (
    articles,
    own_comments,
    published_since,
    threads,
)
from moderation.discussion.services.orders import Sort
from moderation.policy.services import verdicts
from moderation.review.appeals.services import hold_appeals
from moderation.review.items.rules import REASON_WORDS
from moderation.review.queue.services import queue
from moderation.review.sanctions.services import sanctions_in_force
from moderation.review.statements.wording import held_because
from moderation.web.public_part import answers, linked_data, parts, whole_pages
from moderation.web.public_part.parts import Asked, PublicPart
from moderation.web.public_part.whole_pages import Page
from moderation.web.request import current_site

blueprint = Blueprint("discussion", __name__, template_folder="templates")


@blueprint.get("/")
@public
def front_page() -> str:
    """Show the newest articles.

    Where pages of the publisher add articles, anybody could pretend to be such a page
    and choose a headline. So an article without a comment is not listed there.
    """
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        newest = articles.newest(
            work.session, site_id=site.id, only_discussed=site.adds_articles
        )
        return render_template("discussion/front_page.html", articles=newest)


@blueprint.get("/articles/<key>")
@public
def article(key: str) -> ResponseReturnValue:
    """Show an article with a page of its threads."""
    sort, actor = _sort(), current_actor()
    with unit_of_work(write=False) as work:
        site, found = articles.on_host(work.session, host=request.host, key=key)
        asked = Asked(site, found, for_reader=actor is not None, after=_after())
        return answers.public(
            asked, work.now, lambda: _article_page(work, asked, sort, actor)
        )


def _article_page(
    work: UnitOfWork, asked: Asked, sort: Sort, actor: Actor | None
) -> str:
    part = parts.of_article(work.session, asked, sort=sort, now=work.now)
    page = Page("discussion/article.html", lambda: {"sort": sort})
    return whole_pages.rendered(work.session, asked, part, page, actor, now=work.now)


@blueprint.get("/articles/<key>/new-comments")
@public
def new_comments(key: str) -> ResponseReturnValue:
    """Return what is new for an open page, and the status of the reader's comments.

    Counts comments that were published after ``seen`` (microseconds since 1970) by
    other readers who are not muted. ``thread`` limits this to one thread. ``own`` has
    the ids of up to twenty of the reader's comments.
    """
    actor, asked = current_actor(), _own_ids()
    me = actor.account_id if actor else 0
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        found = articles.get(work.session, site_id=site.id, key=key)
        published = published_since.since(
            work.session,
            article_id=found.id,
            seen=query_number("seen") or 0,
            thread_id=query_number("thread"),
        )
        states = own_comments.states(work.session, author_id=me, comment_ids=asked)
        authors = {author_id for _, author_id in published} if actor else set[int]()
        unheard = mutes.between(work.session, me, authors).muted | {me}
    fresh = [each for each, author_id in published if author_id not in unheard]
    answer = jsonify(
        count=len(fresh),
        url=url_for("discussion.comment", comment_id=fresh[0]) if fresh else None,
        own={each: _state(each, status) for each, status in states.items()},
    )
    answer.add_etag()
    return answer.make_conditional(request)


@blueprint.get("/threads/<int:thread_id>")
@public
def thread(thread_id: int) -> ResponseReturnValue:
    """Show a whole thread, a page of replies at a time.

    Staff of its section see what readers do not, marked as such.
    """
    actor = current_actor()
    with unit_of_work(write=False) as work:
        site, found = articles.of_thread_on_host(
            work.session, thread_id, host=request.host, is_staff_of=_is_staff_of
        )
        asked = Asked(site, found, for_reader=actor is not None, after=_after())
        return answers.public(
            asked, work.now, lambda: _thread_page(work, asked, thread_id, actor)
        )


def _thread_page(
    work: UnitOfWork, asked: Asked, thread_id: int, actor: Actor | None
) -> str:
    part = parts.of_thread(
        work.session,
        asked,
        thread_id=thread_id,
        for_staff=_is_staff_of(asked.article),
        now=work.now,
    )
    page = Page("discussion/thread.html", lambda: _of_thread(asked, part))
    return whole_pages.rendered(work.session, asked, part, page, actor, now=work.now)


def _of_thread(asked: Asked, part: PublicPart) -> dict[str, Any]:
    head, *others = part.views.values()
    return {
        "head": head,
        "linked_data": linked_data.of_thread(asked.article, head, others),
    }


@blueprint.get("/comments/<int:comment_id>")
@public
def comment(comment_id: int) -> ResponseReturnValue:
    """Redirect to the comment's position in its thread.

    Authors are redirected to their own comment under the article while it waits.
    """
    actor = current_actor()
    with unit_of_work(write=False) as work:
        found = articles.of_comment(
            work.session, comment_id, site_id=current_site(work.session).id
        )
        if actor and own_comments.waits(
            work.session, author_id=actor.account_id, comment_id=comment_id
        ):
            page = url_for("discussion.article", key=found.key)
            return redirect(f"{page}#comment-{comment_id}")
        is_staff = _is_staff_of(found)
        place = threads.place_of(work.session, comment_id, for_staff=is_staff)
    page = url_for(
        "discussion.thread",
        thread_id=place.thread_id,
        after=place.after or None,
        _anchor=f"comment-{comment_id}",
    )
    return redirect(page)


@blueprint.get("/my-comments")
@needs(Permission.COMMENT)
def my_comments() -> str:
    """Show the reader's own comments, their status and the reasons."""
    actor_id = acting().account_id
    with unit_of_work(write=False) as work:
        comments = own_comments.newest(
            work.session,
            author_id=actor_id,
            before=query_number("before"),
        )
        imposed = [
            each
            for each in sanctions_in_force.all_of(work.session, account_id=actor_id)
            if each.starts_at is not None
        ]
        in_force = sanctions_in_force.in_force(
            work.session, account_id=actor_id, now=work.now
        )
        decided = queue.last_decisions(work.session, [each.id for each in comments])
        return render_template(
            "discussion/my_comments.html",
            comments=comments,
            back=safe_next(request.args["next"]) if "next" in request.args else None,
            is_sanctioned=bool(in_force),
            was_sanctioned=bool(imposed),
            decided=decided,
            asked=hold_appeals.waiting(work.session, [each.id for each in comments]),
            reasons=REASON_WORDS,
            hold_words=held_because,
            causes=verdicts.causes_of(
                work.session, [each.latest_revision_id for each in comments]
            ),
        )


def _is_staff_of(article: Article) -> bool:
    """Whether the actor may moderate the article, and so sees more than readers."""
    actor = current_actor()
    return actor is not None and actor.may_in(Permission.REVIEW, article.section)


def _own_ids() -> list[int]:
    text = request.args.get("own", "")
    if not text:
        return []
    if not re.fullmatch(r"[0-9]{1,18}(,[0-9]{1,18}){0,19}", text):
        raise InvalidError(_("There is no such page."), {"field": "own"})
    return [int(each) for each in text.split(",")]


def _state(comment_id: int, status: Status) -> dict[str, str | None]:
    """Return the author's description of a comment's status, and a link."""
    url, more = None, None
    if status is Status.PUBLISHED:
        url, more = url_for("discussion.comment", comment_id=comment_id), _("Show it")
    elif status in (Status.HELD, Status.REJECTED):
        url = url_for("appeals.show_statement", comment_id=comment_id)
        more = _("Read why")
    return {
        "state": status.value,
        "words": str(STATE_WORDS[status]),
        "url": url,
        "more": more,
    }


def _after() -> str:
    return request.args.get("after", "")


def _sort() -> Sort:
    try:
        return Sort(request.args.get("sort", Sort.NEWEST))
    except ValueError as error:
        raise InvalidError(
            _("Comments can be sorted: %(orders)s.", orders=", ".join(Sort))
        ) from error
