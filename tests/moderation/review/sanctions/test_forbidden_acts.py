"""What each sanction forbids, tried on every route."""

from __future__ import annotations

from itertools import product

import pytest

from moderation.review.sanctions.rules import Act, SanctionKind
from moderation.web.framed.links import original
from tests import declared
from tests.calling import Caller, Newsroom
from tests.moderation.review.sanctions.imposing import sanction

BUDGETS = declared.budgets()
GROUP_OF_ACT = {Act.POST: "post", Act.EDIT: "edit", Act.REPORT: "report"}
NEVER_FORBIDDEN = {
    "own": "deleting, following and reading what one is told cost nobody's time",
    "appeal": "a sanctioned reader may contest it",
    "account": "the account stays its owner's",
    "open": "logging in is not writing",
    "sign_on": "logging in is not writing",
    "notice": "everybody may give notice of what is illegal",
}
STAFF_AND_PROGRAMS = {"desk", "newsroom", "machine"}

FORBIDDEN = {
    (kind, act): kind is not SanctionKind.PREMODERATE
    for kind, act in product(SanctionKind, Act)
}


def is_same_view_in_frame(endpoint: str) -> bool:
    """Whether an endpoint is a view of the site that a frame shows as well."""
    views = declared.declaring_app().view_functions
    shown = original(endpoint) or ""
    return shown != endpoint and views[endpoint] is views.get(shown)


def attempts(reader: Caller, own: int, other: int) -> dict[str, int]:
    """Try every act that a sanction may forbid; return the statuses."""
    report = {"reason": "insult"}
    edited = {"text": "Another text", "revision_id": own}
    by_form = {
        "intake.post_comment": ("/articles/truce/comments", {"text": "A thought"}),
        "intake.edit_submit": (f"/comments/{own}/edit", {"text": "A new text"}),
        "intake_reports.report": (f"/comments/{other}/report", report),
    }
    by_program = {
        "intake_api.post_comment": ("POST", "/articles/truce/comments", {"text": "Hm"}),
        "intake_api.edit_comment": ("PATCH", f"/comments/{own}", edited),
        "intake_api.report_comment": ("POST", f"/comments/{other + 1}/reports", report),
    }
    said = {
        endpoint: reader.send(page, **form).status_code
        for endpoint, (page, form) in by_form.items()
    }
    for endpoint, (method, path, body) in by_program.items():
        said[endpoint] = reader.call(method, path, json=body).status_code
    return said


@pytest.mark.parametrize("kind", SanctionKind)
def test_a_sanction_forbids_what_the_table_says_by_every_route(
    called: Newsroom, kind: SanctionKind
) -> None:
    reader, actor = called.person("Nour")
    _, another = called.person("Rashid")
    own = called.comment(actor, "Mine")
    other = called.comment(another, "Theirs")
    called.comment(another, "Theirs too")
    sanction(called, actor, kind)

    said = attempts(reader, own, other)

    assert set(said) == {
        endpoint
        for group in GROUP_OF_ACT.values()
        for endpoint in BUDGETS[group]
        if not is_same_view_in_frame(endpoint)
    }
    for act, group in GROUP_OF_ACT.items():
        refused = {said[each] == 403 for each in BUDGETS[group] & set(said)}
        assert refused == {FORBIDDEN[kind, act]}, (act, said)


def test_every_route_of_readers_is_an_act_or_is_never_forbidden() -> None:
    assert set(BUDGETS) == {
        *GROUP_OF_ACT.values(),
        *NEVER_FORBIDDEN,
        *STAFF_AND_PROGRAMS,
    }


@pytest.mark.parametrize("kind", SanctionKind)
def test_the_sanctioned_may_still_delete_follow_and_appeal(
    called: Newsroom, kind: SanctionKind
) -> None:
    reader, actor = called.person("Nour")
    own = called.comment(actor, "Mine")
    sanction(called, actor, kind)

    follow = {"target": "article", "target_id": "1", "act": "follow"}
    said = [
        reader.send(f"/comments/{own}/delete").status_code,
        reader.send("/follows", **follow).status_code,
        reader.send("/my-sanctions/1/appeal", **{"text-1": "I did not"}).status_code,
    ]

    assert said == [303, 303, 303]
