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

from auth.access.identity import current_actor
from auth.core.actor import Actor

log = structlog.get_logger()

OPENED_FOR = "security_opened_for"
NOTED = "security_noted"


class SecurityEvent(StrEnum):
    """The name of an event in the log."""

    LOGGED_IN = "security.logged_in"
    LOGIN_FAILED = "security.login_failed"
    SIGN_ON_STARTED = "security.sign_on_started"
    SIGN_ON_REFUSED = "security.sign_on_refused"
    SIGNED_ON = "security.signed_on"
    IDENTITY_LINKED = "security.identity_linked"
    IDENTITY_UNLINKED = "security.identity_unlinked"
    PROVIDER_CHANGED = "security.provider_changed"
    LOGGED_OUT_BY_PROVIDER = "security.logged_out_by_provider"
    LOGGED_OUT = "security.logged_out"
    SESSION_ENDED = "security.session_ended"
    REGISTERED = "security.registered"
    REGISTRATION_REFUSED = "security.registration_refused"
    PROOF_GIVEN = "security.proof_given"
    PROOF_FAILED = "security.proof_failed"
    SECOND_FACTOR_PASSED = "security.second_factor_passed"
    SECOND_FACTOR_FAILED = "security.second_factor_failed"
    PASSKEY_CHANGED = "security.passkey_changed"
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
class EndpointEvents:
    """The events of an endpoint: after success, and after a refusal."""

    done: SecurityEvent | None = None
    refused: SecurityEvent | None = None


TABLE: dict[str, EndpointEvents] = {
    "auth.login_submit": EndpointEvents(
        SecurityEvent.LOGGED_IN, SecurityEvent.LOGIN_FAILED
    ),
    "auth.start_sign_on": EndpointEvents(
        SecurityEvent.SIGN_ON_STARTED, SecurityEvent.SIGN_ON_REFUSED
    ),
    "auth.choose_first_name": EndpointEvents(
        SecurityEvent.REGISTERED, SecurityEvent.REGISTRATION_REFUSED
    ),
    "auth.link_identity": EndpointEvents(SecurityEvent.SIGN_ON_STARTED),
    "auth.unlink_identity": EndpointEvents(SecurityEvent.IDENTITY_UNLINKED),
    "auth.prove_by_sign_on": EndpointEvents(SecurityEvent.SIGN_ON_STARTED),
    "auth.choose_name": EndpointEvents(),
    "auth.set_first_password": EndpointEvents(
        SecurityEvent.PASSWORD_CHANGED, SecurityEvent.PASSWORD_CHANGE_FAILED
    ),
    "auth.add_provider": EndpointEvents(SecurityEvent.PROVIDER_CHANGED),
    "auth.choose_registration": EndpointEvents(SecurityEvent.PROVIDER_CHANGED),
    "auth.check_provider": EndpointEvents(),
    "auth.change_provider": EndpointEvents(SecurityEvent.PROVIDER_CHANGED),
    "auth_machines.end_by_provider": EndpointEvents(
        SecurityEvent.LOGGED_OUT_BY_PROVIDER, SecurityEvent.SIGN_ON_REFUSED
    ),
    "auth.continue_in_window": EndpointEvents(),
    "auth.logout": EndpointEvents(SecurityEvent.LOGGED_OUT),
    "auth.end_session": EndpointEvents(SecurityEvent.SESSION_ENDED),
    "auth.end_all_sessions": EndpointEvents(SecurityEvent.SESSION_ENDED),
    "auth.register_submit": EndpointEvents(
        SecurityEvent.REGISTERED, SecurityEvent.REGISTRATION_REFUSED
    ),
    "auth.prove_submit": EndpointEvents(
        SecurityEvent.PROOF_GIVEN, SecurityEvent.PROOF_FAILED
    ),
    "auth.submit_second_factor": EndpointEvents(
        SecurityEvent.SECOND_FACTOR_PASSED, SecurityEvent.SECOND_FACTOR_FAILED
    ),
    "auth.use_passkey": EndpointEvents(
        SecurityEvent.SECOND_FACTOR_PASSED, SecurityEvent.SECOND_FACTOR_FAILED
    ),
    "auth.prove_by_passkey": EndpointEvents(
        SecurityEvent.PROOF_GIVEN, SecurityEvent.PROOF_FAILED
    ),
    "auth.add_passkey": EndpointEvents(SecurityEvent.PASSKEY_CHANGED),
    "auth.rename_passkey": EndpointEvents(),
    "auth.remove_passkey": EndpointEvents(SecurityEvent.PASSKEY_CHANGED),
    "auth.reset_second_factor": EndpointEvents(SecurityEvent.SECOND_FACTOR_RESET),
    "auth.change_password": EndpointEvents(
        SecurityEvent.PASSWORD_CHANGED, SecurityEvent.PASSWORD_CHANGE_FAILED
    ),
    "auth.ask_reset_submit": EndpointEvents(SecurityEvent.RESET_ASKED),
    "auth.reset_submit": EndpointEvents(
        SecurityEvent.PASSWORD_CHANGED, SecurityEvent.LINK_REFUSED
    ),
    "auth.verify_submit": EndpointEvents(
        SecurityEvent.ADDRESS_CONFIRMED, SecurityEvent.LINK_REFUSED
    ),
    "auth.mail_again": EndpointEvents(),
    "auth.change_address": EndpointEvents(
        SecurityEvent.ADDRESS_CHANGE_ASKED, SecurityEvent.ADDRESS_CHANGE_FAILED
    ),
    "auth.confirm_address_submit": EndpointEvents(
        SecurityEvent.ADDRESS_CHANGED, SecurityEvent.LINK_REFUSED
    ),
    "auth.stop_address_submit": EndpointEvents(
        SecurityEvent.ADDRESS_CHANGE_STOPPED, SecurityEvent.LINK_REFUSED
    ),
    "auth.publish_site_page": EndpointEvents(),
    "auth.change_staff": EndpointEvents(SecurityEvent.ROLE_CHANGED),
    "auth.create_key": EndpointEvents(SecurityEvent.KEY_CREATED),
    "auth.create_bound_key": EndpointEvents(SecurityEvent.KEY_CREATED),
    "auth.revoke_bound_key": EndpointEvents(SecurityEvent.KEY_REVOKED),
    "auth.revoke_key": EndpointEvents(SecurityEvent.KEY_REVOKED),
    "privacy.download": EndpointEvents(SecurityEvent.DATA_COPIED),
    "privacy.ask_erasure": EndpointEvents(
        SecurityEvent.ERASURE_ASKED, SecurityEvent.PROOF_FAILED
    ),
    "privacy.withdraw_erasure": EndpointEvents(SecurityEvent.ERASURE_WITHDRAWN),
}
"""Every endpoint of the accounts that changes something; empty if it is no event."""

