"""What a prepared checkpoint is and where it lies. Imports none of the libraries."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from moderation.scoring.base.checkpoints import Checkpoint

LIBRARIES = ("detoxify", "torch", "transformers", "tokenizers", "onnxruntime")
FILE = "checkpoint.ckpt"
MAKING = 3
"""Raised when the fast model is made another way, so that it is made anew."""

EIGHT_BITS = "-int8"
"""Stands in the version of scores that were computed in eight bits."""


def weights(version: str) -> str:
    """Return a scorer's *version* without the width of its arithmetic.

    Eight bits are used only where they score as the full width does.
    """
    return version.replace(EIGHT_BITS, "")


@dataclass(frozen=True)
class Prepared:
    """A checkpoint that is ready to load: its folder, and its name and digest."""

    name: str
    sha256: str
    folder: Path

    @property
    def version(self) -> str:
        """What tells its scores from another's."""
        return f"{self.name}-{self.sha256[:12]}"

    @property
    def file(self) -> Path:
        """The float copy."""
        return self.folder / FILE

    @property
    def config(self) -> Path:
        """The folder of configuration and tokenizer."""
        return self.folder / "config"

    @property
    def fast(self) -> Path:
        """The folder of the fast model, once it was made and checked."""
        return self.folder / f"fast-{MAKING}"


def place(checkpoint: Checkpoint, folder: Path) -> Prepared:
    """Return where *checkpoint* is, or is to be, prepared below *folder*.

    Another version of a library is another place, so that nothing stale is loaded.
    """
    versions = "-".join(version(name) for name in LIBRARIES)
    target = folder.absolute() / f"{checkpoint.sha256[:16]}-{versions}"
    return Prepared(checkpoint.name, checkpoint.sha256, target)
