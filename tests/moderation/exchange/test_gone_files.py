"""Work on an uploaded file that is gone ends, and what it stored can be undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderation.exchange.imports import running
from moderation.exchange.imports.chore import Importer
from moderation.exchange.imports.models import ImportJob, JobState
from moderation.exchange.imports.services import jobs, runs
from tests.calling import Caller, Newsroom
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.uploading import (
    DISCARD,
    UNDO,
    breaking,
    buttons,
    pass_lease,
    remove_files,
    state,
)


def wait_for_file(called: Newsroom, importer: Importer) -> None:
    """Let chores look for a file that is gone, for as long as they do."""
    importer.do_round()
    pass_lease(called, jobs.MISSING_FOR)
    importer.do_round()


def test_an_import_whose_file_is_gone_ends_and_says_so(
    called: Newsroom, admin: Caller, importer: Importer, upload: Callable[..., str]
) -> None:
    page = upload()
    importer.do_round()
    admin.send(page, act="import")
    remove_files(importer)

    wait_for_file(called, importer)

    shown = admin.client.get(page)
    assert "The uploaded file is gone." in shown.text
    assert "Datei ist nicht mehr da." in admin.client.get(f"{page}?lang=de").text
    assert "Refresh" not in shown.headers
    assert buttons(shown.text) == [DISCARD]


def test_a_part_that_was_stored_before_the_file_was_gone_can_be_undone(
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
    with pytest.raises(RuntimeError):
        importer.do_round()
    remove_files(importer)
    wait_for_file(called, importer)
    assert buttons(admin.client.get(page).text) == [UNDO]

    admin.send(page, act="undo")
    importer.do_round()

    assert (state(called), importing.tree(called.database)) == (JobState.UNDONE, {})


def test_a_file_that_waits_for_its_busy_machine_is_not_gone(
    called: Newsroom,
    importer: Importer,
    upload: Callable[..., str],
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
    called: Newsroom, admin: Caller, importer: Importer, upload: Callable[..., str]
) -> None:
    page = upload()
    importer.do_round()
    admin.send(page, act="import")
    importer.do_round()
    remove_files(importer)

    admin.send(page, act="undo")
    importer.do_round()

    assert (state(called), importing.tree(called.database)) == (JobState.UNDONE, {})
