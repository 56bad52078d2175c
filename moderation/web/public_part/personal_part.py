"""Fills the slots of a public part with what belongs to one reader."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.core.permissions import Permission
from moderation.web import personal
from moderation.web.personal import Personal
from moderation.web.public_part import slots
from moderation.web.public_part.parts import Asked, PublicPart, public_context

_KEY_LENGTH = 16


def completed(
    session: Session, asked: Asked, part: PublicPart, actor: Actor | None, now: datetime
) -> tuple[Markup, Personal]:
    """Return *part* with all slots filled for *actor*, and what filled them.

    Runs a fixed number of statements, and none for a visitor.
    """
    mine = personal.of_page(session, actor, asked.article, part.views.values(), now=now)
    if actor is None:
        return Markup(slots.fill(part.pieces, {}, {})), mine  # noqa: S704  Rendered.
    text = slots.fill(part.pieces, _sections(asked, part, actor, mine), _values(mine))
    return Markup(text), mine  # noqa: S704  Rendered by templates that escape.


def replaced(part: PublicPart, actor: Actor, mine: Personal) -> list[int]:
    """Return the comments that look different to this reader."""
    ids = mine.reported | mine.followed_threads | set(mine.unpublished)
    ids |= set(mine.pending_replies) | set(mine.recommended)
    authors = mine.mutes.muted | mine.mutes.muted_by | {actor.account_id}
    return [
        view.id
        for view in part.views.values()
        if view.id in ids or view.author_id in authors or mine.refusal or mine.may_pick
    ]


def _sections(
    asked: Asked, part: PublicPart, actor: Actor, mine: Personal
) -> Mapping[tuple[str, int | None], str]:
    context: dict[str, Any] = public_context(asked, part.address) | {
        "signed_in": actor,
        "personal": mine,
        "views": part.views,
        "in_thread": part.in_thread,
        "replaced": replaced(part, actor, mine),
        "may_moderate": actor.may_in(Permission.REVIEW, asked.article.section),
        "csrf_token": generate_csrf,
        "new_key": secrets.token_urlsafe,
    }
    template = current_app.jinja_env.get_template("discussion/personal.html")
    return slots.sections_of(template.render(context))


def _values(mine: Personal) -> Mapping[str, Callable[[], str]]:
    """Return the functions for slots that occur many times."""
    token = str(escape(generate_csrf()))
    caution = f"{escape(mine.caution)} " if mine.caution else ""
    return {
        "form_token": lambda: token,
        "new_key": lambda: secrets.token_urlsafe(_KEY_LENGTH),
        "caution": lambda: caution,
    }
