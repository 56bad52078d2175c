"""The events of readers, to which other rooms react."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AccountErased:
    """The data of a reader was erased, after all of their comments."""

    account_id: int
    at: datetime
