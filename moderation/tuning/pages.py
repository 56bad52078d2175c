"""Profiles: the thresholds in force, and changing them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth import audit
from auth.database import unit_of_work
from auth.errors import InvalidError
from auth.identity import acting, needs
from auth.permissions import Permission
from moderation.edge import form_choice, form_number
from moderation.policy.rules import Threshold, Thresholds, VerdictKind
from moderation.policy.services import profiles
from moderation.scoring.labels import Label

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
    """Show one profile's thresholds and its earlier versions."""
    with unit_of_work(write=False) as work:
        version = profiles.current_version(work.session, key)
        return render_template(
            "tuning/profile.html",
            version=version,
            thresholds=profiles.from_json(version.thresholds),
            versions=profiles.versions(work.session, key),
            kinds=VerdictKind,
        )


@blueprint.post("/admin/profiles/<key>")
@needs(Permission.RUN_NEWSROOM)
def change_profile(key: str) -> ResponseReturnValue:
    """Make a new version of a profile."""
    with unit_of_work(write=True) as work:
        version = profiles.change(
            work.session,
            key=key,
            expected_number=form_number("number") or 0,
            thresholds=_thresholds(),
            fallback=form_choice("fallback", VerdictKind) or VerdictKind.HOLD,
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


def _thresholds() -> Thresholds:
    return {
        label: Threshold(_number(f"{label}-flag"), _number(f"{label}-hold"))
        for label in Label
    }


def _number(name: str) -> float:
    try:
        return float(request.form.get(name, ""))
    except ValueError as error:
        raise InvalidError(f"{name}: please give a number from 0 to 1.") from error
