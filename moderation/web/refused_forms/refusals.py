"""The page for a refused form, which keeps the input and can send it again.

Whatever refuses a form (the session, the throttle, the token, a rule of the domain, the
database), the response has the right status and contains the form. Texts are in
labelled fields, everything else in hidden ones. Passwords and codes have to be entered
again. If the person has to log in or prove their identity, the form is carried along.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, flash, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from auth.access import forms
from auth.access.after_login import send_on, sent_form
from auth.access.browser import safe_next
from auth.access.carried_forms import CarriedForm, seal
from auth.access.declarations import (
    PUBLIC,
    declared_access,
    is_by_key,
    is_for_people,
)
from auth.access.identity import current_actor
from auth.access.scripts.guard import OPENED
from auth.access.scripts.proofs import FIELD as PROOF
from auth.core.errors import (
    CeasefireError,
    ClosedError,
    InvalidError,
    ProofNeededError,
)
from auth.core.network.url_parts import url_parts
from moderation.web.framed.links import original
from moderation.web.refused_forms.form_fields import LONG, SECRETS, form_of
from moderation.web.refused_forms.refusal_words import (
    STEP_MESSAGES,
    advice_of,
    title_of,
)

TOKEN, KEY, DRAFT = "csrf_token", "idempotency_key", "draft"
LOGIN = "auth.login_submit"
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
TAKES_WARNING = frozenset({"intake.post_comment", "intake.edit_submit"})
"""The forms whose button may also confirm an unread warning."""
DRAFT_LENGTH = 300


@dataclass(frozen=True)
class Typed:
    """A field and the text that a person typed into it."""

    name: str
    label: str
    value: str
    is_long: bool


@dataclass(frozen=True)
class RefusedForm:
    """A refused form that can be sent again.

    :param asked: the names and labels of the secrets that have to be entered again.
    :param is_for_people: whether a visitor may send it, but no script.
    """

    path: str
    act: str
    typed: tuple[Typed, ...]
    hidden: tuple[tuple[str, str], ...]
    asked: tuple[tuple[str, str], ...]
    takes_warning: bool
    draft: str
    is_for_people: bool


def is_form() -> bool:
    """Whether this request is a form of one of our pages."""
    return (
        request.method == "POST"
        and request.endpoint is not None
        and not request.path.startswith("/api/")
        and not is_by_key()
        and request.mimetype in FORM_TYPES
        and not _is_from_elsewhere()
    )


def page(
    status: int, message: str, error: Exception | None = None
) -> tuple[str, int] | None:
    """Return the page for a refused form and its status; ``None`` if it is no form."""
    if not is_form():
        return None
    taken_along = sent_form() if request.endpoint == LOGIN else None
    if taken_along is not None and current_actor() is not None:
        # Logged in meanwhile, in another tab.
        return send_on(taken_along), status
    fields = sent(error)
    step = _step(status, error)
    form = CarriedForm(_own_path(), tuple(fields or ()))
    is_stale = isinstance(error, CSRFError)
    # What is closed takes nothing from this person now, as if it were forbidden.
    said = HTTPStatus.FORBIDDEN if isinstance(error, ClosedError) else status
    rendered = render_template(
        "refused.html",
        status=status,
        title=title_of(said, step=step, is_stale=is_stale),
        message=STEP_MESSAGES.get(step or "", message),
        advice=advice_of(
            said,
            step=step,
            is_stale=is_stale,
            seconds=_seconds(error),
            has_file=request.mimetype == "multipart/form-data",
        ),
        step=step,
        kept=shown(form, asked=_asked()),
        is_readable=fields is not None,
        lacks_field=_lacks_field(error, form),
        can_send=not is_stale or _is_from_here(),
        sealed=seal(form, secret=str(current_app.secret_key)) if step else "",
        files=_files(),
    )
    return rendered, status


def sent(error: Exception | None = None) -> list[tuple[str, str]] | None:
    """Return the fields that were sent, without secrets; ``None`` if too large.

    Replaces what the refusal made invalid: a used key, an outdated revision.
    """
    try:
        fields = list(forms.sent().items(multi=True))
    except RequestEntityTooLarge:
        return None
    except HTTPException:
        return []
    corrected = _corrected(error)
    if OPENED in corrected:
        fields = [(OPENED, ""), *((name, v) for name, v in fields if name != OPENED)]
    return [
        (name, corrected.get(name, value).replace("\0", ""))
        for name, value in fields
        if name not in (TOKEN, PROOF) and name not in SECRETS
    ]


def shown(form: CarriedForm, asked: Iterable[str] = ()) -> RefusedForm:
    """Return *form* in the way a page shows it."""
    endpoint = _endpoint_of(form.path)
    known = form_of(endpoint)
    typed, hidden = list[Typed](), list[tuple[str, str]]()
    for name, value in form.fields:
        label = known.label_of(name)
        if label is None:
            hidden.append((name, value))
        else:
            is_long = name.partition("-")[0] in LONG or "\n" in value
            typed.append(Typed(name, str(label), value, is_long))
    return RefusedForm(
        path=form.path,
        act=str(known.act),
        typed=tuple(typed),
        hidden=tuple(hidden),
        asked=tuple((name, str(SECRETS[name])) for name in asked),
        takes_warning=original(endpoint) in TAKES_WARNING,
        draft=dict(hidden).get(DRAFT, ""),
        is_for_people=is_for_people(endpoint),
    )


def tell_accepted(response: Response) -> Response:
    """Tell the next page which draft was accepted, so that the browser deletes it."""
    # A form whose answer is a page, such as a preview, has not been accepted yet.
    is_accepted = request.method == "POST" and 300 <= response.status_code < 400
    if is_accepted and is_form():
        name = forms.text(DRAFT)
        if 0 < len(name) <= DRAFT_LENGTH:
            flash(name, "accepted")
    return response


def here() -> str:
    """Return the page to return to: this one, or the one that sent the form."""
    if request.blueprint == "auth" and not request.path.startswith("/account"):
        return safe_next(request.args.get("next") or forms.text("next"))
    if request.method == "GET":
        return safe_next(request.full_path.rstrip("?"))
    came_from = url_parts(request.referrer or "")
    if came_from.netloc == request.host and came_from.path != request.path:
        return safe_next(
            came_from.path + (f"?{came_from.query}" if came_from.query else "")
        )
    return safe_next(request.path)


def setup(app: Flask) -> None:
    """Add the helpers for forms to the templates, and the handling of drafts."""
    app.jinja_env.globals["shown_form"] = shown
    app.after_request(tell_accepted)


def _step(status: int, error: Exception | None) -> str | None:
    """Return the step that has to come first: the log-in, the password or the code."""
    if isinstance(error, ProofNeededError):
        return str(error.details["by"])
    if current_actor() is not None or "database_away" in g:
        return None
    is_open = declared_access(current_app, request.endpoint or "") == PUBLIC
    is_stranger = status == HTTPStatus.UNAUTHORIZED or isinstance(error, CSRFError)
    return "login" if is_stranger and not is_open and _can_send(error) else None


def _can_send(error: Exception | None) -> bool:
    return not isinstance(error, CSRFError) or _is_from_here()


def _corrected(error: Exception | None) -> dict[str, str]:
    details: dict[str, Any] = getattr(error, "details", {})
    corrected = {name: str(value) for name, value in details.get("now", {}).items()}
    if isinstance(error, InvalidError) and details.get("field") == KEY:
        corrected[KEY] = secrets.token_urlsafe(16)
    return corrected


def _lacks_field(error: Exception | None, form: CarriedForm) -> bool:
    """Whether the error is a required field that was not sent, such as a checkbox."""
    if not isinstance(error, InvalidError):
        return False
    field = error.details.get("field", KEY)
    return field != KEY and field not in dict(form.fields)


def _seconds(error: Exception | None) -> int | None:
    seconds = (
        error.details.get("retry_after") if isinstance(error, CeasefireError) else None
    )
    return None if seconds is None else int(seconds)


def _asked() -> list[str]:
    try:
        return [name for name in dict.fromkeys(forms.sent()) if name in SECRETS]
    except HTTPException:
        return []


def _files() -> list[str]:
    try:
        return forms.file_names()
    except HTTPException:
        return []


def _own_path() -> str:
    return request.full_path.rstrip("?")


def _endpoint_of(path: str) -> str | None:
    adapter = current_app.url_map.bind_to_environ(request.environ)
    try:
        endpoint, _ = adapter.match(url_parts(path).path, method="POST")
    except HTTPException:
        return None
    return str(endpoint)


def _is_from_here() -> bool:
    """Whether the browser states that a page of this site sent the form."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return url_parts(request.headers.get("Origin", "")).netloc == request.host


def _is_from_elsewhere() -> bool:
    origin = request.headers.get("Origin", "null")
    is_elsewhere = origin != "null" and url_parts(origin).netloc != request.host
    return is_elsewhere or request.headers.get("Sec-Fetch-Site") == "cross-site"
