"""The forms that restore an older version of a profile or cancel a scheduled one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.policy.services import schedules
from moderation.policy.services.scales import Move
from moderation.tuning.schemas import RollBackForm

blueprint = Blueprint("tuning_versions", __name__)

BACK = {
    Move.NONE: lazy_gettext(
        "Version %(number)s holds what version %(to_number)s held, and is in force."
    ),
    Move.CARRIED: lazy_gettext(
        "Version %(number)s is in force. Version %(to_number)s was set for another "
        "classifier, so its thresholds were carried over: as many comments lie above "
        "them."
    ),
    Move.UNKNOWN: lazy_gettext(
        "Version %(number)s holds what version %(to_number)s held, and is in force. "
        "It was set for another classifier, and no one knows where its thresholds "
        "lie on the scale of this one: please check the profile."
    ),
}


@blueprint.post("/admin/profiles/<key>/roll-back")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Go back"), {"reason": lazy_gettext("Why you go back")})
def roll_back(key: str) -> ResponseReturnValue:
    """Restore an older version as a new one."""
    change = forms.read(RollBackForm)
    with unit_of_work(write=True) as work:
        back = schedules.roll_back(
            work.session, change, actor_id=acting().account_id, now=work.now
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="profile.roll_back",
            subject=("profile", key),
            site_id=None,
            now=work.now,
            detail={
                "number": back.version.number,
                "to": change.to_number,
                "reason": back.version.reason,
                "thresholds": back.move.value,
            },
        )
        words = BACK[back.move] % {
            "number": back.version.number,
            "to_number": change.to_number,
        }
    flash(words)
    return redirect(url_for("tuning.show_profile", key=key), 303)


@blueprint.post("/admin/profiles/<key>/scheduled/<int:scheduled_id>/cancel")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Cancel the change"))
def cancel(key: str, scheduled_id: int) -> ResponseReturnValue:
    """Cancel a scheduled version."""
    with unit_of_work(write=True) as work:
        schedules.cancel(work.session, scheduled_id=scheduled_id, key=key, now=work.now)
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="profile.cancel",
            subject=("profile", key),
            site_id=None,
            now=work.now,
            detail={"scheduled": scheduled_id},
        )
    flash(_("The scheduled version has been cancelled."))
    return redirect(url_for("tuning.show_profile", key=key), 303)
