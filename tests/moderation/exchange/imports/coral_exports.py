"""Writes small exports of Coral, after the fields of its database."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

AT = {"$date": "2019-05-02T10:00:00.000Z"}
LATER = {"$date": {"$numberLong": "1556794800000"}}
"""11:00 of the same day."""


def story(number: str = "s1", **fields: Any) -> dict[str, Any]:
    """Return a story."""
    return {
        "_id": {"$oid": "5cca"},
        "id": number,
        "tenantID": "t",
        "siteID": "site",
        "url": f"https://courier.example/{number}",
        "metadata": {"title": "A truce"},
        "createdAt": AT,
        **fields,
    }


def user(number: str, name: str, **fields: Any) -> dict[str, Any]:
    """Return a user."""
    return {
        "id": number,
        "username": name,
        "email": f"{name.casefold()}@example.org",
        "emailVerified": True,
        "profiles": [],
        "role": "ADMIN",
        "createdAt": AT,
        **fields,
    }


def comment(
    number: str, *bodies: str, status: str = "NONE", **fields: Any
) -> dict[str, Any]:
    """Return a comment with one or more revisions."""
    revisions = [
        {"id": f"{number}-{at}", "body": body, "createdAt": LATER if at else AT}
        for at, body in enumerate(bodies or (f"<p>{number}</p>",))
    ]
    return {
        "id": number,
        "storyID": "s1",
        "authorID": "u1",
        "revisions": revisions,
        "status": status,
        "createdAt": AT,
        "deletedAt": None,
        **fields,
    }


def decision(
    number: str, comment_id: str, status: str, *, by: str | None = "u1", at: Any = AT
) -> dict[str, Any]:
    """Return a moderation action; of no moderator if Coral itself decided."""
    return {
        "id": number,
        "tenantID": "t",
        "siteID": "site",
        "storyID": "s1",
        "commentID": comment_id,
        "commentRevisionID": f"{comment_id}-0",
        "status": status,
        "moderatorID": by,
        "createdAt": at,
    }


def action(
    number: str, comment_id: str, kind: str, *, by: str | None = "u2", reason: str = ""
) -> dict[str, Any]:
    """Return a comment action: a flag, a reaction or a disagreement."""
    return {
        "id": number,
        "actionType": kind,
        "commentID": comment_id,
        "commentRevisionID": f"{comment_id}-0",
        "storyID": "s1",
        "userID": by,
        "createdAt": AT,
        **({"reason": reason} if reason else {}),
    }


def status(
    *, ban: bool = False, premod: bool = False, until: str = ""
) -> dict[str, Any]:
    """Return the status of a user, with a suspension that ended in 2018."""
    past = {"start": {"$date": "2018-01-01T00:00:00Z"}}
    ended = {"id": "x", "from": past | {"finish": {"$date": "2018-01-02T00:00:00Z"}}}
    newest = {"id": "y", "from": {"start": AT, "finish": {"$date": until}}}
    return {
        "suspension": {"history": [ended, newest] if until else [ended]},
        "ban": {"active": ban, "history": [{"active": ban, "createdAt": AT}]},
        "premod": {"active": premod, "history": [{"createdAt": AT}]},
        "warning": {"active": True, "history": [{"active": True, "createdAt": AT}]},
    }


ACTION = decision("a1", "One", "APPROVED")
DISCUSSION = {
    "comments": [
        comment("One", "<p>Too</p>", "<p>One</p>", status="APPROVED"),
        comment("Two", parentID="One", authorID="u2"),
        comment("Three", status="REJECTED"),
        comment("Four", status="PREMOD"),
        comment("Five", status="SYSTEM_WITHHELD", authorID="gone"),
        comment("Six", deletedAt=AT, revisions=[], authorID=None),
        comment("Seven", parentID="Six"),
    ],
    "commentModerationActions": [ACTION],
    "stories": [story()],
    "users": [user("u1", "Ada"), user("u2", "Bob")],
}


def folder_of_lines(folder: Path, **collections: list[dict[str, Any]]) -> Path:
    """Write a file of JSON lines for each collection."""
    target = folder / "coral"
    target.mkdir(exist_ok=True)
    for name, rows in {**DISCUSSION, **collections}.items():
        (target / f"{name}.json").write_text(_lines(rows))
    return target


def archive_of_lines(folder: Path) -> Path:
    """Write a ZIP archive with a file for each collection."""
    path = folder / "coral.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in DISCUSSION.items():
            archive.writestr(f"export/{name}.json", _lines(rows))
    return path


def one_file_of_lines(folder: Path) -> Path:
    """Write every collection into one file."""
    path = folder / "coral.json"
    path.write_text("".join(map(_lines, DISCUSSION.values())))
    return path


def folder_of_csv(folder: Path) -> Path:
    """Write the three files that Coral's importer reads."""
    target = folder / "csv"
    target.mkdir()
    at = "2019-05-02T10:00:00.000Z"
    (target / "users.csv").write_text(
        f"u1,ada@example.org,Ada,ADMIN,false,{at}\nu2,,Bob,COMMENTER,true,{at}\n"
    )
    (target / "stories.csv").write_text(
        f's1,https://courier.example/s1,"A truce, at last",,{at},,COMMENTS\n'
    )
    (target / "comments.csv").write_text(
        f'One,u1,s1,{at},"<p>One</p>\n",,APPROVED,0\n'
        f"Two,u2,s1,{at},Two,One,NONE,0\n"
        f"Three,u1,s1,{at},Three,,REJECTED,0\nFour,u1,s1,{at},Four,,PREMOD,0\n"
        f"Five,gone,s1,{at},Five,,SYSTEM_WITHHELD,0\nSeven,u1,s1,{at},Seven,,NONE,0\n"
    )
    return target


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)
