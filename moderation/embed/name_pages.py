"""The choice of a name in the frame, for readers who got a substitute for theirs."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.browser import safe_next
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.errors import InvalidError
from auth.core.permissions import Permission
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.sso.naming import choose_sent_name
from auth.sso.services import identities
from moderation.embed.rules import MAY_CHOOSE_NAME
from moderation.web.request import way_back

blueprint = Blueprint("embed_name", __name__)


@blueprint.get("/embed/name")
@needs(Permission.COMMENT)
def show() -> ResponseReturnValue:
    """Show the form, or say that the name was chosen before."""
    with unit_of_work(write=False) as work:
        may_choose = identities.may_choose_name(work.session, acting().account_id)
    return render_template(
        "embed/name.html",
        may_choose=may_choose,
        form={"next": safe_next(request.args.get("next"))},
    )


@blueprint.post("/embed/name")
@needs(Permission.COMMENT)
@limited("account")
@takes_form(lazy_gettext("Choose this name"), {"display_name": lazy_gettext("Name")})
def choose() -> ResponseReturnValue:
    """Store the name, and return to the discussion. A refused form is shown again."""
    try:
        choose_sent_name()
    except InvalidError as error:
        page = render_template(
            "embed/name.html", may_choose=True, form=forms.sent(), error=error
        )
        return page, 422
    session.pop(MAY_CHOOSE_NAME, None)
    return redirect(way_back("/"), 303)
