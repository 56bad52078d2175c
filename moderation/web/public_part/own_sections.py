"""Fills the slots of a page with what belongs to one reader."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from flask import current_app, render_template, session, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from auth.core.actor import Actor
from auth.core.permissions import Permission
from auth.sites.pages_service import is_announced
from moderation.embed.rules import MAY_CHOOSE_NAME
from moderation.web import layout
from moderation.web.framed.links import looks_of_request
from moderation.web.personal import Personal
from moderation.web.public_part import slots
from moderation.web.public_part.parts import Asked, PublicPart, public_context

_KEY_LENGTH = 16
_FLASHED = "_flashes"
"""Where Flask keeps the messages for the next page."""


def of(
    asked: Asked,
    part: PublicPart,
    actor: Actor,
    mine: Personal,
    *,
    missing: int | None,
    now: datetime,
) -> dict[slots.Key, str]:
    """Return what replaces the contents of slots. For most readers that is nothing.

    :param missing: a comment that the reader is told is not shown.
    """
    found: dict[slots.Key, str] = {}
    if (
        session.get(_FLASHED)
        or mine.has_sanctions
        or layout.has_staff_pages(actor)
        or is_announced(asked.site, now=now)
    ):
        found |= _of_layout(part)
    different = replaced(part, actor, mine)
    context = {
        "personal": mine,
        "may_moderate": actor.may_in(Permission.REVIEW, asked.article.section),
        "is_followed": _is_followed(part, mine),
        "replaced": different,
        "pickable": _pickable(asked, part, mine, besides=different),
        "missing": missing,
    }
    if any(value for name, value in context.items() if name != "personal") or (
        mine.refusal or mine.pending_elsewhere
    ):
        found |= _of_discussion(asked, part, actor, context)
    return found


def values(
    actor: Actor, mine: Personal, *, here: str
) -> Mapping[str, Callable[[], str]]:
    """Return the functions for slots that every reader's page has.

    :param here: the address of the page.
    """
    token = str(escape(generate_csrf()))
    caution = f"{escape(mine.caution)} " if mine.caution else ""
    prefix, numbers = secrets.token_urlsafe(_KEY_LENGTH), itertools.count()
    return {
        "form_token": lambda: token,
        "new_key": lambda: f"{prefix}{next(numbers)}",
        "caution": lambda: caution,
        "reader_name": lambda: str(escape(actor.display_name)),
        "own_name": lambda: _own_name(here),
        "draft_owner": lambda: layout.draft_owner(actor),
        "unread": lambda: _badge(mine.unread),
    }


def replaced(part: PublicPart, actor: Actor, mine: Personal) -> list[int]:
    """Return the comments that look different to this reader."""
    ids = mine.reported | mine.followed_threads | set(mine.unpublished)
    ids |= set(mine.pending_replies) | set(mine.recommended)
    authors = mine.mutes.muted | mine.mutes.muted_by | {actor.account_id}
    return [
        view.id
        for view in part.views.values()
        if view.id in ids or view.author_id in authors or mine.refusal
    ]


def _pickable(
    asked: Asked, part: PublicPart, mine: Personal, *, besides: Collection[int]
) -> list[int]:
    """Return the comments that need only the buttons of those who may pick."""
    if not (asked.site.has_picks and mine.may_pick):
        return []
    return [
        view.id
        for view in part.views.values()
        if view.is_published and view.id not in besides
    ]


def _of_layout(part: PublicPart) -> dict[slots.Key, str]:
    """Return the messages, the notices, and what only staff have."""
    text = render_template("layout/personal.html", **slots.marks(), here=part.address)
    return slots.sections_of(text)


def _of_discussion(
    asked: Asked, part: PublicPart, actor: Actor, values: Mapping[str, Any]
) -> dict[slots.Key, str]:
    context: dict[str, Any] = public_context(asked, part.address) | {
        "signed_in": actor,
        "views": part.views,
        "in_thread": part.in_thread,
        "thread_id": next(iter(part.views), None),
        "csrf_token": generate_csrf,
        "new_key": secrets.token_urlsafe,
        **values,
    }
    template = current_app.jinja_env.get_template("discussion/personal.html")
    return slots.sections_of(template.render(context))


def _is_followed(part: PublicPart, mine: Personal) -> bool:
    """Whether the reader follows what the page's own button is about."""
    if part.in_thread:
        return next(iter(part.views)) in mine.followed_threads
    return mine.follows_article


def _own_name(here: str) -> str:
    """Return the link to the choice of a name, for those who may choose one."""
    if not session.get(MAY_CHOOSE_NAME):
        return ""
    looks: dict[str, Any] = {"next": here, **looks_of_request()}
    url = url_for("embed_name.show", **looks)
    macros: Any = current_app.jinja_env.get_template("embed/_own_name.html").module
    return str(macros.own_name(url))


def _badge(count: int) -> str:
    if not count:
        return ""
    macros: Any = current_app.jinja_env.get_template("macros/links.html").module
    return str(macros.badge(count))
