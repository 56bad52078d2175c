"""Finds the checkpoint that a setting names, and checks its digest."""

from __future__ import annotations

import hashlib
import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from moderation.scoring.base.errors import CheckpointRefusedError

BUNDLED = "bundled"
BUNDLED_FOLDER = Path(__file__).parents[1] / "checkpoint"
BUNDLED_FILE = BUNDLED_FOLDER / "bundled.ckpt"
BUNDLED_SHA256 = "8bec2fbff91623618a025aef22c082571558bf1c7162f31ff489c3d39cf85ce8"

_RELEASES = "https://github.com/unitaryai/detoxify/releases/download/"
PUBLISHED = {
    "original": _RELEASES + "v0.1-alpha/toxic_original-c1212f89.ckpt",
    "unbiased": _RELEASES + "v0.3-alpha/toxic_debiased-c7548aa0.ckpt",
    "multilingual": _RELEASES + "v0.4-alpha/multilingual_debiased-0b549669.ckpt",
    "original-small": _RELEASES + "v0.1.2/original-albert-0e1d6498.ckpt",
    "unbiased-small": _RELEASES + "v0.1.2/unbiased-albert-c8519128.ckpt",
}
"""Detoxify's published models. The eight digits in each file name are the first of its
SHA-256."""

Report = Callable[[str], None]


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint whose digest was checked.

    :param config: the folder with its configuration and tokenizer. ``None`` if they
        have to be downloaded by the name that is stored in the checkpoint.
    """

    name: str
    file: Path
    sha256: str
    config: Path | None


def find(name: str, folder: Path, *, sha256: str, report: Report) -> Checkpoint:
    """Return the checkpoint called *name*. Downloads a published one if necessary.

    :param name: ``bundled``, the name of a published model, or the path of your own
        checkpoint. Beside your own there must be a folder ``config`` with its
        configuration and tokenizer.
    :param folder: where downloads are stored.
    :param sha256: the full digest of your own checkpoint.
    :raises CheckpointRefusedError: if the file is missing or its digest differs.
    """
    if name == BUNDLED:
        return _checked(name, BUNDLED_FILE, BUNDLED_SHA256, BUNDLED_FOLDER / "config")
    if name in PUBLISHED:
        return _published(name, folder, report)
    path = Path(name)
    if not path.is_file():
        raise CheckpointRefusedError(
            f"{name!r} is neither bundled, nor published, nor a file."
        )
    if not sha256:
        raise CheckpointRefusedError("An own checkpoint needs CLASSIFIER_SHA256.")
    return _checked(path.stem, path, sha256, path.parent / "config")


def version_of(name: str, sha256: str) -> str:
    """Return how versions of the checkpoint called *name* begin.

    :param sha256: the full digest of an own checkpoint.
    """
    if name == BUNDLED:
        return f"{name}-{BUNDLED_SHA256[:12]}"
    if name in PUBLISHED:
        return f"{name}-{_first_digits(PUBLISHED[name])}"
    return f"{Path(name).stem}-{sha256[:12].lower()}"


def is_here(name: str, folder: Path) -> bool:
    """Whether the checkpoint called *name* can be found without a download."""
    if name not in PUBLISHED:
        return True
    return (folder / PUBLISHED[name].rpartition("/")[2]).exists()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of the file at *path*, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked(name: str, file: Path, sha256: str, config: Path | None) -> Checkpoint:
    found = digest_of(file)
    if found != sha256.lower():
        raise CheckpointRefusedError(
            f"{file.name} has the SHA-256 {found}, not {sha256}."
        )
    return Checkpoint(name, file, found, config)


def _published(name: str, folder: Path, report: Report) -> Checkpoint:
    url = PUBLISHED[name]
    file = folder / url.rpartition("/")[2]
    if not file.exists():
        report(f"Downloading {name} …")
        folder.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".part")
        urllib.request.urlretrieve(url, partial)  # noqa: S310  The address is a constant of this module.
        partial.replace(file)
    found = digest_of(file)
    if not found.startswith(_first_digits(file.name)):
        file.unlink()
        raise CheckpointRefusedError(f"{file.name} has the SHA-256 {found}.")
    recorded = file.with_suffix(".sha256")
    if not recorded.exists():
        recorded.write_text(found)
    return _checked(name, file, recorded.read_text().strip(), None)


def _first_digits(file: str) -> str:
    """Return the first digits of the digest in the name of a published file."""
    [begins] = re.findall(r"-([0-9a-f]{8})\.ckpt$", file)
    return str(begins)
