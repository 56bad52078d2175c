"""A registration on a site that asks for a proof of work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from auth.core.models import Site
from auth.db.database import Database
from tests.browser.people import PASSWORD
from tests.serving import Served

HEAR = """() => {
    const place = document.querySelector("[data-proof]");
    new MutationObserver(() => sessionStorage.setItem(
        "heard", `${sessionStorage.getItem("heard") ?? ""}${place.textContent}|`,
    )).observe(place, {childList: true});
}"""


def switch(site: Served, *, is_on: bool) -> None:
    database = Database(f"sqlite:///{site.instance_path}/ceasefire.sqlite")
    with database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(wants_proof_of_work=is_on))
    database.dispose()


@pytest.fixture
def attacked(site: Served) -> Iterator[None]:
    """The newsroom, while scripts attack it."""
    switch(site, is_on=True)
    yield
    switch(site, is_on=False)


@pytest.mark.usefixtures("attacked")
def test_a_reader_registers_while_the_browser_proves_its_work(page: Page) -> None:
    page.goto("/register")
    page.get_by_label("Name").fill("Patient")
    page.get_by_label("E-mail address").fill("patient@reader.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.evaluate(HEAR)

    page.get_by_role("main").get_by_role("button", name="Register").click()

    page.wait_for_url("**/register/thanks", timeout=60_000)
    heard = page.evaluate("sessionStorage.getItem('heard')")
    assert heard.startswith("Your browser is computing a short proof")
    assert heard.endswith("Done. The form is being sent.|")
    page.reload()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
