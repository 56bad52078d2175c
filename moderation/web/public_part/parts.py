"""Renders the public part of a discussion, the same for everybody, and keeps it.

There are two forms of it: one for visitors without an account, which is complete, and
one for readers, with slots that :mod:`moderation.web.public_part.own_sections` fills.
Its templates see no request, no session and no account.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NoReturn

from flask import current_app, request, url_for
from sqlalchemy.orm import Session

from auth.access.embed.framing import is_framed
from auth.core.models import Site
from auth.sites.inputs import SWITCHES
from auth.sites.own_address import own_origin
from moderation.discussion.models import Article
from moderation.discussion.services import (
    opening,
    page_facts,
    published_since,
    staff_replies,
    threads,
    versions,
)
from moderation.discussion.services.orders import Sort
from moderation.discussion.thread_views import CommentView
from moderation.web import personal
from moderation.web.framed.links import looks_of_request
from moderation.web.languages.choosing import kept_in_links, page_language
from moderation.web.public_part import comment_slots, slots
from moderation.web.public_part.comment_slots import Around
from moderation.web.public_part.kept import Kept
from moderation.web.request import config

EXTENSION = "ceasefire.public_parts"
MOST_KEPT = 32 * 1024 * 1024
"""The most characters of public parts that a process keeps."""


@dataclass(frozen=True)
class PublicPart:
    """The public part of a page of comments.

    :param address: the address of the page that it is part of.
    :param views: the comments on it, by id.
    :param pieces: the text, and the slots for the personal part.
    :param around: what its comments show beside themselves.
    :param key: what it is kept under; ``None`` if it is not kept.
    """

    address: str
    views: Mapping[int, CommentView]
    pieces: slots.Pieces
    size: int
    in_thread: bool
    around: Around | None = None
    key: Hashable = None

    @cached_property
    def outline(self) -> slots.Outline:
        """Its pieces, prepared for being filled many times."""
        return slots.Outline(self.pieces)


@dataclass(frozen=True)
class Asked:
    """A page of comments that is asked for.

    :param for_reader: whether it is for somebody with an account.
    """

    site: Site
    article: Article
    for_reader: bool
    after: str = ""

    def stamp(self, now: datetime) -> tuple[int, int]:
        """Return what stays the same as long as the public part does."""
        return stamp_of(self.article, self.site, now=now)


class _Nobody:
    """Stands for what the public part must not look at."""

    def __getattr__(self, name: str) -> NoReturn:
        raise RuntimeError(f"The public part looks at {name} of one request.")


def setup(app: Any) -> None:
    """Give *app* an empty store."""
    app.extensions[EXTENSION] = Kept[PublicPart](MOST_KEPT, lambda part: part.size)


def kept_parts() -> Kept[PublicPart]:
    """Return the store of the current application."""
    kept: Kept[PublicPart] = current_app.extensions[EXTENSION]
    return kept


def stamp_of(article: Article, site: Site, *, now: datetime) -> tuple[int, int]:
    """Return the versions that decide what a public part shows."""
    version = versions.shown_version(article.version, article.reaction_period, now=now)
    return version, site.version


def of_article(
    session: Session, asked: Asked, *, sort: Sort, now: datetime
) -> PublicPart:
    """Return a page of an article's threads.

    :raises InvalidError: if ``after`` is not a valid key.
    """

    def render(former: PublicPart | None) -> PublicPart:
        shows_picks, article = asked.site.has_picks, asked.article
        page = threads.page(
            session,
            article_id=article.id,
            sort=sort,
            after=asked.after or None,
            pinned_id=article.pinned_comment_id if shows_picks else None,
        )
        facts = page_facts.of(session, article.id)
        return _rendered(
            asked,
            "discussion/public/article.html",
            page.views,
            former,
            now=now,
            address=address_of_article(asked, sort),
            page=page,
            sort=sort,
            closes_at=opening.closing_time(article, asked.site),
            seen=published_since.mark_of(facts.newest_at),
            newsroom_wrote=asked.site.has_author_badges and facts.newsroom_wrote,
            picks_exist=shows_picks and facts.picks_exist,
        )

    return _kept(asked, _key(asked, ("article", asked.article.id, sort)), now, render)


def of_thread(
    session: Session,
    asked: Asked,
    *,
    thread_id: int,
    now: datetime,
    for_staff: bool = False,
) -> PublicPart:
    """Return a page of a thread's replies, which is kept if readers may see all of it.

    :param for_staff: whether to include replies that readers do not see.
    :raises InvalidError: if ``after`` is not a valid key.
    """

    def render(former: PublicPart | None) -> PublicPart:
        return _thread(
            session, asked, thread_id, former, for_staff=is_of_staff, now=now
        )

    is_of_staff = for_staff and staff_replies.hidden_from_readers(
        session, thread_id=thread_id, after=asked.after
    )
    key = _key(asked, ("thread", thread_id))
    if is_of_staff:
        # The comments that readers see, too, are taken from their page.
        return render(kept_parts().former(key))
    return _kept(asked, key, now, render)


def _thread(
    session: Session,
    asked: Asked,
    thread_id: int,
    former: PublicPart | None,
    *,
    for_staff: bool,
    now: datetime,
) -> PublicPart:
    head, replies, more_after = threads.with_replies(
        session, thread_id=thread_id, after=asked.after, for_staff=for_staff
    )
    return _rendered(
        asked,
        "discussion/public/thread.html",
        [head, *replies],
        former,
        now=now,
        address=url_for(
            "discussion.thread", thread_id=thread_id, after=asked.after or None
        ),
        seen=published_since.last_seen(session, article_id=asked.article.id),
        head=head,
        replies=replies,
        more_after=more_after,
    )


def address_of_article(asked: Asked, sort: Sort) -> str:
    """Return the address of a page of an article's threads, as short as it can be."""
    is_first = sort is Sort.NEWEST and not asked.after
    return url_for(
        "discussion.article",
        key=asked.article.key,
        sort=None if is_first else sort.value,
        after=asked.after or None,
    )


