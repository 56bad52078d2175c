"""Keeps uploaded files in the instance folder, part by part, never in memory."""

from __future__ import annotations

import fcntl
import io
import shutil
from pathlib import Path
from typing import IO

from auth.core.errors import ConflictError, InvalidError
from auth.core.formats import number
from auth.core.translation import gettext as _
from moderation.exchange.imports.models import ImportJob

LARGEST = 100_000_000
"""Bytes of an uploaded file. Larger ones are imported by the command."""

SUFFIXES = (
    *(".xml", ".json", ".jsonl", ".ndjson", ".csv"),
    *(".gz", ".zip", ".db", ".sqlite", ".sqlite3"),
)
"""How the names of exports end."""


def check_name(name: str) -> None:
    """Check that a file can be an export by its name.

    :raises InvalidError: if it is of another kind, such as a picture.
    """
    if Path(name).suffix.lower() not in SUFFIXES:
        message = _(
            "This is not an export. Choose a file whose name ends in %(endings)s.",
            endings=", ".join(SUFFIXES),
        )
        raise InvalidError(message, {"field": "file"})


def too_large() -> str:
    """Return what is said of a file that is too large."""
    return _(
        "A file can have at most %(most)s MB here. Use the command for more.",
        most=number(LARGEST // 1_000_000),
    )


def path_of(folder: Path, job: ImportJob) -> Path:
    """Return where the file of *job* lies."""
    suffix = Path(job.file_name).suffix.lower()
    return folder / f"{job.id}{suffix if suffix in SUFFIXES else '.upload'}"


def size_of(path: Path) -> int:
    """Return how many bytes have arrived."""
    return path.stat().st_size if path.exists() else 0


def add_part(path: Path, part: IO[bytes], *, at: int) -> int:
    """Append a part of a file, and return the new size.

    :raises ConflictError: if it does not follow what has arrived. ``details`` has the
        ``size`` at which to go on.
    :raises InvalidError: if the file becomes too large.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        # Of parts that arrive twice at the same moment, one is added.
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0, io.SEEK_END)
        if file.tell() != at:
            message = _("This part does not follow the previous one.")
            raise ConflictError(message, {"size": file.tell()})
        shutil.copyfileobj(part, file)
        size = file.tell()
        if size > LARGEST:
            file.truncate(at)
            raise InvalidError(too_large(), {"field": "file"})
    return size


def discard(path: Path) -> None:
    """Remove a file."""
    path.unlink(missing_ok=True)
