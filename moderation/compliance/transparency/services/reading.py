"""Reads the statements of a site: counts, parked rows, the export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.translation import gettext as _
from moderation.compliance.transparency.models import (
    TransparencySetting,
    TransparencyStatement,
)
from moderation.compliance.transparency.rules import Target
from moderation.compliance.transparency.services import gathering
from moderation.compliance.transparency.services.settings import of_site
from moderation.compliance.transparency.states import StatementState

PARKED_SHOWN = 50
MOST_EXPORTED = 1_000


def counts(session: Session, setting: TransparencySetting) -> dict[StatementState, int]:
    """Return the number of statements of the target in each state."""
    rows = session.execute(
        select(TransparencyStatement.state, func.count().label("number"))
        .where(
            TransparencyStatement.site_id == setting.site_id,
            TransparencyStatement.target == setting.target,
        )
        .group_by(TransparencyStatement.state)
    )
    return {row.state: row.number for row in rows}


def parked(
    session: Session, setting: TransparencySetting
) -> Sequence[TransparencyStatement]:
    """Return the oldest statements that the database refused."""
    return session.scalars(
        select(TransparencyStatement)
        .where(
            TransparencyStatement.site_id == setting.site_id,
            TransparencyStatement.target == setting.target,
            TransparencyStatement.state == StatementState.PARKED,
        )
        .order_by(TransparencyStatement.id)
        .limit(PARKED_SHOWN)
    ).all()


def export(
    session: Session, *, site_id: int, after: int = 0
) -> list[TransparencyStatement]:
    """Return the oldest statements that were not sent, as a batch would have them.

    :param after: the last statement of the export before.
    """
    return list(
        session.scalars(
            select(TransparencyStatement)
            .where(
                TransparencyStatement.site_id == site_id,
                TransparencyStatement.state != StatementState.SENT,
                TransparencyStatement.id > after,
            )
            .order_by(TransparencyStatement.id)
            .limit(MOST_EXPORTED)
        )
    )


def send_again(
    session: Session,
    statement_id: int,
    *,
    site_id: int,
    base_url: str,
    now: datetime,
) -> None:
    """Write a parked statement again from what is stored now, and queue it.

    :raises NotFoundError: if the site has no such parked statement.
    """
    row = session.get(TransparencyStatement, statement_id, with_for_update=True)
    setting = of_site(session, site_id)
    if (
        row is None
        or setting is None
        or row.site_id != site_id
        or row.state is not StatementState.PARKED
    ):
        raise NotFoundError(_("There is no such parked statement."))
    source, number, target = row.source, row.source_id, row.target
    if target is not setting.target or setting.target is Target.OFF:
        raise NotFoundError(_("There is no such parked statement."))
    session.delete(row)
    session.flush()
    gathering.add(session, setting, source, number, base_url=base_url, now=now)
