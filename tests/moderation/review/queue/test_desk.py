"""Several moderators at one queue."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.models import Site
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.rules import Status
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext, Order, QueueView
from moderation.review.items.rules import CLAIM_LEASE, SEEN_FOR
from moderation.review.items.services import claims, items
from moderation.review.queue.services import assignment, presence, queue
from tests import newsroom
from tests.calling import Caller, Newsroom

VIEW = QueueView()


@dataclass
class Desk:
    """A newsroom with a few comments that wait, and two moderators."""

    database: Database
    site_id: int
    item_ids: list[int]
    edith: Actor
    samuel: Actor
    now: datetime

    def desk_context(self, who: Actor, later: timedelta = timedelta()) -> DeskContext:
        return DeskContext(self.site_id, who.account_id, self.now + later)

    def deal(self, who: Actor, later: timedelta = timedelta()) -> int | None:
        with self.database.unit_of_work(write=True) as work:
            return assignment.assign_next(
                work.session, context=self.desk_context(who, later), view=VIEW
            )

    def skip(self, who: Actor, item_id: int) -> None:
        with self.database.unit_of_work(write=True) as work:
            assignment.skip(
                work.session, context=self.desk_context(who), item_id=item_id
            )

    def look(self, who: Actor, item_id: int, later: timedelta = timedelta()) -> None:
        with self.database.unit_of_work(write=True) as work:
            context = self.desk_context(who, later)
            presence.look(work.session, context=context, item_id=item_id)

    def others(self, who: Actor, later: timedelta = timedelta()) -> presence.Desk:
        with self.database.unit_of_work(write=False) as work:
            return presence.others(work.session, context=self.desk_context(who, later))


@pytest.fixture
def desk(database: Database, now: datetime) -> Desk:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        author = newsroom.person(session, "Red Scarf", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR)
        opened = []
        for number in range(4):
            comment = newsroom.post(session, author, article, f"No. {number}", now=now)
            item = items.open_item(
                session,
                comment=comment,
                revision=newsroom.latest(session, comment),
                causes=[VerdictCause(CauseKind.CLASSIFIER, score=0.9 - number / 10)],
                now=now,
            )
            opened.append(item.id)
        site_id = session.scalars(select(Site.id)).one()
    return Desk(database, site_id, opened, edith, samuel, now)


def test_each_moderator_is_handed_a_different_item(desk: Desk) -> None:
    assert desk.deal(desk.edith) == desk.item_ids[0]
    assert desk.deal(desk.samuel) == desk.item_ids[1]


def test_what_a_moderator_holds_is_handed_to_them_again(desk: Desk) -> None:
    first = desk.deal(desk.edith)

    assert desk.deal(desk.edith) == first


def test_two_who_ask_at_once_are_handed_different_items(desk: Desk) -> None:
    dealt: list[int | None] = []
    start = threading.Barrier(2)

    def ask(who: Actor) -> None:
        start.wait()
        dealt.append(desk.deal(who))

    threads = [
        threading.Thread(target=ask, args=(who,)) for who in (desk.edith, desk.samuel)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(each for each in dealt if each) == desk.item_ids[:2]


def test_a_skipped_item_goes_to_somebody_else(desk: Desk) -> None:
    first = desk.deal(desk.edith)
    assert first

    desk.skip(desk.edith, first)

    assert desk.deal(desk.edith) == desk.item_ids[1]
    assert desk.deal(desk.samuel) == first


def test_an_item_whose_holder_is_gone_is_handed_out_again(desk: Desk) -> None:
    first = desk.deal(desk.edith)

    later = CLAIM_LEASE + timedelta(seconds=1)

    assert desk.deal(desk.samuel, later) == first


def test_looking_at_ones_item_renews_the_claim(desk: Desk) -> None:
    first = desk.deal(desk.edith)
    assert first
    desk.look(desk.edith, first, timedelta(minutes=4))

    later = CLAIM_LEASE + timedelta(seconds=1)

    assert desk.deal(desk.samuel, later) == desk.item_ids[1]


def test_nothing_is_handed_out_when_all_is_with_others(desk: Desk) -> None:
    with desk.database.unit_of_work(write=True) as work:
        for item_id in desk.item_ids:
            claims.claim(
                work.session,
                item_id=item_id,
                moderator_id=desk.samuel.account_id,
                now=desk.now,
            )

    assert desk.deal(desk.edith) is None


def test_colleagues_see_who_looks_at_an_item_until_it_is_stale(desk: Desk) -> None:
    desk.look(desk.samuel, desk.item_ids[0])

    assert desk.others(desk.edith).viewers == {desk.item_ids[0]: ["Samuel"]}
    assert desk.others(desk.samuel).people == []
    assert desk.others(desk.edith, SEEN_FOR).people == []


@pytest.mark.parametrize(
    ("order", "places"),
    [
        (Order.HARM, [0, 1, 2, 3]),
        (Order.OLDEST, [0, 1, 2, 3]),
        (Order.NEWEST, [3, 2, 1, 0]),
    ],
)
def test_after_each_item_comes_the_next_of_the_order_and_after_the_last_the_one_before(
    desk: Desk, order: Order, places: list[int]
) -> None:
    view = QueueView(order=order)
    ids = [desk.item_ids[place] for place in places]
    with desk.database.unit_of_work(write=False) as work:
        following = [
            queue.next_id(
                work.session,
                context=desk.desk_context(desk.edith),
                view=view,
                item=work.session.get_one(ReviewItem, item_id),
            )
            for item_id in ids
        ]

    assert following == [*ids[1:], ids[-2]]


@pytest.fixture
def moderator(called: Newsroom) -> Caller:
    return called.person("Mo", Role.MODERATOR)[0]


@pytest.fixture
def waiting(called: Newsroom, moderator: Caller) -> list[int]:
    """The items of three comments, in the queue's order."""
    _, ann = called.person("Ann")
    for text in ("One.", "Two.", "Three."):
        called.comment(ann, text, status=Status.WAITING, waits=True)
    return [item["id"] for item in moderator.get("/queue").json["items"]]


