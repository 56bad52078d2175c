"""Nothing that a person typed is lost when they have to log in again: all forms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from auth.access.declarations import PUBLIC, wants_fresh
from auth.core.models import LoginSession
from auth.core.permissions import Permission
from tests import declared
from tests.auth.visitor import PASSWORD
from tests.forms import form_to, forms_in
from tests.moderation.web.refused_forms.refusing import (
    FORMS,
    Desk,
    arrive,
    expect_arrived,
    expect_kept,
    path_of,
)

pytestmark = pytest.mark.usefixtures("logged_in")

ACCESS = declared.access()
PRIVATE = [
    each for each in FORMS if ACCESS[each] != PUBLIC and not each.startswith("embed")
]
PRIVATE_IN_FRAME = [
    each for each in FORMS if ACCESS[each] != PUBLIC and each.startswith("embed")
]
FOR_ADMINS = [each for each in FORMS if ACCESS[each] == Permission.RUN_NEWSROOM]


@pytest.mark.parametrize("token", ["in force", "stale"])
@pytest.mark.parametrize("endpoint", PRIVATE)
def test_a_form_whose_session_has_ended_goes_through_logging_in(
    desk: Desk, view: Any, endpoint: str, token: str
) -> None:
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint)
    if token == "stale":
        sent["csrf_token"] = "old"
    view(endpoint, arrive(desk))
    desk.admin.client.delete_cookie("sid")

    refused = desk.send(path, sent)
    login = next(each for each in forms_in(refused.text) if "kept" in dict(each.fields))
    shown = desk.log_in(login)

    assert refused.status_code == (400 if token == "stale" else 401)
    assert all(value in refused.text for value in sent.values() if "Typed" in value)
    kept = expect_kept(shown.text, path, sent)
    assert desk.send(path, kept.filled()).text == "Done."
    expect_arrived(desk, sent)


@pytest.mark.parametrize("endpoint", PRIVATE_IN_FRAME)
def test_a_frame_whose_session_has_ended_keeps_the_form_and_has_no_log_in(
    desk: Desk, view: Any, endpoint: str
) -> None:
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint)
    view(endpoint, arrive(desk))
    held = desk.admin.client.get_cookie("sid")
    assert held is not None
    desk.admin.client.delete_cookie("sid")

    refused = desk.send(path, sent)

    assert refused.status_code == 401
    assert all("/login" not in each.action for each in forms_in(refused.text))
    kept = expect_kept(refused.text, path, sent)
    desk.admin.client.set_cookie("sid", held.value)
    assert desk.send(path, kept.filled()).text == "Done."
    expect_arrived(desk, sent)


@pytest.mark.parametrize("endpoint", FOR_ADMINS)
def test_a_form_that_needs_the_password_again_goes_through_giving_it(
    desk: Desk, view: Any, endpoint: str
) -> None:
    if not wants_fresh(desk.app, endpoint):
        return
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint)
    view(endpoint, arrive(desk))
    with desk.newsroom.database.unit_of_work(write=True) as work:
        stale = work.now - timedelta(minutes=11)
        work.session.execute(update(LoginSession).values(proved_at=stale))

    refused = desk.send(path, sent)
    proof = form_to(refused.text, "/account/prove")
    shown = desk.send("/account/prove", proof.filled(password=PASSWORD))

    assert refused.status_code == 401
    kept = expect_kept(shown.text, path, sent)
    assert desk.send(path, kept.filled()).text == "Done."
    expect_arrived(desk, sent)
