"""The copy has everything that belongs to the reader, and nothing of others."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest

from auth.accounts.passwords import hash_password
from auth.core.models import Account
from moderation.privacy.rules import CSV_NAME, JSON_NAME
from tests.calling import Caller, Newsroom

PASSWORD = "a very long password of mine"
PAGE = "/account/data"


@pytest.fixture
def reader(called: Newsroom) -> Caller:
    """Wanda, who wrote two comments. One of them looks like a formula."""
    caller, actor = called.person("Wanda")
    with called.database.unit_of_work(write=True) as work:
        account = work.session.get_one(Account, actor.account_id)
        account.password_hash = hash_password(PASSWORD)
    for text in ("The harbour master is right.", "=SUM(A1:A9) and nothing else"):
        called.comment(actor, text)
    return caller


def copied(reader: Caller) -> tuple[dict[str, Any], list[list[str]]]:
    """Return the content of the archive: the JSON, and the rows of the table."""
    answer = reader.send(f"{PAGE}/copy", copy_password=PASSWORD)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        table = archive.read(CSV_NAME).decode()
        return json.loads(archive.read(JSON_NAME)), list(csv.reader(io.StringIO(table)))


def test_the_copy_holds_the_account_and_every_comment_with_its_history(
    reader: Caller,
) -> None:
    copy, _ = copied(reader)

    assert copy["account"]["name"] == "Wanda"
    first = copy["comments"][0]
    assert first["texts"][0]["text"] == "The harbour master is right."
    assert first["history"][0]["to_status"] == "waiting"
    assert first["article_url"]


def test_the_table_runs_no_formula(reader: Caller) -> None:
    _, rows = copied(reader)

    assert rows[2][-1] == "'=SUM(A1:A9) and nothing else"


def test_the_copy_holds_nothing_that_others_wrote(
    called: Newsroom, reader: Caller
) -> None:
    _, other = called.person("Somebody Else")
    called.comment(other, "A secret recipe for soup.")

    copy, _ = copied(reader)

    assert "soup" not in json.dumps(copy)
    assert "Somebody" not in json.dumps(copy)


def test_the_archive_is_named_and_never_cached(reader: Caller) -> None:
    answer = reader.send(f"{PAGE}/copy", copy_password=PASSWORD)

    assert answer.headers["Content-Disposition"].startswith(
        "attachment; filename=your-data-"
    )
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        pytest.param("copy", "copy_password", id="a copy"),
        pytest.param("erasure", "erasure_password", id="an erasure"),
    ],
)
def test_without_the_password_nothing_happens(
    called: Newsroom, reader: Caller, path: str, field: str
) -> None:
    answer = reader.send(f"{PAGE}/{path}", **{field: "another"})

    assert answer.status_code == 422
    assert "This is not your current password." in answer.get_data(as_text=True)
    with called.database.unit_of_work(write=False) as work:
        due = [each.erasure_due_at for each in work.session.query(Account)]
    assert set(due) == {None}


def test_copies_are_limited_to_five_a_day(reader: Caller) -> None:
    for _ in range(5):
        copied(reader)

    assert reader.send(f"{PAGE}/copy", copy_password=PASSWORD).status_code == 429


def test_an_erasure_is_asked_for_and_withdrawn_on_the_page(reader: Caller) -> None:
    reader.send(f"{PAGE}/erasure", erasure_password=PASSWORD)
    asked = reader.client.get(PAGE).get_data(as_text=True)
    reader.send(f"{PAGE}/erasure/withdraw")
    kept = reader.client.get(PAGE).get_data(as_text=True)

    assert "Keep my account" in asked
    assert "Delete my account" in kept
