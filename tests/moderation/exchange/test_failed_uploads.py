"""Work on an uploaded file that fails is told, and what it stored can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from moderation.exchange.imports import running
from moderation.exchange.imports.models import ImportJob
from moderation.exchange.imports.services import undoing
from tests.calling import Caller, Newsroom
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import wordpress
from tests.moderation.exchange.uploading import (
    DISCARD,
    UNDO,
    Upload,
    break_after_one_comment,
    breaking,
    is_taken_back,
    try_until_given_up,
)


def test_a_file_that_fails_each_time_is_told_and_can_be_discarded(
    called: Newsroom, upload: Callable[..., Upload], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = upload()
    monkeypatch.setattr(running, "read_file", breaking(running.read_file, after=0))

    try_until_given_up(called, file.importer)

    assert "failed each time" in file.shown().text
    assert "jedes Mal gescheitert" in file.shown("de").text
    assert "Refresh" not in file.shown().headers
    assert file.buttons() == [DISCARD]


def test_a_part_that_was_stored_before_a_failure_can_be_undone(
    called: Newsroom, upload: Callable[..., Upload], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = upload()
    file.begin_import()
    break_after_one_comment(monkeypatch)
    try_until_given_up(called, file.importer)
    assert set(importing.tree(called.database)) == {"One"}
    assert "A part of the import was stored." in file.shown().text
    assert file.buttons() == [UNDO]
    assert file.act("discard") == 409

    file.take_back()

    assert is_taken_back(called)
    assert file.buttons() == [DISCARD]


def test_an_undo_that_fails_each_time_can_be_begun_again(
    called: Newsroom, upload: Callable[..., Upload], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = upload()
    file.begin_import()
    file.work()
    file.act("undo")
    with monkeypatch.context() as patch:
        broken = breaking(undoing.remove_authors, after=0)
        patch.setattr(undoing, "remove_authors", broken)
        try_until_given_up(called, file.importer)
    assert file.buttons() == [UNDO]

    file.take_back()

    assert is_taken_back(called)


def test_what_never_stored_anything_cannot_be_undone(
    upload: Callable[..., Upload], tmp_path: Path
) -> None:
    empty = tmp_path / "empty.xml"
    empty.touch()
    file = upload(empty)
    file.work()

    assert file.buttons() == [DISCARD]
    assert file.act("undo") == 409


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Die Datei ist leer."),
        (b"<disqus>", "Das XML ist beschädigt oder unvollständig: no element found"),
    ],
    ids=["empty", "damaged"],
)
def test_an_admin_reads_in_their_language_why_a_file_cannot_be_read(
    upload: Callable[..., Upload], tmp_path: Path, content: bytes, reason: str
) -> None:
    export = tmp_path / "export.xml"
    export.write_bytes(content)
    file = upload(export)

    file.work()

    assert reason in file.shown("de").text


def test_a_file_of_another_system_is_not_offered_for_import(
    upload: Callable[..., Upload], tmp_path: Path
) -> None:
    file = upload(wordpress(tmp_path))

    file.work()

    assert "There are no comments in this file." in file.shown().text
    assert file.buttons() == [DISCARD]


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
    called: Newsroom, upload: Callable[..., Upload], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = upload()
    file.begin_import()
    file.work()
    file.act("undo")
    leases = []

    def look(act: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        [job] = importing.rows(called.database, ImportJob)
        leases.append(job.lease_until)
        return act(*arguments, **named)

    for name in ("remove_reactions", "remove_authors", "forget_identifiers"):
        monkeypatch.setattr(undoing, name, partial(look, getattr(undoing, name)))
    file.work()

    assert len(set(leases)) == len(leases) > 1
    assert leases == sorted(leases)


def test_a_file_that_is_being_read_can_be_discarded(
    called: Newsroom, upload: Callable[..., Upload]
) -> None:
    file = upload()

    file.act("discard")
    file.work()

    assert importing.rows(called.database, ImportJob) == []
