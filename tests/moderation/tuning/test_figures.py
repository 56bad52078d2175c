from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta

import pytest

from auth.database import Database
from auth.permissions import Role
from moderation.review.rules import Reason
from moderation.tuning.rules.drift import stability, stability_words
from moderation.tuning.rules.fairness import Comparison, names_a_group
from moderation.tuning.rules.shares import share
from moderation.tuning.rules.tables import Table, as_csv
from moderation.tuning.services import days, deciding, figures
from moderation.tuning.services.fairness import watch
from tests import newsroom
from tests.calling import Newsroom
from tests.judged import decided, judged

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ((500, 300, 200), (500, 300, 200), "0.00, steady"),
        ((500, 300, 200), (400, 300, 300), "0.06, steady"),
        ((500, 300, 200), (350, 300, 350), "0.14, shifting"),
        ((900, 50, 50), (500, 250, 250), "0.87, drifted"),
        ((50, 0, 0), (500, 300, 200), "too few"),
    ],
)
def test_scores_that_spread_otherwise_are_a_drift(
    before: tuple[int, ...], after: tuple[int, ...], words: str
) -> None:
    assert stability_words(stability(before, after)) == words


@pytest.mark.parametrize("name", ["=1+1", "+49", "-2", "@SUM(A1)", "\tx"])
def test_a_name_that_a_spreadsheet_would_run_is_disarmed(name: str) -> None:
    table = Table("x", "X", "", ("Reader", "Share"), [(name, share(1, 2))])

    rows = list(csv.reader(io.StringIO(as_csv(table))))

    assert rows[0] == ["Reader", "Share", "Share, from", "Share, to"]
    assert rows[1][:2] == [f"'{name}", "0.5"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Russians left the hill.", True),
        ("Muslim neighbours helped.", True),
        ("A polished speech from Germany.", False),
        ("Romantic nonsense.", False),
    ],
)
def test_naming_a_people_or_a_faith_is_known_by_whole_words(
    text: str, names: bool
) -> None:
    assert names_a_group(text) is names


@pytest.mark.parametrize(
    ("naming", "rest", "warns"),
    [
        ((45, 60), (15, 60), True),
        ((20, 60), (15, 60), False),
        ((9, 10), (15, 60), False),
        ((45, 60), (1, 10), False),
    ],
    ids=["worse", "alike", "too few naming", "too few others"],
)
def test_the_fairness_watch_warns_only_of_what_the_numbers_bear_out(
    naming: tuple[int, int], rest: tuple[int, int], warns: bool
) -> None:
    found = Comparison("threat", share(*naming), share(*rest))

    assert found.is_warning is warns


def test_decisions_are_counted_by_week_with_their_pace(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.found(session, now=now)
        article = newsroom.article(session, now=now)
        reader = newsroom.person(session, "Ruth", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        for number, text in enumerate(("Syrians!", "Russians!", "Weather!")):
            comment = judged(session, reader, article, text, 0.99, now=now)
            reason = None if number == 0 else Reason.INSULT
            at = now + (number + 1) * MINUTE
            decided(session, edith, comment, reason, now=at)
        later = now + timedelta(hours=1)

        rows = deciding.deciding(session, now=later).rows
        by_day = days.daily(session, now=later).rows
        first = next(each for each in watch(session, now=later))

    assert [tuple(row[:4]) for row in rows] == [("2026-11-23", 3, 60.0, 2.0)]
    assert rows[0][5] == share(1, 3), "one of three holds was approved"
    assert (len(by_day), by_day[-1]) == (14, ("2026-11-23", 3, 3))
    assert (first.naming.value, first.naming.of) == (0.5, 2)
    assert (first.rest.value, first.rest.of) == (0.0, 1)


def test_every_table_is_shown_and_given_as_csv(called: Newsroom) -> None:
    edith, _ = called.person("Edith", Role.MODERATOR)

    page = edith.client.get("/figures").get_data(as_text=True)

    for key in figures.TABLES:
        answer = edith.client.get(f"/figures/{key}.csv")
        assert f'href="/figures/{key}.csv"' in page
        assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert edith.client.get("/figures/none.csv").status_code == 404


def test_every_chart_on_the_page_says_in_words_what_it_draws(called: Newsroom) -> None:
    edith, _ = called.person("Edith", Role.MODERATOR)

    page = edith.client.get("/figures").get_data(as_text=True)

    charts = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(charts) == 9, "waiting, by day, and drift of seven labels"
    for each in charts:
        title, words = re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', each)
        assert re.search(f'<title id="{title}">[^<]+</title>', each)
        assert re.search(f'<desc id="{words}">[^<]+</desc>', each)
        assert "style=" not in each
