"""What moderators and readers of Coral did, field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from moderation.exchange.imports.formats import coral_acts
from moderation.exchange.imports.formats.records import (
    ImportedAuthor,
    ImportedDecision,
    ImportedReaction,
    ImportedReport,
    ImportedSanction,
    Skipped,
)
from moderation.review.sanctions.rules import SanctionKind
from tests.moderation.exchange.imports.coral_exports import (
    AT,
    action,
    comment,
    decision,
    status,
)

TEN = datetime(2019, 5, 2, 10, tzinfo=UTC)
REACTION = [ImportedAuthor("u2", ""), ImportedReaction("a", "One", "u2", TEN)]
NOTHING = [Skipped("action on a comment that has no counterpart here")]
YEAR_END = "2030-12-31T00:00:00Z"
LAST_DAY = datetime(2030, 12, 31, tzinfo=UTC)
ENDED = ImportedSanction(
    "u1",
    SanctionKind.SUSPEND,
    datetime(2018, 1, 1, tzinfo=UTC),
    datetime(2018, 1, 2, tzinfo=UTC),
)

ACTS = {
    "an approval": (
        decision("a", "One", "APPROVED"),
        [ImportedDecision("One", True, True, TEN)],
    ),
    "a rejection": (
        decision("a", "One", "REJECTED"),
        [ImportedDecision("One", False, True, TEN)],
    ),
    "a rejection by a list of words": (
        decision("a", "One", "REJECTED", by=None),
        [ImportedDecision("One", False, False, TEN)],
    ),
    "a hold by a rule": (decision("a", "One", "SYSTEM_WITHHELD", by=None), NOTHING),
    "a recommendation": (action("a", "One", "REACTION"), REACTION),
    "one of nobody": (action("a", "One", "REACTION", by=None), NOTHING),
    "a report": (
        action("a", "One", "FLAG", reason="COMMENT_REPORTED_ABUSIVE"),
        [ImportedReport("a", "One")],
    ),
    "a mark of the classifier": (
        action("a", "One", "FLAG", by=None, reason="COMMENT_DETECTED_TOXIC"),
        NOTHING,
    ),
    "a disagreement": (action("a", "One", "DONT_AGREE"), NOTHING),
}

SANCTIONS: dict[str, tuple[Any, list[ImportedSanction]]] = {
    "none known": (None, []),
    "a warning and a past suspension": (status(), [ENDED]),
    "a ban": (status(ban=True), [ImportedSanction("u1", SanctionKind.BAN, TEN), ENDED]),
    "premoderation": (
        status(premod=True),
        [ImportedSanction("u1", SanctionKind.PREMODERATE, TEN), ENDED],
    ),
    "a suspension": (
        status(until=YEAR_END),
        [ImportedSanction("u1", SanctionKind.SUSPEND, TEN, LAST_DAY)],
    ),
    "a ban from one site": ({"ban": {"active": False, "siteIDs": ["site"]}}, []),
}

FEATURED = {"type": "FEATURED", "createdBy": "u1", "createdAt": AT}


@pytest.mark.parametrize(("line", "expected"), ACTS.values(), ids=ACTS)
def test_an_action_on_a_comment_is_read(
    line: dict[str, Any], expected: list[Any]
) -> None:
    assert list(coral_acts.on_comment(line, "a")) == expected


@pytest.mark.parametrize(("given", "expected"), SANCTIONS.values(), ids=SANCTIONS)
def test_a_status_is_read_as_sanctions(
    given: Any, expected: list[ImportedSanction]
) -> None:
    user = {"id": "u1", "role": "MODERATOR", "status": given}

    assert list(coral_acts.sanctions(user, "u1")) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [([FEATURED], TEN), ([{"type": "FEATURED"}], TEN), ([{"type": "STAFF"}], None)],
)
def test_a_featured_comment_is_a_pick(
    tags: list[dict[str, Any]], expected: datetime | None
) -> None:
    assert coral_acts.featured_at(comment("One", tags=tags)) == expected
