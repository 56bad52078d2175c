"""A real server and a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from sqlalchemy import delete, select

from auth.core.models import RoleGrant, Throttle
from auth.core.permissions import Role
from moderation.review.quality.inputs import SetBlindShares
from moderation.review.quality.services import second_review
from tests.browser.chromium import ARGUMENTS, CHROMIUM, HEADLESS
from tests.founded import OnceARun, database_of
from tests.serving import Served

# A command that reaches Chromium between two pages is refused by its driver. That
# says nothing of the product; what the product does wrong has other messages.
DRIVER_REFUSED = ["Protocol error", "Execution context was destroyed"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder; skip them if there is no browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=2, only_rerun=DRIVER_REFUSED))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium was not found"))


@pytest.fixture(scope="package")
def site(
    tmp_path_factory: pytest.TempPathFactory, once_a_run: OnceARun
) -> Iterator[Served]:
    """Serve the demo newsroom with the fixed scorer, until the last test in a browser.

    Until the end of the run, its chores and open pages would take time of other tests.
    """
    served = Served(
        tmp_path_factory.mktemp("instance"), settings={"COMMENTS_A_MINUTE": "1000"}
    )
    once_a_run.found(served)
    draw_nothing(served)
    served.start()
    yield served
    served.stop()


def draw_nothing(served: Served) -> None:
    """Turn off second reviews and blind cards that are drawn at random."""
    database = database_of(served)
    with database.unit_of_work(write=True) as work:
        admin_id = work.session.scalars(
            select(RoleGrant.account_id).where(RoleGrant.role == Role.ADMIN)
        ).one()
        second_review.set_plan(
            work.session,
            SetBlindShares(second_share=0, blind_share=0),
            actor_id=admin_id,
            now=work.now,
        )
    database.dispose()


@pytest.fixture(scope="package")
def driver() -> Iterator[Playwright]:
    """The one driver of browsers: a process cannot have two at once."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(driver: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests in a browser; each has its own context."""
    chromium = driver.chromium.launch(executable_path=HEADLESS, args=ARGUMENTS)
    yield chromium
    chromium.close()


@pytest.fixture(autouse=True)
def _alone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[None]:
    """Begin with no limit used up, and leave no page open that goes on asking."""
    if "site" in request.fixturenames:
        forget_limits(request.getfixturevalue("site"))
    yield
    for context in browser.contexts:
        context.close()


def forget_limits(served: Served) -> None:
    """Forget what was counted: one network may register ten times an hour."""
    database = database_of(served)
    with database.unit_of_work(write=True) as work:
        work.session.execute(delete(Throttle))
    database.dispose()


@pytest.fixture
def page(browser: Browser, site: Served) -> Iterator[Page]:
    """A page in a new browser context."""
    context = browser.new_context(base_url=site.url)
    yield context.new_page()
    context.close()
