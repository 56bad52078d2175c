"""The admin's page: a file is uploaded, planned, imported, undone, and taken out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from auth.core.permissions import Role
from moderation.exchange.imports import uploads
from moderation.exchange.imports.chore import Importer
from moderation.exchange.imports.models import ImportJob, JobState
from tests.calling import Caller, Newsroom
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import disqus, post, thread
from tests.moderation.exchange.uploading import state

STORY = thread("1", url="https://courier.example/truce", title="A truce")


def send(admin: Caller, path: str, **fields: Any) -> Any:
    """Send a form with a file."""
    token = admin.headers.get("X-CSRFToken", "")
    return admin.client.post(path, data={"csrf_token": token} | fields)


def export(folder: Path, *records: str) -> bytes:
    return disqus(folder, STORY, *(records or (post("1", "One"),))).read_bytes()


def upload(admin: Caller, content: bytes, **fields: Any) -> str:
    """Upload a file with the form, and return the address of its page."""
    file = (io.BytesIO(content), "disqus.xml")
    answer = send(admin, "/admin/imports", source="disqus", file=file, **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_a_file_is_planned_imported_and_undone(
    called: Newsroom, admin: Caller, importer: Importer, tmp_path: Path
) -> None:
    page = upload(admin, export(tmp_path, post("1", "One"), post("2", "Two")))
    assert admin.client.get(page).headers["Refresh"] == "3"

    importer.do_round()
    planned = admin.client.get(page)
    assert "Comments to import: 2" in planned.text
    assert "Refresh" not in planned.headers
    assert importing.tree(called.database) == {}

    assert send(admin, page, act="import").status_code == 303
    importer.do_round()
    assert set(importing.tree(called.database)) == {"One", "Two"}
    assert "2 published" in admin.client.get(page).text

    send(admin, page, act="undo")
    importer.do_round()
    assert (state(called), importing.tree(called.database)) == (JobState.UNDONE, {})

    send(admin, page, act="discard")
    assert importing.rows(called.database, ImportJob) == []
    assert list(importer.folder.iterdir()) == []


def test_an_undo_says_how_many_comments_stayed(
    called: Newsroom, admin: Caller, importer: Importer, tmp_path: Path
) -> None:
    replies = post("2", "Two", parent="1"), post("3", "Three")
    page = upload(admin, export(tmp_path, post("1", "One"), *replies))
    importer.do_round()
    send(admin, page, act="import")
    importer.do_round()
    assert "stayed" not in admin.client.get(page).text
    importing.answer(called.database)

    send(admin, page, act="undo")
    importer.do_round()

    assert "2 comments stayed" in admin.client.get(page).text


def test_a_large_file_arrives_in_parts_and_goes_on_after_a_failure(
    called: Newsroom, admin: Caller, importer: Importer, tmp_path: Path
) -> None:
    content = export(tmp_path)
    begun = send(admin, "/admin/imports", source="disqus", file_name="disqus.xml")
    page = begun.headers["Location"]

    def part(start: int, end: int) -> Any:
        blob = (io.BytesIO(content[start:end]), "blob")
        return send(admin, f"{page}/part", at=str(start), part=blob)

    assert part(0, 100).json == {"size": 100}
    twice = part(0, 100)
    assert (twice.status_code, twice.json) == (409, {"size": 100})
    assert part(100, len(content)).json == {"size": len(content)}
    assert send(admin, page, act="read").status_code == 303
    importer.do_round()

    assert state(called) is JobState.PLANNED


def test_more_than_the_largest_upload_is_refused(
    admin: Caller, importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 1_000)
    begun = send(admin, "/admin/imports", source="disqus", file_name="disqus.xml")
    part = (io.BytesIO(b"x" * 1_001), "blob")

    answer = send(admin, f"{begun.headers['Location']}/part", at="0", part=part)

    assert answer.status_code == 422
    assert [each.stat().st_size for each in importer.folder.iterdir()] == [0]


def test_a_file_that_cannot_be_read_says_why(admin: Caller, importer: Importer) -> None:
    page = upload(admin, b"not XML")

    importer.do_round()

    answer = admin.client.get(page)
    assert "This is not an XML file." in answer.text
    assert "Discard the file" in answer.text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"source": "disqus"}, "Please choose a file."),
        ({"source": "disqus", "file_name": "cat.png"}, "This is not an export."),
        ({"source": "disqus", "file_name": "no-ending"}, "This is not an export."),
        ({"source": "usenet", "file_name": "a"}, "Must be one of"),
        (
            {"source": "disqus", "file_name": "a.xml", "article_map": "only-one"},
            "is not “from to”",
        ),
        (
            {"source": "coral", "file_name": "a.zip", "keeps_passwords": "1"}
            | {"legal_basis": " "},
            "State the legal basis for keeping addresses to keep passwords.",
        ),
    ],
)
def test_a_form_that_is_wrong_is_shown_again(
    called: Newsroom, admin: Caller, fields: dict[str, str], reason: str
) -> None:
    answer = send(admin, "/admin/imports", **{"legal_basis": "Contract"} | fields)

    assert answer.status_code == 422
    assert reason in answer.text
    assert f'value="{fields.get("legal_basis", "Contract")}"' in answer.text
    assert importing.rows(called.database, ImportJob) == []


def test_a_file_of_another_machine_is_left_to_it(
    called: Newsroom, admin: Caller, tmp_path: Path
) -> None:
    upload(admin, export(tmp_path))
    elsewhere = Importer(called.database, tmp_path / "elsewhere", "a secret")

    elsewhere.do_round()

    assert state(called) is JobState.READING


def test_an_import_is_decided_once(
    admin: Caller, importer: Importer, tmp_path: Path
) -> None:
    page = upload(admin, export(tmp_path))
    importer.do_round()
    send(admin, page, act="import")

    assert send(admin, page, act="import").status_code == 409
    assert send(admin, page, act="discard").status_code == 409


def test_everything_can_be_downloaded(
    admin: Caller, importer: Importer, tmp_path: Path
) -> None:
    page = upload(admin, export(tmp_path))
    importer.do_round()
    send(admin, page, act="import")
    importer.do_round()

    lines = admin.client.get("/admin/exports/discussion.jsonl")
    assert '"text": "One"' in lines.text
    assert lines.headers["Content-Disposition"].startswith("attachment")
    assert "<p>One</p>" in admin.client.get("/admin/exports/comments.csv").text
    assert admin.client.get("/admin/exports/passwords.csv").status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.MODERATOR])
@pytest.mark.parametrize("path", ["/admin/imports", "/admin/exports/users.csv"])
def test_only_an_admin_may(called: Newsroom, role: Role, path: str) -> None:
    assert called.person("Bob", role)[0].client.get(path).status_code == 403
