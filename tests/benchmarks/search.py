"""The search over all comments for a common, a rare and a missing word."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text

from tests.benchmarks import filling
from tests.benchmarks.measuring import milliseconds, report

COMMENTS = 100_000
ROUNDS = 10
"""After five executions PostgreSQL may plan a statement without its parameters."""

SEARCHES = {
    "a word in one comment": "?text=single7",
    "a word in a hundred comments": "?text=rare77",
    "a word in every comment": "?text=lorries",
    "two words": "?text=lorries+rare77",
    "the beginning of a word": "?text=rare7*",
    "a word that nobody wrote": "?text=nowhere",
    "a word of one author": "?text=lorries&author=Reader+7",
    "the newest": "",
}


def main() -> None:
    """Fill an article on each database, and time the searches."""
    for kind in filling.KINDS:
        with filling.town(kind) as town:
            _time_searches(town)


def _time_searches(town: filling.Town) -> None:
    filling.threads(town, filling.article(town, "searched"), COMMENTS)
    with town.database.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE revision SET plain_text = plain_text || ' rare' || (id % 1000)"
                " || ' single' || id"
            )
        )
    town.settle()
    for name, query in SEARCHES.items():
        figure = milliseconds(_page(town, f"/staff/comments{query}"), ROUNDS)
        report(town.named(f"search for {name}, {COMMENTS:,} comments"), figure, "ms")


def _page(town: filling.Town, path: str) -> Callable[[], int]:
    return lambda: town.get(path)
