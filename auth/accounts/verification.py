"""Confirms addresses. A link alone never logs in and never switches accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from auth.accounts import lookup
from auth.core import throttles, tokens
from auth.core.errors import ConflictError, NotFoundError
from auth.core.models import Account, MailToken
from auth.core.naming import addresses
from auth.core.rules import MAIL_LIFETIME, Purpose
from auth.core.settings import Mailer
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.upserts import is_accepted
from auth.sites.mail_texts import MailText, account_mail

WORTHLESS = lazy_gettext("This link has already been used or has expired.")


def mail_after_registration(
    session: Session,
    account: Account,
    *,
    is_known: bool,
    base_url: str,
    mailer: Mailer,
    now: datetime,
) -> None:
    """Queue one mail for a known or an unknown address: only its reader can tell."""
    token = new_mail_token(session, account, Purpose.VERIFY, now=now)
    confirm = f"{base_url}/verify/{token}"
    mail = account_mail(
        session,
        "known_address" if is_known else "confirm_address",
        base_url=base_url,
        name=account.display_name,
        language=account.language,
        link=f"{base_url}/login" if is_known else confirm,
    )
    mail_uninvited(session, mailer, recipient=account.email, mail=mail, now=now)


def mail_again(
    session: Session, account: Account, *, base_url: str, mailer: Mailer, now: datetime
) -> None:
    """Queue the registration's mail again, with a new link.

    :raises ConflictError: if the address is already confirmed.
    """
    if account.email_verified_at is not None:
        raise ConflictError(_("Your address is already confirmed."))
    mail_after_registration(
        session,
        account,
        is_known=lookup.find_verified(session, account.email) is not None,
        base_url=base_url,
        mailer=mailer,
        now=now,
    )


def mail_uninvited(
    session: Session, mailer: Mailer, *, recipient: str, mail: MailText, now: datetime
) -> None:
    """Queue a mail to a mailbox that may belong to somebody else.

    After its owner has said "this was not me", it gets almost none for a month.
    """
    key = addresses.address_key(recipient)
    if throttles.may_mail(session, email_key=key, now=now):
        mailer(session, recipient=recipient, **mail, now=now)


def new_mail_token(
    session: Session, account: Account, purpose: Purpose, *, now: datetime
) -> str:
    """Return a token for a link, bound to the account and its current address."""
    return _new_token(session, account.id, account.email_canonical, purpose, now)


def new_idle_token(
    session: Session, email: str, purpose: Purpose, *, now: datetime
) -> None:
    """Store a token without an account, which takes the same work as a real one."""
    _new_token(session, None, addresses.address_key(email), purpose, now)


def find(
    session: Session, *, token: str, purpose: Purpose, now: datetime
) -> tuple[MailToken, Account]:
    """Return the row of a link, and its account.

    :raises NotFoundError: if the link is unknown, used or expired, or if the address
        has changed.
    """
    row = session.execute(
        select(MailToken, Account)
        .join(Account, Account.id == MailToken.account_id)
        .where(
            MailToken.token_digest == tokens.digest(token),
            MailToken.purpose == purpose,
            MailToken.used_at.is_(None),
            MailToken.expires_at > now,
            MailToken.email_canonical == Account.email_canonical,
            Account.disabled_at.is_(None),
        )
    ).first()
    if row is None:
        raise NotFoundError(WORTHLESS)
    return row[0], row[1]


def use(session: Session, mail_token: MailToken, *, now: datetime) -> None:
    """Use up a link. Of two callers at once, one wins.

    :raises NotFoundError: if another caller was faster.
    """
    used = session.scalar(
        update(MailToken)
        .where(MailToken.id == mail_token.id, MailToken.used_at.is_(None))
        .values(used_at=now)
        .returning(MailToken.id)
    )
    if used is None:
        raise NotFoundError(WORTHLESS)


def verify(session: Session, *, token: str, now: datetime) -> Account:
    """Confirm the address that *token* was mailed to.

    The caller must have checked, by receipt, code or password, that the same person
    registered. So the account's sessions stay valid.

    :raises NotFoundError: if the link is not valid.
    :raises ConflictError: if another account has confirmed the address by now.
    """
    mail_token, account = find(session, token=token, purpose=Purpose.VERIFY, now=now)
    use(session, mail_token, now=now)
    if not is_accepted(session, lambda: setattr(account, "email_verified_at", now)):
        raise ConflictError(WORTHLESS)
    return account


def disown(session: Session, *, token: str, now: datetime) -> None:
    """Close an unverified account that was created with somebody else's address.

    For a month, that mailbox gets at most one mail.

    :raises NotFoundError: if the link is not valid.
    """
    mail_token, account = find(session, token=token, purpose=Purpose.VERIFY, now=now)
    use(session, mail_token, now=now)
    account.disabled_at = now
    throttles.disown(session, email_key=account.email_canonical, now=now)
    lookup.end_sessions(session, account.id, now=now)


def _new_token(
    session: Session,
    account_id: int | None,
    key: str,
    purpose: Purpose,
    now: datetime,
) -> str:
    token = tokens.new_token()
    session.add(
        MailToken(
            account_id=account_id,
            purpose=purpose,
            email_canonical=key,
            token_digest=tokens.digest(token),
            expires_at=now + MAIL_LIFETIME[purpose],
        )
    )
    return token
