"""Adds the accounts to an application: pages, commands and the access check.

An endpoint that does not declare who may call it is refused.
"""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager

from auth import commands
from auth.access import browser, hosts, security_log
from auth.access.declarations import check_access
from auth.access.embed.form_tokens import FormTokenCookies
from auth.access.scripts import guard
from auth.core.settings import EXTENSION, AuthSettings
from auth.pages import blueprint
from auth.pages.sso import machines, offers, visits
from auth.sso.protocol.directory import Directory


def setup(app: Flask, settings: AuthSettings) -> None:
    """Register the accounts. A request redeems a ticket before access is checked."""
    app.extensions[EXTENSION] = settings
    app.session_interface = FormTokenCookies()
    app.extensions[visits.EXTENSION] = Directory()
    browser.setup(LoginManager(app))
    app.register_blueprint(blueprint)
    app.register_blueprint(machines.blueprint)
    app.before_request(browser.redeem_ticket)
    app.before_request(browser.ask_for_proof)
    app.before_request(hosts.refuse_unknown_host)
    app.before_request(check_access)
    guard.setup(app)
    app.after_request(browser.forget_ticket)
    security_log.setup(app)
    offers.setup(app)
    commands.register(app)
