"""The settings that the application passes to the accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import current_app
from sqlalchemy.orm import Session

from auth.core.sealing import Seal

EXTENSION = "ceasefire.auth"


class Mailer(Protocol):
    """Queues a mail for delivery. Never sends within the request."""

    def __call__(
        self,
        session: Session,
        /,
        *,
        recipient: str,
        subject: str,
        body: str,
        site_id: int | None,
        now: datetime,
    ) -> None:
        """Queue one plain-text mail, which is stored with the current transaction.

        :param site_id: the site that the mail comes from; ``None`` for all sites.
        """
        ...


OnVerified = Callable[[Session, int, datetime], None]
OnReturned = Callable[[Session, int, int, datetime], None]


@dataclass(frozen=True, kw_only=True)
class AuthSettings:
    """The settings of ``auth``.

    :param is_production: whether cookies are ``__Host-`` and staff need a second
        factor.
    :param base_url: the origin of links in mail, never taken from a request.
    :param mailer: queues mail.
    :param on_verified: called, in the same transaction, for each account whose address
        was just confirmed.
    :param on_returned: called, in the same transaction, with an erased account and the
        new account of the same person.
    :param seal: encrypts the secrets of second factors and of identity providers.
    :param outbox_path: the page that shows queued mail in development.
    :param form_seconds: how long a person needs at least to fill in a form without an
        account; 0: no time.
    """

    is_production: bool
    base_url: str
    mailer: Mailer
    on_verified: OnVerified
    on_returned: OnReturned
    seal: Seal
    outbox_path: str | None = None
    form_seconds: int = 0


def settings() -> AuthSettings:
    """Return the settings of the current application."""
    found: AuthSettings = current_app.extensions[EXTENSION]
    return found
