"""What authors learn in a frame, where a token may be the only way to log in."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.models import Account
from moderation.discussion.rules import Status
from moderation.review.sanctions.rules import SanctionKind
from tests.calling import Newsroom
from tests.moderation.embed.frames import TOKEN, Frame, believed, token
from tests.moderation.review.sanctions.imposing import sanction

TRUCE = "/embed/articles/truce"
READ = "I have read this warning"


class Nora:
    """A reader whom only the publisher's token logs in."""

    def __init__(self, newsroom: Newsroom) -> None:
        believed(newsroom)
        self.frame = Frame(newsroom)
        self.frame.send("token", token=token(sub="7", name="Nora"))
        with newsroom.database.unit_of_work(write=False) as work:
            named = select(Account.id).where(Account.display_name == "Nora")
            account_id = work.session.scalars(named).one()
        self.actor = Actor(account_id, "Nora", is_verified=True)

    def read(self, page: str) -> str:
        """Open a page that must be there."""
        answer = self.frame.client.get(page)
        assert answer.status_code == 200, answer.text
        return re.sub(r"\s+", " ", answer.text)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Send a form; return the status and the page that follows."""
        form = {"csrf_token": TOKEN.findall(self.read(TRUCE))[0]} | fields
        answer = self.frame.client.post(path, data=form)
        page = answer.text if answer.location is None else self.read(answer.location)
        return answer.status_code, page

    def way(self, page: str, name: str) -> str:
        """Return where the first link or form of this name on a page leads."""
        found = re.search(rf'(?:href|action)="(/embed/{name}[^"]*)"', page)
        assert found, page
        return found[1].replace("&amp;", "&")


@pytest.fixture
def nora(paper: Newsroom) -> Nora:
    """A reader of the newspaper that embeds the newsroom."""
    return Nora(paper)


def test_an_author_reads_in_the_frame_why_and_asks_for_a_review(
    nora: Nora, paper: Newsroom
) -> None:
    paper.comment(nora.actor, "A rude word.", status=Status.HELD, waits=True)

    why = nora.read(nora.way(nora.read(TRUCE), "my-comments/"))
    sent = nora.post(nora.way(why, "my-comments/1/appeal"), text="I quoted him.")

    assert sent[0] == 303
    assert "I quoted him." in sent[1]
    assert nora.way(sent[1], "articles/truce")


def test_an_author_finds_all_own_comments_in_the_frame(
    nora: Nora, paper: Newsroom
) -> None:
    paper.comment(nora.actor, "A rude word.", status=Status.HELD)

    page = nora.read(nora.way(nora.read(TRUCE), "my-comments"))

    assert "A rude word." in page
    assert nora.way(page, "articles/truce")


def deletion_link(nora: Nora, paper: Newsroom) -> str:
    """Return the link in the frame with which Nora deletes a new comment."""
    paper.comment(nora.actor, "A hasty word.")
    found = re.search(r'href="(/deletions/[^"]+)"', nora.read("/embed/my-comments"))
    assert found
    return found[1].replace("&amp;", "&")


def test_an_author_deletes_a_comment_on_a_page_that_needs_no_log_in(
    nora: Nora, paper: Newsroom
) -> None:
    link = deletion_link(nora, paper)
    window = paper.app.test_client()
    asked = window.get(link)
    assert "A hasty word." in asked.text
    assert "A hasty word." in window.get(TRUCE).text

    window.post(link, data={"csrf_token": TOKEN.findall(asked.text)[0]})

    assert "A hasty word." not in window.get(TRUCE).text
    assert "frame-ancestors 'none'" in asked.headers["Content-Security-Policy"]


def test_the_link_that_deletes_is_on_the_page_of_its_author_alone(
    nora: Nora, paper: Newsroom
) -> None:
    paper.comment(nora.actor, "A hasty word.")
    other = Frame(paper)
    other.send("token", token=token(sub="8", name="Otto"))

    own = nora.read(TRUCE)
    others = [other.client.get(TRUCE).text, paper.visitor().client.get(TRUCE).text]

    assert "/deletions/" in own
    assert not [each for each in others if "/deletions/" in each]


def test_a_link_that_deletes_ends_with_the_session_of_the_frame(
    nora: Nora, paper: Newsroom
) -> None:
    link = deletion_link(nora, paper)

    nora.frame.send("token", token="")

    assert paper.app.test_client().get(link).status_code == 404


def test_a_link_that_deletes_is_for_one_comment(nora: Nora, paper: Newsroom) -> None:
    link = deletion_link(nora, paper)

    guessed = link.replace("/deletions/W", "/deletions/X", 1)

    assert guessed != link
    assert paper.app.test_client().get(guessed).status_code == 404


def test_a_warned_author_confirms_the_warning_in_the_frame_and_can_write(
    nora: Nora, paper: Newsroom
) -> None:
    sanction(paper, nora.actor, SanctionKind.WARN)
    page = nora.read(TRUCE)
    assert READ in page

    nora.post(nora.way(page, "my-sanctions/1/acknowledge"), next=TRUCE)

    page = nora.read(TRUCE)
    assert READ not in page
    assert 'name="text"' in page


def test_a_comment_that_a_warning_stopped_is_sent_with_its_confirmation(
    nora: Nora, paper: Newsroom
) -> None:
    sanction(paper, nora.actor, SanctionKind.WARN)

    status, page = nora.post(f"{TRUCE}/comments", text="A thought.")

    assert (status, READ in page) == (403, False)
    assert 'name="read_warning"' in page


def test_a_banned_author_reads_in_the_frame_why_and_appeals(
    nora: Nora, paper: Newsroom
) -> None:
    sanction(paper, nora.actor, SanctionKind.BAN)
    own = nora.read(nora.way(nora.read(TRUCE), "my-comments"))
    why = nora.read(nora.way(own, "my-sanctions"))

    appeal = nora.way(why, "my-sanctions/1/appeal")
    status, page = nora.post(appeal, **{"text-1": "It was a quotation."})

    assert status == 303
    assert "It was a quotation." in page
