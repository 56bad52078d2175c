"""The page of notices is for moderators of the whole site."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.access.staff import roles
from auth.core.models import Site
from auth.core.permissions import Role
from tests.calling import Caller, Newsroom
from tests.notices import send_form


@pytest.fixture
def noticed(called: Newsroom) -> Newsroom:
    """A newsroom with one notice."""
    _, ann = called.person("Ann")
    send_form(called, called.comment(ann, "Something illegal."))
    return called


def of_section(called: Newsroom) -> Caller:
    """Return a moderator of one section."""
    caller, actor = called.person("Mina")
    with called.database.unit_of_work(write=True) as work:
        roles.grant(
            work.session,
            account_id=actor.account_id,
            role=Role.MODERATOR,
            site_id=work.session.scalars(select(Site.id)).one(),
            section="sport",
            now=work.now,
        )
    return caller


def statuses(caller: Caller) -> list[int]:
    """Return what the page of notices and its forms answer."""
    page = caller.client.get("/staff/notices")
    marked = caller.send("/staff/notices/1/mark", is_unfounded="yes")
    warned = caller.send("/staff/notices/1/notifier", act="warn")
    return [each.status_code for each in (page, marked, warned)]


def test_a_visitor_is_asked_to_log_in(noticed: Newsroom) -> None:
    assert noticed.visitor().client.get("/staff/notices").status_code == 302


def test_a_reader_neither_sees_nor_changes_notices(noticed: Newsroom) -> None:
    caller, _ = noticed.person("Rita")

    assert statuses(caller) == [403, 403, 403]


def test_a_moderator_of_a_section_neither_sees_nor_changes_notices(
    noticed: Newsroom,
) -> None:
    assert statuses(of_section(noticed)) == [403, 403, 403]


def test_a_moderator_of_the_site_sees_notices(noticed: Newsroom) -> None:
    caller, _ = noticed.person("Mo", Role.MODERATOR)

    assert "notice-1" in caller.client.get("/staff/notices").text
