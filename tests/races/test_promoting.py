"""A classifier is put into force while others change a profile: no limit is misread."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moderation.policy.rules import Threshold
from moderation.policy.services import profiles, scales
from moderation.scoring.base.labels import Label
from tests.races import classifiers
from tests.races.profiles import thresholds
from tests.races.stage import CALLERS, Call, Stage

PROFILE = "/admin/profiles/general"
PROMOTE = "/admin/shadow/promote"
BACK = "/admin/shadow/back"
CONFIGURED = Threshold(0.40, 0.76)
CHANGED = Threshold(0.30, 0.58)
"""Limits on the scale of the configured classifier."""
SAME_ON_OWN = {CONFIGURED: Threshold(0.20, 0.50), CHANGED: Threshold(0.15, 0.35)}
"""Where they lie on the scale of the own classifier."""


def in_force(stage: Stage) -> tuple[int, int, Threshold]:
    """Return the choice in force, that of the newest version, and its limits."""
    with stage.database.unit_of_work(write=False) as work:
        version = profiles.current_version(work.session, "general")
        limit = profiles.from_json(version.thresholds)[Label.TOXICITY]
        rounded = Threshold(round(limit.flag, 3), round(limit.hold, 3))
        chosen = scales.number_in_force(work.session)
        return chosen, scales.set_for(work.session, version), rounded


def numbers(stage: Stage) -> list[int]:
    with stage.database.unit_of_work(write=False) as work:
        return [each.number for each in profiles.versions(work.session, "general")]


def save(stage: Stage, choice: str = "0") -> Call:
    """Return a form of a profile that was shown under a choice of a classifier."""
    changed = {"toxicity-flag": "0.3", "toxicity-hold": "0.58", "choice": choice}
    form = thresholds(stage) | changed
    return Call(PROFILE, form, callers=stage.newsroom)


def beside(stage: Stage, one: Call, others: Call) -> list[int]:
    """Send *one* call beside seven *others*; return what each was answered."""
    calls = [one] + [others] * (CALLERS - 1)
    answers = stage.run_all("POST", calls)
    assert max(each.status_code for each in answers) < 500
    return [each.status_code for each in answers]


@pytest.mark.parametrize("_round", range(3))
def test_a_profile_is_saved_before_a_promotion_or_refused(
    new_stage: Stage, _round: int
) -> None:
    promotion = replace(classifiers.promote(new_stage), path=PROMOTE)

    promoted, *saved = beside(new_stage, promotion, save(new_stage))

    assert promoted == 303
    is_saved = 303 in saved
    assert sorted(saved) == [303] * is_saved + [409] * (len(saved) - is_saved)
    limits = SAME_ON_OWN[CHANGED if is_saved else CONFIGURED]
    assert in_force(new_stage) == (1, 1, limits)
    assert numbers(new_stage) == list(range(2 + is_saved, 0, -1))


@pytest.mark.parametrize("_round", range(3))
def test_a_profile_is_saved_before_going_back_or_refused(
    new_stage: Stage, _round: int
) -> None:
    back = replace(classifiers.go_back(new_stage), path=BACK)

    gone, *saved = beside(new_stage, back, save(new_stage, "1"))

    assert gone == 303
    is_saved = 303 in saved
    assert sorted(saved) == [303] * is_saved + [409] * (len(saved) - is_saved)
    chosen, set_for, limit = in_force(new_stage)
    assert (chosen, set_for) == (2, 2)
    assert (limit == CONFIGURED) is not is_saved
    assert numbers(new_stage) == list(range(3 + is_saved, 0, -1))


@pytest.mark.parametrize("_round", range(3))
def test_a_roll_back_beside_a_promotion_lies_on_the_scale_in_force(
    new_stage: Stage, _round: int
) -> None:
    assert new_stage.run("POST", save(new_stage))
    promotion = replace(classifiers.promote(new_stage), path=PROMOTE)
    form = {"to": "1", "number": "2", "reason": "Back."}
    roll_back = Call(f"{PROFILE}/roll-back", form, callers=new_stage.newsroom)

    promoted, *rolled = beside(new_stage, promotion, roll_back)

    assert promoted == 303
    is_rolled = 303 in rolled
    assert sorted(rolled) == [303] * is_rolled + [409] * (len(rolled) - is_rolled)
    limits = SAME_ON_OWN[CONFIGURED if is_rolled else CHANGED]
    assert in_force(new_stage) == (1, 1, limits)
