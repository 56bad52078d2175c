"""Figures on the scores that callers of the Perspective-compatible API suggest."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.perspective.services.corrections import Opinion, opinions
from moderation.policy.builtin import GENERAL
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
        "Opinions from outside",
        "What callers of the Perspective-compatible API suggested as scores within "
        "thirty days, only the last one for each comment. These are opinions. Nothing "
        "is decided or learned from them. Ours is the classifier's own score. Let "
        "through: by this label alone neither held nor flagged under "
        f"{version.profile.name}. Where others often say otherwise, try other "
        "thresholds on the profile's page. Callers do not belong to a site, so this "
        "is shown for all sites only.",
        (
            "Label",
            "Opinions",
            "Suggested scores on average",
            "Reported as present, but let through",
            "Reported as absent, but held or flagged",
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
        label.value.replace("_", " "),
        len(said),
        f"{abs(gap):.2f} {'below' if gap < 0 else 'above'} ours",
        share(sum(each.score < threshold.flag for each in there), len(there)),
        share(sum(each.score >= threshold.flag for each in absent), len(absent)),
    )
