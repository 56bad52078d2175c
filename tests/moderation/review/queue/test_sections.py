"""A moderator of one section sees and decides that section, on every route."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from auth.access.declarations import declared_access
from auth.core.permissions import Permission, Role
from moderation.discussion.models import Article
from moderation.discussion.rules import Status
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action, Reason
from tests.calling import Caller, Newsroom
from tests.moderation.review.queue.sections import POLITICS, SPORT, limit
from tests.routes import routes

SECRET = "A sentence about the goalkeeper"


@dataclass
class Desk:
    """A moderator of one section, with waiting and decided items in another."""

    called: Newsroom
    moderator: Caller
    author_id: int
    comment_id: int
    item_id: int
    decision_id: int


def set_section(called: Newsroom, section: str) -> None:
    """Move the only article and its waiting comments to a section."""
    with called.database.unit_of_work(write=True) as work:
        work.session.scalars(select(Article)).one().section = section
        for item in work.session.scalars(select(ReviewItem)):
            item.section = section


@pytest.fixture
def desk(called: Newsroom) -> Desk:
    _, author = called.person("Wanda")
    _, chief = called.person("Ruth", Role.MODERATOR)
    moderator, mina = called.person("Mina")
    limit(called, mina.account_id, SPORT)
    decided_id = called.comment(author, f"{SECRET} one.", waits=True)
    with called.database.unit_of_work(write=True) as work:
        query = select(ReviewItem.id).where(ReviewItem.comment_id == decided_id)
        decision_id = decisions.decide(
            work.session,
            DecideItem(
                item_id=work.session.scalars(query).one(),
                action=Action.REJECT,
                reason=Reason.INSULT,
                note="",
                revision_id=None,
            ),
            moderator_id=chief.account_id,
            now=work.now,
        ).id
    comment_id = called.comment(author, SECRET, status=Status.HELD, waits=True)
    with called.database.unit_of_work(write=False) as work:
        query = select(ReviewItem.id).where(ReviewItem.comment_id == comment_id)
        item_id = work.session.scalars(query).one()
    set_section(called, POLITICS)
    return Desk(called, moderator, author.account_id, comment_id, item_id, decision_id)


def state(called: Newsroom) -> dict[str, Any]:
    """Return everything that a moderator could have changed."""
    with called.database.unit_of_work(write=False) as work:
        items = work.session.execute(
            select(ReviewItem.id, ReviewItem.closed_at, ReviewItem.claimed_by_id)
        )
        undone = work.session.execute(select(Decision.id, Decision.undone_at))
        rows = called.rows()
        return {
            "items": sorted(map(tuple, items)),
            "decisions": sorted(map(tuple, undone)),
            "sanctions": rows["sanction"],
            "batches": rows["batch"],
        }


def path_to(desk: Desk, rule: str) -> str:
    """Return the URL of an object in the other section."""
    for name, number in (
        ("item_id", desk.item_id),
        ("comment_id", desk.comment_id),
        ("thread_id", desk.comment_id),
        ("decision_id", desk.decision_id),
        ("account_id", desk.author_id),
    ):
        rule = rule.replace(f"<int:{name}>", str(number))
    return re.sub(r"<(\w+:)?\w+>", "1", rule)


def is_walked(access: str, method: str) -> bool:
    """Whether a route is for the desk, or a page that staff may see more of."""
    return access == Permission.REVIEW or method == "GET"


def test_no_route_shows_or_changes_what_is_in_another_section(
    desk: Desk,
) -> None:
    app = desk.called.app
    app.config["WTF_CSRF_ENABLED"] = False
    before = state(desk.called)
    form = {
        "action": "approve",
        "reason": "insult",
        "kind": "warn",
        "label": "toxicity",
        "low": "0",
        "high": "100",
        "outcome": "upheld",
    }
    shown = []
    for rule, method in routes(app):
        if not is_walked(str(declared_access(app, rule.endpoint)), method):
            continue
        path = path_to(desk, rule.rule)
        sent: dict[str, Any] = {}
        if method != "GET":
            sent = {"json" if path.startswith("/api/") else "data": form}
        answer = desk.moderator.client.open(
            path, method=method, follow_redirects=True, **sent
        )
        if SECRET in answer.get_data(as_text=True):
            shown.append((method, rule.rule))
        assert answer.status_code < 500, (method, rule.rule)

    assert shown == []
    assert state(desk.called) == before


@pytest.mark.parametrize("section", [SPORT, POLITICS])
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/figures/workload.csv", "Ruth,1,0,1"),
        ("/figures/waiting.csv", "up to 15 minutes,1"),
        ("/figures/deciding.csv", ",1,"),
        ("/figures/daily.csv", ",1\r\n"),
        ("/queue", "0 published, 1 rejected"),
        ("/staff/authors/<int:account_id>", "Wanda"),
    ],
)
def test_counts_are_of_the_sections_of_a_role(
    desk: Desk, path: str, words: str, section: str
) -> None:
    set_section(desk.called, section)

    page = desk.moderator.client.get(path_to(desk, path)).get_data(as_text=True)

    # Templates break their lines where they like; a file's lines count.
    shown = page if path.endswith(".csv") else " ".join(page.split())
    assert (words in shown) is (section == SPORT)


def test_the_audit_log_shows_a_moderator_of_a_section_their_own_acts(
    desk: Desk,
) -> None:
    set_section(desk.called, SPORT)
    desk.moderator.send(f"/queue/{desk.item_id}/decision", action="escalate")

    page = desk.moderator.client.get("/admin/audit-log?actor=Ruth").get_data(
        as_text=True
    )

    assert "<bdi>Mina</bdi>" in page
    assert "<bdi>Ruth</bdi>" not in page


def test_a_role_permits_everything_in_its_own_section(desk: Desk) -> None:
    set_section(desk.called, SPORT)

    assert SECRET in desk.moderator.client.get("/queue").get_data(as_text=True)
    answer = desk.moderator.send(f"/queue/{desk.item_id}/decision", action="approve")

    assert answer.status_code == 303
    with desk.called.database.unit_of_work(write=False) as work:
        item = work.session.get_one(ReviewItem, desk.item_id)
        assert item.closed_at is not None


@pytest.mark.parametrize(
    ("section", "status", "is_closed"), [(SPORT, 303, True), (POLITICS, 403, False)]
)
def test_an_article_is_closed_only_within_the_sections_of_a_role(
    desk: Desk, section: str, status: int, is_closed: bool
) -> None:
    set_section(desk.called, section)

    answer = desk.moderator.send(
        "/admin/articles/truce/comments", action="close", back="article"
    )

    assert answer.status_code == status
    with desk.called.database.unit_of_work(write=False) as work:
        article = work.session.scalars(select(Article)).one()
        assert (article.closed_at is not None) == is_closed


def test_a_sanction_is_left_to_a_moderator_of_the_site(desk: Desk) -> None:
    set_section(desk.called, SPORT)

    answer = desk.moderator.send(
        f"/staff/authors/{desk.author_id}/sanctions", kind="warn", reason="insult"
    )

    assert answer.status_code == 403
