"""The events of sanctions, to which other rooms react."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.review.sanctions.rules import SanctionKind


@dataclass(frozen=True)
class SanctionBegun:
    """A sanction is in force: imposed by one person, or confirmed by a second."""

    sanction_id: int
    account_id: int
    site_id: int
    kind: SanctionKind
    at: datetime
