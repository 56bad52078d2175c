"""Opens the session of a frame on a publisher's page."""

from __future__ import annotations

from flask import Response, request

from auth.access import cookies, security_log, sessions
from auth.access.cookies import Cookie
from auth.core.rules import SessionKind
from auth.db.database import unit_of_work


def open_embed_session(response: Response, account_id: int) -> None:
    """Log in the frame that this request comes from.

    The session is good for pages in a frame only. Its cookie is partitioned, so that
    each publisher's pages have one of their own.
    """
    with unit_of_work(write=True) as work:
        token = sessions.open_session(
            work.session,
            account_id=account_id,
            host=request.host,
            user_agent=request.user_agent.string,
            now=work.now,
            proved=False,
            kind=SessionKind.EMBED,
        )
    security_log.note_opened(account_id)
    cookies.write(response, Cookie.EMBED, token)
    cookies.delete(response, Cookie.PAIR)
