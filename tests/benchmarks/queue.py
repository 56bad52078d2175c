"""The queue's page at 200 and at 200,000 waiting items, and a decision on 1,000."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import select

from auth.core.models import Account
from moderation.review.decisions.batch_models import Batch
from moderation.review.decisions.services import batches
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action
from tests.benchmarks import filling
from tests.benchmarks.measuring import milliseconds, report

FEW, MANY, BATCH = 200, 200_000, 1_000

VIEWS = {
    "by harm": "/queue",
    "the newest": "/queue?order=newest",
    "of one article": "/queue?article=held",
    "with a label": "/queue?label=threat",
}


def main() -> None:
    """Fill a queue on each database, time its views, then decide a thousand items."""
    for kind in filling.KINDS:
        with filling.town(kind) as town:
            _time_queue(town)


def _time_queue(town: filling.Town) -> None:
    held = filling.article(town, "held")
    filling.items(town, held, FEW)
    town.settle()
    small = {name: milliseconds(_page(town, path)) for name, path in VIEWS.items()}
    filling.items(town, held, MANY - FEW)
    town.settle()
    for name, path in VIEWS.items():
        figure = milliseconds(_page(town, path))
        words = town.named(f"queue {name}, {MANY:,} waiting")
        report(words, figure, "ms", f"{FEW} waiting", small[name])
    seconds = _decide(town)
    report(town.named(f"decide {BATCH:,} at once"), seconds, "s")
    report(town.named("of these, one decision"), 1_000 * seconds / BATCH, "ms")


def _page(town: filling.Town, path: str) -> Callable[[], int]:
    return lambda: town.get(path)


def _decide(town: filling.Town) -> float:
    """Return the seconds that a batch takes, in the steps of the page."""
    context = _begin(town)
    begun = time.perf_counter()
    is_over = False
    while not is_over:
        with town.database.unit_of_work(write=True) as work:
            batch = batches.advance(work.session, context=context, batch_id=1)
            is_over = batch.stopped_at is not None
    return time.perf_counter() - begun


def _begin(town: filling.Town) -> DeskContext:
    with town.database.unit_of_work(write=True) as work:
        session = work.session
        query = select(Account.id).where(Account.display_name == "Edith")
        context = DeskContext(1, session.scalars(query).one(), work.now)
        rows = session.execute(
            select(ReviewItem.id, ReviewItem.revision_id)
            .where(ReviewItem.closed_at.is_(None))
            .order_by(ReviewItem.id)
            .limit(BATCH)
        )
        batch = Batch(
            site_id=1,
            moderator_id=context.moderator_id,
            action=Action.APPROVE,
            chosen=[list(row) for row in rows],
            refused={},
            created_at=work.now,
        )
        session.add(batch)
    return context
