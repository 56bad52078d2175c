"""What a newsroom reports, one round of sending, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.core.settings import EXTENSION
from auth.db.database import Database
from moderation.compliance.transparency.models import (
    TransparencySetting,
    TransparencyStatement,
)
from moderation.compliance.transparency.services import gathering, sending
from moderation.review.items.rules import Reason
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions
from tests import judged, newsroom
from tests.calling import Newsroom

WORDS = "You miserable liars of the harbour office"
EARLIER = timedelta(hours=2)


def reject(called: Newsroom, author: Actor, moderator: Actor, number: int) -> None:
    """Reject a comment of *author* two hours ago."""
    with called.database.unit_of_work(write=True) as work:
        at = work.now - EARLIER
        under = newsroom.article(work.session, now=at)
        comment = judged.judged(
            work.session, author, under, f"{WORDS} {number}", 0.9, now=at
        )
        judged.decided(work.session, moderator, comment, Reason.INSULT, now=at)


def do_round(called: Newsroom) -> int:
    seal = called.app.extensions[EXTENSION].seal
    return sending.do_round(
        called.database, seal=seal, base_url="https://comments.example"
    )


def states(database: Database) -> list[str]:
    with database.unit_of_work(write=False) as work:
        rows = select(TransparencyStatement).order_by(TransparencyStatement.id)
        return [each.state.value for each in work.session.scalars(rows)]


def impose(session: Session, author: Actor, moderator: Actor, at: datetime) -> None:
    proposal = ImposeSanction(
        kind=SanctionKind.SUSPEND,
        reason=Reason.INSULT,
        account_id=author.account_id,
        days=7,
    )
    sanctions.impose(
        session,
        proposal,
        site_id=1,
        moderator_id=moderator.account_id,
        needs_second=False,
        now=at,
    )


def spoil(called: Newsroom, number: int) -> None:
    """Gather the statements, and make one of them wrong."""
    with called.database.unit_of_work(write=True) as work:
        setting = work.session.scalars(select(TransparencySetting)).one()
        gathering.gather(
            work.session, setting, base_url="https://comments.example", now=work.now
        )
        row = work.session.get_one(TransparencyStatement, number)
        row.fields = row.fields | {"content_language": "XX"}