def _key(asked: Asked, what: tuple[Hashable, ...]) -> Hashable:
    """Return what the page *what* is kept under, in this look and language."""
    # A frame of a publisher's page has a blueprint of its own, and other links.
    where = (asked.site.id, own_origin(), page_language(), request.blueprint)
    looks = tuple((looks_of_request() | kept_in_links()).items())
    return (*what, asked.after, asked.for_reader, *where, looks)


def _kept(
    asked: Asked,
    key: Hashable,
    now: datetime,
    render: Callable[[PublicPart | None], PublicPart],
) -> PublicPart:
    former = kept_parts().former
    return kept(asked, key, now, lambda: replace(render(former(key)), key=key))


def kept(
    asked: Asked, key: Hashable, now: datetime, render: Callable[[], PublicPart]
) -> PublicPart:
    """Return what is kept under *key*. Renders it if its stamp has changed."""
    store, stamp = kept_parts(), asked.stamp(now)
    found = store.get(key, stamp)
    return found or store.put(key, stamp, render(), of=asked.article.id)


def _rendered(
    asked: Asked,
    template: str,
    views: Iterable[CommentView],
    former: PublicPart | None,
    *,
    now: datetime,
    address: str,
    **values: Any,
) -> PublicPart:
    by_id = {view.id: view for view in views}
    context = public_context(asked, address) | values
    context["version"], _ = asked.stamp(now)
    rendered = current_app.jinja_env.get_template(template).render(context)
    around = comment_slots.around(asked.site, asked.article)
    in_thread = "head" in values
    found: dict[int, slots.Slot] = {}
    if former is not None and former.around == around:
        found = comment_slots.of_unchanged(former.pieces, former.views, by_id)
    changed = {number: by_id[number] for number in by_id if number not in found}
    found |= comment_slots.of(changed, around, context, in_thread=in_thread)
    pieces = slots.with_slots(slots.pieces_of(rendered), found)
    size = slots.length(pieces)
    return PublicPart(address, by_id, pieces, size, in_thread, around)


def public_context(asked: Asked, address: str) -> dict[str, Any]:
    """Return the values of the templates, without anything of this request."""
    values: dict[str, Any] = {
        "article": asked.article,
        "here": address,
        "is_later": bool(asked.after),
        "comment_limit": config().comment_max_characters,
        "for_reader": asked.for_reader,
        "is_framed": is_framed(),
        "site_host": request.host,
        "signed_in": personal.ANY_READER if asked.for_reader else None,
        "personal": personal.ANYBODY if asked.for_reader else personal.NOBODY,
        "csrf_token": lambda: slots.slot("form_token"),
        "new_key": lambda _length: slots.slot("new_key"),
    }
    switches = {each: getattr(asked.site, each) for each in SWITCHES}
    return values | switches | hidden() | slots.marks()


def hidden() -> dict[str, Any]:
    """Return the names that the public part must not look at."""
    names = ("request", "session", "g", "current_user", "actor")
    return dict.fromkeys(names, _Nobody())
