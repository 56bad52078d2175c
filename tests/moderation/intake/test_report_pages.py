"""How a reader reports a comment, and who cannot."""

from __future__ import annotations

from auth.core.permissions import Role
from tests.calling import Newsroom
from tests.pages import tags

ARTICLE = "/articles/truce"


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
