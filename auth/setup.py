"""Puts the accounts into an application: what it is handed, what it registers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from flask import Flask
from flask_login import LoginManager

from auth.identity import check_access


@dataclass(frozen=True, kw_only=True)
class AuthSettings:
    """What ``auth`` needs to know of the installation.

    :param is_production: whether cookies are ``__Host-`` and staff need a second
        factor.
    :param base_url: the origin of links in mail, never taken from a request.
    :param trusted_proxy_hops: how many proxies may speak for a network address.
    """

    is_production: bool
    base_url: str
    trusted_proxy_hops: int = 0


class Mailer(Protocol):
    """Takes a mail for delivery. Never sends within the request."""

    def __call__(self, *, recipient: str, subject: str, body: str) -> None:
        """Queue one plain-text mail."""
        ...


EXTENSION = "ceasefire.auth"


def setup(app: Flask, settings: AuthSettings) -> None:
    """Register the accounts' routes and the rule that every route is closed."""
    app.extensions[EXTENSION] = settings
    login_manager = LoginManager(app)
    login_manager.session_protection = None
    app.before_request(check_access)
