"""Work on an uploaded file that is gone ends, and what it stored can be undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderation.exchange.imports import running
from moderation.exchange.imports.chore import Importer
from moderation.exchange.imports.models import ImportJob, JobState
from moderation.exchange.imports.services import jobs
from tests.calling import Newsroom
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.uploading import (
    DISCARD,
    UNDO,
    Upload,
    break_after_one_comment,
    is_taken_back,
    pass_lease,
    remove_files,
)


def wait_for_file(called: Newsroom, upload: Upload) -> None:
    """Let chores look for a file that is gone, for as long as they do."""
    upload.work()
    pass_lease(called, jobs.MISSING_FOR)
    upload.work()


def test_an_import_whose_file_is_gone_ends_and_says_so(
    called: Newsroom, importer: Importer, upload: Callable[..., Upload]
) -> None:
    file = upload()
    file.begin_import()
    remove_files(importer)

    wait_for_file(called, file)

    assert "The uploaded file is gone." in file.shown().text
    assert "Datei ist nicht mehr da." in file.shown("de").text
    assert "Refresh" not in file.shown().headers
    assert file.buttons() == [DISCARD]


def test_a_part_that_was_stored_before_the_file_was_gone_can_be_undone(
    called: Newsroom,
    importer: Importer,
    upload: Callable[..., Upload],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = upload()
    file.begin_import()
    break_after_one_comment(monkeypatch)
    with pytest.raises(RuntimeError):
        file.work()
    remove_files(importer)
    wait_for_file(called, file)
    assert file.buttons() == [UNDO]

    file.take_back()

    assert is_taken_back(called)


def test_a_file_that_waits_for_its_busy_machine_is_not_gone(
    called: Newsroom,
    importer: Importer,
    upload: Callable[..., Upload],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(2):
        upload()
    elsewhere = Importer(called.database, tmp_path / "elsewhere", "a secret")
    elsewhere.do_round()
    pass_lease(called, jobs.MISSING_FOR)

    def read(*arguments: Any) -> Any:
        elsewhere.do_round()
        return now_read(*arguments)

    now_read = running.read_file
    monkeypatch.setattr(running, "read_file", read)
    importer.do_round()

    found = {each.state for each in importing.rows(called.database, ImportJob)}
    assert found == {JobState.PLANNED}


def test_an_import_is_undone_without_its_file(
    called: Newsroom, importer: Importer, upload: Callable[..., Upload]
) -> None:
    file = upload()
    file.begin_import()
    file.work()
    remove_files(importer)

    file.take_back()

    assert is_taken_back(called)
