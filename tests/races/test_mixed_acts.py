"""Eight people do different things to one object at once.

Nobody gets an error of ours, and every counter is right afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from moderation.discussion.rules import Status
from moderation.review.items.rules import Action
from moderation.review.items.services import items
from moderation.running.doctor import recount
from tests.races import profiles, staff, webhooks
from tests.races.stage import CALLERS, Call, Headers, Stage

Sent = tuple[str, dict[str, Any]]
Mixed = Callable[[Stage], list[Call]]


def by(callers: Sequence[Headers], *sent: Sent) -> list[Call]:
    """Return a call for each path and form."""
    return [Call(path, form, callers=callers) for path, form in sent]


def acts(path: str, *values: str, name: str = "act", **form: Any) -> list[Sent]:
    """Return the same form with each of several acts."""
    return [(path, {name: value} | form) for value in values]


def on_item(stage: Stage) -> list[Call]:
    callers, author = stage.same()
    comment = stage.comment(author, status=Status.HELD, waits=True)
    found = stage.write(lambda session, _: items.open_for(session, comment.id))
    queue, own = f"/queue/{found.id}", f"/comments/{comment.id}"
    decide = acts(f"{queue}/decision", "approve", "escalate", name="action")
    reject = (f"{queue}/decision", {"action": "reject", "reason": "insult"})
    edit = {"text": "Another text", "revision_id": comment.latest_revision_id}
    claim: list[Sent] = [
        (f"{queue}/claim", {}),
        (f"{queue}/release", {}),
        (f"{queue}/skip", {}),
    ]
    return by(stage.desk, *decide, reject, *claim) + by(
        callers, (f"{own}/edit", edit), (f"{own}/delete", {})
    )


def on_published(stage: Stage) -> list[Call]:
    callers, author = stage.same()
    comment = stage.comment(author)
    path, desk = f"/comments/{comment.id}", f"/staff/comments/{comment.id}"
    form = {"reason": "insult", "note": "", "revision_id": comment.latest_revision_id}
    readers = [stage.person()[0] for _ in range(CALLERS)]
    return [
        *by(readers, *acts(f"{path}/reaction", "recommend", "withdraw")),
        *by(readers, (f"{path}/report", {"reason": "insult"})),
        *by(stage.desk, *acts(f"{desk}/pick", "pick", "pin")),
        *by(stage.desk, (f"{desk}/remove", form), (f"{desk}/open-again", form)),
        *by(callers, (f"{path}/delete", {})),
    ]


def on_recommendation(stage: Stage) -> list[Call]:
    path = f"/comments/{stage.comment().id}/reaction"
    return by(stage.same()[0], *acts(path, "recommend", "withdraw"))


def on_pick(stage: Stage) -> list[Call]:
    path = f"/staff/comments/{stage.comment().id}/pick"
    return by(stage.desk, *acts(path, "pick", "unpick", "pin", "unpin"))


def on_reader(stage: Stage) -> list[Call]:
    _, other = stage.person()
    target = {"target": "reader", "target_id": str(other.account_id)}
    four = acts("/follows", "follow", "unfollow", "mute", "unmute", **target)
    return by(stage.same()[0], *four)


def on_decision(stage: Stage) -> list[Call]:
    callers, author = stage.same()
    decision = stage.decision(Action.REJECT, author)
    appeal = f"/my-comments/{decision.comment_id}/appeal"
    return [
        *by(stage.desk, (f"/queue/decisions/{decision.id}/undo", {})),
        *by(callers, (appeal, {"text": "That was wrong"})),
        *by(callers, (f"/comments/{decision.comment_id}/delete", {})),
    ]


def on_proposed_sanction(stage: Stage) -> list[Call]:
    callers, author = stage.same()
    number = stage.sanction(author, is_proposed=True)
    path = f"/staff/sanctions/{number}"
    mine = f"/my-sanctions/{number}"
    return by(stage.desk, (f"{path}/confirm", {}), (f"{path}/lift", {})) + by(
        callers,
        (f"{mine}/acknowledge", {}),
        (f"{mine}/appeal", {f"text-{number}": "That was wrong"}),
    )


def on_sanction_appeal(stage: Stage) -> list[Call]:
    upheld = staff.on_appeal("/staff/sanction-appeals/{id}")(stage)
    overturned = dict(upheld.form) | {"outcome": "overturned"}
    return [upheld, *by(stage.desk, (upheld.path, overturned))]


def on_notifier(stage: Stage) -> list[Call]:
    call = staff.on_notice("/staff/notices/{id}/notifier", act="warn")(stage)
    return by(stage.desk, *acts(call.path, "warn", "suspend", "lift"))


def on_webhook(stage: Stage) -> list[Call]:
    path = f"/admin/webhooks/{webhooks.add_endpoint(stage)}"
    ends = ["/remove", "/secret", "/test", "/replay"]
    change = (path, {"url": webhooks.HOOKS})
    return by(stage.newsroom, change, *((f"{path}{end}", {}) for end in ends))


def on_article(stage: Stage) -> list[Call]:
    stage.comment()
    path = "/admin/articles/truce"
    both = acts(f"{path}/comments", "open", "close", name="action")
    story = {"headline": "A story", "url": "https://courier.example/story"}
    return by(stage.newsroom, *both, (path, story)) + by(
        stage.same()[0], ("/articles/truce/comments", {"text": "Thought {n}"})
    )


def on_role(stage: Stage) -> list[Call]:
    _, actor = stage.person()
    email = f"{actor.display_name.replace(' ', '.')}@reader.example"
    form = {"email": email, "role": "moderator"}
    both = acts("/admin/staff", "grant", "revoke", name="action", **form)
    end: Sent = (f"/admin/accounts/{actor.account_id}/sessions/end", {})
    return by(stage.newsroom, *both, end)


def on_profile(stage: Stage) -> list[Call]:
    roll_back = profiles.roll_back(stage)
    later = dict(profiles.thresholds(stage)) | {"due": "2999-01-01T00:00"}
    return [
        roll_back,
        profiles.change_profile(stage),
        profiles.cancel_version(stage),
        *by(stage.newsroom, ("/admin/profiles/general", later)),
    ]


MIXED: dict[str, Mixed] = {
    each.__name__.removeprefix("on_"): each
    for each in (
        *(on_item, on_published, on_recommendation, on_pick, on_reader, on_decision),
        *(on_proposed_sanction, on_sanction_appeal, on_notifier, on_webhook),
        *(on_article, on_role, on_profile),
    )
}


@pytest.mark.parametrize("mixed", MIXED.values(), ids=MIXED)
def test_eight_who_do_different_things_at_once_harm_nothing(
    stage: Stage, mixed: Mixed
) -> None:
    calls = mixed(stage)
    eight = [calls[place % len(calls)] for place in range(CALLERS)]

    answers = stage.run_all("POST", eight)

    statuses = [each.status_code for each in answers]
    assert max(statuses) < 500
    assert min(statuses) < 400
    with stage.database.unit_of_work(write=False) as work:
        assert set(recount(work.session).values()) == {0}
