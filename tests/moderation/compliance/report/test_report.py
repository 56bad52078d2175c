"""The yearly report counts what was decided, from rows."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from auth.core.permissions import Role
from moderation.compliance.report.rules import OFFICIAL_PARTS
from moderation.compliance.report.services import audit_error, report_facts, tables
from moderation.review.items.rules import Reason
from moderation.review.quality.sampling_models import AuditDraw
from tests import judged, newsroom, notices
from tests.calling import Caller, Newsroom

WORDS = "You miserable liars of the harbour office"


@pytest.fixture
def admin(called: Newsroom) -> Caller:
    return called.person("Ada", Role.ADMIN)[0]


@pytest.fixture
def year(called: Newsroom) -> int:
    """A year of five decisions: three on the machine's flags, two on notices."""
    _, moderator = called.person("Mo", Role.MODERATOR)
    _, author = called.person("Ann")
    with called.database.unit_of_work(write=True) as work:
        at = work.now - timedelta(hours=4)
        under = newsroom.article(work.session, now=at)
        reasons = (Reason.INSULT, Reason.INSULT, None)
        for number, reason in enumerate(reasons):
            comment = judged.judged(
                work.session, author, under, f"{WORDS} {number}", 0.99, now=at
            )
            later = at + timedelta(hours=number + 1)
            judged.decided(work.session, moderator, comment, reason, now=later)
        for number, reason in enumerate((Reason.INSULT, None)):
            comment = judged.judged(
                work.session, author, under, f"Calm {number}.", 0.0, now=at
            )
            notices.notice(work.session, comment.id, now=at)
            later = at + timedelta(hours=2)
            judged.decided(work.session, moderator, comment, reason, now=later)
        return at.year


def table(called: Newsroom, key: str, year: int) -> list[list[object]]:
    with called.database.unit_of_work(write=False) as work:
        facts = list(report_facts.read(work.session, site_id=1, year=year))
        made = tables.TABLES[key](work.session, facts, 1, year)
    return [list(row) for row in made.rows]


def test_each_decision_has_one_fact_in_the_report(called: Newsroom, year: int) -> None:
    with called.database.unit_of_work(write=False) as work:
        facts = list(report_facts.read(work.session, site_id=1, year=year))
        before = list(report_facts.read(work.session, site_id=1, year=year - 1))

    assert [each.source for each in facts] == ["SOURCE_VOLUNTARY"] * 3 + [
        "SOURCE_ARTICLE_16"
    ] * 2
    assert [each.detection for each in facts] == ["Yes"] * 3 + ["No"] * 2
    assert [round(each.hours) for each in facts] == [1, 2, 3, 2, 2]
    assert before == []


def test_notices_are_counted_by_kind_and_outcome(called: Newsroom, year: int) -> None:
    [hate, *others] = table(called, "notices", year)

    assert hate[1:] == [2, 0, 0, 1, 1, pytest.approx(2)]
    assert {row[1] for row in others} == {0}


def test_removals_without_a_notice_are_counted_by_category(
    called: Newsroom, year: int
) -> None:
    assert table(called, "own_initiative", year) == [
        ["CYBER_VIOLENCE", 2, 0, 2, 0, 0, pytest.approx(1.5)]
    ]


def test_the_share_of_wrong_flags_has_an_interval(called: Newsroom, year: int) -> None:
    [wrong, _missed] = table(called, "automation", year)

    assert wrong[1].value == pytest.approx(1 / 3)  # type: ignore[attr-defined]
    assert 0 < wrong[1].low < 1 / 3 < wrong[1].high < 1  # type: ignore[attr-defined]


def test_what_the_machine_missed_is_weighted_by_the_draw(called: Newsroom) -> None:
    _, moderator = called.person("Mo", Role.MODERATOR)
    _, author = called.person("Ann")
    with called.database.unit_of_work(write=True) as work:
        under = newsroom.article(work.session, now=work.now)
        draws = ((0.5, None), (0.5, None), (0.1, Reason.INSULT))
        for number, (probability, reason) in enumerate(draws):
            comment = judged.judged(
                work.session, author, under, f"Calm {number}.", 0.0, now=work.now
            )
            work.session.add(
                AuditDraw(
                    revision_id=comment.latest_revision_id,
                    comment_id=comment.id,
                    probability=probability,
                    drawn_at=work.now,
                )
            )
            notices.notice(work.session, comment.id, now=work.now)
            judged.decided(work.session, moderator, comment, reason, now=work.now)
        found = audit_error.of_year(work.session, site_id=1, year=work.now.year)

    assert found.decided == 3
    assert found.missed.value == pytest.approx(10 / 14)
    assert 0 < found.missed.low < 10 / 14 < found.missed.high < 1


def test_an_undone_decision_counts_as_overturned(called: Newsroom, year: int) -> None:
    moderator, _ = called.person("Max", Role.MODERATOR)
    moderator.send("/queue/decisions/1/undo")

    [row] = table(called, "own_initiative", year)

    assert row[5] == 1


def test_the_report_and_each_of_its_tables_can_be_downloaded(
    admin: Caller, year: int
) -> None:
    page = admin.client.get(f"/admin/report?year={year}").get_data(as_text=True)

    for key in OFFICIAL_PARTS:
        address = f"/admin/report/{year}/{key}.csv"
        assert address in page
        assert admin.client.get(address).mimetype == "text/csv"
    rows = admin.client.get(f"/admin/report/{year}/facts.csv").get_data(as_text=True)
    assert len(list(csv.reader(io.StringIO(rows)))) == 6
    assert "miserable" not in rows + page
    assert "Ann" not in rows


def test_every_table_belongs_to_a_part_of_the_annex() -> None:
    assert set(OFFICIAL_PARTS) == set(tables.TABLES)


@pytest.mark.parametrize("path", ["?year=1999", "?year=2999", "/2026/nothing.csv"])
def test_there_is_no_report_of_other_years_or_tables(admin: Caller, path: str) -> None:
    assert admin.client.get(f"/admin/report{path}").status_code == 404


def test_a_complaint_of_an_author_is_counted(called: Newsroom, year: int) -> None:
    assert table(called, "complaints", year)[0][1:] == [0, 0, 0, None]


def test_sanctions_and_suspended_notifiers_are_counted(
    called: Newsroom, year: int
) -> None:
    rows = table(called, "misuse", year)

    assert [row[1] for row in rows] == [0] * len(rows)
    assert len(rows) == 6
