"""The desk's context as parameters, for statements that are written once.

To write the statement of a page of the queue takes longer than to run it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam

from moderation.review.items.queue_views import DeskContext


class _Parameters(DeskContext):
    """A context whose values are given when a statement is run."""

    @property
    def skipped_since(self) -> Any:
        """The parameter of this name."""
        return bindparam("skipped_since")


def parameters(*, is_limited: bool) -> DeskContext:
    """Return a context to write a statement with.

    :param is_limited: whether the role is limited to some sections.
    """
    site_id: Any = bindparam("site_id")
    moderator_id: Any = bindparam("moderator_id")
    now: Any = bindparam("now")
    sections: Any = bindparam("sections", expanding=True) if is_limited else None
    return _Parameters(site_id, moderator_id, now, sections)


def given(context: DeskContext) -> dict[str, Any]:
    """Return the values of *context* for a statement with :func:`parameters`."""
    found: dict[str, Any] = {
        "site_id": context.site_id,
        "moderator_id": context.moderator_id,
        "now": context.now,
        "skipped_since": context.skipped_since,
    }
    if context.sections is not None:
        found["sections"] = sorted(context.sections)
    return found
