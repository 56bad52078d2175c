"""Gives an account the name that its owner chose instead of a substitute."""

from __future__ import annotations

from flask import flash

from auth.access import forms
from auth.access.identity import acting
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from auth.pages.sso.schemas import NameForm
from auth.sso.services import identities


def choose_sent_name() -> None:
    """Give the account that is logged in the name in the form.

    :raises ConflictError: if its name was chosen before.
    :raises InvalidError: if the name is missing, not allowed or taken.
    """
    change = forms.read(NameForm)
    with unit_of_work(write=True) as work:
        identities.choose_name(work.session, acting().account_id, change.display_name)
    flash(_("This is your name now."))
