"""Makes the whole page around a public part, for a visitor or for one reader.

For readers, the page is kept with slots for what belongs to one of them, the layout
included. So what most readers are sent is put together without rendering anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, render_template
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from moderation.web import layout, personal
from moderation.web.personal import Personal
from moderation.web.public_part import own_sections, parts, slots
from moderation.web.public_part.parts import Asked, PublicPart

_DISCUSSION = "discussion"


@dataclass(frozen=True)
class Page:
    """The page around a public part.

    :param values: makes what its template needs. Nothing of it may be personal.
    :param wanted: a comment that the page must mention if it does not show it.
    """

    template: str
    values: Callable[[], Mapping[str, Any]]
    wanted: int | None = None


def rendered(
    session: Session,
    asked: Asked,
    part: PublicPart,
    page: Page,
    actor: Actor | None,
    *,
    now: datetime,
) -> str:
    """Return *page* for *actor*, or for a visitor."""
    if actor is None:
        return _for_visitor(asked, part, page)
    mine = personal.of_page(session, actor, asked.article, part.views.values(), now=now)
    missing = _missing(part, page, mine)
    return _for_readers(asked, part, page, now).outline.filled(
        own_sections.of(asked, part, actor, mine, missing=missing, now=now),
        own_sections.values(actor, mine, here=part.address),
    )


def _for_visitor(asked: Asked, part: PublicPart, page: Page) -> str:
    discussion = Markup(part.outline.filled())  # noqa: S704  Rendered.
    missing = _missing(part, page, personal.NOBODY)
    return render_template(
        page.template, **_given(asked, part, page, discussion), missing=missing
    )


def _for_readers(
    asked: Asked, part: PublicPart, page: Page, now: datetime
) -> PublicPart:
    """Return the page for any reader, which is kept if its public part is."""

    def render() -> PublicPart:
        context: dict[str, Any] = {}
        current_app.update_template_context(context)
        context |= parts.public_context(asked, part.address)
        context |= layout.of_any_reader(asked.site)
        context |= _given(asked, part, page, slots.slot(_DISCUSSION))
        text = current_app.jinja_env.get_template(page.template).render(context)
        if generate_csrf() in text:
            raise RuntimeError(f"{page.template} holds the form token of one reader.")
        around = slots.pieces_of(text)
        pieces = slots.with_inside(around, _DISCUSSION, part.pieces)
        return PublicPart(part.address, part.views, pieces, len(text), part.in_thread)

    if part.key is None:
        return render()
    key = ("page", page.template, part.key)
    return parts.kept(asked, key, now, render)


def _given(
    asked: Asked, part: PublicPart, page: Page, discussion: Markup
) -> dict[str, Any]:
    return {
        "article": asked.article,
        "after": asked.after,
        "here": part.address,
        "own_address": part.address,
        "discussion": discussion,
        **page.values(),
    }


def _missing(part: PublicPart, page: Page, mine: Personal) -> int | None:
    """Return the wanted comment if the page shows it neither to all nor to this one."""
    is_shown = page.wanted in part.views or any(
        each.id == page.wanted for each in mine.pending
    )
    return None if is_shown else page.wanted
