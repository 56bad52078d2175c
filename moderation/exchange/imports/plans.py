"""What an import would do: counts, articles, and whatever is odd in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from moderation.exchange.imports import articles
from moderation.exchange.imports.staging import KEPT, PLACEHOLDER, Staging

UNMAPPED_SHOWN = 20


@dataclass(frozen=True)
class ImportPlan:
    """The figures of one file.

    :param threads: threads with comments, by the rule that found their article.
    :param states: comments in the file by their state there.
    :param kept: comments that will be imported with their text.
    :param placeholders: comments that will be imported without one.
    :param authors: people with an address in the file, and without.
    :param unmapped: the first addresses for which no article is known.
    :param traps: what is odd in the file, with the number of cases.
    """

    threads: Mapping[str, int]
    states: Mapping[str, int]
    kept: int
    placeholders: int
    authors: tuple[int, int]
    unmapped: tuple[str, ...]
    traps: Mapping[str, int]

    @property
    def total(self) -> int:
        """The rows that will be stored, where none is there yet."""
        return self.kept + self.placeholders

    def lines(self) -> Iterator[str]:
        """Yield the plan as lines for a person."""
        known = {rule: n for rule, n in self.threads.items() if rule != articles.NEW}
        found = ", ".join(f"{n:,} by {rule}" for rule, n in known.items())
        yield f"Articles known: {sum(known.values()):,}" + (
            f" ({found})" if found else ""
        )
        yield f"Articles not known: {self.threads.get(articles.NEW, 0):,}"
        yield from (f"  {url or '(no address)'}" for url in self.unmapped)
        states = ", ".join(f"{n:,} {state}" for state, n in self.states.items())
        yield f"Comments in the file: {sum(self.states.values()):,} ({states})"
        yield f"Comments to import: {self.kept:,}, placeholders: {self.placeholders:,}"
        yield (
            f"Authors: {self.authors[0]:,} with an address, {self.authors[1]:,} without"
        )
        yield from (f"Note: {trap}: {n:,}" for trap, n in sorted(self.traps.items()))


def plan_of(staging: Staging) -> ImportPlan:
    """Return the plan of an arranged staging."""
    with_address = "SELECT count(*) FROM author WHERE email <> ''"
    authors = staging.count("SELECT count(*) FROM author")
    found = staging.count(with_address)
    kept = "SELECT count(*) FROM comment WHERE is_kept = ?"
    return ImportPlan(
        threads=_groups(staging, "SELECT rule, count(*) FROM thread WHERE rule <> ''"),
        states=_groups(staging, "SELECT state, count(*) FROM comment"),
        kept=staging.count(kept, (KEPT,)),
        placeholders=staging.count(kept, (PLACEHOLDER,)),
        authors=(found, authors - found),
        unmapped=tuple(articles.unmapped(staging, most=UNMAPPED_SHOWN)),
        traps=dict(staging.traps),
    )


def _groups(staging: Staging, statement: str) -> dict[str, int]:
    return dict(staging.run(f"{statement} GROUP BY 1 ORDER BY 1").fetchall())
