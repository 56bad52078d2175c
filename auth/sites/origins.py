"""Determines the origin of links in mail: the origin of the request's site."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session

from auth.core.settings import settings
from auth.sites import lookup


def origin(session: Session) -> str:
    """Return the origin for links in mail.

    It comes from the settings and the newsroom's sites. The request's host only selects
    one of the sites, so a forged host cannot redirect a link.
    """
    base_url = settings().base_url
    site = lookup.site_on(session, request.host)
    return lookup.origin_of(session, site, base_url=base_url) if site else base_url
