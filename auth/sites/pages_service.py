"""Reads, changes and accepts the pages of a site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import ConflictError, InvalidError, NotFoundError
from auth.core.formats import number
from auth.core.models import Site
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db import upserts
from auth.sites.inputs import PublishPage
from auth.sites.languages import languages_of
from auth.sites.lookup import site_on
from auth.sites.page_models import Acceptance, SitePage
from auth.sites.page_rules import ACCEPTED, LONGEST_TEXT, Block, PageKind, rule_for
from auth.sites.page_texts import default_text

CHANGED = lazy_gettext("Someone else has changed this page since you opened it.")

ANNOUNCED_FOR = timedelta(days=14)
"""How long pages tell logged-in readers that the rules or terms changed."""


@dataclass(frozen=True)
class PageText:
    """The text of a page that is or was in force. Version 0 is the built-in text."""

    version: int
    text: str
    since: datetime | None


def current(
    session: Session, *, site_id: int, kind: PageKind, at: datetime | None = None
) -> PageText:
    """Return the page in force now, or at an earlier time."""
    query = select(SitePage).where(SitePage.site_id == site_id, SitePage.kind == kind)
    if at is not None:
        query = query.where(SitePage.created_at <= at)
    found = session.scalar(query.order_by(SitePage.version.desc()).limit(1))
    return _text(session, found, site_id, kind)


def in_version(
    session: Session, *, site_id: int, kind: PageKind, version: int
) -> PageText:
    """Return an earlier version of a page.

    :raises NotFoundError: if there is no such version.
    """
    found = session.scalar(
        select(SitePage).where(
            SitePage.site_id == site_id,
            SitePage.kind == kind,
            SitePage.version == version,
        )
    )
    if found is None and version != 0:
        raise NotFoundError(_("There is no such version of this page."))
    return _text(session, found, site_id, kind)


def versions(
    session: Session, *, site_id: int, kind: PageKind
) -> Sequence[tuple[int, datetime]]:
    """Return the versions that were published, the newest first."""
    rows = session.execute(
        select(SitePage.version, SitePage.created_at)
        .where(SitePage.site_id == site_id, SitePage.kind == kind)
        .order_by(SitePage.version.desc())
    )
    return [(version, at) for version, at in rows]


def publish(
    session: Session,
    change: PublishPage,
    *,
    site: Site,
    kind: PageKind,
    by_id: int,
    now: datetime,
) -> int:
    """Publish a new version of a page and return its number.

    :raises InvalidError: if the text is empty, too long, or unchanged.
    :raises ConflictError: if somebody else has changed the page in the meantime.
    """
    words = _checked(change.text)
    before = current(session, site_id=site.id, kind=kind)
    if words == before.text:
        raise InvalidError(_("You have not changed anything."), {"field": "text"})
    if before.version != change.after:
        raise ConflictError(CHANGED)
    version = before.version + 1
    values = {
        "site_id": site.id,
        "kind": kind,
        "version": version,
        "text": words,
        "created_at": now,
        "created_by_id": by_id,
    }
    if not upserts.add_once(session, SitePage, values):
        raise ConflictError(CHANGED)
    if kind in ACCEPTED:
        site.rules_changed_at = now
    audit.record(
        session,
        actor_id=by_id,
        action="site_page.publish",
        subject=("site", site.id),
        site_id=site.id,
        now=now,
        detail={"page": kind.value, "version": version},
    )
    return version


def _checked(text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words or len(words) > LONGEST_TEXT:
        raise InvalidError(
            _("A page must have 1 to %(most)s characters.", most=number(LONGEST_TEXT)),
            {"field": "text"},
        )
    return words


def accept_on(session: Session, host: str, account_id: int, *, now: datetime) -> None:
    """Record that a reader accepted the current rules and terms of the site on *host*.

    Records nothing if there is no site on that host.
    """
    site = site_on(session, host)
    if site is None:
        return
    rules, terms = (
        current(session, site_id=site.id, kind=kind).version for kind in ACCEPTED
    )
    session.add(
        Acceptance(
            account_id=account_id,
            site_id=site.id,
            rules_version=rules,
            terms_version=terms,
            accepted_at=now,
        )
    )


def rule_about(
    session: Session, *, site_id: int, reason: str, at: datetime
) -> tuple[Block, int] | None:
    """Return the house rule that explained a rejection for *reason* at a given time.

    :returns: the rule and the version of the rules; ``None`` if no rule explains it.
    """
    page = current(session, site_id=site_id, kind=PageKind.RULES, at=at)
    rule = rule_for(page.text, reason)
    return (rule, page.version) if rule else None


def is_announced(site: Site, *, now: datetime) -> bool:
    """Whether pages still tell readers that the rules or terms changed."""
    changed = site.rules_changed_at
    return changed is not None and now - changed <= ANNOUNCED_FOR


def _text(
    session: Session, page: SitePage | None, site_id: int, kind: PageKind
) -> PageText:
    if page is None:
        language, *_others = languages_of(session.get_one(Site, site_id))
        return PageText(0, default_text(kind, language), None)
    return PageText(page.version, page.text, page.created_at)
