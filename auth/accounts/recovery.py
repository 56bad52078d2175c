"""Changes a password, or resets it by mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth.accounts import lookup, verification
from auth.core import throttles
from auth.core.models import Account
from auth.core.rules import Purpose
from auth.core.settings import Mailer
from auth.sites.mail_texts import account_mail


def ask_reset(
    session: Session, *, email: str, base_url: str, mailer: Mailer, now: datetime
) -> None:
    """Mail a link for a new password. An unknown address gets a mail as well."""
    account = lookup.find_verified(session, email)
    if account is None:
        verification.new_idle_token(session, email, Purpose.RESET, now=now)
        mail = account_mail(session, "unknown_address", base_url=base_url)
        verification.mail_uninvited(
            session, mailer, recipient=email, mail=mail, now=now
        )
        return
    mail_reset(session, account, base_url=base_url, mailer=mailer, now=now)


def mail_reset(
    session: Session, account: Account, *, base_url: str, mailer: Mailer, now: datetime
) -> None:
    """Mail the owner of an account a link for a new password."""
    token = verification.new_mail_token(session, account, Purpose.RESET, now=now)
    mail = account_mail(
        session,
        "reset_password",
        base_url=base_url,
        name=account.display_name,
        language=account.language,
        link=f"{base_url}/reset/{token}",
    )
    mailer(session, recipient=account.email, **mail, now=now)


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
    mail = account_mail(
        session,
        "password_changed",
        base_url=base_url,
        name=account.display_name,
        language=account.language,
        link=f"{base_url}/reset",
    )
    mailer(session, recipient=account.email, **mail, now=now)
