"""Gives every staged comment its place, and decides which ones are imported.

All of it is done level by level, never by recursion: a thread may be thousands of
replies deep.
"""

from __future__ import annotations

import json
from datetime import datetime

from moderation.discussion.rules import SHOWN_DEPTH
from moderation.exchange.imports.formats.records import ImportedState
from moderation.exchange.imports.options import ImportOptions
from moderation.exchange.imports.staging import KEPT, NEVER_KEPT, PLACEHOLDER, Staging

_FALLBACK = """
UPDATE comment SET created = coalesce(
    (SELECT min(created, :latest) FROM thread WHERE thread.id = comment.thread), :latest
) WHERE created IS NULL AND comment.rowid BETWEEN :first AND :last
"""
_FUTURE = """
UPDATE comment SET created = :latest
WHERE created > :latest AND rowid BETWEEN :first AND :last
"""
_SHIFT = """
UPDATE comment SET created = created + :seconds, edited = edited + :seconds
WHERE rowid BETWEEN :first AND :last
"""
_WITHOUT_THREAD = """
DELETE FROM comment WHERE rowid BETWEEN :first AND :last
AND NOT EXISTS (SELECT 1 FROM thread WHERE thread.id = comment.thread)
"""
_ORPHANS = """
UPDATE comment SET parent = '' WHERE rowid BETWEEN :first AND :last
AND parent <> '' AND NOT EXISTS (
    SELECT 1 FROM comment p WHERE p.id = comment.parent AND p.thread = comment.thread
)
"""
_ROOTS = """
UPDATE comment SET level = 0, place = created, above = ''
WHERE +level IS NULL AND parent = '' AND rowid BETWEEN :first AND :last
"""
_BELOW = """
UPDATE comment SET level = p.level + 1, place = max(comment.created, p.place),
    above = p.id
FROM comment p
WHERE p.level = :level AND p.rowid BETWEEN :first AND :last
    AND comment.parent = p.id AND +comment.level IS NULL
    AND comment.thread = p.thread
"""
"""The plus keeps SQLite from reading every comment that has no level yet."""
_KEPT = """
UPDATE comment SET is_kept = CASE
    WHEN state IN (SELECT value FROM json_each(:left_out)) THEN :never
    WHEN NOT :creates AND EXISTS (
        SELECT 1 FROM thread WHERE thread.id = comment.thread AND rule = 'new'
    ) THEN :never
    ELSE :kept
END
WHERE rowid BETWEEN :first AND :last
"""
_PLACEHOLDERS = """
UPDATE comment SET is_kept = :placeholder
WHERE level = :level AND rowid BETWEEN :first AND :last AND is_kept = :never
AND EXISTS (SELECT 1 FROM comment c WHERE c.parent = comment.id
    AND c.above = comment.id AND c.is_kept > 0)
"""


def arrange(staging: Staging, options: ImportOptions) -> None:
    """Complete times, find each comment's place, and mark what is imported."""
    _note(staging, "in no thread of the file (left out)", _WITHOUT_THREAD)
    if options.shift_hours:
        staging.change(_SHIFT, {"seconds": options.shift_hours * 3600})
    _complete_times(staging, options.latest)
    deepest = _find_places(staging)
    _mark_kept(staging, options, deepest)


def _complete_times(staging: Staging, latest: datetime) -> None:
    """Give comments without a time that of their thread; move none to the future."""
    at = latest.timestamp()
    _note(staging, "time missing or unreadable", _FALLBACK, latest=at)
    _note(staging, "time in the future", _FUTURE, latest=at)


def _find_places(staging: Staging) -> int:
    """Place every comment after its parent; return the deepest level."""
    _note(staging, "reply to an unknown comment (top level)", _ORPHANS)
    staging.change(_ROOTS, {})
    deepest = _descend(staging, 0)
    while start := _of_a_cycle(staging):
        staging.traps["replies in a circle (broken at the oldest)"] += 1
        staging.run("UPDATE comment SET parent = '' WHERE id = ?", (start,))
        staging.change(_ROOTS, {})
        deepest = max(deepest, _descend(staging, 0))
    deep = "SELECT count(*) FROM comment WHERE level > ?"
    if found := staging.count(deep, (SHOWN_DEPTH,)):
        staging.traps[f"deeper than {SHOWN_DEPTH} replies (listed by time)"] = found
    return deepest


def _descend(staging: Staging, level: int) -> int:
    """Place everything below *level*, and return the deepest level."""
    while sum(
        staging.run(_BELOW, {"level": level, **each}).rowcount
        for each in staging.ranges(level)
    ):
        level += 1
    return level


def _of_a_cycle(staging: Staging) -> str | None:
    """Return the oldest comment of a circle of replies; ``None`` if there is none."""
    row = staging.run("SELECT id FROM comment WHERE level IS NULL LIMIT 1").fetchone()
    if row is None:
        return None
    at, passed = row[0], {}
    while at not in passed:
        passed[at], parent = staging.run(
            "SELECT created, parent FROM comment WHERE id = ?", (at,)
        ).fetchone()
        at = parent
    start, times = at, []
    while True:
        times.append((passed[at], at))
        [at] = staging.run("SELECT parent FROM comment WHERE id = ?", (at,)).fetchone()
        if at == start:
            return str(min(times)[1])


def _mark_kept(staging: Staging, options: ImportOptions, deepest: int) -> None:
    """Mark what is imported, and what stays as a placeholder above it."""
    left_out = [ImportedState.DELETED]
    left_out += [] if options.keeps_spam else [ImportedState.SPAM]
    left_out += [] if options.keeps_pending else [ImportedState.PENDING]
    staging.change(
        _KEPT,
        {
            "kept": KEPT,
            "never": NEVER_KEPT,
            "left_out": json.dumps(left_out),
            "creates": options.creates_articles,
        },
    )
    values = {"placeholder": PLACEHOLDER, "never": NEVER_KEPT}
    for level in range(deepest, -1, -1):
        for each in staging.ranges(level):
            staging.run(_PLACEHOLDERS, {**values, "level": level, **each})


def _note(staging: Staging, trap: str, statement: str, **values: float) -> None:
    if count := staging.change(statement, values):
        staging.traps[trap] += count
