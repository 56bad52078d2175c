"""Gives readers the comments that were imported under their address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.models import Account
from auth.core.naming.names import IMPORTED
from auth.core.translation import gettext as _
from auth.db.upserts import take_turn
from moderation.discussion.models import Comment
from moderation.discussion.services import versions
from moderation.exchange.imports.models import (
    ClaimedComment,
    ImportClaim,
    ImportedRecord,
    RecordKind,
)
from moderation.exchange.imports.services.authors import Digester
from moderation.review.sanctions.services import returned

UNDONE_WITHIN = timedelta(days=30)
"""How long somebody can say that the comments are not theirs."""


@dataclass(frozen=True)
class Claimed:
    """A claim that can still be undone: the name there, and how many comments."""

    id: int
    name: str
    comments: int


def claim(
    session: Session, account_id: int, *, digester: Digester, now: datetime
) -> int:
    """Move the comments of people with this confirmed address; return how many.

    Only accounts that nobody has claimed or logged in to are found. Somebody who said
    that the comments are not theirs does not get them again.
    """
    account = session.get(Account, account_id)
    digest = digester.of_address(account.email) if account else ""
    if not digest:
        return 0
    take_turn(session, "import")
    claimed = select(ImportClaim.id).where(
        ImportClaim.imported_account_id == Account.id,
        ImportClaim.undone_at.is_(None) | (ImportClaim.account_id == account_id),
    )
    found = session.scalars(
        select(Account.id)
        .join(ImportedRecord, ImportedRecord.account_id == Account.id)
        .where(
            ImportedRecord.email_digest == digest,
            ImportedRecord.kind == RecordKind.AUTHOR,
            Account.name_canonical.startswith(IMPORTED, autoescape=True),
            Account.disabled_at.is_not(None),
            Account.id != account_id,
            ~claimed.exists(),
        )
        .distinct()
    ).all()
    return sum(_move(session, each, account_id, now) for each in found)


def open_claims(
    session: Session, account_id: int, *, now: datetime
) -> Sequence[Claimed]:
    """Return the claims that an account can still undo."""
    rows = session.execute(
        select(ImportClaim.id, Account.display_name, func.count())
        .join(Account, Account.id == ImportClaim.imported_account_id)
        .join(ClaimedComment, ClaimedComment.claim_id == ImportClaim.id)
        .where(
            ImportClaim.account_id == account_id,
            ImportClaim.undone_at.is_(None),
            ImportClaim.claimed_at > now - UNDONE_WITHIN,
        )
        .group_by(ImportClaim.id, Account.display_name)
        .order_by(ImportClaim.id)
    )
    return [Claimed(*row) for row in rows]


def undo(session: Session, claim_id: int, *, account_id: int, now: datetime) -> None:
    """Give the comments of a claim back to the imported account.

    :raises NotFoundError: if the account has no such claim, or it is too old.
    """
    take_turn(session, "import")
    made = session.get(ImportClaim, claim_id, with_for_update=True)
    if (
        made is None
        or made.account_id != account_id
        or made.undone_at is not None
        or made.claimed_at <= now - UNDONE_WITHIN
    ):
        raise NotFoundError(_("There is nothing here that you can undo."))
    moved = select(ClaimedComment.comment_id).where(ClaimedComment.claim_id == claim_id)
    _show_anew(session, claim_id)
    session.execute(
        update(Comment)
        .where(Comment.id.in_(moved), Comment.author_id == account_id)
        .values(author_id=made.imported_account_id)
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(ClaimedComment).where(ClaimedComment.claim_id == claim_id))
    returned.take_back(session, from_id=made.imported_account_id, to_id=account_id)
    made.undone_at = now


def _move(session: Session, imported_id: int, account_id: int, now: datetime) -> int:
    made = ImportClaim(
        account_id=account_id, imported_account_id=imported_id, claimed_at=now
    )
    session.add(made)
    session.flush()
    theirs = select(Comment.id, literal(made.id)).where(
        Comment.author_id == imported_id
    )
    columns = [ClaimedComment.comment_id, ClaimedComment.claim_id]
    session.execute(insert(ClaimedComment).from_select(columns, theirs))
    _show_anew(session, made.id)
    returned.carry_over(session, from_id=imported_id, to_id=account_id, now=now)
    moved = session.execute(
        update(Comment)
        .where(Comment.author_id == imported_id)
        .values(author_id=account_id)
        .execution_options(synchronize_session=False)
    )
    return int(moved.rowcount)  # type: ignore[attr-defined]


def _show_anew(session: Session, claim_id: int) -> None:
    """Make the pages of articles show another author of the comments of a claim."""
    articles = session.scalars(
        select(Comment.article_id)
        .join(ClaimedComment, ClaimedComment.comment_id == Comment.id)
        .where(ClaimedComment.claim_id == claim_id)
        .distinct()
    )
    versions.raise_for(session, set(articles))
