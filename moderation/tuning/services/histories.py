"""The versions of a profile with their authors and changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.models import Account
from moderation.policy.models import ProfileVersion
from moderation.tuning.rules.changes import changes


@dataclass(frozen=True)
class VersionStep:
    """A version of a profile with its author's name and its changes."""

    version: ProfileVersion
    by: str
    changes: list[str]


def steps(session: Session, versions: Sequence[ProfileVersion]) -> list[VersionStep]:
    """Return *versions*, the newest first, each compared with the previous one."""
    makers = {each.created_by_id for each in versions if each.created_by_id}
    rows = session.execute(
        select(Account.id, Account.display_name).where(Account.id.in_(makers))
    )
    names = {row.id: row.display_name for row in rows}
    older: list[ProfileVersion | None] = [*versions[1:], None]
    return [
        VersionStep(
            version,
            names.get(version.created_by_id or 0, ""),
            _between(before, version) if before else [],
        )
        for version, before in zip(versions, older, strict=True)
    ]


def _between(older: ProfileVersion, newer: ProfileVersion) -> list[str]:
    return changes(_values(older), _values(newer))


def _values(version: ProfileVersion) -> dict[str, Any]:
    return {
        "thresholds": version.thresholds,
        "fallback": version.fallback.value,
        "handling": version.handling,
    }
