"""Decisions, reports, recommendations, picks and sanctions of Coral come along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auth.core.models import Account, RoleGrant
from auth.db.database import Database
from moderation.community.models import Reaction
from moderation.discussion.models import Comment, StatusChange
from moderation.exchange.imports.models import ImportedRecord
from moderation.review.items.models import ReviewCause, ReviewItem
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import SanctionKind
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.coral_exports import (
    LATER,
    action,
    comment,
    decision,
    folder_of_csv,
    folder_of_lines,
    status,
    user,
)

FEATURED = [{"type": "FEATURED"}]
BY_READER = "COMMENT_REPORTED_OFFENSIVE"
COMMENTS = [
    comment("Approved", status="APPROVED", tags=FEATURED),
    comment("Rejected", status="REJECTED", tags=FEATURED),
    comment("Refused by a word", status="REJECTED"),
    comment("Reported"),
    comment("Withheld", status="PREMOD"),
]
DECISIONS = [
    decision("d1", "Approved", "REJECTED"),
    decision("d2", "Approved", "APPROVED", at=LATER),
    decision("d3", "Rejected", "REJECTED"),
    decision("d4", "Refused by a word", "REJECTED", by=None),
]
ACTIONS = [
    action("r1", "Approved", "REACTION", by="u2"),
    action("r2", "Approved", "REACTION", by="u3"),
    action("r3", "Approved", "REACTION", by="u1"),
    action("r4", "Rejected", "REACTION", by="u2"),
    action("f1", "Approved", "FLAG", reason=BY_READER),
    action("f2", "Reported", "FLAG", by="u2", reason=BY_READER),
    action("f3", "Reported", "FLAG", by="u3", reason=BY_READER),
    action("f4", "Withheld", "FLAG", reason=BY_READER),
]
USERS = [
    user("u1", "Ada", status=status()),
    user("u2", "Bob", status=status(ban=True)),
    user("u3", "Cy", status=status(premod=True, until="2099-01-01T00:00:00Z")),
]


@pytest.fixture(autouse=True)
def newsroom(sqlite_database: Database) -> None:
    importing.found(sqlite_database)


def export(folder: Path, **collections: Any) -> Path:
    told = {
        "comments": COMMENTS,
        "commentModerationActions": DECISIONS,
        "commentActions": ACTIONS,
        "users": USERS,
    }
    return folder_of_lines(folder, **told | collections)


def take_over(database: Database, path: Path, **options: Any) -> Any:
    return importing.take_over(database, path, "coral", **options)


def by_text(database: Database) -> dict[str, Comment]:
    ids = dict(enumerate(importing.tree(database)))
    found = importing.rows(database, Comment)
    return {ids[at]: each for at, each in enumerate(found)}


def test_each_history_says_who_decided_and_how_many_reported(
    sqlite_database: Database, tmp_path: Path
) -> None:
    take_over(sqlite_database, export(tmp_path))

    texts = {each.id: text for text, each in by_text(sqlite_database).items()}
    told = {
        texts[each.comment_id]: {
            key: each.detail[key]
            for key in ("judge", "decided_at", "reports")
            if key in each.detail
        }
        for each in importing.rows(sqlite_database, StatusChange)
    }
    ten, eleven = "2019-05-02T10:00:00+00:00", "2019-05-02T11:00:00+00:00"
    assert told == {
        "Approved": {"judge": "person", "decided_at": eleven, "reports": 1},
        "Rejected": {"judge": "person", "decided_at": ten},
        "Refused by a word": {"judge": "machine", "decided_at": ten},
        "Reported": {"reports": 2},
        "Withheld": {"reports": 1},
    }


def test_what_is_published_is_picked_and_recommended_by_others(
    sqlite_database: Database, tmp_path: Path
) -> None:
    counts = take_over(sqlite_database, export(tmp_path))

    found = by_text(sqlite_database)
    assert {text for text, each in found.items() if each.picked_at} == {"Approved"}
    assert found["Approved"].reaction_count == counts["recommended"] == 2


@pytest.mark.parametrize("keeps_pending", [True, False])
def test_what_readers_reported_and_nobody_decided_waits_for_a_person(
    sqlite_database: Database, tmp_path: Path, *, keeps_pending: bool
) -> None:
    take_over(sqlite_database, export(tmp_path), keeps_pending=keeps_pending)

    texts = {each.id: text for text, each in by_text(sqlite_database).items()}
    items = importing.rows(sqlite_database, ReviewItem)
    causes = importing.rows(sqlite_database, ReviewCause)
    waiting = {
        texts[item.comment_id]: {
            each.kind.value for each in causes if each.item_id == item.id
        }
        for item in items
    }
    everything = {"Reported": {"report"}, "Withheld": {"rule", "report"}}
    assert waiting == (everything if keeps_pending else {})


def test_sanctions_in_force_are_kept_if_wanted_and_nobody_becomes_staff(
    sqlite_database: Database, tmp_path: Path
) -> None:
    counts = take_over(sqlite_database, export(tmp_path), keeps_sanctions=True)

    names = {
        each.id: each.display_name for each in importing.rows(sqlite_database, Account)
    }
    kept = {
        (names[each.account_id], each.kind, each.ends_at and each.ends_at.year)
        for each in importing.rows(sqlite_database, Sanction)
    }
    assert counts["sanctioned"] == 3
    assert kept == {
        ("Bob", SanctionKind.BAN, None),
        ("Cy", SanctionKind.PREMODERATE, None),
        ("Cy", SanctionKind.SUSPEND, 2099),
    }
    assert importing.rows(sqlite_database, RoleGrant) == []


def test_the_banned_of_the_csv_are_kept_too(
    sqlite_database: Database, tmp_path: Path
) -> None:
    take_over(sqlite_database, folder_of_csv(tmp_path), keeps_sanctions=True)

    [kept] = importing.rows(sqlite_database, Sanction)
    assert kept.kind is SanctionKind.BAN


def test_without_the_option_no_sanction_is_kept(
    sqlite_database: Database, tmp_path: Path
) -> None:
    take_over(sqlite_database, export(tmp_path))

    assert importing.rows(sqlite_database, Sanction) == []


def test_a_newer_export_adds_only_what_is_new(
    sqlite_database: Database, tmp_path: Path
) -> None:
    take_over(sqlite_database, export(tmp_path), keeps_sanctions=True)
    more = [*ACTIONS, action("r5", "Reported", "REACTION", by="u2")]

    counts = take_over(
        sqlite_database, export(tmp_path, commentActions=more), keeps_sanctions=True
    )

    assert counts == {"before": len(COMMENTS), "recommended": 1}
    assert len(importing.rows(sqlite_database, Reaction)) == 3


def test_an_undo_takes_all_of_it_back(
    sqlite_database: Database, tmp_path: Path
) -> None:
    file = export(tmp_path)
    before = take_over(sqlite_database, file, keeps_sanctions=True)

    importing.undo_last(sqlite_database)

    for table in (Reaction, Sanction, ReviewItem, Account, ImportedRecord):
        assert importing.rows(sqlite_database, table) == []
    assert take_over(sqlite_database, file, keeps_sanctions=True) == before


def test_an_undo_leaves_the_sanctions_of_an_earlier_import(
    sqlite_database: Database, tmp_path: Path
) -> None:
    take_over(sqlite_database, export(tmp_path), keeps_sanctions=True)
    bob = user("u2", "Bob", status=status(ban=True, premod=True))
    take_over(sqlite_database, export(tmp_path, users=[bob]), keeps_sanctions=True)
    before = importing.rows(sqlite_database, Sanction)

    importing.undo_last(sqlite_database)

    assert len(before) == 4
    assert len(importing.rows(sqlite_database, Sanction)) == 3


def test_the_plan_counts_what_was_done_beside_writing(
    sqlite_database: Database, tmp_path: Path
) -> None:
    plan = importing.plan(
        sqlite_database, export(tmp_path), "coral", keeps_sanctions=True
    )
    lines = list(plan.lines())

    for line in (
        "Comments that moderators or rules decided on: 3",
        "Reports by readers: 4",
        "Recommendations: 4",
        "Sanctions in force: 3",
    ):
        assert line in lines


def test_the_plan_says_that_sanctions_are_left_out(
    sqlite_database: Database, tmp_path: Path
) -> None:
    plan = importing.plan(sqlite_database, export(tmp_path), "coral")

    assert "Sanctions in force, left out: 3" in list(plan.lines())
