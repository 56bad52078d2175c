"""Gives every staged comment its place, and decides which ones are imported.

All of it is done level by level, never by recursion: a thread may be thousands of
replies deep.
"""

from __future__ import annotations

from datetime import datetime

from moderation.discussion.rules import SHOWN_DEPTH
from moderation.exchange.imports.formats.records import ImportedState
from moderation.exchange.imports.options import ImportOptions
from moderation.exchange.imports.staging import KEPT, NEVER_KEPT, PLACEHOLDER, Staging

_FALLBACK = """
UPDATE comment SET created = coalesce(
    (SELECT min(created, :latest) FROM thread WHERE thread.id = comment.thread), :latest
) WHERE created IS NULL
"""
_ROOTS = """
UPDATE comment SET level = 0, place = created, above = ''
WHERE level IS NULL AND (parent = '' OR NOT EXISTS (
    SELECT 1 FROM comment p WHERE p.id = comment.parent AND p.thread = comment.thread
))
"""
_BELOW = """
UPDATE comment SET level = p.level + 1, place = max(comment.created, p.place),
    above = p.id
FROM comment p
WHERE p.level = :level AND comment.parent = p.id AND +comment.level IS NULL
    AND comment.thread = p.thread
"""
"""The plus keeps SQLite from reading every comment that has no level yet."""
_PLACEHOLDERS = """
UPDATE comment SET is_kept = :placeholder WHERE level = :level AND is_kept = :never
AND EXISTS (SELECT 1 FROM comment c WHERE c.parent = comment.id
    AND c.above = comment.id AND c.is_kept > 0)
"""


def arrange(staging: Staging, options: ImportOptions) -> None:
    """Complete times, find each comment's place, and mark what is imported."""
    _note(
        staging,
        "in no thread of the file (left out)",
        staging.run("DELETE FROM comment WHERE thread NOT IN (SELECT id FROM thread)"),
    )
    shifted = "UPDATE comment SET created = created + :h, edited = edited + :h"
    staging.run(shifted, {"h": options.shift_hours * 3600})
    _complete_times(staging, options.latest)
    deepest = _find_places(staging)
    _mark_kept(staging, options, deepest)


def _complete_times(staging: Staging, latest: datetime) -> None:
    """Give comments without a time that of their thread; move none to the future."""
    values = {"latest": latest.timestamp()}
    _note(staging, "time missing or unreadable", staging.run(_FALLBACK, values))
    future = "UPDATE comment SET created = :latest WHERE created > :latest"
    _note(staging, "time in the future", staging.run(future, values))


def _find_places(staging: Staging) -> int:
    """Place every comment after its parent; return the deepest level."""
    orphans = (
        "UPDATE comment SET parent = '' WHERE parent <> '' AND NOT EXISTS (SELECT 1"
        " FROM comment p WHERE p.id = comment.parent AND p.thread = comment.thread)"
    )
    _note(staging, "reply to an unknown comment (top level)", staging.run(orphans))
    staging.run(_ROOTS)
    deepest = _descend(staging, 0)
    while start := _of_a_cycle(staging):
        staging.traps["replies in a circle (broken at the oldest)"] += 1
        staging.run("UPDATE comment SET parent = '' WHERE id = ?", (start,))
        staging.run(_ROOTS)
        deepest = max(deepest, _descend(staging, 0))
    deep = "SELECT count(*) FROM comment WHERE level > ?"
    if found := staging.count(deep, (SHOWN_DEPTH,)):
        staging.traps[f"deeper than {SHOWN_DEPTH} replies (listed by time)"] = found
    return deepest


def _descend(staging: Staging, level: int) -> int:
    """Place everything below *level*, and return the deepest level."""
    while staging.run(_BELOW, {"level": level}).rowcount:
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
    staging.run("UPDATE comment SET is_kept = ?", (KEPT,))
    left_out = [ImportedState.DELETED]
    left_out += [] if options.keeps_spam else [ImportedState.SPAM]
    left_out += [] if options.keeps_pending else [ImportedState.PENDING]
    for state in left_out:
        never = "UPDATE comment SET is_kept = ? WHERE state = ?"
        staging.run(never, (NEVER_KEPT, state.value))
    if not options.creates_articles:
        unknown = (
            "UPDATE comment SET is_kept = ? WHERE thread IN"
            " (SELECT id FROM thread WHERE rule = 'new')"
        )
        staging.run(unknown, (NEVER_KEPT,))
    values = {"placeholder": PLACEHOLDER, "never": NEVER_KEPT}
    for level in range(deepest, -1, -1):
        staging.run(_PLACEHOLDERS, values | {"level": level})


def _note(staging: Staging, trap: str, cursor: object) -> None:
    count = getattr(cursor, "rowcount", 0)
    if count > 0:
        staging.traps[trap] += count
