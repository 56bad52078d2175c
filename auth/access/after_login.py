"""Redirects a person who has just logged in or proved their identity.

A pending second factor comes first, then a refused form that was carried along, then
the page that they wanted.
"""

from __future__ import annotations

from flask import Response, current_app, render_template, request, url_for

from auth.access import carried_forms, forms
from auth.access.browser import safe_next
from auth.access.embed import windows
from auth.access.identity import acting
from auth.core.permissions import Role

FRONT = "/"
STAFF_HOME = "queue.show"
SECOND_FACTOR = "auth.show_second_factor"


def sent_form() -> carried_forms.CarriedForm | None:
    """Return the refused form that this request carries, if any."""
    return carried_forms.unseal(forms.text(carried_forms.FIELD), secret=_secret())


def go_on(response: Response) -> Response:
    """Return the response that follows a log-in or a proof of identity."""
    return go_on_to(response, wanted(), sent_form())


def go_on_to(
    response: Response, target: str, form: carried_forms.CarriedForm | None
) -> Response:
    """Return the response that leads to a page, or to a form that was carried."""
    if acting().withheld_roles and form is None:
        return _redirect(response, url_for(SECOND_FACTOR, next=target))
    windows.approve(acting().account_id)
    if form is None:
        return _redirect(response, target)
    response.set_data(send_on(form))
    return response


def send_on(form: carried_forms.CarriedForm) -> str:
    """Render the page on which a carried form can be checked and sent."""
    return render_template("send_on.html", carried=form)


def wanted() -> str:
    """Return the page that the form names. Without one, staff go to the queue."""
    return wanted_by(safe_next(request.args.get("next") or forms.text("next")))


def wanted_by(target: str) -> str:
    """Return *target*, or the queue where staff want nothing else than the front."""
    actor = acting()
    is_staff = bool((actor.roles | actor.withheld_roles) - {Role.READER})
    return url_for(STAFF_HOME) if is_staff and target == FRONT else target


def _redirect(response: Response, target: str) -> Response:
    response.status_code, response.location = 303, target
    return response


def _secret() -> str:
    return str(current_app.secret_key)
