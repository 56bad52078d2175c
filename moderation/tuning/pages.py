"""The pages of profiles: their thresholds, and the effect of other ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
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
from sqlalchemy.orm import Session
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
from moderation.policy.inputs import ChangeProfile
from moderation.policy.rules import Thresholds, VerdictKind
from moderation.policy.services import profiles, scales, schedules
from moderation.policy.services.scales import Carried, Move
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

LONGEST = 10
"""More digits than the number of a choice ever has."""

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
        draft = _carried(work.session, draft, request.args).limits
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
        _refuse_other_classifier(work.session, change)
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


def _refuse_other_classifier(session: Session, change: ChangeProfile) -> None:
    """Refuse thresholds for another classifier, so that an admin sees them carried.

    :raises ConflictError: if another classifier is in force since the form was shown.
    """
    found = scales.carried(session, change.thresholds, set_for=change.choice_number)
    if found.move is not Move.NONE:
        raise ConflictError(
            _(
                "Another classifier has come into force in the meantime. Please look "
                "at the thresholds again before you save them."
            ),
            {"number": found.choice_number},
        )


def _page(
    key: str, sent: MultiDict[str, str], error: CeasefireError | None = None
) -> str:
    """Show a profile, with the *sent* form and the reason of its refusal."""
    with unit_of_work(write=False) as work:
        classifier = classifier_names.in_force(work.session, config())
        version = profiles.current_version(work.session, key)
        in_force = profiles.from_json(version.thresholds)
        shown = _shown(work.session, in_force, sent)
        draft = shown.carried.limits
        past = past_comments_cache().get(work.session, key, now=work.now)
        imported = imported_comments_cache().get(work.session, key, now=work.now)
        replayed, now = replay(past, draft), replay(past, in_force)
        return render_template(
            "tuning/profile.html",
            sent=sent,
            shown=shown,
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


@dataclass(frozen=True)
class ThresholdsShown:
    """The thresholds in the form of a profile.

    :param entered: what an admin has entered; empty where it was carried over.
    :param choice_number: the choice of a classifier that they are for.
    """

    carried: Carried
    entered: Mapping[str, str]
    choice_number: int | str


def _shown(
    session: Session, in_force: Thresholds, sent: Mapping[str, str]
) -> ThresholdsShown:
    """Return the thresholds that were *sent*, else those in force.

    Thresholds that cannot be read stay as they were sent, with their choice.
    """
    given = readable_thresholds(sent)
    carried = _carried(session, given or in_force, sent if given else {})
    entered = {} if carried.move is Move.CARRIED else sent
    if given:
        return ThresholdsShown(carried, entered, carried.choice_number)
    choice = sent.get("choice", carried.choice_number)
    return ThresholdsShown(carried, entered, choice)


def _carried(session: Session, limits: Thresholds, sent: Mapping[str, str]) -> Carried:
    """Return thresholds that were *sent* on the scale of the classifier in force."""
    choice = sent.get("choice", "")
    number = int(choice) if choice.isdecimal() and len(choice) < LONGEST else None
    return scales.carried(session, limits, set_for=number)


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
