"""Appeals against sanctions: opens an appeal, and stores another person's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import ConflictError, ForbiddenError, NotFoundError
from auth.core.models import Account, Site
from auth.core.translation import gettext as _
from auth.sites import mail_texts
from auth.sites.languages import written_to
from moderation.platform import events, outbox
from moderation.review.appeals.events import AppealAnswered, AppealOpened
from moderation.review.appeals.inputs import AnswerAppeal, AppealSanction
from moderation.review.appeals.rules import (
    OUTCOME_WORDS,
    AppealOutcome,
    checked_words,
    is_in_time,
)
from moderation.review.appeals.sanction_appeal_models import SanctionAppeal
from moderation.review.items.services import eligible_moderators
from moderation.review.sanctions.inputs import LiftSanction
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import SANCTION_RULES
from moderation.review.sanctions.services import sanctions


@dataclass(frozen=True)
class Waiting:
    """An unanswered appeal, and the sanction that it is against."""

    appeal: SanctionAppeal
    sanction: Sanction
    author_name: str
    is_theirs: bool
    """Whether the current moderator decided on the sanction, and so may not answer."""


def open_appeal(
    session: Session, change: AppealSanction, *, account_id: int, now: datetime
) -> SanctionAppeal:
    """Open an author's appeal against a sanction.

    :raises NotFoundError: if there is no such sanction against the author.
    :raises InvalidError: if the text is empty or longer than 2,000 characters.
    :raises ConflictError: if the sanction was lifted, if there was an appeal before, or
        if it is too late.
    """
    words = checked_words(change.text)
    sanction = session.get(Sanction, change.sanction_id, with_for_update=True)
    is_theirs = sanction is not None and sanction.account_id == account_id
    if sanction is None or not is_theirs or sanction.starts_at is None:
        raise NotFoundError(_("There is no such sanction on your account."))
    if sanction.lifted_at is not None:
        raise ConflictError(_("This sanction has already been lifted."))
    if not is_in_time(sanction.starts_at, now):
        raise ConflictError(_("The six months in which you could appeal are over."))
    if sanction.id in of_sanctions(session, [sanction.id]):
        raise ConflictError(_("You have already appealed against this."))
    appeal = SanctionAppeal(
        sanction_id=sanction.id,
        text=words,
        created_at=now,
        first_decider_id=sanction.imposed_by_id,
    )
    session.add(appeal)
    session.flush()
    eligible_moderators.tell_if_alone(
        session,
        site_id=sanction.site_id,
        section=None,
        excluded=_deciders(sanction),
        what=eligible_moderators.Undecided.SANCTION_APPEAL,
        now=now,
    )
    events.record(session, AppealOpened(account_id, None, sanction.site_id, now))
    return appeal


def answer(
    session: Session,
    change: AnswerAppeal,
    *,
    site_id: int,
    moderator_id: int,
    now: datetime,
) -> SanctionAppeal:
    """Uphold or overturn a sanction as another person, and tell the author why.

    :raises NotFoundError: if the site has no such appeal.
    :raises InvalidError: if the reason is empty or longer than 2,000 characters.
    :raises ForbiddenError: if this moderator imposed or confirmed the sanction.
    :raises ConflictError: if the appeal is already answered, or the sanction was
        lifted.
    """
    words = checked_words(change.reason, field="reason", ask=_("Please say why."))
    appeal = session.get(SanctionAppeal, change.appeal_id, with_for_update=True)
    sanction = session.get(Sanction, appeal.sanction_id) if appeal else None
    if appeal is None or sanction is None or sanction.site_id != site_id:
        raise NotFoundError(_("There is no such appeal."))
    if appeal.outcome is not None:
        raise ConflictError(_("This appeal has already been answered."))
    if sanction.lifted_at is not None:
        raise ConflictError(_("The sanction has been lifted in the meantime."))
    if moderator_id in _deciders(sanction):
        raise ForbiddenError(
            _(
                "You decided on this sanction, so another moderator must answer the "
                "appeal."
            )
        )
    appeal.outcome, appeal.answer = change.outcome, words
    appeal.answered_by_id, appeal.answered_at = moderator_id, now
    session.flush()
    if change.outcome is AppealOutcome.OVERTURNED:
        sanctions.lift(
            session,
            LiftSanction(sanction_id=sanction.id),
            site_id=site_id,
            moderator_id=moderator_id,
            now=now,
        )
    _tell(session, appeal, sanction, now)
    answered = AppealAnswered(sanction.account_id, None, sanction.site_id, now)
    events.record(session, answered)
    return appeal


def waiting(session: Session, *, site_id: int, moderator_id: int) -> list[Waiting]:
    """Return the unanswered appeals, the oldest first."""
    rows = session.execute(
        select(SanctionAppeal, Sanction, Account.display_name)
        .join(Sanction, Sanction.id == SanctionAppeal.sanction_id)
        .join(Account, Account.id == Sanction.account_id)
        .where(
            Sanction.site_id == site_id,
            Sanction.lifted_at.is_(None),
            SanctionAppeal.outcome.is_(None),
        )
        .order_by(SanctionAppeal.id)
        .limit(100)
    )
    return [
        Waiting(appeal, sanction, name, moderator_id in _deciders(sanction))
        for appeal, sanction, name in rows
    ]


def of_sanctions(
    session: Session, sanction_ids: Sequence[int]
) -> dict[int, SanctionAppeal]:
    """Return the appeal against each sanction that has one."""
    found = session.scalars(
        select(SanctionAppeal).where(SanctionAppeal.sanction_id.in_(sanction_ids))
    )
    return {appeal.sanction_id: appeal for appeal in found}


def _deciders(sanction: Sanction) -> set[int]:
    return {sanction.imposed_by_id, sanction.confirmed_by_id or sanction.imposed_by_id}


def _tell(
    session: Session, appeal: SanctionAppeal, sanction: Sanction, now: datetime
) -> None:
    outcome = appeal.outcome or AppealOutcome.UPHELD
    account = session.get_one(Account, sanction.account_id)
    site = session.get_one(Site, sanction.site_id)
    with written_to(account.language, site):
        mail = mail_texts.write(
            session,
            "moderation.review",
            "appeal_answered",
            site=site,
            sanction=SANCTION_RULES[sanction.kind].name,
            outcome=OUTCOME_WORDS[outcome],
        )
    outbox.queue_mail(session, recipient=account.email, **mail, now=now)
    audit.record(
        session,
        actor_id=appeal.answered_by_id,
        action=f"appeal.{outcome.value}",
        subject=("account", sanction.account_id),
        site_id=sanction.site_id,
        now=now,
        detail={"sanction_id": sanction.id},
    )
