"""What a frame on a publisher's page sends, done by eight at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from auth.access import sessions
from auth.access.embed import pairings
from auth.core.models import LoginSession, Site
from auth.core.rules import SessionKind
from moderation.web.framed.deletion_links import Deletable, seal
from tests.races.signing_on import choose_once
from tests.races.stage import CALLERS, Call, Headers, Race, Stage

OURS = {"Origin": "http://localhost"}
PAPER = "https://www.courier.example"
NONCE = "0" * 64


def waiting(stage: Stage, *, is_approved: bool = False) -> Headers:
    """Return the headers of a frame that waits for a log-in."""
    account_id = stage.person()[1].account_id

    def begin(session: Session, now: datetime) -> str:
        new = pairings.begin(session, site_id=1, now=now)
        if is_approved:
            pairings.pair(session, token=new.token, nonce=NONCE, site_id=1, now=now)
            pairings.approve(
                session,
                public_id=new.public_id,
                nonce=NONCE,
                account_id=account_id,
                site_id=1,
                now=now,
            )
        return new.token

    return OURS | {"Cookie": f"pair={stage.write(begin)}"}


def begin(_stage: Stage) -> Call:
    return Call("/embed/pair", callers=[OURS] * CALLERS)


def pair(stage: Stage) -> Call:
    callers = [waiting(stage)] * CALLERS
    return Call("/embed/pair/window", {"nonce": NONCE}, callers=callers)


def redeem(stage: Stage) -> Call:
    callers = [waiting(stage, is_approved=True)] * CALLERS
    return Call("/embed/redeem", {"code": ""}, callers=callers)


def add_article(stage: Stage) -> Call:
    def allow(session: Session, _now: datetime) -> None:
        session.execute(
            update(Site).values(allowed_origins=[PAPER], adds_articles=True)
        )

    stage.write(allow)
    form = {"key": "bridge", "url": f"{PAPER}/bridge"}
    return Call("/embed/articles", form, callers=[OURS] * CALLERS)


def log_out(stage: Stage) -> Call:
    return Call("/embed/logout", callers=stage.same()[0])


def delete(stage: Stage) -> Call:
    comment = stage.comment()

    def begin(session: Session, now: datetime) -> int:
        sessions.open_session(
            session,
            account_id=comment.author_id,
            host="localhost",
            user_agent="test",
            now=now,
            proved=False,
            kind=SessionKind.EMBED,
        )
        newest = session.scalars(select(func.max(LoginSession.id)))
        return newest.one()

    session_id = stage.write(begin)
    with stage.app.app_context():
        key = seal(Deletable(comment.id, comment.author_id, session_id))
    return Call(f"/deletions/{key}")


def choose_name(stage: Stage) -> Call:
    return replace(choose_once(stage), path="/embed/name")


def go_on(stage: Stage) -> Call:
    return Call("/login/window", callers=stage.same()[0])


RACES = {
    "embed_login.begin": Race(begin, adds={"pairing": CALLERS}),
    "embed_login.pair": Race(pair),
    "embed_login.redeem": Race(redeem, adds={"login_session": 1}),
    "embed_login.add_article": Race(add_article, adds={"article": 1}),
    "embed_logout.log_out": Race(log_out),
    "embed_deletion.delete": Race(delete, adds={"status_change": 1}),
    "embed_name.choose": Race(choose_name, 1),
    "auth.continue_in_window": Race(go_on),
}
