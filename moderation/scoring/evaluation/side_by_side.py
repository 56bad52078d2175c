"""Prints the sections of one checkpoint, or of several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moderation.scoring.evaluation.figures import Section

MISSING = "not measured"


def as_text(section: Section) -> str:
    """Return a section of one checkpoint as a Markdown table."""
    title, lines = section
    rows = [f"| {name} | {figure} |" for name, figure in lines]
    return "\n".join([f"\n## {title}\n", "| measured | figure |", "|---|---|", *rows])


def beside(found: Mapping[str, Sequence[Section]]) -> str:
    """Return the sections of several checkpoints with one column for each.

    :param found: the sections of each checkpoint by its name. A title or a line that
        only some of them have is shown for those.
    """
    titles = dict.fromkeys(title for each in found.values() for title, _ in each)
    return "\n".join(_table(title, found) for title in titles)


def _table(title: str, found: Mapping[str, Sequence[Section]]) -> str:
    columns = [dict(dict(each).get(title, [])) for each in found.values()]
    names = dict.fromkeys(name for column in columns for name in column)
    rows = [
        f"| {name} | {' | '.join(each.get(name, MISSING) for each in columns)} |"
        for name in names
    ]
    head = f"| measured | {' | '.join(found)} |"
    return "\n".join([f"\n## {title}\n", head, "|---|" + "---|" * len(found), *rows])
