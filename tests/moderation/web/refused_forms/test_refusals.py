"""Nothing that a person typed is lost, whatever refuses it: all forms, all refusals."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from auth.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TooManyError,
)
from tests.moderation.web.refused_forms.refusing import (
    FORMS,
    Desk,
    arrive,
    expect_arrived,
    expect_kept,
    path_of,
    refuse,
)

pytestmark = pytest.mark.usefixtures("logged_in")

MESSAGE = "A sentence that says why."
AWAY = OperationalError("SELECT 1", {}, Exception("the server has gone"))

RAISED: dict[str, tuple[Exception, int]] = {
    "not allowed": (ForbiddenError(MESSAGE), 403),
    "gone": (NotFoundError(MESSAGE), 404),
    "changed meanwhile": (ConflictError(MESSAGE), 409),
    "not acceptable": (InvalidError(MESSAGE), 422),
    "too often": (TooManyError(MESSAGE, {"retry_after": 40}), 429),
    "a fault of ours": (RuntimeError("a fault"), 500),
    "database away": (AWAY, 503),
}


@pytest.mark.parametrize("refusal", RAISED)
@pytest.mark.parametrize("endpoint", FORMS)
def test_a_refused_form_is_kept_and_can_be_sent_again(
    desk: Desk, view: Any, endpoint: str, refusal: str
) -> None:
    error, status = RAISED[refusal]
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint)
    view(endpoint, refuse(error))

    answer = desk.send(path, sent)

    assert answer.status_code == status
    kept = expect_kept(answer.text, path, sent)
    view(endpoint, arrive(desk))
    assert desk.send(path, kept.filled()).text == "Done."
    expect_arrived(desk, sent)


@pytest.mark.parametrize(("field", "is_led_on"), [("kind", True), ("note", False)])
def test_a_form_that_lacks_a_choice_leads_to_the_page_that_offers_it(
    desk: Desk, view: Any, field: str, is_led_on: bool
) -> None:
    endpoint = "decisions.decide"
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint)
    view(endpoint, refuse(InvalidError("Please choose one.", {"field": field})))

    answer = desk.send(path, sent)

    assert ("cannot be chosen here" in answer.text) is is_led_on


@pytest.mark.parametrize("endpoint", FORMS)
def test_a_form_with_a_stale_token_is_kept_and_can_be_sent_again(
    desk: Desk, view: Any, endpoint: str
) -> None:
    path, sent = path_of(desk.app, endpoint), desk.fill(endpoint, csrf_token="old")
    view(endpoint, arrive(desk))

    answer = desk.send(path, sent)

    assert answer.status_code == 400
    kept = expect_kept(answer.text, path, sent)
    assert desk.send(path, kept.filled()).text == "Done."
    expect_arrived(desk, sent)
