"""Who writes what the classifier would hold is asked once to read it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select, update

from auth.core.actor import Actor
from auth.core.models import Site
from auth.core.permissions import Role
from moderation.discussion.models import Article
from moderation.intake.models import Nudge
from moderation.review.sanctions.rules import SanctionKind
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from moderation.web.request import NUDGING_SCORER
from tests.calling import Caller, Newsroom
from tests.moderation.review.sanctions.imposing import sanction
from tests.pages import tags

ARTICLE = "/articles/truce"
HARSH = "They are vermin, all of them."
MILD = "I disagree with all of them."


class CountingScorer(FixedScorer):
    """The fixed scorer, which counts how often it is asked."""

    asked = 0

    def score(self, texts: Sequence[str]) -> list[Scores]:
        self.asked += 1
        return super().score(texts)


@pytest.fixture
def scorer(called: Newsroom) -> CountingScorer:
    """The classifier, which this process has loaded."""
    found = CountingScorer()
    called.app.extensions[NUDGING_SCORER].offer(found)
    return found


@pytest.fixture
def nour(called: Newsroom, scorer: CountingScorer) -> Caller:  # noqa: ARG001  It is loaded.
    """A reader."""
    return called.person("Nour")[0]


def post(reader: Caller, text: str, **form: str) -> Any:
    return reader.send(f"{ARTICLE}/comments", text=text, **form)


def again(reader: Caller, answer: Any, text: str) -> Any:
    """Send the form of the page once more, with *text*."""
    page = answer.get_data(as_text=True)
    fields = [each for each in tags(page, "input") if each.get("type") == "hidden"]
    return reader.send(
        f"{ARTICLE}/comments",
        **{each["name"]: each["value"] for each in fields} | {"text": text},
    )


def nudges(called: Newsroom) -> list[tuple[bool, bool]]:
    """Return for each nudge whether it was posted, and whether it was edited."""
    with called.database.unit_of_work(write=False) as work:
        rows = work.session.scalars(select(Nudge).order_by(Nudge.id)).all()
        return [(each.posted_at is not None, each.is_edited) for each in rows]


def test_what_would_be_held_is_shown_again_with_its_text_and_not_stored(
    called: Newsroom, nour: Caller
) -> None:
    before = called.rows()["comment"]

    answer = post(nour, HARSH)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f"{HARSH}</textarea>" in page
    assert called.rows()["comment"] == before
    assert nudges(called) == [(False, False)]


def test_the_page_says_no_score_and_no_word(nour: Caller) -> None:
    page = post(nour, HARSH).get_data(as_text=True)

    main = page[page.index("<main") : page.index("</main>")]
    said = re.sub(r"<textarea.*?</textarea>|<[^>]*>", "", main, flags=re.DOTALL)
    assert not re.search(r"0[.]\d|%|vermin|toxic|insult|attack", said)


@pytest.mark.parametrize(
    ("text", "noted"), [(HARSH, (True, False)), (MILD, (True, True))]
)
def test_a_nudge_is_shown_once_and_never_blocks(
    called: Newsroom, nour: Caller, text: str, noted: tuple[bool, bool]
) -> None:
    asked = post(nour, HARSH)

    answer = again(nour, asked, text)

    assert answer.status_code == 303
    assert nudges(called) == [noted]


def test_what_would_be_published_is_posted_at_once(
    called: Newsroom, nour: Caller
) -> None:
    assert post(nour, MILD).status_code == 303
    assert nudges(called) == []


def test_a_quotation_is_not_the_readers_own_word(
    called: Newsroom, nour: Caller
) -> None:
    said = called.comment(called.person_alone("Lena"), f"{HARSH} So they say.")

    answer = post(nour, f"> {HARSH}\n\nNo.", parent_id=str(said))

    assert answer.status_code == 303


def test_one_reader_is_asked_a_few_times_a_day(called: Newsroom, nour: Caller) -> None:
    answers = [post(nour, f"{HARSH} {number}") for number in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 303]
    assert len(nudges(called)) == 3


def test_nothing_more_is_scored_of_a_reader_who_was_asked_often_enough(
    nour: Caller, scorer: CountingScorer
) -> None:
    for number in range(5):
        post(nour, f"{HARSH} {number}")

    assert scorer.asked == 3


def suspend(called: Newsroom, reader: Actor) -> None:
    sanction(called, reader, SanctionKind.SUSPEND)


def close(called: Newsroom, _reader: Actor) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Article).values(closed_at=work.now))


def post_before(called: Newsroom, reader: Actor) -> None:
    called.comment(reader, HARSH)


@pytest.mark.parametrize(
    ("refuse", "status"), [(suspend, 403), (close, 409), (post_before, 409)]
)
def test_a_comment_that_is_refused_is_not_scored(
    called: Newsroom,
    scorer: CountingScorer,
    refuse: Callable[[Newsroom, Actor], None],
    status: int,
) -> None:
    reader, actor = called.person("Nour")
    refuse(called, actor)

    assert post(reader, HARSH).status_code == status
    assert scorer.asked == 0


def test_nobody_is_asked_where_the_classifier_cannot_answer_at_once(
    nour: Caller, scorer: FixedScorer
) -> None:
    scorer.is_available = False

    assert post(nour, HARSH).status_code == 303


def test_without_a_prepared_scorer_nobody_is_nudged(called: Newsroom) -> None:
    reader, _ = called.person("Nour")

    assert post(reader, HARSH).status_code == 303


def test_a_site_can_switch_it_off(called: Newsroom, nour: Caller) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(has_nudges=False))

    assert post(nour, HARSH).status_code == 303


def test_a_field_that_was_not_signed_here_only_skips_the_question(
    called: Newsroom, nour: Caller
) -> None:
    assert post(nour, HARSH, nudge="WzEsMV0.forged").status_code == 303
    assert nudges(called) == []


def test_the_figures_say_what_followed(called: Newsroom, nour: Caller) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    again(nour, post(nour, HARSH), MILD)
    post(nour, HARSH)

    table = admin.client.get("/figures/nudges.csv").get_data(as_text=True)

    rows = [line.split(",")[:2] for line in table.splitlines()]
    assert ["Posted with another text", "1"] in rows
    assert ["Not posted", "1"] in rows
