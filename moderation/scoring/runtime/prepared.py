"""A prepared checkpoint and its location. Imports no model library."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from moderation.scoring.base.checkpoints import Checkpoint

LIBRARIES = ("detoxify", "torch", "transformers", "tokenizers", "onnxruntime")
FILE = "checkpoint.ckpt"
EXPORT_VERSION = 3
"""Bump when the export changes, so that fast models are exported again."""

EIGHT_BITS = "-int8"
"""The end of the version of a scorer that computes in eight bits."""


def weights(version: str) -> str:
    """Return a scorer's *version* without the precision of its arithmetic.

    Eight bits are used only if their scores are close to those of full precision.
    """
    return version.replace(EIGHT_BITS, "")


@dataclass(frozen=True)
class Prepared:
    """A checkpoint that is ready to load: its folder, name and digest."""

    name: str
    sha256: str
    folder: Path

    @property
    def version(self) -> str:
        """The version of a scorer that uses it."""
        return f"{self.name}-{self.sha256[:12]}"

    @property
    def file(self) -> Path:
        """The copy with 32-bit weights."""
        return self.folder / FILE

    @property
    def config(self) -> Path:
        """The folder with the configuration and the tokenizer."""
        return self.folder / "config"

    @property
    def fast(self) -> Path:
        """The folder of the fast model, if it was exported and checked."""
        return self.folder / f"fast-{EXPORT_VERSION}"


def location_of(checkpoint: Checkpoint, folder: Path) -> Prepared:
    """Return the location below *folder* for the prepared form of *checkpoint*.

    The location depends on the versions of the libraries, so that nothing stale is
    loaded.
    """
    versions = "-".join(version(name) for name in LIBRARIES)
    target = folder.absolute() / f"{checkpoint.sha256[:16]}-{versions}"
    return Prepared(checkpoint.name, checkpoint.sha256, target)
