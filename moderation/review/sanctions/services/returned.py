"""Sanctions of people who erase their account and come back with the same log-in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.sso.services import identities
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions_in_force

LASTING = frozenset({SanctionKind.PREMODERATE, SanctionKind.SUSPEND, SanctionKind.BAN})
"""The sanctions that outlive an account. A warning was for its reader alone."""


def is_under_one(session: Session, account_id: int, *, now: datetime) -> bool:
    """Whether a sanction against an account would outlive it."""
    return bool(_lasting(session, account_id, now))


def carry_over(session: Session, *, from_id: int, to_id: int, now: datetime) -> None:
    """Impose on an account what is in force against a person's former account.

    The sanction keeps its reason, its end and who imposed it. Its decision is left out,
    because that is about a comment of the former account.
    """
    for former in _lasting(session, from_id, now):
        session.add(
            Sanction(
                site_id=former.site_id,
                account_id=to_id,
                kind=former.kind,
                reason=former.reason,
                note=former.note,
                words_to_author=former.words_to_author,
                imposed_by_id=former.imposed_by_id,
                imposed_at=former.imposed_at,
                confirmed_by_id=former.confirmed_by_id,
                starts_at=former.starts_at,
                ends_at=former.ends_at,
            )
        )
        audit.record(
            session,
            actor_id=former.imposed_by_id,
            action="sanction.carry_over",
            subject=("account", to_id),
            site_id=former.site_id,
            now=now,
            detail={"kind": former.kind.value, "reason": former.reason.value},
        )
    session.flush()


def take_back(session: Session, *, from_id: int, to_id: int) -> None:
    """Remove what :func:`carry_over` imposed: the former account was not theirs.

    What somebody has lifted since stays in the account's history.
    """
    former = session.execute(
        select(Sanction.kind, Sanction.imposed_at, Sanction.imposed_by_id).where(
            Sanction.account_id == from_id
        )
    )
    for kind, imposed_at, imposed_by_id in former.all():
        session.execute(
            delete(Sanction).where(
                Sanction.account_id == to_id,
                Sanction.kind == kind,
                Sanction.imposed_at == imposed_at,
                Sanction.imposed_by_id == imposed_by_id,
                Sanction.lifted_at.is_(None),
            )
        )


def forget_free(session: Session, *, now: datetime) -> None:
    """Forget erased people whose sanctions have ended or were lifted."""
    for account_id in identities.former_accounts(session):
        if not is_under_one(session, account_id, now=now):
            identities.forget_erased(session, account_id)


def _lasting(session: Session, account_id: int, now: datetime) -> list[Sanction]:
    found = sanctions_in_force.in_force(session, account_id=account_id, now=now)
    return [each for each in found if each.kind in LASTING]
