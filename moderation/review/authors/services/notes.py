"""Staff notes on an account: writing, reading and removing them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import ForbiddenError, InvalidError, NotFoundError
from auth.core.models import Account
from moderation.review.authors.note_models import AccountNote
from moderation.review.items.rules import NOTE_LENGTH
from moderation.review.items.views import Seat

SHOWN = 50


def write(session: Session, *, seat: Seat, account_id: int, text: str) -> AccountNote:
    """Write a note on an account for colleagues at the same site.

    :raises InvalidError: for an empty note, or one over 1,000 characters.
    :raises NotFoundError: if there is no such account.
    """
    words = text.strip()
    if not words or len(words) > NOTE_LENGTH:
        message = f"A note must have 1 to {NOTE_LENGTH:,} characters."
        raise InvalidError(message, {"field": "text"})
    if session.get(Account, account_id) is None:
        raise NotFoundError("There is no such author here.")
    note = AccountNote(
        account_id=account_id,
        site_id=seat.site_id,
        written_by_id=seat.moderator_id,
        text=words,
        created_at=seat.now,
    )
    session.add(note)
    session.flush()
    _write_down(session, seat, account_id, "note.write")
    return note


def remove(session: Session, *, seat: Seat, note_id: int) -> int:
    """Remove one's own note, and return the account that it was on.

    :raises NotFoundError: if this site has no such note.
    :raises ForbiddenError: if a colleague wrote it.
    """
    note = session.get(AccountNote, note_id)
    if note is None or note.site_id != seat.site_id:
        raise NotFoundError("There is no such note.")
    if note.written_by_id != seat.moderator_id:
        raise ForbiddenError("A colleague wrote this note.")
    session.delete(note)
    _write_down(session, seat, note.account_id, "note.remove")
    return note.account_id


def of(
    session: Session, *, seat: Seat, account_id: int
) -> Sequence[tuple[AccountNote, str | None]]:
    """Return the newest notes on an account, with the names of their writers."""
    rows = session.execute(
        select(AccountNote, Account.display_name)
        .outerjoin(Account, Account.id == AccountNote.written_by_id)
        .where(
            AccountNote.account_id == account_id, AccountNote.site_id == seat.site_id
        )
        .order_by(AccountNote.id.desc())
        .limit(SHOWN)
    )
    return [(note, name) for note, name in rows]


def _write_down(session: Session, seat: Seat, account_id: int, action: str) -> None:
    audit.record(
        session,
        actor_id=seat.moderator_id,
        action=action,
        subject=("account", account_id),
        now=seat.now,
    )
