"""Changes a password, or resets it by mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth.accounts import lookup, verification
from auth.core import throttles
from auth.core.models import Account
from auth.core.rules import Purpose
from auth.core.settings import Mailer

RESET_SUBJECT = "Reset your password"
RESET = """Hello {name},

Someone, perhaps you, asked to reset your password. You can choose a new one here
within the next hour:

{link}

If it was not you, you do not need to do anything. Your password stays the same.
"""

UNKNOWN = """Hello,

Someone, perhaps you, asked to reset the password for this address. No account here
uses it, so you do not need to do anything.
"""

CHANGED_SUBJECT = "Your password was changed"
CHANGED = """Hello {name},

Your password has just been changed, and all other browsers have been logged out. If it
was not you, please reset your password at once:

{link}
"""


def ask_reset(
    session: Session, *, email: str, base_url: str, mailer: Mailer, now: datetime
) -> None:
    """Mail a link for a new password. An unknown address gets a mail as well."""
    account = lookup.find_verified(session, email)
    if account is None:
        verification.new_idle_token(session, email, Purpose.RESET, now=now)
        verification.mail_uninvited(
            session,
            mailer,
            recipient=email,
            subject=RESET_SUBJECT,
            body=UNKNOWN,
            now=now,
        )
        return
    mail_reset(session, account, base_url=base_url, mailer=mailer, now=now)


def mail_reset(
    session: Session, account: Account, *, base_url: str, mailer: Mailer, now: datetime
) -> None:
    """Mail the owner of an account a link for a new password."""
    token = verification.new_mail_token(session, account, Purpose.RESET, now=now)
    body = RESET.format(name=account.display_name, link=f"{base_url}/reset/{token}")
    mailer(session, recipient=account.email, subject=RESET_SUBJECT, body=body, now=now)


def reset(
    session: Session,
    *,
    token: str,
    password_hash: str,
    base_url: str,
    mailer: Mailer,
    now: datetime,
) -> Account:
    """Set a new password with a mailed link, and end every session.

    Logs nobody in, so that a second factor is still required.

    :raises NotFoundError: if the link is not valid.
    """
    mail_token, account = verification.find(
        session, token=token, purpose=Purpose.RESET, now=now
    )
    verification.use(session, mail_token, now=now)
    # Wrong tries of somebody else must not lock out the owner of the mailbox.
    throttles.forgive(session, kind=throttles.LOGIN, subject=account.email_canonical)
    set_password(
        session,
        account,
        password_hash=password_hash,
        base_url=base_url,
        mailer=mailer,
        now=now,
    )
    return account


def set_password(
    session: Session,
    account: Account,
    *,
    password_hash: str,
    base_url: str,
    mailer: Mailer,
    now: datetime,
    besides: tuple[int, ...] = (),
) -> None:
    """Store a new password, end the other sessions, and mail the owner.

    :param besides: the sessions that stay.
    """
    account.password_hash = password_hash
    lookup.end_sessions(session, account.id, now=now, besides=besides)
    body = CHANGED.format(name=account.display_name, link=f"{base_url}/reset")
    mailer(
        session, recipient=account.email, subject=CHANGED_SUBJECT, body=body, now=now
    )
