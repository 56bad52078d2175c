"""The security log: events on which an operator may have to act.

The table below maps each endpoint to the event of its success and of its refusal, so
that no page can forget to log. Events that the table cannot know, such as an invalid
API key, are noted where they are detected. ``docs/security-log.md`` lists the names.
They must not change, because operators' filters depend on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

import structlog
from flask import Flask, Response, g, request

from auth.access.identity import Actor, current_actor

log = structlog.get_logger()

OPENED_FOR = "security_opened_for"
NOTED = "security_noted"


class Event(StrEnum):
    """The name of an event in the log."""

    LOGGED_IN = "security.logged_in"
    LOGIN_FAILED = "security.login_failed"
    LOGGED_OUT = "security.logged_out"
    SESSION_ENDED = "security.session_ended"
    REGISTERED = "security.registered"
    REGISTRATION_REFUSED = "security.registration_refused"
    PROOF_GIVEN = "security.proof_given"
    PROOF_FAILED = "security.proof_failed"
    SECOND_FACTOR_PASSED = "security.second_factor_passed"
    SECOND_FACTOR_FAILED = "security.second_factor_failed"
    SECOND_FACTOR_RESET = "security.second_factor_reset"
    PASSWORD_CHANGED = "security.password_changed"  # noqa: S105  A name.
    PASSWORD_CHANGE_FAILED = "security.password_change_failed"  # noqa: S105  A name.
    RESET_ASKED = "security.reset_asked"
    ADDRESS_CONFIRMED = "security.address_confirmed"
    ADDRESS_CHANGE_ASKED = "security.address_change_asked"
    ADDRESS_CHANGE_FAILED = "security.address_change_failed"
    ADDRESS_CHANGED = "security.address_changed"
    ADDRESS_CHANGE_STOPPED = "security.address_change_stopped"
    LINK_REFUSED = "security.link_refused"
    ROLE_CHANGED = "security.role_changed"
    KEY_CREATED = "security.key_created"
    KEY_REVOKED = "security.key_revoked"
    KEY_REFUSED = "security.key_refused"
    DATA_COPIED = "security.data_copied"
    ERASURE_ASKED = "security.erasure_asked"
    ERASURE_WITHDRAWN = "security.erasure_withdrawn"
    THROTTLED = "security.throttled"
    FORM_REFUSED = "security.form_refused"
    CROSS_SITE_REFUSED = "security.cross_site_refused"
    ACCESS_DENIED = "security.access_denied"


@dataclass(frozen=True)
class Outcomes:
    """The events of an endpoint: after success, and after a refusal."""

    done: Event | None = None
    refused: Event | None = None


TABLE: dict[str, Outcomes] = {
    "auth.login_submit": Outcomes(Event.LOGGED_IN, Event.LOGIN_FAILED),
    "auth.logout": Outcomes(Event.LOGGED_OUT),
    "auth.end_session": Outcomes(Event.SESSION_ENDED),
    "auth.end_all_sessions": Outcomes(Event.SESSION_ENDED),
    "auth.register_submit": Outcomes(Event.REGISTERED, Event.REGISTRATION_REFUSED),
    "auth.prove_submit": Outcomes(Event.PROOF_GIVEN, Event.PROOF_FAILED),
    "auth.submit_second_factor": Outcomes(
        Event.SECOND_FACTOR_PASSED, Event.SECOND_FACTOR_FAILED
    ),
    "auth.reset_second_factor": Outcomes(Event.SECOND_FACTOR_RESET),
    "auth.change_password": Outcomes(
        Event.PASSWORD_CHANGED, Event.PASSWORD_CHANGE_FAILED
    ),
    "auth.ask_reset_submit": Outcomes(Event.RESET_ASKED),
    "auth.reset_submit": Outcomes(Event.PASSWORD_CHANGED, Event.LINK_REFUSED),
    "auth.verify_submit": Outcomes(Event.ADDRESS_CONFIRMED, Event.LINK_REFUSED),
    "auth.mail_again": Outcomes(),
    "auth.change_address": Outcomes(
        Event.ADDRESS_CHANGE_ASKED, Event.ADDRESS_CHANGE_FAILED
    ),
    "auth.confirm_address_submit": Outcomes(Event.ADDRESS_CHANGED, Event.LINK_REFUSED),
    "auth.stop_address_submit": Outcomes(
        Event.ADDRESS_CHANGE_STOPPED, Event.LINK_REFUSED
    ),
    "auth.publish_site_page": Outcomes(),
    "auth.change_staff": Outcomes(Event.ROLE_CHANGED),
    "auth.create_key": Outcomes(Event.KEY_CREATED),
    "auth.revoke_key": Outcomes(Event.KEY_REVOKED),
    "privacy.download": Outcomes(Event.DATA_COPIED),
    "privacy.ask_erasure": Outcomes(Event.ERASURE_ASKED, Event.PROOF_FAILED),
    "privacy.withdraw_erasure": Outcomes(Event.ERASURE_WITHDRAWN),
}
"""Every endpoint of the accounts that changes something; empty if it is no event."""

ALARMING = frozenset(
    {
        Event.LOGIN_FAILED,
        Event.PROOF_FAILED,
        Event.SECOND_FACTOR_FAILED,
        Event.PASSWORD_CHANGE_FAILED,
        Event.ADDRESS_CHANGE_FAILED,
        Event.LINK_REFUSED,
        Event.KEY_REFUSED,
        Event.THROTTLED,
        Event.FORM_REFUSED,
        Event.CROSS_SITE_REFUSED,
        Event.ACCESS_DENIED,
    }
)
"""The events that are logged as warnings."""

UNTRIED = frozenset({Event.FORM_REFUSED, Event.CROSS_SITE_REFUSED})
"""The events after which the endpoint was not run."""


def setup(app: Flask) -> None:
    """Log the security events of every request of *app*."""
    app.after_request(_log_events)


def note(event: Event) -> None:
    """Note that *event* happened in this request."""
    g.setdefault(NOTED, []).append(event)


def note_opened(account_id: int) -> None:
    """Note the account for which this request opened a session."""
    setattr(g, OPENED_FOR, account_id)


def events_of(endpoint: str | None, status: int, noted: list[Event]) -> list[Event]:
    """Return the events of a request: those noted, and the one of its status.

    An invalid API key does not suppress the other event.
    """
    found = list(dict.fromkeys(noted))
    if UNTRIED.isdisjoint(found):
        found += _events_of_answer(endpoint, status)
    if Event.KEY_REFUSED in found and Event.ACCESS_DENIED in found:
        found.remove(Event.ACCESS_DENIED)
    return found


def _events_of_answer(endpoint: str | None, status: int) -> list[Event]:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return [Event.THROTTLED]
    if status == HTTPStatus.FORBIDDEN:
        return [Event.ACCESS_DENIED]
    is_fault = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if is_fault or status == HTTPStatus.UNAUTHORIZED:
        return []
    outcomes = TABLE.get(endpoint or "", Outcomes())
    is_done = status < HTTPStatus.BAD_REQUEST
    event = outcomes.done if is_done else outcomes.refused
    return [event] if event else []


def _log_events(response: Response) -> Response:
    for event in events_of(request.endpoint, response.status_code, g.get(NOTED, [])):
        write = log.warning if event in ALARMING else log.info
        write(event.value, **_fields(response.status_code))
    return response


def _fields(status: int) -> dict[str, object]:
    rule = request.url_rule
    actor: Actor | None = None if g.get("database_away") else current_actor()
    return {
        "network_address": request.remote_addr or "",
        "method": request.method,
        "route": rule.rule if rule else "",
        "status": status,
        "actor_id": actor.account_id if actor else g.get(OPENED_FOR, ""),
        "key_id": actor.key_id if actor and actor.key_id else "",
        "request_id": g.get("request_id", ""),
    }
