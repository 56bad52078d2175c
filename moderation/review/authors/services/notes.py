"""Writes, reads and removes staff notes on an account."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import ForbiddenError, InvalidError, NotFoundError
from auth.core.formats import number
from auth.core.models import Account
from auth.core.translation import gettext as _
from moderation.review.authors.inputs import RemoveNote, WriteNote
from moderation.review.authors.note_models import AccountNote
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import NOTE_LENGTH

SHOWN = 50


def write(session: Session, change: WriteNote, *, context: DeskContext) -> AccountNote:
    """Write a note on an account for colleagues at the same site.

    :raises InvalidError: for an empty note, or one over 1,000 characters.
    :raises NotFoundError: if there is no such account.
    """
    account_id, words = change.account_id, change.text.strip()
    if not words or len(words) > NOTE_LENGTH:
        message = _(
            "A note must have 1 to %(most)s characters.", most=number(NOTE_LENGTH)
        )
        raise InvalidError(message, {"field": "text"})
    if session.get(Account, account_id) is None:
        raise NotFoundError(_("There is no such author here."))
    note = AccountNote(
        account_id=account_id,
        site_id=context.site_id,
        written_by_id=context.moderator_id,
        text=words,
        created_at=context.now,
    )
    session.add(note)
    session.flush()
    _write_down(session, context, account_id, "note.write")
    return note


def remove(session: Session, change: RemoveNote, *, context: DeskContext) -> int:
    """Remove one's own note, and return the account that it was on.

    :raises NotFoundError: if this site has no such note.
    :raises ForbiddenError: if a colleague wrote it.
    """
    note = session.get(AccountNote, change.note_id)
    if note is None or note.site_id != context.site_id:
        raise NotFoundError(_("There is no such note."))
    if note.written_by_id != context.moderator_id:
        raise ForbiddenError(_("A colleague wrote this note."))
    session.delete(note)
    _write_down(session, context, note.account_id, "note.remove")
    return note.account_id


def of(
    session: Session, *, context: DeskContext, account_id: int
) -> Sequence[tuple[AccountNote, str | None]]:
    """Return the newest notes on an account, with the names of their writers."""
    rows = session.execute(
        select(AccountNote, Account.display_name)
        .outerjoin(Account, Account.id == AccountNote.written_by_id)
        .where(
            AccountNote.account_id == account_id, AccountNote.site_id == context.site_id
        )
        .order_by(AccountNote.id.desc())
        .limit(SHOWN)
    )
    return [(note, name) for note, name in rows]


def _write_down(
    session: Session, context: DeskContext, account_id: int, action: str
) -> None:
    audit.record(
        session,
        actor_id=context.moderator_id,
        action=action,
        subject=("account", account_id),
        site_id=context.site_id,
        now=context.now,
    )
