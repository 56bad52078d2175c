"""The pages of profiles: their thresholds, and the effect of other ones."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

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

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.errors import CeasefireError, ConflictError, InvalidError
from auth.core.formats import moment
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.intake import classifier_names
from moderation.policy import probabilities
from moderation.policy.rules import VerdictKind
from moderation.policy.services import profiles, schedules
from moderation.tuning.rules.effects import histogram, moved, replay
from moderation.tuning.rules.formatting import effect_words, moved_words
from moderation.tuning.schemas import ProfileForm
from moderation.tuning.services import histories
from moderation.tuning.services.past_comments import (
    PastCommentsCache,
    read_imported,
)
from moderation.tuning.thresholds import readable_thresholds, thresholds
from moderation.web.request import config

EXTENSION = "ceasefire.past_comments"
OF_IMPORTS = "ceasefire.imported_comments"

blueprint = Blueprint("tuning", __name__, template_folder="templates")


@blueprint.get("/admin/profiles")
@needs(Permission.RUN_SITE)
def show_profiles() -> str:
    """List the profiles."""
    with unit_of_work(write=False) as work:
        versions = profiles.all_current(work.session)
        return render_template("tuning/profiles.html", versions=versions)


@blueprint.get("/admin/profiles/<key>")
@needs(Permission.RUN_NEWSROOM)
def show_profile(key: str) -> ResponseReturnValue:
    """Show a profile's thresholds, and the effect of those in the query string."""
    try:
        if any(name.endswith("-flag") for name in request.args):
            profiles.check(thresholds(request.args))
    except InvalidError as error:
        return _page(key, request.args, error), 422
    return _page(key, request.args)


@blueprint.get("/admin/profiles/<key>/effect")
@needs(Permission.RUN_NEWSROOM)
def show_effect(key: str) -> ResponseReturnValue:
    """Send the effect of the thresholds in the query string, as JSON."""
    draft = thresholds(request.args)
    profiles.check(draft)
    with unit_of_work(write=False) as work:
        version = profiles.current_version(work.session, key)
        in_force = profiles.from_json(version.thresholds)
        past = past_comments_cache().get(work.session, key, now=work.now)
        imported = imported_comments_cache().get(work.session, key, now=work.now)
    replayed, now = replay(past, draft), replay(past, in_force)
    effects = {
        label.value: effect_words(each) for label, each in replayed.labels.items()
    }
    return {
        "effects": effects
        | {
            "whole": effect_words(replayed.whole),
            "imported": effect_words(replay(imported, draft).whole),
        },
        "bands": asdict(replayed.whole.held),
        "moved": moved_words(moved(past, replayed.levels, now.levels)),
    }


@blueprint.post("/admin/profiles/<key>")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(
    lazy_gettext("Save the profile"), {"reason": lazy_gettext("Why you change it")}
)
def change_profile(key: str) -> ResponseReturnValue:
    """Create a new version of a profile, now or at the time in the form.

    An invalid form is shown again with the reason.
    """
    try:
        words = _save()
    except InvalidError as error:
        return _page(key, forms.sent(), error), 422
    except ConflictError as error:
        return _page(key, forms.sent(), error), 409
    flash(words)
    return redirect(url_for("tuning.show_profile", key=key), 303)


def _save() -> str:
    """Save the form, and return the message for the admin."""
    change, actor_id = forms.read(ProfileForm), acting().account_id
    with unit_of_work(write=True) as work:
        if change.due_at is not None:
            schedules.schedule(work.session, change, actor_id=actor_id, now=work.now)
            words = _(
                "The new version will take effect on %(moment)s.",
                moment=moment(change.due_at),
            )
            detail: dict[str, Any] = {"due_at": change.due_at.isoformat()}
        else:
            version = profiles.change(
                work.session, change, actor_id=actor_id, now=work.now
            )
            words = _(
                "Saved as version %(number)s. It applies to new comments.",
                number=version.number,
            )
            detail = {"number": version.number}
        audit.record(
            work.session,
            actor_id=actor_id,
            action="profile.schedule" if change.due_at else "profile.change",
            subject=("profile", change.key),
            site_id=None,
            now=work.now,
            detail=detail | {"reason": change.reason.strip()},
        )
    return words


def _page(
    key: str, sent: MultiDict[str, str], error: CeasefireError | None = None
) -> str:
    """Show a profile, with the *sent* form and the reason of its refusal."""
    with unit_of_work(write=False) as work:
        classifier = classifier_names.in_force(work.session, config())
        version = profiles.current_version(work.session, key)
        in_force = profiles.from_json(version.thresholds)
        draft = readable_thresholds(sent) or in_force
        past = past_comments_cache().get(work.session, key, now=work.now)
        imported = imported_comments_cache().get(work.session, key, now=work.now)
        replayed, now = replay(past, draft), replay(past, in_force)
        return render_template(
            "tuning/profile.html",
            sent=sent,
            error=error,
            version=version,
            draft=draft,
            past=past,
            imported=imported,
            of_imported=(
                replay(imported, in_force).whole,
                replay(imported, draft).whole,
            ),
            whole=replayed.whole,
            whole_now=now.whole,
            moved=moved_words(moved(past, replayed.levels, now.levels)),
            words=effect_words,
            effects=replayed.labels,
            histograms={each: histogram(past, each) for each in draft},
            steps=histories.steps(work.session, profiles.versions(work.session, key)),
            scheduled=schedules.pending(work.session, key),
            kinds=VerdictKind,
            score_meaning=probabilities.said(
                probabilities.in_force(classifier.name, classifier.sha256)
            ),
        )


def imported_comments_cache() -> PastCommentsCache:
    """Return the imported comments that this process keeps."""
    kept: PastCommentsCache = current_app.extensions.setdefault(
        OF_IMPORTS, PastCommentsCache(read_imported)
    )
    return kept


def past_comments_cache() -> PastCommentsCache:
    """Return the past comments that this process keeps."""
    kept: PastCommentsCache = current_app.extensions.setdefault(
        EXTENSION, PastCommentsCache()
    )
    return kept
