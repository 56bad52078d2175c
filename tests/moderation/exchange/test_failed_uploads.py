"""Work on an uploaded file that fails is told, and what it stored can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from moderation.exchange.imports import running
from moderation.exchange.imports.chore import Importer
from moderation.exchange.imports.models import ImportJob, JobState
from moderation.exchange.imports.services import runs, undoing
from tests.calling import Caller, Newsroom
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import wordpress
from tests.moderation.exchange.uploading import (
    DISCARD,
    FAILED_EACH_TIME,
    UNDO,
    breaking,
    buttons,
    state,
    try_until_given_up,
)


def test_a_file_that_fails_each_time_is_told_and_can_be_discarded(
    called: Newsroom,
    admin: Caller,
    importer: Importer,
    upload: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = upload()
    monkeypatch.setattr(running, "read_file", breaking(running.read_file, after=0))

    try_until_given_up(called, importer)

    shown = admin.client.get(page)
    assert FAILED_EACH_TIME in shown.text
    assert "jedes Mal gescheitert" in admin.client.get(f"{page}?lang=de").text
    assert "Refresh" not in shown.headers
    assert buttons(shown.text) == [DISCARD]


def test_a_part_that_was_stored_before_a_failure_can_be_undone(
    called: Newsroom,
    admin: Caller,
    importer: Importer,
    upload: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = upload()
    importer.do_round()
    admin.send(page, act="import")
    monkeypatch.setattr(running, "COMMENTS_A_BATCH", 1)
    monkeypatch.setattr(running, "store_batch", breaking(runs.store_batch, after=1))
    try_until_given_up(called, importer)
    assert set(importing.tree(called.database)) == {"One"}
    shown = admin.client.get(page).text
    assert "A part of the import was stored." in shown
    assert buttons(shown) == [UNDO]
    assert admin.send(page, act="discard").status_code == 409

    admin.send(page, act="undo")
    importer.do_round()

    assert (state(called), importing.tree(called.database)) == (JobState.UNDONE, {})
    assert buttons(admin.client.get(page).text) == [DISCARD]


def test_an_undo_that_fails_each_time_can_be_begun_again(
    called: Newsroom,
    admin: Caller,
    importer: Importer,
    upload: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = upload()
    importer.do_round()
    admin.send(page, act="import")
    importer.do_round()
    admin.send(page, act="undo")
    with monkeypatch.context() as patch:
        broken = breaking(undoing.remove_authors, after=0)
        patch.setattr(undoing, "remove_authors", broken)
        try_until_given_up(called, importer)
    assert buttons(admin.client.get(page).text) == [UNDO]

    admin.send(page, act="undo")
    importer.do_round()

    assert (state(called), importing.tree(called.database)) == (JobState.UNDONE, {})


def test_what_never_stored_anything_cannot_be_undone(
    admin: Caller, importer: Importer, upload: Callable[..., str], tmp_path: Path
) -> None:
    empty = tmp_path / "empty.xml"
    empty.touch()
    page = upload(empty)
    importer.do_round()

    assert buttons(admin.client.get(page).text) == [DISCARD]
    assert admin.send(page, act="undo").status_code == 409


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Die Datei ist leer."),
        (b"<disqus>", "Das XML ist beschädigt oder unvollständig: no element found"),
    ],
    ids=["empty", "damaged"],
)
def test_an_admin_reads_in_their_language_why_a_file_cannot_be_read(
    admin: Caller,
    importer: Importer,
    upload: Callable[..., str],
    tmp_path: Path,
    content: bytes,
    reason: str,
) -> None:
    file = tmp_path / "file.xml"
    file.write_bytes(content)
    page = upload(file)

    importer.do_round()

    assert reason in admin.client.get(f"{page}?lang=de").text


def test_a_file_of_another_system_is_not_offered_for_import(
    admin: Caller, importer: Importer, upload: Callable[..., str], tmp_path: Path
) -> None:
    page = upload(wordpress(tmp_path))

    importer.do_round()

    shown = admin.client.get(page).text
    assert "There are no comments in this file." in shown
    assert buttons(shown) == [DISCARD]


def test_a_file_that_is_too_large_without_a_script_is_refused_as_a_file(
    admin: Caller,
) -> None:
    refused = admin.client.post(
        "/admin/imports",
        data=b"x" * 3_000_000,
        content_type="multipart/form-data; boundary=x",
    )

    assert refused.status_code == 413
    assert "choose a smaller file" in refused.text
    assert "What you wrote" not in refused.text


def test_an_undo_that_takes_longer_than_its_lease_is_not_begun_twice(
    called: Newsroom,
    admin: Caller,
    importer: Importer,
    upload: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = upload()
    importer.do_round()
    admin.send(page, act="import")
    importer.do_round()
    admin.send(page, act="undo")
    leases = []

    def look(act: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        [job] = importing.rows(called.database, ImportJob)
        leases.append(job.lease_until)
        return act(*arguments, **named)

    for name in ("remove_reactions", "remove_authors", "forget_identifiers"):
        monkeypatch.setattr(undoing, name, partial(look, getattr(undoing, name)))
    importer.do_round()

    assert len(set(leases)) == len(leases) > 1
    assert leases == sorted(leases)


def test_a_file_that_is_being_read_can_be_discarded(
    called: Newsroom, admin: Caller, importer: Importer, upload: Callable[..., str]
) -> None:
    page = upload()

    admin.send(page, act="discard")
    importer.do_round()

    assert importing.rows(called.database, ImportJob) == []
