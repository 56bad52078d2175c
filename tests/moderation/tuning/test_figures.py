from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from auth.core.permissions import Role
from auth.db.database import Database
from auth.sites import lookup
from moderation.discussion.inputs import ArticleInput, PutArticle
from moderation.discussion.services import articles
from moderation.review.items.models import Report
from moderation.review.items.rules import Reason, ReportReason
from moderation.tuning.rules.drift import stability, stability_words
from moderation.tuning.rules.fairness import Comparison, names_a_group
from moderation.tuning.rules.shares import share
from moderation.tuning.rules.tables import Table, as_csv
from moderation.tuning.services import daily_figures, decision_figures, figures
from moderation.tuning.services.fairness import watch
from moderation.tuning.services.site_filters import Area
from tests import counting, newsroom
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
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        reader = newsroom.person(session, "Ruth", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        for number, text in enumerate(("Syrians!", "Russians!", "Weather!")):
            comment = judged(session, reader, article, text, 0.99, now=now)
            reason = None if number == 0 else Reason.INSULT
            at = now + (number + 1) * MINUTE
            decided(session, edith, comment, reason, now=at)
        later = now + timedelta(hours=1)

        rows = decision_figures.deciding(session, now=later).rows
        by_day = daily_figures.daily(session, now=later).rows
        first = next(each for each in watch(session, now=later))

    assert [tuple(row[:4]) for row in rows] == [("2026-11-23", 3, 60.0, 2.0)]
    assert rows[0][5] == share(1, 3), "one of three holds was approved"
    assert (len(by_day), by_day[-1]) == (14, ("2026-11-23", 3, 3))
    assert (first.naming.value, first.naming.of) == (0.5, 2)
    assert (first.rest.value, first.rest.of) == (0.0, 1)


def test_pace_is_of_each_moderator_and_leaves_pauses_out(
    database: Database, now: datetime
) -> None:
    """Edith decides after 1, 2 and 40 minutes, Omar after 1.5, 5.5 and 6."""
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        reader = newsroom.person(session, "Ruth", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        omar = newsroom.person(session, "Omar", now=now, role=Role.MODERATOR)
        after = ((1.0, edith), (1.5, omar), (2.0, edith), (5.5, omar), (6.0, omar))
        for minutes, who in (*after, (40.0, edith)):
            text = f"After {minutes}!"
            comment = judged(session, reader, article, text, 0.99, now=now)
            decided(session, who, comment, None, now=now + minutes * MINUTE)

        [row] = decision_figures.deciding(session, now=now + timedelta(hours=1)).rows

    pauses = (1.0, 4.0, 0.5)
    assert row[1] == 6
    assert row[2] == pytest.approx(60 * len(pauses) / sum(pauses), rel=1e-3)
    assert row[3] == pytest.approx((2.0 + 5.5) / 2, rel=1e-3)


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
    assert len(charts) == 2, "waiting and by day: there is no drift to draw yet"
    for each in charts:
        title, words = re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', each)
        assert re.search(f'<title id="{title}">[^<]+</title>', each)
        assert re.search(f'<desc id="{words}">[^<]+</desc>', each)
        assert "style=" not in each


def test_the_figures_of_one_site_leave_out_the_others(
    database: Database, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    with database.unit_of_work(write=True) as work:
        session = work.session
        here = newsroom.ensure_newsroom(session, now=now)
        under = newsroom.article(session, now=now)
        elsewhere = lookup.ensure_site(
            session, name="Süd", host="sued.example", now=now
        )
        other, _ = articles.put(
            session,
            PutArticle(
                key="sued",
                facts=ArticleInput(url="https://sued.example/sued", headline="Süd"),
            ),
            site_id=elsewhere.id,
            now=now,
        )
        reader = newsroom.person(session, "Ruth", now=now)
        rashid = newsroom.person(session, "Rashid", now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        for place, text in ((under, "A"), (under, "B"), (other, "Syrians!")):
            comment = judged(session, reader, place, text, 0.99, now=now)
            session.add(
                Report(
                    comment_id=comment.id,
                    revision_id=comment.latest_revision_id,
                    reporter_id=rashid.account_id,
                    reason=ReportReason.HATE,
                    created_at=now,
                )
            )
            decided(session, edith, comment, Reason.INSULT, now=now + MINUTE)
        judged(session, reader, other, "Still waiting", 0.99, now=now)

        def told(site_id: int | None) -> dict[str, object]:
            tables: dict[str, Any] = {
                key: make(session, now=later, area=Area(site_id)).rows
                for key, make in figures.TABLES.items()
            }
            [deciding_row], daily_row = tables["deciding"], tables["daily"][-1]
            return {
                "waiting": sum(row[1] for row in tables["waiting"]),
                "held today": daily_row[1],
                "decided today": daily_row[2],
                "decided this week": deciding_row[1],
                "reports right": [row[1] for row in tables["reporters"]],
                "holds that name a group": tables["fairness"][0][1].of,
            }

        expected = {None: (1, 4, 3), here.id: (0, 2, 2), elsewhere.id: (1, 2, 1)}
        for site_id, (waits, held, decisions) in expected.items():
            assert told(site_id) == {
                "waiting": waits,
                "held today": held,
                "decided today": decisions,
                "decided this week": decisions,
                "reports right": [decisions],
                "holds that name a group": 0 if site_id == here.id else 1,
            }


@pytest.fixture
def two_sites(called: Newsroom) -> Newsroom:
    with called.database.unit_of_work(write=True) as work:
        lookup.ensure_site(
            work.session, name="Süd", host="sued.example:8443", now=work.now
        )
        lookup.ensure_site(work.session, name="Here", host="localhost", now=work.now)
    return called


def test_the_choice_of_a_site_is_in_the_address_and_in_every_download(
    two_sites: Newsroom,
) -> None:
    edith, _ = two_sites.person("Edith", Role.MODERATOR)

    page = edith.client.get("/figures?site=sued.example:8443").get_data(as_text=True)

    for key in figures.TABLES:
        address = f"/figures/{key}.csv?site=sued.example:8443"
        assert f'href="{address}"' in page
        answer = edith.client.get(address)
        assert answer.status_code == 200
        disposition = answer.headers["Content-Disposition"]
        assert f"{key}-sued.example-8443.csv" in disposition
    assert re.search(r'aria-current="page"><bdi>Süd</bdi></a>', page)


@pytest.mark.parametrize("page", ["/figures", "/figures/daily.csv"])
def test_a_site_that_is_not_the_newsrooms_is_not_found(
    two_sites: Newsroom, page: str
) -> None:
    edith, _ = two_sites.person("Edith", Role.MODERATOR)
    assert edith.client.get(f"{page}?site=elsewhere.example").status_code == 404


def test_the_figures_of_one_site_take_no_more_statements_than_of_all(
    two_sites: Newsroom,
) -> None:
    edith, _ = two_sites.person("Edith", Role.MODERATOR)

    def cost(page: str) -> int:
        with counting.statements(two_sites.database) as sent:
            edith.client.get(page)
        return len(sent)

    assert cost("/figures?site=localhost") <= cost("/figures")
