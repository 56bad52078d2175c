"""The events of readers, to which other rooms react."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ReadersMentioned:
    """A visible comment names people who take part in its thread."""

    comment_id: int
    account_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True)
class AccountErased:
    """The data of a reader was erased, after all of their comments."""

    account_id: int
    at: datetime