def test_a_decision_leads_to_the_next_card(
    moderator: Caller, waiting: list[int]
) -> None:
    answer = moderator.send(f"/queue/{waiting[1]}/decision", action="approve")

    assert answer.location == f"/queue#item-{waiting[2]}"


def test_a_decision_keeps_the_view(moderator: Caller, waiting: list[int]) -> None:
    path = f"/queue/{waiting[1]}/decision"

    answer = moderator.send(path, reject="hate", view="order=newest")

    assert re.fullmatch(r"/queue\?order=newest#item-\d+", answer.location)


def test_reviewing_goes_from_item_to_item_until_nothing_is_left(
    moderator: Caller, waiting: list[int]
) -> None:
    place = moderator.send("/queue/start").location
    seen = []
    while found := re.match(r"/queue/items/(\d+)\?reviewing=yes", place):
        seen.append(int(found[1]))
        assert moderator.client.get(place).status_code == 200
        path = f"/queue/{found[1]}/decision"
        place = moderator.send(path, action="approve", view="reviewing=yes").location

    assert seen == waiting
    assert place == "/queue#queue"


def test_what_somebody_else_decided_is_said_and_the_view_stays(
    called: Newsroom, moderator: Caller, waiting: list[int]
) -> None:
    other, _ = called.person("Max", Role.MODERATOR)
    path = f"/queue/{waiting[0]}/decision"
    other.send(path, action="approve")

    answer = moderator.send(path, reject="spam", view="order=oldest")

    assert answer.location == f"/queue?order=oldest#item-{waiting[0]}"
    page = moderator.client.get(answer.location).get_data(as_text=True)
    assert "Max has already approved this." in page


def test_the_desk_learns_who_is_there_what_was_decided_and_what_came(
    called: Newsroom, moderator: Caller, waiting: list[int]
) -> None:
    other, _ = called.person("Max", Role.MODERATOR)
    other.post("/queue/presence", {"item_id": waiting[1]})
    other.send(f"/queue/{waiting[0]}/decision", action="approve")
    body = {"item_id": waiting[2], "shown": waiting, "since_id": min(waiting)}

    desk = moderator.post("/queue/presence", body).json

    assert desk["people"] == ["Max"]
    by_id = {item["id"]: item for item in desk["items"]}
    assert by_id[waiting[0]]["decided_by"] == "Max"
    assert by_id[waiting[1]]["viewers"] == ["Max"]
    assert by_id[waiting[2]]["is_open"]
    assert desk["arrived"] == 2


@pytest.mark.parametrize("query", ["order=sideways", "author=x", "author=-1"])
def test_a_view_that_there_is_not_is_refused(moderator: Caller, query: str) -> None:
    assert moderator.client.get(f"/queue?{query}").status_code == 422
