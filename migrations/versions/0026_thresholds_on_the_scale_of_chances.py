"""Carry thresholds over to the scale on which all labels but one are chances.

The bundled classifier's calibration c1 moved toxicity alone; c2 moves six labels. A
profile gets a new version whose thresholds lie where the old ones lay, so that what is
held and flagged stays the same but for the rounding to two places. Only a newsroom
whose newest verdict rests on scores of that classifier under c1 is touched.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BEFORE = "bundled-962ccf720353-%-c1"
REASON = "The classifier's scores became chances; the limits stay where they were."

FORMER = {"toxicity": (4.2488, -4.7419)}
LATER = {
    "toxicity": (3.9325, -4.4253),
    "obscene": (3.6444, -3.8809),
    "identity_attack": (2.2907, -3.5953),
    "insult": (2.1902, -1.7862),
    "threat": (1.3855, -3.8562),
    "sexual_explicit": (1.3405, -6.3058),
}
"""Slope and offset of each label's line through the log odds."""

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
VERSION = sa.table(
    "profile_version",
    *(sa.column(name) for name in ("id", "profile_id", "number")),
    sa.column("thresholds", JSON),
    sa.column("fallback"),
    sa.column("handling", JSON),
    sa.column("reason"),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
SCHEDULED = sa.table(
    "scheduled_version",
    *(sa.column(name) for name in ("id", "published_number", "cancelled_at")),
    sa.column("thresholds", JSON),
)


def carried(label: str, limit: float) -> float:
    """Return where *limit* lies on the later scale, to two places, inside of it."""
    if not 0.0 < limit < 1.0:
        return limit
    former_slope, former_offset = FORMER.get(label, (1.0, 0.0))
    slope, offset = LATER.get(label, (1.0, 0.0))
    odds = (math.log(limit / (1 - limit)) - former_offset) / former_slope
    found = 1 / (1 + math.exp(-(slope * odds + offset)))
    return min(max(round(found, 2), 0.01), 0.99)


def carried_all(thresholds: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """Return every label's limits on the later scale."""
    return {
        label: {kind: carried(label, limit) for kind, limit in limits.items()}
        for label, limits in thresholds.items()
    }


def upgrade() -> None:
    connection = op.get_bind()
    newest = connection.scalar(
        sa.text(
            "SELECT score.model_version FROM verdict"
            " JOIN score ON score.id = verdict.score_id"
            " WHERE verdict.id = (SELECT max(id) FROM verdict"
            "  WHERE score_id IS NOT NULL)"
            " AND score.model_version LIKE :before"
        ),
        {"before": BEFORE},
    )
    if newest is None:
        return
    for row in _in_force(connection):
        values = {name: row[name] for name in ("profile_id", "fallback", "handling")}
        connection.execute(
            VERSION.insert().values(
                **values,
                number=row["number"] + 1,
                thresholds=carried_all(row["thresholds"]),
                reason=REASON,
                created_at=datetime.now(UTC),
            )
        )
    pending = sa.select(SCHEDULED).where(
        SCHEDULED.c.published_number.is_(None), SCHEDULED.c.cancelled_at.is_(None)
    )
    for row in connection.execute(pending).mappings().all():
        connection.execute(
            SCHEDULED.update()
            .where(SCHEDULED.c.id == row["id"])
            .values(thresholds=carried_all(row["thresholds"]))
        )


def downgrade() -> None:
    """Leave the versions: a verdict may rest on them by now."""


def _in_force(connection: sa.Connection) -> list[Mapping[str, Any]]:
    newer = VERSION.alias()
    is_newest = ~sa.exists().where(
        newer.c.profile_id == VERSION.c.profile_id, newer.c.number > VERSION.c.number
    )
    rows = connection.execute(sa.select(VERSION).where(is_newest)).mappings().all()
    return [dict(row) for row in rows]
