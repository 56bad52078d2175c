"""The page that compares a shadow classifier with the current one."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.errors import NotFoundError
from auth.core.formats import number
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext, ngettext
from auth.db.database import UnitOfWork, unit_of_work
from moderation.intake import classifier_names
from moderation.policy.labels import label_words
from moderation.policy.models import ProfileVersion
from moderation.policy.services import classifiers, profiles
from moderation.tuning.rules.comparing import ShadowComparison, compare
from moderation.tuning.rules.formatting import effect_words, share_words
from moderation.tuning.rules.past_comments import PastDecision
from moderation.tuning.schemas import ShadowForm
from moderation.tuning.services import shadows
from moderation.tuning.services.own import choices_shown, promoting
from moderation.tuning.services.own.choices_shown import ChoiceShown
from moderation.tuning.services.shadows import Pair, ShadowClassifier
from moderation.web.request import config

blueprint = Blueprint("tuning_shadow", __name__)

FATES = {
    PastDecision.UNDECIDED: lazy_gettext("no decision"),
    PastDecision.APPROVED: lazy_gettext("approved"),
    PastDecision.REJECTED: lazy_gettext("rejected"),
}
BY_LABEL = (
    ("held_a_day", lazy_gettext("Held a day")),
    ("flagged_a_day", lazy_gettext("Flagged a day")),
    ("false_holds", lazy_gettext("Of the held, approved")),
    ("misses", lazy_gettext("Of the rejected, missed")),
)
ROWS = (
    ("held_a_day", lazy_gettext("Held a day")),
    ("flagged_a_day", lazy_gettext("Flagged a day")),
    ("minutes_a_day", lazy_gettext("Moderators' minutes a day")),
    ("false_holds", lazy_gettext("Of those held, approved by moderators")),
    ("misses", lazy_gettext("Of those rejected, neither held nor flagged")),
    ("held", lazy_gettext("Held comments by decision")),
)


@blueprint.get("/admin/shadow")
@needs(Permission.RUN_NEWSROOM)
def show() -> str:
    """Compare the shadow classifier with the current one, by profile."""
    with unit_of_work(write=False) as work:
        session = work.session
        configured = classifier_names.version_configured(config())
        shadow_classifiers = shadows.shadow_classifiers(session, now=work.now)
        shadow_classifier = _chosen(shadow_classifiers)
        choice = choices_shown.shown(
            session,
            shadow_classifier.version if shadow_classifier else "",
            now=work.now,
        )
        return render_template(
            "tuning/shadow.html",
            choice=choice,
            configured=configured,
            outdated=classifiers.outdated(session, configured, also=choice.own),
            is_chosen=classifier_names.shadow(session, config()) is not None,
            in_force=choices_shown.in_force(session, choice),
            shadow_classifiers=shadow_classifiers,
            shadow_classifier=shadow_classifier,
            sections=[
                _section(work, version, shadow_classifier, choice)
                for version in profiles.all_current(session)
                if shadow_classifier
            ],
            rows=ROWS,
            by_label=BY_LABEL,
            words=effect_words,
            share_words=share_words,
        )


@blueprint.post("/admin/shadow/drop")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Delete the scores"))
def drop() -> ResponseReturnValue:
    """Delete the scores of a shadow classifier."""
    version = forms.read(ShadowForm).version
    with unit_of_work(write=True) as work:
        dropped = shadows.drop(work.session, version)
        promoting.end_shadow(
            work.session, version, actor_id=acting().account_id, now=work.now
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="shadow.drop",
            subject=("classifier", 0),
            site_id=None,
            now=work.now,
            detail={"version": version, "scores": dropped},
        )
    flash(
        ngettext(
            "Removed %(dropped)s score of the shadow classifier.",
            "Removed %(dropped)s scores of the shadow classifier.",
            dropped,
            dropped=number(dropped),
        )
    )
    return redirect(url_for("tuning_shadow.show"), 303)


def _chosen(shadow_classifiers: list[ShadowClassifier]) -> ShadowClassifier | None:
    wanted = request.args.get("version", "")
    if not wanted:
        return shadow_classifiers[0] if shadow_classifiers else None
    for shadow_classifier in shadow_classifiers:
        if shadow_classifier.version == wanted:
            return shadow_classifier
    raise NotFoundError(_("There is no shadow classifier with this version."))


def _section(
    work: UnitOfWork,
    version: ProfileVersion,
    shadow_classifier: ShadowClassifier,
    choice: ChoiceShown,
) -> dict[str, object]:
    pair = shadows.pair(
        work.session, version.profile.key, shadow_classifier.version, now=work.now
    )
    before = choices_shown.own_of(work.session, pair.version)
    limits = partial(choices_shown.limits_for, work.session, choice, version)
    found = compare(
        pair.in_force,
        pair.shadow,
        limits(before),
        limits(choice.own) if choice.own else profiles.from_json(version.thresholds),
    )
    return {
        "profile": version.profile,
        "count": len(pair.revision_ids),
        "found": found,
        "in_force": effect_words(found.in_force),
        "shadow": effect_words(found.shadow),
        "differences": _told(work.session, pair, found),
    }


def _told(
    session: Session, pair: Pair, found: ShadowComparison
) -> list[dict[str, object]]:
    ids = [pair.revision_ids[each.place] for each in found.differences]
    texts = shadows.texts(session, ids)
    told = []
    for revision_id, each in zip(ids, found.differences, strict=True):
        comment_id, text = texts[revision_id]
        told.append(
            {
                "comment_id": comment_id,
                "text": text,
                "label": label_words(each.label),
                "in_force": f"{each.in_force:.2f}",
                "shadow": f"{each.shadow:.2f}",
                "fate": FATES[each.fate],
            }
        )
    return told
