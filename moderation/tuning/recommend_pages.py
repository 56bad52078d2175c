"""The page that recommends thresholds for a newsroom's goals."""

from __future__ import annotations

import math

from flask import Blueprint, render_template, request

from auth.access.declarations import needs
from auth.core.errors import InvalidError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from moderation.policy.rules import Thresholds
from moderation.policy.services import profiles, scales
from moderation.tuning.pages import past_comments_cache
from moderation.tuning.rules.effects import effect
from moderation.tuning.rules.formatting import effect_words
from moderation.tuning.rules.recommending import Goals, recommend

blueprint = Blueprint("tuning_recommend", __name__)


@blueprint.get("/admin/profiles/<key>/recommendation")
@needs(Permission.RUN_NEWSROOM)
def show(key: str) -> str:
    """Ask for goals, and show the thresholds that meet them, or why none do."""
    goals = Goals(
        most_held=_goal("most_held", 1, math.inf),
        most_missed=_goal("most_missed", 100, 100),
        least_right=_goal("least_right", 100, 100),
    )
    with unit_of_work(write=False) as work:
        session = work.session
        version = profiles.current_version(session, key)
        in_force = profiles.from_json(version.thresholds)
        past = past_comments_cache().get(session, key, now=work.now)
        found = recommend(past, in_force, goals) if goals != Goals() else None
        return render_template(
            "tuning/recommendation.html",
            version=version,
            form=request.args,
            found=found,
            in_force=in_force,
            now=effect_words(effect(past, in_force)),
            then=effect_words(found.effect) if found and found.effect else {},
            query=(
                _query(found.thresholds) | {"choice": scales.number_in_force(session)}
                if found and found.thresholds
                else {}
            ),
            is_sampled=past.stands_for is not None,
        )


def _goal(name: str, scale: float, most: float) -> float | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and 0 <= value <= most):
        raise InvalidError(
            _("A goal must be 0 or more, and a share at most 100 per cent.")
        )
    return value / scale


def _query(thresholds: Thresholds) -> dict[str, str | int]:
    """Return the thresholds as the profile's form sends them."""
    return {
        f"{label.value}-{kind}": f"{getattr(each, kind):.3g}"
        for label, each in thresholds.items()
        for kind in ("flag", "hold")
    }
