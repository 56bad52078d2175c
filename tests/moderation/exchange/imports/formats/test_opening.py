"""Files that are damaged, dangerous or something else are refused before anything."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.exchange.imports.formats import opening
from moderation.exchange.imports.formats.errors import UnreadableFileError
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import DISQUS, disqus, post, thread

STORY = thread("1", url="https://courier.example/truce")


@pytest.fixture(autouse=True)
def newsroom(sqlite_database: Database) -> None:
    importing.found(sqlite_database)


def whole() -> str:
    return f"{DISQUS}{STORY}{post('1', 'Café &lt;3')}</disqus>"


REFUSED = {
    "nothing": (b"", "empty"),
    "another format": (b'{"comments": []}', "not an XML file"),
    "an archive": (b"PK\x03\x04rest", "please choose Coral"),
    "half a file": (whole().encode()[:-40], "damaged or incomplete"),
    "half a compressed file": (gzip.compress(whole().encode())[:-30], "damaged"),
    "a bomb": (
        gzip.compress(b"<disqus>" + b" " * 10_000_000),
        "far more than its size",
    ),
    "a document type": (b"<!DOCTYPE d><disqus/>", "document type"),
    "an entity": (
        b'<?xml version="1.0"?><!-- x --><!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>',
        "document type",
    ),
    "an unknown encoding": (b'<?xml version="1.0" encoding="x-no"?><d/>', "encoding"),
    "no encoding": (b'<?xml version="1.0" encoding="zlib"?><d/>', "encoding"),
    "an encoding of nothing": (
        b'<?xml version="1.0" encoding="undefined"?><d/>',
        "encoding",
    ),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_an_unreadable_file_is_refused_and_nothing_is_stored(
    sqlite_database: Database, tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    with pytest.raises(UnreadableFileError, match=message):
        importing.take_over(sqlite_database, file)

    assert importing.rows(sqlite_database, Comment) == []


def test_an_archive_of_many_files_that_grow_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.json", b" " * 900_000)

    with pytest.raises(UnreadableFileError, match="far more than its size"):
        list(opening.members(file))


HEAD = '<?xml version="1.0" encoding="utf-16"?>'
READ = {
    "compressed": gzip.compress(whole().encode()),
    "with a byte order mark": b"\xef\xbb\xbf" + whole().encode(),
    "in UTF-16": (HEAD + whole()).encode("utf-16"),
    "after blank lines": b"\n\n<?xml version='1.0'?>" + whole().encode(),
    "after a stray character": b"`<?xml version='1.0'?>" + whole().encode(),
    "with a control character": whole().replace("Caf", "C\x0ba\x00f").encode(),
    "with a forbidden reference": whole().replace("<name>", "<name>&#11;").encode(),
    "with an entity of HTML": whole().replace("<name>", "<name>&eacute;").encode(),
    "with an attribute without quotes": whole()
    .replace('<thread dsq:id="1"/>', "<thread dsq:id=1/>")
    .encode(),
}


@pytest.mark.parametrize("content", READ.values(), ids=READ)
def test_what_exports_get_wrong_is_read(
    sqlite_database: Database, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    importing.take_over(sqlite_database, file)

    assert importing.tree(sqlite_database) == {"Café <3": None}


def test_bytes_that_are_no_text_are_replaced(
    sqlite_database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_bytes(whole().encode("latin-1"))

    importing.take_over(sqlite_database, file)

    assert importing.tree(sqlite_database) == {"Caf\ufffd <3": None}


def test_a_character_cut_in_two_by_the_reading_is_whole(
    sqlite_database: Database, tmp_path: Path
) -> None:
    long = post("1", "é &amp;&#233; " * 20_000)

    importing.take_over(sqlite_database, disqus(tmp_path, STORY, long))

    [text] = importing.tree(sqlite_database)
    assert text == ("é &é " * 20_000).strip()
