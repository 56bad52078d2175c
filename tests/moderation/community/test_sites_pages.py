"""An admin adds a site, and the newsroom answers on both hosts."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from auth.core.models import Site
from auth.core.permissions import Role
from tests.calling import Caller, Newsroom

PAGE = "/admin/sites"


@pytest.fixture
def admin(called: Newsroom) -> Caller:
    return called.person("Ada", Role.ADMIN)[0]


def hosts(called: Newsroom) -> list[str]:
    with called.database.unit_of_work(write=False) as work:
        return sorted(work.session.scalars(select(Site.host)))


def test_a_site_that_is_added_answers_on_its_host(
    called: Newsroom, admin: Caller
) -> None:
    answer = admin.send(PAGE, name=" The  Herald ", host="Herald.test")

    assert answer.status_code == 303
    assert hosts(called) == ["herald.test", "localhost"]
    visitor = called.visitor().client
    assert "The Herald" in visitor.get("/", base_url="http://herald.test").text
    assert "The Courier" in visitor.get("/").text
    assert "<bdi>The Herald</bdi>" in admin.client.get(PAGE).text


@pytest.mark.parametrize(
    ("name", "host", "status", "message"),
    [
        ("", "herald.test", 422, "A name must have"),
        ("The Herald", "https://herald.test/", 422, "Enter a host"),
        ("The Herald", "localhost", 409, "already uses this host"),
    ],
)
def test_what_is_refused_stays_in_the_form(
    called: Newsroom,
    admin: Caller,
    name: str,
    host: str,
    status: int,
    message: str,
) -> None:
    answer = admin.send(PAGE, name=name, host=host)

    assert answer.status_code == status
    assert message in answer.text
    assert f'value="{host}"' in answer.text
    assert hosts(called) == ["localhost"]


def test_the_only_site_is_not_cut_off_from_the_host_it_is_read_on(
    called: Newsroom, admin: Caller
) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(host="comments.example.org"))

    answer = admin.send(PAGE, name="The Herald", host="herald.test")

    assert answer.status_code == 422
    assert "Change its host first." in answer.text
    assert hosts(called) == ["comments.example.org"]


def test_no_moderator_adds_a_site(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)

    answer = moderator.send(PAGE, name="The Herald", host="herald.test")

    assert answer.status_code == 403
    assert hosts(called) == ["localhost"]
