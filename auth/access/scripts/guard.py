"""Refuses open forms that a script sent: at once, or with every field filled.

A view declares it with ``@for_people``, and its form has the macro ``for_people``: a
field that people do not see, and the sealed time at which the form was opened. The time
may be used again, so that a page from a cache works. A site may also ask for a proof of
work: see :mod:`auth.access.scripts.proofs`. A refused form comes back with all
that was typed, and can be sent again.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from auth.access import forms, security_log
from auth.access.browser import count_try
from auth.access.declarations import is_for_people
from auth.access.identity import current_actor
from auth.access.scripts import proofs
from auth.core import throttles
from auth.core.errors import InvalidError
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work

TRAP, OPENED = "homepage", "form_opened"
"""The names of the field that people do not see, and of the sealed time."""

_SALT = "the time at which an open form was opened"


def sealed(opened_at: datetime) -> str:
    """Return the time at which a form was opened, as its hidden field holds it."""
    return str(_serializer().dumps(int(opened_at.timestamp())))


def opened_now() -> str:
    """Return the present time, sealed."""
    with unit_of_work(write=False) as work:
        return sealed(work.now)


def check() -> None:
    """Refuse an open form that a script seems to have sent. Runs before its view.

    :raises InvalidError: if it was sent too soon, a hidden field was filled in, or its
        proof of work is wrong.
    :raises TooManyError: if its network has sent too many, or the site takes no more
        without a proof of work.
    """
    if request.method != "POST" or current_actor() is not None:
        return
    if not is_for_people(request.endpoint):
        return
    count_try("open-form-network", throttles.wide_network_of(request.remote_addr))
    with unit_of_work(write=False) as work:
        now = work.now
    if forms.text(TRAP):
        _refuse(
            _(
                "A field that should stay empty was filled in, perhaps by your "
                "browser. It is empty now. Please send the form again."
            ),
            {TRAP: ""},
        )
    opened_at = _opened_at()
    if settings().form_seconds and opened_at is None:
        _refuse(_("Please check the form, and send it again."), {OPENED: sealed(now)})
    elif opened_at and (now - opened_at).total_seconds() < settings().form_seconds:
        _refuse(_("That was very quick. Please send the form again."), {})
    proofs.check()


def setup(app: Flask) -> None:
    """Check every form that declares it, and let the templates seal a time."""
    app.before_request(check)
    app.jinja_env.globals["opened_now"] = opened_now
    proofs.setup(app)


def _refuse(message: str, corrected: dict[str, str]) -> None:
    security_log.note(security_log.SecurityEvent.FORM_REFUSED)
    raise InvalidError(message, {"now": corrected})


def _opened_at() -> datetime | None:
    try:
        return datetime.fromtimestamp(_serializer().loads(forms.text(OPENED)), UTC)
    except (BadSignature, TypeError, ValueError, OverflowError):
        return None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=_SALT)
