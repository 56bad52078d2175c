"""Figures on the scores that callers of the Perspective-compatible API suggest."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from auth.core.formats import fixed
from auth.core.translation import gettext as _
from moderation.perspective.services.corrections import Opinion, opinions
from moderation.policy.builtin import GENERAL
from moderation.policy.labels import label_words
from moderation.policy.rules import Threshold
from moderation.policy.services import profiles
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.shares import share
from moderation.tuning.rules.tables import Cell, Table
from moderation.tuning.services.site_filters import EVERYWHERE, Area


def outside(session: Session, *, now: datetime, area: Area = EVERYWHERE) -> Table:
    """Return for each label how suggested scores differ from the classifier's."""
    said: dict[Label, list[Opinion]] = defaultdict(list)
    # Callers belong to no site.
    for each in opinions(session, now=now) if area == EVERYWHERE else ():
        said[each.label].append(each)
    version = profiles.current_version(session, GENERAL)
    thresholds = profiles.from_json(version.thresholds)
    return Table(
        "outside",
        _("Opinions from outside"),
        _(
            "What callers of the Perspective-compatible API suggested as scores within "
            "thirty days, only the last one for each comment. These are opinions. "
            "Nothing is decided or learned from them. Ours is the classifier's own "
            "score. Let through: by this label alone neither held nor flagged under "
            "the general profile. Where others often say otherwise, try other "
            "thresholds on the profile's page. Callers do not belong to a site, so "
            "this is shown for all sites only."
        ),
        (
            _("Label"),
            _("Opinions"),
            _("Suggested scores on average"),
            _("Reported as present, but let through"),
            _("Reported as absent, but held or flagged"),
        ),
        [_row(label, said[label], thresholds[label]) for label in Label if said[label]],
    )


def _row(
    label: Label, said: Sequence[Opinion], threshold: Threshold
) -> tuple[Cell, ...]:
    there = [each for each in said if each.is_there]
    absent = [each for each in said if not each.is_there]
    gap = statistics.fmean(each.suggested - each.score for each in said)
    return (
        label_words(label),
        len(said),
        _("%(gap)s below ours", gap=fixed(-gap))
        if gap < 0
        else _("%(gap)s above ours", gap=fixed(gap)),
        share(sum(each.score < threshold.flag for each in there), len(there)),
        share(sum(each.score >= threshold.flag for each in absent), len(absent)),
    )
