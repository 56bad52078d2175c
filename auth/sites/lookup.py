"""Finds the site of a request by its host."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from auth.core.errors import NotFoundError
from auth.core.models import Site
from auth.core.translation import gettext as _
from auth.db.upserts import find_or_add

_BEST_FIRST = select(Site).order_by(Site.host != bindparam("host"), Site.id).limit(2)

_FOUND = "sites_found"
_IS_ONLY = "site_is_only"


def site_for(session: Session, host: str) -> Site:
    """Return the site for *host*. A newsroom's only site answers on any host.

    The session caches it, because a page and its layout both need it.

    :raises NotFoundError: if the newsroom has several sites and none on *host*.
    """
    found: dict[str, Site] = session.info.get(_FOUND, {})
    if host in found:
        return found[host]
    sites = session.scalars(_BEST_FIRST, {"host": host}).all()
    if not sites or (sites[0].host != host and len(sites) > 1):
        raise NotFoundError(_("No site of this newsroom uses this host."))
    note_site(session, sites[0], host=host)
    return sites[0]


def note_site(session: Session, site: Site, *, host: str) -> None:
    """Remember for this session that *site* was found for *host*."""
    session.info.setdefault(_FOUND, {})[host] = site


def answers_on(host: Any) -> ColumnElement[bool]:
    """Return the condition that a site is the one for *host*, as in :func:`site_for`.

    :param host: a value or an SQL expression.
    """
    other = aliased(Site)
    is_only = ~select(other.id).where(other.id != Site.id).exists()
    return or_(Site.host == host, is_only)


def origin_of(session: Session, site: Site, *, base_url: str) -> str:
    """Return the origin of *site* for links in mail and feeds.

    For the only site this is *base_url*, whatever the host of the request.
    """
    if _IS_ONLY not in session.info:
        session.info[_IS_ONLY] = (
            len(session.scalars(select(Site.id).limit(2)).all()) < 2
        )
    if session.info[_IS_ONLY]:
        return base_url
    return f"{urlsplit(base_url).scheme}://{site.host}"


def site_on(session: Session, host: str) -> Site | None:
    """Return the site for *host*; ``None`` if there is none."""
    try:
        return site_for(session, host)
    except NotFoundError:
        return None


def all_sites(session: Session) -> Sequence[Site]:
    """Return the newsroom's sites by name."""
    return session.scalars(select(Site).order_by(Site.name, Site.id)).all()


def newspaper_of(session: Session, site: Site | None) -> str:
    """Return the name of *site*; without a site, the names of all sites."""
    if site is not None:
        return site.name
    return ", ".join(each.name for each in all_sites(session)) or name_of(None)


def name_of(site: Site | None) -> str:
    """Return the name to show on pages of *site*, or a default without a site."""
    return site.name if site else "Ceasefire"


def ensure_site(session: Session, *, name: str, host: str, now: datetime) -> Site:
    """Return the site on *host*. Creates it if it is missing."""
    values = {"name": name, "allowed_origins": [], "created_at": now}
    return find_or_add(session, Site, {"host": host}, values)
