"""The context of the layout: names, navigation, and what is new."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flask import current_app, g, request, url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, bindparam, literal, select
from sqlalchemy.orm import Session

from auth.access.embed.framing import is_framed
from auth.access.identity import current_actor
from auth.core.actor import Actor
from auth.core.models import Site
from auth.core.permissions import Permission
from auth.core.translation import LazyText, lazy_gettext
from auth.core.translation import gettext as _
from auth.db.compiled_reads import rows_within
from auth.db.database import UnitOfWork, unit_of_work
from auth.sites.inputs import SWITCHES
from auth.sites.lookup import name_of, site_on
from auth.sites.own_address import own_address
from auth.sites.page_rules import TITLES
from auth.sites.pages_service import is_announced
from moderation.intake.services import judging
from moderation.notifications.services import inbox
from moderation.review.items.rules import REASON_WORDS
from moderation.review.sanctions.services import sanctions_in_force
from moderation.web.personal import ANY_READER
from moderation.web.public_part import slots
from moderation.web.refused_forms.refusals import here
from moderation.web.request import config

WARNING_EFFECT = lazy_gettext(
    "You can write again once you confirm that you have read this."
)
LAYOUT, FRAME_LAYOUT = "layout.html", "embed/layout.html"
"""What a page extends: the whole site, or only what a frame shows."""
NOTIFICATIONS = "notifications.show"
UNREAD = slots.slot("unread")
"""Stands for the number of unread notifications on a page that is kept."""
READER_NAV = (
    ("community.following", lazy_gettext("Following"), Permission.OWN_ACCOUNT),
    (NOTIFICATIONS, lazy_gettext("Notifications"), Permission.OWN_ACCOUNT),
    ("discussion.my_comments", lazy_gettext("My comments"), Permission.OWN_ACCOUNT),
    ("auth.account", lazy_gettext("Account"), Permission.OWN_ACCOUNT),
)
FOOTER_PAGES = tuple(TITLES.items())
FOOTER_NAV = (
    ("compliance_notices.show_form", lazy_gettext("Notice of illegal content")),
    ("web_documentation.read_api", lazy_gettext("API")),
)
STAFF_NAV = (
    ("queue.show", lazy_gettext("Queue"), Permission.REVIEW),
    ("decisions_comments.search", lazy_gettext("Comments"), Permission.REVIEW),
    ("compliance_notices_desk.show", lazy_gettext("Notices"), Permission.REVIEW),
    ("tuning_figures.show", lazy_gettext("Figures"), Permission.SEE_FIGURES),
    ("quality.show_agreement", lazy_gettext("Agreement"), Permission.SEE_FIGURES),
    (
        "discussion_articles.show_articles",
        lazy_gettext("Articles"),
        Permission.RUN_SITE,
    ),
    ("tuning.show_profiles", lazy_gettext("Profiles"), Permission.RUN_SITE),
    ("intake.word_list", lazy_gettext("Word list"), Permission.RUN_SITE),
    ("community_site.show", lazy_gettext("Site"), Permission.RUN_SITE),
    ("exchange.show_imports", lazy_gettext("Import"), Permission.RUN_SITE),
    ("auth.show_site_pages", lazy_gettext("Pages"), Permission.RUN_SITE),
    ("web_languages.show", lazy_gettext("Languages"), Permission.RUN_SITE),
    ("auth.staff", lazy_gettext("Staff"), Permission.RUN_SITE),
    ("auth.show_providers", lazy_gettext("Sign-on"), Permission.RUN_NEWSROOM),
    ("auth.show_keys", lazy_gettext("API keys"), Permission.RUN_SITE),
    ("webhooks.show", lazy_gettext("Webhooks"), Permission.RUN_SITE),
    ("auth.audit_log", lazy_gettext("Audit log"), Permission.SEE_FIGURES),
)
_OF_STAFF_PAGES = frozenset(permission for _endpoint, _label, permission in STAFF_NAV)


def layout_context() -> dict[str, Any]:
    """Return the values that the layout shows on every page."""
    actor, unread, unscored = current_actor(), 0, 0
    warning: dict[str, Any] | None = None
    of_site = _of_site(None, None)
    if "database_away" in g:
        g.setdefault("site_name", _("Comments"))
    else:
        with unit_of_work(write=False) as work:
            site = site_on(work.session, request.host)
            g.site_name = name_of(site)
            of_site = _of_site(site, work.now if actor else None)
            if actor:
                unread, has_sanctions, unscored = _news(work.session, actor)
                warning = (
                    _warning(work, actor, site) if site and has_sanctions else None
                )
    return {
        "site_name": g.site_name,
        "actor": actor,
        "draft_owner": draft_owner(actor),
        "is_framed": is_framed(),
        "layout": FRAME_LAYOUT if is_framed() else LAYOUT,
        **of_site,
        "unscored_count": unscored,
        "unread_warning": warning,
        "new_key": secrets.token_urlsafe,
        "here": here(),
        "path": request.path,
        "own_address": own_address(),
        "comment_limit": config().comment_max_characters,
        "reader_nav": _reader_nav(of_site["has_reader_pages"], actor, unread),
        "staff_nav": _nav(STAFF_NAV, actor),
        "footer_nav": _footer_nav(),
    }


def of_any_reader(site: Site) -> dict[str, Any]:
    """Return the values of the layout on a page that is kept for all readers.

    What differs between readers is in slots.
    """
    return {
        "actor": ANY_READER,
        "draft_owner": slots.slot("draft_owner"),
        "reader_nav": _reader_nav(site.has_reader_pages, ANY_READER, UNREAD),
        "staff_nav": [],
    }


def has_staff_pages(actor: Actor) -> bool:
    """Whether the layout shows links for staff."""
    return not _OF_STAFF_PAGES.isdisjoint(actor.permissions)


def _of_site(site: Site | None, reader_at: datetime | None) -> dict[str, bool]:
    """Return the look of the site, and whether to announce new rules.

    :param reader_at: the current time, if somebody is logged in.
    """
    return {
        **{each: bool(site and getattr(site, each)) for each in SWITCHES},
        "has_logo": bool(site and site.has_logo),
        "has_colour": bool(site and site.colour),
        "are_rules_new": bool(site and reader_at and is_announced(site, now=reader_at)),
    }


def _footer_nav() -> list[dict[str, str]]:
    pages = [
        {"label": str(label), "url": url_for("auth.site_page", kind=kind.value)}
        for kind, label in FOOTER_PAGES
    ]
    others = [
        {"label": str(label), "url": url_for(endpoint)}
        for endpoint, label in FOOTER_NAV
    ]
    return pages + others


def draft_owner(actor: Actor | None) -> str:
    """Return a name for the owner of drafts that does not reveal the account's id."""
    if actor is None:
        return ""
    secret = str(current_app.secret_key).encode()
    text = f"drafts of {actor.account_id}".encode()
    return hmac.new(secret, text, hashlib.sha256).hexdigest()[:16]