ALARMING = frozenset(
    {
        SecurityEvent.LOGIN_FAILED,
        SecurityEvent.SIGN_ON_REFUSED,
        SecurityEvent.PROOF_FAILED,
        SecurityEvent.SECOND_FACTOR_FAILED,
        SecurityEvent.PASSWORD_CHANGE_FAILED,
        SecurityEvent.ADDRESS_CHANGE_FAILED,
        SecurityEvent.LINK_REFUSED,
        SecurityEvent.KEY_REFUSED,
        SecurityEvent.THROTTLED,
        SecurityEvent.FORM_REFUSED,
        SecurityEvent.CROSS_SITE_REFUSED,
        SecurityEvent.ACCESS_DENIED,
    }
)
"""The events that are logged as warnings."""

UNTRIED = frozenset({SecurityEvent.FORM_REFUSED, SecurityEvent.CROSS_SITE_REFUSED})
"""The events after which the endpoint was not run."""


def setup(app: Flask) -> None:
    """Log the security events of every request of *app*."""
    app.after_request(_log_events)


def note(event: SecurityEvent) -> None:
    """Note that *event* happened in this request."""
    g.setdefault(NOTED, []).append(event)


def note_opened(account_id: int) -> None:
    """Note the account for which this request opened a session."""
    setattr(g, OPENED_FOR, account_id)


def events_of(
    endpoint: str | None, status: int, noted: list[SecurityEvent]
) -> list[SecurityEvent]:
    """Return the events of a request: those noted, and the one of its status.

    An invalid API key does not suppress the other event.
    """
    found = list(dict.fromkeys(noted))
    if UNTRIED.isdisjoint(found):
        found += _events_of_answer(endpoint, status)
    if SecurityEvent.KEY_REFUSED in found and SecurityEvent.ACCESS_DENIED in found:
        found.remove(SecurityEvent.ACCESS_DENIED)
    return found


def _events_of_answer(endpoint: str | None, status: int) -> list[SecurityEvent]:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return [SecurityEvent.THROTTLED]
    if status == HTTPStatus.FORBIDDEN:
        return [SecurityEvent.ACCESS_DENIED]
    is_fault = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if is_fault or status == HTTPStatus.UNAUTHORIZED:
        return []
    outcomes = TABLE.get(endpoint or "", EndpointEvents())
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
