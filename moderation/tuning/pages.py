"""Profiles: the thresholds in force, and changing them."""

from __future__ import annotations

from dataclasses import asdict

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from auth import audit
from auth.database import unit_of_work
from auth.errors import InvalidError
from auth.identity import acting, needs
from auth.permissions import Permission
from moderation.edge import form_choice, form_number
from moderation.policy.rules import Threshold, Thresholds, VerdictKind
from moderation.policy.services import profiles
from moderation.scoring.labels import Label
from moderation.tuning.rules import effect, effect_of_label, histogram
from moderation.tuning.services import Pasts

EXTENSION = "ceasefire.pasts"

blueprint = Blueprint("tuning", __name__, template_folder="templates")


@blueprint.get("/admin/profiles")
@needs(Permission.RUN_NEWSROOM)
def show_profiles() -> str:
    """List the profiles."""
    with unit_of_work(write=False) as work:
        versions = profiles.all_current(work.session)
        return render_template("tuning/profiles.html", versions=versions)


@blueprint.get("/admin/profiles/<key>")
@needs(Permission.RUN_NEWSROOM)
def show_profile(key: str) -> str:
    """Show a profile's thresholds and what the ones in the form would have done."""
    with unit_of_work(write=False) as work:
        version = profiles.current_version(work.session, key)
        in_force = profiles.from_json(version.thresholds)
        draft = _thresholds(request.args) if request.args else in_force
        profiles.check(draft)
        past = pasts().get(work.session, key, now=work.now)
        return render_template(
            "tuning/profile.html",
            version=version,
            in_force=in_force,
            draft=draft,
            past_size=len(past.fates),
            days=past.days,
            whole=effect(past, draft),
            whole_now=effect(past, in_force),
            effects={each: effect_of_label(past, draft, each) for each in draft},
            histograms={each: histogram(past, each) for each in draft},
            versions=profiles.versions(work.session, key),
            kinds=VerdictKind,
            unreadable=profiles.unreadable_of(version),
        )


@blueprint.get("/admin/profiles/<key>/effect")
@needs(Permission.RUN_NEWSROOM)
def show_effect(key: str) -> ResponseReturnValue:
    """Answer what the thresholds in the query would have done, as JSON."""
    draft = _thresholds(request.args)
    profiles.check(draft)
    with unit_of_work(write=False) as work:
        past = pasts().get(work.session, key, now=work.now)
    labels = {each.value: asdict(effect_of_label(past, draft, each)) for each in draft}
    return {"whole": asdict(effect(past, draft)), "labels": labels}


@blueprint.post("/admin/profiles/<key>")
@needs(Permission.RUN_NEWSROOM, fresh=True)
def change_profile(key: str) -> ResponseReturnValue:
    """Make a new version of a profile."""
    with unit_of_work(write=True) as work:
        version = profiles.change(
            work.session,
            key=key,
            expected_number=form_number("number") or 0,
            thresholds=_thresholds(request.form),
            fallback=form_choice("fallback", VerdictKind) or VerdictKind.HOLD,
            unreadable=form_choice("unreadable", VerdictKind),
            reason=request.form.get("reason", ""),
            actor_id=acting().account_id,
            now=work.now,
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="profile.change",
            subject=("profile", key),
            now=work.now,
            detail={"number": version.number, "reason": version.reason},
        )
        number = version.number
    flash(f"Saved as version {number}. New comments are judged by it from now on.")
    return redirect(url_for("tuning.show_profile", key=key), 303)


def pasts() -> Pasts:
    """Return the pasts that this process keeps."""
    kept: Pasts = current_app.extensions.setdefault(EXTENSION, Pasts())
    return kept


def _thresholds(form: MultiDict[str, str]) -> Thresholds:
    return {
        label: Threshold(_number(form, f"{label}-flag"), _number(form, f"{label}-hold"))
        for label in Label
    }


def _number(form: MultiDict[str, str], name: str) -> float:
    try:
        return float(form.get(name, ""))
    except ValueError as error:
        raise InvalidError(f"{name}: please give a number from 0 to 1.") from error
