"""The forms that put an own classifier into force, and go back to the former one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.tuning.schemas import ClassifierForm
from moderation.tuning.services.own import promoting

blueprint = Blueprint("tuning_classifier", __name__)


@blueprint.post("/admin/shadow/promote")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Put the classifier into force"))
def promote() -> ResponseReturnValue:
    """Put an own classifier into force, with every profile's limits carried over."""
    change = forms.read(ClassifierForm)
    with unit_of_work(write=True) as work:
        promoting.promote(
            work.session, change, actor_id=acting().account_id, now=work.now
        )
    flash(_("The classifier is in force. Workers follow within a minute."))
    return redirect(url_for("tuning_shadow.show"), 303)


@blueprint.post("/admin/shadow/back")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Go back to the former classifier"))
def go_back() -> ResponseReturnValue:
    """Put the former classifier back into force, with its limits."""
    change = forms.read(ClassifierForm)
    with unit_of_work(write=True) as work:
        promoting.go_back(
            work.session, change, actor_id=acting().account_id, now=work.now
        )
    flash(_("The former classifier is in force again. Workers follow within a minute."))
    return redirect(url_for("tuning_shadow.show"), 303)
