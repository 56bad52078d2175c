"""Finds and ends the sessions whose cookies a request carries.

A request for a page in a frame may carry two: that of the frame and, on the same site,
that of our own pages. The frame's counts first there, because the publisher's page or
its reader has asked for it. Our own pages know only their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Response, request

from auth.access import cookies, sessions
from auth.access.cookies import Cookie
from auth.access.embed.framing import is_framed
from auth.core.actor import Actor
from auth.core.rules import SessionKind
from auth.core.settings import settings
from auth.db.database import UnitOfWork, current_database, unit_of_work

KINDS = {Cookie.EMBED: SessionKind.EMBED, Cookie.SESSION: SessionKind.BROWSER}


def current() -> Actor | None:
    """Return the owner of the session that counts for this request."""
    return next(_owners(KINDS if is_framed() else [Cookie.SESSION]), None)


def owner(token: str, kind: SessionKind = SessionKind.BROWSER) -> Actor | None:
    """Return the owner of the session with *token* on this host."""
    return sessions.find(
        current_database(),
        token=token,
        host=request.host,
        needs_second_factor=settings().is_production,
        kind=kind,
    )


def end(response: Response, *kinds: Cookie) -> None:
    """End the sessions whose cookies of these kinds the request carries.

    The browser is told to delete the cookies.
    """
    with unit_of_work(write=True) as work:
        end_in(work, *kinds)
    for each in kinds:
        cookies.delete(response, each)


def end_in(work: UnitOfWork, *kinds: Cookie) -> None:
    """End those sessions, and leave the cookies to the caller."""
    held = filter(None, map(cookies.read, kinds))
    sessions.end_tokens(work.session, held, host=request.host, now=work.now)


def _owners(kinds: Iterable[Cookie]) -> Iterator[Actor]:
    for each in kinds:
        token = cookies.read(each)
        found = owner(token, KINDS[each]) if token else None
        if found is not None:
            yield found
