"""Puts the accounts into an application: its pages, its commands, its rule.

The rule: every endpoint is closed unless it says for whom it is open.
"""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager

from auth import commands
from auth.access import browser, hosts, security_log
from auth.access.identity import check_access
from auth.core.settings import EXTENSION, AuthSettings
from auth.pages import blueprint


def setup(app: Flask, settings: AuthSettings) -> None:
    """Register the accounts. First a ticket is redeemed, then access is checked."""
    app.extensions[EXTENSION] = settings
    browser.setup(LoginManager(app))
    app.register_blueprint(blueprint)
    app.before_request(browser.redeem_ticket)
    app.before_request(browser.ask_for_proof)
    app.before_request(hosts.refuse_unknown_host)
    app.before_request(check_access)
    app.after_request(browser.forget_ticket)
    security_log.setup(app)
    commands.register(app)
