"""Opens export files: plain or compressed, in any encoding that names itself."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from auth.core.translation import lazy_gettext as _
from moderation.exchange.imports.formats.errors import UnreadableFileError

HIGHEST_RATIO = 200
"""A compressed file may grow to this many times its size."""

SPARED = 1_000_000
"""Bytes to which any compressed file may grow: small ones compress better."""

LARGEST = 20_000_000_000
"""Bytes that a compressed file may hold."""

Opener = Callable[[], AbstractContextManager[Iterator[str]]]
"""Opens one file, and yields its text in pieces."""

_SNIFFED = 1_024
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


@contextmanager
def open_text(path: Path) -> Iterator[Iterator[str]]:
    """Open *path* and yield its text in pieces. Bytes that are no text become U+FFFD.

    :raises UnreadableFileError: if it is empty, a ZIP archive, a damaged gzip file, or
        one that unpacks to far more than its size.
    """
    size = path.stat().st_size
    with path.open("rb") as raw:
        start = raw.read(_SNIFFED)
        raw.seek(0)
        if not start:
            raise UnreadableFileError(_("The file is empty."))
        if start.startswith(b"PK\x03\x04"):
            message = _(
                "This is a ZIP archive. If it is from Coral, please choose Coral. "
                "Otherwise unpack it, and import the file in it."
            )
            raise UnreadableFileError(message)
        if start.startswith(b"\x1f\x8b"):
            with gzip.open(raw) as unpacked:
                yield _decoded(_unpacked(unpacked, size))
        else:
            yield _decoded(_pieces(raw))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, or of everything in a folder."""
    if path.is_dir():
        whole = hashlib.sha256()
        for member in _files_in(path):
            whole.update(f"{member.name} {digest_of(member)}\n".encode())
        return whole.hexdigest()
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def members(path: Path) -> Iterator[tuple[str, Opener]]:
    """Yield the files of a folder or of a ZIP archive: each name, and what opens it.

    Any other file is the only one.
    """
    if path.is_dir():
        for member in _files_in(path):
            yield member.name, partial(open_text, member)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            _check_total(archive, path.stat().st_size)
            for name in sorted(archive.namelist()):
                if not name.endswith("/"):
                    yield PurePosixPath(name).name, partial(_open_packed, archive, name)
    else:
        yield path.name, partial(open_text, path)


def _check_total(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse an archive of many files that together unpack to far more than its size.

    Nothing more than the size that the archive states for a file is ever read of it.
    """
    total = sum(each.file_size for each in archive.infolist())
    if total > min(LARGEST, max(SPARED, size * HIGHEST_RATIO)):
        raise UnreadableFileError(
            _("The compressed file holds far more than its size suggests.")
        )


@contextmanager
def _open_packed(archive: zipfile.ZipFile, name: str) -> Iterator[Iterator[str]]:
    size = archive.getinfo(name).compress_size
    try:
        with archive.open(name) as unpacked:
            yield _decoded(_unpacked(unpacked, size))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        message = _("The compressed file is damaged or incomplete.")
        raise UnreadableFileError(message) from error


def _files_in(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.is_file())


def _pieces(raw: BinaryIO | gzip.GzipFile | IO[bytes]) -> Iterator[bytes]:
    while piece := raw.read(io.DEFAULT_BUFFER_SIZE * 8):
        yield piece


def _unpacked(unpacked: gzip.GzipFile | IO[bytes], size: int) -> Iterator[bytes]:
    """Yield what a compressed file holds, as long as it is not suspiciously large."""
    most = min(LARGEST, max(SPARED, size * HIGHEST_RATIO))
    total = 0
    try:
        for piece in _pieces(unpacked):
            total += len(piece)
            if total > most:
                message = _(
                    "The compressed file holds far more than its size suggests."
                )
                raise UnreadableFileError(message)
            yield piece
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        message = _("The compressed file is damaged or incomplete.")
        raise UnreadableFileError(message) from error


def _decoded(pieces: Iterator[bytes]) -> Iterator[str]:
    first = next(pieces, b"")
    decoder = codecs.getincrementaldecoder(_encoding(first))(errors="replace")
    yield decoder.decode(first)
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _encoding(start: bytes) -> str:
    for mark, name in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return name
    declared = _DECLARED.search(start[:_SNIFFED])
    if declared is None:
        return "utf-8"
    try:
        name = declared[1].decode("ascii")
        # This refuses what turns bytes into bytes, such as "zlib", and what decodes
        # nothing.
        start[:_SNIFFED].decode(name, "replace")
        return codecs.lookup(name).name
    except (LookupError, UnicodeError) as error:
        message = _(
            "The encoding %(name)s is unknown.", name=declared[1].decode("ascii")
        )
        raise UnreadableFileError(message) from error
