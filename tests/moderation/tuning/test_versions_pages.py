"""Thresholds that were set for another classifier, on the pages of profiles."""

from __future__ import annotations

import re

import pytest

from auth.core.permissions import Role
from moderation.policy.rules import Threshold
from moderation.policy.services import profiles
from moderation.scoring.base.labels import Label
from moderation.tuning.inputs import ChooseClassifier
from moderation.tuning.services.own import promoting
from tests.calling import Caller, Newsroom
from tests.own_classifiers import own, reported

PAGE = "/admin/profiles/general"
FORM = {f"{label.value}-{kind}": "0.40" for label in Label for kind in ("flag", "hold")}
SAVED = FORM | {"number": "1", "choice": "0", "fallback": "flag", "reason": "A test."}
CARRIED = 'name="toxicity-flag" value="0.2"'
NOTE = "set for another classifier"


@pytest.fixture
def admin(called: Newsroom) -> Caller:
    """An admin, after an own classifier was put into force."""
    ada, actor = called.person("Ada", Role.ADMIN)
    with called.database.unit_of_work(write=True) as work:
        classifier = own(work.session, "one", now=work.now)
        reported(work.session, "here", [classifier], now=work.now)
        promoting.promote(
            work.session,
            ChooseClassifier(0, classifier.sha256),
            actor_id=actor.account_id,
            now=work.now,
        )
    return ada


def limit(called: Newsroom) -> tuple[int, Threshold]:
    """Return the number of the newest version, and its limits for toxicity."""
    with called.database.unit_of_work(write=False) as work:
        version = profiles.current_version(work.session, "general")
        limits = profiles.from_json(version.thresholds)
        return version.number, limits[Label.TOXICITY]


def test_a_proposal_for_the_former_classifier_is_shown_on_the_scale_of_this_one(
    admin: Caller,
) -> None:
    old = admin.client.get(PAGE, query_string=FORM | {"choice": "0"}).text
    new = admin.client.get(PAGE, query_string=FORM | {"choice": "1"}).text

    assert CARRIED in old
    assert 'name="choice" value="1"' in old
    assert NOTE in old
    assert CARRIED not in new
    assert NOTE not in new


def test_a_form_for_the_former_classifier_is_refused_and_shown_on_this_scale(
    admin: Caller, called: Newsroom
) -> None:
    before = limit(called)

    refused = admin.send(PAGE, **SAVED)

    assert refused.status_code == 409
    assert "Another classifier has come into force" in refused.text
    assert CARRIED in refused.text
    assert limit(called) == before

    admin.send(PAGE, **SAVED | {"toxicity-flag": "0.2", "number": "2", "choice": "1"})

    assert limit(called) == (3, Threshold(0.2, 0.4))


def test_thresholds_that_cannot_be_read_stay_those_of_the_former_classifier(
    admin: Caller,
) -> None:
    refused = admin.send(PAGE, **SAVED | {"threat-flag": "much"})

    assert refused.status_code == 422
    assert 'name="choice" value="0"' in refused.text


def test_a_roll_back_over_a_promotion_says_that_thresholds_were_carried(
    admin: Caller, called: Newsroom
) -> None:
    admin.send(PAGE, **SAVED | {"number": "2", "choice": "1"})

    admin.send(f"{PAGE}/roll-back", to="1", number="3", reason="Back.")

    assert limit(called) == (4, Threshold(0.20, 0.50))
    assert "its thresholds were carried over" in admin.client.get(PAGE).text


@pytest.mark.parametrize("choice", ["", "x", "-1", "9" * 30])
def test_a_choice_that_is_none_counts_as_the_one_in_force(
    admin: Caller, choice: str
) -> None:
    page = admin.client.get(PAGE, query_string=FORM | {"choice": choice})

    assert page.status_code == 200
    assert NOTE not in page.text


def test_a_form_for_a_choice_that_is_not_known_is_refused_and_to_be_checked(
    admin: Caller, called: Newsroom
) -> None:
    before = limit(called)

    refused = admin.send(PAGE, **SAVED | {"number": "2", "choice": "77"})

    assert refused.status_code == 409
    assert "no one knows where they lie" in refused.text
    assert 'name="choice" value="1"' in refused.text
    assert limit(called) == before


@pytest.mark.parametrize(
    ("value", "step"), [("0.2", "0.01"), ("0.993", "0.001"), ("1", "0.01")]
)
def test_a_threshold_with_three_places_can_be_sent(
    admin: Caller, value: str, step: str
) -> None:
    given = FORM | {"choice": "1", "threat-flag": "0.1", "threat-hold": value}

    page = admin.client.get(PAGE, query_string=given).text

    assert re.search(rf'step="{step}"[^>]*name="threat-hold" value="{value}"', page)
