"""The page on which readers see which imported comments are theirs, and undo that."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.exchange.imports.services import claiming

blueprint = Blueprint("exchange_claims", __name__, template_folder="templates")


@blueprint.get("/account/imported")
@needs(Permission.OWN_ACCOUNT)
def show_claims() -> str:
    """Show the imported comments that became the reader's."""
    with unit_of_work(write=False) as work:
        found = claiming.open_claims(work.session, acting().account_id, now=work.now)
        return render_template("exchange/claims.html", claims=found)


@blueprint.post("/account/imported/<int:claim_id>/undo")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("These are not mine"))
def undo_claim(claim_id: int) -> ResponseReturnValue:
    """Give imported comments back."""
    with unit_of_work(write=True) as work:
        claiming.undo(
            work.session, claim_id, account_id=acting().account_id, now=work.now
        )
    flash(_("They are no longer under your name."))
    return redirect(url_for("exchange_claims.show_claims"), 303)
