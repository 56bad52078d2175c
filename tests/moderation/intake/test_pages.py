"""Where a reader lands after writing, changing, deleting and reporting."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auth.core.actor import Actor
from auth.core.models import Account
from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.intake.models import ListedPhrase
from tests.calling import Caller, Newsroom
from tests.pages import tags

ARTICLE = "/articles/truce"

Act = Callable[[Newsroom, Caller, Actor], tuple[str, str]]


def posts(_called: Newsroom, reader: Caller, _actor: Actor) -> tuple[str, str]:
    answer = reader.send(f"{ARTICLE}/comments", text="A word.", next=ARTICLE)
    return answer.location, f"{ARTICLE}#comment-1"


def replies_in_a_thread(
    called: Newsroom, reader: Caller, actor: Actor
) -> tuple[str, str]:
    head = called.comment(actor, "A first word.")
    answer = reader.send(
        f"{ARTICLE}/comments",
        text="An answer.",
        parent_id=str(head),
        next=f"/threads/{head}#x",
    )
    return answer.location, f"/threads/{head}#comment-{head + 1}"


def edits_what_is_published(
    called: Newsroom, reader: Caller, actor: Actor
) -> tuple[str, str]:
    own = called.comment(actor, "A word.")
    answer = reader.send(f"/comments/{own}/edit", text="A better word.")
    return answer.location, f"/comments/{own}"


def edits_what_is_held(
    called: Newsroom, reader: Caller, actor: Actor
) -> tuple[str, str]:
    own = called.comment(actor, "A word.", status=Status.HELD)
    answer = reader.send(f"/comments/{own}/edit", text="A better word.")
    return answer.location, f"{ARTICLE}#comment-{own}"


def deletes_what_has_no_replies(
    called: Newsroom, reader: Caller, actor: Actor
) -> tuple[str, str]:
    own = called.comment(actor, "A word.")
    answer = reader.send(f"/comments/{own}/delete")
    return answer.location, f"{ARTICLE}#comments"


def deletes_what_has_replies(
    called: Newsroom, reader: Caller, actor: Actor
) -> tuple[str, str]:
    own = called.comment(actor, "A word.")
    called.comment(actor, "And another.", parent_id=own)
    answer = reader.send(f"/comments/{own}/delete")
    return answer.location, f"/comments/{own}"


def reports(called: Newsroom, reader: Caller, _actor: Actor) -> tuple[str, str]:
    _, other = called.person("Deniz")
    theirs = called.comment(other, "A rude word.")
    answer = reader.send(f"/comments/{theirs}/report", reason="insult")
    return answer.location, f"/comments/{theirs}"


@pytest.mark.parametrize(
    "act",
    [
        posts,
        replies_in_a_thread,
        edits_what_is_published,
        edits_what_is_held,
        deletes_what_has_no_replies,
        deletes_what_has_replies,
        reports,
    ],
)
def test_acting_on_a_comment_returns_to_it(called: Newsroom, act: Act) -> None:
    reader, actor = called.person("Nour")

    landed, expected = act(called, reader, actor)

    assert landed == expected


@pytest.mark.parametrize("parent", [None, "published"])
def test_what_waits_stands_on_the_page_where_its_author_lands(
    called: Newsroom, parent: str | None
) -> None:
    reader, actor = called.person("Nour")
    form = {"parent_id": str(called.comment(actor, "First."))} if parent else {}

    answer = reader.send(f"{ARTICLE}/comments", text="A word.", next=ARTICLE, **form)

    page = reader.client.get(answer.location).get_data(as_text=True)
    place = answer.location.partition("#")[2]
    [own] = [each for each in tags(page, "div") if each.get("id") == place]
    assert own["tabindex"] == "-1"
    assert place not in called.visitor().client.get(ARTICLE).get_data(as_text=True)


def test_a_reply_that_is_published_at_once_is_shown_to_its_author_anyway(
    called: Newsroom,
) -> None:
    reader, actor = called.person("Nour")
    head = called.comment(actor, "First.")
    for number in range(6):
        last = called.comment(actor, f"Answer {number}", parent_id=head)

    page = reader.client.get(ARTICLE).get_data(as_text=True)

    assert [each for each in tags(page, "div") if each.get("id") == f"comment-{last}"]


def test_deleting_asks_first(called: Newsroom) -> None:
    reader, actor = called.person("Nour")
    own = called.comment(actor, "A word to regret.")

    asked = reader.client.get(f"/comments/{own}/delete").get_data(as_text=True)

    assert "A word to regret." in asked
    assert "A word to regret." in reader.client.get(ARTICLE).get_data(as_text=True)


@pytest.mark.parametrize("status", [Status.WAITING, Status.HELD])
def test_the_link_to_a_comment_that_waits_works_for_its_author_alone(
    called: Newsroom, status: Status
) -> None:
    reader, actor = called.person("Nour")
    own = called.comment(actor, "A word.", status=status)

    led = reader.client.get(f"/comments/{own}")

    assert led.location == f"{ARTICLE}#comment-{own}"
    assert called.visitor().client.get(f"/comments/{own}").status_code == 404


@pytest.mark.parametrize("page", [ARTICLE, "/my-comments"])
def test_no_page_of_comments_deletes_by_one_click(called: Newsroom, page: str) -> None:
    reader, actor = called.person("Nour")
    own = called.comment(actor, "A word.")

    shown = reader.client.get(page).get_data(as_text=True)

    assert f"/comments/{own}/delete" in {each["href"] for each in tags(shown, "a")}
    assert f"/comments/{own}/delete" not in {
        each.get("action") for each in tags(shown, "form")
    }


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.HELD, Status.WAITING])
def test_my_comments_leads_to_each_comment(called: Newsroom, status: Status) -> None:
    reader, actor = called.person("Nour")
    own = called.comment(actor, "A word.", status=status)

    page = reader.client.get("/my-comments").get_data(as_text=True)

    assert f"/comments/{own}" in {each["href"] for each in tags(page, "a")}


def test_a_report_takes_two_acts(called: Newsroom) -> None:
    _, other = called.person("Deniz")
    theirs = called.comment(other, "A rude word.")
    reader, _ = called.person("Nour")

    page = reader.client.get(ARTICLE).get_data(as_text=True)
    form = reader.client.get(f"/comments/{theirs}/report").get_data(as_text=True)

    assert f"/comments/{theirs}/report" in {each["href"] for each in tags(page, "a")}
    reasons = {
        each["value"] for each in tags(form, "button") if each.get("name") == "reason"
    }
    assert {"hate", "threat", "insult", "spam", "other"} <= reasons


def test_a_reported_comment_says_so_and_a_second_report_is_taken_calmly(
    called: Newsroom,
) -> None:
    _, other = called.person("Deniz")
    theirs = called.comment(other, "A rude word.")
    reader, _ = called.person("Nour")
    reader.send(f"/comments/{theirs}/report", reason="insult")

    page = reader.client.get(ARTICLE).get_data(as_text=True)
    again = reader.send(f"/comments/{theirs}/report", reason="hate")
    form = reader.client.get(f"/comments/{theirs}/report").get_data(as_text=True)

    links = {each["href"] for each in tags(page, "a")}
    assert f"/comments/{theirs}/report" not in links
    assert again.status_code == 303
    assert form.count("already reported this comment") >= 1
    assert "report-note" not in form


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (None, "check your comment before it is published"),
        ("listed", "A moderator will read"),
    ],
)
def test_a_comment_that_a_rule_holds_is_not_said_to_appear_soon(
    called: Newsroom, rule: str | None, told: str
) -> None:
    reader, actor = called.person("Nour")
    if rule:
        with called.database.unit_of_work(write=True) as work:
            phrase = ListedPhrase(
                site_id=1,
                phrase=rule,
                created_at=work.now,
                created_by_id=actor.account_id,
            )
            work.session.add(phrase)

    answer = reader.send(f"{ARTICLE}/comments", text="A listed word.")

    assert told in reader.client.get(answer.location).get_data(as_text=True)


@pytest.mark.parametrize("kind", ["warn", "suspend"])
@pytest.mark.parametrize("page", [ARTICLE, "/threads/1", "/comments/1/edit"])
def test_a_reader_who_may_not_write_is_told_before_writing(
    called: Newsroom, kind: str, page: str
) -> None:
    reader, actor = called.person("Nour")
    called.comment(actor, "A rude word.")
    moderator, _ = called.person("Edith", Role.MODERATOR)
    moderator.send(
        f"/staff/authors/{actor.account_id}/sanctions",
        kind=kind,
        reason="insult",
        days="7" if kind == "suspend" else "",
    )

    shown = reader.client.get(page).get_data(as_text=True)

    assert "textarea" not in shown
    assert {"warn": "has warned you", "suspend": "cannot write here"}[kind] in shown


def test_a_reader_who_may_not_report_is_told_before_choosing_a_reason(
    called: Newsroom,
) -> None:
    reader, actor = called.person("Nour")
    _, other = called.person("Deniz")
    theirs = called.comment(other, "A rude word.")
    moderator, _ = called.person("Edith", Role.MODERATOR)
    moderator.send(
        f"/staff/authors/{actor.account_id}/sanctions",
        kind="suspend",
        reason="insult",
        days="7",
    )

    page = reader.client.get(f"/comments/{theirs}/report").get_data(as_text=True)

    assert "report-note" not in page
    assert 'class="notice"' in page


def test_nobody_is_named_whose_comment_is_gone(called: Newsroom) -> None:
    amina, actor = called.person("Amina")
    _, other = called.person("Deniz")
    head = called.comment(actor, "A first word.")
    called.comment(other, "An answer.", parent_id=head)
    amina.send(f"/comments/{head}/delete")

    for page in (ARTICLE, f"/threads/{head}", "/readers/deniz"):
        shown = called.visitor().client.get(page).get_data(as_text=True)
        assert "An answer." in shown
        assert "Amina" not in shown


@pytest.mark.parametrize(
    ("reader", "told"),
    [
        ("held", "A moderator reviews each of your comments"),
        ("unconfirmed", "once you have confirmed your e-mail address"),
    ],
)
def test_the_form_says_first_what_becomes_of_a_comment(
    called: Newsroom, reader: str, told: str
) -> None:
    caller, actor = called.person("Nour")
    if reader == "held":
        moderator, _ = called.person("Edith", Role.MODERATOR)
        moderator.send(
            f"/staff/authors/{actor.account_id}/sanctions",
            kind="premoderate",
            reason="insult",
        )
    else:
        with called.database.unit_of_work(write=True) as work:
            work.session.get_one(Account, actor.account_id).email_verified_at = None

    assert told in caller.client.get(ARTICLE).get_data(as_text=True)
