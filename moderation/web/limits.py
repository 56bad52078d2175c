"""Limits how often each writing route may be called, before its view runs.

A view names its budget with ``@limited``; :func:`budgets` lists them. A call counts
against the account, the API key or, for visitors, the network. Refused calls count as
well, because they cost work. Windows are fixed, so that counting takes one statement
per limit. Around the end of a window, up to twice the number of calls can pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, Response, current_app, g, request

from auth.access import browser
from auth.access.declarations import declared_budget, declared_uncounted
from auth.access.identity import current_actor
from auth.core import throttles
from auth.core.errors import TooManyError
from auth.core.formats import duration
from auth.core.rules import Limit
from auth.core.throttles import Count
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from moderation.platform.config import Config

EXTENSION = "ceasefire.limits"
COUNTS = "limit_counts"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Budget:
    """The number of calls that one account, key or network may make of some routes."""

    limits: tuple[Limit, ...]

    @classmethod
    def of(cls, *, minute: int = 0, hour: int = 0, day: int = 0) -> Budget:
        """Return a budget with these numbers of calls; 0 means no such window."""
        numbers = ((minute, MINUTE), (hour, HOUR), (day, DAY))
        return cls(tuple(Limit(count, window) for count, window in numbers if count))


def policy(budget: Budget) -> str:
    """Return the header ``RateLimit-Policy`` for a budget."""
    return ", ".join(
        f'"{limit.window.total_seconds():.0f}s";q={limit.count}'
        f";w={limit.window.total_seconds():.0f}"
        for limit in budget.limits
    )


def remaining(budget: Budget, counts: Sequence[Count]) -> str:
    """Return the header ``RateLimit`` for what is left of a budget."""
    return ", ".join(
        f'"{limit.window.total_seconds():.0f}s";r={count.remaining};t={count.reset}'
        for limit, count in zip(budget.limits, counts, strict=True)
    )


def budgets(config: Config) -> dict[str, Budget]:
    """Return the budgets by name.

    ``post`` counts attempts. The intake counts accepted comments exactly, against
    ``COMMENTS_A_MINUTE``.
    """
    a_minute = config.comments_a_minute
    return {
        "post": Budget.of(minute=10 * a_minute, day=50 * a_minute),
        # An edit is classified again, and a moderator may have to read it again.
        "edit": Budget.of(minute=6, hour=30),
        "report": Budget.of(minute=5, hour=20, day=60),
        "notice": Budget.of(minute=5, hour=20, day=60),
        "appeal": Budget.of(hour=10, day=30),
        "own": Budget.of(minute=60),
        # Guesses and mails that a stranger can cause are also counted by account and
        # by mailbox: see auth/core/rules.py.
        "account": Budget.of(minute=30),
        "open": Budget.of(minute=60),
        # Thousands of readers share one address of a mobile network, and their
        # publisher has signed each of these calls.
        "sign_on": Budget.of(minute=600),
        "desk": Budget.of(minute=300),
        "newsroom": Budget.of(minute=60),
        "machine": Budget.of(minute=3_000),
    }


STRICTEST = "account"
"""The budget of a route that declares none."""


def setup(app: Flask, config: Config) -> None:
    """Count every writing call of *app*.

    Register this after the access check, so that refused calls cost no budget.
    """
    app.extensions[EXTENSION] = budgets(config)
    app.before_request(enforce)
    app.after_request(tell)


def tell(response: Response) -> Response:
    """Add the limits, and what is left of them, to responses of the JSON API."""
    endpoint = request.endpoint
    group = declared_budget(current_app, endpoint) if endpoint else None
    if group and request.path.startswith("/api/"):
        found: Mapping[str, Budget] = current_app.extensions[EXTENSION]
        response.headers["RateLimit-Policy"] = policy(found[group])
        if COUNTS in g:
            response.headers["RateLimit"] = remaining(found[group], g.get(COUNTS))
    return response


def enforce() -> None:
    """Count this request against the budget of its route.

    :raises TooManyError: if the budget is used up, with the seconds to wait.
    """
    endpoint = request.endpoint
    if endpoint is None or request.method in SAFE_METHODS:
        return
    if declared_uncounted(current_app, endpoint):
        return
    group = declared_budget(current_app, endpoint) or STRICTEST
    all_budgets: Mapping[str, Budget] = current_app.extensions[EXTENSION]
    with unit_of_work(write=True) as work:
        # All limits are counted before one of them refuses.
        counts = [
            throttles.count(
                work.session,
                key=f"{group}:{caller()}",
                limit=limit,
                now=work.now,
            )
            for limit in all_budgets[group].limits
        ]
    setattr(g, COUNTS, counts)
    if wait := max(each.wait for each in counts):
        raise TooManyError(
            _(
                "Too many requests at once. Please wait %(duration)s, then try again.",
                duration=duration(wait),
            ),
            {"retry_after": wait},
        )


def caller() -> str:
    """Return the account, key or network that a call counts against."""
    actor = current_actor()
    if actor is None:
        return f"network-{browser.network()}"
    return f"key-{actor.key_id}" if actor.key_id else f"account-{actor.account_id}"
