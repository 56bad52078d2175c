from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from auth.core.errors import CeasefireError
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Article
from moderation.policy.coverage import Matching, Story, speaks_of_conflict
from moderation.policy.inputs import AnswerSuggestion, PlanCoverage
from moderation.policy.services import (
    choices,
    conflict_suggestions,
    coverages,
    profiles,
)
from tests import newsroom

DAY = timedelta(days=1)
STORY = Story(["medtop:20000056"], "World", ["Syria"], "Aid lorries wait in Aleppo.")


@pytest.mark.parametrize(
    ("matching", "takes"),
    [
        (Matching(subjects=["medtop:20000056"]), True),
        (Matching(subjects=["medtop:16000000"]), True),
        (Matching(subjects=["medtop:15000000"]), False),
        (Matching(sections=["world"]), True),
        (Matching(sections=["Sport"]), False),
        (Matching(tags=["syria"]), True),
        (Matching(words=["aleppo"]), True),
        (Matching(words=["lorr"]), False),
        (Matching(tags=["Iraq"], words=["aid lorries"]), True),
    ],
)
def test_an_article_belongs_to_a_coverage_by_any_one_mark(
    matching: Matching, takes: bool
) -> None:
    assert matching.takes(STORY) is takes


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("Troops shelled the town; rebels answered with mortar fire.", True),
        ("The troops of dancers besieged the stage.", False),
        ("A missile, a missile and again a missile.", False),
        ("", False),
    ],
)
def test_words_of_war_tell_a_text_of_armed_conflict(text: str, speaks: bool) -> None:
    assert speaks_of_conflict(text) is speaks


def planned(session: Session, now: datetime, **changes: Any) -> Article:
    """Found a newsroom with an article on the truce, and plan its coverage."""
    newsroom.ensure_newsroom(session, now=now)
    ada = newsroom.person(session, "Ada", now=now, role=Role.ADMIN)
    article = newsroom.article(session, now=now)
    values: dict[str, Any] = {
        "name": "The truce",
        "profile_key": "conflict",
        "matching": Matching(words=["truce"]),
        "starts_at": now + DAY,
        "ends_at": now + 3 * DAY,
        "review_at": now + 2 * DAY,
        "reason": "It may not hold.",
    }
    change = PlanCoverage(**(values | changes))
    coverages.plan(session, change, actor_id=ada.account_id, now=now)
    return article


@pytest.mark.parametrize(
    ("later", "key"),
    [(0 * DAY, "general"), (DAY, "conflict"), (4 * DAY, "general")],
    ids=["before it starts", "under way", "after its end"],
)
def test_a_coverage_begins_and_ends_by_itself(
    database: Database, now: datetime, later: timedelta, key: str
) -> None:
    with database.unit_of_work(write=True) as work:
        article = planned(work.session, now)

        if coverages.is_due(work.session, now=now + later):
            coverages.begin_and_end(work.session, now=now + later)

        assert profiles.profile_key_for(work.session, article) == key


def test_an_article_with_a_profile_of_its_own_keeps_it(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        article = planned(work.session, now, starts_at=now)
        assert profiles.profile_key_for(work.session, article) == "conflict"

        article.profile_key = "general"

        assert profiles.profile_key_for(work.session, article) == "general"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"reason": ""},
        {"matching": Matching()},
        {"ends_at": datetime.fromisoformat("2020-01-01T00:00+00:00")},
        {"review_at": datetime.fromisoformat("2020-01-01T00:00+00:00")},
        {"profile_key": "none"},
        {"matching": Matching(words=["x"] * 51)},
    ],
)
def test_an_invalid_coverage_is_refused(
    database: Database, now: datetime, changes: dict[str, Any]
) -> None:
    with database.unit_of_work(write=True) as work:
        with pytest.raises(CeasefireError):
            planned(work.session, now, **changes)

        assert not coverages.newest(work.session)


@pytest.mark.parametrize(
    ("is_confirmed", "key"), [(True, "conflict"), (False, "general")]
)
def test_an_editor_answers_a_suggestion_once(
    database: Database, now: datetime, is_confirmed: bool, key: str
) -> None:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        ada = newsroom.person(session, "Ada", now=now, role=Role.ADMIN)
        article = newsroom.article(session, now=now)
        article.body_html = "<p>Troops and rebels exchanged mortar fire.</p>"
        session.flush()
        suggested = conflict_suggestions.suggestions(session, now=now)

        conflict_suggestions.answer(
            session,
            AnswerSuggestion(article_id=article.id, is_confirmed=is_confirmed),
            actor_id=ada.account_id,
            now=now,
        )

        assert [(each.id, words) for each, words in suggested] == [
            (article.id, ["mortar", "rebels", "troops", "truce"])
        ]
        session.flush()
        assert profiles.profile_key_for(session, article) == key
        assert not conflict_suggestions.suggestions(session, now=now)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"": "conflict"}, "conflict"),
        ({"": "conflict", "World": "general"}, "general"),
        ({"World": "conflict"}, "conflict"),
        ({"World": ""}, "general"),
    ],
)
def test_a_section_goes_before_its_site(
    database: Database, now: datetime, keys: dict[str, str], expected: str
) -> None:
    with database.unit_of_work(write=True) as work:
        site = newsroom.ensure_newsroom(work.session, now=now)
        article = newsroom.article(work.session, now=now)
        article.section = "World"

        choices.choose(work.session, site_id=site.id, keys=keys)

        assert profiles.profile_key_for(work.session, article) == expected
