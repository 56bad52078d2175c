"""Carry thresholds over to the scores of the checkpoint that reads newspapers.

The bundled classifier was trained anew on comments judged by reading, and calibrated to
them (c3). A label that still had the limits of its built-in profile gets the new ones.
A limit that the newsroom chose itself moves to where the same share of newspaper
comments lies above it, so that as many are flagged and held as before, although not
always the same ones. Only a newsroom whose newest verdict rests on scores of the former
bundled checkpoint is touched.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

BEFORE = "bundled-962ccf720353-%"
REASON = "The classifier was trained anew; own limits hold as many comments as before."

LATER: Mapping[str, Sequence[tuple[float, float]]] = {
    "toxicity": (
        (0.0, 0.0),
        (0.0044, 0.0088),
        (0.1994, 0.0416),
        (0.469, 0.0807),
        (0.7275, 0.1599),
        (0.8771, 0.2911),
        (0.9232, 0.3919),
        (0.9557, 0.522),
        (0.974, 0.6823),
        (0.9881, 0.8321),
        (0.9927, 0.8918),
        (0.9955, 0.9338),
        (0.998, 0.9683),
        (1.0, 1.0),
    ),
    "severe_toxicity": (
        (0.0, 0.0),
        (0.1333, 0.0015),
        (0.2539, 0.0028),
        (0.309, 0.0038),
        (0.3693, 0.0052),
        (0.4268, 0.0073),
        (0.4596, 0.0094),
        (0.4997, 0.0122),
        (0.5371, 0.0173),
        (0.5949, 0.0281),
        (0.627, 0.0371),
        (0.6663, 0.0524),
        (0.7022, 0.0917),
        (0.7311, 0.1211),
        (0.7817, 0.2145),
        (0.8491, 0.3683),
        (1.0, 1.0),
    ),
    "obscene": (
        (0.0, 0.0),
        (0.0058, 0.0161),
        (0.4708, 0.063),
        (0.9278, 0.3084),
        (0.9881, 0.9038),
        (0.9979, 0.9811),
        (1.0, 1.0),
    ),
    "identity_attack": (
        (0.0, 0.0),
        (0.0034, 0.0221),
        (0.0179, 0.0345),
        (0.1658, 0.0615),
        (0.6019, 0.1061),
        (0.8891, 0.1846),
        (0.95, 0.2379),
        (0.9784, 0.3698),
        (0.9924, 0.5154),
        (0.9958, 0.6255),
        (0.998, 0.7526),
        (1.0, 1.0),
    ),
    "insult": (
        (0.0, 0.0),
        (0.0048, 0.0134),
        (0.0652, 0.0918),
        (0.1847, 0.2146),
        (0.4283, 0.4521),
        (0.632, 0.7503),
        (0.735, 0.8277),
        (0.8043, 0.8855),
        (0.8527, 0.922),
        (0.8972, 0.9472),
        (0.922, 0.9575),
        (0.9384, 0.9674),
        (0.9558, 0.9741),
        (0.9631, 0.9779),
        (0.9731, 0.9828),
        (0.982, 0.9867),
        (1.0, 1.0),
    ),
    "threat": (
        (0.0, 0.0),
        (0.0057, 0.0058),
        (0.0159, 0.0116),
        (0.0586, 0.0434),
        (0.2747, 0.1831),
        (0.4403, 0.4166),
        (0.6827, 0.6796),
        (0.763, 0.8602),
        (1.0, 1.0),
    ),
    "sexual_explicit": (
        (0.0, 0.0),
        (0.0047, 0.0096),
        (0.0333, 0.0253),
        (0.0773, 0.0407),
        (0.1631, 0.0699),
        (0.2973, 0.1103),
        (0.362, 0.1599),
        (0.4631, 0.2451),
        (0.5273, 0.3289),
        (1.0, 1.0),
    ),
}
"""Where the same share of newspaper comments lies above a limit: former and new scale,
for each label. Measured on 2,125 judged comments that neither was trained on."""

FORMER_BUILTIN = {
    "general": {
        "toxicity": (0.45, 0.9),
        "severe_toxicity": (0.5, 0.7),
        "obscene": (0.3, 0.9),
        "identity_attack": (0.3, 0.95),
        "insult": (0.5, 0.85),
        "threat": (0.1, 0.4),
        "sexual_explicit": (0.05, 0.25),
    },
    "conflict": {
        "toxicity": (0.1, 0.75),
        "severe_toxicity": (0.5, 0.65),
        "obscene": (0.1, 0.75),
        "identity_attack": (0.15, 0.9),
        "insult": (0.35, 0.8),
        "threat": (0.05, 0.5),
        "sexual_explicit": (0.05, 0.2),
    },
}
NEW_BUILTIN = {
    "general": {
        "toxicity": (0.4, 0.76),
        "severe_toxicity": (0.2, 0.4),
        "obscene": (0.5, 1.0),
        "identity_attack": (0.35, 0.75),
        "insult": (0.75, 1.0),
        "threat": (0.25, 0.8),
        "sexual_explicit": (0.4, 1.0),
    },
    "conflict": {
        "toxicity": (0.28, 0.6),
        "severe_toxicity": (0.2, 0.35),
        "obscene": (0.4, 1.0),
        "identity_attack": (0.3, 0.5),
        "insult": (0.7, 1.0),
        "threat": (0.2, 0.5),
        "sexual_explicit": (0.3, 1.0),
    },
}
"""The limits (flag, hold) of the built-in profiles before and after."""

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
PROFILE = sa.table("profile", sa.column("id"), sa.column("key"))
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
    *(sa.column(name) for name in ("id", "profile_id")),
    *(sa.column(name) for name in ("published_number", "cancelled_at")),
    sa.column("thresholds", JSON),
)


def carried(label: str, limit: float) -> float:
    """Return where *limit* lies on the later scale, to two places, inside of it."""
    if not 0.0 < limit < 1.0 or label not in LATER:
        return limit
    knots = LATER[label]
    right = bisect_right([former for former, _ in knots], limit)
    (former, later), (next_former, next_later) = knots[right - 1], knots[right]
    share = (limit - former) / (next_former - former)
    found = later + share * (next_later - later)
    return min(max(round(found, 2), 0.01), 0.99)


def carried_all(
    key: str | None, thresholds: Mapping[str, Mapping[str, float]]
) -> dict[str, Any]:
    """Return every label's limits on the later scale."""
    former, new = FORMER_BUILTIN.get(key or "", {}), NEW_BUILTIN.get(key or "", {})
    found = {}
    for label, limits in thresholds.items():
        if (limits["flag"], limits["hold"]) == former.get(label):
            flag, hold = new[label]
        else:
            flag, hold = (carried(label, limits[kind]) for kind in ("flag", "hold"))
        found[label] = {"flag": flag, "hold": max(flag, hold)}
    return found


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
    keys = dict(connection.execute(sa.select(PROFILE.c.id, PROFILE.c.key)).all())
    for row in _in_force(connection):
        values = {name: row[name] for name in ("profile_id", "fallback", "handling")}
        connection.execute(
            VERSION.insert().values(
                **values,
                number=row["number"] + 1,
                thresholds=carried_all(keys[row["profile_id"]], row["thresholds"]),
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
            .values(thresholds=carried_all(keys[row["profile_id"]], row["thresholds"]))
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
