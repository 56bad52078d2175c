"""Sanctions that are in force at once."""

from __future__ import annotations

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.review.items.rules import Reason
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions
from tests.calling import Newsroom


def sanction(called: Newsroom, reader: Actor, kind: SanctionKind) -> None:
    """Impose a sanction that is in force at once."""
    _, moderator = called.person("Mo", Role.MODERATOR)
    with called.database.unit_of_work(write=True) as work:
        sanctions.impose(
            work.session,
            ImposeSanction(
                account_id=reader.account_id,
                kind=kind,
                reason=Reason.INSULT,
                days=3 if kind is SanctionKind.SUSPEND else None,
            ),
            site_id=1,
            moderator_id=moderator.account_id,
            needs_second=False,
            now=work.now,
        )
