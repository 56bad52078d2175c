"""What an import would do: counts, articles, and whatever is odd in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from moderation.exchange.imports import articles
from moderation.exchange.imports.acts.staged import stamp
from moderation.exchange.imports.formats.records import ImportedState
from moderation.exchange.imports.options import ImportOptions
from moderation.exchange.imports.staging import KEPT, PLACEHOLDER, Staging

UNMAPPED_SHOWN = 20
ACTS = {
    "Comments that moderators or rules decided on": "decision",
    "Reports by readers": "report",
    "Recommendations": "reaction",
}
"""What the plan calls the acts in the tables of the staging."""

SANCTIONS_LEFT_OUT = "Sanctions in force, left out"


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
    :param acts: what moderators and readers did, beside writing.
    """

    threads: Mapping[str, int]
    states: Mapping[str, int]
    kept: int
    placeholders: int
    authors: tuple[int, int]
    unmapped: tuple[str, ...]
    traps: Mapping[str, int]
    acts: Mapping[str, int]

    @property
    def total(self) -> int:
        """The rows that will be stored, where none is there yet."""
        return self.kept + self.placeholders

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in the file that an import could store."""
        return not (self.states or self.acts or sum(self.authors))

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
        yield f"Comments in the file: {sum(self.states.values()):,}" + (
            f" ({states})" if states else ""
        )
        yield f"Comments to import: {self.kept:,}, placeholders: {self.placeholders:,}"
        yield (
            f"Authors: {self.authors[0]:,} with an address, {self.authors[1]:,} without"
        )
        yield from (f"{name}: {n:,}" for name, n in self.acts.items())
        yield from (f"Note: {trap}: {n:,}" for trap, n in sorted(self.traps.items()))


def plan_of(staging: Staging, options: ImportOptions) -> ImportPlan:
    """Return the plan of an arranged staging."""
    with_address = "SELECT count(*) FROM author WHERE email <> ''"
    authors = staging.count("SELECT count(*) FROM author")
    found = staging.count(with_address)
    kept = "SELECT count(*) FROM comment WHERE is_kept = ?"
    return ImportPlan(
        threads=_counted(staging, "thread", "rule", articles.RULES),
        states=_counted(staging, "comment", "state", list(ImportedState)),
        kept=staging.count(kept, (KEPT,)),
        placeholders=staging.count(kept, (PLACEHOLDER,)),
        authors=(found, authors - found),
        unmapped=tuple(articles.unmapped(staging, most=UNMAPPED_SHOWN)),
        traps=dict(staging.traps),
        acts=_acts(staging, options),
    )


def _acts(staging: Staging, options: ImportOptions) -> dict[str, int]:
    acts = {
        name: staging.count(f"SELECT count(*) FROM {table}")  # noqa: S608  Ours.
        for name, table in ACTS.items()
    }
    in_force = "SELECT count(*) FROM sanction WHERE ends IS NULL OR ends > ?"
    name = "Sanctions in force" if options.keeps_sanctions else SANCTIONS_LEFT_OUT
    acts[name] = staging.count(in_force, (stamp(options.latest),))
    return {name: n for name, n in acts.items() if n}


def _counted(
    staging: Staging, table: str, column: str, values: Sequence[str]
) -> dict[str, int]:
    """Count the rows with each of *values*, in one pass and without sorting them."""
    names = sorted(values)
    sums = ", ".join(f"coalesce(sum({column} = ?), 0)" for _ in names)
    counts = staging.run(f"SELECT {sums} FROM {table}", names).fetchone()  # noqa: S608  Ours.
    return {str(name): n for name, n in zip(names, counts, strict=True) if n}
