"""Imposes, confirms, acknowledges and lifts sanctions against authors."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.access.staff import roles
from auth.core import audit
from auth.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from auth.core.models import Account, Site
from auth.core.permissions import Role
from auth.core.translation import gettext as _
from auth.sites import mail_texts
from auth.sites.languages import written_to
from moderation.platform import events, outbox
from moderation.review.items.events import DecisionMade, DecisionUndone
from moderation.review.items.models import Decision
from moderation.review.items.services.text_checks import check_texts
from moderation.review.sanctions.events import SanctionBegun
from moderation.review.sanctions.inputs import (
    AcknowledgeWarning,
    ConfirmSanction,
    ImposeSanction,
    LiftSanction,
)
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import (
    DAYS_ASKED,
    LONGEST_SUSPENSION,
    SANCTION_RULES,
    SanctionKind,
    is_in_force,
)
from moderation.review.sanctions.services import grounds
from moderation.review.sanctions.services.sanctions_in_force import period_of

LOCK = {"key_share": True}


def impose(
    session: Session,
    change: ImposeSanction,
    *,
    site_id: int,
    moderator_id: int,
    needs_second: bool,
    now: datetime,
) -> Sanction:
    """Impose a sanction, or propose it if a second person has to confirm it.

    :raises InvalidError: if its end is missing, past or too far away, or if the
        decision cannot be its ground (``grounds``).
    :raises ForbiddenError: against members of staff, including oneself.
    :raises NotFoundError: if there is no such author.
    :raises ConflictError: if the same sanction is already in force.
    """
    ends_at = now + timedelta(days=change.days) if change.days is not None else None
    _check(session, change, site_id, ends_at, now)
    sanction = Sanction(
        site_id=site_id,
        account_id=change.account_id,
        kind=change.kind,
        reason=change.reason,
        note=change.note.strip(),
        words_to_author=change.words.strip(),
        decision_id=change.decision_id,
        imposed_by_id=moderator_id,
        imposed_at=now,
        starts_at=None if needs_second else now,
        ends_at=ends_at,
    )
    session.add(sanction)
    session.flush()
    _write_down(session, sanction, "propose" if needs_second else "impose", now=now)
    if not needs_second:
        _tell(session, sanction, now=now)
    return sanction


def confirm(
    session: Session,
    change: ConfirmSanction,
    *,
    site_id: int,
    moderator_id: int,
    now: datetime,
) -> Sanction:
    """Confirm a proposed sanction as the second person.

    :raises NotFoundError: if the site has no such sanction.
    :raises ForbiddenError: if the same person proposed it.
    :raises ConflictError: if it is already in force or lifted.
    """
    sanction = _get(session, change.sanction_id, site_id)
    if sanction.imposed_by_id == moderator_id:
        raise ForbiddenError(
            _("You proposed this, so another moderator must confirm it.")
        )
    if sanction.starts_at is not None or sanction.lifted_at is not None:
        raise ConflictError(_("This has already been decided."))
    sanction.confirmed_by_id, sanction.starts_at = moderator_id, now
    session.flush()
    _write_down(session, sanction, "confirm", actor_id=moderator_id, now=now)
    _tell(session, sanction, now=now)
    return sanction


def lift(
    session: Session,
    change: LiftSanction,
    *,
    site_id: int,
    moderator_id: int,
    now: datetime,
) -> Sanction:
    """End a sanction before its time, or drop one that was only proposed.

    :raises NotFoundError: if the site has no such sanction.
    :raises ConflictError: if it is lifted already.
    """
    sanction = _get(session, change.sanction_id, site_id)
    if sanction.lifted_at is not None:
        raise ConflictError(_("This has already been lifted."))
    _lift(session, sanction, moderator_id, now)
    return sanction


def lift_with(session: Session, undone: DecisionUndone) -> None:
    """Lift the sanctions that were imposed with a decision that is undone."""
    for sanction in session.scalars(
        select(Sanction).where(
            Sanction.decision_id == undone.decision_id, Sanction.lifted_at.is_(None)
        )
    ).all():
        _lift(session, sanction, undone.moderator_id, undone.at)


def lift_overruled(session: Session, made: DecisionMade) -> None:
    """Lift the sanctions whose ground is a rejection that a decision overrules."""
    decision = session.get_one(Decision, made.decision_id)
    for sanction in grounds.overruled_by(session, decision):
        _lift(session, sanction, made.moderator_id, made.at)


def restore_overruled(session: Session, undone: DecisionUndone) -> None:
    """Restore what :func:`lift_overruled` lifted, because that decision is undone.

    If the same sanction was imposed again in the meantime, that one is enough.
    """
    decision, now = session.get_one(Decision, undone.decision_id), undone.at
    for sanction in grounds.brought_back_by(session, decision):
        if _stands(session, sanction.site_id, sanction.account_id, sanction.kind, now):
            continue
        sanction.lifted_at = sanction.lifted_by_id = None
        session.flush()
        _write_down(session, sanction, "restore", actor_id=undone.moderator_id, now=now)
        if sanction.starts_at is not None:
            _mail(session, sanction, "sanction_restored", now=now)


def acknowledge(
    session: Session, change: AcknowledgeWarning, *, account_id: int, now: datetime
) -> None:
    """Record that the author has read a warning.

    :raises NotFoundError: if the author has no such warning.
    """
    sanction = session.get(Sanction, change.sanction_id)
    if sanction is None or sanction.account_id != account_id:
        raise NotFoundError(_("There is no such warning."))
    if sanction.acknowledged_at is None:
        sanction.acknowledged_at = now


def _check(
    session: Session,
    change: ImposeSanction,
    site_id: int,
    ends_at: datetime | None,
    now: datetime,
) -> None:
    rule, account_id = SANCTION_RULES[change.kind], change.account_id
    check_texts(change.note, change.words)
    if rule.needs_end and ends_at is None:
        raise InvalidError(_("Please say until when."), {"field": "days"})
    if ends_at is not None and not rule.takes_end:
        raise InvalidError(
            _("This sanction cannot have an end date."), {"field": "days"}
        )
    if ends_at is not None and not now < ends_at <= now + LONGEST_SUSPENSION:
        raise InvalidError(_(DAYS_ASKED), {"field": "days"})
    if change.decision_id is not None:
        grounds.check(
            session,
            decision_id=change.decision_id,
            account_id=account_id,
        )
    if roles.roles_of(session, account_id, site_id) - {Role.READER}:
        raise ForbiddenError(_("Members of staff cannot be sanctioned here."))
    # The author's row is locked, so that two moderators do not impose the same twice.
    # The lock is not on its key, so that rows which refer to it need not wait.
    if session.get(Account, account_id, with_for_update=LOCK) is None:
        raise NotFoundError(_("There is no such author."))
    if _stands(session, site_id, account_id, change.kind, now):
        raise ConflictError(
            _(
                "This sanction is already in force for this author: %(sanction)s.",
                sanction=str(rule.name).lower(),
            )
        )


def _stands(
    session: Session, site_id: int, account_id: int, kind: SanctionKind, now: datetime
) -> bool:
    """Whether such a sanction is in force already, or waits to be confirmed.

    One that another moderator imposed at the same moment may begin after *now*.
    """
    known = session.scalars(
        select(Sanction).where(
            Sanction.account_id == account_id,
            Sanction.site_id == site_id,
            Sanction.kind == kind,
            Sanction.lifted_at.is_(None),
        )
    )
    return any(
        each.starts_at is None or is_in_force(period_of(each), max(now, each.starts_at))
        for each in known
    )


def _lift(
    session: Session, sanction: Sanction, moderator_id: int, now: datetime
) -> None:
    sanction.lifted_at, sanction.lifted_by_id = now, moderator_id
    session.flush()
    _write_down(session, sanction, "lift", actor_id=moderator_id, now=now)
    if sanction.starts_at is not None:
        _mail(session, sanction, "sanction_lifted", now=now)


def _get(session: Session, sanction_id: int, site_id: int) -> Sanction:
    sanction = session.get(Sanction, sanction_id, with_for_update=True)
    if sanction is None or sanction.site_id != site_id:
        raise NotFoundError(_("There is no such sanction."))
    return sanction


def _tell(session: Session, sanction: Sanction, *, now: datetime) -> None:
    _mail(session, sanction, "sanction_imposed", now=now)
    begun = SanctionBegun(
        sanction_id=sanction.id,
        account_id=sanction.account_id,
        site_id=sanction.site_id,
        kind=sanction.kind,
        at=now,
    )
    events.record(session, begun)


def _mail(session: Session, sanction: Sanction, name: str, *, now: datetime) -> None:
    account = session.get_one(Account, sanction.account_id)
    site = session.get_one(Site, sanction.site_id)
    with written_to(account.language, site):
        mail = mail_texts.write(
            session,
            "moderation.review",
            name,
            site=site,
            sanction=SANCTION_RULES[sanction.kind].name,
        )
    outbox.queue_mail(session, recipient=account.email, **mail, now=now)


def _write_down(
    session: Session,
    sanction: Sanction,
    act: str,
    *,
    actor_id: int | None = None,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor_id=actor_id or sanction.imposed_by_id,
        action=f"sanction.{act}",
        subject=("account", sanction.account_id),
        site_id=sanction.site_id,
        now=now,
        detail={"kind": sanction.kind.value, "reason": sanction.reason.value},
    )
