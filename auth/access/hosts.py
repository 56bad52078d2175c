"""Refuses requests on a host that belongs to no site of the newsroom."""

from __future__ import annotations

from flask import current_app, request

from auth.access.declarations import PUBLIC, declared_access
from auth.access.identity import current_actor
from auth.db.database import unit_of_work
from auth.sites.lookup import site_for


def refuse_unknown_host() -> None:
    """Refuse pages that are not public if the host belongs to no site.

    Nobody can log in on such a host.

    :raises NotFoundError: for a page that is not public.
    """
    endpoint = request.endpoint
    if endpoint is None or endpoint == "static" or current_actor() is not None:
        return
    if declared_access(current_app, endpoint) == PUBLIC:
        return
    with unit_of_work(write=False) as work:
        site_for(work.session, request.host)