def _news(session: Session, actor: Actor) -> tuple[int, bool, int]:
    """Return what a page's layout asks of the database, with one statement.

    :returns: the number of unread notifications, whether there is a sanction to look
        at, and for moderators the number of texts without scores.
    """
    query = _NEWS_OF_STAFF if actor.may(Permission.REVIEW) else _NEWS
    [row] = rows_within(session, query, {"account_id": actor.account_id})
    unread, has_sanctions, unscored = row
    return unread, bool(has_sanctions), unscored


def _asked(unscored: ColumnElement[int]) -> Select[int, bool, int]:
    account_id: Any = bindparam("account_id")
    return select(
        inbox.unread_count(account_id).scalar_subquery(),
        sanctions_in_force.not_lifted(account_id).exists(),
        unscored,
    )


# Every page asks this, so it is written once.
_NEWS = _asked(literal(0))
_NEWS_OF_STAFF = _asked(judging.UNSCORED.scalar_subquery())


def _warning(work: UnitOfWork, actor: Actor, site: Site) -> dict[str, Any] | None:
    """Return the text of a warning that the reader has not confirmed yet."""
    found = sanctions_in_force.unread_warning(
        work.session, account_id=actor.account_id, site_id=site.id, now=work.now
    )
    if found is None:
        return None
    refusal = sanctions_in_force.refusal(
        work.session, account_id=actor.account_id, site_id=site.id, now=work.now
    )
    return {
        "id": found.id,
        "reason": str(REASON_WORDS[found.reason]),
        "words": found.words_to_author,
        "effect": WARNING_EFFECT
        if refusal == str(sanctions_in_force.WARNED)
        else refusal,
    }


def _reader_nav(
    has_reader_pages: bool, actor: Actor | None, unread: int | Markup
) -> list[dict[str, Any]]:
    entries = READER_NAV if has_reader_pages else READER_NAV[1:]
    return _nav(entries, actor, {NOTIFICATIONS: unread})


def _nav(
    entries: tuple[tuple[str, LazyText, Permission], ...],
    actor: Actor | None,
    counts: Mapping[str, int | Markup] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    return [
        {
            "label": str(label),
            "url": url_for(endpoint),
            "count": counts.get(endpoint, 0),
        }
        for endpoint, label, permission in entries
        if actor and actor.may(permission)
    ]
