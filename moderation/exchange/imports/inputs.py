"""The inputs of imports on the admin's page, as frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class JobAct(StrEnum):
    """What an admin decides about an uploaded file."""

    READ = "read"
    IMPORT = "import"
    UNDO = "undo"
    DISCARD = "discard"


@dataclass(frozen=True)
class BeginUpload:
    """Announce a file: its name, its format and the options of the import."""

    source: str
    file_name: str
    keeps_spam: bool
    skips_pending: bool
    known_articles: bool
    legal_basis: str
    keeps_passwords: bool
    keeps_sanctions: bool
    article_map: str


@dataclass(frozen=True)
class ActOnJob:
    """Decide about an uploaded file."""

    job_id: int
    act: JobAct
