"""The folder of the newsroom's own checkpoints, each in a folder named by its digest.

A checkpoint's folder holds its weights, its configuration with the tokenizer, and its
calibration. It never holds a text.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from moderation.scoring.base.checkpoints import (
    BUNDLED_FOLDER,
    Checkpoint,
    digest_of,
)
from moderation.scoring.base.errors import CheckpointRefusedError

CONFIG = "config"
LONGEST_NAME = 12
"""The most characters of a name: versions of scorers have at most 40."""


def name_of(file: Path) -> str:
    """Return the name of an own checkpoint, from that of its file."""
    return re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:LONGEST_NAME]


def put(file: Path, folder: Path, *, name: str, config: Path | None) -> Checkpoint:
    """Copy *file* into *folder*, where its digest says; return it there.

    Does nothing if it is there already. Several processes may do it at once.

    :param config: the folder of its configuration; ``None``: the bundled one.
    :raises CheckpointRefusedError: if the folder of the configuration is missing.
    """
    sha256 = digest_of(file)
    source = config or BUNDLED_FOLDER / CONFIG
    if not source.is_dir():
        raise CheckpointRefusedError(f"{source} with the configuration is missing.")
    target = folder.absolute() / sha256
    if not _file(target, name).exists():
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=folder))
        try:
            shutil.copytree(source, work / CONFIG)
            shutil.copyfile(file, _file(work, name))
            work.chmod(0o755)
            _rename(work, target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return Checkpoint(name, _file(target, name), sha256, target / CONFIG)


def location(folder: Path, *, name: str, sha256: str) -> Path:
    """Return where the file of an own checkpoint is, or would be."""
    return _file(folder.absolute() / sha256, name)


def is_file(path: str) -> bool:
    """Whether there is a file at *path*."""
    return Path(path).is_file()


def has(folder: Path, *, name: str, sha256: str) -> bool:
    """Whether the file is here and has its digest."""
    file = location(folder, name=name, sha256=sha256)
    return file.is_file() and digest_of(file) == sha256


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.ckpt"


def _rename(work: Path, target: Path) -> None:
    try:
        work.rename(target)
    except OSError:
        if not target.is_dir():
            raise
