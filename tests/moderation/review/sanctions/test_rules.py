from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.review.sanctions.rules import (
    SanctionKind,
    SanctionPeriod,
    strongest_refusal,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def standing(kind: SanctionKind, days: int | None = None) -> SanctionPeriod:
    end = NOW + timedelta(days=days) if days else None
    return SanctionPeriod(kind, NOW, end, None, None)


WARNING = standing(SanctionKind.WARN)
PREMODERATED = standing(SanctionKind.PREMODERATE)
WEEK = standing(SanctionKind.SUSPEND, 7)
MONTH = standing(SanctionKind.SUSPEND, 30)
BAN = standing(SanctionKind.BAN)


@pytest.mark.parametrize(
    ("in_force", "told"),
    [
        ([], None),
        ([PREMODERATED], None),
        ([WARNING], WARNING),
        ([WARNING, WEEK], WEEK),
        ([WEEK, WARNING], WEEK),
        ([MONTH, WEEK], MONTH),
        ([WEEK, BAN, MONTH], BAN),
    ],
)
def test_an_author_is_told_of_what_keeps_them_from_writing_the_longest(
    in_force: list[SanctionPeriod], told: SanctionPeriod | None
) -> None:
    assert strongest_refusal(in_force) == told
